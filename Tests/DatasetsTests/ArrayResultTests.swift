// SPDX-License-Identifier: Apache-2.0
import Base
import Datasets
import Foundation
import Testing

/// What is written is what was judged: reading a result gives what `readBack` promised, bit for bit, and NumPy agrees.
@Suite(.timeLimit(.minutes(10))) struct ArrayResultTests {
    /// Values between the source's and another, so that nothing lies on a grid.
    private static func moved(_ values: [Float], _ share: Float) -> [Float] {
        values.enumerated().map { place, value in value + (Float(place % 7) / 7 - value) * share }
    }

    @Test(arguments: ArrayTests.cases) func storesWhatIsReadBack(_ one: ArrayTests.Case) throws {
        let dataset = try open(ArrayTests.folder(one.file), one.options)
        let batch = try dataset.samples(0..<dataset.count)
        let d = dataset.elementCount
        func source(_ k: Int) -> [Float] { Array(batch.values[k * d..<(k + 1) * d]) }
        let result = try layOut(dataset) { k, values in k == 1 ? nil : Self.moved(values, 0.3) }
        #expect(Array(result.files.keys) == ["augmented/\(one.file)"])
        let folder = try TemporaryFolder()
        try folder.write(one.file, #require(result.files["augmented/\(one.file)"]))
        let laid = try TemporaryFolder()
        try laid.write("augmented/\(one.file)", #require(result.files["augmented/\(one.file)"]))
        let again = try open(folder, DatasetOptions(include: [one.file], min: one.options.min, max: one.options.max))
        let read = try again.samples(0..<dataset.count)
        for k in 0..<dataset.count {
            let expected = k == 1 ? source(k) : batch.readBack(k, values: Self.moved(source(k), 0.3))
            #expect(Array(read.values[k * d..<(k + 1) * d]) == expected, "sample \(k)")
        }
        #expect(read.identities.map(\.label) == batch.identities.map(\.label))
        let records = try dataset.result.laidOut([0, 2], of: "augmented/\(one.file)", in: laid.path)
        #expect(records[0] == (try batch.stored(0, values: Self.moved(source(0), 0.3))))
        #expect(records[2] == (try batch.stored(2, values: Self.moved(source(2), 0.3))))
        if dataset.kind == .images {
            let record = try #require(records[0])
            #expect(try dataset.result.pixels(of: record) == batch.readBack(0, values: Self.moved(source(0), 0.3)))
        }
    }

    /// A real number is stored exactly where it can be, and never farther from the source than asked for.
    @Test(arguments: ["rows-float16.npy", "rows-float32.npy", "rows-float64.npy", "frame-fortran.npy"])
    func roundingStaysWithinTheChange(_ file: String) throws {
        let options = file == "frame-fortran.npy" ? DatasetOptions(scale: DatasetOptions.Scale.none) : DatasetOptions()
        let dataset = try open(ArrayTests.folder(file), options)
        #expect(dataset.grid == StorableGrid(step: [0], origin: [0]))
        let batch = try dataset.samples(0..<7)
        var differences = 0
        for k in 0..<7 {
            let source = Array(batch.values[k * 9..<(k + 1) * 9])
            for step in 1...40 {
                let wanted = source.map { min(max($0 + Float(step) * 0.00137 * ($0 > 0.5 ? -1 : 1), 0), 1) }
                let stored = batch.readBack(k, values: wanted)
                for place in 0..<9 {
                    #expect(abs(stored[place] - source[place]) <= abs(wanted[place] - source[place]))
                    if stored[place] != wanted[place] { differences += 1 }
                }
            }
        }
        if file == "rows-float32.npy" || file == "rows-float64.npy" { #expect(differences == 0) }
        if file == "rows-float16.npy" { #expect(differences > 0) }
    }

    @Test func whatIsLeftOutIsLeftOutOfAllArrays() throws {
        let dataset = try open(ArrayTests.folder("stored.npz"))
        let batch = try dataset.samples(0..<4)
        let sink = MemorySink()
        try dataset.result.layOut(record: { $0 == 0 ? nil : try batch.stored($0, values: nil) }, into: sink)
        let folder = try TemporaryFolder()
        try folder.write("stored.npz", #require(sink.files["augmented/stored.npz"]))
        let again = try open(folder)
        #expect(try again.samples(0..<3).identities.map(\.label) == [0, 1, 2])
        #expect(try again.samples(0..<3).values == Array(batch.values[90...]))
    }

    private static let hasNumPy: Bool = {
        let python = Process()
        python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        python.arguments = ["python3", "-c", "import numpy"]
        python.standardError = FileHandle.nullDevice
        guard (try? python.run()) != nil else { return false }
        python.waitUntilExit()
        return python.terminationStatus == 0
    }()

    /// `numpy.load` reads each result: replicated samples are the fixture's arrays, member by member, type and all.
    @Test(.enabled(if: hasNumPy, "python3 has no NumPy here")) func numPyReadsTheResult() throws {
        let folder = try TemporaryFolder()
        for one in ArrayTests.cases {
            let dataset = try open(ArrayTests.folder(one.file), one.options)
            let result = try layOut(dataset) { _, _ in nil }
            try folder.write(one.file, #require(result.files["augmented/\(one.file)"]))
        }
        let program = """
            import numpy, pathlib, sys
            for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
                made, given = numpy.load(path), numpy.load(pathlib.Path(sys.argv[2]) / path.name)
                pairs = [(made[k], given[k]) for k in made.files] if path.suffix == ".npz" else [(made, given)]
                for a, b in pairs:
                    assert a.dtype == b.dtype and a.shape == b.shape and (a == b).all(), path
                print(path.name, len(pairs))
            """
        let said = try run(
            "/usr/bin/env", "python3", "-c", program, folder.path, Fixtures.folder.appendingPathComponent("arrays").path
        )
        let lines = String(decoding: said, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == ArrayTests.cases.count)
        #expect(lines.contains("stored.npz 3") && lines.contains("mnist.npz 2"))
    }
}
