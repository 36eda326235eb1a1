// SPDX-License-Identifier: Apache-2.0
import Base
import Datasets
import Foundation
import Testing

@Suite(.timeLimit(.minutes(10))) struct ImageFolderTests {
    private func image(_ seed: Int, channels: Int = 1, bitDepth: Int = 8, width: Int = 4, height: Int = 3) throws
        -> [UInt8]
    {
        let count = width * height * channels
        let samples = (0..<count).map { UInt16(truncatingIfNeeded: (seed + $0) * 4099) & (bitDepth == 8 ? 255 : .max) }
        return try PNGImage(width: width, height: height, channels: channels, bitDepth: bitDepth, samples: samples)
            .encoded()
    }

    @Test func samplesAreSortedByBytesAndClassesAreFolders() throws {
        let folder = try TemporaryFolder()
        for (seed, name) in ["images/dog/b.png", "images/cat/z.png", "images/Cow/a.png", "images/cat/é.PNG"]
            .enumerated()
        {
            try folder.write(name, image(seed))
        }
        try folder.write("model.onnx", "x")
        try folder.write("notes.txt", "x")
        try folder.write("images/.DS_Store", "x")
        let opened = try Datasets.open(folder: folder.path)
        let dataset = try #require(opened.datasets.first)
        #expect(dataset.files == ["images/Cow/a.png", "images/cat/z.png", "images/cat/é.PNG", "images/dog/b.png"])
        #expect(opened.ignored == ["model.onnx", "notes.txt"])
        #expect(dataset.labels == LabelMap(names: ["Cow", "cat", "dog"], indices: [0, 1, 2]))
        #expect(dataset.elementShape == [3, 4, 1])
        #expect(dataset.summary == "4 PNG images, 4×3, gray, 8 bit, 3 classes")
        let identity = try dataset.samples(2..<3).identities[0]
        #expect(identity.source == "images/cat/é.PNG")
        #expect(identity.output == "augmented/images/cat/é.uae.PNG")
        #expect(identity.className == "cat")
        #expect(identity.label == 1)
        let limited = try Datasets.open(folder: folder.path, options: DatasetOptions(limit: 2))
        #expect(limited.ignored == ["model.onnx", "notes.txt", "2 images beyond limit = 2"])
        #expect(limited.datasets[0].warnings.first?.contains("leaves out 1 of 3 classes") == true)
    }

    /// Two names of one number have no order by number that names them both.
    @Test func namesThatSpellOneNumberTwice() throws {
        let folder = try TemporaryFolder()
        for name in ["01", "1", "2"] { try folder.write("\(name)/x.png", image(1)) }
        let labels = try #require(try open(folder).labels)
        #expect(labels == LabelMap(names: ["01", "1", "2"], indices: [0, 1, 2]))
        for order in labels.otherOrders { #expect(Set(order).isSuperset(of: labels.names)) }
    }

    /// As in torchvision and Keras, which sort the names of class folders as text.
    @Test func classFoldersAreInByteOrder() throws {
        let folder = try TemporaryFolder()
        for name in ["10", "9", "2"] { try folder.write("train/\(name)/x.png", image(1)) }
        #expect(try open(folder).labels == LabelMap(names: ["10", "2", "9"], indices: [0, 1, 2]))
        #expect(
            try open(folder).labels?.otherOrders == [
                ["2", "9", "10"], (0...10).map(String.init), (1...10).map(String.init),
            ])
        let named = try open(folder, DatasetOptions(names: ["9", "10", "2"]))
        #expect(named.labels == LabelMap(names: ["10", "2", "9"], indices: [1, 2, 0]))
        #expect(try failure { try open(folder, DatasetOptions(names: ["9", "2"])) }.code == "unknown-class")
    }

    @Test func valuesAreFractionsOfTheFullScale() throws {
        for (bitDepth, levels) in [(8, 255), (16, 65535)] {
            let folder = try TemporaryFolder()
            let bytes = try image(3, channels: 3, bitDepth: bitDepth)
            try folder.write("a.png", bytes)
            let dataset = try open(folder)
            #expect(dataset.elementShape == [3, 4, 3])
            #expect(dataset.grid.step == [1 / Double(levels)])
            #expect(dataset.units.scale == [Double(levels)])
            let samples = try PNGImage(decoding: bytes).samples
            #expect(try dataset.samples(0..<1).values == samples.map { Float($0) / Float(levels) })
        }
    }

    @Test func storedImagesReadBackAsPromised() throws {
        let folder = try TemporaryFolder()
        try folder.write("x/a.png", image(1, channels: 4))
        try folder.write("x/b.png", image(2, channels: 4))
        let dataset = try open(folder)
        let batch = try dataset.samples(0..<2)
        #expect(dataset.elementShape == [3, 4, 3])
        let wanted = (0..<36).map { Float($0) / 35 }
        let result = try layOut(dataset) { k, _ in k == 0 ? wanted : nil }
        #expect(result.files["augmented/x/b.uae.png"] == (try folder.bytes("x/b.png")))

        let stored = try PNGImage(decoding: #require(result.files["augmented/x/a.uae.png"]))
        let source = try PNGImage(decoding: folder.bytes("x/a.png"))
        let alphas = { (image: PNGImage) in stride(from: 3, to: 48, by: 4).map { image.samples[$0] } }
        #expect(alphas(stored) == alphas(source))
        let colors = stored.samples.indices.filter { $0 % 4 != 3 }.map { Float(stored.samples[$0]) / 255 }
        #expect(colors == batch.readBack(0, values: wanted))
        #expect(zip(colors, wanted).allSatisfy { abs($0 - $1) <= 0.5 / 255 + 1e-6 })
    }

    @Test func halvesAreRoundedToEven() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.png", PNGImage(width: 2, height: 1, channels: 1, bitDepth: 8, samples: [7, 7]).encoded())
        let batch = try open(folder).samples(0..<1)
        let bytes = try batch.stored(0, values: [0.5, -3])
        #expect(try PNGImage(decoding: bytes).samples == [128, 0])  // 127.5 → 128
    }

    @Test func alphaIsDataWhereTheModelHasThatChannel() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.png", image(1, channels: 4))
        #expect(try open(folder, inputs: 48).elementShape == [3, 4, 4])
        #expect(try open(folder, inputs: 36).elementShape == [3, 4, 3])
    }

    @Test func differentImagesAreRefusedNamingBoth() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.png", image(1))
        try folder.write("b.png", image(1, width: 5))
        let sizes = try failure { try open(folder) }
        #expect(sizes.code == "mixed-sizes")
        #expect(sizes.message.contains("a.png is 4×3") && sizes.message.contains("b.png is 5×3"))
        #expect(try open(folder, DatasetOptions(include: ["b.png"])).count == 1)
        try folder.write("b.png", image(1, channels: 3))
        let channels = try failure { try open(folder) }
        #expect(channels.message.contains("gray") && channels.message.contains("RGB"))
        try folder.write("b.png", image(1, bitDepth: 16))
        #expect(try failure { try open(folder) }.code == "mixed-formats")
    }

    @Test func otherImagesAreRefusedWithTheLineThatConverts() throws {
        let folder = try TemporaryFolder()
        try folder.write("images/a.png", image(1))
        try folder.write("images/b.jpg", [0xFF, 0xD8, 0xFF])
        let found = try failure { try open(folder) }
        #expect(found.file == "images/b.jpg")
        #expect(try #require(found.hint).contains("mogrify -format png images/*.jpg"))
        #expect(try open(folder, DatasetOptions(include: ["*.png"])).count == 1)
    }

    @Test func severalDatasetsAreRefusedWithTheKeyThatChooses() throws {
        let folder = try TemporaryFolder()
        try folder.write("images/a.png", image(1))
        try folder.write("data.csv", "a,b\n1,2\n3,4\n")
        let found = try failure { try open(folder) }
        #expect(found.code == "several-datasets")
        #expect(try #require(found.hint).contains("include = [\"data.csv\"]"))
        #expect(try open(folder, DatasetOptions(include: ["data.csv"])).kind == .table)
        #expect(try open(folder, DatasetOptions(include: ["images/**"])).kind == .images)
        let empty = try failure { try open(folder, DatasetOptions(include: ["nothing/*"])) }
        #expect(empty.code == "no-dataset")
        #expect(try failure { try open(TemporaryFolder()) }.code == "no-dataset")
    }

    @Test func linksAndPipesAreRefused() throws {
        for make in [
            { (path: String) in #expect(symlink("/etc/hostname", path) == 0) },
            { (path: String) in #expect(mkfifo(path, 0o600) == 0) },
        ] {
            let folder = try TemporaryFolder()
            try folder.write("a.png", image(1))
            make(folder.path + "/b.png")
            let found = try failure { try open(folder) }
            #expect(found.code == "not-a-file")
            #expect(found.file == "b.png")
        }
    }

    /// A folder that turns into a link after it was opened leads nowhere.
    @Test func aFolderReplacedByALinkIsNotFollowed() throws {
        let folder = try TemporaryFolder()
        try folder.write("in/a.png", image(1))
        let dataset = try open(folder)
        try FileManager.default.moveItem(atPath: folder.path + "/in", toPath: folder.path + "/moved")
        #expect(symlink("moved", folder.path + "/in") == 0)
        #expect(try failure { try dataset.samples(0..<1) }.file == "in/a.png")
    }

    @Test func omittedSamplesLeaveNoFile() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.png", image(1))
        try folder.write("b.png", image(2))
        let sink = MemorySink()
        try open(folder).result.layOut(record: { $0 == 0 ? nil : [1] }, into: sink)
        #expect(sink.files == ["augmented/b.uae.png": [1]])
    }
}
