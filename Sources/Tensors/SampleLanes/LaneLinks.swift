// SPDX-License-Identifier: Apache-2.0
/// Which numbers of a program are made of which weights, in runs: each is a number and a weight, and how far it is from
/// them to the next ones.
public struct LaneLinks: Sendable {
    private struct Run {
        var place: Int
        var source: Int
        var placeStep = 0
        var sourceStep = 0
        var count = 1

        /// Takes one more link in; false if it does not lie where this run goes on.
        mutating func take(_ nextPlace: Int, _ nextSource: Int) -> Bool {
            if count == 1 { (placeStep, sourceStep) = (nextPlace - place, nextSource - source) }
            guard nextPlace == place + count * placeStep, nextSource == source + count * sourceStep else {
                return false
            }
            count += 1
            return true
        }
    }

    private var runs: [Run] = []
    /// Whether each number is one weight.
    private var isSingle = true

    public init() {}

    init(_ links: [(Int, Int32)]) {
        for (place, source) in links { append(place, Int(source)) }
        isSingle = Set(links.map(\.0)).count == links.count
    }

    /// Number i is weight sources[i].
    public init(_ sources: [Int32]) {
        for (place, source) in sources.enumerated() { append(place, Int(source)) }
    }

    private mutating func append(_ place: Int, _ source: Int) {
        let last = runs.count - 1
        if last >= 0, runs[last].take(place, source) { return }
        runs.append(Run(place: place, source: source))
    }

    mutating func append(_ other: LaneLinks, at place: Int) {
        for var run in other.runs {
            run.place += place
            runs.append(run)
        }
        isSingle = isSingle && other.isSingle
    }

    /// numbers[place] ← Σ weights[source] for all places.
    @specialized(where Scalar == Float)
    func sum<Scalar: Real>(_ weights: [Scalar], into numbers: inout [Scalar]) {
        weights.withUnsafeBufferPointer { weights in
            numbers.withUnsafeMutableBufferPointer { numbers in
                if !isSingle {
                    for run in runs {
                        for index in 0..<run.count { numbers[run.place + index * run.placeStep] = 0 }
                    }
                }
                for run in runs {
                    var (place, source) = (run.place, run.source)
                    for _ in 0..<run.count {
                        numbers[place] = isSingle ? weights[source] : numbers[place] + weights[source]
                        place += run.placeStep
                        source += run.sourceStep
                    }
                }
            }
        }
    }

    /// weights[source] += numbers[place] for all places.
    @specialized(where Scalar == Float)
    func scatter<Scalar: Real>(_ numbers: [Scalar], into weights: inout [Scalar]) {
        numbers.withUnsafeBufferPointer { numbers in
            weights.withUnsafeMutableBufferPointer { weights in
                for run in runs {
                    var (place, source) = (run.place, run.source)
                    for _ in 0..<run.count {
                        weights[source] += numbers[place]
                        place += run.placeStep
                        source += run.sourceStep
                    }
                }
            }
        }
    }
}

/// Where a layer's weights and bias are in the flat array of all weights.
public struct LaneSources: Sendable {
    /// One for each weight, as these lie.
    public let weights: [Int32]
    /// One for each element of the bias; nil if it is not learned.
    public let bias: [Int32]?

    public init(weights: [Int32], bias: [Int32]? = nil) {
        self.weights = weights
        self.bias = bias
    }

    var withoutBias: LaneSources { LaneSources(weights: weights) }
    var biasLinks: LaneLinks? { bias.map { LaneLinks($0) } }
}
