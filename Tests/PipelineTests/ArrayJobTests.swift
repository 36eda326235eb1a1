// SPDX-License-Identifier: Apache-2.0
import Datasets
import Foundation
import Jobs
import Testing

@testable import Pipeline

/// Jobs on NumPy arrays.
@Suite(.timeLimit(.minutes(10))) struct ArrayJobTests {
    private static let job = "seed = 3\nchunk_size = 4\n[attack]\niterations = 8\npretraining_steps = 20\n"

    /// Images as PNG files in the order of their numbers.
    private static func pictures(_ count: Int) throws -> TestBundle {
        let bundle = try TestBundle(job)
        for index in 0..<count {
            let image = PNGImage(width: 28, height: 28, channels: 1, samples: try TestBundle.pixels(index))
            try bundle.scratch.write(image.encoded(), "images/\(index).png")
        }
        try bundle.add(checkpoint: "conv_torch.onnx")
        return bundle
    }

    private static func array(_ type: String, _ count: Int, _ job: String = job, shape: [Int] = [28, 28]) throws
        -> TestBundle
    {
        let bundle = try TestBundle(job)
        var bytes = NPYHeader.bytes(try #require(ElementType(type)), [count] + shape)
        for index in 0..<count {
            for level in try TestBundle.pixels(index) {
                if type == "|u1" {
                    bytes.append(UInt8(level))
                } else {
                    let bits = (Float(level) / 255).bitPattern
                    bytes += [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: bits >> $0) }
                }
            }
        }
        try bundle.scratch.write(bytes, "x.npy")
        try bundle.add(checkpoint: "conv_torch.onnx")
        return bundle
    }

    /// The same pixels, whatever they come in, give the same adversarial pixels.
    @Test func pixelsAreThoseOfPNG() throws {
        let (pictures, array) = (try Drive(Self.pictures(4)), try Drive(Self.array("|u1", 4)))
        let decoded = try pictures.records().map { try PNGImage(decoding: $0.stored).samples.map(UInt8.init) }
        let records = try array.records()
        #expect(records.map(\.stored) == decoded)
        #expect(try array.details(records).map(\.l2) == pictures.details(pictures.records()).map(\.l2))
    }

    /// Real numbers have no grid: what the attack made is what is stored, and the result is whole.
    @Test func realNumbersAreStoredAsTheyAre() throws {
        let drive = try Drive(Self.array("<f4", 4))
        #expect(drive.work.data.grid == StorableGrid(step: [0], origin: [0]))
        let records = try drive.records()
        let (folder, summary) = try drive.result(records)
        #expect(summary.successes > 0)
        let again = try Datasets.open(folder: folder.path, options: .init(include: ["augmented/**"])).datasets[0]
        let stored = try again.samples(0..<4)
        for (k, details) in try drive.details(records).enumerated() where details.status == .success {
            let source = try drive.work.data.samples(k..<k + 1)[0].values
            let change = zip(stored.values[k * 784..<(k + 1) * 784], source).map { Double($0) - Double($1) }
            #expect(abs(change.reduce(0) { $0 + $1 * $1 }.squareRoot() - details.l2) < 1e-9)
            #expect(change.contains { abs(($0 * 255).rounded() - $0 * 255) > 0.01 })
        }
    }

    /// ε bounds the stored numbers also where they are no 8-bit pixels.
    @Test func epsilonBoundsRealNumbers() throws {
        let drive = try Drive(Self.array("<f4", 3, Self.job + "epsilon = 0.05\n"))
        for details in try drive.details(drive.records()) { #expect(details.linf <= 0.05 + 1e-7) }
    }

    /// Rows and images of the same numbers fit the same model.
    @Test func flatRowsFitAFlatModel() throws {
        let bundle = try Self.array("|u1", 3, shape: [784])
        try bundle.scratch.remove("conv_torch.onnx")
        try bundle.add(checkpoint: "dense_torch.onnx")
        let drive = try Drive(bundle)
        #expect(drive.work.data.kind == .table && drive.work.data.elementShape == [784])
        #expect(try drive.records().count == 3)
        #expect(drive.prepared.inspection.warnings.allSatisfy { !$0.contains("better by far") })
    }
}
