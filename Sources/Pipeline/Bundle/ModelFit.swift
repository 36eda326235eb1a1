// SPDX-License-Identifier: Apache-2.0
import Base
import Models
import Tensors

/// A graph, and how samples enter it. Binding an execution checks every shape.
struct ModelFit: Sendable {
    let graph: Graph
    let layout: SampleLayout
    var scale: InputScale
    let output: String?
    /// The convolution whose maps are the rows, counted from 1.
    var convolution = 1
    /// Whether to take a classifier's logits, before a final Softmax.
    var beforeSoftmax = false
    /// The checkpoint's name, for messages.
    var file: String?

    /// - Parameter batch: number of samples at once; the graph is bound to it.
    /// - Throws: `Failure`, with the checkpoint's name, if the graph cannot be bound.
    func execution(batch: Int) throws -> Execution<Float> {
        try Self.naming(file) {
            try Execution<Float>(
                graph, batch: batch, scale: scale, output: output, convolution: convolution,
                beforeSoftmax: beforeSoftmax, sampleShape: layout.modelShape)
        }
    }

    /// Adds the checkpoint's name, and a hint, to the failures of `body`.
    private static func naming<Result>(_ file: String?, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch var failure as Failure {
            failure.file = failure.file ?? file
            failure.hint = failure.hint ?? "run the model in its own framework on such a sample, and export it again"
            throw failure
        }
    }

    /// An execution for the samples of a chunk. If the graph runs in sample lanes, its batch is one block of lanes, so
    /// that all data of an attack stay in the near caches; otherwise it is the whole chunk.
    func execution(chunk: Int) throws -> Execution<Float> {
        let block = try execution(batch: min(chunk, Lanes.count))
        return block.batch == chunk || block.runsInLanes ? block : try execution(batch: chunk)
    }

    /// The values of samples in the data's order, rearranged for the model.
    func arranged<Value>(_ values: [Value]) -> [Value] {
        guard let order = layout.order else { return values }
        return stride(from: 0, to: values.count, by: order.count).flatMap { start in order.map { values[start + $0] } }
    }

    /// The values of one sample in the model's order, back in the data's.
    func restored(_ values: [Float]) -> [Float] {
        guard let order = layout.order else { return values }
        var natural = values
        for (place, source) in order.enumerated() { natural[source] = values[place] }
        return natural
    }
}

extension ModelFit {
    /// The declared extents of a sample, without the batch; nil if the graph does not have exactly one input.
    static func declaredInput(_ graph: Graph) -> (name: String, shape: [Int?])? {
        let free = graph.inputs.filter { graph.constants[$0.value] == nil }
        guard free.count == 1, let input = free.first, !input.shape.isEmpty else { return nil }
        return (input.name, Array(input.shape.dropFirst()))
    }

    /// The number of values that the model takes for a sample; nil if the graph leaves an extent free.
    static func inputCount(_ graph: Graph) -> Int? {
        guard let shape = declaredInput(graph)?.shape else { return nil }
        let known = shape.compactMap(\.self)
        return known.count == shape.count ? known.reduce(1, *) : nil
    }

    /// The only layout in which samples of `elementShape` fit the graph.
    ///
    /// - Throws: `Failure` (refused) if none fits (with both shapes), or several do (with the key that chooses).
    static func layout(
        _ graph: Graph, elementShape: [Int], settings: JobSettings, checkpoint: String
    ) throws -> SampleLayout {
        // Binding refuses a graph that does not have exactly one input, and names its inputs.
        let (name, declared) =
            try declaredInput(graph)
            ?? {
                _ = try naming(checkpoint) { try Execution<Float>(graph, batch: 1) }
                return ("input", [])
            }()
        let candidates = SampleLayout.candidates(
            elementShape: elementShape, declared: declared, layout: settings.model.layout)
        guard candidates.count != 1 else { return candidates[0] }
        guard !candidates.isEmpty else {
            throw mismatch(elementShape, name, declared, settings: settings, checkpoint: checkpoint)
        }
        let bindings = candidates.map { layout in
            Result {
                try Execution<Float>(
                    graph, batch: 1, output: settings.output, sampleShape: layout.modelShape)
            }
        }
        let fitting = zip(candidates, bindings).filter { (try? $1.get()) != nil }.map(\.0)
        switch fitting.count {
        case 1: return fitting[0]
        case 0:
            _ = try naming(checkpoint) { try bindings[0].get() }
            return candidates[0]
        default:
            throw Failure.refused(
                "ambiguous-layout",
                "samples of \(text(elementShape)) fit the model's input \(name) \(declared.map { $0 ?? -1 }) in more than "
                    + "one way",
                hint:
                    "a model of PyTorch takes NCHW, one of Keras NHWC; add to \(JobLine("model", "layout", text: "NCHW"))",
                file: checkpoint)
        }
    }

    private static func mismatch(
        _ elementShape: [Int], _ name: String, _ declared: [Int?], settings: JobSettings, checkpoint: String
    ) -> Failure {
        let wanted = declared.map { $0.map(String.init) ?? "?" }.joined(separator: ", ")
        let known = declared.compactMap(\.self).reduce(1, *)
        var message =
            "a sample is \(text(elementShape)) (\(elementShape.reduce(1, *)) values), the model's input \(name) "
            + "takes [\(wanted)]" + (declared.contains(nil) ? "" : " (\(known) values)")
        if let layout = settings.model.layout { message += " in layout \(layout.rawValue)" }
        return .refused(
            "shape-mismatch", message,
            hint: elementShape.count == 3
                ? "resize or convert the images to what the model was trained on, or bring the model of these images"
                : "choose the model's columns with [dataset] columns in job.toml", file: checkpoint)
    }

    /// `28×28×1`, or `77 columns`.
    static func text(_ elementShape: [Int]) -> String {
        elementShape.count == 1
            ? "\(elementShape[0]) columns" : elementShape.map(String.init).joined(separator: "×")
    }
}
