// SPDX-License-Identifier: Apache-2.0
import Base
import Testing

@testable import Checkpoints

/// Everything that can be large has a limit.
@Suite(.timeLimit(.minutes(10))) struct LimitTests {
    private static let model = HandMade.model(
        [.init("Mul", ["x", "w"], ["m"]), .init("Softmax", ["m"], ["y"], [("axis", .integer(1))])],
        tensors: [HandMade.reals("w", [2, 2], [1, 2, 3, 4]), HandMade.reals("v", [2, 2], [1, 2, 3, 4])])

    @Test(
        arguments: [
            \Limits.fileBytes: 20, \.nodes: 1, \.initializers: 1, \.attributes: 0, \.edges: 1, \.nameBytes: 3,
            \.dimensions: 1, \.tensorElements: 3, \.totalElements: 7, \.inputElements: 3,
        ] as [WritableKeyPath<Limits, Int> & Sendable: Int])
    func isKept(_ key: WritableKeyPath<Limits, Int> & Sendable, _ value: Int) throws {
        var limits = Limits()
        limits[keyPath: key] = value
        let failure = try refusal(Self.model, limits: limits)
        #expect(failure.kind == .refused && failure.code == "too-large", "\(failure)")
        #expect(failure.file == "model.onnx")
    }

    @Test func valuesOfAnAttribute() throws {
        var limits = Limits()
        limits.attributeValues = 2
        let node = HandMade.Node("Transpose", ["x"], ["y"], [("perm", .integers([0, 1, 2]))])
        let model = HandMade.model([node], inputs: [HandMade.value("x", [nil, 2, 2])])
        #expect(throws: Never.self) { try Checkpoint(model) }
        #expect(try refusal(model, limits: limits).code == "too-large")
    }

    @Test(
        arguments: [\Limits.jsonBytes: 50, \.jsonValues: 3, \.layers: 0]
            as [WritableKeyPath<Limits, Int> & Sendable: Int])
    func architectures(_ key: WritableKeyPath<Limits, Int> & Sendable, _ value: Int) throws {
        try expectKept(key, value, folder: "checkpoints", file: "mice_torch.safetensors")
    }

    @Test(
        arguments: [\Limits.entries: 1, \.jsonBytes: 50, \.jsonValues: 3]
            as [WritableKeyPath<Limits, Int> & Sendable: Int])
    func archives(_ key: WritableKeyPath<Limits, Int> & Sendable, _ value: Int) throws {
        try expectKept(key, value, folder: "pt2", file: "fixed.pt2")
    }

    /// A view of one element of a storage, which counts whole, and once.
    @Test func storagesOfViews() throws {
        let archive = try Pt2Archive(Fixtures.bytes("pt2/rows.pt2"), limits: .standard)
        let zip = try ZipArchive(Fixtures.bytes("pt2/rows.pt2"), limits: .standard)
        let folder = "rows/data/weights/"
        let file = folder + "weight_0"
        let text = """
            {"path_name": "weight_0", "use_pickle": false, "tensor_meta": {"dtype": 7,
            "sizes": [{"as_int": 1}], "strides": [{"as_int": 1}], "storage_offset": {"as_int": 0}}}
            """
        let json = try JSONReader.value(Array(text.utf8)[...], limits: .standard)
        let place = try Pt2Archive.Place("view", json, folder: folder)
        var limits = Limits()
        limits.totalElements = try zip.size(of: file) / 4
        var (budget, storages) = (TensorBudget(limits), Pt2Storages(limits))
        for _ in 0..<3 {
            let view = try archive.constant("view", place, &budget, &storages)
            #expect(view.count == 1)
        }
        limits.totalElements -= 1
        var small = Pt2Storages(limits)
        let failure = #expect(throws: Failure.self) { try archive.constant("view", place, &budget, &small) }
        #expect(failure?.code == "too-large")
    }

    private func expectKept(
        _ key: WritableKeyPath<Limits, Int> & Sendable, _ value: Int, folder: String, file: String
    ) throws {
        var limits = Limits()
        limits[keyPath: key] = value
        let folder = Fixtures.folder + "/" + folder
        #expect(throws: Never.self) { try Checkpoint(folder: folder, file: file) }
        let failure = #expect(throws: Failure.self) {
            try Checkpoint(folder: folder, file: file, hdf5: .built, limits: limits)
        }
        #expect(failure?.kind == .refused && failure?.file != nil && failure?.hint != nil, "\(failure as Any)")
    }

    /// docs/LIMITS.md names each limit with the value that the code has.
    @Test func areDocumented() throws {
        let document = String(decoding: try Fixtures.bytes("../../docs/LIMITS.md"), as: UTF8.self)
        for (name, value) in Mirror(reflecting: Limits()).children {
            #expect(document.contains("| `\(name ?? "")` | \(value) |"), "\(name ?? ""): \(value)")
        }
    }

    @Test func shapesWhoseProductOverflows() throws {
        let limits = Limits()
        #expect(try limits.count([3, 0, 2], limit: 10, "it") == 0)
        #expect(throws: Failure.self) { try limits.count([3, 0, 1 << 62, 1 << 62], limit: 10, "it") }
        #expect(throws: Failure.self) { try limits.count([1 << 62, 4, 0], limit: 10, "it") }
        #expect(try limits.count([], limit: 10, "it") == 1)
        #expect(throws: Failure.self) { try limits.count([1 << 32, 1 << 32], limit: .max, "it") }
        #expect(throws: Failure.self) { try limits.count([-1, 0], limit: 10, "it") }
    }

    /// No element is claimed, but products of the other extents would not fit an integer.
    @Test(arguments: [[1 << 62, 4, 0], [0, 1 << 62, 1 << 62]] as [[Int64]])
    func emptyTensorOfHugeExtents(_ shape: [Int64]) throws {
        let tensor = HandMade.tensor("w", shape, type: 1) { $0.put(9, []) }
        #expect(try refusal(HandMade.model([.init("Mul", ["x", "w"])], tensors: [tensor])).code == "too-large")
    }

    /// The bytes are there only in words: nothing is set aside for them.
    @Test func tensorThatClaimsTerabytes() throws {
        let tensor = HandMade.tensor("w", [1 << 40], type: 1) { $0.put(9, [0, 0, 0, 0]) }
        #expect(try refusal(HandMade.model([.init("Mul", ["x", "w"])], tensors: [tensor])).code == "too-large")
        let external = HandMade.external("w", [1 << 40], [("location", "w")])
        #expect(try refusal(HandMade.model([.init("Mul", ["x", "w"])], tensors: [external])).code == "too-large")
    }
}
