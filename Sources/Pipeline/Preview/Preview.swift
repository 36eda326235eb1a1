// SPDX-License-Identifier: Apache-2.0
import Datasets

/// `preview.png`: a contact sheet of original, augmented and difference. The same result gives the same picture.
struct Preview {
    struct Group: Sendable {
        var title: String
        var samples: [PreviewSample]

        /// The change that has full colour: the largest one of the group, rounded up to two digits.
        var fullChange: Double {
            let largest = samples.map(\.largestChange).max() ?? 0
            guard largest > 0 else { return 1 }
            var unit = 1.0
            while unit > largest { unit /= 10 }
            return ((largest / unit * 10).rounded(.up) / 10) * unit
        }
    }

    /// The title is one line in large letters; the facts are lines in small ones.
    var title: String
    var facts: [String]
    /// [height, width, channels], or [columns].
    var elementShape: [Int]
    var groups: [Group]

    func image() -> PNGImage {
        if groups.allSatisfy(\.samples.isEmpty) { return EmptySheet(self).canvas.image }
        return elementShape.count == 3 ? ImageSheet(self).canvas.image : TableSheet(self).canvas.image
    }

    /// The text with signs that the font lacks replaced by ASCII.
    static func plain(_ text: String) -> String {
        String(text.map { $0 == "×" ? "x" : $0 == "–" || $0 == "−" ? "-" : $0 == "·" ? "|" : $0 })
    }
}

/// Colours and measures that all sheets share.
enum Style {
    static let background = Color(0xFFFFFF)
    static let ink = Color(0x1F2933)
    static let faint = Color(0x7B8794)
    static let rule = Color(0xD5DAE0)
    static let original = Color(0x52606D)
    static let augmented = Color(0xC2410C)
    static let margin = 24
    static let titleScale = 3
    private static let lineHeight = 20

    /// Draws the title and the facts, and returns the y below them.
    static func heading(_ preview: Preview, on canvas: inout Canvas) -> Int {
        canvas.text(Preview.plain(preview.title), x: margin, y: margin, scale: titleScale, ink)
        var y = margin + 38
        for fact in preview.facts {
            canvas.text(Preview.plain(fact), x: margin, y: y, scale: 2, faint)
            y += lineHeight
        }
        canvas.fill(x: margin, y: y + 6, width: canvas.width - 2 * margin, height: 1, rule)
        return y + 26
    }

    static func headingHeight(_ preview: Preview) -> Int {
        margin + 38 + preview.facts.count * lineHeight + 26
    }

    /// The width that the heading's lines need, in pixels.
    static func headingWidth(_ preview: Preview) -> Int {
        let facts = preview.facts.map { Canvas.textWidth($0, scale: 2) }
        return max(Canvas.textWidth(preview.title, scale: titleScale), facts.max() ?? 0) + 2 * margin
    }
}

/// A sheet that states that there is nothing to show.
private struct EmptySheet {
    let canvas: Canvas

    init(_ preview: Preview) {
        let text = "no sample has an adversarial example"
        let width = Canvas.textWidth(text, scale: 2) + 2 * Style.margin
        var canvas = Canvas(
            width: max(width, Style.headingWidth(preview)), height: Style.headingHeight(preview) + 40,
            background: Style.background)
        let y = Style.heading(preview, on: &canvas)
        canvas.text(text, x: Style.margin, y: y, scale: 2, Style.ink)
        self.canvas = canvas
    }
}
