// SPDX-License-Identifier: Apache-2.0
import Attacks
import Base
import Datasets
import Models
import Tensors

/// The model's mean reconstruction loss on clean samples beside that of predicting their mean. Both are sums over
/// elements in the model's own range: E‖a(x) − Φ(a(x))‖² and E‖a(x) − E a(x)‖².
struct CleanLoss {
    let inspected: InspectedLoss
    /// The loss as a share of that of predicting the mean. Of a table it is the median of the columns' shares, which does
    /// not depend on the columns' ranges in the model's input.
    let share: Double
    /// Seconds of one forward pass of the execution's whole batch; the fastest pass counts.
    let secondsPerPass: Double

    /// - Throws: `Failure` if a sample cannot be read or the model fails; refused if a loss is not finite.
    init(
        _ data: JoinedDataset, _ fit: ModelFit, _ execution: inout Execution<Float>, at places: [Int]
    ) throws {
        let d = data.elementCount
        var sums = [Double](repeating: 0, count: d)
        var squares = [Double](repeating: 0, count: d)
        var errors = [Double](repeating: 0, count: d)
        let pass = try CleanPass(data, fit, &execution, at: places) { batches, execution in
            for index in 0..<batches.map(\.count).reduce(0, +) * d {
                let fed = Double(execution.modelInput.elements[index])
                let difference = fed - Double(execution.output.elements[index])
                errors[index % d] += difference * difference
                squares[index % d] += fed * fed
                sums[index % d] += fed
            }
        }
        let n = Double(pass.count)
        let model = errors.reduce(0, +)
        let variances = zip(squares, sums).map { $0 / n - ($1 / n) * ($1 / n) }
        let mean = variances.reduce(0, +)
        guard model.isFinite, mean.isFinite else { throw Self.notFinite(fit.file) }
        inspected = InspectedLoss(samples: pass.count, model: model / n, mean: max(0, mean))
        let shares = zip(errors, variances).filter { $1 > 0 }.map { $0 / n / $1 }.sorted()
        share = data.kind == .images || shares.isEmpty ? inspected.share : shares[shares.count / 2]
        secondsPerPass = pass.secondsPerPass
    }

    static func notFinite(_ checkpoint: String?) -> Failure {
        .refused(
            "not-finite", "the model's output on the clean data is not finite",
            hint: "look at the scale ([input] in job.toml), and at the model's weights", file: checkpoint)
    }
}

extension InspectedLoss {
    /// The measure that `model` and `mean` are in; nil if no sample could be judged.
    func measure(_ objective: Objective) -> String? {
        guard samples > 0 else { return nil }
        return objective.isSupervised ? "error-rate" : "loss"
    }

    /// A warning if the model is no better than predicting the mean (a classifier: the commonest class). It is nil if
    /// the model is better, or if there is only one sample, whose mean is the sample itself.
    func warning(isError: Bool, scale: String, range: String) -> String? {
        guard samples > 1, !(model < mean) else { return nil }
        let finding =
            isError
            ? "the model classifies the clean data no better than naming the commonest class does (errors"
            : "the model reconstructs the clean data no better than their mean does (loss"
        return
            "\(finding) \(Self.short(model)) against "
            + "\(Self.short(mean)) on \(samples) samples): the wrong scale is the commonest mistake; it is fed values in "
            + "\(range) now ([input] scale = \"\(scale)\" in job.toml)"
    }

    /// A loss, which is at least 0, for messages: 4 decimals below 1, 2 below 100, then none.
    static func short(_ value: Double) -> String {
        guard value.isFinite else { return "not a number" }
        return DecimalText.fixed(value, value >= 100 ? 0 : value < 1 ? 4 : 2)
    }
}
