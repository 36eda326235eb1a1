// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Models
import Tensors
import Testing

@testable import Checkpoints

/// ATen calls with arguments other than the usual ones; expected are PyTorch's own values.
@Suite(.timeLimit(.minutes(10))) struct AtenCallTests {
    /// What a call computes; `arguments` are JSON as torch.export writes it, x is the tensor "x".
    private func output(_ target: String, _ arguments: String, _ x: Tensor<Double>) throws -> Tensor<Double> {
        let json = try JSONReader.value(Array(arguments.utf8)[...], limits: .standard)
        var builder = GraphBuilder(in: try InputFolder(Fixtures.folder), "m.pt2", limits: .standard)
        let input = builder.input("x", shape: x.shape)
        let node = ExportedProgram.Node(
            target: target, name: "call", arguments: try #require(json.object), outputs: [])
        let call = AtenCall(
            node, values: ["x": input], ranks: ["x": x.rank], shapes: ["x": x.shape.map(Optional.some)])
        builder.output("y", try #require(AtenRule.rule(for: target)).build(call, &builder)[0])
        try call.refuseUnread()
        var execution = try Execution<Double>(builder.graph, batch: x.shape[0])
        execution.forward(x)
        return Tensor(shape: [x.shape[0]] + execution.outputShape, elements: execution.output.elements)
    }

    private let x = #""self": {"as_tensor": {"name": "x"}}"#

    @Test(arguments: [
        (#""beta": {"as_float": 2}, "threshold": {"as_float": 1.5}"#, [0.009074977599084377, 0.6566308, 1, 3]),
        (#""beta": {"as_float": 2}"#, [0.009074977599084377, 0.6566308, 1.0634640, 3.0012379]),
        (#""threshold": {"as_int": 0}"#, [0.12692802, 0.5, 1, 3]),
    ])
    func softplus(_ arguments: String, _ expected: [Double]) throws {
        let y = try output(
            "softplus.default", "{\(x), \(arguments)}", Tensor(shape: [1, 4], elements: [-2, 0.5, 1, 3]))
        #expect(deviation(y.elements, expected) < 1e-6)
    }

    /// Beta 0 would divide by it.
    @Test func betaOfNothing() {
        #expect(throws: Failure.self) {
            try output("softplus.default", #"{\#(x), "beta": {"as_float": 0}}"#, Tensor(shape: [1, 1], elements: [1]))
        }
    }

    private let row = Tensor<Double>(shape: [1, 1, 1, 5], elements: [1, 2, 4, 8, 16])
    private let none = #""output_size": {"as_none": true}"#

    @Test(
        arguments: [
            ("bilinear", #""align_corners": {"as_bool": true}, "#, 1.3, [1.0, 1.8, 3.2, 5.6, 9.6, 16]),
            (
                "bilinear", #""align_corners": {"as_bool": false}, "#, 1.3,
                [1, 1.65384615, 2.84615385, 4.76923077, 7.84615385, 13.84615385]
            ),
            ("nearest", "", 2.1, [1.0, 1, 2, 2, 4, 4, 8, 8, 16, 16]),
            ("nearest", "", 1.1, [1, 2, 4, 8, 16]), ("nearest", "", 0.7, [1, 2, 4]),
        ] as [(String, String, Double, [Double])])
    func factors(_ mode: String, _ more: String, _ factor: Double, _ expected: [Double]) throws {
        let input = #""input": {"as_tensor": {"name": "x"}}"#
        let factors = #""scale_factors": {"as_floats": [1.0, \#(factor)]}"#
        let y = try output("upsample_\(mode)2d.vec", "{\(input), \(none), \(more)\(factors)}", row)
        #expect(deviation(y.elements, expected) < 1e-5)
        // ATen's core form gives the size beside the factors.
        let size = #""output_size": {"as_ints": [1, \#(expected.count)]}"#
        let core = #""scales_h": {"as_float": 1.0}, "scales_w": {"as_float": \#(factor)}"#
        let same = try output("upsample_\(mode)2d.default", "{\(x), \(size), \(more)\(core)}", row)
        #expect(deviation(same.elements, expected) < 1e-5)
    }

    /// One position lies in the middle.
    @Test func onePosition() throws {
        let arguments = #"{\#(x), "output_size": {"as_ints": [1, 1]}, "align_corners": {"as_bool": false}}"#
        #expect(try output("upsample_bilinear2d.default", arguments, row).elements == [4])
    }
}
