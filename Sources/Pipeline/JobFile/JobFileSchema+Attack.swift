// SPDX-License-Identifier: Apache-2.0
import Attacks

extension JobFileSchema {
    /// `[attack]`: every parameter under its name in manifests. Ranges are checked on the effective parameters.
    static let attackParameters: [JobFileKey] = Parameters.CodingKeys.allCases.compactMap { key in
        guard let (kind, meaning) = attackParameter(key) else { return nil }
        return JobFileKey("attack", key.rawValue, kind, meaning)
    }

    /// nil for `sampling`, which is described elsewhere.
    private static func attackParameter(_ key: Parameters.CodingKeys) -> (JobFileKey.Kind, String)? {
        switch key {
        case .sampling: nil
        case .preset, .objective, .order, .lossUnit, .step, .marginal, .criticStart, .optimiser: choice(key)
        case .storageAware: (.boolean, "Evaluate only what can be stored: z = S(x + δ).")
        case .standardised: (.boolean, "Rows become (r − mean)/sd.")
        case .iterations, .innerSteps, .pretrainingSteps, .rowCount, .rowLength, .hiddenUnits: count(key)
        case .alpha: (.numbers, number(key) + " A list gives each sample as many results, one a value.")
        case .kappa, .margin, .startNoise, .initialPenalty, .beta, .decayExponent, .epsilon, .matrixDeviation,
            .learningRate, .firstDecay, .secondDecay, .stabiliser:
            (.number, number(key))
        }
    }

    private static func choice(_ key: Parameters.CodingKeys) -> (JobFileKey.Kind, String)? {
        switch key {
        case .preset:
            (
                JobFileKey.choice(Preset.self),
                "`uaed` (default), `paper` or `released`: see Presets."
            )
        case .objective:
            (
                JobFileKey.choice(Objective.self),
                "The criterion f: the source is reconstructed from the result no worse than from itself (default); the "
                    + "contrastive loss of views is no larger; another class; the class of `target`."
            )
        case .order:
            (
                .choice(["paper", "released"]),
                "`paper`: step δ, then take I and f at the new δ. `released`: f at the old δ drives step and penalty, and "
                    + "the old iterate is kept."
            )
        case .lossUnit: (.choice(["sum-of-squares", "percent-of-clean"]), "The unit of f, κ and the margin.")
        case .step:
            (
                .choice(["plain", "scale-free"]),
                "The step of δ: along c∇f⁺ + ∇I, or with each of the two and their sum divided by its root mean square."
            )
        case .marginal:
            (
                .choice(["permutation", "all-pairs"]),
                "The negative pairs of the estimate I: a fresh permutation of the K rows, or all K² pairs (deterministic, "
                    + "I ≤ ln K)."
            )
        case .criticStart:
            (
                .choice(["warm", "put-back"]),
                "Each iteration's critic begins as the last one left it, or as pre-training left it."
            )
        case .optimiser:
            (
                .choice(["sgd", "adam", "block-adam"]),
                "What trains the critic; `block-adam` is Adam with one second moment for each of its matrices."
            )
        default: nil
        }
    }

    private static func count(_ key: Parameters.CodingKeys) -> (JobFileKey.Kind, String)? {
        let meaning =
            switch key {
            case .iterations: "T: iterations of the attack."
            case .innerSteps: "T_I: the critic's steps an iteration."
            case .pretrainingSteps: "The critic's steps before the first step of δ."
            case .rowCount: "K of random sampling."
            case .rowLength: "d' of random sampling."
            default: "Hidden units of the critic."
            }
        return (.integer((key == .pretrainingSteps ? 0 : 1)...Int.max), meaning)
    }

    private static func number(_ key: Parameters.CodingKeys) -> String {
        switch key {
        case .kappa: "κ, added to f."
        case .margin: "An iterate is feasible if f ≤ −margin."
        case .startNoise: "δ₀ is uniform in ± this."
        case .initialPenalty: "c₀: the penalty at the start."
        case .alpha: "α, the step size of δ."
        case .beta: "β, the step size of the penalty c."
        case .decayExponent: "p in c ← max(0, (1 − β/tᵖ)c + βf⁺)."
        case .epsilon: "ε: the largest change of a value, in units of [0, 1]."
        case .matrixDeviation: "Standard deviation of the random matrices' entries."
        case .learningRate: "The critic's step size."
        case .firstDecay: "β₁ of Adam."
        case .secondDecay: "β₂ of Adam."
        default: "The constant in Adam's denominator."
        }
    }
}
