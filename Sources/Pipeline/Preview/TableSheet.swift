// SPDX-License-Identifier: Apache-2.0
/// Rows of a table as lines over their columns, original and augmented, with the differences as bars below.
struct TableSheet {
    private(set) var canvas: Canvas
    private let panelWidth: Int

    private static let plotHeight = 96
    private static let barHeight = 44
    private static let caption = 22
    private static let panelHeight = caption + plotHeight + barHeight + 22
    private static let gap = 36
    private static let groupTitle = 28

    init(_ preview: Preview) {
        let columns = preview.groups.flatMap(\.samples).map(\.source.count).max() ?? 1
        panelWidth = min(max(columns * 5, 440), 640)
        let rows = preview.groups.map(\.samples.count).max() ?? 1
        let groups = preview.groups.count
        canvas = Canvas(
            width: max(
                2 * Style.margin + groups * panelWidth + (groups - 1) * Self.gap, Style.headingWidth(preview)),
            height: Style.headingHeight(preview) + Self.groupTitle + rows * Self.panelHeight + Style.margin + 16,
            background: Style.background)
        let top = Style.heading(preview, on: &canvas) + Self.groupTitle
        for (column, group) in preview.groups.enumerated() {
            let x = Style.margin + column * (panelWidth + Self.gap)
            let title = "\(group.title), full bar = \(DecimalText.fixed(group.fullChange, 3))"
            canvas.text(title, x: x, y: top - Self.groupTitle, scale: 2, Style.ink)
            for (row, sample) in group.samples.enumerated() {
                draw(sample, fullChange: group.fullChange, x: x, y: top + row * Self.panelHeight)
            }
        }
        legend(y: canvas.height - Style.margin - 14)
    }

    private mutating func legend(y: Int) {
        var x = Style.margin
        let entries = [
            ("original", Style.original), ("augmented", Style.augmented),
            ("bars: difference, in units of the column's range", Style.faint),
        ]
        for (text, color) in entries {
            canvas.fill(x: x, y: y + 2, width: 26, height: 9, color)
            canvas.text(text, x: x + 34, y: y, scale: 2, Style.ink)
            x += 34 + Canvas.textWidth(text, scale: 2) + 36
        }
    }

    private mutating func draw(_ sample: PreviewSample, fullChange: Double, x: Int, y: Int) {
        canvas.text("row \(sample.index + 1)", x: x, y: y, scale: 2, Style.faint)
        let norm = "|d| \(DecimalText.fixed(sample.l2))"
        canvas.text(norm, x: x + panelWidth - Canvas.textWidth(norm, scale: 2), y: y, scale: 2, Style.faint)
        let plot = y + Self.caption
        canvas.fill(x: x, y: plot, width: panelWidth, height: Self.plotHeight, Color(0xF7F8FA))
        curve(sample.source, x: x, y: plot, Style.original)
        curve(sample.stored, x: x, y: plot, Style.augmented)
        canvas.frame(x: x, y: plot, width: panelWidth, height: Self.plotHeight, Style.rule)
        bars(sample, fullChange: fullChange, x: x, y: plot + Self.plotHeight + 4)
    }

    private mutating func curve(_ values: [Float], x: Int, y: Int, _ color: Color) {
        func point(_ place: Int) -> (Double, Double) {
            let share = values.count > 1 ? Double(place) / Double(values.count - 1) : 0.5
            let height = Double(Self.plotHeight - 7)
            return (
                Double(x + 3) + share * Double(panelWidth - 7), Double(y + 3) + (1 - Double(values[place])) * height
            )
        }
        for place in values.indices.dropLast() {
            let (from, to) = (point(place), point(place + 1))
            canvas.line(from.0, from.1, to.0, to.1, color)
        }
        if values.count == 1 { canvas.line(point(0).0, point(0).1, point(0).0 + 2, point(0).1, color) }
    }

    private mutating func bars(_ sample: PreviewSample, fullChange: Double, x: Int, y: Int) {
        let middle = y + Self.barHeight / 2
        canvas.fill(x: x, y: middle, width: panelWidth, height: 1, Style.rule)
        let count = sample.source.count
        for place in 0..<count {
            let left = x + 3 + place * (panelWidth - 6) / count
            let right = x + 3 + (place + 1) * (panelWidth - 6) / count
            let change = (Double(sample.stored[place]) - Double(sample.source[place])) / fullChange
            let length = Int((abs(change) * Double(Self.barHeight / 2)).rounded())
            canvas.fill(
                x: left, y: change > 0 ? middle - length : middle + 1, width: max(1, right - left - 1), height: length,
                .diverging(change > 0 ? 1 : -1))
        }
    }
}
