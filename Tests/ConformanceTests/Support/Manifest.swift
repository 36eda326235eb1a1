// SPDX-License-Identifier: Apache-2.0
/// A plain-text list of cases.
///
/// A line is `release/group/case`, or `- release/group/case reason` for one that is left out; `#` starts a comment.
struct Manifest {
    static let files = ["cases.txt", "cases-older.txt"]

    private(set) var cases: [String] = []
    /// Case → why it does not count.
    private(set) var leftOut: [String: String] = [:]

    init(_ file: String) throws {
        for line in try Corpus.lines(of: file) where !line.hasPrefix("#") {
            guard line.hasPrefix("- ") else {
                cases.append(line)
                continue
            }
            let words = line.dropFirst(2).split(separator: " ", maxSplits: 1)
            leftOut[String(words[0])] = words.count > 1 ? String(words[1]) : ""
        }
    }

    /// `release/group` of every case, each once, in the manifest's order.
    var groups: [String] {
        var seen: Set<String> = []
        return (cases + leftOut.keys.sorted()).map { Manifest.group(of: $0) }.filter { seen.insert($0).inserted }
    }

    static func group(of name: String) -> String { name.split(separator: "/").dropLast().joined(separator: "/") }
}
