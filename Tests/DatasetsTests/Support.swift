// SPDX-License-Identifier: Apache-2.0
import Base
import Datasets
import Foundation
import Testing

/// A folder of its own for each test. Datasets go on reading from it, so it lasts as long as the test process.
final class TemporaryFolder {
    private static let root: String = {
        let root = NSTemporaryDirectory() + "datasets-" + UUID().uuidString
        atexit { try? FileManager.default.removeItem(atPath: TemporaryFolder.root) }
        return root
    }()

    let path: String

    init() throws {
        path = Self.root + "/" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        let url = URL(fileURLWithPath: path + "/" + name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }

    func write(_ name: String, _ text: String) throws {
        try write(name, Array(text.utf8))
    }

    /// Compresses a file that was written, by the system's own gzip.
    func gzip(_ name: String) throws {
        _ = try run("/bin/gzip", "-f", path + "/" + name)
    }

    func bytes(_ name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: URL(fileURLWithPath: path + "/" + name)))
    }
}

func run(_ program: String, _ arguments: String...) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = Array(output.fileHandleForReading.readDataToEndOfFile())
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return bytes
}

enum Fixtures {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures")

    static func bytes(_ path: String) throws -> [UInt8] {
        try Array(Data(contentsOf: folder.appendingPathComponent(path)))
    }
}

/// Keeps the files of a result in memory.
final class MemorySink: ResultSink {
    var files: [String: [UInt8]] = [:]

    func file(_ relativePath: String, _ body: (_ append: (ArraySlice<UInt8>) throws -> Void) throws -> Void) throws {
        #expect(files[relativePath] == nil, "\(relativePath) is written twice")
        var bytes: [UInt8] = []
        try body { bytes += $0 }
        files[relativePath] = bytes
    }

    func text(_ path: String) -> String? {
        files[path].map { String(decoding: $0, as: UTF8.self) }
    }
}

/// The failure that `body` throws.
func failure<Result>(_ body: () throws -> Result, _ location: SourceLocation = #_sourceLocation) throws -> Failure {
    try #require(#expect(throws: Failure.self, sourceLocation: location) { _ = try body() }, sourceLocation: location)
}

func open(_ folder: TemporaryFolder, _ options: DatasetOptions = DatasetOptions(), inputs: Int? = nil) throws
    -> any Dataset
{
    let opened = try Datasets.open(folder: folder.path, options: options, modelInputs: inputs)
    #expect(opened.datasets.count == 1)
    return opened.datasets[0]
}

/// The result of storing `change(values)` for every sample; nil replicates.
func layOut(_ dataset: any Dataset, _ change: (Int, [Float]) -> [Float]?) throws -> MemorySink {
    let sink = MemorySink()
    let batch = try dataset.samples(0..<dataset.count)
    let records = try (0..<batch.count).map { k in
        let values = Array(batch.values[k * batch.elementCount..<(k + 1) * batch.elementCount])
        return try batch.stored(k, values: change(k, values))
    }
    try dataset.result.layOut(record: { records[$0] }, into: sink)
    return sink
}
