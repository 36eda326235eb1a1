// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import Models
import Tensors
import TestSupport
import Testing

@testable import Checkpoints

/// The layouts of Keras 2.12 to 2.21 hold the same model as its `.h5` twin, above all where all layers have one shape, so that no shape
/// betrays a wrong order.
@Suite(.timeLimit(.minutes(10))) struct KerasLayoutTests {
    private static let corpus: Result<Scratch, any Error> = Result {
        let scratch = try Scratch()
        let tar = Process()
        tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        tar.arguments = ["tar", "-xJf", Fixtures.folder + "/field/corpus.tar.xz", "-C", scratch.path]
        try tar.run()
        tar.waitUntilExit()
        guard tar.terminationStatus == 0 else { throw CocoaError(.fileReadCorruptFile) }
        return scratch
    }

    private func output(_ folder: String, _ file: String) throws -> [Double] {
        let checkpoint = try Checkpoint(folder: Self.corpus.get().path + "/" + folder, file: file)
        var execution = try Execution<Double>(checkpoint.graph, batch: 3)
        var generator = SeededGenerator(seed: 41)
        let count = 3 * execution.sampleCount
        let x = (0..<count).map { _ in Double.random(in: 0...1, using: &generator) }
        execution.forward(Tensor(shape: [3, execution.sampleCount], elements: x))
        return execution.output.elements
    }

    @Test(arguments: [
        "u01-keras2-sequential", "u02-keras2-functional", "u03-keras2-functional-same-shape",
        "u04-keras2-cnn-sequential",
        "v01-keras213-sequential", "v02-keras213-functional", "v04-keras213-cnn-sequential", "w01-keras2121-sequential",
        "w01-keras2141-sequential", "w02-keras2121-functional", "w02-keras2141-functional",
        "w03-keras2121-functional-same-shape", "w03-keras2141-functional-same-shape", "w04-keras2121-cnn-sequential",
        "w04-keras2141-cnn-sequential",
    ])
    func twins(_ name: String) throws {
        let (archive, twin) = (try output(name, "model.keras"), try output(name + "-h5", "model.h5"))
        #expect(!archive.isEmpty && deviation(archive, twin) < 1e-6)
    }

    /// On Windows, Keras 2 separated the names by backslashes; the model is that of `u01`.
    @Test func backslashes() throws {
        let found = try output("v05-keras-windows-backslash", "model.keras")
        #expect(deviation(found, try output("u01-keras2-sequential", "model.keras")) < 1e-6)
    }
}
