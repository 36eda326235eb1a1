// SPDX-License-Identifier: Apache-2.0
import Base

/// The map between an array's own numbers and [0, 1], element by element: number = scale·x + offset.
struct ArrayRange: Sendable {
    /// One for all elements of a sample, or one each.
    let scale: [Double]
    let offset: [Double]
    let type: ElementType

    func scale(_ element: Int) -> Double { scale.count == 1 ? scale[0] : scale[element] }
    func offset(_ element: Int) -> Double { offset.count == 1 ? offset[0] : offset[element] }

    /// x of the element with these bits.
    func value(_ bits: UInt64, element: Int) -> Float {
        if let levels = type.levels { return unit(min(Int(bits), levels), of: levels) }
        return value(of: type.real(bits), element: element)
    }

    private func value(of number: Double, element: Int) -> Float {
        let scale = scale(element)
        return scale > 0 ? Float(min(max((number - offset(element)) / scale, 0), 1)) : 0
    }

    /// The bits that `value` is stored as: of real numbers the nearest, or one nearer to the source's if that would be read
    /// back farther from the source than `value` is. So rounding never leaves a bound around the source.
    func bits(of value: Float, source: Float, sourceBits: UInt64, element: Int) -> UInt64 {
        if value == source { return sourceBits }
        if let levels = type.levels { return UInt64(nearestLevel(value, of: levels)) }
        var target = value > 0 ? min(value, 1) : 0
        let most = abs(target - source)
        for _ in 0..<Self.mostTries {
            let near = type.rounded(scale(element) * Double(target) + offset(element))
            for number in [near, type.neighbour(of: near, towards: type.real(sourceBits))]
            where abs(self.value(of: number, element: element) - source) <= most { return type.bits(of: number) }
            target = target > source ? target.nextDown : target.nextUp
        }
        return sourceBits
    }

    /// Two roundings, of the number and of the value that it is read back as, are each less than a step of Float.
    private static let mostTries = 4
}

extension ArrayRange {
    /// - Parameter summary: of the elements if they are real numbers; it is not looked at otherwise.
    /// - Throws: `Failure` (refused) if nothing says what becomes 0 and 1, or if numbers lie beyond what was given.
    init(_ summary: ArraySummary?, _ type: ElementType, kind: DatasetKind, options: DatasetOptions, file: String) throws
    {
        self.type = type
        guard let summary else {
            (scale, offset) = ([Double(type.levels ?? 1)], [0])
            guard options.min == nil, options.max == nil else {
                throw Failure.refused(
                    "range", "[input] min and max are for real numbers; \(type.words) is always divided by \(scale[0])",
                    hint: "leave them out; mean and std say what the model wants of [0, 1]", file: file)
            }
            return
        }
        let (least, greatest) = (summary.least.min() ?? 0, summary.greatest.max() ?? 0)
        if let given = try Self.given(options, columns: kind == .table ? summary.least.count : 1, file) {
            (scale, offset) = (zip(given.max, given.min).map { $0 - $1 }, given.min)
            for element in summary.least.indices {
                let place = offset.count == 1 ? 0 : element
                guard offset[place] <= summary.least[element],
                    summary.greatest[element] <= given.max[place], scale[place] > 0
                else { throw Self.outOfRange(given.min[place], given.max[place], least, greatest, file) }
            }
        } else if least >= 0, greatest <= 1, options.scale != .minmax {
            (scale, offset) = ([1], [0])
        } else if options.scale == .unit {
            throw Self.outOfRange(0, 1, least, greatest, file)
        } else if options.scale != nil {
            let isTable = kind == .table
            offset = isTable ? summary.least : [least]
            scale = isTable ? zip(summary.greatest, summary.least).map { $0 - $1 } : [greatest - least]
        } else {
            throw Failure.refused(
                "range-unknown", "holds numbers from \(least) to \(greatest), not in 0…1",
                hint:
                    "if the least and the greatest became 0 and 1 in training: \(JobLine("input", "scale", text: "minmax")); "
                    + "if the model takes the numbers as they stand: scale = \"none\"", file: file)
        }
    }

    private static func given(
        _ options: DatasetOptions, columns: Int, _ file: String
    ) throws -> (min: [Double], max: [Double])? {
        guard options.min != nil || options.max != nil else { return nil }
        guard let min = options.min, let max = options.max, [1, columns].contains(min.count),
            [1, columns].contains(max.count)
        else {
            throw Failure.refused(
                "range",
                "[input] min and max go together, each with one number" + (columns > 1 ? " or \(columns)" : ""),
                hint: "for example: \(JobLine("input", "min", "0")), and max = 1", file: file)
        }
        let count = Swift.max(min.count, max.count)
        func spread(_ values: [Double]) -> [Double] {
            values.count == count ? values : Array(repeating: values[0], count: count)
        }
        return (spread(min), spread(max))
    }

    private static func outOfRange(
        _ min: Double, _ max: Double, _ least: Double, _ greatest: Double, _ file: String
    ) -> Failure {
        .refused(
            "out-of-range", "holds numbers from \(least) to \(greatest), beyond \(min)…\(max)",
            hint:
                "\(JobLine("input", "min", "\(least.rounded(.down))")), and max = \(greatest.rounded(.up)); or, without them, "
                + "scale = \"minmax\"",
            file: file)
    }
}
