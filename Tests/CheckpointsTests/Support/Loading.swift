// SPDX-License-Identifier: Apache-2.0
import Base
import Models
import Tensors
import Testing

@testable import Checkpoints

extension Checkpoint {
    /// The checkpoint in `bytes`, as a file of a folder of its own.
    init(_ bytes: [UInt8], limits: Limits = .standard) throws {
        let scratch = try Scratch()
        try scratch.write(bytes, "model.onnx")
        try self.init(folder: scratch.path, file: "model.onnx", hdf5: .built, limits: limits)
    }

    /// The output at one batch of `x`.
    func output(_ x: [Double], batch: Int = 1, sampleShape: [Int]? = nil) throws -> [Double] {
        var execution = try Execution<Double>(graph, batch: batch, sampleShape: sampleShape)
        execution.forward(Tensor(shape: [batch, x.count / batch], elements: x))
        if let failure = execution.failure { throw failure }
        return execution.output.elements
    }
}

/// The failure of loading `bytes`.
func refusal(
    _ bytes: [UInt8], limits: Limits = .standard, sourceLocation: SourceLocation = #_sourceLocation
) throws -> Failure {
    try #require(
        #expect(throws: Failure.self, sourceLocation: sourceLocation) { _ = try Checkpoint(bytes, limits: limits) })
}

/// Largest difference of two lists of one length.
func deviation<A: BinaryFloatingPoint, B: BinaryFloatingPoint>(_ a: some Collection<A>, _ b: some Collection<B>)
    -> Double
{
    guard a.count == b.count else { return .infinity }
    return zip(a, b).map { a, b in
        let difference = abs(Double(a) - Double(b))
        return difference.isNaN ? .infinity : difference
    }.max() ?? 0
}
