// SPDX-License-Identifier: Apache-2.0
/// The contents of `plan.json`. On a resume it takes precedence over a changed configuration.
public struct Plan: Codable, Sendable, Equatable {
    /// Version of this format.
    public var schema = 1
    public var sampleCount: Int
    /// Samples per chunk; the last chunk may hold fewer.
    public var chunkSize: Int
    public var seed: UInt64
    public var numerics: Numerics
    /// Every file of the bundle that is read, with its digest from before the first chunk.
    public var inputs: [InputDigest]
    /// The effective settings as canonical JSON (sorted keys), which only the `Work` writes and reads.
    public var settings: String

    /// Memberwise initialiser.
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

    /// Number of chunks.
    public var chunkCount: Int { (sampleCount + chunkSize - 1) / chunkSize }

    /// Indices of the samples of a chunk.
    public func samples(of chunk: Int) -> Range<Int> {
        chunk * chunkSize..<min((chunk + 1) * chunkSize, sampleCount)
    }
}

/// What a chunk's bytes depend on besides inputs and settings. Chunks of other numerics are computed again.
public struct Numerics: Codable, Sendable, Equatable {
    /// Numerics version: counts up when a change of the code changes a result's bytes.
    public var version: Int
    /// `native` or `portable`.
    public var arithmetic: String
    /// `openblas_get_config()`, and the processor core that OpenBLAS picked.
    public var blas: String
    public var core: String

    /// Memberwise initialiser.
    public init(version: Int, arithmetic: String, blas: String, core: String) {
        self.version = version
        self.arithmetic = arithmetic
        self.blas = blas
        self.core = core
    }
}

/// A file of the bundle and its digest.
public struct InputDigest: Codable, Sendable, Equatable {
    /// Relative to the bundle.
    public var path: String
    public var bytes: Int
    /// Lower-case hex.
    public var sha256: String

    /// Memberwise initialiser.
    public init(path: String, bytes: Int, sha256: String) {
        self.path = path
        self.bytes = bytes
        self.sha256 = sha256
    }
}
