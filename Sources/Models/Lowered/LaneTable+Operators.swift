// SPDX-License-Identifier: Apache-2.0
import Tensors

extension LaneTable {
    /// Resamplings along axes of a sample's `shape`, one after the other; planes are what lies before the first axis.
    init?(_ maps: [(axis: Int, map: Resampling)], of shape: [Int]) {
        guard let first = maps.map(\.axis).min(), first >= 0 else { return nil }
        let inner = Array(shape[first...])
        var extents = inner
        var rows = (0..<inner.reduce(1, *)).map { [(index: $0, weight: Scalar(1))] }
        var offsets = [Scalar](repeating: 0, count: rows.count)
        for (axis, map) in maps {
            let before = Tensor<Int>.indices(of: extents)
            extents[axis - first] = map.output
            let step = extents[(axis - first + 1)...].reduce(1, *)
            var (next, shifts): ([[(index: Int, weight: Scalar)]], [Scalar]) = ([], [])
            for position in 0..<extents.reduce(1, *) {
                let (outer, at, rest) = (position / step / map.output, position / step % map.output, position % step)
                var terms: [(index: Int, weight: Scalar)] = []
                var shift = Scalar(map.offsets[at])
                for tap in at * map.width..<(at + 1) * map.width {
                    let source = before.elements[(outer * map.input + map.indices[tap]) * step + rest]
                    let weight = Scalar(map.weights[tap])
                    guard weight != 0 else { continue }
                    terms += rows[source].map { ($0.index, weight == 1 ? $0.weight : $0.weight * weight) }
                    shift += weight * offsets[source]
                }
                next.append(terms)
                shifts.append(shift)
            }
            (rows, offsets) = (next, shifts)
        }
        self.init(inputs: inner.reduce(1, *), planes: shape[..<first].reduce(1, *), rows: rows, offsets: offsets)
    }

    /// The mean of each window.
    init(averaging window: Window, divisors: [Int], planes: Int) {
        let (taps, kernel) = (window.taps(), window.kernelCount)
        let rows = divisors.indices.map { output in
            taps[output * kernel..<(output + 1) * kernel].filter { $0 >= 0 }
                .map { (index: $0, weight: 1 / Scalar(divisors[output])) }
        }
        self.init(inputs: window.inputCount, planes: planes, rows: rows)
    }

    /// The mean, or the sum, over some axes of a sample.
    init?(mean axes: [Int], of shape: [Int], isSum: Bool) {
        guard let first = axes.min() else { return nil }
        let inner = Array(shape[first...])
        let kept = inner.indices.map { axes.contains($0 + first) ? 1 : inner[$0] }
        let owners = Tensor<Int>.indices(of: kept).expanded(to: inner).elements
        let weight = isSum ? Scalar(1) : Scalar(kept.reduce(1, *)) / Scalar(inner.reduce(1, *))
        var rows = [[(index: Int, weight: Scalar)]](repeating: [], count: kept.reduce(1, *))
        for (index, owner) in owners.enumerated() { rows[owner].append((index, weight)) }
        self.init(inputs: owners.count, planes: shape[..<first].reduce(1, *), rows: rows)
    }
}
