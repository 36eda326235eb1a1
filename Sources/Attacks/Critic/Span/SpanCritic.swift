// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The critic in span form under block-Adam: u = XAᵀ, v = YBᵀ and the Gram matrices XXᵀ, YYᵀ replace A and B. An inner
/// step costs O(K²H) and never touches d'. This is exact, and pays off for K ≤ d'.
struct SpanCritic<Scalar: CriticScalar>: Critic {
    let shape: CriticShape
    private(set) var state: SpanState<Scalar>
    private let left: SpanAnchor<Scalar>
    private var right: SpanAnchor<Scalar>
    private var rows: PaddedRows<Scalar>
    private var remembered: (state: SpanState<Scalar>, right: [Scalar])?
    private var returnsToRemembered = false

    init(
        _ start: CriticWeights<Scalar>, source: [Scalar], offset: Int, shape: CriticShape,
        optimiser: Optimiser<Scalar>
    ) {
        self.shape = shape
        rows = PaddedRows(shape)
        rows.replace(with: source, offset: offset)
        state = SpanState(bias: start.bias, output: start.output, shape: shape, optimiser: optimiser)
        left = SpanAnchor(start.left, shape)
        right = SpanAnchor(start.right, shape)
        left.project(rows.elements, &state.left)
        right.project(rows.elements, &state.right)
    }

    /// A as trained so far, H × d'; `source` holds the rows of x.
    func leftMatrix(source: [Scalar]) -> [Scalar] { left.matrix(state.left, rows: source) }
    /// B as trained so far, H × d'.
    var rightMatrix: [Scalar] { right.matrix(state.right, rows: rows.elements) }

    mutating func observe(_ new: [Scalar], offset: Int) {
        if returnsToRemembered, let remembered {
            rows.replace(with: new, offset: offset)
            right.restart(&state.right, matrix: remembered.right, rows: rows.elements)
            returnsToRemembered = false
        } else {
            let old = rows
            rows.replace(with: new, offset: offset)
            right.rebase(&state.right, from: old.elements, to: rows.elements)
        }
    }

    mutating func ascend(permutation: [Int32]?) -> Scalar { state.ascend(permutation: permutation) }

    mutating func estimate(permutation: [Int32]?) -> Scalar { state.estimate(permutation: permutation) }

    mutating func differentiate(permutation: [Int32]?, into gradient: inout [Scalar], offset: Int) -> Scalar {
        let value = estimate(permutation: permutation)
        shape.pullBack(state.pairs.right, through: rightMatrix, into: &gradient, offset: offset)
        return value
    }

    mutating func remember() {
        remembered = (state, rightMatrix)
    }

    mutating func putBack() {
        guard let remembered else { return }
        state.restore(remembered.state)
        returnsToRemembered = true
    }
}
