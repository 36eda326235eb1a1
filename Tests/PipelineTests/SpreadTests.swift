// SPDX-License-Identifier: Apache-2.0
import Datasets
import Foundation
import Testing

@testable import Pipeline

/// A part of the samples stands for all of them, whatever their order is.
@Suite(.timeLimit(.minutes(10))) struct SpreadTests {
    @Test(arguments: [
        (10, [5, 5], [5, 5]), (3, [1, 1, 1, 1], [1, 1, 1, 0]), (7, [70, 20, 10], [5, 1, 1]), (4, [1, 99], [0, 4]),
        (0, [3, 4], [0, 0]), (5, [5], [5]), (100, [400_000_000, 600_000_000], [40, 60]),
    ])
    func sharesByLargestRemainder(_ limit: Int, _ counts: [Int], _ shares: [Int]) {
        #expect(SpreadChoice.shares(of: limit, among: counts) == shares)
    }

    /// Independent of where a class lies in the data, and another seed draws others.
    @Test func classesKeepTheirShares() {
        let classes = (0..<1000).map { Int32($0 < 700 ? 7 : $0 < 900 ? 3 : 5) }
        func drawn(_ seed: UInt64) -> [Int] {
            SpreadChoice.indices(100, of: 1000, classes: classes, seed: seed, purpose: .limit)
        }
        let found = drawn(0)
        #expect(found == found.sorted() && Set(found).count == 100 && found == drawn(0) && found != drawn(1))
        let counts = Dictionary(grouping: found) { classes[$0] }.mapValues(\.count)
        #expect(counts == [7: 70, 3: 20, 5: 10])
        // A uniform draw of 70 of 700 has its mean within 4 standard errors of the middle.
        let mean = found.filter { $0 < 700 }.map(Double.init).reduce(0, +) / 70
        #expect(abs(mean - 349.5) < 4 * 202 / Double(70).squareRoot(), "\(mean)")
        #expect(SpreadChoice.indices(5, of: 5, classes: [], seed: 0, purpose: .limit) == [0, 1, 2, 3, 4])
    }

    /// The order of the data's classes decides nothing: the same samples are drawn if the classes have other numbers.
    @Test func numbersOfClassesDecideNothing() {
        let classes = (0..<200).map { Int32($0 % 3) }
        func drawn(_ numbers: [Int32]) -> [Int] {
            SpreadChoice.indices(50, of: 200, classes: numbers, seed: 4, purpose: .limit)
        }
        #expect(drawn(classes) == drawn(classes.map { [9, -1, 4][Int($0)] }))
    }

    /// `limit` keeps some of each class, whose originals are those of the places that it says; `first` the first ones.
    @Test func limitSpreadsOverTheClasses() throws {
        for (order, even) in [("", 5), ("limit_order = \"first\"\n", 6)] {
            let bundle = try TestBundle.images(24, job: "[dataset]\nlimit = 10\n" + order)
            // Six files of the first class, then the others: a prefix of ten would hold six and four.
            for index in stride(from: 12, to: 24, by: 2) { try bundle.scratch.remove("images/even/\(index).png") }
            for index in stride(from: 13, to: 24, by: 2) { try bundle.scratch.remove("images/odd/\(index).png") }
            let prepared = try bundle.prepared()
            #expect(prepared.inspection.samples == 10)
            let data = prepared.work.data
            let classes = try data.samples(0..<10).flatMap(\.identities).map(\.className)
            #expect(classes.count { $0 == "even" } == even, "\(order)")
            let outputs = try data.samples(0..<10).flatMap(\.identities).map(\.output)
            #expect(outputs == data.outputs && outputs == outputs.sorted())
        }
    }

    /// Rows and IDX images that `limit` keeps come back from their own places.
    @Test func limitedTablesReadTheirRows() throws {
        let bundle = try TestBundle.mice(rows: 60, job: "[dataset]\nlimit = 12\nlabel = \"class\"\n")
        let data = try bundle.prepared().work.data
        let unlimited = try TestBundle.mice(rows: 60, job: "[dataset]\nlabel = \"class\"\n")
        let whole = try unlimited.prepared().work.data
        defer { withExtendedLifetime((bundle, unlimited)) {} }
        let all = try whole.samples(0..<60)[0]
        let kept = try data.samples(0..<12)[0]
        let rows = try kept.identities.map { try #require(Int($0.source.split(separator: ":")[1])) - 2 }
        #expect(rows.count == 12 && rows == rows.sorted() && rows != Array(0..<12))
        for (k, row) in rows.enumerated() {
            #expect(kept.identities[k] == all.identities[row])
            #expect(try kept.stored(k, values: nil) == all.stored(row, values: nil))
        }
    }
}
