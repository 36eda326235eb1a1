// SPDX-License-Identifier: Apache-2.0
/// The model's loss on some clean samples beside that of predicting their mean. For a classifier: its error rate on
/// labelled samples beside that of always naming the commonest class.
struct InspectedLoss: Codable, Equatable, Sendable {
    var samples: Int
    var model: Double
    var mean: Double
}
