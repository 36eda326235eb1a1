// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Pipeline

/// What other languages write is said in TOML; what is TOML already, or none in any case, is left alone.
@Suite(.timeLimit(.minutes(10))) struct TOMLSlipTests {
    static let slips: [(String, String)] = [
        ("epsilon = 8/255", "epsilon = 0.0314"), ("epsilon = 0,5", "epsilon = 0.5"),
        ("epsilon = 10 %", "epsilon = 0.1"),
        ("diagnostics = True", "diagnostics = true"), ("diagnostics: yes", "diagnostics = true"),
        ("method = “pgd”", "method = \"pgd\""), ("method = pgd", "method = \"pgd\""),
        ("  epsilon: 0.1", "epsilon = 0.1"),
        ("attack:", "[attack]"), ("file = model-1.onnx\r", "file = \"model-1.onnx\""),
    ]

    @Test(arguments: slips) func mended(_ line: String, _ expected: String) {
        #expect(TOMLSlip.mended(line) == expected)
    }

    @Test(arguments: [
        "epsilon = 0.1", "[attack]", "# note: this", "", "epsilon = ", "epsilon = 8/0", "a b: c", "other:", "[[[",
    ])
    func leftAlone(_ line: String) { #expect(TOMLSlip.mended(line) == nil) }

    /// A value of another type is said in the key's own, where it is plain what was meant.
    @Test(arguments: [
        ("[attack]\nepsilon = \"8/255\"", "epsilon = 0.0314"), ("[attack]\nepsilon = \"0.1\"", "epsilon = 0.1"),
        ("[attack]\niterations = 40.0", "iterations = 40"), ("[attack]\nmethod = \"MinMax\"", "method = \"minmax\""),
        ("[attack]\ndiagnostics = \"True\"", "diagnostics = true"), ("[attack]\niterations = \"many\"", nil),
    ])
    func anotherType(_ text: String, _ line: String?) {
        let failure = #expect(throws: (any Error).self) { try JobFile(text: text, name: "job.toml") }
        let hint = "\(failure.map { "\($0)" } ?? "")"
        #expect(hint.contains("below [attack]: ") == (line != nil) && hint.hasSuffix(line ?? ""), "\(hint)")
    }
}
