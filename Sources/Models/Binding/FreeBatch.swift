// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors

extension BoundGraph {
    /// `graph` at `batch` samples: one part if the batch is free or can be made so, else blocks of the graph's own
    /// size.
    ///
    /// - Throws: ``Base/Failure`` (refused) if the graph does not run at its own batch size either.
    static func parts(of graph: Graph, batch: Int, request: BindingRequest) throws -> [BoundGraph] {
        let declared = try graph.singleInput().shape.first ?? nil
        let block = max(1, declared ?? 1)
        let whole = Result { try BoundGraph(graph, batch: batch, request: request) }
        if declared == nil || declared == batch {
            if case .success(let part) = whole { return [part] }
            // One by one such samples would not meet, but then it is another model than the one that was trained.
            if case .failure(let failure as Failure) = whole, failure.code == Self.mixedSamples { throw failure }
        }
        let single = Result { try BoundGraph(graph, batch: block, request: request) }
        guard case .success(let reference) = single else {
            return [try (declared == nil ? whole : single).get()]
        }
        for candidate in [whole, Result { try BoundGraph(graph.withFreeBatch(block), batch: batch, request: request) }]
        {
            if case .success(let part) = candidate, part.agrees(with: reference) { return [part] }
        }
        return Array(repeating: reference, count: (batch + block - 1) / block)
    }

    /// Whether this graph, whose batch was made free, computes row by row what `reference` computes in its own batch.
    ///
    /// Compares the first and the last row at fixed scattered inputs, within 10⁻³ (relative for outputs above 1).
    private func agrees(with reference: BoundGraph) -> Bool {
        guard outputShape == reference.outputShape, sampleShape == reference.sampleShape else { return false }
        var (mine, other) = (self, reference)
        let count = sampleShape.reduce(1, *)
        let scattered = (0..<batch * count).map { index in
            Scalar((Double(index) * 0.618_033_988_75).truncatingRemainder(dividingBy: 1))
        }
        guard (try? mine.forward(scattered)) != nil else { return false }
        return [0, batch - 1].allSatisfy { row in
            let sample = scattered[row * count..<(row + 1) * count]
            let tiled = (0..<reference.batch).flatMap { _ in sample }
            guard (try? other.forward(tiled)) != nil else { return false }
            let outputs = outputShape.reduce(1, *)
            return zip(mine.output[row * outputs..<(row + 1) * outputs], other.output).allSatisfy { mine, other in
                abs(mine - other) <= Scalar(1e-3) * max(1, abs(other))
            }
        }
    }
}

extension BoundGraph {
    /// Whether the constants that the nodes read are those of `other`, the same graph at another batch size; rows of
    /// equal numbers may be more or fewer. A model that computes with the batch size itself has others.
    func foldsAlike(_ other: BoundGraph) -> Bool {
        schedule.count == other.schedule.count
            && zip(schedule, other.schedule).allSatisfy { node, twin in
                zip(node.inputs, twin.inputs).allSatisfy { one, another in
                    guard let one, let another, !dependent[one] else { return true }
                    return isAlike(values[one], other.values[another], batch, other.batch, node.operation)
                }
            }
    }

    private func isAlike(
        _ one: Value<Scalar>?, _ other: Value<Scalar>?, _ rows: Int, _ otherRows: Int, _ operation: any Operation
    ) -> Bool {
        switch (one, other) {
        case (.real(let a), .real(let b)):
            if a.shape == b.shape { return a.elements == b.elements }
            let row = a.count / max(1, rows)
            guard a.shape.first == rows, b.shape.first == otherRows, a.shape.dropFirst() == b.shape.dropFirst(), row > 0
            else { return false }
            return (a.elements + b.elements).enumerated().allSatisfy { $0.element == a.elements[$0.offset % row] }
        // A target shape names the batch.
        case (.integer(let a), .integer(let b)): return operation is any Reshaping || operation is Expand || a == b
        case (.boolean(let a), .boolean(let b)): return a == b
        default: return false
        }
    }
}

extension Graph {
    /// The graph with a free extent (−1, or 0 beside another −1) for the batch size that Reshape targets carry as their
    /// first extent.
    func withFreeBatch(_ batch: Int) -> Graph {
        var graph = self
        for index in nodes.indices where nodes[index].operation is Reshape {
            guard nodes[index].inputs.count > 1, let target = nodes[index].inputs[1],
                case .integer(var shape)? = constants[target], shape.elements.first == Int64(batch)
            else { continue }
            shape.elements[0] = shape.elements.contains(-1) ? 0 : -1
            let fresh = graph.valueCount
            graph.constants[fresh] = .integer(shape)
            graph.nodes[index].inputs[1] = fresh
        }
        return graph
    }
}
