// SPDX-License-Identifier: Apache-2.0
import Base

extension FileSignature {
    /// Compares a file's first bytes with what its name promises.
    ///
    /// - Throws: `Failure`, refused `other-content`, that says what the file is and what to do.
    public static func check(_ file: InputFile) throws {
        let found = FileSignature(try file.bytes(0..<length))
        let isCompressed = file.path.lowercased().hasSuffix(".gz")
        guard let expected = expected(of: file.path, isCompressed: isCompressed), file.size > 0 else { return }
        let plain = String(file.path.dropLast(3))
        let isPlain = found.map { Self.expected(of: plain, isCompressed: false)?.contains($0) ?? false } ?? true
        if isCompressed, isPlain {
            throw Failure.refused(
                "other-content", "is not gzip-compressed, as its name says",
                hint: "mv '\(file.path)' '\(plain)'", file: file.path)
        }
        if let found, !expected.contains(found) { throw found.refusal(of: file.path) }
    }

    /// Why a file of another name is refused, and what to do.
    public func refusal(of file: String) -> Failure {
        .refused("other-content", "is \(words), whatever its name says", hint: recipe(file), file: file)
    }

    /// nil if the name promises nothing.
    private static func expected(of name: String, isCompressed: Bool) -> Set<FileSignature>? {
        guard let kind = FileKind(name) else { return nil }
        if isCompressed { return [.gzip] }
        switch kind {
        case .dataset(let format): return format.signatures
        case .text, .jobFile, .architecture: return []
        case .idxLabels: return [.idx]
        case .checkpoint(.onnx): return []
        // Its first eight bytes are a length, which may look like the signature of almost anything.
        case .checkpoint(.safetensors):
            return Set(allCases).subtracting([.gitLFS, .html, .zip, .torchArchive, .kerasArchive, .hdf5])
        case .checkpoint(.h5): return [.hdf5]
        case .checkpoint(.keras): return [.kerasArchive, .zip, .hdf5]
        case .checkpoint(.pt2): return [.zip, .torchArchive]
        default: return nil
        }
    }

    private var words: String {
        switch self {
        case .png, .jpeg, .gif, .bmp, .tiff, .webp: "a \(rawValue.uppercased()) image"
        case .gzip: "gzip-compressed"
        case .zip: "a zip archive"
        case .hdf5: "an HDF5 file"
        case .idx: "an IDX file"
        case .numpy: "a NumPy array (.npy)"
        case .numpyArchive: "NumPy arrays (.npz)"
        case .excel: "an Excel workbook"
        case .torchArchive: "a PyTorch archive (torch.save or torch.jit.save)"
        case .kerasArchive: "a Keras 3 model"
        case .parquet: "a Parquet file"
        case .tflite: "a TensorFlow Lite model"
        case .pickle: "a Python pickle"
        case .gitLFS: "a pointer of Git LFS, not the file itself"
        case .html: "a web page, not the file itself"
        }
    }

    /// - Parameter file: its path in the bundle.
    private func recipe(_ file: String) -> String {
        let stem = LooseFile.stem(of: file)
        return switch self {
        case .png, .jpeg, .gif, .bmp, .tiff, .webp: "mogrify -format png '\(file)'"
        case .gzip: "mv '\(file)' '\(file).gz', or gunzip it where that is no name of a dataset"
        case .zip: "unzip '\(file)'"
        case .hdf5: "if it is a Keras model: mv '\(file)' '\(stem).h5'"
        case .idx: "mv '\(file)' '\(stem)-images-idx3-ubyte'"
        case .numpy: "mv '\(file)' '\(stem).npy'"
        case .numpyArchive: "mv '\(file)' '\(stem).npz'"
        case .excel: Self.pandas("read_excel", file)
        case .parquet: Self.pandas("read_parquet", file)
        case .torchArchive, .pickle:
            "load it in the program that trained it, then: torch.onnx.export(model.eval(), example, \"model.onnx\")"
        case .kerasArchive: "mv '\(file)' '\(stem).keras'"
        case .tflite: "python -m tf2onnx.convert --tflite '\(file)' --output model.onnx"
        case .gitLFS: "git lfs pull, in the repository that the file comes from, then copy it again"
        case .html: "download the file again, and look at what the server says: curl -fLO URL"
        }
    }

    /// A line of Python that writes a table as CSV without an index column.
    public static func pandas(_ reader: String, _ file: String) -> String {
        "python3 -c 'import pandas; pandas.\(reader)(\"\(file)\").to_csv(\"\(LooseFile.stem(of: file)).csv\", index=False)'"
    }
}
