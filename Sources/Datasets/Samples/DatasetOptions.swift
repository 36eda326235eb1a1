// SPDX-License-Identifier: Apache-2.0
/// What `job.toml` says about the data: `[dataset]`, `[input]` (scale, min, max) and `[labels]` (names).
public struct DatasetOptions: Codable, Equatable, Sendable {
    /// `[dataset] include`: patterns of the paths that belong to the dataset (`*` and `?` within a folder, `**` across
    /// folders). A pattern without `/` is matched against the file's name. Default: every file.
    public var include: [String]?
    /// `[dataset] exclude`: patterns of paths that do not belong to the dataset, though `include` matches them.
    public var exclude: [String]?
    /// A folder at the top of the bundle that holds no data but an earlier result.
    public var excluded: String?
    /// `[dataset] limit`: only the first samples, at most this many.
    public var limit: Int?
    /// `[dataset] columns`: the attacked columns of a table, in the model's order, as names, patterns (`pixel*`),
    /// numbers from 1 (`"3"`) or ranges of numbers (`"2-785"`).
    public var columns: [String]?
    /// `[dataset] label`: the column that holds the class.
    public var label: String?
    /// `[dataset] id`: columns that are carried over unchanged, even if they are numeric.
    public var id: [String]?
    /// `[dataset] header`: whether the first row names the columns. Default: it does; a table whose first row holds
    /// only numbers is refused, because either answer is possible.
    public var header: Bool?
    /// `[dataset] separator`: one ASCII character, `tab`, or `blanks`. Default: what the first lines tell.
    public var separator: String?
    /// `[dataset] decimal`, `thousands`: the signs in numbers. Default: a point, and none.
    public var decimal: String?
    public var thousands: String?
    /// `[dataset] comment`: what lines begin with that are passed over. Default: `#` and `%` above the first row.
    public var comment: String?
    /// `[dataset] skip`: lines before the first row.
    public var skip: Int?
    /// `[dataset] missing`, `true`, `false`: words besides the common ones, in any case.
    public var missing: [String]?
    public var yes: [String]?
    public var no: [String]?
    /// `[input] scale`: with `unit` a table's cells lie in [0, 1] already. Otherwise the data's own minimum and maximum
    /// (or `min` and `max`) become 0 and 1, whatever the model is fed. Images are always divided by 255 or 65535.
    public var scale: Scale?
    /// `[input] min`, `max`: one number for all columns, or one each, in place of the table's own minimum and maximum.
    public var min: [Double]?
    public var max: [Double]?
    /// `[labels] names`: class names in the order of the model's outputs.
    public var names: [String]?

    /// `[dataset] axes`: the order of a four-dimensional array's axes. Default: by their extents.
    public var axes: Axes?

    /// The words of `[dataset] axes`.
    public enum Axes: String, Codable, Sendable, CaseIterable {
        case channelsLast = "NHWC"
        case channelsFirst = "NCHW"
    }

    /// The words of `[input] scale`.
    public enum Scale: String, Codable, Sendable, CaseIterable {
        case minmax, unit, none, standard
    }

    /// Every option that is nil takes its default.
    public init(
        include: [String]? = nil, exclude: [String]? = nil, excluded: String? = nil, limit: Int? = nil,
        columns: [String]? = nil,
        label: String? = nil,
        id: [String]? = nil, header: Bool? = nil, separator: String? = nil, scale: Scale? = nil,
        min: [Double]? = nil, max: [Double]? = nil, names: [String]? = nil, axes: Axes? = nil,
        decimal: String? = nil, thousands: String? = nil, comment: String? = nil, skip: Int? = nil,
        missing: [String]? = nil, yes: [String]? = nil, no: [String]? = nil
    ) {
        self.include = include
        self.exclude = exclude
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
        self.axes = axes
        self.decimal = decimal
        self.thousands = thousands
        self.comment = comment
        self.skip = skip
        self.missing = missing
        self.yes = yes
        self.no = no
    }
}
