// SPDX-License-Identifier: Apache-2.0
import Base
import Models
import Tensors

/// A node as its rule sees it: arguments by the names of ATen's schema.
///
/// It records which arguments were read. An argument that no rule reads would be ignored silently, so it is refused.
final class AtenCall {
    let node: ExportedProgram.Node
    private let values: [String: Graph.ValueID]
    private let ranks: [String: Int]
    let shapes: [String: [Int?]]
    private let kinds: [String: ElementKind]
    private var unread: Set<String>

    /// - Parameters:
    ///   - values: the graph's values, by the names of tensors and of symbolic integers (tensors of shape [1]).
    ///   - ranks: the tensors' ranks, by name.
    ///   - shapes: their extents, without the symbolic ones.
    ///   - kinds: their element types; real if there is none.
    init(
        _ node: ExportedProgram.Node, values: [String: Graph.ValueID], ranks: [String: Int],
        shapes: [String: [Int?]] = [:], kinds: [String: ElementKind] = [:]
    ) {
        self.node = node
        self.values = values
        self.ranks = ranks
        self.shapes = shapes
        self.kinds = kinds
        unread = Set(node.arguments.keys)
    }

    func refuseUnread() throws {
        guard let name = unread.min() else { return }
        throw refused(name, "is not known here")
    }

    func refused(_ argument: String, _ what: String) -> Failure {
        .refused(
            "bad-argument", "the argument \(argument) of \(node.target) \(what)",
            hint: "torch.onnx.export(model, example, \"model.onnx\")")
    }

    /// Marks arguments that do not matter for inference as read.
    func ignore(_ names: String...) { unread.subtract(names) }

    /// nil if the argument is absent or None.
    func argument(_ name: String) -> JSON? {
        unread.remove(name)
        guard let value = node.arguments[name], value["as_none"] == nil else { return nil }
        return value
    }

    func isTensor(_ name: String) -> Bool { node.arguments[name]?["as_tensor"] != nil }

    func value(named name: String?, _ argument: String) throws -> Graph.ValueID {
        guard let name, let value = values[name] else { throw refused(argument, "is no value that is known") }
        return value
    }

    func tensor(_ name: String) throws -> Graph.ValueID {
        guard let argument = argument(name) else { throw refused(name, "is missing") }
        return try value(named: argument["as_tensor"]?["name"]?.text, name)
    }

    func optionalTensor(_ name: String) throws -> Graph.ValueID? {
        guard let argument = argument(name) else { return nil }
        let reference = argument["as_tensor"] ?? argument["as_optional_tensor"]?["as_tensor"]
        return try value(named: reference?["name"]?.text, name)
    }

    func tensors(_ name: String) throws -> [Graph.ValueID] {
        guard let list = argument(name)?["as_tensors"]?.list else { throw refused(name, "is no list of tensors") }
        return try list.map { try value(named: $0["name"]?.text, name) }
    }

    private func name(_ argument: String) -> String? { node.arguments[argument]?["as_tensor"]?["name"]?.text }

    /// `self` or, in its absence, `input`.
    var subject: String { node.arguments["self"] == nil ? "input" : "self" }

    /// The number of axes of a tensor argument.
    func rank(_ name: String) throws -> Int {
        guard let tensor = self.name(name), let rank = ranks[tensor] else {
            throw refused(name, "is of unknown shape")
        }
        return rank
    }

    /// The extents of a tensor argument; nil for a symbolic one.
    func shape(_ name: String) throws -> [Int?] {
        guard let tensor = self.name(name), let shape = shapes[tensor] else {
            throw refused(name, "is of unknown shape")
        }
        return shape
    }

    /// One extent, which must be known; it is at most 2²⁴.
    func extent(_ name: String, axis: Int) throws -> Int {
        let shape = try shape(name)
        guard shape.indices.contains(axis), let extent = shape[axis], (0...1 << 24).contains(extent) else {
            throw refused(name, "has an unknown extent along axis \(axis)")
        }
        return extent
    }

    func kind(_ name: String) -> ElementKind { self.name(name).flatMap { kinds[$0] } ?? .real }

    /// An axis of the argument `self`, counted from the front; `of` is its rank if it is not that of `self`.
    func axis(_ name: String, _ standard: Int, of rank: Int? = nil) throws -> Int {
        let rank = try rank ?? self.rank(subject)
        let given = try integer(name, standard)
        let axis = given < 0 ? given + rank : given
        guard (0..<max(rank, 1)).contains(axis) else { throw refused(name, "is \(given), which is no axis") }
        return axis
    }

    /// Known extents, and symbolic ones as values of shape [1].
    func extents(_ name: String) throws -> [Extent] {
        guard let argument = argument(name) else { throw refused(name, "is missing") }
        if let known = argument["as_ints"]?.integers { return known.map { .known($0) } }
        guard let list = argument["as_sym_ints"]?.list else { throw refused(name, "is no list of integers") }
        return try list.map { try extent($0, name) }
    }

    /// One integer, known or symbolic.
    func extent(_ name: String) throws -> Extent {
        guard let argument = argument(name) else { throw refused(name, "is missing") }
        return try extent(argument["as_sym_int"] ?? argument, name)
    }

    private func extent(_ json: JSON, _ name: String) throws -> Extent {
        if let number = json["as_int"]?.integer { return .known(number) }
        return .symbolic(try value(named: json["as_name"]?.text, name))
    }

    enum Extent {
        case known(Int)
        case symbolic(Graph.ValueID)
    }
}
