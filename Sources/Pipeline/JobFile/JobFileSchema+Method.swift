// SPDX-License-Identifier: Apache-2.0
import Attacks

extension JobFileSchema {
    /// `[attack]`: the classes of the objective, and the options of single methods.
    static let methodOptions: [JobFileKey] = MethodOptions.CodingKeys.allCases.compactMap { key in
        guard let (kind, meaning) = methodOption(key) else { return nil }
        return JobFileKey("attack", key.rawValue, kind, meaning)
    }

    private static func methodOption(_ key: MethodOptions.CodingKeys) -> (JobFileKey.Kind, String)? {
        switch key {
        case .convolution:
            (.integer(1...100), "Which convolution's maps are the rows, counted from the model's first (1).")
        case .label:
            (
                JobFileKey.choice(LabelSource.self),
                "A sample's class: the model's own answer (default), or the dataset's; then samples that the model gets "
                    + "wrong are skipped."
            )
        case .target:
            (
                .wordOrIndex,
                "The class wanted, for `objective = \"targeted\"`: its index or name, or `next`, `least-likely`, `random`."
            )
        case .transform:
            (
                JobFileKey.choice(JobSettings.TransformationKind.self),
                "The source is transformed before the attack, and f is that of the transformed source."
            )
        case .sigma: (.number, "σ of `gaussian`, in units of [0, 1] (0.01).")
        case .angle: (.number, "`rotation` is uniform in ± so many degrees (10).")
        case .stepSize: (.number, "The step of `pgd`; default: 2.5·ε/n for n iterations.")
        case .variants:
            (
                .integer(1...100),
                "Results of each sample, each from other random numbers; a flip has two, left–right and top–bottom."
            )
        case .alphas: nil
        case .noise: (.number, "σ of Gaussian noise on top of what was found; success is judged with it.")
        case .diagnostics:
            (.boolean, "Publish `diagnostics.csv`: I, f, c, ‖L‖², η and ‖δ‖₂ of every iteration (false).")
        case .mask:
            (
                JobFileKey.choice(MethodOptions.Mask.self),
                "Of a concrete autoencoder: only selected features change (default), or all do; a success that changes no "
                    + "selected one is then `trivial`."
            )
        case .searchSteps: (.integer(1...100), "B of `method = \"penalty\"`: steps of the search for c (9).")
        case .successTest:
            (
                JobFileKey.choice(SuccessTest.self),
                "A step of that search succeeds by its own iterates (default), or by the best of all so far."
            )
        }
    }
}
