// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The samples per second of every program on every case as bars on a logarithmic scale (SVG).
struct BenchPlot {
    private let sheet: BenchSheet

    init(_ sheet: BenchSheet) {
        self.sheet = sheet
    }

    private static let (left, width, bar) = (300.0, 560.0, 20.0)

    var svg: String {
        let bars = sheet.cases.flatMap { name in sheet.programs(of: name).map { (name, $0, sheet.speed(name, $0) ?? 0) }
        }
        let most = max(10, bars.map(\.2).max() ?? 10)
        var y = 50.0
        var body: [String] = []
        var last = ""
        for (name, who, speed) in bars {
            if name != last {
                y += 14
                body.append(Self.label(name, x: 12, y: y + 14, weight: "bold"))
                y += Self.bar + 2
                last = name
            }
            let length = Self.width * max(0, log10(max(speed, 1))) / log10(most)
            let color = who == "uaed" ? "#0b6e4f" : "#9aa5b1"
            body.append(
                "<rect x=\"\(Self.left)\" y=\"\(y)\" width=\"\(length)\" height=\"\(Self.bar - 4)\" fill=\"\(color)\"/>"
            )
            body.append(Self.label(who, x: 24, y: y + 13))
            body.append(Self.label(String(format: "%.1f", speed), x: Self.left + length + 6, y: y + 13))
            y += Self.bar
        }
        y += 30
        body.append(
            Self.label("milliseconds a sample by stage: conv autoencoder, preset uaed", x: 12, y: y, weight: "bold"))
        y += 12
        let longest = sheet.stages.map(\.milliseconds).max() ?? 1
        for stage in sheet.stages {
            let length = Self.width * stage.milliseconds / longest
            body.append(
                "<rect x=\"\(Self.left)\" y=\"\(y)\" width=\"\(length)\" height=\"\(Self.bar - 4)\" fill=\"#0b6e4f\"/>")
            body.append(Self.label(stage.name, x: 24, y: y + 13))
            body.append(Self.label(String(format: "%.3f", stage.milliseconds), x: Self.left + length + 6, y: y + 13))
            y += Self.bar
        }
        let height = y + 20
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="960" height="\(height)" font-family="sans-serif" font-size="13">
            <rect width="100%" height="100%" fill="white"/>
            \(Self.label("samples a second, logarithmic", x: 12, y: 28, weight: "bold"))
            \(body.joined(separator: "\n"))
            </svg>

            """
    }

    private static func label(_ text: String, x: Double, y: Double, weight: String = "normal") -> String {
        let escaped = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        return "<text x=\"\(x)\" y=\"\(y)\" font-weight=\"\(weight)\">\(escaped)</text>"
    }
}
