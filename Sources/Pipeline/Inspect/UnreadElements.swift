// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Finds the elements of a sample that a model does not read: those that a concrete autoencoder's select layer leaves
/// out (paper 4.5; in inference the layer is one-hot).
///
/// An element counts as unread if its component of Jᵀv is exactly 0 for a random cotangent v at every point of up to
/// eight batches, drawn uniformly from the cube.
enum UnreadElements {
    private static let mostPasses = 8

    /// Indices in the model's layout; nil if every element is read, or none.
    static func find(_ execution: inout Execution<Float>) -> [Int]? {
        let (batch, d, outputs) = (execution.batch, execution.sampleCount, execution.outputCount)
        var isRead = [Bool](repeating: false, count: d)
        var stream = RandomStream(seed: 0, sample: 0, purpose: .reference)
        for pass in 0..<mostPasses where pass == 0 || isRead.contains(false) {
            execution.forward(
                Tensor(shape: [batch, d], elements: (0..<batch * d).map { _ in Float(stream.uniform()) }))
            let cotangent = (0..<batch * outputs).map { _ in Float(stream.gaussian()) }
            let gradient = execution.inputGradient(output: Tensor(shape: [batch, outputs], elements: cotangent))
            for (index, slope) in gradient.elements.enumerated() where slope != 0 { isRead[index % d] = true }
        }
        let unread = isRead.indices.filter { !isRead[$0] }
        return unread.isEmpty || unread.count == d ? nil : unread
    }
}
