// SPDX-License-Identifier: Apache-2.0
import Kernels

/// Sums of weighted sources in lanes: every map of the result, phase by phase. Convolutions, transposed ones and the
/// gradients of both are built from it.
public struct LaneCorrelation<Scalar: Real>: Sendable {
    typealias Phase = ConvolutionAxis.Phase

    /// The planes on either side.
    struct Planes: Sendable {
        let planes: Int
        let height: Int
        let width: Int
        var count: Int { planes * height * width }
    }

    /// The sums of one row phase and one column phase.
    private struct Part: Sendable {
        let shape: lane_correlation
        let taps: [Int32]
        let weights: [Scalar]
        let places: [Int32]
        /// Which weights are learned; nil if none is.
        let links: LaneLinks?
    }

    private let source: Planes
    private let groups: Int
    private let bias: [Scalar]
    private let biasLinks: LaneLinks?
    private let parts: [Part]
    /// nil if no sum reaches beyond the source.
    private let framing: lane_framing?
    /// Vectors from group to group in the source, framed or not.
    private let sourceStep: Int

    /// - Parameters:
    ///   - weights: all of them.
    ///   - sources: of weights and bias that are learned.
    ///   - place: where among the weights the one at (map, plane of its group, kernel row, kernel column) is.
    init(
        rows: [Phase], columns: [Phase], groups: Int, source: Planes, result: Planes, bias: [Scalar],
        weights: [Scalar], sources: LaneSources?, place: (Int, Int, Int, Int) -> Int
    ) {
        self.source = source
        self.groups = groups
        self.bias = bias
        biasLinks = sources?.biasLinks
        let view = LaneFrame(rows: rows, columns: columns, sourceHeight: source.height, sourceWidth: source.width)
        framing = view.isNeeded ? view.shape(planes: source.planes) : nil
        let (planes, maps) = (source.planes / groups, result.planes / groups)
        sourceStep = planes * view.height * view.width
        parts = rows.flatMap { row in
            columns.map { column in
                let terms = Self.terms(row, column)
                let shape = lane_correlation(
                    maps: Int32(maps), taps: Int32(planes * terms.count), out_height: Int32(row.count),
                    out_width: Int32(column.count), row_step: Int32(row.step * view.width),
                    column_step: Int32(column.step), out_row: Int32(row.spread * result.width),
                    out_column: Int32(column.spread),
                    band: LaneBand.rows(
                        of: row.count, step: row.step, width: view.width, planes: planes, maps: maps), slope: 1)
                let taps = (0..<planes).flatMap { plane in
                    terms.map {
                        Int32((plane * view.height + $0.0.offset + view.top) * view.width + $0.1.offset + view.left)
                    }
                }
                let places = (0..<result.planes).map {
                    Int32(($0 * result.height + row.first) * result.width + column.first)
                }
                let (packed, links) = Self.packed(
                    maps: maps, planes: planes, groups: groups, terms, weights, sources, place)
                return Part(shape: shape, taps: taps, weights: packed, places: places, links: links)
            }
        }
    }

    /// The products of both axes' terms: group by group, and row-major inside.
    private static func terms(_ row: Phase, _ column: Phase) -> [(ConvolutionAxis.Term, ConvolutionAxis.Term)] {
        let all = row.terms.flatMap { one in column.terms.map { (one, $0) } }
        let groups = Set(all.map { [$0.0.group, $0.1.group] }).sorted { $0.lexicographicallyPrecedes($1) }
        return groups.flatMap { group in all.filter { [$0.0.group, $0.1.group] == group } }
    }

    /// Weights as [group][map / 4][plane, term][map % 4], zeros beyond the last map; a term's weight sums its taps'.
    private static func packed(
        maps: Int, planes: Int, groups: Int, _ terms: [(ConvolutionAxis.Term, ConvolutionAxis.Term)],
        _ weights: [Scalar], _ sources: LaneSources?, _ place: (Int, Int, Int, Int) -> Int
    ) -> ([Scalar], LaneLinks?) {
        let (side, count) = (Int(LANE_MAPS), planes * terms.count)
        let size = (maps + side - 1) / side * side * count
        var packed = [Scalar](repeating: 0, count: groups * size)
        var links: [(Int, Int32)] = []
        for map in 0..<groups * maps {
            let first = map / maps * size + map % maps / side * side * count + map % maps % side
            for plane in 0..<planes {
                for (number, term) in terms.enumerated() {
                    let to = first + (plane * terms.count + number) * side
                    for p in term.0.taps {
                        for q in term.1.taps {
                            let from = place(map, plane, p, q)
                            packed[to] += weights[from]
                            if let sources { links.append((to, sources.weights[from])) }
                        }
                    }
                }
            }
        }
        return (packed, sources == nil ? nil : LaneLinks(links))
    }

    /// Vectors of scratch memory that the framed source takes.
    public var scratchCount: Int {
        framing.map { Int($0.planes) * Int($0.padded_height) * Int($0.padded_width) } ?? 0
    }

    /// Whether the source is copied first; then a mask costs no pass of its own.
    public var isFramed: Bool { framing != nil }

    /// Appends the calls that read the planes at `x` and write the maps to `y`.
    ///
    /// - Parameters:
    ///   - mask: where the source counts fully, elsewhere times `maskSlope`; only if ``isFramed``.
    ///   - addend: what is added to each map, laid out as y.
    ///   - slope: of the ending max(y, 0) + slope·min(y, 0).
    public func append(
        to program: inout LaneProgram<Scalar>, x: Int, y: Int, scratch: Int, mask: Int? = nil, maskSlope: Double = 0,
        addend: Int? = nil, slope: Double = 1
    ) {
        var from = x
        if let framing {
            let places = program.keep((0..<source.planes).map { Int32($0 * source.height * source.width) })
            program.append(.frame(framing, slope: maskSlope, places: places, x: x, mask: mask, padded: scratch))
            from = scratch
        } else {
            precondition(mask == nil, "a mask without a frame")
        }
        let bias = program.keep(self.bias, biasLinks)
        for part in parts {
            // Nothing reaches these outputs, and what is added to stays as it is.
            if part.shape.taps == 0, addend == y, slope == 1 { continue }
            let pools = LaneCorrelationPools(
                taps: program.keep(part.taps), weights: program.keep(part.weights, part.links), bias: bias,
                places: program.keep(part.places), groups: groups, sourceStep: sourceStep,
                weightStep: part.weights.count / groups)
            program.append(.correlate(part.shape, pools, slope: slope, x: from, addend: addend, y: y))
        }
    }

    /// Whether weights change, so that they have gradients.
    public var isLearned: Bool { parts.contains { $0.links != nil } }

    /// Appends the calls that add to the gradients of weights and bias. The source is the framed copy if there is one.
    public func appendWeights(to program: inout LaneProgram<Scalar>, source: Int, dy: Int) {
        let bias = biasLinks.map { program.keepGradients(self.bias.count, $0) }
        for part in parts {
            let weights = program.keepGradients(part.weights.count, part.links ?? LaneLinks())
            let pools = LaneCorrelationPools(
                taps: program.keep(part.taps), weights: 0, bias: 0, places: program.keep(part.places), groups: groups,
                sourceStep: sourceStep, weightStep: part.weights.count / groups)
            program.append(.correlateWeights(part.shape, pools, weights: weights, bias: bias, x: source, dy: dy))
        }
    }
}
