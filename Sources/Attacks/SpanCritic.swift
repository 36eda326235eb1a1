import Tensors

/// The critic under block-Adam without its matrices: u = XAᵀ, v = YBᵀ and the Gram matrices XXᵀ, YYᵀ instead. An inner
/// step costs O(K²H) and never touches d'. Exact; worth it for K ≤ d'.
struct SpanCritic<Scalar: CriticScalar>: Critic {
    let shape: CriticShape
    private(set) var left: SpanBranch<Scalar>
    private(set) var right: SpanBranch<Scalar>
    private(set) var bias: [Scalar]
    private(set) var output: [Scalar]
    private let optimiser: Optimiser<Scalar>
    private var clock = Optimiser<Scalar>.Clock()
    private var biasMoments: Moments<Scalar>
    private var outputMoments: Moments<Scalar>
    private var pairs: PairGradients<Scalar>
    private var rows: PaddedRows<Scalar>
    private var remembered: Remembered?
    private var returnsToRemembered = false

    private struct Remembered {
        let left: SpanBranch<Scalar>
        /// B, H × d'
        let right: [Scalar]
        let bias: [Scalar]
        let output: [Scalar]
    }

    init(
        _ start: CriticWeights<Scalar>, source: [Scalar], offset: Int, shape: CriticShape,
        optimiser: Optimiser<Scalar>
    ) {
        self.shape = shape
        self.optimiser = optimiser
        rows = PaddedRows(shape)
        rows.replace(with: source, offset: offset)
        left = SpanBranch(start.left, rows: rows.elements, shape: shape)
        right = SpanBranch(start.right, rows: rows.elements, shape: shape)
        bias = start.bias
        output = start.output
        biasMoments = Moments(count: shape.hidden, isMatrix: false, rule: optimiser.rule)
        outputMoments = biasMoments
        pairs = PairGradients(shape)
    }

    /// B as trained so far, H × d'.
    var rightMatrix: [Scalar] { right.matrix(rows: rows.elements) }

    mutating func observe(_ new: [Scalar], offset: Int) {
        if returnsToRemembered, let remembered {
            rows.replace(with: new, offset: offset)
            right.restart(matrix: remembered.right, rows: rows.elements)
            returnsToRemembered = false
        } else {
            let old = rows
            rows.replace(with: new, offset: offset)
            right.rebase(from: old.elements, to: rows.elements)
        }
    }

    mutating func ascend(permutation: [Int32]?) -> Scalar {
        let before = estimate(permutation: permutation)
        let step = BlockAdamStep(optimiser, rate: clock.advance(optimiser))
        Scalar.ascend(&left, along: pairs.left, step)
        Scalar.ascend(&right, along: pairs.right, step)
        biasMoments.ascend(&bias, along: pairs.bias, optimiser, rate: step.rate)
        outputMoments.ascend(&output, along: pairs.output, optimiser, rate: step.rate)
        return before
    }

    mutating func estimate(permutation: [Int32]?) -> Scalar {
        Scalar.estimate(
            shape, u: left.projection, v: right.projection, b: bias, w: output, permutation: permutation, into: &pairs)
    }

    mutating func differentiate(permutation: [Int32]?, into gradient: inout [Scalar], offset: Int) -> Scalar {
        let value = estimate(permutation: permutation)
        shape.pullBack(pairs.right, through: rightMatrix, into: &gradient, offset: offset)
        return value
    }

    mutating func remember() {
        remembered = Remembered(left: left, right: rightMatrix, bias: bias, output: output)
    }

    mutating func putBack() {
        guard let remembered else { return }
        left.restore(remembered.left)
        for index in bias.indices {
            bias[index] = remembered.bias[index]
            output[index] = remembered.output[index]
        }
        biasMoments.reset()
        outputMoments.reset()
        clock = Optimiser.Clock()
        returnsToRemembered = true
    }
}
