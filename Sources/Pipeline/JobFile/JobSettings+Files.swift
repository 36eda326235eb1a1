// SPDX-License-Identifier: Apache-2.0
import Attacks
import Base
import Bundles
import Datasets
import FoundationEssentials
import Glibc

extension JobSettings {
    /// Merges `files`: each overrides the ones before it, key by key.
    ///
    /// - Throws: `Failure` (refused), with the name of the file that is at fault.
    init(_ files: [JobFile]) throws {
        var merged: [String: [String: JSONValue]] = [:]
        for file in files {
            for (section, values) in file.values { merged[section, default: [:]].merge(values) { $1 } }
        }
        var top = merged.removeValue(forKey: "") ?? [:]
        top["method"] = merged["attack"]?.removeValue(forKey: "method")
        if case .list(let alphas)? = merged["attack"]?["alpha"] {
            merged["attack"]?["alpha"] = alphas.first
            if alphas.count > 1 { merged["attack"]?["alphas"] = .list(alphas) }
        }
        let options = merged["attack"]?.filter { MethodOptions.CodingKeys(rawValue: $0.key) != nil } ?? [:]
        if !options.isEmpty { top["options"] = .object(options) }
        if merged["attack"]?["sampling"] == .text("auto") { merged["attack"]?["sampling"] = nil }
        for (section, values) in merged { top[section] = .object(values) }
        self = try CanonicalJSON.decode(JobSettings.self, from: CanonicalJSON.line(JSONValue.object(top)))
        try checkTogether(file: files.last?.name ?? "job.toml")
    }

    /// Checks values that must agree with one another.
    ///
    /// - Throws: `Failure` (refused), naming `file`.
    func checkTogether(file: String) throws {
        try checkEarlier(file: file)
        try checkInput(file: file)
        try checkMethod(file: file)
    }

    /// Reads the files that are given: an inbox's defaults, then the bundle's own.
    ///
    /// - Throws: `Failure` (refused) if a file cannot be read or is invalid.
    static func read(defaults: String?, bundle folder: String, jobFile: String?) throws -> JobSettings {
        var files: [JobFile] = []
        if let defaults { files.append(try file(contents(ofDefaults: defaults), name: defaults)) }
        if let jobFile {
            let open = try BundleFolder(path: folder).open(file: jobFile)
            files.append(try file(open.bytes(0..<min(open.size, largestFile + 1)), name: jobFile))
        }
        return try JobSettings(files)
    }

    private static let largestFile = 1 << 20

    /// The path comes from an inbox's configuration or from the caller, so links in it are followed.
    private static func contents(ofDefaults path: String) throws -> [UInt8] {
        let file = Descriptor(open(path, O_RDONLY | O_CLOEXEC))
        guard let bytes = file.contents(limit: largestFile + 1) else {
            throw Failure.refused("unreadable", "cannot be read", hint: "chmod a+r '\(path)'", file: path)
        }
        return bytes
    }

    private static func file(_ bytes: [UInt8], name: String) throws -> JobFile {
        guard bytes.count <= largestFile, !bytes.contains(0), let text = String(data: Data(bytes), encoding: .utf8)
        else {
            let isUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
            throw Failure.refused(
                "bad-toml", isUTF16 ? "is UTF-16 text" : "is not UTF-8 text of at most 1 MB",
                hint: isUTF16
                    ? "iconv -f UTF-16 -t UTF-8 IN.toml > OUT.toml"
                    : "key = value, a line each; man job.toml lists the keys",
                file: name)
        }
        return try JobFile(text: text, name: name)
    }

    private func checkEarlier(file: String) throws {
        guard let earlier, !EarlierLocation.isName(earlier) else { return }
        throw Failure.refused(
            "bad-value", "earlier = \"\(earlier)\" is not the name of a published result",
            hint: "a folder's name as the outbox lists it, not a path", file: file)
    }

    private func checkInput(file: String) throws {
        guard (input.min == nil) == (input.max == nil) else {
            throw Failure.refused("bad-value", "[input] min and max go together", file: file)
        }
        guard (input.mean == nil) == (input.std == nil) else {
            throw Failure.refused("bad-value", "[input] mean and std go together", file: file)
        }
        if input.std?.contains(where: { $0 <= 0 }) == true {
            throw Failure.refused("bad-value", "[input] std must be greater than 0", file: file)
        }
    }

    /// The attack's parameters for samples of a kind and shape.
    ///
    /// - Throws: `Failure` (refused) if a value is invalid, or does not suit the data or the method.
    func parameters(
        sampling: Sampling, kind: DatasetKind, elementShape: [Int], file: String
    ) throws -> Parameters {
        try checkData(kind, file: file)
        let parameters = attack.parameters(sampling: sampling, elementShape: elementShape, adapted: adapt)
        if let invalid = parameters.firstInvalid() {
            throw Failure.refused(
                "bad-value", "[attack] \(invalid.key.rawValue) must be \(invalid.requirement)", file: file)
        }
        if method == .penalty, parameters.order == .released {
            throw Failure.refused(
                "bad-value", "[attack] method = \"penalty\" has no released order: the released search cannot run",
                hint: "add order = \"paper\"", file: file)
        }
        return parameters
    }
}
