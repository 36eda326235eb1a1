// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Samples that are attacked together. A sample's outcome depends on its own data and index alone.
public struct Batch<Scalar: Real>: Sendable {
    /// [n, d], values in [0, 1].
    public var x: Tensor<Scalar>
    /// Indices in the dataset; they key the samples' random numbers.
    public var indices: [Int]
    /// The storable values; nil if any value can be stored.
    public var grid: StorageGrid?
    /// n·d; true where a value may not change.
    public var frozen: [Bool]?
    /// Class y (untargeted) or y' (targeted) of each sample, for supervised objectives.
    public var labels: [Int]?
    /// Why a sample is outside the attack, regardless of the criterion; nil if it is not.
    public var exclusions: [String?]?
    /// The reference of the contrastive objective.
    public var reference: ContrastiveReference<Scalar>?
    /// Whether to judge by other views than those of the attack.
    public var usesFreshViews = false

    /// Traps unless the sizes of `indices`, `grid`, `frozen` and `labels` fit `x`.
    public init(
        x: Tensor<Scalar>, indices: [Int], grid: StorageGrid? = nil, frozen: [Bool]? = nil, labels: [Int]? = nil,
        exclusions: [String?]? = nil
    ) {
        precondition(
            x.rank == 2 && x.shape[0] == indices.count, "\(x.shape) is not one row for each of \(indices.count)")
        precondition(frozen.map { $0.count == x.count } ?? true, "the frozen mask has another shape")
        precondition(labels.map { $0.count == indices.count } ?? true, "\(indices.count) samples need as many labels")
        let d = x.shape[1]
        for count in [grid?.step.count, grid?.origin.count].compactMap(\.self) {
            precondition(count == 1 || count == d, "the grid has \(count) values, a sample \(d)")
        }
        self.x = x
        self.indices = indices
        self.grid = grid
        self.frozen = frozen
        self.labels = labels
        self.exclusions = exclusions
    }

    func exclusion(_ sample: Int) -> String? { exclusions?[sample] }

    /// n, the number of samples.
    public var count: Int { indices.count }
    /// d
    public var sampleCount: Int { x.shape[1] }
}
