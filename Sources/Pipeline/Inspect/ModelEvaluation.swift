// SPDX-License-Identifier: Apache-2.0
import Base
import Checkpoints
import FoundationEssentials
import Models
import Tensors

/// Writes `output.npy` = Φ(x) and `gradient.npy` = Jᵀv for a cotangent v of the output, to compare them with another
/// framework's. x is in the model's own range and layout.
public struct ModelEvaluation: Sendable {
    public var checkpoint: String
    public var input: String
    public var cotangent: String?
    public var folder: String
    /// Reads the weights of a Keras model.
    public var hdf5: HDF5Reader

    /// Memberwise initialiser.
    ///
    /// - Parameters:
    ///   - checkpoint: path of the checkpoint.
    ///   - input: path of an NPY file with x, [batch, …].
    ///   - cotangent: path of an NPY file with v, of the output's shape; nil computes no gradient.
    ///   - folder: where the files are written.
    public init(checkpoint: String, input: String, cotangent: String?, folder: String, hdf5: HDF5Reader) {
        self.checkpoint = checkpoint
        self.input = input
        self.cotangent = cotangent
        self.folder = folder
        self.hdf5 = hdf5
    }

    /// - Returns: a line for each file written.
    /// - Throws: `Failure`: refused if a file cannot be read, or if shapes disagree (with both shapes); environment
    ///   if a file cannot be written.
    public func run() throws -> [String] {
        let url = URL(fileURLWithPath: checkpoint)
        let graph = try LoadedCheckpoint(
            .init(folder: url.deletingLastPathComponent().path, name: url.lastPathComponent, isInBundle: false),
            hdf5: hdf5
        ).graph
        let x = try NPYFile.read(input)
        guard let batch = x.shape.first, batch > 0, x.rank > 1 else {
            throw Failure.refused("shape-mismatch", "holds \(x.shape), not a batch of samples", file: input)
        }
        var execution = try Execution<Float>(graph, batch: batch, sampleShape: sampleShape(graph, x))
        guard execution.sampleCount * batch == x.count else {
            throw Failure.refused(
                "shape-mismatch", "holds \(x.shape), the model takes \([batch] + execution.sampleShape)", file: input)
        }
        execution.forward(x)
        if let failure = execution.failure { throw failure }
        try makeFolder()
        let outputShape = [batch] + execution.outputShape
        var lines = [try write("output.npy", execution.output.reshaped(outputShape))]
        if let cotangent {
            let v = try NPYFile.read(cotangent)
            guard v.count == execution.output.count, v.shape.first == batch else {
                throw Failure.refused(
                    "shape-mismatch", "holds \(v.shape), the output is \(outputShape)", file: cotangent)
            }
            let gradient = execution.inputGradient(output: v.reshaped(execution.output.shape))
            lines.append(try write("gradient.npy", gradient.reshaped([batch] + execution.sampleShape)))
        }
        return lines
    }

    /// The shape of the input's samples if the graph leaves extents free; nil if it declares all of them.
    private func sampleShape(_ graph: Graph, _ x: Tensor<Float>) -> [Int]? {
        guard let declared = ModelFit.declaredInput(graph)?.shape, declared.contains(nil) else { return nil }
        return Array(x.shape.dropFirst())
    }

    private func makeFolder() throws {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw Failure(
                .environment, code: "cannot-write", "cannot be made", hint: "name a folder that you may write",
                file: folder)
        }
    }

    private func write(_ name: String, _ tensor: Tensor<Float>) throws -> String {
        let path = folder + "/" + name
        try NPYFile.write(tensor, to: path)
        return "\(path): float32 \(tensor.shape)"
    }
}
