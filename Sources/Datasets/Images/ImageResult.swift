// SPDX-License-Identifier: Apache-2.0
/// Writes each sample as a PNG file of its own, under the source's path.
struct ImageResult: ResultFormat {
    let outputs: [String]
    /// Channels that are data.
    let channels: Int
    let limits: DatasetLimits

    /// `images/cat/x.png` → `augmented/images/cat/x.uae.png`. The ending keeps its case, so that `x.png` and
    /// `x.PNG` have different outputs.
    static func output(_ path: String) -> String {
        "augmented/\(path.dropLast(4)).uae\(path.suffix(4))"
    }

    func layOut(record: (Int) throws -> [UInt8]?, into sink: any ResultSink) throws {
        for (index, output) in outputs.enumerated() {
            guard let bytes = try record(index) else { continue }
            try sink.file(output) { try $0(bytes[...]) }
        }
    }

    func laidOut(_ places: Set<Int>, of path: String, in folder: String) throws -> [Int: [UInt8]] {
        places.contains(0) ? [0: try ImageFolder.read(path, in: BundleFolder(path: folder), limits: limits)] : [:]
    }

    func pixels(of record: [UInt8]) throws -> [Float]? {
        let image = try PNGImage(decoding: record)
        return (0..<image.width * image.height).flatMap { pixel in
            (0..<channels).map { Float(image.samples[pixel * image.channels + $0]) / Float(image.maximum) }
        }
    }
}

/// Stores samples as PNG images of the source's form, with its alpha channel and other colours.
struct ImageEncoder: SampleEncoder {
    let levels: Int
    /// Channels that are data. An alpha channel beyond them is copied from the source.
    let channels: Int
    private var images: [PNGImage] = []
    private var files: [[UInt8]] = []

    init(levels: Int, channels: Int) {
        self.levels = levels
        self.channels = channels
    }

    mutating func append(_ image: PNGImage, file: [UInt8], values: inout [Float]) {
        for pixel in 0..<image.width * image.height {
            for channel in 0..<channels {
                values.append(unit(Int(image.samples[pixel * image.channels + channel]), of: levels))
            }
        }
        images.append(image)
        files.append(file)
    }

    func stored(_ k: Int, values: [Float]?, source: ArraySlice<Float>) throws -> [UInt8] {
        guard let values else { return files[k] }
        var image = images[k]
        for pixel in 0..<image.width * image.height {
            for channel in 0..<channels {
                let level = nearestLevel(values[pixel * channels + channel], of: levels)
                image.samples[pixel * image.channels + channel] = UInt16(level)
            }
        }
        return image == images[k] ? files[k] : try image.encoded()
    }

    func readBack(_ k: Int, values: [Float], source: ArraySlice<Float>) -> [Float] {
        values.map { unit(nearestLevel($0, of: levels), of: levels) }
    }
}
