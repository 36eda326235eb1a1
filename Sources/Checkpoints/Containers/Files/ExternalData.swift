// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Glibc

/// Reads tensors from files beside the checkpoint (`NAME.onnx.data`).
struct ExternalData: Sendable {
    private let folder: InputFolder
    /// The checkpoint's own folder, relative to that folder; locations are relative to it.
    private let base: [String]
    /// The files that were opened, relative to that folder, in the order of first use.
    private(set) var files: [String] = []
    private var known: Set<String> = []

    init(_ folder: InputFolder, checkpoint: String) {
        self.folder = folder
        base = (InputFolder.components(checkpoint) ?? []).dropLast()
    }

    /// The `count` bytes of a tensor.
    ///
    /// - Throws: `Failure`: refused if the location leads out of the folder or through a link, incomplete if the file
    ///   is missing or ends too early.
    mutating func bytes(of tensor: TensorProto, count: Int) throws -> [UInt8] {
        let entry = try Entry(tensor)
        if let length = entry.length, length != count {
            throw Failure.refused(
                "external-data", "the tensor \(tensor.name) needs \(count) bytes, its external data has \(length)",
                hint: "export the model again")
        }
        let file = try open(entry.location, tensor.name)
        let (end, overflow) = entry.offset.addingReportingOverflow(count)
        guard !overflow, end <= file.size else {
            throw Self.short(file, tensor.name, needed: overflow ? Int.max : end)
        }
        let bytes = try file.bytes(from: entry.offset, count: count)
        guard bytes.count == count else { throw Self.short(file, tensor.name, needed: end) }
        return bytes
    }

    private mutating func open(_ location: String, _ tensor: String) throws -> InputFile {
        guard let parts = InputFolder.components(location) else { throw Self.outside(location, tensor) }
        let path = (base + parts).joined(separator: "/")
        let descriptor: Descriptor
        do {
            descriptor = try folder.open(path, O_RDONLY | O_NONBLOCK)
        } catch {
            throw Self.unopened(error.number, location, path, tensor)
        }
        if known.insert(path).inserted { files.append(path) }
        return try InputFile(path: path, descriptor: descriptor)
    }
}

extension ExternalData {
    /// The key–value pairs of a tensor's `external_data`.
    private struct Entry {
        var location = ""
        var offset = 0
        var length: Int?

        init(_ tensor: TensorProto) throws {
            for (key, value) in tensor.external {
                switch key {
                case "location": location = value
                case "offset": offset = try Self.number(value, key, tensor.name)
                case "length": length = try Self.number(value, key, tensor.name)
                default: continue
                }
            }
        }

        private static func number(_ text: String, _ key: String, _ tensor: String) throws -> Int {
            guard let number = Int(text), number >= 0 else {
                throw Failure.refused(
                    "external-data", "the tensor \(tensor) has external data with \(key) \"\(text)\"",
                    hint: "export the model again")
            }
            return number
        }
    }

    private static func outside(_ location: String, _ tensor: String) -> Failure {
        .refused(
            "external-data", "the tensor \(tensor) lies in \"\(location)\", which is not a place inside the folder",
            hint: "put the data file beside the checkpoint and save the model with that file's name")
    }

    private static func unopened(_ number: Int32, _ location: String, _ path: String, _ tensor: String) -> Failure {
        if number == ENOENT {
            return Failure(
                .incomplete, code: "external-data",
                "the external data file \"\(location)\" is missing (tensor \(tensor))",
                hint: "copy it beside the checkpoint, too", file: path)
        }
        return Failure.input(number, "the external data file \"\(location)\" cannot be opened", file: path)
    }

    private static func short(_ file: InputFile, _ tensor: String, needed: Int) -> Failure {
        Failure(
            .incomplete, code: "external-data",
            "ends too early: it has \(file.size) bytes, the tensor \(tensor) lies before byte \(needed)",
            hint: "copy the file again", file: file.path)
    }
}
