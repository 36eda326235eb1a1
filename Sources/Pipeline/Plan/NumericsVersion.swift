// SPDX-License-Identifier: Apache-2.0
import JobRecords
import Jobs
import Tensors

/// What a result's bytes depend on besides inputs and settings.
public enum NumericsVersion {
    /// The numerics version, which counts up when a change of the code changes a result's bytes.
    public static let current = 2

    /// The numerics of this process.
    static func numerics(_ arithmetic: JobSettings.Arithmetic) -> Numerics {
        Numerics(
            version: current, arithmetic: arithmetic.rawValue, blas: BLAS.configuration, core: BLAS.coreName)
    }
}

/// The version of the programs.
public enum WorkerVersion {
    /// Semantic version number.
    public static let current = "0.1.0"
}
