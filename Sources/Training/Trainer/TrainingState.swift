// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors

/// Where a training stands: what its next steps follow from.
public struct TrainingState<Scalar: Real>: Equatable, Sendable {
    /// Weights and running statistics at the lowest validation loss so far.
    public struct Best: Equatable, Sendable {
        public var loss: Double
        public var step: Int
        public var weights: [Scalar]
        public var statistics: [Scalar]
    }

    /// Steps that are done.
    public internal(set) var step = 0
    public internal(set) var weights: [Scalar]
    public internal(set) var statistics: [Scalar]
    /// The optimiser's averages; empty if it has none.
    var first: [Scalar]
    var second: [Scalar]
    public internal(set) var best: Best?
    /// Looks since the best one.
    var looksWithoutGain = 0

    init(weights: [Scalar], statistics: [Scalar], rule: UpdateRule) {
        self.weights = weights
        self.statistics = statistics
        first = Array(repeating: 0, count: rule.readsFirst ? weights.count : 0)
        second = Array(repeating: 0, count: rule.readsSecond ? weights.count : 0)
    }
}

/// Where a state is kept: reading and writing whole states, a write being durable and never leaving half of one.
public protocol StateStore {
    /// nil if there is none.
    func read() throws -> [UInt8]?
    func write(_ bytes: [UInt8]) throws
}

extension TrainingState {
    private static var mark: [UInt8] { Array("uaed training 1\n".utf8) }

    /// The state as bytes: a mark, whose training it is, the numbers, and a checksum.
    func bytes(of training: UInt64) -> [UInt8] {
        var writer = StateWriter(bytes: Self.mark)
        writer.put([training, UInt64(MemoryLayout<Scalar>.size), UInt64(step), UInt64(looksWithoutGain)])
        for array in [weights, statistics, first, second] { writer.put(numbers: array) }
        writer.put([best == nil ? 0 : 1, UInt64(best?.step ?? 0), (best?.loss ?? 0).bitPattern])
        writer.put(numbers: best?.weights ?? [])
        writer.put(numbers: best?.statistics ?? [])
        writer.put([Checksum.of(writer.bytes)])
        return writer.bytes
    }

    /// Takes over the state in `bytes`.
    ///
    /// - Throws: ``Base/Failure`` (refused) if they are damaged or of another training; this state is then as before.
    mutating func take(_ bytes: [UInt8], of training: UInt64) throws {
        let damaged = Failure.refused(
            "training-state", "the state of the training is damaged", hint: "remove it to begin from the first step")
        guard bytes.count > Self.mark.count + 8, Array(bytes.prefix(Self.mark.count)) == Self.mark else {
            throw damaged
        }
        var end = StateReader(bytes: bytes, place: bytes.count - 8)
        guard try end.word() == Checksum.of(bytes.dropLast(8)) else { throw damaged }
        var reader = StateReader(bytes: bytes, place: Self.mark.count)
        guard try reader.word() == training, try reader.word() == UInt64(MemoryLayout<Scalar>.size) else {
            throw Failure.refused(
                "other-training", "the state is that of another training: model, data or settings have changed",
                hint: "remove it to begin from the first step")
        }
        var state = self
        (state.step, state.looksWithoutGain) = (Int(try reader.word()), Int(try reader.word()))
        for part in [\TrainingState.weights, \.statistics, \.first, \.second] {
            let numbers: [Scalar] = try reader.numbers()
            guard numbers.count == state[keyPath: part].count else { throw damaged }
            state[keyPath: part] = numbers
        }
        let (hasBest, step, loss) = (try reader.word() == 1, Int(try reader.word()), try reader.word())
        let best = Best(
            loss: Double(bitPattern: loss), step: step, weights: try reader.numbers(), statistics: try reader.numbers())
        state.best = hasBest ? best : nil
        self = state
    }
}
