// SPDX-License-Identifier: Apache-2.0
/// Stores samples as elements of the source's type, in the array's own order.
struct ArrayEncoder: SampleEncoder {
    /// The source's samples, as they lie in the array.
    let bytes: [UInt8]
    /// For each value of a sample, its place among the sample's elements; nil if they are the same.
    let places: [Int]?
    let elements: Int
    let range: ArrayRange

    private var type: ElementType { range.type }

    private func place(_ element: Int) -> Int { places?[element] ?? element }

    private func sourceBits(_ k: Int, _ element: Int) -> UInt64 {
        type.bits(bytes, at: (k * elements + place(element)) * type.size)
    }

    /// The values in [0, 1] of the first samples.
    func values(_ samples: Int) -> [Float] {
        (0..<samples * elements).map {
            range.value(sourceBits($0 / elements, $0 % elements), element: $0 % elements)
        }
    }

    func stored(_ k: Int, values: [Float]?, source: ArraySlice<Float>) -> [UInt8] {
        let own = Array(bytes[k * elements * type.size..<(k + 1) * elements * type.size])
        guard let values else { return own }
        var found = [UInt64](repeating: 0, count: elements)
        for element in 0..<elements { found[place(element)] = bits(k, element, values[element], source) }
        var result: [UInt8] = []
        result.reserveCapacity(own.count)
        for bits in found { type.append(bits, to: &result) }
        return result
    }

    func readBack(_ k: Int, values: [Float], source: ArraySlice<Float>) -> [Float] {
        (0..<elements).map { range.value(bits(k, $0, values[$0], source), element: $0) }
    }

    private func bits(_ k: Int, _ element: Int, _ value: Float, _ source: ArraySlice<Float>) -> UInt64 {
        let own = source[source.startIndex + element]
        let isConstant = range.scale(element) == 0
        return range.bits(
            of: isConstant ? own : value, source: own, sourceBits: sourceBits(k, element), element: element)
    }
}
