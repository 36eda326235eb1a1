// SPDX-License-Identifier: Apache-2.0
import Kernels

/// A sparse matrix that every plane of a value goes through: moving, repeating, averaging and interpolating elements,
/// and the adjoints of all of these.
public struct LaneTable<Scalar: Real>: Sendable {
    /// Elements of an input plane.
    public let inputs: Int
    /// The terms of each output of a plane.
    public private(set) var rows: [[(index: Int, weight: Scalar)]]
    /// [outputs]; empty for zeros.
    public let offsets: [Scalar]
    public let planes: Int

    /// Traps if an index lies outside 0..<inputs.
    public init(
        inputs: Int, planes: Int = 1, rows: [[(index: Int, weight: Scalar)]], offsets: [Scalar] = []
    ) {
        precondition(
            rows.allSatisfy { $0.allSatisfy { (0..<inputs).contains($0.index) } }, "an index outside the input")
        self.inputs = inputs
        self.planes = planes
        self.rows = rows
        self.offsets = offsets.contains { $0 != 0 } ? offsets : []
    }

    /// y[i] = x[indices[i]], or `fill` where an index is negative.
    public init(inputs: Int, planes: Int = 1, picking indices: [Int], fill: Scalar = 0) {
        self.init(
            inputs: inputs, planes: planes, rows: indices.map { $0 < 0 ? [] : [(index: $0, weight: Scalar(1))] },
            offsets: fill == 0 ? [] : indices.map { $0 < 0 ? fill : Scalar.zero })
    }

    /// Elements of all input planes, and of all output planes.
    public var inputCount: Int { planes * inputs }
    public var outputCount: Int { planes * rows.count }

    /// The transposed matrix; each output's terms keep the order of the rows that they come from.
    public var adjoint: LaneTable {
        var columns = [[(index: Int, weight: Scalar)]](repeating: [], count: inputs)
        for (number, row) in rows.enumerated() {
            for term in row { columns[term.index].append((number, term.weight)) }
        }
        return LaneTable(inputs: rows.count, planes: planes, rows: columns)
    }

    /// Where the outputs are one run of the inputs: its beginning.
    public var run: Int? {
        guard planes == 1, offsets.isEmpty, let first = rows.first?.first?.index, rows.count <= inputs else {
            return nil
        }
        let isRun = rows.enumerated().allSatisfy { number, row in
            row.count == 1 && row[0].weight == 1 && row[0].index == first + number
        }
        return isRun ? first : nil
    }

    /// Appends the call that reads `x` and writes, or adds to, `y`.
    public func append(to program: inout LaneProgram<Scalar>, x: Int, y: Int, adds: Bool = false) {
        var starts: [Int32] = [0]
        for row in rows { starts.append(starts[starts.count - 1] + Int32(row.count)) }
        let weights = rows.flatMap { $0.map(\.weight) }
        let pools = LaneTablePools(
            starts: program.keep(starts), indices: program.keep(rows.flatMap { $0.map { Int32($0.index) } }),
            weights: weights.allSatisfy { $0 == 1 } ? nil : program.keep(weights),
            offsets: offsets.isEmpty ? nil : program.keep(offsets))
        let shape = lane_table_rows(
            planes: Int32(planes), rows: Int32(rows.count), in_plane: Int32(inputs), adds: adds ? 1 : 0)
        program.append(.gather(shape, pools, x: x, y: y))
    }
}
