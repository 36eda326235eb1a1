// SPDX-License-Identifier: Apache-2.0
extension JobFileSchema {
    /// Names that other programs use for some keys, in lower case.
    private static let aliases = [
        "eps": "epsilon", "lr": "alpha", "steps": "iterations", "num_steps": "iterations", "t": "iterations",
        "batch_size": "chunk_size", "k": "row_count",
    ]

    /// The key that other programs call `word`.
    static func key(alias word: String) -> JobFileKey? {
        aliases[word.lowercased()].flatMap { name in keys.first { $0.name == name } }
    }
}
