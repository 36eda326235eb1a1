// SPDX-License-Identifier: Apache-2.0
import Datasets

/// A colour with 8 bits per channel.
struct Color: Equatable, Sendable {
    var red: UInt8
    var green: UInt8
    var blue: UInt8

    init(_ rgb: UInt32) {
        red = UInt8(rgb >> 16 & 255)
        green = UInt8(rgb >> 8 & 255)
        blue = UInt8(rgb & 255)
    }

    init(red: Double, green: Double, blue: Double) {
        func level(_ value: Double) -> UInt8 { UInt8((Swift.min(Swift.max(value, 0), 1) * 255).rounded()) }
        (self.red, self.green, self.blue) = (level(red), level(green), level(blue))
    }

    static func gray(_ value: Double) -> Color { Color(red: value, green: value, blue: value) }

    /// White at 0, towards red at 1 and blue at −1.
    static func diverging(_ value: Double) -> Color {
        let strength = Swift.min(abs(value), 1)
        return value >= 0
            ? Color(red: 1 - 0.22 * strength, green: 1 - 0.88 * strength, blue: 1 - 0.83 * strength)
            : Color(red: 1 - 0.87 * strength, green: 1 - 0.6 * strength, blue: 1 - 0.26 * strength)
    }

    func mixed(with other: Color, share: Double) -> Color {
        func mix(_ a: UInt8, _ b: UInt8) -> Double { (Double(a) + share * (Double(b) - Double(a))) / 255 }
        return Color(red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
    }
}

/// An RGB image to draw on; drawing outside of it has no effect.
struct Canvas {
    let width: Int
    let height: Int
    private var pixels: [Color]

    init(width: Int, height: Int, background: Color) {
        self.width = width
        self.height = height
        pixels = Array(repeating: background, count: width * height)
    }

    subscript(x: Int, y: Int) -> Color {
        get { pixels[y * width + x] }
        set {
            guard (0..<width).contains(x), (0..<height).contains(y) else { return }
            pixels[y * width + x] = newValue
        }
    }

    mutating func fill(x: Int, y: Int, width: Int, height: Int, _ color: Color) {
        for row in y..<y + max(0, height) {
            for column in x..<x + max(0, width) { self[column, row] = color }
        }
    }

    /// The outline of a rectangle, one pixel wide, just outside of it.
    mutating func frame(x: Int, y: Int, width: Int, height: Int, _ color: Color) {
        fill(x: x - 1, y: y - 1, width: width + 2, height: 1, color)
        fill(x: x - 1, y: y + height, width: width + 2, height: 1, color)
        fill(x: x - 1, y: y - 1, width: 1, height: height + 2, color)
        fill(x: x + width, y: y - 1, width: 1, height: height + 2, color)
    }

    mutating func text(_ text: String, x: Int, y: Int, scale: Int = 1, _ color: Color) {
        for (place, character) in text.enumerated() {
            for (column, bits) in Font.columns(character).enumerated() {
                for row in 0..<Font.height where bits >> row & 1 == 1 {
                    fill(
                        x: x + (place * Font.advance + column) * scale, y: y + row * scale, width: scale, height: scale,
                        color)
                }
            }
        }
    }

    static func textWidth(_ text: String, scale: Int = 1) -> Int {
        max(0, (text.count * Font.advance - 1) * scale)
    }

    /// A smooth line from (x0, y0) to (x1, y1), about 1.5 pixels wide: two dots per pixel, each spread
    /// over the four nearest pixels.
    mutating func line(_ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double, _ color: Color) {
        let steps = max(1, Int(max(abs(x1 - x0), abs(y1 - y0)).rounded(.up)) * 2)
        for step in 0...steps {
            let share = Double(step) / Double(steps)
            dot(x0 + share * (x1 - x0), y0 + share * (y1 - y0), color)
        }
    }

    private mutating func dot(_ x: Double, _ y: Double, _ color: Color) {
        let (left, top) = (x.rounded(.down), y.rounded(.down))
        for (column, row) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
            let cover = (1 - abs(x - left - Double(column))) * (1 - abs(y - top - Double(row)))
            let (x, y) = (Int(left) + column, Int(top) + row)
            guard (0..<width).contains(x), (0..<height).contains(y) else { continue }
            self[x, y] = self[x, y].mixed(with: color, share: cover)
        }
    }

    var image: PNGImage {
        PNGImage(
            width: width, height: height, channels: 3,
            samples: pixels.flatMap { [UInt16($0.red), UInt16($0.green), UInt16($0.blue)] })
    }
}
