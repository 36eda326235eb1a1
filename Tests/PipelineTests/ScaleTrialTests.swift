// SPDX-License-Identifier: Apache-2.0
import Datasets
import Foundation
import Testing

@testable import Pipeline

/// Another scale or order of classes that fits far better is said, with the line to paste; nothing is refused for it.
@Suite(.timeLimit(.minutes(10))) struct ScaleTrialTests {
    /// Pixels in a table are scaled column by column unless job.toml says otherwise, and the model was trained on
    /// pixels divided by 255.
    @Test func pixelsInATable() throws {
        let first = try pixelTable("").prepared()
        let warning = try #require(first.inspection.warnings.first)
        #expect(
            warning.contains("[input] in job.toml is to hold only: min = 0, max = 255")
                && warning.contains("cells divided by 255"), "\(warning)")
        let pasted = try pixelTable("[input]\nmin = 0\nmax = 255\n").prepared()
        #expect(!pasted.inspection.warnings.contains { $0.contains("better by far") })
        #expect(share(pasted) * 1.5 < share(first))
    }

    private func share(_ job: PreparedJob) -> Double { job.inspection.cleanLoss / job.inspection.meanLoss }

    /// 24 images of 12×12 as rows, and an autoencoder of such images.
    private func pixelTable(_ job: String) throws -> TestBundle {
        let bundle = try TestBundle("[dataset]\nlabel = \"label\"\n" + job)
        for file in ["mnist_train.csv", "conv1.onnx"] {
            try bundle.scratch.write(Fixtures.bytes("field/mnist-csv-label/\(file)"), file)
        }
        return bundle
    }

    /// A model that was trained on [0, 1].
    @Test(arguments: [
        ("mean = 0.5\nstd = 0.5\n", "scale = \"minmax\""), ("scale = \"none\"\n", "scale = \"minmax\""),
        ("mean = 0.1307\nstd = 0.3081\n", "scale = \"minmax\""), ("", nil),
    ])
    func imagesInAnotherRange(_ input: String, _ line: String?) throws {
        let bundle = try TestBundle.images(24, job: "[input]\n" + input)
        let found = try bundle.prepared().inspection.warnings.filter { $0.contains("better by far") }
        #expect(found.isEmpty == (line == nil), "\(found)")
        if let line { #expect(found.first?.contains("is to hold only: \(line)") == true, "\(found)") }
    }

    /// `standard` feeds each column less its mean, divided by its standard deviation.
    @Test func standardColumns() throws {
        let bundle = try TestBundle.mice(rows: 50, job: "[input]\nscale = \"standard\"\n")
        let job = try bundle.prepared().work
        let moments = try #require(job.data.moments)
        let batch = try job.data.samples(0..<50)[0]
        for column in [0, 40, 76] {
            let scale = job.fit.scale
            let fed = (0..<50).map {
                Double(scale.scale[column]) * Double(batch.values[$0 * 77 + column]) + Double(scale.offset[column])
            }
            let mean = fed.reduce(0, +) / 50
            let square = fed.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 50
            #expect(abs(mean) < 0.02 && abs(square - 1) < 0.02, "column \(column): \(mean), \(square)")
            #expect(moments.deviation[column] > 0)
        }
        let images = try TestBundle.images(2, job: "[input]\nscale = \"standard\"\n")
        #expect(images.refusal()?.code == "bad-value")
    }

    /// Folders that are numbered from 1, of a classifier whose outputs are counted from 0.
    @Test func classesInAnotherOrder() throws {
        let named = try classFolders("") { String($0 + 1) }
        let warnings = try named.prepared().inspection.warnings
        let line = try #require(warnings.first { $0.contains("below [labels]: names") }, "\(warnings)")
        let names = line.split(separator: "names = ")[1]
        #expect(names.hasPrefix("[\"1\", \"2\""))
        let pasted = try classFolders("[labels]\nnames = \(names)\n") { String($0 + 1) }
        #expect(try pasted.prepared().inspection.warnings == [])
        #expect(try classFolders("") { String($0) }.prepared().inspection.cleanLoss <= 1)
    }

    /// Images in folders named after the class that the model gives them.
    private func classFolders(_ labels: String, _ name: (Int) -> String) throws -> TestBundle {
        let job = "[attack]\nobjective = \"untargeted\"\n"
        let plain = try TestBundle.images(30, checkpoint: "cnn_torch.onnx", job: job)
        let work = try plain.prepared().work
        var execution = try work.fit.execution(batch: 1)
        let bundle = try TestBundle(job + labels)
        for index in 0..<30 {
            let image = try TestBundle.pixels(index)
            execution.forward(
                .init(shape: [1, 784], elements: image.map { Float($0) / 255 }))
            let logits = Array(execution.output.elements)
            let answer = logits.firstIndex(of: logits.max()!)!
            try bundle.scratch.write(
                PNGImage(width: 28, height: 28, channels: 1, samples: image).encoded(),
                "images/\(name(answer))/\(index).png")
        }
        try bundle.add(checkpoint: "cnn_torch.onnx")
        return bundle
    }
}
