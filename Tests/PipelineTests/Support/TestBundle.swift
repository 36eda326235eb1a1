// SPDX-License-Identifier: Apache-2.0
import Base
import Checkpoints
import Datasets
import Foundation

@testable import Pipeline

/// Small bundles of real data with the checkpoints that were trained on it.
struct TestBundle {
    let scratch: Scratch
    var path: String { scratch.path }
    var request: BundleRequest { BundleRequest(bundle: path, hdf5: HDF5Reader(program: WorkerProcess.program)) }

    init(_ job: String = "") throws {
        scratch = try Scratch()
        if !job.isEmpty { try scratch.write(job, "job.toml") }
    }

    func add(checkpoint name: String, as other: String? = nil) throws {
        try scratch.write(Fixtures.bytes("checkpoints/\(name)"), other ?? name)
    }

    /// `count` real images of Fashion-MNIST, turned over in different ways, in two class folders.
    static func images(_ count: Int = 8, checkpoint: String = "conv_torch.onnx", job: String = "") throws -> TestBundle
    {
        let bundle = try TestBundle(job)
        for index in 0..<count {
            let image = PNGImage(width: 28, height: 28, channels: 1, samples: try pixels(index))
            try bundle.scratch.write(image.encoded(), "images/\(index % 2 == 0 ? "even" : "odd")/\(index).png")
        }
        try bundle.add(checkpoint: checkpoint)
        return bundle
    }

    /// The first `rows` rows of the Mice Protein table.
    static func mice(rows: Int = 20, job: String = "") throws -> TestBundle {
        let bundle = try TestBundle(job)
        let table = String(decoding: try Fixtures.bytes("data/Data_Cortex_Nuclear.csv"), as: UTF8.self)
        let lines = table.split(whereSeparator: \.isNewline).prefix(rows + 1)
        try bundle.scratch.write(lines.joined(separator: "\n") + "\n", "mice.csv")
        try bundle.add(checkpoint: "mice_torch.onnx")
        return bundle
    }

    /// 784 grey levels: one of three images, flipped and rolled by the index.
    static func pixels(_ index: Int) throws -> [UInt16] {
        struct Values: Decodable { var x: [[Double]] }
        let values = try JSONDecoder().decode(Values.self, from: Data(Fixtures.bytes("checkpoints/conv_io.json"))).x
        let source = values[index % values.count].map { UInt16(($0 * 255).rounded()) }
        return (0..<784).map { place in
            let (row, column) = (place / 28, place % 28)
            let mirrored = index / 3 % 2 == 1 ? 27 - column : column
            let turned = index / 6 % 2 == 1 ? 27 - row : row
            return source[(turned + index / 12) % 28 * 28 + mirrored]
        }
    }

    /// The accepted bundle. It reads its samples from the folder, which lives as long as this value.
    func prepared(_ change: (inout BundleRequest) -> Void = { _ in }) throws -> PreparedJob {
        var request = request
        change(&request)
        return try withExtendedLifetime(scratch) { try PreparedJob(inspecting: request) }
    }

    /// The failure with which the bundle is not accepted; nil where it is.
    func refusal() -> Failure? {
        do {
            _ = try prepared()
            return nil
        } catch let failure as Failure {
            return failure
        } catch {
            return Failure(.fault, code: "not-a-failure", "\(error)")
        }
    }
}
