// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import ControlAPI

/// The name of a bundle in an inbox.
enum BundleName {
    /// The default name: a folder's own, or the stem of the first file, `data` for `data.csv.gz`.
    static func of(_ source: String, isFolder: Bool) -> String {
        let name = Paths.absolute(source).lastName
        guard !isFolder else { return name }
        let stem = FileKind(name) == nil ? withoutExtension(name) : LooseFile.stem(of: name)
        return stem.isEmpty ? name : stem
    }

    private static func withoutExtension(_ name: String) -> String {
        let dot = name.utf8.lastIndex(of: UInt8(ascii: "."))
        return dot.map { String(decoding: name.utf8[..<$0], as: UTF8.self) } ?? name
    }

    /// - Throws: `usage` if the daemon would ignore the name.
    static func check(_ name: String) throws(ErrorReport) {
        if let reason = objection(name) {
            throw ErrorReport("usage", "'\(name)' is no name for a bundle: \(reason)", hint: "choose one: --name NAME")
        }
    }

    private static func objection(_ name: String) -> String? {
        if name.isEmpty { return "it is empty" }
        if name.isPath { return "it has a '/'" }
        if name.isHidden { return "uaed ignores what begins with a dot" }
        if Escaping.line(name) != name { return "it has control characters" }
        if let sign = name.joiningSign { return "it begins or ends with \(sign), which joins what stands beside it" }
        // File names have 255 bytes: this leaves room for `.jobN.failed.json` and for the staging's name.
        if name.utf8.count > 200 { return "it is longer than 200 bytes" }
        if IgnoredName.isSkipped(name) { return "uaed ignores it, as an unfinished copy or another program's" }
        if ClaimName(name) != nil { return "uaed names its own claims so" }
        return nil
    }
}
