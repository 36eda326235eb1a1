// SPDX-License-Identifier: Apache-2.0
import Attacks

/// The curves of one sample over the iterations of its attack.
struct Diagnostics: Codable, Equatable, Sendable {
    enum Curve: String, Codable, CaseIterable, Sendable {
        case information = "mi_estimate"
        case criterion = "f"
        /// c, the penalty
        case penalty = "c"
        /// ‖L_t‖² of Theorem 1
        case stationarity = "lagrangian"
        /// η_t, the gain in I by the critic's steps
        case criticGain = "critic_gain"
        /// ‖z − x‖₂
        case norm = "l2"
    }

    /// One value per iteration; nil if the method has none, or if it is not finite.
    let curves: [Curve: [Double?]]

    init(_ outcome: Outcome<Float>) {
        let all: [Curve: [Double]] = [
            .information: outcome.informationCurve, .criterion: outcome.criterionCurve,
            .penalty: outcome.penaltyCurve, .stationarity: outcome.stationarityCurve,
            .criticGain: outcome.criticGainCurve, .norm: outcome.l2Curve,
        ]
        curves = all.mapValues { $0.map(\.finite) }
    }

    static var header: String {
        "index,variant,iteration," + Curve.allCases.map(\.rawValue).joined(separator: ",") + "\n"
    }

    /// One line per iteration.
    func rows(index: Int, variant: Int) -> String {
        (0..<(curves[.criterion]?.count ?? 0)).map { t in
            let values = Curve.allCases.map { name in
                curves[name].flatMap { t < $0.count ? $0[t] : nil }.map { "\($0)" } ?? ""
            }
            return "\(index),\(variant),\(t + 1)," + values.joined(separator: ",") + "\n"
        }.joined()
    }
}
