// SPDX-License-Identifier: Apache-2.0
import Base
import Datasets
import Testing

/// The binary versions of CIFAR-10 and CIFAR-100 (Fixtures/cifar/make.py).
@Suite(.timeLimit(.minutes(10))) struct CIFARTests {
    private func folder(_ names: String...) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for name in names { try folder.write(name, Fixtures.bytes("cifar/\(name)")) }
        return folder
    }

    /// (31n + 7y + 3x + 50c) mod 256 of make.py, pixel by pixel.
    private static let values: [Float] = (0..<3 * 3072).map { place in
        let (n, element) = (place / 3072, place % 3072)
        let (pixel, c) = (element / 3, element % 3)
        return Float(Double((31 * n + 7 * (pixel / 32) + 3 * (pixel % 32) + 50 * c) % 256) / 255)
    }

    @Test func tenClasses() throws {
        let dataset = try open(folder("data_batch_1.bin", "batches.meta.txt"))
        #expect(dataset.elementShape == [32, 32, 3] && dataset.kind == .images)
        let batch = try dataset.samples(0..<3)
        #expect(batch.values == Self.values)
        #expect(batch.identities.map(\.label) == [0, 3, 6])
        #expect(batch.identities.map(\.className) == ["airplane", "cat", "frog"])
        #expect(try dataset.samples(1..<2).values == Array(Self.values[3072..<6144]))
    }

    @Test func aHundredClasses() throws {
        let dataset = try open(folder("train.bin"))
        #expect(try dataset.samples(0..<3).values == Self.values)
        #expect(try dataset.samples(0..<3).identities.map(\.label) == [0, 3, 6])
    }

    @Test(arguments: ["data_batch_1.bin", "train.bin"]) func theResultHasTheSameRecords(_ file: String) throws {
        let dataset = try open(folder(file))
        #expect(try layOut(dataset) { _, _ in nil }.files == ["augmented/\(file)": Fixtures.bytes("cifar/\(file)")])
        let result = try layOut(dataset) { k, values in k == 1 ? values.map { 1 - $0 } : nil }
        let again = try TemporaryFolder()
        try again.write(file, #require(result.files["augmented/\(file)"]))
        let read = try open(again).samples(0..<3)
        #expect(read.identities.map(\.label) == [0, 3, 6])
        #expect(Array(read.values[..<3072]) == Array(Self.values[..<3072]))
        for place in 3072..<6144 { #expect(abs(read.values[place] + Self.values[place] - 1) < 1e-6) }
        try again.write("augmented/\(file)", #require(result.files["augmented/\(file)"]))
        let record = try #require(try dataset.result.laidOut([1], of: "augmented/\(file)", in: again.path)[1])
        #expect(try dataset.result.pixels(of: record) == Array(read.values[3072..<6144]))
    }

    @Test func filesOfOtherFormsAreRefused() throws {
        let folder = try TemporaryFolder()
        let bytes = try Fixtures.bytes("cifar/train.bin")
        try folder.write("train.bin", Array(bytes.dropLast()))
        #expect(try failure { try open(folder) }.code == "not-cifar")
        try folder.write("train.bin", bytes[..<1] + [100] + bytes[2...])
        #expect(try failure { try open(folder) }.code == "not-cifar")
        try folder.write("train.bin", [])
        #expect(try failure { try open(folder) }.kind == .incomplete)
        try folder.write("train.bin", bytes)
        #expect(try failure { try open(folder, DatasetOptions(names: ["a", "b"])) }.code == "unknown-class")
    }

    @Test func malformedFilesEndWell() throws {
        let original = try Fixtures.bytes("cifar/data_batch_1.bin")
        var draws = ArrayFuzzTests.Draws(state: 3_141_592_653_589_793)
        var refused = 0
        for _ in 0..<100 {
            let folder = try TemporaryFolder()
            try folder.write("data_batch_1.bin", ArrayFuzzTests.mutated(original, &draws))
            do {
                let dataset = try open(folder)
                _ = try layOut(dataset) { _, values in values.map { 1 - $0 } }
            } catch let found as Failure {
                #expect(found.kind == .refused || found.kind == .incomplete, "\(found)")
                refused += 1
            }
        }
        #expect(refused > 30)
    }
}
