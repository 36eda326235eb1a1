// SPDX-License-Identifier: Apache-2.0
import Datasets
import Foundation
import Testing

/// The Mice Protein data as UCI publishes them: 1080 rows, 77 proteins with gaps, an id and four columns of classes.
@Suite(.timeLimit(.minutes(10))) struct MiceTests {
    private func mice() throws -> (folder: TemporaryFolder, text: [UInt8]) {
        let folder = try TemporaryFolder()
        let text = try Fixtures.bytes("data/Data_Cortex_Nuclear.csv")
        try folder.write("mice.csv", text)
        return (folder, text)
    }

    @Test func opensWithoutOptions() throws {
        let dataset = try open(mice().folder, inputs: 77)
        #expect(dataset.count == 1080)
        #expect(dataset.columnNames?.first == "DYRK1A_N")
        #expect(dataset.columnNames?.last == "CaNA_N")
        #expect(dataset.labels == nil)
        let batch = try dataset.samples(0..<1080)
        #expect(batch.values.allSatisfy { $0 >= 0 && $0 <= 1 })
        #expect(batch.frozen?.count(where: \.self) == 1396)  // the gaps that the data's page states
        let labelled = try open(mice().folder, DatasetOptions(label: "class"), inputs: 77)
        #expect(
            labelled.labels?.names == ["c-CS-m", "c-CS-s", "c-SC-m", "c-SC-s", "t-CS-m", "t-CS-s", "t-SC-m", "t-SC-s"])
        #expect(try labelled.samples(0..<1).identities[0].className == "c-CS-m")
    }

    @Test func untouchedRowsKeepTheirBytes() throws {
        let (folder, text) = try mice()
        let dataset = try open(folder, inputs: 77)
        #expect(try layOut(dataset) { _, _ in nil }.files["augmented.csv"] == text)
        #expect(try layOut(dataset) { _, values in values }.files["augmented.csv"] == text)
    }

    /// A perturbed table, read again within the source's ranges, holds exactly the values that were promised.
    @Test func storedValuesAreThoseReadBack() throws {
        let (folder, _) = try mice()
        let dataset = try open(folder, inputs: 77)
        let batch = try dataset.samples(0..<1080)
        let frozen = try #require(batch.frozen)
        var promised: [Float] = []
        let result = try layOut(dataset) { k, values in
            let moved = values.enumerated().map { min(max($1 + 0.01 * Float(($0 * 31 + k) % 7 - 3), 0), 1) }
            promised += batch.readBack(k, values: moved)
            #expect(
                zip(moved, promised.suffix(77)).enumerated().allSatisfy { place, pair in
                    frozen[k * 77 + place] || abs(pair.0 - pair.1) < 1e-6
                })
            return moved
        }
        let stored = try TemporaryFolder()
        try stored.write("mice.csv", #require(result.files["augmented.csv"]))
        let units = dataset.units
        let bounds = DatasetOptions(min: units.offset, max: zip(units.scale, units.offset).map { $0 + $1 + 1e-12 })
        let again = try open(stored, bounds, inputs: 77).samples(0..<1080)
        let differing = promised.indices.filter { !frozen[$0] && abs(promised[$0] - again.values[$0]) > 1e-7 }
        #expect(differing.isEmpty)
        #expect(again.frozen?.count(where: \.self) == 1396)
    }
}
