// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles

extension KerasLayer {
    func refused(_ key: String, _ what: String) -> Failure {
        .refused(
            "unsupported-layer", "\(type): \(key) \(what)",
            hint: "export the model to ONNX: \(KerasExport.line)", node: name)
    }

    func setting(_ key: String) -> JSON? { config[key].flatMap { $0.isNull ? nil : $0 } }

    func real(_ key: String, _ standard: Double) throws -> Double {
        guard let value = setting(key) else { return standard }
        // Some numbers are stored as NumPy arrays.
        guard let number = value.real ?? value["config"]?["value"]?.real, number.isFinite else {
            throw refused(key, "is \(value.excerpt)")
        }
        return number
    }

    func flag(_ key: String, _ standard: Bool) -> Bool { setting(key)?.boolean ?? standard }

    /// One positive number for each of `count` axes; one number may stand for all.
    func extents(_ key: String, count: Int) throws -> [Int]? {
        guard let value = setting(key) else { return nil }
        let extents = value.integer.map { Array(repeating: $0, count: count) } ?? value.integers ?? []
        guard extents.count == count, extents.allSatisfy({ $0 > 0 && $0 < 1 << 24 }) else {
            throw refused(key, "is \(value.excerpt)")
        }
        return extents
    }

    /// What lies before and behind each of `count` axes: one number, one for each axis, or a pair for each axis. With one
    /// axis, two numbers are a pair.
    func margins(_ key: String, count: Int) throws -> [(Int, Int)] {
        guard let value = setting(key) else { throw refused(key, "is missing") }
        let single = value.integers.flatMap { count == 1 && $0.count == 2 ? [$0] : nil }
        let pairs =
            single ?? value.integer.map { Array(repeating: [$0, $0], count: count) }
            ?? value.integers.map { $0.map { [$0, $0] } } ?? (value.list ?? []).compactMap(\.integers)
        guard pairs.count == count, pairs.allSatisfy({ $0.count == 2 }),
            pairs.joined().allSatisfy({ $0 >= 0 && $0 < 1 << 24 })
        else { throw refused(key, "is \(value.excerpt)") }
        return pairs.map { ($0[0], $0[1]) }
    }

    /// One axis or several, counted from the front; the batch is none of them.
    func axes(_ key: String, rank: Int, standard: Int = -1) throws -> [Int] {
        let given = setting(key).map { $0.integer.map { [$0] } ?? $0.integers ?? [] } ?? [standard]
        let axes = given.map { $0 < 0 ? $0 + rank : $0 }
        guard !axes.isEmpty, axes.allSatisfy((1..<rank).contains), Set(axes).count == axes.count else {
            throw refused(key, "is \(given)")
        }
        return axes.sorted()
    }

    /// - Throws: `Failure` (refused) if the setting is present and not among `values`.
    func require(_ key: String, _ values: JSON...) throws {
        guard let value = setting(key), !values.contains(value) else { return }
        throw refused(key, "is \(value.excerpt)")
    }

    /// Whether images are [C, H, W] here. Keras notes its default, channels_last, in every layer that has a choice.
    func hasChannelsFirst() throws -> Bool {
        try require("data_format", "channels_last", "channels_first")
        return setting("data_format") == "channels_first"
    }

    /// The axes that a class's name ends in: 2 of `Conv2DTranspose` and `MaxPooling2D`.
    var axisCount: Int {
        for count in 1...3 where type.contains("\(count)D") { return count }
        return 2
    }
}
