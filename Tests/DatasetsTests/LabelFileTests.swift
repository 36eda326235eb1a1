// SPDX-License-Identifier: Apache-2.0
import Base
import Datasets
import Testing

/// Tables beside images name their classes.
@Suite(.timeLimit(.minutes(10))) struct LabelFileTests {
    private func images(_ names: [String], _ files: [String: String]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for (place, name) in names.enumerated() {
            let image = PNGImage(width: 2, height: 1, channels: 1, samples: [UInt16(place), 9])
            try folder.write(name, image.encoded())
        }
        for (name, text) in files { try folder.write(name, text) }
        return folder
    }

    private static let names = ["train/a.png", "train/b.png", "train/c.png"]

    @Test(arguments: [
        ("train/metadata.csv", "file_name,label\na.png,dog\nb.png,cat\nc.png,dog\n"),
        ("labels.csv", "image;class\ntrain/a.png;dog\ntrain/b.png;cat\ntrain/c.png;dog\n"),
        ("trainLabels.csv", "id,label\na,dog\nb,cat\nc,dog\n"),
        (
            "train/metadata.jsonl",
            "{\"file_name\": \"a.png\", \"label\": \"dog\"}\n{\"label\": \"cat\", \"file_name\": \"b.png\"}\n\n"
                + "{\"file_name\": \"c.png\", \"label\": \"dog\", \"box\": [1, 2]}\n"
        ),
    ])
    func classesAreRead(_ file: String, _ text: String) throws {
        let dataset = try open(images(Self.names, [file: text]))
        #expect(dataset.labels == LabelMap(names: ["cat", "dog"], indices: [0, 1]))
        let identities = try dataset.samples(0..<3).identities
        #expect(identities.map(\.className) == ["dog", "cat", "dog"] && identities.map(\.label) == [1, 0, 1])
        #expect(dataset.files == Self.names + [file])
        #expect(dataset.result.outputs.count == 3)
    }

    /// Numbers are the classes' own, as in a label column; an image that is not named has no class.
    @Test func numbersAndGaps() throws {
        let folder = try images(Self.names, ["metadata.csv": "file_name,y\na.png,3\nc.png,1\nx.png,1\n"])
        let dataset = try open(folder)
        #expect(try dataset.samples(0..<3).identities.map(\.label) == [3, nil, 1])
        #expect(dataset.notes == ["metadata.csv names 1 image that the bundle does not hold"])
        let named = try open(folder, DatasetOptions(names: ["no", "one", "two", "three"]))
        #expect(try named.samples(0..<3).identities.map(\.label) == [3, nil, 1])
    }

    @Test func whatDoesNotFitIsSaid() throws {
        let plain = try open(images(Self.names, ["metadata.csv": "file_name,caption\na.png,a dog\n"]))
        #expect(plain.labels == nil && plain.files == Self.names && plain.notes.count == 1)
        let caption = try images(Self.names, ["metadata.csv": "file_name,kind\na.png,dog\nb.png,cat\n"])
        #expect(try open(caption, DatasetOptions(label: "kind")).labels?.names == ["cat", "dog"])
        #expect(try failure { try open(caption, DatasetOptions(label: "kin")) }.code == "unknown-column")
        let twice = try images(Self.names, ["labels.csv": "file,label\na.png,dog\na.png,cat\n"])
        let found = try failure { try open(twice) }
        #expect(found.code == "two-classes" && found.file == "labels.csv" && found.row == 3)
        let broken = try images(Self.names, ["metadata.jsonl": "{\"file_name\": \"a.png\"\n"])
        #expect(try failure { try open(broken) }.code == "not-json")
    }

    @Test func malformedTablesEndWell() throws {
        var draws = ArrayFuzzTests.Draws(state: 1_414_213_562_373_095)
        let texts = [
            "metadata.jsonl":
                "{\"file_name\": \"a.png\", \"label\": \"dog\"}\n{\"file_name\": \"b.png\", \"label\": 1}\n",
            "labels.csv": "file_name,label\na.png,dog\n\"b.png\",cat\nc.png,dog\n",
        ]
        var read = 0
        for (name, text) in texts {
            for _ in 0..<150 {
                let folder = try images(Self.names, [:])
                try folder.write(name, ArrayFuzzTests.mutated(Array(text.utf8), &draws))
                do {
                    _ = try open(folder).samples(0..<3)
                    read += 1
                } catch let found as Failure {
                    #expect(found.kind == .refused || found.kind == .incomplete, "\(found)")
                }
            }
        }
        #expect(read > 30, "\(read) of 300 read")
    }
}
