// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors

/// The groups of a `.keras` file: `layers/CLASS/vars/0`, `1`, …, with the class in snake case.
///
/// The layers of one class are counted in the model's order: `dense`, `dense_1`, `dense_2`. Keras 2.13 counts a layer with
/// weights twice (`dense`, `dense_2`, `dense_4`), and calls the group of all layers `_layer_checkpoint_dependencies`, as
/// 2.12 and 2.14 do. On Windows, Keras 2 separates by backslashes, which HDF5 takes for parts of one name. Hence what counts
/// is the order of the groups that are there; their number must be that of the layers.
struct KerasGroups {
    private let container: String
    private let separator: String

    /// - Throws: `Failure` (refused) if the file has no group of layers, or two.
    init(_ file: HDF5File) throws {
        let roots = try file.names(of: "/") ?? []
        let found = ["layers", "_layer_checkpoint_dependencies"].flatMap { container in
            ["/", "\\"].filter { separator in
                separator == "/"
                    ? roots.contains(container) : roots.contains { $0.hasPrefix(container + separator) }
            }.map { (container, $0) }
        }
        guard found.count <= 1 else { throw HDF5File.malformed("layers in \(found.count) places") }
        // A model without any weights has no groups.
        (container, separator) = found.first ?? ("layers", "/")
    }

    private func joined(_ parts: String...) -> String {
        parts.filter { !$0.isEmpty }.joined(separator: separator)
    }

    /// The groups of a model's layers.
    private func children(of path: String, _ file: HDF5File) throws -> [String] {
        let parent = joined(path, container)
        guard separator != "/" else { return try file.names(of: parent) ?? [] }
        let prefix = parent + separator
        return try (file.names(of: "/") ?? []).filter { $0.hasPrefix(prefix) }.map {
            String($0.dropFirst(prefix.count))
        }
        .filter { !$0.contains(separator) }
    }

    func places(of model: KerasModel, at place: KerasPlace, _ file: HDF5File) throws -> [String: KerasPlace] {
        let children = try children(of: place.path, file)
        let layers = Dictionary(grouping: model.layers.filter { !$0.isFunction }) { Self.snakeCase($0.type) }
        var places: [String: KerasPlace] = [:]
        for (name, layers) in layers {
            let groups = children.compactMap { child in Self.number(of: child, name).map { ($0, child) } }
                .sorted { $0.0 < $1.0 }
            guard groups.count == layers.count else { continue }
            for (layer, group) in zip(layers, groups) {
                places[layer.name] = KerasPlace(path: joined(place.path, container, group.1))
            }
        }
        return places
    }

    /// 0 for `CLASS`, n for `CLASS_n`; nil if the group is another class's.
    private static func number(of group: String, _ name: String) -> Int? {
        guard group != name else { return 0 }
        guard group.hasPrefix(name + "_"), let number = Int(group.dropFirst(name.count + 1)), number > 0 else {
            return nil
        }
        return number
    }

    func tensors(
        _ layer: KerasLayer, at place: KerasPlace, _ file: HDF5File, _ budget: inout TensorBudget
    ) throws -> [Tensor<Float>] {
        // Keras 3 notes the layer's name beside its weights.
        if let name = try file.strings("name", of: place.path + "/vars")?.first, name != layer.name {
            throw HDF5File.malformed("the weights of \(name) in the place of those of \(layer.name)")
        }
        var tensors: [Tensor<Float>] = []
        for part in Self.parts[layer.type] ?? [[]] {
            let path = ([place.path] + part).joined(separator: separator)
            var count = 0
            while count < 64, let tensor = try file.tensor("\(path)/vars/\(count)", &budget) {
                tensors.append(tensor)
                count += 1
            }
        }
        return tensors
    }

    /// Layers whose weights belong to layers within.
    private static let parts: [String: [[String]]] = [
        "LSTM": [["cell"]], "GRU": [["cell"]], "SimpleRNN": [["cell"]], "TimeDistributed": [["layer"]],
        "Bidirectional": [["forward_layer", "cell"], ["backward_layer", "cell"]],
    ]

    /// Keras's own conversion: `MaxPooling2D` → `max_pooling2d`, `LeakyReLU` → `leaky_re_lu`.
    static func snakeCase(_ name: String) -> String {
        let letters = Array(name.filter { $0.isLetter || $0.isNumber || $0 == "_" })
        var result = ""
        for (index, letter) in letters.enumerated() {
            let follows = index + 1 < letters.count && letters[index + 1].isLowercase
            let previous = index > 0 ? letters[index - 1] : "_"
            if letter.isUppercase, index > 0, follows || previous.isLowercase { result += "_" }
            result += letter.lowercased()
        }
        return result
    }
}
