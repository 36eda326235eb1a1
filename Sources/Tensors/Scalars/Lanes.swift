// SPDX-License-Identifier: Apache-2.0
import Kernels

/// Sixteen samples side by side: element e of sample s lies at 16e + s.
///
/// Every kernel works on whole vectors of lanes, so a model of any shape fills the registers, and no sample can affect
/// another. Offsets into memory count vectors.
public enum Lanes {
    /// Samples in one vector.
    public static let count = Int(LANE_COUNT)

    /// The instruction-set level of the kernels in use: 0 plain, 3 AVX2, 4 AVX-512.
    public static var level: Int { Int(kernel_level()) }
}
