// SPDX-License-Identifier: Apache-2.0
import Kernels
import Testing

@testable import Tensors

/// A case of a kernel: how many vectors it reads, which it may write, and the calls that do it.
protocol LaneCase {
    var inputs: Int { get }
    var outputs: Int { get }
    var scratch: Int { get }
    /// Appends the calls; what is read lies at `x`, what is written at `y`, and is written by nothing else.
    func append<T: Real>(to program: inout LaneProgram<T>, x: Int, y: Int, scratch: Int)
}

extension LaneCase {
    var scratch: Int { 0 }
}

/// Runs cases at every level of the instruction set that this CPU has: in float32 against the plain loops in Double,
/// and AVX2 against AVX-512 bit by bit, which is what portable arithmetic rests on.
struct LaneBench {
    static let levels = [0, 3, 4].filter { $0 <= highest }
    private static let highest = Int(kernel_choose_level(4))

    /// Numbers in [−1, 1], exact in float32.
    static func numbers<T: Real>(_ count: Int, _ seed: UInt64, _: T.Type = T.self) -> [T] {
        var stream = RandomStream(seed: seed, sample: 0, purpose: .gaussianNoise)
        return (0..<count).map { _ in T(Float(stream.uniform(in: -1...1))) }
    }

    static func check(_ test: some LaneCase, seed: UInt64 = 6, within tolerance: Double = 3e-6) {
        let exact = results(test, seed, as: Double.self)
        let scale = max(1, exact.map(abs).max() ?? 1)
        defer { kernel_choose_level(4) }
        var bits: [Int: [UInt32]] = [:]
        for level in levels {
            #expect(Int(kernel_choose_level(Int32(level))) == level)
            let found = results(test, seed, as: Float.self)
            bits[level] = found.map(\.bitPattern)
            let worst = zip(found, exact).map { abs(Double($0) - $1) }.max() ?? .infinity
            #expect(worst <= tolerance * scale, "level \(level): \(worst) of \(scale) in \(test)")
        }
        if let two = bits[3], let four = bits[4] { #expect(two == four, "AVX2 and AVX-512 differ in \(test)") }
    }

    /// What the case writes, and the gradients of weights that it adds up; it starts from numbers, because it may add to
    /// what is there.
    private static func results<T: Real>(_ test: some LaneCase, _ seed: UInt64, as _: T.Type) -> [T] {
        var program = LaneProgram<T>()
        test.append(to: &program, x: 0, y: test.inputs, scratch: test.inputs + test.outputs)
        var memory: [T] = numbers((test.inputs + test.outputs + test.scratch) * Lanes.count, seed)
        let end = program.instructions.count
        var gradients: [T] = numbers(program.gradientCount, seed + 1)
        #expect(program.run(0..<end, on: &memory, gradients: &gradients) == end)
        return memory[test.inputs * Lanes.count..<(test.inputs + test.outputs) * Lanes.count] + gradients
    }
}

/// Small random extents, the same for the same seed.
struct Dice {
    private var stream: RandomStream

    init(_ seed: Int) { stream = RandomStream(seed: UInt64(seed), sample: 1, purpose: .gaussianNoise) }

    mutating func roll(_ range: ClosedRange<Int>) -> Int {
        min(range.upperBound, range.lowerBound + Int(stream.uniform() * Double(range.count)))
    }

    mutating func flip() -> Bool { roll(0...1) == 1 }
}
