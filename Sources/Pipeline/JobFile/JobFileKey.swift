// SPDX-License-Identifier: Apache-2.0
import Attacks
import Datasets

/// One key of job.toml: its place, its type, and its meaning.
public struct JobFileKey: Sendable {
    enum Kind: Sendable {
        case integer(ClosedRange<Int>)
        case number
        case boolean
        case text
        /// One of these words.
        case choice([String])
        /// A text, or a list of texts.
        case texts
        /// A number, or a list of numbers.
        case numbers
        /// A text, or a whole number in its place.
        case wordOrIndex
        /// Numbers by name.
        case namedNumbers
    }

    /// nil for a key at the top of the file.
    public let section: String?
    public let name: String
    let kind: Kind
    /// One sentence for the documentation.
    public let meaning: String

    init(_ section: String?, _ name: String, _ kind: Kind, _ meaning: String) {
        self.section = section
        self.name = name
        self.kind = kind
        self.meaning = meaning
    }

    /// `[attack] alpha`, or `seed`.
    public var path: String { (section.map { "[\($0)] " } ?? "") + name }

    /// The values that the key takes, in words.
    public var allowed: String {
        switch kind {
        case .integer(let range):
            range.upperBound == .max
                ? "a whole number, at least \(range.lowerBound)"
                : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .number: "a number"
        case .boolean: "true or false"
        case .text: "text in quotes"
        case .choice(let words): "one of " + words.map { "\"\($0)\"" }.joined(separator: ", ")
        case .texts: "text in quotes, or a list of such"
        case .numbers: "a number, or a list of numbers"
        case .wordOrIndex: "text in quotes, or a whole number"
        case .namedNumbers: "numbers by name, { name = number }"
        }
    }
}

extension JobFileKey {
    static func choice<Choice: RawRepresentable<String> & CaseIterable>(_: Choice.Type, also: [String] = []) -> Kind {
        .choice(also + Choice.allCases.map(\.rawValue))
    }
}

/// The schema of job.toml.
public enum JobFileSchema {
    /// The sections, in the order of the documentation.
    public static let sections = ["dataset", "model", "input", "labels", "attack", "contrastive"]

    /// All keys, in the order of the documentation.
    public static let keys: [JobFileKey] = top + dataset + model + input + labels + attack + contrastive

    private static let top = [
        JobFileKey(
            nil, "seed", .integer(0...Int.max), "Every random number is a function of it and of the sample's index (0)."
        ),
        JobFileKey(
            nil, "on_failure", JobFileKey.choice(JobSettings.FailurePolicy.self),
            "A sample without an adversarial example is published as it was (default), left out, or published as the method made it (`keep`)."
        ),
        JobFileKey(
            nil, "earlier", .text,
            "The name of a published result of the same data, in the outbox or in the bundle: its augmented samples are "
                + "published again beside the new ones, which are made from the originals (`run` in `samples.csv`)."),
        JobFileKey(nil, "force", .boolean, "Run although the same job has been published before (false)."),
        JobFileKey(nil, "priority", .integer(-100...100), "Of your queued jobs the highest starts first (0)."),
        JobFileKey(
            nil, "arithmetic", JobFileKey.choice(JobSettings.Arithmetic.self),
            "`portable`: the same bytes on every x86-64 processor with AVX2; `native` (default): the fastest here."),
        JobFileKey(
            nil, "chunk_size", .integer(1...1024),
            "Samples computed together and kept as one file; the last digits of a result depend on it. Default: by the "
                + "model's and the sample's size."),
    ]

    private static let dataset = [
        JobFileKey(
            "dataset", "include", .texts,
            "Patterns of the paths that belong to the dataset (`*`, `?`, `**` across folders); default: every file."),
        JobFileKey(
            "dataset", "exclude", .texts,
            "Patterns of paths that do not belong to it, though `include` matches them: masks, plots."),
        JobFileKey("dataset", "limit", .integer(1...Int.max), "Only so many samples."),
        JobFileKey(
            "dataset", "limit_order", JobFileKey.choice(JobSettings.LimitOrder.self),
            "Which samples `limit` keeps: each class in its proportion, drawn by the seed (`spread`, default), or the first ones "
                + "(`first`)."),
        JobFileKey(
            "dataset", "columns", .texts,
            "The table's columns that the model takes, in its order: names, patterns, numbers or ranges from 1."),
        JobFileKey(
            "dataset", "label", .text,
            "The column that holds the class, of the table or of one that names the classes of images."),
        JobFileKey("dataset", "id", .texts, "Numeric columns that are carried over and not attacked."),
        JobFileKey("dataset", "header", .boolean, "Whether the table's first row names its columns."),
        JobFileKey(
            "dataset", "axes", JobFileKey.choice(DatasetOptions.Axes.self),
            "The axes of a NumPy array of images after the samples', where their extents do not tell."),
        JobFileKey(
            "dataset", "separator", .text,
            "The table's separator: one character, `tab` or `blanks`; default: what cuts the first lines into numbers."),
        JobFileKey(
            "dataset", "decimal", .choice([".", ","]), "The decimal sign; default: a point, or what is certain."),
        JobFileKey(
            "dataset", "thousands", .choice([",", ".", "'", " ", "_"]), "What separates thousands; default: nothing."),
        JobFileKey(
            "dataset", "comment", .text, "Lines that begin with it are left out; default: `#` and `%` above the header."
        ),
        JobFileKey("dataset", "skip", .integer(0...1000), "Lines above the header that are passed over (0)."),
        JobFileKey("dataset", "missing", .texts, "Words for a missing cell besides NA, NaN, null, none and ?."),
        JobFileKey("dataset", "true", .texts, "Words for true besides true and yes."),
        JobFileKey("dataset", "false", .texts, "Words for false besides false and no."),
    ]

    private static let model = [
        JobFileKey("model", "file", .text, "The checkpoint, by its path in the bundle, where there are several."),
        JobFileKey("model", "output", .text, "The output to use, where several have as many elements as the input."),
        JobFileKey(
            "model", "inputs", .namedNumbers,
            "Numbers that the model's other inputs are filled with, by their names: `{ noise = 0 }`."),
        JobFileKey(
            "model", "layout", JobFileKey.choice(JobSettings.Layout.self),
            "The order of the values that the model takes, where it cannot be seen from its shape."),
    ]

    private static let input = [
        JobFileKey(
            "input", "scale", JobFileKey.choice(DatasetOptions.Scale.self),
            "What the model is fed: images as pixel/255 and columns between their minimum and maximum (`minmax`, default), "
                + "columns that lie in [0, 1] already (`unit`), pixels and cells as they stand in the file (`none`), or "
                + "columns less their mean, divided by their standard deviation (`standard`)."),
        JobFileKey(
            "input", "min", .numbers,
            "The value that is scaled to 0, one or one a column, in place of the data's minimum: of tables and of arrays of real "
                + "numbers. With `max`."),
        JobFileKey("input", "max", .numbers, "The value that is scaled to 1, likewise. With `min`."),
        JobFileKey(
            "input", "mean", .numbers,
            "The model is fed (value − mean)/std: one number, or one a channel or column. 0.5 and 0.5 give −1…1."),
        JobFileKey("input", "std", .numbers, "See `mean`; greater than 0."),
    ]

    private static let labels = [
        JobFileKey("labels", "names", .texts, "Class names in the order of the model's outputs.")
    ]

    private static let contrastive = [
        JobFileKey(
            "contrastive", "output", .text,
            "The embedding that `objective = \"contrastive\"` compares: the projection head's output.")
    ]

    private static let attack =
        [
            JobFileKey(
                "attack", "method", JobFileKey.choice(JobSettings.Method.self),
                "`minmax` (default): Algorithm 1 of the paper; `penalty`: Algorithm 3, a fixed c from a binary search; `l2-uae`: the "
                    + "largest loss in place of the least mutual information; `pgd`; `gaussian`, `flip` and `rotation`: no "
                    + "attack, judged as one; `l2-distance`, `cosine`, `feature-scattering`: Table 13."),
            JobFileKey(
                "attack", "sampling", JobFileKey.choice(Sampling.self, also: ["auto"]),
                "Rows for the estimate of mutual information: a convolution's maps, or random projections; `auto` "
                    + "(default): convolution where the model starts with one and it has at least 8 maps."),
        ] + methodOptions + attackParameters
}
