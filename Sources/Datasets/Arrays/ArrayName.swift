// SPDX-License-Identifier: Apache-2.0
/// What an array's name says about it: `y_train` are the labels of `x_train`, `labels` those of `images`.
struct ArrayName: Equatable {
    let isLabels: Bool
    /// The words that say neither that it holds labels nor that it holds data.
    let rest: [String]

    private static let labels: Set<String> = [
        "y", "label", "labels", "target", "targets", "class", "classes", "ys",
    ]
    private static let data: Set<String> = [
        "x", "xs", "data", "image", "images", "features", "inputs", "samples", "arr",
    ]

    /// - Parameter name: without ending and folder.
    init(_ name: String) {
        let words = name.lowercased().split { "-_. ".contains($0) }.map(String.init)
        // `ytrain`, `Xtest`: some leave the separator out.
        let split = words.flatMap { word -> [String] in
            for end in ["train", "test", "val", "valid"] where word == "x" + end || word == "y" + end {
                return [String(word.prefix(1)), end]
            }
            return [word]
        }
        isLabels = split.contains(where: Self.labels.contains)
        rest = split.filter { !Self.labels.contains($0) && !Self.data.contains($0) }
    }

    /// The name among `others` that holds the labels of this data: the one of the same words, else the only one.
    static func labels(of data: String, among others: [String]) -> String? {
        let found = others.filter { ArrayName($0).isLabels }
        let own = found.filter { ArrayName($0).rest == ArrayName(data).rest }
        if own.count == 1 { return own[0] }
        return found.count == 1 && own.isEmpty && ArrayName(found[0]).rest.isEmpty ? found[0] : nil
    }

    /// `x_train` for `x_train.npy`.
    static func withoutEnding(_ name: String) -> String {
        name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    }
}
