// SPDX-License-Identifier: Apache-2.0
import Base
import Datasets
import Foundation
import Testing

/// Arrays that NumPy and pandas wrote (Fixtures/arrays/make.py): what is read, what is refused, what the result is.
@Suite(.timeLimit(.minutes(10))) struct ArrayTests {
    /// A folder with one fixture.
    static func folder(_ fixtures: String...) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for name in fixtures { try folder.write(name, Fixtures.bytes("arrays/\(name)")) }
        return folder
    }

    /// (31n + 7i) mod 256 of make.py.
    static func level(_ n: Int, _ i: Int) -> Int { (31 * n + 7 * i) % 256 }

    /// The share of [0, 1] that the levels of a fixture stand for.
    static func values(_ count: Int, _ size: Int, of most: Int) -> [Float] {
        (0..<count * size).map { Float(Double(level($0 / size, $0 % size)) / Double(most)) }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var file: String
        var shape: [Int]
        var count: Int
        var most: Int
        var options = DatasetOptions()
        var testDescription: String { file }
    }

    static let cases: [Case] = [
        Case(file: "gray-uint8.npy", shape: [5, 4, 1], count: 6, most: 255),
        Case(file: "version-2.npy", shape: [5, 4, 1], count: 6, most: 255),
        Case(file: "gray-uint16-big.npy", shape: [5, 4, 1], count: 6, most: 255),
        Case(file: "rgb-last.npy", shape: [5, 6, 3], count: 4, most: 255),
        Case(file: "rgb-first.npy", shape: [5, 6, 3], count: 4, most: 255),
        Case(file: "images-fortran.npy", shape: [5, 6, 3], count: 4, most: 255),
        Case(file: "rows-uint8.npy", shape: [9], count: 7, most: 255),
        Case(file: "rows-float16.npy", shape: [9], count: 7, most: 256),
        Case(file: "rows-float32.npy", shape: [9], count: 7, most: 256),
        Case(file: "rows-float32-big.npy", shape: [9], count: 7, most: 256),
        Case(file: "rows-float64.npy", shape: [9], count: 7, most: 256),
        Case(
            file: "frame-fortran.npy", shape: [9], count: 7, most: 256, options: DatasetOptions(min: [-20], max: [20])),
        Case(file: "stored.npz", shape: [5, 6, 3], count: 4, most: 255),
        Case(file: "deflated.npz", shape: [5, 6, 3], count: 4, most: 256),
        Case(
            file: "mnist.npz", shape: [5, 4, 1], count: 6, most: 255,
            options: DatasetOptions(include: ["mnist.npz/x_train"])),
    ]

    @Test(arguments: cases) func isReadAsNumPyWroteIt(_ one: Case) throws {
        let dataset = try open(Self.folder(one.file), one.options)
        #expect(dataset.count == one.count && dataset.elementShape == one.shape)
        #expect((dataset.kind == .images) == (one.shape.count == 3))
        let expected = Self.values(one.count, dataset.elementCount, of: one.most)
        #expect(try dataset.samples(0..<one.count).values == expected)
        let middle = try dataset.samples(1..<3).values
        #expect(middle == Array(expected[dataset.elementCount..<3 * dataset.elementCount]))
    }

    @Test func truthValuesAreBlackAndWhite() throws {
        let values = try open(Self.folder("truth.npy")).samples(0..<6).values
        let expected: [Float] = (0..<120).map { (place: Int) -> Float in Float(Self.level(place / 20, place % 20) % 2) }
        #expect(values == expected)
    }

    @Test func labelsLieInTheArchive() throws {
        let dataset = try open(Self.folder("stored.npz"))
        #expect(try dataset.samples(0..<4).identities.map(\.label) == [2, 0, 1, 2])
        #expect(dataset.labels == LabelMap(names: ["0", "1", "2"], indices: [0, 1, 2]))
        #expect(dataset.notes == ["not in the result: names of stored.npz"])
        let named = try open(Self.folder("deflated.npz"), DatasetOptions(names: ["no", "yes", "so"]))
        #expect(try named.samples(0..<1).identities.map(\.label) == [2])
    }

    /// `y_train.npy` holds the labels of `x_train.npy`; `y_test.npy` does not, and `labels.npy` does where it is the only one.
    @Test(
        arguments: [
            ("x_train.npy", ["y_train.npy", "y_test.npy"], "y_train.npy"), ("X.npy", ["y.npy"], "y.npy"),
            ("train_images.npy", ["train_labels.npy"], "train_labels.npy"), ("data.npy", ["labels.npy"], "labels.npy"),
            ("Xtrain.npy", ["ytrain.npy"], "ytrain.npy"), ("x_train.npy", ["y_test.npy"], nil),
        ] as [(String, [String], String?)])
    func labelsAreFoundByTheirName(_ data: String, _ others: [String], _ labels: String?) throws {
        let folder = try TemporaryFolder()
        try folder.write(data, Fixtures.bytes("arrays/rgb-last.npy"))
        for other in others { try folder.write(other, Self.labels) }
        let dataset = try open(folder)
        #expect(
            dataset.files
                == ([data] + [labels].compactMap(\.self)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        #expect(
            try dataset.samples(0..<4).identities.map(\.label)
                == (labels == nil ? [nil, nil, nil, nil] : [2, 0, 1, 2]))
    }

    /// `numpy.save(file, numpy.array([2, 0, 1, 2], dtype=numpy.uint8))`.
    private static let labels: [UInt8] = {
        let text = "{'descr': '|u1', 'fortran_order': False, 'shape': (4,), }"
        let header = text + String(repeating: " ", count: 117 - text.utf8.count) + "\n"
        return [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8) + [2, 0, 1, 2]
    }()

    /// Of a bundle that is refused, what the hint says makes it accepted.
    @Test func hintsLead() throws {
        let wide = try Self.folder("frame-fortran.npy")
        let range = try failure { try open(wide) }
        #expect(range.code == "range-unknown" && range.hint?.contains("below [input]: scale = \"minmax\"") == true)
        let own = try open(wide, DatasetOptions(scale: DatasetOptions.Scale.none))
        #expect(own.units.offset.allSatisfy { $0 >= -20 } && own.units.scale.allSatisfy { $0 > 0 && $0 <= 40 })
        let narrow = try failure { try open(wide, DatasetOptions(min: [0], max: [1])) }
        #expect(narrow.code == "out-of-range" && narrow.hint?.contains("max = 18.0") == true)

        let several = try Self.folder("mnist.npz")
        let choice = try failure { try open(several) }
        #expect(choice.code == "several-arrays" && choice.hint?.contains("[\"mnist.npz/x_test\"]") == true)
        #expect(try open(several, DatasetOptions(include: ["mnist.npz/x_test"])).count == 2)

        let two = try Self.folder("gray-uint8.npy", "rgb-last.npy")
        #expect(try failure { try open(two) }.hint?.contains("include = [\"gray-uint8.npy\"]") == true)
        #expect(try open(two, DatasetOptions(include: ["gray-uint8.npy"])).count == 6)
    }

    @Test func axesThatCouldBeEitherAreAskedFor() throws {
        let folder = try TemporaryFolder()
        var bytes = try Fixtures.bytes("arrays/rgb-last.npy")
        let place = try #require(bytes.firstRange(of: Array("(4, 5, 6, 3)".utf8))).lowerBound
        bytes.replaceSubrange(place..<place + 12, with: Array("(4, 3,10, 3)".utf8))
        try folder.write("x.npy", bytes)
        #expect(try failure { try open(folder) }.code == "axes-unclear")
        #expect(try open(folder, DatasetOptions(axes: .channelsLast)).elementShape == [3, 10, 3])
        #expect(try open(folder, DatasetOptions(axes: .channelsFirst)).elementShape == [10, 3, 3])
    }

    @Test func limitKeepsSomeOfEachArray() throws {
        let dataset = try open(Self.folder("stored.npz"), DatasetOptions(limit: 2))
        #expect(dataset.count == 2 && dataset.isLimited)
        let result = try layOut(dataset) { _, _ in nil }
        let folder = try TemporaryFolder()
        try folder.write("stored.npz", #require(result.files["augmented/stored.npz"]))
        let again = try open(folder)
        #expect(again.count == 2)
        #expect(try again.samples(0..<2).identities.map(\.label) == [2, 0])
    }
}
