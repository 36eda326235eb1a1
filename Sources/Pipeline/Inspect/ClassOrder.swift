// SPDX-License-Identifier: Apache-2.0
import Base
import Datasets

/// Whether a classifier's outputs are in another order than the data's classes. Frameworks sort the names of class
/// folders as text, so that 10 stands before 2; people number classes from 1.
enum ClassOrder {
    /// Another order is worth a warning if it has fewer errors by this factor, and by this many samples.
    private static let (factor, fewestSamples) = (1.5, 5.0)

    /// A line for people; nil if no other order is better by far.
    static func warning(_ errors: CleanErrors, _ orders: [[String]]) -> String? {
        let own = errors.inspected.model
        guard let (rate, order) = zip(errors.otherRates, orders).min(by: { $0.0 < $1.0 }),
            rate * factor < own, (own - rate) * Double(errors.inspected.samples) >= fewestSamples
        else { return nil }
        return "the model's outputs seem to be in another order than the classes: errors \(InspectedLoss.short(rate)) "
            + "against \(InspectedLoss.short(own)) on \(errors.inspected.samples) samples; add to "
            + "\(JobLine("labels", "names", texts: order))"
    }
}
