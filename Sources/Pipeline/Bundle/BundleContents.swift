// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Checkpoints
import Datasets
import FoundationEssentials
import Glibc

/// The files of a bundle by their role: job file, checkpoint, and all others.
struct BundleContents: Sendable {
    /// The checkpoint to open.
    struct Checkpoint: Equatable, Sendable {
        /// The folder that holds the checkpoint and its external data.
        var folder: String
        /// The path relative to `folder`; for a checkpoint in the bundle, its path there.
        var name: String
        var isInBundle: Bool
    }

    let folder: String
    /// Regular files, as relative paths in byte-wise order, without hidden and half-copied ones.
    let files: [String]
    /// `job.toml` or `NAME.job.toml`; nil without one.
    let jobFile: String?

    /// - Throws: `Failure` (refused) if the folder is empty or missing, or holds several job files, a link or a pipe.
    init(folder: String) throws {
        self.folder = folder
        files = try Self.list(folder)
        guard !files.isEmpty else {
            throw Failure.refused(
                "empty", "the folder is empty: there is no dataset and no checkpoint in it",
                hint: "put images, a CSV or IDX files and a checkpoint into one folder")
        }
        let jobFiles = files.filter { !$0.contains("/") && FileKind($0) == .jobFile }
        guard jobFiles.count <= 1 else {
            throw Failure.refused(
                "several-job-files",
                "the bundle holds \(jobFiles.count) job files: " + jobFiles.joined(separator: ", "),
                hint: "keep one of them")
        }
        jobFile = jobFiles.first
    }

    private static func list(_ folder: String) throws -> [String] {
        let bundle = BundleFolder(path: folder)
        guard bundle.isReadable else { throw objection(to: folder) }
        return try bundle.files()
    }

    private static func objection(to folder: String) -> Failure {
        var status = stat()
        guard stat(folder, &status) == 0 else { return absence(of: folder, errno) }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            return .refused(
                "not-a-folder", "is a file; a bundle is a folder with a dataset and a checkpoint", file: folder)
        }
        return .refused("unreadable", "cannot be read", hint: "chmod -R a+rX '\(folder)'", file: folder)
    }

    /// - Parameter code: the errno of stat(2).
    private static func absence(of folder: String, _ code: Int32) -> Failure {
        guard code != ENOENT, code != ENOTDIR else {
            return .refused("no-bundle", "there is no such folder", file: folder)
        }
        return .refused(
            "unreadable", "cannot be looked at: \(String(cString: strerror(code)))",
            hint: "chmod a+x each folder above it, and chmod -R a+rX '\(folder)': namei -l '\(folder)' shows them",
            file: folder)
    }
}

extension BundleContents {
    /// The checkpoint that `[model] file` names, else the only one, else the inbox's default.
    ///
    /// - Throws: `Failure` (refused) if there is none, or if there are several, with the list and the key that chooses.
    func checkpoint(named wanted: String?, standard: String?) throws -> Checkpoint {
        let found = files.filter { CheckpointFormat($0) != nil }
        let listing = found.isEmpty ? "there is none" : found.joined(separator: ", ")
        if let wanted {
            guard files.contains(wanted) else {
                throw Failure.refused(
                    "no-checkpoint",
                    "[model] file = \"\(wanted)\": the bundle has no such file; checkpoints: \(listing)",
                    file: jobFile)
            }
            return Checkpoint(folder: folder, name: wanted, isInBundle: true)
        }
        guard found.count <= 1 else {
            throw Failure.refused(
                "several-checkpoints", "the bundle holds \(found.count) checkpoints: \(listing)",
                hint: "choose one in \(JobLine("model", "file", text: found[0]))")
        }
        if let only = found.first { return Checkpoint(folder: folder, name: only, isInBundle: true) }
        for file in files { if let foreign = ForeignFormat(file) { throw foreign.refusal(of: file) } }
        guard let standard else {
            throw Failure.refused(
                "no-checkpoint", "the bundle holds no checkpoint (\(CheckpointFormat.names))",
                hint: "put the model beside the data: torch.onnx.export(model, example, \"model.onnx\")")
        }
        let url = URL(fileURLWithPath: standard)
        return Checkpoint(
            folder: url.deletingLastPathComponent().path, name: url.lastPathComponent, isInBundle: false)
    }
}
