// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors
import Testing

@testable import Models

@Suite(.timeLimit(.minutes(10))) struct ExecutionTests {
    /// What another row holds does not reach a row, in the same bits; rows permuted are results permuted.
    @Test func rowsAreIndependent() throws {
        var model = try Execution<Float>(smallClassifier(), batch: 5)
        var draw = Draw(1)
        let (one, other): (Tensor<Float>, Tensor<Float>) = (draw.unit([5, 36]), draw.unit([5, 36]))
        var mixed = other
        mixed.elements.replaceSubrange(72..<108, with: one.elements[72..<108])
        let (first, second) = (try results(&model, one), try results(&model, mixed))
        #expect(first.output[10..<15] == second.output[10..<15] && first.output[0..<5] != second.output[0..<5])
        #expect(first.gradient[72..<108] == second.gradient[72..<108])
        #expect(first.maps[288..<432] == second.maps[288..<432])
    }

    @Test func permutingRowsPermutesResults() throws {
        var model = try Execution<Double>(smallClassifier(), batch: 4)
        var draw = Draw(2)
        let z: Tensor<Double> = draw.unit([4, 36])
        let order = [2, 0, 3, 1]
        let permuted = Tensor(shape: [4, 36], elements: order.flatMap { z.elements[$0 * 36..<($0 + 1) * 36] })
        let (plain, moved) = (try results(&model, z), try results(&model, permuted))
        #expect(moved.output == order.flatMap { plain.output[$0 * 5..<($0 + 1) * 5] })
        #expect(moved.gradient == order.flatMap { plain.gradient[$0 * 36..<($0 + 1) * 36] })
    }

    /// A batch is what its rows are one by one.
    @Test func aBatchIsItsRows() throws {
        var (whole, single) = (
            try Execution<Double>(smallClassifier(), batch: 3), try Execution<Double>(smallClassifier(), batch: 1)
        )
        var draw = Draw(4)
        let z: Tensor<Double> = draw.unit([3, 36])
        let together = try results(&whole, z)
        for row in 0..<3 {
            let alone = try results(
                &single, Tensor(shape: [1, 36], elements: Array(z.elements[row * 36..<(row + 1) * 36])))
            #expect(alone.output == Array(together.output[row * 5..<(row + 1) * 5]))
            #expect(alone.gradient == Array(together.gradient[row * 36..<(row + 1) * 36]))
        }
    }

    /// ⟨Jv, u⟩ = ⟨v, Jᵀu⟩ for output and feature maps at once, through the input scale.
    @Test func gradientOfBoth() throws {
        let scale = InputScale(scale: [2], offset: [-0.5])
        var model = try Execution<Double>(smallClassifier(), batch: 2, scale: scale, beforeSoftmax: true)
        var draw = Draw(5)
        let z: Tensor<Double> = draw.unit([2, 36])
        let v = draw.doubles(72)
        let (u, w) = (draw.doubles(2 * 5), draw.doubles(2 * 4 * 36))
        func project(_ step: Double) -> Double {
            model.forward(Tensor(shape: [2, 36], elements: zip(z.elements, v).map { $0 + step * $1 }))
            return inner(model.output.elements, u) + inner(model.featureMaps!.elements, w)
        }
        let slope = (project(1e-6) - project(-1e-6)) / 2e-6
        model.forward(z)
        let both = model.inputGradient(
            output: Tensor(shape: [2, 5], elements: u), featureMaps: Tensor(shape: [2, 4, 36], elements: w)
        ).elements
        #expect(abs(slope - inner(both, v)) < 1e-5 * abs(slope))
        let (first, second) = (
            model.inputGradient(output: Tensor(shape: [2, 5], elements: u)).elements,
            model.inputGradient(output: nil, featureMaps: Tensor(shape: [2, 4, 36], elements: w)).elements
        )
        #expect(isClose(zip(first, second).map { $0 + $1 }, both))
        #expect(model.inputGradient(output: nil).elements.allSatisfy { $0 == 0 })
    }

    /// a(z) = scale·z + offset, element by element; Φ is what the graph makes of it, and Jᵀ carries the scale.
    @Test func inputScale() throws {
        var builder = GraphBuilder()
        let x = builder.input([3])
        builder.output(builder.node(Unary(.affine(scale: 10, offset: 0)), x))
        var model = try Execution<Double>(
            builder.graph, batch: 2, scale: InputScale(scale: [1, 2, 3], offset: [0, -1, 0.5]))
        model.forward(Tensor(shape: [2, 3], elements: [1, 1, 1, 0, 0.5, 2]))
        #expect(model.modelInput.elements == [1, 1, 3.5, 0, 0, 6.5])
        #expect(model.output.elements == [10, 10, 35, 0, 0, 65])
        let gradient = model.inputGradient(output: Tensor(shape: [2, 3], elements: [1, 1, 1, 0, 1, 0]))
        #expect(gradient.elements == [10, 20, 30, 0, 20, 0])
        let failure = try #require(throws: Failure.self) {
            try Execution<Float>(builder.graph, batch: 1, scale: InputScale(scale: [1, 2], offset: [0]))
        }
        #expect(failure.code == "scale-size" && failure.message.contains("2 values"))
    }

    /// What depends on shapes alone is folded: Shape → Gather → Concat → Reshape runs at any batch.
    @Test(arguments: [1, 3]) func shapesAreFolded(_ batch: Int) throws {
        var builder = GraphBuilder()
        let x = builder.input([2, 3])
        let shape = builder.node(Shape(), x)
        let rows = builder.node(Gather(), shape, builder.constant(integers(0)))
        let target = builder.node(Concat(axis: 0), rows, builder.constant(integers(6)))
        builder.output(builder.node(Reshape(), x, target))
        var model = try Execution<Float>(builder.graph, batch: batch)
        #expect(!model.runsInBlocks && model.outputShape == [6] && model.sampleShape == [2, 3])
        var draw = Draw(1)
        let z: Tensor<Float> = draw.unit([batch, 6])
        model.forward(z)
        #expect(model.output == z)
    }

    /// An input that reaches the output on two ways gets both gradients; a detour through ArgMax gives none.
    @Test func gradientsAdd() throws {
        var builder = GraphBuilder()
        let x = builder.input([2])
        let square = builder.node(Binary(.multiply), x, x)
        let index = builder.node(Cast(to: .real), builder.node(ArgMax(axis: 1), x))
        builder.output(builder.node(Binary(.add), builder.node(Binary(.add), square, x), index))
        var model = try Execution<Double>(builder.graph, batch: 1)
        model.forward(Tensor(shape: [1, 2], elements: [0.25, 0.75]))
        #expect(model.output.elements == [0.0625 + 0.25 + 1, 0.5625 + 0.75 + 1])
        #expect(model.inputGradient(output: Tensor(shape: [1, 2], elements: [1, 10])).elements == [1.5, 25])
    }
}
