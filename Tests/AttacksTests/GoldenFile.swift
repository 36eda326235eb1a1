// SPDX-License-Identifier: Apache-2.0
import Foundation
import Tensors

@testable import Attacks

/// One golden trace: inputs, hyper-parameters, every permutation, and what must come out (fields as in
/// Fixtures/golden/README.md).
struct GoldenFile {
    let root: [String: Any]

    init(_ name: String) throws {
        let url = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Fixtures/golden/\(name).json").standardized
        root = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as! [String: Any]
    }

    func section(_ key: String) -> [String: Any] { root[key] as! [String: Any] }

    var x: [Double] { numbers(root["x"]) }
    var startNoise: [Double] { numbers(root["delta0"]) }
    var isImage: Bool { section("model")["input_shape"] == nil }
    var hyper: [String: Any] { section("hyper") }
    var criterion: [String: Any] { section("criterion") }
    var pairs: [String: Any] { section("pairs") }
    var result: [String: Any] { section("result") }
    var trace: [[String: Any]] { result["trace"] as! [[String: Any]] }
    var rowCount: Int { integer(pairs["K"]) }
    var rowLength: Int { integer(pairs["d_prime"]) }
    var hidden: Int { integer(section("mine")["H"]) }

    var labels: [Int]? { criterion["label"].map { [integer($0)] } }

    var grid: StorageGrid? {
        hyper["storage_step"].map { StorageGrid(step: numbers($0), origin: [0]) }
    }

    func matrices<Scalar: Real>() -> RandomMatrices<Scalar>? {
        guard pairs["kind"] as? String == "random_sampling" else { return nil }
        return RandomMatrices(
            count: rowCount, rowLength: rowLength, inputs: x.count,
            elements: numbers(pairs["M_K_dprime_d"]).map { Scalar($0) })
    }

    /// A, B of the file are d'×H.
    func weights<Scalar: Real>(_ any: Any?) -> CriticWeights<Scalar> {
        let fields = any as! [String: Any]
        func matrix(_ key: String) -> [Scalar] {
            let values = numbers(fields[key])
            return (0..<hidden).flatMap { h in (0..<rowLength).map { Scalar(values[$0 * hidden + h]) } }
        }
        return CriticWeights(
            hidden: hidden, rowLength: rowLength, left: matrix("A"), right: matrix("B"),
            bias: numbers(fields["b"]).map { Scalar($0) }, output: numbers(fields["w"]).map { Scalar($0) })
    }

    func batch<Scalar: Real>() -> Batch<Scalar> {
        Batch(
            x: Tensor(shape: [1, x.count], elements: x.map { Scalar($0) }), indices: [0], grid: grid, labels: labels)
    }
}

/// All numbers of a nested JSON array, in order.
func numbers(_ any: Any?) -> [Double] {
    if let list = any as? [Any] { return list.flatMap { numbers($0) } }
    return [(any as! NSNumber).doubleValue]
}

func number(_ any: Any?) -> Double { (any as! NSNumber).doubleValue }
func integer(_ any: Any?) -> Int { (any as! NSNumber).intValue }

extension GoldenFile {
    var parameters: Parameters {
        let isRandom = pairs["kind"] as? String == "random_sampling"
        var parameters = Parameters.preset(.paper, sampling: isRandom ? .random : .convolution, elementShape: [x.count])
        let hyper = hyper
        parameters.order = root["algorithm"] as? String == "released_order" ? .released : .paper
        parameters.objective =
            ["sup_untargeted": .untargeted, "sup_targeted": .targeted][criterion["type"] as! String] ?? .reconstruction
        parameters.lossUnit = criterion["unit"] as? String == "percent" ? .percentOfClean : .sumOfSquares
        parameters.kappa = number(criterion["kappa"])
        parameters.storageAware = hyper["storage_step"] != nil
        parameters.startNoise = startNoise.contains { $0 != 0 } ? 0.086 : 0
        parameters.initialPenalty = hyper["c0"].map { number($0) } ?? 0
        parameters.step = hyper["scale_free"] as? Bool == true ? .scaleFree : .plain
        parameters.alpha = number(hyper["alpha"])
        parameters.beta = number(hyper["beta"])
        parameters.epsilon = number(hyper["epsilon"])
        parameters.iterations = integer(hyper["T"])
        parameters.innerSteps = integer(hyper["TI"])
        parameters.pretrainingSteps = hyper["pretrain_steps"].map { integer($0) } ?? 0
        parameters.marginal = hyper["marginal"] as? String == "all_pairs" ? .allPairs : .permutation
        parameters.criticStart = hyper["put_back"] as? Bool == true ? .putBack : .warm
        parameters.standardised = pairs["standardise_rows"] as! Bool
        parameters.rowCount = rowCount
        parameters.rowLength = rowLength
        adoptOptimiser(&parameters)
        return parameters
    }

    private func adoptOptimiser(_ parameters: inout Parameters) {
        let optimiser = hyper["mine_optimizer"] as! [String: Any]
        parameters.hiddenUnits = hidden
        parameters.optimiser = ["sgd": .sgd, "adam": .adam][optimiser["type"] as! String] ?? .blockAdam
        parameters.learningRate = number(optimiser["lr"])
        guard parameters.optimiser != .sgd else { return }
        parameters.firstDecay = number(optimiser["beta1"])
        parameters.secondDecay = number(optimiser["beta2"])
        parameters.stabiliser = number(optimiser["eps"])
    }
}

/// The permutations, the critic's start and the start noise of a golden file, in Philox's place.
struct GoldenRandomness<Scalar: Real>: Randomness {
    private let start: CriticWeights<Scalar>
    private let noise: [Scalar]
    private let permutations: [RandomStream.Purpose: [[Int32]]]

    init(_ golden: GoldenFile) {
        start = golden.weights(golden.section("mine")["init"])
        noise = golden.startNoise.map { Scalar($0) }
        let K = golden.rowCount
        // Algorithm 3 has a section a search step; its occasions go on counting.
        let sections = golden.root["permutations"] as? [[String: Any]] ?? [golden.section("permutations")]
        func blocks(_ key: String) -> [[Int32]] {
            guard golden.parameters.marginal == .permutation else { return [] }
            let flat = sections.flatMap { numbers($0[key]) }.map { Int32($0) }
            return stride(from: 0, to: flat.count, by: K).map { Array(flat[$0..<$0 + K]) }
        }
        permutations = [
            .pretrainingPermutation: blocks("pretrain"),
            .gradientPermutation: blocks("grad"), .trainingPermutation: blocks("train"),
            .evaluationPermutation: blocks("eval"),
        ]
    }

    func criticStart(sample: Int, hidden: Int, rowLength: Int) -> CriticWeights<Scalar> { start }
    func startNoise(sample: Int, radius: Double, count: Int) -> [Scalar] { noise }
    func permute(_ permutation: inout [Int32], sample: Int, purpose: RandomStream.Purpose, occasion: Int) {
        permutation = permutations[purpose]![occasion]
    }
}
