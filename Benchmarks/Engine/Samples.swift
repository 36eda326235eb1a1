// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Datasets
import Foundation
import Tensors

/// Writes samples as float32, row after row, for the engine and its peers to read.
struct Samples: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Write real or synthetic samples as raw float32.")

    @Argument(help: "fashion, mice, rgb or rgb64") var name: String
    @Option(help: "how many") var count = 512
    @Option(help: "where Debian's dataset-fashion-mnist lies") var fashion = "/usr/share/datasets/fashion-mnist"
    @Option(help: "the folder of the Mice Protein table") var table = "Tests/Fixtures/data"
    @Option(help: "the file to write") var out: String

    func run() throws {
        let values: [Float] =
            switch name {
            case "fashion": try read(fashion, include: "train-images*", inputs: 784)
            case "mice": try read(table, include: "*.csv", inputs: 77)
            case "rgb": Self.synthetic(count)
            case "rgb64": Self.doubled(Self.synthetic(count))
            default: throw ValidationError("\(name) is none of fashion, mice, rgb and rgb64")
            }
        try values.withUnsafeBytes { try Data($0).write(to: URL(filePath: out)) }
    }

    private func read(_ folder: String, include: String, inputs: Int) throws -> [Float] {
        let data = try Datasets.open(
            folder: folder, options: DatasetOptions(include: [include]), modelInputs: inputs
        ).datasets[0]
        return try data.samples(0..<min(count, data.count)).values
    }

    /// Planes of 32×32 with each pixel twice in each direction.
    static func doubled(_ planes: [Float]) -> [Float] {
        (0..<4 * planes.count).map { index in
            let (plane, place) = (index / 4096, index % 4096)
            return planes[plane * 1024 + place / 128 * 32 + place % 64 / 2]
        }
    }

    /// Images [3, 32, 32] of four soft spots each, on the 8-bit grid.
    static func synthetic(_ count: Int) -> [Float] {
        (0..<count).flatMap { index -> [Float] in
            var stream = RandomStream(seed: 7, sample: UInt64(index), purpose: .reference)
            var image = [Double](repeating: 0.1, count: 3 * 32 * 32)
            for _ in 0..<4 {
                let (row, column) = (stream.uniform(in: 4...28), stream.uniform(in: 4...28))
                let width = stream.uniform(in: 2...8)
                let color = (0..<3).map { _ in stream.uniform(in: -0.3...0.8) }
                for place in 0..<32 * 32 {
                    let (dy, dx) = (Double(place / 32) - row, Double(place % 32) - column)
                    let weight = exp(-(dy * dy + dx * dx) / (2 * width * width))
                    for channel in 0..<3 { image[channel * 1024 + place] += color[channel] * weight }
                }
            }
            return image.map { Float((min(max($0, 0), 1) * 255).rounded() / 255) }
        }
    }
}
