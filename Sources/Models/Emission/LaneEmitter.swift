// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Writes a program on buffers that have no place yet: an address is a buffer's number and an offset.
struct LaneEmitter<Scalar: Real> {
    var program = LaneProgram<Scalar>()
    let places: LanePlaces
    /// Vectors of each buffer.
    private(set) var sizes: [Int] = []
    private var roots: [Graph.ValueID: Int] = [:]
    /// The cotangents of one reverse sweep, by root.
    private var slopes: [Graph.ValueID: Slope] = [:]
    /// What a forward pass keeps for the gradient besides values, by the step's result.
    private var kept: [Graph.ValueID: Int] = [:]
    private(set) var calls: [NodeRegion<Scalar>] = []
    private(set) var meetings: [BatchMeeting] = []
    /// Where the numbers of a step's last meeting are, by the step's result.
    private var numbers: [Graph.ValueID: Int] = [:]
    /// Values that no weight reaches, so that a training needs no cotangent of them.
    private let unwanted: Set<Graph.ValueID>

    /// A root's cotangent: its buffer and the parts that have arrived, in order and without overlap.
    private struct Slope {
        var buffer: Int
        var arrived: [Range<Int>] = []

        func missing(in range: Range<Int>) -> [Range<Int>] {
            var (gaps, from) = ([Range<Int>](), range.lowerBound)
            for part in arrived where part.upperBound > from && part.lowerBound < range.upperBound {
                if part.lowerBound > from { gaps.append(from..<part.lowerBound) }
                from = max(from, part.upperBound)
            }
            if from < range.upperBound { gaps.append(from..<range.upperBound) }
            return gaps
        }

        mutating func arrive(_ range: Range<Int>) {
            arrived = (arrived + [range]).sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { merged, next in
                guard let last = merged.last, last.upperBound >= next.lowerBound else { return merged.append(next) }
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, next.upperBound)
            }
        }
    }

    init(_ places: LanePlaces, unwanted: Set<Graph.ValueID> = []) {
        self.places = places
        self.unwanted = unwanted
    }

    func isWanted(_ value: Graph.ValueID) -> Bool { !unwanted.contains(value) }

    private static var offsetBits: Int { 40 }
    static func buffer(_ address: Int) -> Int { address >> offsetBits }
    static func offset(_ address: Int) -> Int { address & (1 << offsetBits - 1) }
    private func address(_ buffer: Int, _ offset: Int) -> Int { buffer << Self.offsetBits | offset }

    /// A new buffer.
    mutating func buffer(_ count: Int) -> Int {
        sizes.append(count)
        return address(sizes.count - 1, 0)
    }

    /// Where a value lies.
    mutating func at(_ value: Graph.ValueID) -> Int {
        let place = places[value]
        if roots[place.root] == nil { roots[place.root] = Self.buffer(buffer(places.counts[place.root] ?? 0)) }
        return address(roots[place.root]!, place.offset)
    }

    func count(_ value: Graph.ValueID) -> Int { places.counts[value] ?? 0 }

    /// A buffer that lives from a step's forward pass to its gradient.
    mutating func keep(_ count: Int, for result: Graph.ValueID) -> Int {
        let address = kept[result] ?? buffer(count)
        kept[result] = address
        return address
    }

    mutating func call(_ region: NodeRegion<Scalar>, touching addresses: [Int]) {
        for address in addresses { program.append(.touch(address)) }
        program.append(.call(calls.count))
        for address in addresses { program.append(.touch(address)) }
        calls.append(region)
    }

    /// All blocks meet; what they bring is read at `meeting.address`.
    mutating func meet(_ meeting: BatchMeeting) {
        program.append(.touch(meeting.address))
        program.append(.meet(meetings.count))
        program.append(.touch(meeting.address))
        meetings.append(meeting)
    }

    mutating func keepNumbers(_ place: Int, for result: Graph.ValueID) { numbers[result] = place }
    func numbers(for result: Graph.ValueID) -> Int? { numbers[result] }

    /// Gives the calls' addresses their places.
    mutating func moveCalls(_ move: (Int) -> Int) {
        for index in calls.indices { calls[index].move(move) }
        for index in meetings.indices { meetings[index].address = move(meetings[index].address) }
    }
}

/// Cotangents. A value with several readers gets the sum of theirs: the first one overwrites, the others add.
extension LaneEmitter {
    /// Begins a reverse sweep with the cotangent of `value`, which somebody writes before it, and returns its place.
    mutating func beginSweep(at value: Graph.ValueID) -> Int {
        slopes = [:]
        let address = receive(value).address
        program.append(.touch(address))
        return address
    }

    /// The cotangent of `value`, parts of which nothing has arrived at being cleared; nil if nothing has.
    mutating func slope(_ value: Graph.ValueID) -> Int? {
        let place = places[value]
        guard var slope = slopes[place.root] else { return nil }
        let missing = slope.missing(in: place.range)
        guard missing != [place.range] else { return nil }
        for gap in missing { program.append(.clear(count: gap.count, y: address(slope.buffer, gap.lowerBound))) }
        slope.arrive(place.range)
        slopes[place.root] = slope
        return address(slope.buffer, place.offset)
    }

    /// Where a step writes its share of the cotangent of `value`, and whether it has to add to what has arrived.
    mutating func receive(_ value: Graph.ValueID) -> (address: Int, adds: Bool) {
        let place = places[value]
        var slope = slopes[place.root] ?? Slope(buffer: Self.buffer(buffer(places.counts[place.root] ?? 0)))
        let missing = slope.missing(in: place.range)
        let isNew = missing == [place.range]
        if !isNew {
            for gap in missing { program.append(.clear(count: gap.count, y: address(slope.buffer, gap.lowerBound))) }
        }
        slope.arrive(place.range)
        slopes[place.root] = slope
        return (address(slope.buffer, place.offset), !isNew)
    }

    /// Adds the cotangent of `result`, which nothing reads any more, to that of `value`: without a copy if nothing has
    /// arrived there yet and both are whole.
    mutating func pass(_ result: Graph.ValueID, to value: Graph.ValueID) {
        let (from, to) = (places[result], places[value])
        guard let given = slopes[from.root] else { return }
        if slopes[to.root] == nil, from.root != to.root, from.count == places.counts[from.root],
            to.count == places.counts[to.root], sizes[given.buffer] == to.count
        {
            slopes[to.root] = given
            return
        }
        let source = address(given.buffer, from.offset)
        let (target, adds) = receive(value)
        program.append(
            .map(.copy, count: to.count, adds: adds, a: source, b: source, c: source, y: target))
    }
}
