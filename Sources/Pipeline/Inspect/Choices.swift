// SPDX-License-Identifier: Apache-2.0
import Base
import Datasets
import Models

/// What inspection chose where something else was possible, a line each for people.
struct Choices {
    private static let mostNames = 12

    let lines: [String]

    init(_ opened: OpenedBundle, _ settings: JobSettings, outputName: String) {
        let data = opened.data
        lines = [
            Self.columns(data), Self.scale(opened, settings), Self.classes(data), Self.limit(data, settings),
            opened.checkpoint.graph.outputs.count > 1 ? "output \(outputName)" : nil,
        ].compactMap(\.self)
    }

    private static func columns(_ data: JoinedDataset) -> String? {
        guard let taken = data.columnNames else { return nil }
        let left = data.parts[0].otherColumns ?? []
        return "columns \(listing(taken))" + (left.isEmpty ? "" : "; carried over: \(listing(left))")
    }

    private static func scale(_ opened: OpenedBundle, _ settings: JobSettings) -> String {
        let scale = opened.fit.scale
        return "scale \((settings.input.scale ?? .minmax).rawValue): the model is fed "
            + "\(ModelProbe.range(scale.scale, scale.offset))"
    }

    private static func classes(_ data: JoinedDataset) -> String? {
        guard let map = data.parts.compactMap(\.labels).first else { return nil }
        let pairs = zip(map.indices, map.names).sorted { $0.0 < $1.0 }.map { "\($0) = \($1)" }
        return "classes \(listing(pairs))"
    }

    private static func limit(_ data: JoinedDataset, _ settings: JobSettings) -> String? {
        guard let limit = settings.dataset.limit else { return nil }
        let order = settings.dataset.limitOrder == .first ? "the first ones" : "each class in its proportion"
        return "limit \(limit): \(counted(data.count, "sample")), \(order)"
    }

    private static func listing(_ names: [String]) -> String {
        names.prefix(mostNames).map { $0.isEmpty ? "(without a name)" : $0 }.joined(separator: ", ")
            + (names.count > mostNames ? ", … (\(names.count) in all)" : "")
    }
}
