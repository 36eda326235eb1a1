// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Places for a program's buffers: two share memory if they are never needed at once.
///
/// Time runs through the forward pass and then through the reverse sweeps. What a sweep reads of the forward pass
/// stays to the end, because sweeps run in any order, and again.
struct LaneMemory {
    /// Vectors in all.
    let count: Int
    /// Where each buffer begins.
    let offsets: [Int]

    /// - Parameters:
    ///   - segments: the instructions of the forward pass, then of each sweep.
    ///   - lasting: buffers that are read after the forward pass by others.
    init<Scalar: Real>(_ emitter: LaneEmitter<Scalar>, segments: [Range<Int>], lasting: Set<Int>, first: Set<Int>) {
        let end = emitter.program.instructions.count
        var lives = [ClosedRange<Int>?](repeating: nil, count: emitter.sizes.count)
        var isForward = [Bool](repeating: false, count: emitter.sizes.count)
        for buffer in first { (lives[buffer], isForward[buffer]) = (0...0, true) }
        for (number, segment) in segments.enumerated() {
            for index in segment {
                _ = emitter.program.instructions[index].moved { address in
                    let buffer = LaneEmitter<Scalar>.buffer(address)
                    let last = isForward[buffer] && number > 0 ? end : index
                    if number == 0 { isForward[buffer] = true }
                    let begin = lives[buffer]?.lowerBound ?? index
                    lives[buffer] = begin...max(last, lives[buffer]?.upperBound ?? last)
                    return address
                }
            }
        }
        for buffer in lasting { lives[buffer] = (lives[buffer]?.lowerBound ?? 0)...end }
        (count, offsets) = Self.placed(emitter.sizes, lives)
    }

    /// Large buffers first, each at the lowest free place.
    private static func placed(_ sizes: [Int], _ lives: [ClosedRange<Int>?]) -> (Int, [Int]) {
        var offsets = [Int](repeating: 0, count: sizes.count)
        var (placed, total) = ([Int](), 0)
        for buffer in sizes.indices.sorted(by: { (-sizes[$0], $0) < (-sizes[$1], $1) }) {
            guard let life = lives[buffer] else { continue }
            var offset = 0
            for other in placed where lives[other]!.overlaps(life) {
                if offset + sizes[buffer] <= offsets[other] { break }
                offset = max(offset, offsets[other] + sizes[other])
            }
            offsets[buffer] = offset
            total = max(total, offset + sizes[buffer])
            let position = placed.firstIndex { offsets[$0] > offset } ?? placed.count
            placed.insert(buffer, at: position)
        }
        return (total, offsets)
    }
}
