// SPDX-License-Identifier: Apache-2.0
import Kernels
import Testing

@testable import Tensors

/// Every function of the maps in lanes and its slope.
@Suite(.serialized, .timeLimit(.minutes(10))) struct LaneMapTests {
    struct Mapping: LaneCase, CustomStringConvertible {
        let function: LaneFunction
        let count: Int
        let adds: Bool
        var inputs: Int { 3 * count }
        var outputs: Int { count }
        var description: String { "\(function), \(count), adds: \(adds)" }

        func append<T: Real>(to program: inout LaneProgram<T>, x: Int, y: Int, scratch: Int) {
            program.append(.map(function, count: count, adds: adds, a: x, b: x + count, c: x + 2 * count, y: y))
        }
    }

    static let unary: [UnaryFunction] = [
        .relu, .leakyRelu(slope: 0.2), .sigmoid, .tanh, .elu(alpha: 1.3), .selu(alpha: 1.67, gamma: 1.05), .softplus,
        .exp, .negative, .absolute, .erf, .clip(low: -0.4, high: 0.6), .affine(scale: 2.5, offset: -0.5),
    ]
    static let activations: [ActivationFunction] = [
        .hardSigmoid(alpha: 0.2, beta: 0.5), .softsign, .celu(alpha: 1.2), .hardSwish, .swish(alpha: 1.5), .mish, .gelu,
        .tanhGelu,
    ]
    static let binary: [BinaryFunction] = [.add, .subtract, .multiply, .maximum, .minimum, .parametricRelu]
    static let functions: [LaneFunction] =
        [.copy] + unary.flatMap { [.unary($0), .unarySlope($0)] }
        + activations.flatMap { [.activation($0), .activationSlope($0)] }
        + binary.flatMap { [.binary($0), .binarySlope($0, .left), .binarySlope($0, .right)] }

    @Test(arguments: functions) func maps(_ function: LaneFunction) {
        for seed in 0..<500 {
            var dice = Dice(seed)
            LaneBench.check(
                Mapping(function: function, count: dice.roll(1...9), adds: dice.flip()), seed: UInt64(seed))
        }
    }

    /// What is not a number wins every maximum, minimum and clip, on either side and at every level.
    @Test(arguments: [LaneFunction.binary(.maximum), .binary(.minimum), .unary(.clip(low: -1, high: 1)), .unary(.relu)])
    func notANumber(_ function: LaneFunction) {
        defer { kernel_choose_level(4) }
        let sides = if case .binary = function { 0..<2 } else { 0..<1 }
        func value<T: Real>(_ side: Int, _: T.Type) -> [T] {
            var program = LaneProgram<T>()
            program.append(.map(function, count: 1, adds: false, a: 0, b: 1, c: 2, y: 3))
            var memory = [T](repeating: 1, count: 4 * Lanes.count)
            for lane in 0..<Lanes.count { memory[side * Lanes.count + lane] = .nan }
            #expect(program.run(0..<1, on: &memory) == 1)
            return Array(memory[3 * Lanes.count..<4 * Lanes.count])
        }
        for side in sides {
            #expect(value(side, Double.self).allSatisfy { $0.isNaN })
            for level in LaneBench.levels {
                #expect(Int(kernel_choose_level(Int32(level))) == level)
                #expect(value(side, Float.self).allSatisfy { $0.isNaN }, "level \(level)")
            }
        }
    }
}
