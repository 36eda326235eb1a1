// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// The iteration loop asks for no memory: counted in a process of its own, whose malloc counts.
@Suite(
    .enabled(if: FileManager.default.fileExists(atPath: "/usr/share/datasets/fashion-mnist")),
    .withoutSanitizer("a sanitizer stands in malloc's place"),
    .timeLimit(.minutes(10)))
struct AllocationTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
    private static let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "uae-bench")

    @Test(arguments: ["uaed", "released", "paper"]) func theLoopAllocatesNothing(_ preset: String) throws {
        try count("Tests/Fixtures/checkpoints/conv_torch", "fashion", preset)
    }

    @Test(arguments: ["unet", "residual", "strided"]) func norForModelsWithBranches(_ name: String) throws {
        try count("Benchmarks/cases/\(name)", name == "strided" ? "rgb64" : "rgb", "uaed")
    }

    private func count(_ stem: String, _ data: String, _ preset: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "allocations-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let samples = folder.appending(path: "x.f32").path
        _ = try run(["samples", data, "--count", "16", "--out", samples])
        let stem = Self.root.appending(path: stem).path
        let counts = try run(["allocations", stem, samples, "--preset", preset]).split(separator: " ").map { Int($0) }
        print(
            "\(stem), preset \(preset): allocations in iterations 2 to \(counts.count + 1): \(counts.map { $0 ?? -1 })")
        #expect(counts.count == 39 && counts.allSatisfy { $0 == 0 })
    }

    private func run(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = Self.program
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
