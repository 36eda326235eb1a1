// SPDX-License-Identifier: Apache-2.0
/// Images side by side: one column per sample, with rows for original, augmented and difference.
struct ImageSheet {
    private(set) var canvas: Canvas
    private let channels: Int
    private let zoom: Zoom

    private static let labels = ["original", "augmented", "difference"]
    private static let labelWidth = 140
    private static let gap = 8
    private static let groupGap = 32
    private static let groupTitle = 26
    private static let captions = 50

    init(_ preview: Preview) {
        let shape = preview.elementShape
        channels = shape[2]
        zoom = Zoom(height: shape[0], width: shape[1])
        let columns = preview.groups.map { max(1, $0.samples.count) }
        let tiles = columns.reduce(0, +) * (zoom.width + Self.gap) - columns.count * Self.gap
        let width = 2 * Style.margin + Self.labelWidth + tiles + Self.groupGap * (columns.count - 1)
        let rows = 3 * (zoom.height + Self.gap) + Self.captions
        canvas = Canvas(
            width: max(width, Style.headingWidth(preview)),
            height: Style.headingHeight(preview) + Self.groupTitle + rows + Style.margin, background: Style.background)
        let top = Style.heading(preview, on: &canvas) + Self.groupTitle
        label(top: top)
        var x = Style.margin + Self.labelWidth
        for group in preview.groups {
            draw(group, x: x, top: top)
            x += max(1, group.samples.count) * (zoom.width + Self.gap) - Self.gap + Self.groupGap
        }
    }

    private mutating func label(top: Int) {
        for (row, label) in Self.labels.enumerated() {
            let y = top + row * (zoom.height + Self.gap) + zoom.height / 2 - 8
            canvas.text(label, x: Style.margin, y: y, scale: 2, Style.ink)
        }
    }

    private mutating func draw(_ group: Preview.Group, x: Int, top: Int) {
        canvas.text(group.title, x: x, y: top - Self.groupTitle, scale: 2, Style.ink)
        let colors = PixelColors(channels: channels, fullChange: group.fullChange)
        let below = top + 3 * (zoom.height + Self.gap) + 2
        for (column, sample) in group.samples.enumerated() {
            let left = x + column * (zoom.width + Self.gap)
            for row in Self.labels.indices {
                let y = top + row * (zoom.height + Self.gap)
                zoom.draw(on: &canvas, x: left, y: y) { colors.color(row: row, sample, pixel: $0) }
                canvas.frame(x: left, y: y, width: zoom.width, height: zoom.height, Style.rule)
            }
            canvas.text("|d| \(DecimalText.fixed(sample.l2))", x: left, y: below, scale: 2, Style.faint)
        }
        canvas.text(
            "full colour = \(DecimalText.fixed(group.fullChange, 3))", x: x, y: below + 26, scale: 2, Style.faint)
    }
}

/// The colour of a sample's pixel in each row of the sheet.
private struct PixelColors {
    let channels: Int
    let fullChange: Double

    func color(row: Int, _ sample: PreviewSample, pixel: Int) -> Color {
        switch row {
        case 0: color(sample.source, pixel: pixel)
        case 1: color(sample.stored, pixel: pixel)
        default: difference(sample, pixel: pixel)
        }
    }

    /// Gray for one or two channels, else the first three channels as RGB.
    private func color(_ values: [Float], pixel: Int) -> Color {
        let start = pixel * channels
        guard channels >= 3 else { return .gray(Double(values[start])) }
        return Color(
            red: Double(values[start]), green: Double(values[start + 1]), blue: Double(values[start + 2]))
    }

    private func difference(_ sample: PreviewSample, pixel: Int) -> Color {
        func change(_ channel: Int) -> Double {
            let place = pixel * channels + channel
            return (Double(sample.stored[place]) - Double(sample.source[place])) / fullChange
        }
        guard channels >= 3 else { return .diverging(change(0)) }
        return Color(red: 0.5 + change(0) / 2, green: 0.5 + change(1) / 2, blue: 0.5 + change(2) / 2)
    }
}

/// Enlarges each pixel of a small image by a whole factor; of a large image, only every n-th pixel is shown.
private struct Zoom {
    private static let smallest = 112
    private static let largest = 168

    private let imageWidth: Int
    /// Screen pixels per pixel of the image.
    private let factor: Int
    /// Distance of the pixels that are shown.
    private let stride: Int
    let width: Int
    let height: Int

    init(height: Int, width: Int) {
        let side = max(height, width)
        imageWidth = width
        factor = max(1, (Self.smallest + side - 1) / side)
        stride = max(1, (side + Self.largest - 1) / Self.largest)
        self.width = (width + stride - 1) / stride * factor
        self.height = (height + stride - 1) / stride * factor
    }

    func draw(on canvas: inout Canvas, x: Int, y: Int, pixel: (Int) -> Color) {
        for row in 0..<height / factor {
            for column in 0..<width / factor {
                let color = pixel(row * stride * imageWidth + column * stride)
                canvas.fill(x: x + column * factor, y: y + row * factor, width: factor, height: factor, color)
            }
        }
    }
}
