// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors
import Testing

@testable import Models

/// A model in which one sample changes another one's output is refused, whatever does it; one in which none does is not.
@Suite(.timeLimit(.minutes(10))) struct InfluenceTests {
    private func code(_ graph: Graph, _ form: ExecutionForm) -> String? {
        do {
            _ = try Execution<Float>(graph, batch: 3, form: form)
            return nil
        } catch { return (error as? Failure)?.code ?? "\(error)" }
    }

    @Test(arguments: [ExecutionForm.lanes, .nodes], [false, true])
    func softmax(_ form: ExecutionForm, _ logarithm: Bool) {
        for (axis, expected) in [(0, "mixed-samples"), (1, nil), (-1, nil)] as [(Int, String?)] {
            let maker = GraphMaker([4])
            let softmax = Softmax(axis: axis, logarithm: logarithm)
            #expect(code(maker.graph(maker.op(softmax, maker.input)), form) == expected, "axis \(axis)")
        }
    }

    /// A running sum reaches only later samples, or only earlier ones; a reversal exchanges the first and the last.
    @Test(arguments: [ExecutionForm.lanes, .nodes]) func oneWay(_ form: ExecutionForm) {
        for reverse in [false, true] {
            let maker = GraphMaker([4])
            let sum = maker.op(CumulativeSum(axis: 0, isReverse: reverse), maker.input)
            #expect(code(maker.graph(sum), form) == "mixed-samples", "reverse: \(reverse)")
        }
        let maker = GraphMaker([4])
        let order = maker.add(.integer(Tensor(shape: [3], elements: [2, 1, 0])))
        #expect(code(maker.graph(maker.op(Gather(axis: 0), maker.input, order)), form) == "mixed-samples")
    }

    /// The samples' axis may be moved away and back; a product over it mixes the samples.
    @Test(arguments: [ExecutionForm.lanes, .nodes]) func transposed(_ form: ExecutionForm) {
        let maker = GraphMaker([4])
        let moved = maker.op(Transpose(permutation: [1, 0]), maker.input)
        let back = maker.op(Transpose(permutation: [1, 0]), maker.unary(.sigmoid, moved))
        #expect(code(maker.graph(back), form) == nil)
        let products = maker.op(MatMul(), maker.input, moved)
        #expect(code(maker.graph(maker.op(MatMul(), products, maker.input)), form) == "mixed-samples")
    }
}
