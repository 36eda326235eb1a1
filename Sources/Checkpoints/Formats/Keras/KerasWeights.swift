// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors

/// Where the weights of a layer or of a model lie in an HDF5 file.
struct KerasPlace: Hashable {
    let path: String
    /// The paths of the tensors below `path`, in order; nil if they are numbered.
    var names: [String]?
}

/// How an HDF5 file names the weights of a model's layers.
enum KerasWeights {
    /// `.h5`: the group `model_weights/LAYER` lists its datasets in the attribute
    /// `weight_names`, in the layer's own order.
    case named
    /// `.keras`: groups are called after their layers' classes and numbered (``KerasGroups``).
    case numbered(KerasGroups)

    /// Where the weights of the whole model lie.
    var root: KerasPlace {
        switch self {
        case .named: KerasPlace(path: "model_weights")
        case .numbered: KerasPlace(path: "")
        }
    }

    /// Where the weights of each layer lie, by the layer's name. Layers without weights may lack a place.
    func places(of model: KerasModel, at place: KerasPlace, _ file: HDF5File) throws -> [String: KerasPlace] {
        switch self {
        case .numbered(let groups): return try groups.places(of: model, at: place, file)
        case .named:
            if let names = place.names { return try Self.divided(names, among: model, at: place.path) }
            return try model.layers.reduce(into: [:]) { places, layer in
                let path = "\(place.path)/\(layer.name)"
                do {
                    places[layer.name] = KerasPlace(path: path, names: try Self.names(path, file))
                } catch var failure as Failure {
                    failure.node = failure.node ?? layer.name
                    throw failure
                }
            }
        }
    }

    /// The names of a layer's datasets. A list above 64 KiB is stored in parts, `weight_names0`, `weight_names1`, …
    private static func names(_ path: String, _ file: HDF5File) throws -> [String] {
        // Keras stores an empty list as numbers, so no strings means no weights.
        if let names = try file.strings("weight_names", of: path) { return names }
        var names: [String] = []
        for part in 0..<1000 {
            guard let more = try file.strings("weight_names\(part)", of: path) else { break }
            names += more
        }
        return names
    }

    /// The weights of a model within a model are one list, in which all that are trained come first. Each belongs to the
    /// layer whose name is a part of its path.
    private static func divided(
        _ names: [String], among model: KerasModel, at path: String
    ) throws -> [String: KerasPlace] {
        var places = model.numbers.mapValues { _ in KerasPlace(path: path, names: []) }
        let leaves = model.layers.map { ($0.name, Set($0.leaves)) }
        for name in names {
            let parts = Set(name.split(separator: "/").dropLast().map(String.init))
            let owners = leaves.filter { !$0.1.isDisjoint(with: parts) }
            guard owners.count == 1, let owner = owners.first?.0 else {
                throw KerasModel.malformed("weights \(name) that belong to no one layer")
            }
            places[owner]?.names?.append(name)
        }
        return places
    }

    /// A layer's tensors in its own order.
    func tensors(
        _ layer: KerasLayer, at place: KerasPlace?, _ file: HDF5File, _ budget: inout TensorBudget
    ) throws -> [Tensor<Float>] {
        guard let place else { return [] }
        switch self {
        case .numbered(let groups): return try groups.tensors(layer, at: place, file, &budget)
        case .named:
            return try (place.names ?? []).map { name in
                guard let tensor = try file.tensor("\(place.path)/\(name)", &budget) else {
                    throw HDF5File.malformed("no dataset \(place.path)/\(name)")
                }
                return tensor
            }
        }
    }
}

extension KerasLayer {
    /// The names of the layers with weights of their own: this one, or those of the model that it is.
    var leaves: [String] { model?.layers.flatMap(\.leaves) ?? [name] }
}
