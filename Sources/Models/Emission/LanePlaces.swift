// SPDX-License-Identifier: Apache-2.0
/// Which values share memory: a value is a part of another one, or stands for itself (a root).
///
/// Reshaped values and those overwritten in place are the same memory, slices are parts of what they are cut from, and
/// what is joined is written into its part of the whole from the start.
struct LanePlaces {
    struct Place {
        var root: Graph.ValueID
        /// In vectors from the root's beginning.
        var offset: Int
        let count: Int
        var range: Range<Int> { offset..<offset + count }
    }

    private var parents: [Graph.ValueID: (value: Graph.ValueID, offset: Int)] = [:]
    private(set) var counts: [Graph.ValueID: Int] = [:]

    mutating func add(_ value: Graph.ValueID, count: Int) { counts[value] = count }

    subscript(_ value: Graph.ValueID) -> Place {
        var place = Place(root: value, offset: 0, count: counts[value] ?? 0)
        while let parent = parents[place.root] {
            place.root = parent.value
            place.offset += parent.offset
        }
        return place
    }

    /// `value` lies in `whole` from `offset` on.
    mutating func put(_ value: Graph.ValueID, into whole: Graph.ValueID, at offset: Int = 0) {
        parents[value] = (whole, offset)
    }

    /// Puts `value`, with everything that shares its memory, into a part of `whole`; false if it already has a place
    /// in something else.
    mutating func join(_ value: Graph.ValueID, into whole: Graph.ValueID, at offset: Int) -> Bool {
        let place = self[value]
        guard counts[place.root] == place.count, self[whole].root != place.root else { return false }
        put(place.root, into: whole, at: offset)
        return true
    }
}
