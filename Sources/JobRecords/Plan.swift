// SPDX-License-Identifier: Apache-2.0
/// What `plan.json` freezes: on a resume it wins over a changed configuration.
public struct Plan: Codable, Sendable, Equatable {
    public var schema = 1
    public var sampleCount: Int
    /// Samples a chunk; the last one may hold fewer.
    public var chunkSize: Int
    public var seed: UInt64
    public var numerics: Numerics
    /// Every file of the bundle that was read, with its digest, before the first chunk.
    public var inputs: [InputDigest]
    /// The effective settings as canonical JSON (sorted keys), written and read by the work alone.
    public var settings: String

    public init(
        sampleCount: Int, chunkSize: Int, seed: UInt64, numerics: Numerics, inputs: [InputDigest], settings: String
    ) {
        self.sampleCount = sampleCount
        self.chunkSize = chunkSize
        self.seed = seed
        self.numerics = numerics
        self.inputs = inputs
        self.settings = settings
    }

    public var chunkCount: Int { (sampleCount + chunkSize - 1) / chunkSize }

    public func samples(of chunk: Int) -> Range<Int> {
        chunk * chunkSize..<min((chunk + 1) * chunkSize, sampleCount)
    }
}

/// What the bytes of a chunk depend on besides the plan: chunks of another kind are computed again.
public struct Numerics: Codable, Sendable, Equatable {
    /// Counts up whenever a change of ours changes a result's bytes.
    public var version: Int
    public var arithmetic: String
    /// `openblas_get_config()` and the core it picked.
    public var blas: String
    public var core: String

    public init(version: Int, arithmetic: String, blas: String, core: String) {
        self.version = version
        self.arithmetic = arithmetic
        self.blas = blas
        self.core = core
    }
}

/// A file of the bundle, by its path inside it.
public struct InputDigest: Codable, Sendable, Equatable {
    public var path: String
    public var bytes: Int
    /// Lower-case hex.
    public var sha256: String

    public init(path: String, bytes: Int, sha256: String) {
        self.path = path
        self.bytes = bytes
        self.sha256 = sha256
    }
}
