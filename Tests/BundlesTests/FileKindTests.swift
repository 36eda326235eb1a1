// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Bundles

/// One table of endings says what a file is, in an inbox, in a bundle and for `submit`; case never matters.
@Suite(.timeLimit(.minutes(10))) struct FileKindTests {
    @Test(arguments: [
        ("data.csv", FileKind.dataset(.csv)), ("a/b/data.csv.gz", .dataset(.csv)), ("x.png", .dataset(.png)),
        ("train-images-idx3-ubyte.gz", .dataset(.idx)), ("t10k-labels.idx1-ubyte", .idxLabels),
        ("m.onnx", .checkpoint(.onnx)), ("m.onnx.data", .externalData), ("m.onnx_data", .externalData),
        ("m.h5", .checkpoint(.h5)), ("m.keras", .checkpoint(.keras)), ("m.pt2", .checkpoint(.pt2)),
        ("m.safetensors", .checkpoint(.safetensors)), ("m.architecture.json", .architecture),
        ("x.job.toml", .jobFile), ("job.toml", .jobFile), ("x.jpeg", .foreignImage), ("x.npz", .dataset(.numpy)),
        ("m.pth", .foreignCheckpoint(.pth)), ("x.tsv.gz", .dataset(.csv)), ("x.txt", .text), ("iris.data", .text),
        ("data_batch_1.bin", .dataset(.cifar)), ("cifar/train.bin", .dataset(.cifar)),
    ])
    func endings(_ name: String, _ kind: FileKind) {
        #expect(FileKind(name) == kind && FileKind(name.uppercased()) == kind)
    }

    /// A name that is nothing but an ending has no stem, and another's folder says nothing about a file.
    @Test(arguments: [".csv", "csv", "onnx", "readme.txt", "x.csv/y", "data.csvx", ""])
    func otherNames(_ name: String) { #expect(FileKind(name) == nil) }

    /// If an ending stood after one that it ends with, it would never be found.
    @Test func theLongerEndingStandsFirst() {
        let endings = FileKind.endings
        for (place, entry) in endings.enumerated() {
            for (earlier, _) in endings[..<place] where entry.ending.hasSuffix(earlier) && entry.ending != earlier {
                #expect(FileKind("x" + entry.ending) == entry.kind, "\(entry.ending) is hidden by \(earlier)")
            }
            #expect(FileKind("x" + entry.ending) == entry.kind)
        }
    }

    @Test(arguments: [
        ("data.csv.gz", "data"), ("DATA.ONNX", "DATA"), ("a.b.onnx.data", "a.b"), ("d.job.toml", "d"),
        ("d.architecture.json", "d"), ("train-images-idx3-ubyte", "train"), ("train-images.idx3-ubyte.gz", "train"),
        ("train-labels.idx1-ubyte", "train"), ("T10K-IMAGES-IDX3-UBYTE", "T10K"), ("digits.idx3-ubyte", "digits"),
        ("digits-labels-idx1-ubyte", "digits"), ("my_images_of_cats_idx3-ubyte", "my_of_cats"),
        ("my_labels_of_cats_idx1-ubyte", "my_of_cats"),
    ])
    func filesOfOneBundleShareAStem(_ name: String, _ stem: String) {
        #expect(LooseFile(name)?.stem == stem)
    }

    /// Text about the data is none, and neither is every `.bin`.
    @Test(arguments: ["README.txt", "requirements.txt", "license.txt", "pytorch_model.bin", "x_test_batch.bin", ".txt"])
    func proseAndWeights(_ name: String) { #expect(FileKind(name) == nil) }

    /// A single picture is no dataset, and what is not read gathers nothing around it.
    @Test(arguments: [
        "x.png", "x.jpg", "x.mat", "x.pt", "images-idx3-ubyte", "notes.txt", "x.txt", "x.data", "train.bin", "job.toml",
    ])
    func notLoose(_ name: String) { #expect(LooseFile(name) == nil) }

    @Test func theDatasetIsClaimedLast() {
        #expect(LooseFile.claimOrder(["D.CSV", "D.onnx", "D.job.toml"]) == ["D.onnx", "D.job.toml", "D.CSV"])
    }

    @Test(arguments: [
        ".hidden", "._x.png", "a.part", "A.PART", "a.FilePart", "b.tmp", "c~", "x.crdownload", "lost+found", "#recycle",
        "$RECYCLE.BIN", "@Recycle", "@eaDir", "@EADIR", "System Volume Information", "Thumbs.db", "__MACOSX",
    ])
    func ignored(_ name: String) { #expect(IgnoredName.isSkipped(name) && IgnoredName.matches(name)) }

    @Test func claimsAreIgnoredInAnInboxAlone() {
        #expect(IgnoredName.matches("b.job3.done") && !IgnoredName.isSkipped("b.job3.done"))
        for name in ["New folder", "recycling", "temp", "tmp", "party", "data.csv"] {
            #expect(!IgnoredName.matches(name))
        }
    }
}
