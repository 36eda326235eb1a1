// SPDX-License-Identifier: Apache-2.0
import Base
import Datasets
import Testing

/// Tables as text in the forms that people have: detected if there is only one way to read them, else asked for.
@Suite(.timeLimit(.minutes(10))) struct DelimitedTests {
    private func table(_ text: String, _ name: String = "data.csv") throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(name, text)
        return folder
    }

    /// What `open` reads of a table, in its own units.
    private func numbers(_ dataset: any Dataset) throws -> [Double] {
        let units = dataset.units
        return try dataset.samples(0..<dataset.count).values.enumerated().map { place, value in
            let column = place % units.scale.count
            return Double(value) * units.scale[column] + units.offset[column]
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var file: String
        var names: [String]? = ["height", "width", "depth", "mass"]
        var factor = 1.0
        var options = DatasetOptions()
        var testDescription: String { file }
    }

    private static let numbered = ["1", "2", "3", "4"]
    static let cases: [Case] = [
        Case(file: "pandas.tsv"), Case(file: "pandas-comma.csv"), Case(file: "pandas-pipe.csv"),
        Case(file: "pandas-headerless.data", names: numbered), Case(file: "kind.data", names: numbered),
        Case(file: "savetxt.txt", names: numbered), Case(file: "savetxt-header.txt", names: numbered),
        Case(file: "savetxt-comma.txt", names: ["# height", "width", "depth", "mass"]),
        Case(file: "thousands.csv", factor: 1000, options: DatasetOptions(thousands: ",")),
    ]

    /// Files of pandas and NumPy (Fixtures/tables/make.py): read as they were meant, and the same when nothing changes.
    @Test(arguments: cases) func realFilesAreRead(_ one: Case) throws {
        let folder = try TemporaryFolder()
        let bytes = try Fixtures.bytes("tables/\(one.file)")
        try folder.write(one.file, bytes)
        let dataset = try open(folder, one.options, inputs: 4)
        #expect(dataset.count == 12 && dataset.columnNames == one.names)
        for (place, number) in try numbers(dataset).enumerated() {
            let expected = (Double((31 * (place / 4) + 7 * (place % 4)) % 100) / 8 + 0.5) * one.factor
            #expect(abs(number - expected) < 1e-6 * one.factor * 13, "\(place)")
        }
        let ending = one.file.drop { $0 != "." }
        #expect(try layOut(dataset) { _, _ in nil }.files == ["augmented\(ending)": bytes])
    }

    /// A changed cell is read back as it was judged, and the table stays readable in the same way.
    @Test(arguments: cases) func changedCellsKeepTheStyle(_ one: Case) throws {
        let folder = try TemporaryFolder()
        try folder.write(one.file, Fixtures.bytes("tables/\(one.file)"))
        let dataset = try open(folder, one.options, inputs: 4)
        let batch = try dataset.samples(0..<12)
        // The rows that hold a column's ends stay, so that the columns' ranges do.
        let ends = Set(
            (0..<4).flatMap { i in
                [0, 1].compactMap { end in
                    (0..<12).first { batch.values[$0 * 4 + i] == Float(end) }
                }
            })
        let moved = { (k: Int) in (0..<4).map { 0.9 - 0.8 * batch.values[k * 4 + $0] } }
        let result = try layOut(dataset) { k, _ in ends.contains(k) ? nil : moved(k) }
        let again = try TemporaryFolder()
        let (path, bytes) = try #require(result.files.first)
        try again.write(one.file, bytes)
        let read = try open(again, one.options, inputs: 4).samples(0..<12).values
        for k in 0..<12 where !ends.contains(k) {
            for (found, expected) in zip(read[k * 4..<k * 4 + 4], batch.readBack(k, values: moved(k))) {
                #expect(abs(found - expected) < 1e-6, "row \(k)")
            }
        }
        try again.write(path, bytes)
        let kept = try #require((0..<12).first { !ends.contains($0) })
        let records = try dataset.result.laidOut([kept], of: path, in: again.path)
        #expect(records[kept] == (try batch.stored(kept, values: moved(kept))))
    }

    /// What stands above the header is carried over, and lines are counted as an editor does.
    @Test(arguments: [
        ("sep=;\r\na;b\r\n1;2\r\n3;4\r\n", 3), ("# logger, site A\n# units: SI\na,b\n1,2\n3,4\n", 4),
        ("\u{FEFF}% made by x\na\tb\n1\t2\n3\t4\n", 3), ("#a,b\n1,2\n3,4\n", 2),
    ])
    func linesAboveTheHeader(_ text: String, _ line: Int) throws {
        let dataset = try open(table(text), inputs: 2)
        #expect(try numbers(dataset) == [1, 2, 3, 4])
        #expect(try dataset.samples(0..<1).identities[0].source == "data.csv:\(line)")
        #expect(try layOut(dataset) { _, _ in nil }.text("augmented.csv") == text)
    }

    @Test func whatJobTomlSays() throws {
        #expect(
            try numbers(open(table("made by x\non Monday\na,b\n1,2\n3,4\n"), DatasetOptions(skip: 2), inputs: 2)) == [
                1, 2, 3, 4,
            ])
        let commented = try open(table("a,b\n1,2\n; a remark, here\n3,4\n"), DatasetOptions(comment: ";"), inputs: 2)
        #expect(try numbers(commented) == [1, 2, 3, 4])
        #expect(try layOut(commented) { _, _ in nil }.text("augmented.csv") == "a,b\n1,2\n3,4\n")
        let missing = try open(table("a,b\n1,-\n3,4\n5,8\n"), DatasetOptions(missing: ["-"]), inputs: 2)
        #expect(try missing.samples(0..<1).values == [0, 0.5] && missing.samples(0..<1).frozen == [false, true])
        let words = try open(table("a,b\n1,Ja\n3,Nein\n"), DatasetOptions(yes: ["ja"], no: ["nein"]), inputs: 2)
        #expect(try words.samples(0..<2).values == [0, 1, 1, 0])
        #expect(
            try layOut(words) { _, values in [values[0], 1 - values[1]] }.text("augmented.csv") == "a,b\n1,Nein\n3,Ja\n"
        )
        let both = try open(
            table("a;b\n1.234,5;2\n2.000;3\n"), DatasetOptions(decimal: ",", thousands: "."), inputs: 2)
        #expect(try numbers(both) == [1234.5, 2, 2000, 3])
        #expect(try layOut(both) { _, _ in [0.25, 1] }.text("augmented.csv") == "a;b\n1.425,9;3\n1.425,9;3\n")
    }

    /// Each word for a missing cell is asked for once: the hint holds those that are known.
    @Test func missingWordsAddUp() throws {
        let folder = try table("a,b\n1,-\nleer,4\n5,8\n\u{2212}2,#DIV/0!\n")
        let first = try failure { try open(folder, inputs: 2) }
        #expect(first.hint?.hasSuffix("below [dataset]: missing = [\"leer\"]") == true, "\(first)")
        let second = try failure { try open(folder, DatasetOptions(missing: ["leer"]), inputs: 2) }
        #expect(second.hint?.hasSuffix("below [dataset]: missing = [\"leer\", \"-\"]") == true, "\(second)")
        let dataset = try open(folder, DatasetOptions(missing: ["leer", "-"]), inputs: 2)
        #expect(dataset.units.offset == [-2, 4] && dataset.count == 4)
    }

    /// A comma that may separate thousands is asked about, with the row; each answer is accepted.
    @Test func aCommaThatMayBeEither() throws {
        let folder = try table("a;b\n5,323;1\n1,204;2\n")
        let found = try failure { try open(folder, inputs: 2) }
        #expect(
            found.row == 2 && found.hint?.contains("decimal = \",\"") == true
                && found.hint?.contains("thousands = \",\"") == true)
        #expect(try abs(numbers(open(folder, DatasetOptions(decimal: ","), inputs: 2))[0] - 5.323) < 1e-6)
        #expect(try numbers(open(folder, DatasetOptions(thousands: ","), inputs: 2)) == [5323, 1, 1204, 2])
        #expect(try numbers(open(table("a;b\n0,5;1\n1,25;2\n"), inputs: 2)) == [0.5, 1, 1.25, 2])
        #expect(found.hint?.hasPrefix("if the comma is the decimal sign") == true)
        let quoted = try failure { try open(table("a,b\n500,1\n\"1,375\",2\n"), inputs: 2) }
        #expect(quoted.hint?.hasPrefix("if the comma separates thousands") == true && quoted.row == 3)
    }

    /// A cell that needed no quotes gets them where its new number has the separator.
    @Test func newNumbersAreQuotedWhereNeeded() throws {
        let dataset = try open(table("a,b\n\"0,5\",1\n2,2\n"), inputs: 2)
        #expect(try numbers(dataset) == [0.5, 1, 2, 2])
        let result = try #require(
            try layOut(dataset) { k, values in k == 1 ? [0.5, values[1]] : nil }.text("augmented.csv"))
        #expect(result == "a,b\n\"0,5\",1\n\"1,250\",2\n")
    }

    @Test func whetherTheFirstRowIsAHeader() throws {
        #expect(
            try open(table("5.1,3.5,Iris-setosa\n4.9,3.0,Iris-setosa\n7.0,3.2,Iris-virginica\n"), inputs: 2).count == 3)
        #expect(try open(table("0,0,7\n0,1,2\n"), inputs: 3).count == 2)
        #expect(try open(table("label,0,1\n5,0,0\n3,1,2\n"), DatasetOptions(label: "label"), inputs: 2).count == 2)
        #expect(try failure { try open(table("0,1,2\n4,5,6\n")) }.code == "header-unclear")
        #expect(try open(table("NA,2.5\n1.0,3.5\n2.0,4.5\n"), inputs: 2).count == 3)
    }

    /// Text that is no table is no dataset, and beside one it says something about it.
    @Test func proseIsNoTable() throws {
        let folder = try table("The images were taken in May.\nThey show cats.\n", "about.txt")
        #expect(try failure { try open(folder) }.code == "no-dataset")
        try folder.write("numbers.dat", "1.5 2.5\n3.5 4.5\n")
        #expect(try open(folder, inputs: 2).name == "numbers.dat")
        try folder.write("data.csv", "a,b\n1,2\n3,4\n")
        #expect(try open(folder, inputs: 2).name == "data.csv")
    }

    @Test func wrongKeysAreRefusedWithAnExample() throws {
        let folder = try table("a,b\n1,2\n3,4\n")
        let cases: [(DatasetOptions, String)] = [
            (DatasetOptions(decimal: "x"), "number-sign"),
            (DatasetOptions(decimal: ",", thousands: ","), "number-sign"),
            (DatasetOptions(comment: "//"), "comment-sign"), (DatasetOptions(separator: "::"), "separator"),
        ]
        for (options, code) in cases {
            let found = try failure { try open(folder, options) }
            #expect(found.code == code && found.hint?.contains(" = \"") == true, "\(found)")
        }
        let ragged = try failure { try open(table("a,b\n1,2\n# a remark\n3,4\n")) }
        #expect(ragged.code == "ragged-row" && ragged.row == 3 && ragged.hint?.contains("comment = \"#\"") == true)
    }

    @Test(.timeLimit(.minutes(2)), arguments: ["pandas.tsv", "pandas-comma.csv", "savetxt-header.txt", "kind.data"])
    func malformedTablesEndWell(_ file: String) throws {
        let original = try Fixtures.bytes("tables/\(file)")
        var draws = ArrayFuzzTests.Draws(state: 2_718_281_828_459_045)
        var read = 0
        for _ in 0..<300 {
            let folder = try TemporaryFolder()
            try folder.write(file, ArrayFuzzTests.mutated(original, &draws))
            do {
                let dataset = try open(folder)
                _ = try layOut(dataset) { _, values in values.map { 1 - $0 } }
                read += 1
            } catch let found as Failure {
                #expect(found.kind == .refused || found.kind == .incomplete, "\(found)")
            }
        }
        #expect(read > 30, "\(read) of 300 read")
    }
}
