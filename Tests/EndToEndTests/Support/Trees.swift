// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Every file below `folder` by relative path, `run.json` apart: what two equal runs share byte for byte.
func published(_ folder: URL) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where path != "run.json" {
        let file = folder.appending(path: path)
        var isDirectory: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: file.path, isDirectory: &isDirectory)
        if !isDirectory.boolValue { files[path] = try Data(contentsOf: file) }
    }
    return files
}

/// The relative paths whose bytes differ, or that only one side has.
func differences(_ a: [String: Data], _ b: [String: Data]) -> [String] {
    Set(a.keys).union(b.keys).filter { a[$0] != b[$0] }.sorted()
}

/// Folders that last as long as the test process.
enum Scratch {
    private static let root: URL = {
        let url = FileManager.default.temporaryDirectory.appending(path: "uaed-tests-\(getpid())")
        atexit { try? FileManager.default.removeItem(at: Scratch.root) }
        return url
    }()

    static func folder() throws -> URL {
        let url = root.appending(path: UUID().uuidString.prefix(8).lowercased())
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url
    }
}
