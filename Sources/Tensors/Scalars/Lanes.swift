// SPDX-License-Identifier: Apache-2.0
import Kernels

/// Sixteen samples side by side: element e of sample s lies at 16e + s.
///
/// Every kernel on lanes works on whole vectors of them, so no shape of a model leaves a register half used, and no
/// sample reaches another. Offsets into memory count vectors.
public enum Lanes {
    public static let count = Int(LANE_COUNT)

    /// The level of the instruction set that the kernels run at: 0 plain, 3 AVX2, 4 AVX-512.
    public static var level: Int { Int(kernel_level()) }
}
