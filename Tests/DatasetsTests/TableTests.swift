// SPDX-License-Identifier: Apache-2.0
import Base
import Datasets
import Foundation
import Testing

@Suite(.timeLimit(.minutes(10))) struct TableTests {
    private func table(_ text: String, name: String = "data.csv") throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(name, text)
        return folder
    }

    @Test func valuesAreMinMaxAndTheGridIsTheDecimals() throws {
        let dataset = try open(table("name,a,b\nx,0.5,10\ny,1.25,20\nz,1.00,14\n"), inputs: 2)
        #expect(dataset.columnNames == ["a", "b"])
        #expect(dataset.elementShape == [2])
        #expect(dataset.count == 3)
        #expect(dataset.summary == "3 rows, 2 of 3 columns")
        // A thousandth of a's range, 0.75, needs four decimals.
        #expect(dataset.grid == StorableGrid(step: [1.0 / 7500, 1.0 / 10], origin: [0, 0]))
        #expect(dataset.units == DataUnits(scale: [0.75, 10], offset: [0.5, 10]))
        let batch = try dataset.samples(0..<3)
        #expect(batch.values == [0, 0, 1, 1, Float(500.0 / 750), 0.4])
        #expect(batch.frozen == nil)
        #expect(batch.identities.map(\.source) == ["data.csv:2", "data.csv:3", "data.csv:4"])
        #expect(try dataset.samples(1..<2).values == [1, 1])
    }

    @Test func changedCellsAreWrittenExactly() throws {
        let dataset = try open(table("name,a,b\nx,0.5,10\ny,1.25,20\nz,1.00,14\n"))
        let result = try layOut(dataset) { k, values in
            switch k {
            case 0: [0.1, 0.26]  // 0.5 + 75·0.001; 10 + 2.6 → 13
            case 1: nil
            default: [values[0], 0]
            }
        }
        #expect(result.text("augmented.csv") == "name,a,b\nx,0.5750,13\ny,1.25,20\nz,1.00,10\n")
    }

    /// Every storable value of a two-decimal column: no digit of noise, and reading it again gives what was promised.
    @Test func everyGridValueRoundTrips() throws {
        let rows = (0...2000).map { "\($0 % 3 == 0 ? "a" : "b"),\(Double($0) / 100)" }
        let dataset = try open(table("k,v\n" + rows.joined(separator: "\n") + "\n"))
        let levels = (0...2000).map { Float(Double($0) / 2000) }
        let result = try layOut(dataset) { k, _ in [levels[2000 - k]] }
        let text = try #require(result.text("augmented.csv"))
        let cells = text.split(separator: "\n").dropFirst().map { String($0.split(separator: ",")[1]) }
        let expected = (0...2000).map { k in String(format: "%.2f", Double(2000 - k) / 100) }
        #expect(zip(cells, expected).allSatisfy { $0 == $1 || Double($0) == Double($1) })
        #expect(cells[0] == "20.00" && cells[1997] == "0.03")

        let again = try TemporaryFolder()
        try again.write("data.csv", text)
        #expect(try open(again).samples(0..<2001).values == levels.reversed())
    }

    @Test func everythingElseIsCarriedOver() throws {
        let text =
            "\u{FEFF}\"id \"\"x\"\"\";v ; note;w\r\n"
            + "\"1\r\n2\"; 0.50 ;\"a;b\";1\r\n"
            + "\r\n"
            + "q;\"1.00\"; spaced  ;3\r\n"
            + "r;0.7;\"\";2"
        let dataset = try open(table(text))
        #expect(dataset.columnNames == ["v", "w"])
        #expect(try dataset.samples(0..<3).identities.map(\.source) == ["data.csv:2", "data.csv:5", "data.csv:6"])
        let same = try layOut(dataset) { _, _ in nil }
        #expect(same.text("augmented.csv") == text.replacingOccurrences(of: "\r\n\r\n", with: "\r\n"))
        let changed = try layOut(dataset) { k, values in k == 0 ? [1, 1] : k == 1 ? [0.5, 0] : [values[0], 1] }
        let header = "\u{FEFF}\"id \"\"x\"\"\";v ; note;w\r\n"
        let rows = ["\"1\r\n2\"; 1.0000 ;\"a;b\";3\r\n", "q;\"0.7500\"; spaced  ;1\r\n", "r;0.7;\"\";3"]
        #expect(changed.text("augmented.csv") == header + rows.joined())
    }

    @Test func gapsAreFedAsMeansAndWrittenBack() throws {
        let dataset = try open(table("a,b,c\n1,,5\n2,NA,5\n6,4.5,5\n3,0.5,5\n"))
        #expect(dataset.columnNames == ["a", "b", "c"])
        let batch = try dataset.samples(0..<4)
        #expect(batch.values[1] == 0.5 && batch.values[4] == 0.5)  // mean 2.5 between 0.5 and 4.5
        #expect(batch.frozen == [false, true, true, false, true, true, false, false, true, false, false, true])
        #expect(dataset.notes.count == 2)
        let result = try layOut(dataset) { _, _ in [1, 0.25, 1] }
        #expect(result.text("augmented.csv") == "a,b,c\n6,,5\n6,NA,5\n6,1.500,5\n6,1.500,5\n")
        #expect(batch.readBack(0, values: [1, 0.25, 1]) == [1, 0.5, 0])
    }

    @Test func wholeNumbersStayWhole() throws {
        let dataset = try open(table("a,b\n1.0,-7\n,8\n3.0,2\n5.0,1\n"))
        let result = try layOut(dataset) { _, _ in [0.4, 0.5] }  // 2.6 → 3; 0.5 → 0 (even level 8 of 15 is 1)
        #expect(result.text("augmented.csv") == "a,b\n3.0,1\n,1\n3.0,1\n3.0,1\n")
    }

    @Test func seventeenDigitsSurvive() throws {
        let dataset = try open(table("a\n0.12345678901234567\n0.98765432109876543\n"))
        let result = try layOut(dataset) { k, _ in k == 0 ? [1] : [0] }
        #expect(result.text("augmented.csv") == "a\n0.98765432109876543\n0.12345678901234567\n")
    }

    @Test func givenRangesTakeTheDatasPlace() throws {
        let folder = try table("a,b\n0.2,1\n0.5,3\n")
        let dataset = try open(folder, DatasetOptions(min: [0.05, 0], max: [1.05, 10]))
        #expect(dataset.units.offset == [0.05, 0])
        let batch = try dataset.samples(0..<2)
        #expect(batch.values.elementsEqual([0.15, 0.1, 0.45, 0.3]) { abs($0 - $1) < 1e-6 })
        #expect(try layOut(dataset) { _, _ in [1, 1] }.text("augmented.csv") == "a,b\n1.0500,10\n1.0500,10\n")
        let unit = try open(table("a\n0.2\n0.5\n"), DatasetOptions(scale: .unit))
        #expect(try unit.samples(0..<2).values == [0.2, 0.5])
        #expect(try failure { try open(folder, DatasetOptions(scale: .unit)) }.code == "out-of-range")
        #expect(try failure { try open(folder, DatasetOptions(min: [0])) }.code == "range")
    }

    @Test func labelsAndIdsAreNotAttacked() throws {
        let folder = try table("id,pixel1,pixel2,class\n1,0.1,0.2,7\n2,0.3,0.4,3\n3,0.5,0.6,7\n")
        let refused = try failure { try open(folder, inputs: 2) }
        #expect(refused.code == "column-count")
        #expect(refused.message.contains("id, pixel1, pixel2, class"))
        #expect(try #require(refused.hint).contains("below [dataset]: columns = ["))
        let labelled = try open(folder, DatasetOptions(label: "class", id: ["id"]), inputs: 2)
        #expect(labelled.columnNames == ["pixel1", "pixel2"])
        #expect(labelled.labels == LabelMap(names: ["3", "7"], indices: [3, 7]))
        #expect(try labelled.samples(0..<3).identities.map(\.label) == [7, 3, 7])
        for columns in [["pixel*"], ["2-3"], ["pixel1", "3"]] {
            #expect(try open(folder, DatasetOptions(columns: columns), inputs: 2).columnNames == ["pixel1", "pixel2"])
        }
        let reversed = try open(folder, DatasetOptions(columns: ["pixel2", "pixel1"]), inputs: 2)
        let swapped = try layOut(reversed) { _, _ in [0, 1] }.text("augmented.csv")
        #expect(swapped?.hasSuffix("3,0.5,0.2000,7\n") == true, "\(swapped ?? "")")
        #expect(try failure { try open(folder, DatasetOptions(columns: ["pixel3"])) }.code == "unknown-column")
        #expect(try failure { try open(folder, DatasetOptions(columns: ["pixel1"]), inputs: 2) }.code == "column-count")
        let hint = try failure { try open(folder, inputs: 3) }.hint
        #expect(try #require(hint).contains("label = \"class\""))
    }

    /// A column that may be no feature is never one of the model's inputs because the count fits, and the line that
    /// the hint gives is taken when it is pasted.
    @Test(arguments: [
        (",a,b\n0,5,6\n1,7,8\n", 3, "doubtful-column"), ("Unnamed: 0,a,b\n1,5,6\n2,7,8\n", 3, "doubtful-column"),
        ("a,b,Label\n5,6,0\n7,8,1\n", 3, "doubtful-column"), ("ID,a,b\n7,5,6\n9,7,8\n", 3, "doubtful-column"),
        ("x,y\n5,6\n7,8\n", 2, "doubtful-column"), (",a,b\n0,5,6\n1,7,8\n", 2, "column-count"),
        ("user_id,a,b,class\n4,5,6,1\n1,7,8,0\n", 2, "column-count"),
        ("a,a,b,c\n1,2,3,4\n3,2,1,5\n", 3, "column-count"),
        (",1,a\n0,5,6\n1,7,8\n", 2, "column-count"), (",flag,a\n0,True,6\n1,False,8\n", 2, "column-count"),
        ("a,b,c,d\n1,2,3,4\n3,2,1,5\n", 2, "column-count"), ("a,b,target\n1,2,3\n3,2,1\n", 2, "column-count"),
    ])
    func noColumnIsTakenByAccident(_ text: String, _ inputs: Int, _ code: String) throws {
        let folder = try table(text)
        let refused = try failure { try open(folder, inputs: inputs) }
        #expect(refused.code == code, "\(refused)")
        let choice = try #require(pasted(refused.hint), "\(refused)")
        let dataset = try open(folder, choice, inputs: inputs)
        #expect(dataset.columnNames?.count == inputs)
        if code == "column-count" { #expect(dataset.columnNames?.contains("") == false) }
    }

    /// The choice in a hint, as job.toml would hold it.
    private func pasted(_ hint: String?) -> DatasetOptions? {
        guard let match = hint?.firstMatch(of: /below \[dataset\]: (columns|id|label) = (\[[^\]]*\]|"[^"]*")/) else {
            return nil
        }
        let words = match.2.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
        switch match.1 {
        case "label": return DatasetOptions(label: words.first)
        case "id": return DatasetOptions(id: words)
        default: return DatasetOptions(columns: words)
        }
    }

    /// If no column has a name, a missing name says nothing.
    @Test func tablesWithoutNames() throws {
        #expect(try open(table(",\n1,0.5\n2,0.25\n"), inputs: 2).columnNames == ["", ""])
    }

    /// True and false are 1 and 0 for the model, and words in the result.
    @Test(arguments: [("True", "False"), ("TRUE", "FALSE"), ("yes", "no")])
    func wordsForTrueAndFalse(_ yes: String, _ no: String) throws {
        let folder = try table("a,flag\n0.5,\(yes)\n1.5,\(no)\n2.5,\n")
        let dataset = try open(folder, inputs: 2)
        let batch = try dataset.samples(0..<3)
        #expect(batch.values == [0, 1, 0.5, 0, 1, 0.5])
        #expect(batch.frozen == [false, false, false, false, false, true])
        let stored = try batch.stored(0, values: [0, 0.4])
        #expect(String(decoding: stored, as: UTF8.self) == "0.5,\(no)\n")
        #expect(batch.readBack(0, values: [0, 0.4]) == [0, 0])
    }

    /// Whatever bounds [input] gives, a column of words holds nothing else.
    @Test func wordsWithinGivenBounds() throws {
        let folder = try table("a,flag\n0.5,True\n1.5,False\n")
        let dataset = try open(folder, DatasetOptions(min: [-1], max: [10]), inputs: 2)
        let batch = try dataset.samples(0..<2)
        for value in [0, 0.05, 0.3, 1] as [Float] {
            let stored = String(decoding: try batch.stored(0, values: [value, value]), as: UTF8.self)
            let word = stored.dropLast().split(separator: ",")[1]
            #expect(["True", "False"].contains(word))
            let folder = try table("a,flag\n\(stored)1.5,\(word == "True" ? "False" : "True")\n")
            let again = try open(folder, DatasetOptions(min: [-1], max: [10]), inputs: 2).samples(0..<1)
            #expect(again.values[1] == batch.readBack(0, values: [value, value])[1])
        }
    }

    /// One spelling a word, and no numbers between: what cannot be written back as it was is text.
    @Test(arguments: ["True\n0\n", "True\ntrue\n", "yes\nFalse\n", "1\nTrue\n"])
    func mixedWordsAreText(_ cells: String) throws {
        #expect(try failure { try open(table("flag\n" + cells), inputs: 1) }.code == "column-count")
    }

    /// What mends a table whose columns are not the model's is told as it can be pasted.
    @Test(arguments: [
        ("a;b;c;d\n1;2;3;4\n", DatasetOptions(separator: ","), 4, "separator = \";\""),
        ("a,b\n1,2\n", DatasetOptions(separator: "|"), 2, "separator = \",\""),
        ("a,b\n1,2\n", DatasetOptions(header: false), 2, "header = true"),
        ("0.5,1.5,\n1.5,2.5,cat\n2.5,3.5,dog\n", DatasetOptions(header: true), 3, "header = false"),
        ("a,b\n1,2\nx,3\n", DatasetOptions(), 2, "mend the cell \"x\" in row 3"),
        ("a,b\n1,2\n", DatasetOptions(), 5, "another model's table"),
        ("a,b\nx,y\n", DatasetOptions(), 2, "another model's table"),
        ("a,b,c\n1,2,3\n", DatasetOptions(), 1, "columns = [\"a\"]"),
    ])
    func theHintFits(_ text: String, _ options: DatasetOptions, _ inputs: Int, _ hint: String) throws {
        let found = try failure { try open(table(text), options, inputs: inputs) }
        #expect(found.code == "column-count" && found.hint?.contains(hint) == true, "\(found)")
    }

    @Test func aSlipOfThePenIsTold() throws {
        let names = (1...20).map { "pixel\($0)" }.joined(separator: ",")
        let numbers = (1...20).map(String.init).joined(separator: ",")
        let folder = try table("weight,\(names)\n0,\(numbers)\n")
        let found = try failure { try open(folder, DatasetOptions(columns: ["wieght"])) }
        #expect(
            found.hint == "did you mean \"weight\"? the columns: weight, pixel1, pixel2, pixel3, pixel4, pixel5, "
                + "pixel6, pixel7, … (21 in all)")
    }

    @Test func namedClassesKeepTheirOrder() throws {
        let folder = try table("x,y\n0.1,dog\n0.2,cat\n0.3,\n")
        #expect(
            try open(folder, DatasetOptions(label: "y")).labels == LabelMap(names: ["cat", "dog"], indices: [0, 1]))
        let named = try open(folder, DatasetOptions(label: "y", names: ["dog", "cat"]))
        #expect(try named.samples(0..<3).identities.map(\.label) == [0, 1, nil])
    }

    /// Half a megabyte of blanks, then a cell of as many line ends: the blanks are not looked at again for each.
    @Test func blanksBeforeAQuotedCellOfManyLines() throws {
        let half = 500_000
        let blanks = String(repeating: " ", count: half)
        let lines = String(repeating: "\n", count: half)
        let text = "name,a\nx,1\n \n\(blanks)\"\(lines)\",2\n\(blanks)\ny,3\n"
        let dataset = try open(table(text))
        #expect(try dataset.samples(0..<3).identities.map(\.source) == ["data.csv:2", "data.csv:4", "data.csv:500006"])
    }

    /// é as one letter, and as e with an accent.
    @Test func classesThatReadTheSameAreOne() throws {
        let dataset = try open(table("a,c\n1,\u{E9}\n2,e\u{301}\n3,z\n"), DatasetOptions(label: "c"))
        #expect(dataset.labels == LabelMap(names: ["z", "\u{E9}"], indices: [0, 1]))
        #expect(try dataset.samples(0..<3).identities.map(\.label) == [1, 1, 0])
    }

    @Test func withoutAHeaderItIsSaid() throws {
        let folder = try table("1,2\n3,4\n")
        #expect(try failure { try open(folder) }.code == "header-unclear")
        let dataset = try open(folder, DatasetOptions(header: false), inputs: 2)
        #expect(dataset.count == 2)
        #expect(dataset.columnNames == ["1", "2"])
        let first = try layOut(dataset) { _, _ in [0, 0] }.text("augmented.csv")
        #expect(first == "1,2\n1,2\n")
        #expect(try open(folder, DatasetOptions(header: true)).count == 1)
    }

    @Test(arguments: [
        ("a,b\n1,2\n3\n5,6\n", "ragged-row", 3), ("a,b\n1,2\n3,4,5\n", "ragged-row", 3),
        ("a,b\n\"1\n2\",x\n3\n", "ragged-row", 4), ("a,b\n1,2\n3,\"4\n", "malformed-csv", 3),
        ("a,b\n1,2\n\"3\"x,4\n", "malformed-csv", 3), ("a,b\n1,2\n3,\0\n", "nul-byte", 3),
        ("a,b\n1,2\n3,inf\n", "infinite", 3),
    ])
    func badRowsAreRefusedByNumber(_ text: String, _ code: String, _ row: Int) throws {
        let found = try failure { try open(table(text)) }
        #expect(found.kind == .refused)
        #expect(found.code == code)
        #expect(found.row == row)
        #expect(found.file == "data.csv")
    }

    @Test func badTablesAreRefused() throws {
        #expect(try failure { try open(table("")) }.code == "no-samples")
        #expect(try failure { try open(table("a,b\n")) }.code == "no-samples")
        #expect(try failure { try open(table("a,b\nx,y\n")) }.code == "column-count")
        let commas = try failure { try open(table("a;b\n1,500;1,250\n2;3\n"), inputs: 2) }
        #expect(commas.message.contains("\"1,500\""))
        let folder = try TemporaryFolder()
        try folder.write("data.csv", [0xFF, 0xFE, 0x61, 0])
        #expect(try failure { try open(folder) }.code == "not-utf-8")
        var limits = DatasetLimits()
        limits.cellBytes = 100
        let long = try table("a,b\n1,2\n1,\(String(repeating: "9", count: 101))\n")
        let found = try failure { try Datasets.open(folder: long.path, limits: limits) }
        #expect(found.code == "long-cell")
        #expect(found.row == 3)
        limits.rowBytes = 50
        let wide = try table("a,b\n" + String(repeating: "1,", count: 100) + "\n")
        #expect(try failure { try Datasets.open(folder: wide.path, limits: limits) }.code == "long-row")
    }

    @Test func separatorsAreFoundOrGiven() throws {
        #expect(try open(table("a;b\n1;2\n3;4\n"), inputs: 2).count == 2)
        #expect(try open(table("a\tb\n1\t2\n3\t\n"), inputs: 2).count == 2)
        #expect(try open(table("a|b\n1|2\n3|4\n"), DatasetOptions(separator: "|"), inputs: 2).count == 2)
        #expect(try failure { try open(table("a\n1\n"), DatasetOptions(separator: ";;")) }.code == "separator")
    }

    /// A carriage return and line feed that fall into two reads of the file are one line ending.
    @Test func lineEndingsAcrossReadsAreWhole() throws {
        let rows = (0..<30_000).map { "\($0 % 97),name\($0)\r\n" }
        let text = "v,n\r\n" + rows.joined()
        let dataset = try open(table(text))
        #expect(dataset.count == 30_000)
        #expect(try layOut(dataset) { _, _ in nil }.text("augmented.csv") == text)
        #expect(try dataset.samples(29_999..<30_000).identities[0].source == "data.csv:30001")
    }

    /// Any range of a plain or compressed table, in any order and on several threads, equals that part of the whole.
    @Test(arguments: [false, true])
    func rangesAgreeWithTheWhole(compressed: Bool) throws {
        let rows = (0..<5000).map { "\($0),\"multi\nline\",\(Double($0 * 7919 % 1000) / 1000)\n" }
        let folder = try table("i,text,v\n" + rows.joined())
        if compressed { try folder.gzip("data.csv") }
        let dataset = try open(folder)
        #expect(dataset.count == 5000)
        let whole = try dataset.samples(0..<5000)
        DispatchQueue.concurrentPerform(iterations: 50) { part in
            let start = part * 23 % 50 * 100
            let batch = try? dataset.samples(start..<start + 100)
            #expect(batch.map { $0.values[...] } == whole.values[start * 2..<start * 2 + 200])
            #expect(batch.map { $0.identities[...] } == whole.identities[start..<start + 100])
        }
    }

    @Test func aCompressedTableComesBackPlain() throws {
        let folder = try table("a,b\n1,0.25\n2,0.75\n")
        try folder.gzip("data.csv")
        let dataset = try open(folder)
        #expect(dataset.files == ["data.csv.gz"])
        #expect(try layOut(dataset) { _, _ in nil }.text("augmented.csv") == "a,b\n1,0.25\n2,0.75\n")
        try folder.write("data.csv.gz", folder.bytes("data.csv.gz").dropLast(10))
        let found = try failure { try open(folder) }
        #expect(found.kind == .incomplete)
        #expect(found.file == "data.csv.gz")
    }

    @Test func aLimitTakesTheFirstRows() throws {
        let dataset = try open(table("a\n1\n2\n9\n"), DatasetOptions(limit: 2))
        #expect(dataset.count == 2)
        #expect(dataset.units.scale == [8], "the range is that of all rows")
        #expect(try layOut(dataset) { _, _ in nil }.text("augmented.csv") == "a\n1\n2\n")
        #expect(try failure { try open(table("a\n1\n"), DatasetOptions(limit: 0)) }.code == "limit")
        let classes = try table("a,c\n1,x\n2,x\n3,y\n4,z\n")
        let few = try open(classes, DatasetOptions(limit: 2, label: "c"))
        #expect(few.warnings.count == 1 && few.warnings[0].contains("limit leaves out 2 of 3 classes"))
        #expect(try open(classes, DatasetOptions(label: "c")).warnings == [])
    }
}
