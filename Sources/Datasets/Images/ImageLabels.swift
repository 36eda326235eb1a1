// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles

/// Classes of images that tables beside them name, as Hugging Face's `metadata.csv`, `labels.csv` and JSON lines do.
struct ImageLabels {
    /// The class of an image, by its path.
    private(set) var classes: [String: String] = [:]
    /// The tables that name a class of some image, in byte-wise order.
    private(set) var files: [String] = []
    private(set) var notes: [String] = []

    private static let fileColumns = [
        "file_name", "filename", "file", "image", "image_path", "path", "image_id", "id", "name",
    ]
    private static let labelColumns = ["label", "class", "target", "category", "labels", "y"]
    private static let lineNames = ["metadata.jsonl", "labels.jsonl", "annotations.jsonl"]

    /// - Parameters:
    ///   - paths: of the images.
    ///   - bundle: has the tables, and `[dataset] label`, the column that holds the class.
    /// - Throws: `Failure` (refused) if two rows give an image different classes, or if no table has the column that
    ///   `[dataset] label` names.
    init(of paths: [String], in bundle: SourceBundle) throws {
        let names = ImagePaths(paths)
        let lines = bundle.files.filter { Self.lineNames.contains($0.lastName.lowercased()) }
        var hasColumn = false
        for file in (bundle.remarks + lines).sorted(by: precedes) {
            let table =
                try file.lowercased().hasSuffix(".jsonl")
                ? LabelTable(lines: file, in: bundle) : LabelTable(table: file, in: bundle)
            let label = bundle.options.label.map { [$0] } ?? Self.labelColumns
            guard let place = table.place(of: label), let path = table.place(of: Self.fileColumns) ?? table.first else {
                notes.append("\(file) names no classes: it has no columns such as file_name and label")
                continue
            }
            hasColumn = true
            try add(table, file, path: path, label: place, names)
        }
        if let label = bundle.options.label, !hasColumn, !(bundle.remarks + lines).isEmpty {
            throw Failure.refused(
                "unknown-column", "no table beside the images has a column \"\(label)\" (label)",
                hint: "put a file labels.csv beside the images, with the columns file_name and \(label)")
        }
    }

    private mutating func add(_ table: LabelTable, _ file: String, path: Int, label: Int, _ names: ImagePaths) throws {
        var (found, absent) = (0, 0)
        for (row, cells) in table.rows.enumerated() where !cells[label].isEmpty {
            guard let image = names.image(called: cells[path], beside: file) else {
                absent += 1
                continue
            }
            guard classes[image] ?? cells[label] == cells[label] else {
                throw Failure.refused(
                    "two-classes", "gives \(image) the class \(cells[label]), and \(classes[image] ?? "") elsewhere",
                    hint: "leave one of the two rows", file: file, row: table.lines[row])
            }
            classes[image] = cells[label]
            found += 1
        }
        if found > 0 { files.append(file) }
        if absent > 0 { notes.append("\(file) names \(counted(absent, "image")) that the bundle does not hold") }
        if found == 0 { notes.append("\(file) names no image of the bundle") }
    }
}

/// Images by the names that a table may call them.
struct ImagePaths {
    private let paths: Set<String>
    /// By the name without folder and ending; nil if several images have it.
    private var stems: [String: String?] = [:]

    init(_ paths: [String]) {
        self.paths = Set(paths)
        for path in paths {
            let stem = LooseFile.stem(of: path.lastName)
            stems[stem] = stems[stem] == nil ? .some(path) : .some(nil)
        }
    }

    /// The image that a table at `file` calls `name`: a path from the table's folder, or a name that only one image has.
    func image(called name: String, beside file: String) -> String? {
        let folder = file.folderName == "." ? "" : file.folderName + "/"
        if paths.contains(folder + name) { return folder + name }
        let last = name.lastName
        if let path = stems[LooseFile.stem(of: last)] ?? nil, path.lastName == last || !last.contains(".") {
            return path
        }
        return nil
    }
}
