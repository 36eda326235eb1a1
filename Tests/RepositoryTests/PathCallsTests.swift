// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Nothing is made, changed or removed by a path that somebody else may exchange: such calls lie in `Bundles` and `Durability`,
/// which act on descriptors, and in the few places that are named here.
@Suite(.timeLimit(.minutes(10))) struct PathCallsTests {
    private struct Place: Hashable {
        var file: String
        var call: String
    }

    /// Each with its reason.
    private static let exceptions: [Place: String] = [
        Place(file: "Ledger/Ledger.swift", call: "unlink"): "in the state directory, which is the service's alone",
        Place(file: "Ledger/LedgerFile.swift", call: "unlink"): "in the state directory",
        Place(file: "Ledger/LedgerFile.swift", call: "rename"): "in the state directory",
        Place(file: "Ledger/LedgerFile.swift", call: "lstat"): "in the state directory",
        Place(file: "uaectl/Paths.swift", call: "lstat"): "only tells whether a word is a path",
        Place(file: "ControlServer/SocketPlace.swift", call: "createDirectory"):
            "the socket's folder, above which only root and the service may write",
        Place(file: "ControlServer/SocketPlace.swift", call: "unlink"): "the socket, in that folder",
        Place(file: "ControlServer/SocketPlace.swift", call: "lstat"): "the socket, in that folder",
        Place(file: "DaemonCore/LedgerCopy.swift", call: "unlink"): "a copy of the ledger, in the state directory",
        Place(file: "DaemonCore/Watching+Folders.swift", call: "lstat"): "an inbox, only looked at",
        Place(file: "ControlServer/ControlServer.swift", call: "chown"): "the socket, in that folder",
        Place(file: "ControlServer/ControlServer.swift", call: "chmod"): "the socket, in that folder",
        Place(file: "uaectl/NewFile.swift", call: "unlink"):
            "the file that the person named and this process has made",
        Place(file: "Pipeline/ModelEvaluation.swift", call: "createDirectory"):
            "in the worker's own job folder",
    ]

    /// Of C, as they stand without a receiver or after `Glibc.`; and Foundation's, which go by path as well.
    private static let calls = [
        "chmod", "lchmod", "fchmodat", "chown", "lchown", "fchownat", "utime", "utimes", "utimensat", "lstat", "unlink",
        "rmdir", "remove", "mkdir", "rename", "symlink", "link", "mkfifo", "truncate",
    ]
    private static let methods = [
        "removeItem", "createDirectory", "moveItem", "copyItem", "linkItem", "replaceItem", "replaceItemAt",
        "setAttributes", "createSymbolicLink", "trashItem", "setResourceValues",
    ]

    private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")

    private static func calls(in text: String) -> Set<String> {
        let code = text.split(whereSeparator: \.isNewline).filter {
            !$0.drop { $0 == " " }.hasPrefix("//")
        }.joined(separator: "\n")
        // A file's own function of that name is not C's.
        let plain = calls.filter { call in
            code.contains("Glibc.\(call)(") || code.contains("Foundation.\(call)(")
                || !code.contains("func \(call)(") && code.contains(try! Regex("(^|[^A-Za-z0-9_.`])\(call)\\("))
        }
        return Set(plain + methods.filter { code.contains(".\($0)(") })
    }

    @Test func onlyWhereItIsNamed() throws {
        var found: Set<Place> = []
        for target in [
            "uaectl", "Jobs", "JobRecords", "Ledger", "DaemonCore", "ControlServer", "uaed", "Pipeline",
        ] {
            let folder = Self.sources.appending(path: target)
            let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            for path in paths where path.hasSuffix(".swift") {
                let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
                let name = "\(target)/\((path as NSString).lastPathComponent)"
                for call in Self.calls(in: text) { found.insert(Place(file: name, call: call)) }
            }
        }
        for place in found.subtracting(Self.exceptions.keys) {
            Issue.record("\(place.file) calls \(place.call)() by path: use Bundles or Durability")
        }
        for place in Set(Self.exceptions.keys).subtracting(found) {
            Issue.record("\(place.file) has no \(place.call)() any more: take its exception away")
        }
    }

    @Test func theCallsAreFound() {
        let called = "  chmod(path, 0o755)\nGlibc.rename(a, b)\nFileManager.default.removeItem(atPath: p)"
        #expect(Self.calls(in: called) == ["chmod", "rename", "removeItem"])
        let others = "disk.rename(a, to: b)\nfunc unlink(_ a: String) {}\nunlink(b)\n// chmod(x)\nfchmod(1, 2)"
        #expect(Self.calls(in: others) == [])
    }
}
