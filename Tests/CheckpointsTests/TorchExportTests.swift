// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors
import Testing

@testable import Checkpoints

/// PyTorch models (Fixtures/pt2/make.py) compute what PyTorch computed.
@Suite(.timeLimit(.minutes(10))) struct TorchExportTests {
    struct Case: Decodable, Sendable {
        var shape: [Int]
        var x: [Double]
        var y: [Double]
    }

    /// `core` is `image` in ATen's core operators; `fixed` is `rows` with the batch of the example.
    @Test(arguments: ["image", "core", "rows", "fixed"]) func matches(_ name: String) throws {
        let cases: [String: Case] = try Fixtures.json("pt2/expected.json")
        let expected = try #require(cases[name])
        let checkpoint = try Checkpoint(folder: Fixtures.folder + "/pt2", file: name + ".pt2")
        #expect(checkpoint.files == [name + ".pt2"])
        #expect(deviation(try checkpoint.output(expected.x, batch: expected.shape[0]), expected.y) < 1e-5)
        let single = Array(expected.x[..<(expected.x.count / 3)])
        let wanted = expected.y[..<(expected.y.count / 3)]
        #expect(deviation(try checkpoint.output(single), wanted) < 1e-5, "one sample")
    }
}
