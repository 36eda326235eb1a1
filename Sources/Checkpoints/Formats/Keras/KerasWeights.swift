// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors

/// Where a layer's weights lie in an HDF5 file, in the two ways in which Keras stores them.
enum KerasWeights {
    /// `.h5`: the group `model_weights/LAYER` lists its datasets in the attribute
    /// `weight_names`, in the layer's own order.
    case named
    /// `.keras`: `layers/CLASS/vars/0`, `1`, …, with the class in snake case; the second layer of a class is `CLASS_1`.
    case numbered

    /// The group of each layer, in the model's order.
    func groups(of model: KerasModel) -> [String] {
        guard case .numbered = self else { return model.layers.map { "model_weights/" + $0.name } }
        var counts: [String: Int] = [:]
        return model.layers.map { layer in
            let name = Self.snakeCase(layer.type)
            let count = counts[name, default: 0]
            counts[name] = count + 1
            return "layers/" + (count == 0 ? name : "\(name)_\(count)")
        }
    }

    /// The tensors below `group`, in the layer's order.
    func tensors(_ file: HDF5File, _ group: String, _ budget: inout TensorBudget) throws -> [Tensor<Float>] {
        switch self {
        case .named:
            // Keras stores an empty list as numbers, so no strings means no weights.
            return try (file.strings("weight_names", of: group) ?? []).map { name in
                guard let tensor = try file.tensor(group + "/" + name, &budget) else {
                    throw HDF5File.malformed("no dataset \(group)/\(name)")
                }
                return tensor
            }
        case .numbered:
            var tensors: [Tensor<Float>] = []
            while tensors.count < 64, let tensor = try file.tensor("\(group)/vars/\(tensors.count)", &budget) {
                tensors.append(tensor)
            }
            return tensors
        }
    }

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
