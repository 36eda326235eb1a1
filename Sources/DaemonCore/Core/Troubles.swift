// SPDX-License-Identifier: Apache-2.0

/// What an administrator should look at: `status` shows it until it is over.
@DaemonActor final class Troubles {
    /// Why the configuration in force is not the one in the file.
    var configuration: String?
    private var sentences: [String: String] = [:]

    /// Without the configuration's.
    var isEmpty: Bool { sentences.isEmpty }

    /// The configuration's first, then the others by their subjects.
    var all: [String] { [configuration].compactMap(\.self) + sentences.sorted { $0.key < $1.key }.map(\.value) }

    subscript(_ subject: String) -> String? { sentences[subject] }

    /// Replaces the sentence about `subject`; nil: that trouble is over.
    ///
    /// - Returns: true if it is another one than before.
    @discardableResult func set(_ subject: String, _ sentence: String?) -> Bool {
        let before = sentences[subject]
        sentences[subject] = sentence
        return before != sentence
    }

    /// Drops what is recorded about subjects with `prefix`, except these.
    func keep(_ subjects: Set<String>, of prefix: String) {
        sentences = sentences.filter { !$0.key.hasPrefix(prefix) || subjects.contains($0.key) }
    }

    /// Drops what is recorded about subjects with one of `prefixes`, so that only what still holds is recorded again.
    func drop(_ prefixes: String...) {
        sentences = sentences.filter { entry in !prefixes.contains { entry.key.hasPrefix($0) } }
    }
}
