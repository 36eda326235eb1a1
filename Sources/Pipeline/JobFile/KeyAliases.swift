// SPDX-License-Identifier: Apache-2.0
import Base

extension JobFileSchema {
    /// Names that other programs use for some keys, in lower case.
    private static let aliases = [
        "eps": "epsilon", "lr": "alpha", "steps": "iterations", "num_steps": "iterations", "t": "iterations",
        "batch_size": "chunk_size", "k": "row_count", "sep": "separator", "delimiter": "separator",
        "usecols": "columns", "features": "columns", "target_column": "label", "index_col": "id", "nrows": "limit",
        "index_column": "id", "classes": "names", "class_names": "names", "na_values": "missing", "skiprows": "skip",
        "true_values": "true", "false_values": "false",
    ]

    /// The same, where another section has a key of that name.
    private static let aliasesBySection = ["dataset": ["target": "label", "y": "label", "index": "id"]]

    /// What takes the place of keys that other programs have and uaed does not, in lower case.
    static let absent = [
        "normalize": "give mean and std as in training: mean = 0.5 and std = 0.5 feed -1…1",
        "channels": "the model says how many channels it takes: leave it out",
        "size": "images are taken as they are: mogrify -resize WIDTHxHEIGHT! FILES before, and leave it out",
        "shuffle": "the order of the samples does not matter: leave it out",
        "device": "uaed computes on the processor: leave it out",
    ]

    /// The key that other programs call `word`.
    static func key(alias word: String) -> JobFileKey? {
        aliases[word.lowercased()].flatMap { name in keys.first { $0.name == name } }
    }

    /// The key that `word` means in this section, though another section has a key of that name.
    static func key(alias word: String, in section: String?) -> JobFileKey? {
        guard let name = aliasesBySection[section ?? ""]?[word.lowercased()] else { return nil }
        return keys.first { $0.section == section && $0.name == name }
    }
}
