// SPDX-License-Identifier: Apache-2.0
import Base
import Datasets
import Testing

/// A malformed array ends in a failure that names the file, or is read: never in a crash, and in no endless loop.
@Suite(.timeLimit(.minutes(10))) struct ArrayFuzzTests {
    /// Marsaglia's xorshift64.
    struct Draws {
        var state: UInt64

        mutating func next(below bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state >> 16) % bound
        }
    }

    /// Bytes replaced, taken away, put in twice, and ends cut off; most of them where the headers are.
    static func mutated(_ bytes: [UInt8], _ draws: inout Draws) -> [UInt8] {
        var bytes = bytes
        for _ in 0...draws.next(below: 3) where bytes.count > 1 {
            let place = draws.next(below: draws.next(below: 2) == 0 ? min(160, bytes.count) : bytes.count)
            switch draws.next(below: 6) {
            case 0: bytes[place] = UInt8(draws.next(below: 256))
            case 1: bytes[place] ^= 1 << UInt8(draws.next(below: 8))
            case 2: bytes.remove(at: place)
            case 3: bytes.insert(contentsOf: bytes[place..<min(place + 4, bytes.count)], at: place)
            case 4: bytes[place] = UInt8(ascii: "9")
            default: bytes.removeLast(draws.next(below: bytes.count))
            }
        }
        return bytes
    }

    @Test(
        .timeLimit(.minutes(2)),
        arguments: [
            "gray-uint8.npy", "rows-float16.npy", "frame-fortran.npy", "stored.npz", "deflated.npz",
        ])
    func endsWell(_ file: String) throws {
        let original = try Fixtures.bytes("arrays/\(file)")
        var draws = Draws(state: 88_172_645_463_325_252)
        var (refused, read) = (0, 0)
        for _ in 0..<300 {
            let folder = try TemporaryFolder()
            try folder.write(file, Self.mutated(original, &draws))
            do {
                let options = DatasetOptions(scale: DatasetOptions.Scale.none)
                for dataset in try Datasets.open(folder: folder.path, options: options).datasets {
                    let batch = try dataset.samples(0..<min(2, dataset.count))
                    #expect(batch.values.allSatisfy { (0...1).contains($0) })
                    _ = try layOut(dataset) { _, values in values.map { 1 - $0 } }
                }
                read += 1
            } catch let found as Failure {
                #expect(found.kind != .environment && found.kind != .fault, "\(found)")
                #expect(found.file?.hasPrefix(file) == true, "\(found)")
                refused += 1
            }
        }
        #expect(refused + read == 300 && refused > 60, "\(refused) of 300 refused")
    }
}
