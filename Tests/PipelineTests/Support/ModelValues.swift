// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Inputs, outputs and gradients of a checkpoint, evaluated in float64 by another framework.
struct ModelValues: Decodable {
    var x: [[Double]]
    var delta: [[Double]]
    var y: [[Double]]
    var y_adv: [[Double]]
    var grad: [[Double]]

    init(_ name: String) throws {
        self = try JSONDecoder().decode(
            ModelValues.self, from: Data(Fixtures.bytes("checkpoints/\(name)_io.json")))
    }

    /// Mean of ‖x − Φ(x)‖² over the samples.
    var cleanLoss: Double {
        var sum = 0.0
        for (source, output) in zip(x, y) { sum += Self.squaredDistance(source, output) }
        return sum / Double(x.count)
    }

    /// Mean of ‖x − x̄‖² over the samples.
    var meanLoss: Double {
        let mean = x[0].indices.map { place in x.map { $0[place] }.reduce(0, +) / Double(x.count) }
        return x.map { Self.squaredDistance($0, mean) }.reduce(0, +) / Double(x.count)
    }

    private static func squaredDistance(_ a: [Double], _ b: [Double]) -> Double {
        var sum = 0.0
        for (left, right) in zip(a, b) { sum += (left - right) * (left - right) }
        return sum
    }
}
