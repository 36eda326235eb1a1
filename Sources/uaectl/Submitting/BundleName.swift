// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI

/// The name of a bundle in an inbox.
enum BundleName {
    /// The default name: a folder's own, or the stem of the first file, `data` for `data.csv.gz`.
    static func of(_ source: String, isFolder: Bool) -> String {
        let name = Paths.absolute(source).lastName
        guard !isFolder else { return name }
        let plain = name.lowercased().hasSuffix(".gz") ? String(name.dropLast(3)) : name
        guard let dot = plain.utf8.lastIndex(of: UInt8(ascii: ".")), dot > plain.startIndex else { return plain }
        return String(decoding: plain.utf8[..<dot], as: UTF8.self)
    }

    /// - Throws: `usage` if the daemon would ignore the name.
    static func check(_ name: String) throws(ErrorReport) {
        if let reason = objection(name) {
            throw ErrorReport("usage", "'\(name)' is no name for a bundle: \(reason)", hint: "choose one: --name NAME")
        }
    }

    private static func objection(_ name: String) -> String? {
        let lower = name.lowercased()
        if name.isEmpty { return "it is empty" }
        if name.isPath { return "it has a '/'" }
        if name.isHidden { return "uaed ignores what begins with a dot" }
        if Escaping.line(name) != name { return "it has control characters" }
        if let sign = name.joiningSign { return "it begins or ends with \(sign), which joins what stands beside it" }
        // File names have 255 bytes: this leaves room for `.jobN.failed.json` and for the staging's name.
        if name.utf8.count > 200 { return "it is longer than 200 bytes" }
        if [".part", ".filepart", ".tmp", "~"].contains(where: lower.hasSuffix) || name == "@eaDir" {
            return "uaed ignores it, as an unfinished file"
        }
        if name.contains(/\.job[0-9]+(\.[a-z]+|\.failed\.json|\.status\.txt)$/) {
            return "uaed names its own claims so"
        }
        return nil
    }
}
