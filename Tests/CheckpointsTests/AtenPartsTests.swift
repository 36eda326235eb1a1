// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Checkpoints

/// Each family of ATen operators computes what PyTorch computes, and the gradients of its autograd (Fixtures/pt2/parts.py).
@Suite(.timeLimit(.minutes(10))) struct AtenPartsTests {
    @Test(arguments: [
        "activations", "attention", "elementwise", "in_place", "interpolations", "movements", "norms", "recurrent",
        "reductions", "sequences", "unfolded", "vectors", "windows",
    ])
    func matches(_ name: String) throws {
        let cases: [String: GradientCase] = try Fixtures.json("pt2/parts/expected.json")
        try #require(cases[name]).check(try Checkpoint(folder: Fixtures.folder + "/pt2/parts", file: name + ".pt2"))
    }

    /// What comes after a call that works in place sees its argument changed.
    @Test func formsThatWorkInPlace() {
        #expect(AtenRule.rule(for: "relu_.default") != nil && AtenRule.isInPlace("relu_.default"))
        #expect(AtenRule.rule(for: "add_.Tensor") != nil && !AtenRule.isInPlace("_softmax.default"))
        #expect(AtenRule.rule(for: "nothing_.default") == nil)
    }
}
