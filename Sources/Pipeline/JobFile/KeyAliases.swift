// SPDX-License-Identifier: Apache-2.0
extension JobFileSchema {
    /// Names that other programs use for some keys, in lower case.
    private static let aliases = [
        "eps": "epsilon", "lr": "alpha", "steps": "iterations", "num_steps": "iterations", "t": "iterations",
        "batch_size": "chunk_size", "k": "row_count", "sep": "separator", "delimiter": "separator",
        "usecols": "columns", "features": "columns", "target_column": "label", "index_col": "id", "nrows": "limit",
        "classes": "names", "class_names": "names", "na_values": "missing", "skiprows": "skip", "true_values": "true",
        "false_values": "false",
    ]

    /// What takes the place of keys that other programs have and uaed does not, in lower case.
    static let absent = [
        "exclude": "list what belongs to the dataset instead: [dataset] include = [\"folder/**\"]",
        "shuffle": "the order of the samples does not matter: leave it out",
        "device": "uaed computes on the processor: leave it out",
    ]

    /// The key that other programs call `word`.
    static func key(alias word: String) -> JobFileKey? {
        aliases[word.lowercased()].flatMap { name in keys.first { $0.name == name } }
    }
}
