// SPDX-License-Identifier: Apache-2.0
/// The parts of Algorithm 1 that can be timed; the numbers are lines of the algorithm.
public enum AttackStage: String, CaseIterable, Sendable {
    case start = "start: critics, pre-training"
    case criterionGradient = "3: gradient of f"
    case informationGradient = "3: gradient of I"
    case step = "4–6: step and projection"
    case evaluation = "f and rows at z"
    case criticTraining = "Algorithm 2: critics' steps"
    case bookkeeping = "7–11: I, c, the best"

    /// Called with each stage when it ends.
    public typealias Observer = (AttackStage) -> Void
}
