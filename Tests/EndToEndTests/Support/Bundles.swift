// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Small bundles of real images and real checkpoints, made outside the inbox.
struct Bundles {
    let scratch: URL

    init() throws { scratch = try Scratch.folder() }

    /// A bundle folder `name` with `images` Fashion-MNIST pictures in class folders and the convolutional autoencoder.
    func fashion(_ name: String, images: Int = 6, job: String = Bundles.quick, checkpoint: String = "conv_torch.onnx")
        throws -> URL
    {
        let folder = scratch.appending(path: name)
        let made = try run([
            "/bin/bash", Programs.repository.appending(path: "docs/demo/images").path, String(images),
            folder.appending(path: "images").path,
        ])
        guard made.status == 0 else { throw TestFailure("docs/demo/images: \(made)") }
        for sub in try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "images").path) {
            let path = folder.appending(path: "images/\(sub)")
            if try FileManager.default.contentsOfDirectory(atPath: path.path).isEmpty {
                try FileManager.default.removeItem(at: path)
            }
        }
        try copy(checkpoint, to: folder)
        if !job.isEmpty { try job.write(to: folder.appending(path: "job.toml"), atomically: true, encoding: .utf8) }
        return folder
    }

    /// The Mice Protein table, its first `rows` rows, and its autoencoder.
    func mice(_ name: String, rows: Int = 40, job: String = Bundles.quick) throws -> URL {
        let folder = scratch.appending(path: name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try table(rows: rows).write(to: folder.appending(path: "mice.csv"), atomically: true, encoding: .utf8)
        try copy("mice_torch.onnx", to: folder)
        if !job.isEmpty { try job.write(to: folder.appending(path: "job.toml"), atomically: true, encoding: .utf8) }
        return folder
    }

    /// The head of the Mice Protein table, as text.
    func table(rows: Int) throws -> String {
        let whole = try String(
            contentsOf: Programs.fixtures.appending(path: "data/Data_Cortex_Nuclear.csv"), encoding: .utf8)
        return whole.split(whereSeparator: \.isNewline).prefix(rows + 1).joined(separator: "\n") + "\n"
    }

    func copy(_ checkpoint: String, to folder: URL) throws {
        try FileManager.default.copyItem(at: Programs.checkpoint(checkpoint), to: folder.appending(path: checkpoint))
    }

    /// A few iterations: enough to run every stage.
    static let quick = "[attack]\niterations = 4\npretraining_steps = 10\n"
    /// Long enough to be interrupted: several chunks of full length.
    static let long = "chunk_size = 16\n[attack]\niterations = 400\n"
    /// Never ends while a test looks: for jobs that only have to be there, however fast the machine.
    static let endless = "chunk_size = 16\n[attack]\niterations = 100000\n"
}

extension Bundles {
    /// Lets every ordinary user read what was made (Foundation makes folders 0755 and files 0644 under this umask).
    func open(_ folder: URL) throws {
        try run(["/bin/chmod", "-R", "a+rX", scratch.path])
    }
}
