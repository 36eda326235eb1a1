// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles

/// Images that lie in a bundle and are no samples: a plot beside the folder of images, masks beside the images.
enum OtherImages {
    /// The line of job.toml that leaves out `file`, which is unlike the others, and all of its kind; nil if its name and
    /// place say nothing.
    static func choice(of file: String, among files: [String]) -> JobLine? {
        if let ending = mate(of: file, among: files) { return JobLine("dataset", "exclude", texts: ["**/*\(ending)"]) }
        var sizes: [String: Int] = [:]
        for path in files { sizes[path.folderName, default: 0] += 1 }
        let own = sizes[file.folderName] ?? 0
        guard let most = sizes.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), most.key != file.folderName,
            most.value > 2 * own
        else { return nil }
        return own == 1
            ? JobLine("dataset", "exclude", texts: [file])
            : JobLine("dataset", "exclude", texts: [file.folderName.isEmpty ? "*.png" : "\(file.folderName)/*"])
    }

    /// What follows another image's stem in this one's name: `_mask.png` of `x_mask.png` beside `x.png`.
    private static func mate(of file: String, among files: [String]) -> String? {
        let stems = Set(files.map { $0.dropLast(4) })
        let stem = file.dropLast(4)
        guard let sign = stem.lastIndex(where: { "_-.".contains($0) }), sign > stem.startIndex,
            stem[sign...].contains(where: \.isLetter), stems.contains(stem[..<sign])
        else { return nil }
        return String(file[sign...])
    }
}
