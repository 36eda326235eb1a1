// SPDX-License-Identifier: Apache-2.0
import Base
import Datasets
import Foundation
import Testing

@Suite(.timeLimit(.minutes(10))) struct IDXTests {
    private func images(_ count: Int) -> [UInt8] {
        [0, 0, 8, 3, 0, 0, 0, UInt8(count), 0, 0, 0, 2, 0, 0, 0, 3]
            + (0..<count * 6).map { UInt8(truncatingIfNeeded: $0 * 37) }
    }

    private func labels(_ classes: [UInt8]) -> [UInt8] {
        [0, 0, 8, 1, 0, 0, 0, UInt8(classes.count)] + classes
    }

    @Test func mnistsFourFilesAreTwoDatasets() throws {
        let folder = try TemporaryFolder()
        try folder.write("train-images-idx3-ubyte", images(5))
        try folder.write("train-labels-idx1-ubyte", labels([3, 1, 4, 1, 5]))
        try folder.write("t10k-images.idx3-ubyte", images(2))
        try folder.write("t10k-labels.idx1-ubyte", labels([0, 9]))
        try folder.gzip("train-images-idx3-ubyte")
        try folder.gzip("t10k-labels.idx1-ubyte")
        let opened = try Datasets.open(folder: folder.path)
        #expect(opened.ignored.isEmpty)
        #expect(opened.datasets.map(\.name) == ["t10k-images.idx3-ubyte", "train-images-idx3-ubyte.gz"])
        #expect(opened.datasets.map(\.count) == [2, 5])
        let train = opened.datasets[1]
        #expect(train.elementShape == [2, 3, 1])
        let batch = try train.samples(1..<3)
        #expect(batch.identities.map(\.label) == [1, 4])
        let expected: [Float] = (6..<18).map { (place: Int) -> Float in Float(place * 37 % 256) / 255 }
        #expect(batch.values == expected)
        let chosen = try Datasets.open(folder: folder.path, options: DatasetOptions(include: ["t10k-*"]))
        #expect(chosen.datasets.map(\.name) == ["t10k-images.idx3-ubyte"])
    }

    @Test func theResultKeepsNamesAndLabels() throws {
        let folder = try TemporaryFolder()
        try folder.write("a-images-idx3-ubyte", images(4))
        try folder.write("a-labels-idx1-ubyte", labels([7, 8, 9, 7]))
        try folder.gzip("a-images-idx3-ubyte")
        let dataset = try open(folder)
        let same = try layOut(dataset) { _, _ in nil }
        #expect(same.files["augmented/a-labels-idx1-ubyte"] == labels([7, 8, 9, 7]))
        let compressed = try #require(same.files["augmented/a-images-idx3-ubyte.gz"])
        #expect(Array(compressed[4..<8]) == [0, 0, 0, 0], "a gzip header without a time")
        let result = try TemporaryFolder()
        try result.write("x.gz", compressed)
        #expect(try run("/bin/gzip", "-dc", result.path + "/x.gz") == images(4))

        let sink = MemorySink()
        let batch = try dataset.samples(0..<4)
        try dataset.result.layOut(record: { $0 == 1 ? nil : try batch.stored($0, values: nil) }, into: sink)
        #expect(sink.files["augmented/a-labels-idx1-ubyte"] == labels([7, 9, 7]))
        try result.write("y.gz", #require(sink.files["augmented/a-images-idx3-ubyte.gz"]))
        let kept = try run("/bin/gzip", "-dc", result.path + "/y.gz")
        #expect(kept == Array(images(3)[..<16] + images(4)[16..<22] + images(4)[28...]))
    }

    @Test func shortFilesAreIncompleteAndOthersRefused() throws {
        func opening(_ name: String, _ bytes: [UInt8], gzip: Bool = false, cut: Int = 0) throws -> Failure {
            let folder = try TemporaryFolder()
            try folder.write(name, bytes)
            if gzip { try folder.gzip(name) }
            let path = gzip ? name + ".gz" : name
            if cut > 0 { try folder.write(path, folder.bytes(path).dropLast(cut)) }
            let found = try failure { try open(folder) }
            #expect(found.file == path)
            return found
        }
        #expect(try opening("a-idx3-ubyte", Array(images(4).dropLast())).kind == .incomplete)
        #expect(try opening("a-idx3-ubyte", images(4), gzip: true, cut: 9).kind == .incomplete)
        #expect(try opening("a-idx3-ubyte", images(4), gzip: true, cut: 3).kind == .incomplete)
        #expect(try opening("a-idx3-ubyte", images(4) + [0]).code == "too-long")
        #expect(try opening("a-idx3-ubyte", labels([1, 2]) + images(3)).code == "not-idx")
        #expect(try opening("a-idx3-ubyte", [0, 0, 8, 3] + [UInt8](repeating: 255, count: 12)).code == "too-large")
        #expect(try opening("a-idx3-ubyte.gz", Array("no gzip at all".utf8)).code == "other-content")
    }

    @Test func labelsMustBeAsManyAsImages() throws {
        let folder = try TemporaryFolder()
        try folder.write("a-images-idx3-ubyte", images(4))
        try folder.write("a-labels-idx1-ubyte", labels([1, 2]))
        #expect(try failure { try open(folder) }.code == "labels-count")
    }

    private static let fashion = "/usr/share/datasets/fashion-mnist"

    /// Debian's dataset-fashion-mnist, against the counts that its authors state: 60,000 and 10,000, a tenth in each class.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: fashion)))
    func fashionMNISTReadsAsPublished() throws {
        let opened = try Datasets.open(folder: Self.fashion)
        #expect(opened.datasets.map(\.count) == [10_000, 60_000])
        for dataset in opened.datasets {
            #expect(dataset.elementShape == [28, 28, 1])
            var classes = [Int](repeating: 0, count: 10)
            for start in stride(from: 0, to: dataset.count, by: 1000) {
                for identity in try dataset.samples(start..<start + 1000).identities { classes[identity.label!] += 1 }
            }
            #expect(classes == [Int](repeating: dataset.count / 10, count: 10))
        }
        let mean = try opened.datasets[0].samples(0..<10_000).values.reduce(into: 0.0) { $0 += Double($1) } / 7_840_000
        #expect(abs(mean - 0.2868) < 1e-4)  // the test set's mean as widely published
    }

    /// Threads that ask for parts of one gzip file in any order get what one thread gets in order.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: fashion)))
    func threadsReadTheSameSamples() throws {
        let dataset = try #require(
            try Datasets.open(folder: Self.fashion, options: DatasetOptions(limit: 2000)).datasets.first)
        let whole = try dataset.samples(0..<2000).values
        DispatchQueue.concurrentPerform(iterations: 40) { part in
            let start = part * 7 % 40 * 50
            let values = try? dataset.samples(start..<start + 50).values
            #expect(values.map { $0[...] } == whole[start * 784..<(start + 50) * 784])
        }
    }
}
