// SPDX-License-Identifier: Apache-2.0
/// Which numbers of a program are made of which weights: number places[i] has weight sources[i] as one of its terms.
public struct LaneLinks: Sendable {
    private var places: [Int32] = []
    private var sources: [Int32] = []
    /// Whether each number is one weight.
    private var isSingle = true

    public init() {}

    init(_ links: [(Int, Int32)]) {
        places = links.map { Int32($0.0) }
        sources = links.map(\.1)
        isSingle = Set(places).count == places.count
    }

    /// Number i is weight sources[i].
    public init(_ sources: [Int32]) {
        places = sources.indices.map { Int32($0) }
        self.sources = sources
    }

    mutating func append(_ other: LaneLinks, at place: Int) {
        places += other.places.map { $0 + Int32(place) }
        sources += other.sources
        isSingle = isSingle && other.isSingle
    }

    /// numbers[place] ← Σ weights[source] for all places.
    @specialized(where Scalar == Float)
    func sum<Scalar: Real>(_ weights: [Scalar], into numbers: inout [Scalar]) {
        guard !places.isEmpty else { return }
        weights.withUnsafeBufferPointer { weights in
            numbers.withUnsafeMutableBufferPointer { numbers in
                if isSingle {
                    for index in places.indices { numbers[Int(places[index])] = weights[Int(sources[index])] }
                    return
                }
                for place in places { numbers[Int(place)] = 0 }
                for index in places.indices { numbers[Int(places[index])] += weights[Int(sources[index])] }
            }
        }
    }

    /// weights[source] += numbers[place] for all places.
    @specialized(where Scalar == Float)
    func scatter<Scalar: Real>(_ numbers: [Scalar], into weights: inout [Scalar]) {
        guard !places.isEmpty else { return }
        numbers.withUnsafeBufferPointer { numbers in
            weights.withUnsafeMutableBufferPointer { weights in
                for index in places.indices { weights[Int(sources[index])] += numbers[Int(places[index])] }
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
