// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Pipeline

/// A result's name that the file system cannot hold is refused before anything is computed.
@Suite(.timeLimit(.minutes(10))) struct OutputNameTests {
    /// `x.png` becomes `x.uae.png`, further variants `x.uae-2.png`: 255 bytes are the most.
    @Test(arguments: [
        (247, 1, true), (248, 1, false), (245, 2, true), (246, 2, false), (244, 10, true), (245, 10, false),
    ])
    func longNames(_ letters: Int, _ variants: Int, _ fits: Bool) throws {
        let bundle = try TestBundle.images(1, job: "[attack]\nvariants = \(variants)\n")
        let image = try bundle.scratch.read("images/even/0.png")
        try bundle.scratch.remove("images/even/0.png")
        let name = "images/even/" + String(repeating: "n", count: letters) + ".png"
        try bundle.scratch.write(image, name)
        let refusal = bundle.refusal()
        #expect((refusal == nil) == fits, "\(refusal.map { "\($0)" } ?? "accepted")")
        #expect(fits || refusal?.code == "name-too-long" && refusal?.file == name)
        #expect(fits || refusal?.hint?.contains("shorter by 1 byte") == true)
    }
}
