// SPDX-License-Identifier: Apache-2.0
import Base
import CPNG

/// A PNG image in memory: 8 or 16 bits per channel, one to four interleaved channels.
public struct PNGImage: Equatable, Sendable {
    public var width: Int
    public var height: Int
    /// 1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha.
    public var channels: Int
    /// Bits per channel: 8 or 16.
    public var bitDepth: Int
    /// height·width·channels values, row-major, channels last: 0…255 or 0…65535.
    public var samples: [UInt16]

    /// - Precondition: `samples` holds height·width·channels values; 1 to 4 channels of 8 or 16 bits.
    public init(width: Int, height: Int, channels: Int, bitDepth: Int = 8, samples: [UInt16]) {
        precondition(samples.count == width * height * channels, "an image holds height·width·channels samples")
        precondition((1...4).contains(channels) && (bitDepth == 8 || bitDepth == 16), "1…4 channels of 8 or 16 bits")
        self.width = width
        self.height = height
        self.channels = channels
        self.bitDepth = bitDepth
        self.samples = samples
    }

    /// Whether the last channel is alpha.
    public var hasAlpha: Bool { channels == 2 || channels == 4 }
    /// The number of channels without alpha: 1 or 3.
    public var colorChannels: Int { hasAlpha ? channels - 1 : channels }
    /// The largest value of a channel: 255 or 65535.
    public var maximum: UInt16 { bitDepth == 16 ? 65535 : 255 }

    /// Decodes a PNG file without changing its values: a palette becomes RGB, gray of 1, 2 or 4 bits becomes 8 bits,
    /// transparency becomes an alpha channel, 16 bits stay 16. Neither gamma nor a colour profile is applied.
    ///
    /// - Throws: `Failure`: incomplete if the bytes end too early, environment if there is no memory, else refused.
    public init(decoding bytes: [UInt8], file: String? = nil, limits: DatasetLimits = DatasetLimits()) throws {
        var image = uae_png()
        let status = uae_png_decode(bytes, bytes.count, UInt64(limits.pixels), &image)
        defer { uae_png_free(image.samples) }
        guard status == UAE_PNG_OK, let samples = image.samples else {
            throw Self.failure(status, &image, file: file, limits: limits)
        }
        let count = Int(image.width) * Int(image.height) * Int(image.channels)
        self.init(
            width: Int(image.width), height: Int(image.height), channels: Int(image.channels),
            bitDepth: Int(image.bit_depth), samples: Array(UnsafeBufferPointer(start: samples, count: count)))
    }

    /// The image as a PNG file without time and text; the same image always gives the same bytes.
    ///
    /// - Throws: `Failure` (fault) if libpng cannot encode it.
    public func encoded() throws -> [UInt8] {
        var image = uae_png()
        image.width = UInt32(width)
        image.height = UInt32(height)
        image.channels = UInt8(channels)
        image.bit_depth = UInt8(bitDepth)
        var bytes: UnsafeMutablePointer<UInt8>?
        var count = 0
        let status = uae_png_encode(&image, samples, &bytes, &count)
        defer { uae_png_free(bytes) }
        guard status == UAE_PNG_OK, let bytes else {
            throw Failure(.fault, code: "png-encoding", "an image could not be encoded", cause: Self.message(&image))
        }
        return Array(UnsafeBufferPointer(start: bytes, count: count))
    }

    private static func failure(
        _ status: uae_png_status, _ image: inout uae_png, file: String?, limits: DatasetLimits
    ) -> Failure {
        switch status {
        case UAE_PNG_TRUNCATED: return .truncated(file ?? "image")
        case UAE_PNG_TOO_LARGE:
            return .refused(
                "too-many-pixels",
                "is \(image.width)×\(image.height), more than the limit of \(limits.pixels) pixels",
                hint: "scale it down", file: file)
        case UAE_PNG_NO_MEMORY:
            return Failure(.environment, code: "memory", "no memory to decode an image", file: file)
        default:
            return .damagedPNG("is not a sound PNG file", file, cause: message(&image))
        }
    }

    private static func message(_ image: inout uae_png) -> String {
        withUnsafeBytes(of: &image.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
