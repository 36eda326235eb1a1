// SPDX-License-Identifier: Apache-2.0
import Bundles
import Models

/// Imports `NAME.pt2` as a graph, with the one file that it consists of.
enum Pt2Import {
    static func read(_ file: String, in folder: InputFolder, limits: Limits) throws -> (Graph, [String]) {
        let bytes = try folder.checkpoint(file).contents(limit: limits.fileBytes)
        let archive = try Pt2Archive(bytes, limits: limits)
        let program = try ExportedProgram(archive.program(), limits: limits)
        let builder = GraphBuilder(in: folder, file, limits: limits)
        var importer = ExportedProgramImporter(archive, builder, limits: limits)
        return (try importer.graph(of: program), [file])
    }
}
