// SPDX-License-Identifier: Apache-2.0
extension Lanes {
    /// Lays rows of `count` elements out as lanes: up to 16 rows from `firstRow` on; the remaining lanes repeat the
    /// last row. `offset` counts vectors.
    public static func interleave<T: Real>(
        _ rows: [T], firstRow: Int, rowCount: Int, count: Int, into memory: inout [T], at offset: Int
    ) {
        let filled = min(Lanes.count, rowCount)
        precondition(filled > 0 && (firstRow + filled) * count <= rows.count, "rows that are not there")
        precondition(offset >= 0 && (offset + count) * Lanes.count <= memory.count, "memory too small")
        rows.withUnsafeBufferPointer { rows in
            memory.withUnsafeMutableBufferPointer { memory in
                guard let rows = rows.baseAddress, let memory = memory.baseAddress, count > 0 else { return }
                let (from, to) = (rows + firstRow * count, memory + offset * Lanes.count)
                if filled == Lanes.count { return T.interleave(count, from, to) }
                for element in 0..<count {
                    for lane in 0..<Lanes.count {
                        to[element * Lanes.count + lane] = from[min(lane, filled - 1) * count + element]
                    }
                }
            }
        }
    }

    /// Copies lanes back into rows, the reverse of `interleave`; lanes beyond `rowCount` are dropped.
    public static func deinterleave<T: Real>(
        _ memory: [T], at offset: Int, count: Int, into rows: inout [T], firstRow: Int, rowCount: Int
    ) {
        let filled = min(Lanes.count, rowCount)
        precondition(offset >= 0 && (offset + count) * Lanes.count <= memory.count, "memory too small")
        precondition((firstRow + filled) * count <= rows.count, "rows too few")
        memory.withUnsafeBufferPointer { memory in
            rows.withUnsafeMutableBufferPointer { rows in
                guard let rows = rows.baseAddress, let memory = memory.baseAddress, count > 0 else { return }
                let (from, to) = (memory + offset * Lanes.count, rows + firstRow * count)
                if filled == Lanes.count { return T.deinterleave(count, from, to) }
                for lane in 0..<filled {
                    for element in 0..<count { to[lane * count + element] = from[element * Lanes.count + lane] }
                }
            }
        }
    }

    /// Copies `count` vectors from one memory to another; both offsets count vectors.
    public static func copy<T: Real>(
        _ source: [T], at from: Int, count: Int, into target: inout [T], at to: Int
    ) {
        precondition(from >= 0 && (from + count) * Lanes.count <= source.count, "source too small")
        precondition(to >= 0 && (to + count) * Lanes.count <= target.count, "target too small")
        source.withUnsafeBufferPointer { source in
            target.withUnsafeMutableBufferPointer { target in
                guard let source = source.baseAddress, let target = target.baseAddress else { return }
                (target + to * Lanes.count).update(from: source + from * Lanes.count, count: count * Lanes.count)
            }
        }
    }
}
