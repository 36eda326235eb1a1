// SPDX-License-Identifier: Apache-2.0
import Attacks
import Base
import Datasets
import Models
import Tensors

/// Runs one real sample through the model, and derives from its shapes the rows, the parameters and the chunk size.
struct ModelProbe {
    let convolution: JobPlan.Convolution?
    let sampling: SamplingChoice
    let parameters: Parameters
    let chunkSize: Int
    let inputName: String
    let outputName: String
    /// The class wanted; nil if the attack is not targeted.
    let target: Target?

    /// - Throws: `Failure` (refused) if the model does not fit the objective, or if a parameter is invalid.
    init(_ opened: OpenedBundle, _ settings: JobSettings) throws {
        var execution = try opened.fit.execution(batch: 1)
        let sample = try opened.data.samples(0..<1).flatMap(\.values)
        execution.forward(Tensor(shape: [1, opened.data.elementCount], elements: opened.fit.arranged(sample)))
        if let failure = execution.failure { throw failure }
        if settings.objective == .reconstruction, execution.outputCount != execution.sampleCount {
            throw Self.doesNotReconstruct(execution, file: opened.checkpoint.location.name)
        }
        guard execution.outputCount > 0 else {
            throw Self.hasNoOutput(execution, file: opened.checkpoint.location.name)
        }
        if settings.objective.isSupervised { try Self.checkClasses(execution, file: opened.checkpoint.location.name) }
        if settings.objective == .contrastive { try Contrast.check(opened, outputs: execution.outputCount) }
        target = try opened.target(settings, classes: max(2, execution.outputCount))
        convolution = execution.firstConvolution.map { .init(node: $0.node, maps: $0.maps, length: $0.length) }
        let file = opened.contents.jobFile
        sampling = try SamplingChoice(
            settings.attack.sampling, number: settings.options?.convolution, convolution: convolution, file: file)
        parameters = try settings.parameters(
            sampling: sampling.sampling, kind: opened.data.kind, elementShape: opened.data.elementShape,
            file: file ?? "job.toml")
        try Self.check(parameters, elementCount: opened.data.elementCount, file: file)
        chunkSize = ChunkSize.samples(
            settings: settings, elementShape: opened.data.elementShape, outputCount: execution.outputCount,
            parameters: parameters, convolution: convolution)
        inputName = execution.inputName
        outputName = execution.outputName
    }

    private static func doesNotReconstruct(_ execution: Execution<Float>, file: String) -> Failure {
        .refused(
            "output-mismatch",
            "the model takes \(execution.sampleShape) and its output \(execution.outputName) is \(execution.outputShape): "
                + "it does not reconstruct its input",
            hint:
                "bring an autoencoder, name its reconstruction with [model] output, or, if it is a classifier, add to "
                + "\(JobLine("attack", "objective", text: "untargeted"))", file: file)
    }

    /// Class scores have one axis. An output of the input's own shape is a reconstruction.
    private static func checkClasses(_ execution: Execution<Float>, file: String) throws {
        let shape = execution.outputShape
        guard shape == execution.sampleShape, shape.count(where: { $0 > 1 }) > 1 else { return }
        throw Failure.refused(
            "output-mismatch",
            "the model's output \(execution.outputName) is \(shape), as its input: a reconstruction, no class scores",
            hint: "leave [attack] objective out, or name the output with the scores with [model] output", file: file
        )
    }

    private static func hasNoOutput(_ execution: Execution<Float>, file: String) -> Failure {
        .refused(
            "output-mismatch",
            "the model's output \(execution.outputName) is \(execution.outputShape): it holds no value at all",
            hint: "name the output to attack with [model] output, or export the model again", file: file)
    }

    /// The most values in all random matrices together: 4 GiB of float32.
    private static let mostMatrixValues = 1 << 30

    private static func check(_ parameters: Parameters, elementCount: Int, file: String?) throws {
        guard parameters.sampling == .random else { return }
        let rows = parameters.rowCount * parameters.rowLength
        guard rows <= mostMatrixValues / elementCount else {
            throw Failure.refused(
                "too-large",
                "random sampling needs \(parameters.rowCount) matrices of \(parameters.rowLength)×\(elementCount): more than "
                    + "4 GB", hint: "lower [attack] row_count or row_length, or take preset = \"uaed\"", file: file)
        }
    }

    /// - Parameters:
    ///   - better: a line on a scale that fits better; nil for none.
    ///   - unselected: elements that the model does not read.
    func plan(
        _ opened: OpenedBundle, _ settings: JobSettings, _ inspected: InspectedLoss, better: String?,
        unselected: [Int]?
    ) -> JobPlan {
        let worse = inspected.warning(
            isError: settings.objective.isSupervised, scale: (settings.input.scale ?? .minmax).rawValue,
            range: Self.range(opened.fit.scale.scale, opened.fit.scale.offset))
        let warning = [worse, better].compactMap(\.self).joined(separator: "; ")
        let others =
            opened.data.parts.flatMap(\.warnings) + settings.rangeWarnings(opened.data.kind)
            + settings.idleWarnings()
        return JobPlan(
            settings: settings, parameters: parameters, samplingReason: sampling.reason, layout: opened.fit.layout,
            scale: opened.fit.scale, checkpoint: opened.checkpoint.location.name, inputName: inputName,
            outputName: outputName, firstConvolution: convolution, dataset: opened.data.summary,
            jobFile: opened.contents.jobFile,
            notes: opened.data.parts.flatMap(\.notes) + notes(unselected, opened, settings), inspected: inspected,
            warnings: (warning.isEmpty ? [] : [warning]) + others, target: target, unselected: unselected)
    }

    private func notes(_ unselected: [Int]?, _ opened: OpenedBundle, _ settings: JobSettings) -> [String] {
        guard let unselected else { return [] }
        let count = opened.data.elementCount
        let isConfined = settings.options?.mask ?? .selected == .selected
        return [
            "the model reads \(count - unselected.count) of \(count) values, as a concrete autoencoder does: "
                + (isConfined ? "only those are changed" : "a change to the others alone is no success")
        ]
    }

    /// The least and the greatest value that x in [0, 1] can become, as `0…255`.
    static func range(_ scale: [Float], _ offset: [Float]) -> String {
        let count = max(scale.count, offset.count)
        let bounds = (0..<count).flatMap { place -> [Float] in
            let (factor, shift) = (scale[scale.count == 1 ? 0 : place], offset[offset.count == 1 ? 0 : place])
            return [shift, factor + shift]
        }
        func text(_ value: Float) -> String {
            value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
        }
        return "\(text(bounds.min() ?? 0))…\(text(bounds.max() ?? 1))"
    }
}
