// SPDX-License-Identifier: Apache-2.0
import Attacks
import Base
import Datasets

extension JobSettings {
    /// What the method changes in a preset, before the job's own values apply.
    func adapt(_ parameters: inout Parameters) {
        if method.isAblation { parameters.startNoise = SimilarityAblation<Float>.startNoise }
        if method == .pgd { parameters.iterations = 100 }
    }

    /// - Throws: `Failure` (refused) if objective, method and options do not go together.
    func checkMethod(file: String) throws {
        let options = options ?? MethodOptions()
        let isTransformation = method.transformation != nil
        let rules: [(isBroken: Bool, message: String)] = [
            (objective == .targeted && options.target == nil, "objective = \"targeted\" needs a target"),
            (objective != .targeted && options.target != nil, "target goes with objective = \"targeted\""),
            (
                !objective.isSupervised && options.label != nil,
                "label goes with objective = \"untargeted\" or \"targeted\""
            ),
            (
                objective.isSupervised && (method == .lossAscent || method.isAblation),
                "method = \"\(method.rawValue)\" goes with objective = \"reconstruction\""
            ),
            (isTransformation && options.transform != nil, "transform goes before an attack, not before another"),
            (isTransformation && options.alphas != nil, "several values of alpha go with a method that steps"),
            (
                options.mask != nil && objective.isSupervised,
                "mask goes with objective = \"reconstruction\" (concrete autoencoders)"
            ),
            (options.alphas?.isEmpty == true, "alpha takes at least one value"),
            ((options.alphas?.count ?? 0) > 100, "alpha takes at most 100 values"),
            ((options.sigma ?? 1) <= 0, "sigma must be greater than 0"),
            ((options.noise ?? 1) <= 0, "noise must be greater than 0"),
            ((options.stepSize ?? 1) <= 0, "step_size must be greater than 0"),
            (!(0...180).contains(options.angle ?? 0), "angle must be between 0 and 180"),
            (options.alphas?.contains { $0 <= 0 } == true, "alpha must be greater than 0"),
        ]
        if method == .pgd, attack.epsilon == nil {
            throw Failure.refused(
                "bad-value", "[attack] method = \"pgd\" needs an epsilon: its start is uniform in ±epsilon",
                hint: "8/255 is usual for images; add to \(JobLine("attack", "epsilon", "0.0314"))", file: file)
        }
        guard let broken = rules.first(where: \.isBroken) else { return }
        throw Failure.refused("bad-value", "[attack] " + broken.message, file: file)
    }

    /// Warnings about keys of a method that the job does not use. They are no errors, because an inbox's defaults
    /// may serve several methods.
    func idleWarnings() -> [String] {
        let options = options ?? MethodOptions()
        let transforms = [method.transformation, options.transform]
        let keys: [(name: String, isIdle: Bool, use: String)] = [
            ("step_size", options.stepSize != nil && method != .pgd, "method = \"pgd\" takes it"),
            ("search_steps", options.searchSteps != nil && method != .penalty, "method = \"penalty\" takes it"),
            ("success_test", options.successTest != nil && method != .penalty, "method = \"penalty\" takes it"),
            (
                "sigma", options.sigma != nil && !transforms.contains(.gaussian),
                "gaussian takes it, as method or transform"
            ),
            (
                "angle", options.angle != nil && !transforms.contains(.rotation),
                "rotation takes it, as method or transform"
            ),
        ]
        return keys.filter(\.isIdle).map { "[attack] \($0.name) has no effect here: \($0.use)" }
    }

    /// A change that is wider than [0, 1], the range of all values: it may be meant in the data's own units.
    private var tooWide: (String, Double)? {
        let widths = [("epsilon", attack.epsilon), ("sigma", options?.sigma), ("noise", options?.noise)]
        for (key, value) in widths {
            if let value, value > 1 { return (key, value) }
        }
        return nil
    }

    /// For a table, a change that is too wide gives only a warning.
    func rangeWarnings(_ data: DatasetKind) -> [String] {
        guard data == .table, let (key, value) = tooWide else { return [] }
        return ["[attack] \(key) = \(value) is wider than any column: values lie in [0, 1] between minimum and maximum"]
    }

    /// - Throws: `Failure` (refused) if a change to images is wider than [0, 1], or if a table
    ///   is to be flipped or rotated.
    func checkData(_ data: DatasetKind, file: String) throws {
        if data == .images, let (key, value) = tooWide {
            throw Failure.refused(
                "bad-value", "[attack] \(key) = \(value) is too large: values lie in [0, 1]",
                hint: value > 255
                    ? "say it as a share of that range: 8/255 is 0.0314" : Self.share(key, value), file: file)
        }
        let kinds = [method.transformation, options?.transform].compactMap(\.self)
        guard data == .table, let kind = kinds.first(where: { $0 != .gaussian }) else { return }
        throw Failure.refused(
            "bad-value", "[attack] \(kind.rawValue) is of images; the data is a table", file: file)
    }

    private static func share(_ key: String, _ pixels: Double) -> String {
        let line = JobLine("attack", key, TOMLSlip.number("\(pixels)/255") ?? "1")
        return "if it counts pixel values of 255, write in \(line)"
    }
}
