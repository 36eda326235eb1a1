// SPDX-License-Identifier: Apache-2.0
import Datasets
import Testing

@testable import Pipeline

@Suite(.timeLimit(.minutes(10))) struct PreviewTests {
    @Test func textIsDrawnFromTheFont() {
        var canvas = Canvas(width: 12, height: 8, background: Color(0xFFFFFF))
        canvas.text("T.", x: 0, y: 0, Color(0))
        let rows = (0..<8).map { y in String((0..<12).map { canvas[$0, y] == Color(0) ? "#" : " " }) }
        #expect(
            rows == [
                "#####       ", "  #         ", "  #         ", "  #         ", "  #         ", "  #    ##   ",
                "  #    ##   ", "            ",
            ])
        canvas.text("wide text leaves the canvas", x: 8, y: -3, scale: 3, Color(0))
        #expect(Canvas.textWidth("abc", scale: 2) == 34)
    }

    @Test func everyPrintableCharacterHasAGlyph() {
        let glyphs = (33...126).map { Font.columns(Character(UnicodeScalar($0)!)) }
        #expect(Set(glyphs).count == 94)
        #expect(glyphs.allSatisfy { $0.count == 5 && $0.contains { $0 != 0 } })
        #expect(Font.columns(" ") == [0, 0, 0, 0, 0])
    }

    @Test func numbers() {
        #expect(DecimalText.fixed(1.006) == "1.01")
        #expect(DecimalText.fixed(0.05) == "0.05")
        #expect(DecimalText.fixed(-0.001) == "0.00")
        #expect(DecimalText.fixed(-12.5, 0) == "-13")
        #expect(DecimalText.fixed(1, 3) == "1.000")
    }

    /// Neither a loss nor a bound of the input's range need fit an integer.
    @Test func numbersBeyondEveryInteger() {
        #expect(InspectedLoss.short(3e24) == "3e+24")
        #expect(InspectedLoss.short(123.6) == "124")
        #expect(InspectedLoss.short(.infinity) == "not a number")
        #expect(ModelProbe.range([1e20], [0]) == "0…1e+20")
        #expect(ModelProbe.range([.infinity], [0]) == "0…inf")
        #expect(ModelProbe.range([255], [0]) == "0…255")
    }

    @Test func differencesAreRedAndBlue() {
        #expect(Color.diverging(0) == Color(0xFFFFFF))
        let (up, down) = (Color.diverging(1), Color.diverging(-1))
        #expect(up.red > 150 && up.green < 60 && up.blue < 60)
        #expect(down.blue > 150 && down.red < 60)
        #expect(Color.diverging(7) == up)
    }

    @Test func fullColourIsTheLargestChangeRoundedUp() {
        let sample = PreviewSample(index: 0, source: [0, 0.5], stored: [0.1234, 0.5], l2: 0.1234)
        let group = Preview.Group(title: "", samples: [sample])
        #expect(abs(group.fullChange - 0.13) < 1e-9)
        #expect(Preview.Group(title: "", samples: []).fullChange == 1)
    }

    /// Twelve samples by norm: four each around the 5th, 50th and 95th percentile, never one twice.
    @Test(arguments: [12, 13, 100, 1000]) func choiceTakesLowMiddleAndHigh(_ count: Int) {
        let norms = (0..<count).map { (index: count - 1 - $0, l2: Double($0)) }
        let choice = PreviewChoice(norms: norms.shuffled())
        #expect(choice.groups.map(\.title) == ["low perturbation", "middle", "high"])
        let ranks = choice.groups.flatMap(\.indices).map { count - 1 - $0 }
        #expect(ranks == ranks.sorted())
        #expect(Set(ranks).count == 12)
        #expect(ranks[0] <= count / 10 && ranks[11] >= count * 9 / 10 - 1)
    }

    @Test(arguments: 0...11) func choiceOfFewShowsThemAll(_ count: Int) {
        let choice = PreviewChoice(norms: (0..<count).map { ($0, Double($0)) })
        #expect(choice.groups.flatMap(\.indices) == Array(0..<count))
        #expect(choice.groups.allSatisfy { $0.indices.count <= 4 })
    }

    @Test func tilesShowTheSamplesThemselves() {
        let sample = PreviewSample(index: 3, source: [0, 1, 0.5, 0.5], stored: [0, 1, 1, 0.5], l2: 0.5)
        let preview = Preview(
            title: "t", facts: ["f"], elementShape: [2, 2, 1], groups: [.init(title: "g", samples: [sample])])
        let image = preview.image()
        func pixel(_ x: Int, _ y: Int) -> [UInt16] {
            let start = (y * image.width + x) * 3
            return Array(image.samples[start..<start + 3])
        }
        // 2×2 pixels at 56 screen pixels each; tiles start at the labels' right edge and below the heading.
        let left = Style.margin + 140
        let top = Style.headingHeight(preview) + 26
        #expect(pixel(left + 10, top + 10) == [0, 0, 0])
        #expect(pixel(left + 66, top + 10) == [255, 255, 255])
        #expect(pixel(left + 10, top + 66) == [128, 128, 128])
        #expect(pixel(left + 10, top + 120 + 66) == [255, 255, 255], "augmented: brighter there")
        #expect(pixel(left + 10, top + 240 + 10) == [255, 255, 255], "no difference: white")
        #expect(pixel(left + 10, top + 240 + 66) == Color.diverging(1).channels)
        #expect(preview.image() == image)
    }

    @Test func nothingToShowIsSaid() throws {
        let empty = Preview(title: "attack success rate 0.000", facts: [], elementShape: [28, 28, 1], groups: [])
        #expect(try empty.image().encoded().count > 100)
    }

    @Test(arguments: [[3], [256], [600, 500, 3], [1, 900, 1]]) func anyShapeFits(_ shape: [Int]) {
        let count = min(shape.reduce(1, *), shape.count == 1 ? 256 : .max)
        let sample = PreviewSample(
            index: 0, source: Array(repeating: 0.2, count: count), stored: Array(repeating: 0.4, count: count), l2: 1)
        let groups = (0..<3).map { _ in Preview.Group(title: "g", samples: [sample, sample, sample, sample]) }
        let image = Preview(title: "t", facts: [], elementShape: shape, groups: groups).image()
        #expect(image.width < 3000 && image.height < 1500)
    }
}

extension Color {
    fileprivate var channels: [UInt16] { [UInt16(red), UInt16(green), UInt16(blue)] }
}
