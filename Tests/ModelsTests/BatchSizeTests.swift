// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors
import Testing

@testable import Models

/// Graphs whose batch size is fixed: made free where that changes nothing, else run in blocks.
@Suite(.timeLimit(.minutes(10))) struct BatchSizeTests {
    private func ramp(_ rows: Int, _ count: Int) -> Tensor<Double> {
        Tensor(shape: [rows, count], elements: (0..<rows * count).map { Double($0) / 8 })
    }

    /// Declared for one sample, but nothing in it depends on that.
    @Test func aDeclaredBatchThatNothingUses() throws {
        var model = try Execution<Float>(smallClassifier(batch: 1), batch: 3)
        var free = try Execution<Float>(smallClassifier(), batch: 3)
        var draw = Draw(1)
        let z: Tensor<Float> = draw.unit([3, 36])
        model.forward(z)
        free.forward(z)
        #expect(!model.runsInBlocks && model.output == free.output)
    }

    /// A Reshape to [batch, …] becomes one to [−1, …].
    @Test(arguments: [[2, 6], [2, -1]] as [[Int64]]) func aReshapeIsMadeFree(_ target: [Int64]) throws {
        var builder = GraphBuilder()
        let x = builder.input([2, 3], batch: 2)
        let shape = builder.constant(.integer(Tensor(shape: [2], elements: target)))
        builder.output(builder.node(Unary(.affine(scale: 2, offset: 1)), builder.node(Reshape(), x, shape)))
        var model = try Execution<Double>(builder.graph, batch: 5)
        let z = ramp(5, 6)
        model.forward(z)
        #expect(!model.runsInBlocks && model.outputShape == [6])
        #expect(model.output.elements == z.elements.map { 2 * $0 + 1 })
    }

    /// A factor a row of the block: five samples pass as two, two and one, the last repeated and dropped.
    @Test func blocks() throws {
        var builder = GraphBuilder()
        let x = builder.input([4], batch: 2)
        let flat = builder.node(Reshape(), x, builder.constant(integers(8)))
        let factors = builder.constant(reals([8], [1, 1, 1, 1, 10, 10, 10, 10]))
        let product = builder.node(Binary(.multiply), flat, factors)
        builder.output(builder.node(Reshape(), product, builder.constant(integers(2, 4))))
        var model = try Execution<Double>(builder.graph, batch: 5)
        let z = ramp(5, 4)
        model.forward(z)
        let factor = { (index: Int) in index / 4 % 2 == 0 ? 1.0 : 10 }
        #expect(model.runsInBlocks && model.batch == 5 && model.output.shape == [5, 4])
        #expect(model.output.elements == z.elements.indices.map { z.elements[$0] * factor($0) })
        let u = ramp(5, 4)
        let gradient = model.inputGradient(output: u)
        #expect(gradient == Tensor(shape: [5, 4], elements: u.elements.indices.map { u.elements[$0] * factor($0) }))
    }

    /// A batch smaller than the block.
    @Test func aPartOfABlock() throws {
        var builder = GraphBuilder()
        let x = builder.input([2], batch: 4)
        let flat = builder.node(Reshape(), x, builder.constant(integers(8)))
        let moved = builder.node(Binary(.add), flat, builder.constant(reals([8], [0, 0, 1, 1, 2, 2, 3, 3])))
        builder.output(builder.node(Reshape(), moved, builder.constant(integers(4, 2))))
        var model = try Execution<Double>(builder.graph, batch: 3)
        model.forward(Tensor(shape: [3, 2], elements: [0, 0, 0, 0, 0, 0]))
        #expect(model.runsInBlocks && model.output.elements == [0, 0, 1, 1, 2, 2])
    }

    /// A mean over the batch is harmless for the one sample it was declared for, and mixes rows otherwise.
    @Test func aFreedBatchMustNotMixRows() throws {
        var builder = GraphBuilder()
        let x = builder.input([3], batch: 1)
        let mean = builder.node(Reduce(.mean, axes: [0]), x)
        builder.output(builder.node(Binary(.add), builder.node(Binary(.subtract), x, mean), x))
        var model = try Execution<Double>(builder.graph, batch: 3)
        let z = ramp(3, 3)
        model.forward(z)
        #expect(model.runsInBlocks && model.output == z)
    }

    @Test func freeExtentsNeedASampleShape() throws {
        var builder = GraphBuilder()
        let x = builder.input([2, nil])
        builder.output(builder.node(Unary(.relu), x))
        let failure = try #require(throws: Failure.self) { try Execution<Float>(builder.graph, batch: 1) }
        #expect(failure.code == "input-shape" && failure.message.contains("[2, ?]"))
        #expect(try Execution<Float>(builder.graph, batch: 1, sampleShape: [2, 5]).sampleShape == [2, 5])
        #expect(throws: Failure.self) { try Execution<Float>(builder.graph, batch: 1, sampleShape: [3, 5]) }
    }
}
