import Failures
import Models
import Tensors

/// The model's mean reconstruction loss on clean samples beside that of predicting their mean, both sums over elements
/// in the model's own range: E‖a(x) − Φ(a(x))‖² and E‖a(x) − E a(x)‖².
struct CleanLoss {
    private static let mostSamples = 256
    /// Values that are looked at in all.
    private static let mostValues = 16 << 20

    private(set) var inspected = InspectedLoss(samples: 0, model: 0, mean: 0)
    /// Seconds of one forward pass of a whole chunk, the fastest one.
    private(set) var secondsPerPass = Double.infinity

    /// - Throws: what reading samples throws, the model's failure, or refused where a loss is not finite.
    init(_ data: JoinedDataset, _ fit: ModelFit, _ execution: inout Execution<Float>) throws {
        let d = data.elementCount
        let count = min(data.count, Self.mostSamples, max(16, Self.mostValues / d))
        var sums = [Double](repeating: 0, count: d)
        var squares = 0.0
        var model = 0.0
        for start in stride(from: 0, to: count, by: execution.batch) {
            let range = start..<min(start + execution.batch, count)
            var x = fit.arranged(try data.samples(range).flatMap(\.values))
            x += Array(repeating: 0, count: execution.batch * d - x.count)
            let clock = ContinuousClock()
            let elapsed = clock.measure { execution.forward(Tensor(shape: [execution.batch, d], elements: x)) }
            secondsPerPass = min(secondsPerPass, elapsed / .seconds(1))
            if let failure = execution.failure { throw failure }
            for index in 0..<range.count * d {
                let fed = Double(execution.modelInput.elements[index])
                let difference = fed - Double(execution.output.elements[index])
                model += difference * difference
                squares += fed * fed
                sums[index % d] += fed
            }
        }
        let n = Double(count)
        let mean = squares / n - sums.reduce(0) { $0 + ($1 / n) * ($1 / n) }
        guard model.isFinite, mean.isFinite else {
            throw Failure.refused(
                "not-finite", "the model's output on the clean data is not finite",
                hint: "look at the scale ([input] in job.toml), and at the model's weights")
        }
        inspected = InspectedLoss(samples: count, model: model / n, mean: max(0, mean))
    }
}

extension InspectedLoss {
    /// C9's warning where the model is no better than predicting the mean; nil where it is, or where one sample alone
    /// says nothing.
    func warning(scale: String, range: String) -> String? {
        guard samples > 1, !(model < mean) else { return nil }
        return
            "the model reconstructs the clean data no better than their mean does (loss \(Self.short(model)) against "
            + "\(Self.short(mean)) on \(samples) samples): the wrong scale is the commonest mistake; it is fed values in "
            + "\(range) now ([input] scale = \"\(scale)\" in job.toml)"
    }

    private static func short(_ value: Double) -> String {
        guard value.isFinite else { return "not a number" }
        return value >= 100 ? String(Int(value.rounded())) : Preview.number(value, value < 1 ? 4 : 2)
    }
}
