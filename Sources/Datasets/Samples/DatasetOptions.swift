// SPDX-License-Identifier: Apache-2.0
/// What `job.toml` may say about the data: `[dataset]`, `[input]` (scale, min, max) and `[labels]` (names).
public struct DatasetOptions: Codable, Equatable, Sendable {
    /// `[dataset] include`: patterns of paths in the bundle that belong to the dataset (`*` within a folder, `**` across
    /// folders, `?`); a pattern without `/` is matched against the file's name. Default: every file.
    public var include: [String]?
    /// A folder at the top of the bundle that is no data: an earlier result.
    public var excluded: String?
    /// `[dataset] limit`: the first so many samples.
    public var limit: Int?
    /// `[dataset] columns`: the attacked columns of a table, in the model's order: names, patterns (`pixel*`), numbers
    /// from 1 (`"3"`) or ranges of them (`"2-785"`).
    public var columns: [String]?
    /// `[dataset] label`: the column that holds the class.
    public var label: String?
    /// `[dataset] id`: a column that is carried over although numeric.
    public var id: [String]?
    /// `[dataset] header`: whether the first row names the columns. Default: it does, and a row of numbers is asked about.
    public var header: Bool?
    /// `[dataset] separator`: one byte. Default: a comma; a semicolon or tab where the first line has no comma.
    public var separator: String?
    /// `[input] scale`: `unit` takes a table's cells as lying in [0,1] already; otherwise the data's own minimum and
    /// maximum (or `min` and `max`) become 0 and 1. Images are always divided by 255 or 65535.
    public var scale: Scale?
    /// `[input] min`, `max`: one for all columns, or one each; they take the place of a table's own.
    public var min: [Double]?
    public var max: [Double]?
    /// `[labels] names`: class names in the order of the model's outputs.
    public var names: [String]?

    public enum Scale: String, Codable, Sendable, CaseIterable {
        case minmax, unit, none
    }

    public init(
        include: [String]? = nil, excluded: String? = nil, limit: Int? = nil, columns: [String]? = nil,
        label: String? = nil,
        id: [String]? = nil, header: Bool? = nil, separator: String? = nil, scale: Scale? = nil,
        min: [Double]? = nil, max: [Double]? = nil, names: [String]? = nil
    ) {
        self.include = include
        self.excluded = excluded
        self.limit = limit
        self.columns = columns
        self.label = label
        self.id = id
        self.header = header
        self.separator = separator
        self.scale = scale
        self.min = min
        self.max = max
        self.names = names
    }
}
