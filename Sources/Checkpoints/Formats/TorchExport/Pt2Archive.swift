// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Tensors

/// The zip archive that `torch.export.save` writes since PyTorch 2.8. `ROOT/models/NAME.json` is the program;
/// `ROOT/data/weights/NAME_weights_config.json` names the raw storage of each weight.
///
/// Nothing pickled is read. An archive with pickled weights (an older one, or one of tensor subclasses) is refused.
struct Pt2Archive {
    private let zip: ZipArchive
    private let folder: String
    private let name: String
    private let limits: Limits

    init(_ bytes: [UInt8], limits: Limits) throws {
        zip = try ZipArchive(bytes, limits: limits)
        self.limits = limits
        let programs = zip.names.filter { name in
            let parts = name.split(separator: "/")
            return parts.count >= 2 && parts[parts.count - 2] == "models" && name.hasSuffix(".json")
        }
        guard let program = programs.first else { throw Self.older("holds no models/NAME.json") }
        guard programs.count == 1 else { throw ZipDirectory.malformed("\(programs.count) models") }
        let parts = program.dropLast(".json".count).split(separator: "/").map(String.init)
        folder = parts.dropLast(2).map { $0 + "/" }.joined()
        name = parts.last ?? ""
        let order = folder + "byteorder"
        guard try !zip.contains(order) || zip.contents(order, limit: 16) == Array("little".utf8) else {
            throw ZipDirectory.malformed("numbers that are not little-endian")
        }
    }

    func program() throws -> JSON { try json("\(folder)models/\(name).json") }

    private func json(_ file: String) throws -> JSON {
        try JSONReader.value(zip.contents(file, limit: limits.jsonBytes)[...], limits: limits)
    }

    /// Where each parameter, buffer and constant lies, by name. The archive may lack either kind.
    func places() throws -> [String: Place] {
        var places: [String: Place] = [:]
        for kind in ["weights", "constants"] {
            let config = "\(folder)data/\(kind)/\(name)_\(kind)_config.json"
            guard zip.contains(config) else { continue }
            for (name, value) in try json(config)["config"]?.object ?? [:] {
                places[name] = try Place(name, value, folder: "\(folder)data/\(kind)/")
            }
        }
        guard !places.isEmpty || !zip.contains("\(folder)data/weights/\(name).pt") else {
            throw Self.older("keeps its weights pickled")
        }
        return places
    }

    /// The real numbers, integers or booleans at `place`.
    func constant(
        _ name: String, _ place: Place, _ budget: inout TensorBudget, _ storages: inout Pt2Storages
    ) throws -> TensorValues {
        _ = try budget.count(place.shape, of: name)
        let storage = try storages.values(of: name, place, in: zip)
        guard place.fits(storage.count) else {
            throw ZipDirectory.malformed("a tensor \(name) that reaches beyond its storage")
        }
        return storage.viewed(place)
    }

    static func older(_ what: String) -> Failure {
        .refused(
            "checkpoint-format", "the archive \(what); archives of PyTorch 2.8 and newer are read",
            hint: "torch.export.save(torch.export.export(model.eval(), (example,)), \"model.pt2\") with a newer "
                + "PyTorch, or torch.onnx.export(model, example, \"model.onnx\")")
    }
}
