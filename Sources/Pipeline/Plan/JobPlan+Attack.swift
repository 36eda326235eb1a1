// SPDX-License-Identifier: Apache-2.0
import Attacks

extension JobPlan {
    /// The default of B.
    static let searchSteps = 9

    private var options: MethodOptions { settings.options ?? MethodOptions() }

    /// The parameters of one of several results per sample; with several values of α, each result has its own.
    func parameters(variant: Int) -> Parameters {
        guard let alphas = options.alphas else { return parameters }
        var parameters = parameters
        parameters.alpha = alphas[variant % alphas.count]
        return parameters
    }

    /// The methods that `[attack]` asks for, one per variant.
    ///
    /// - Parameter inputs: d, the number of elements of a sample.
    func attacks(seed: UInt64, inputs: Int) -> [any AttackMethod<Float>] {
        let needsRows = settings.method.takesRows && parameters.sampling == .random
        let matrices = needsRows ? RandomMatrices<Float>(parameters, seed: seed, inputs: inputs) : nil
        return (0..<variantCount).map { variant in
            let method = attack(seed: seed, matrices: matrices, variant: UInt8(variant))
            guard let kind = options.transform, settings.method.transformation == nil else { return method }
            return TransformedSource(
                parameters: parameters, transformation: transformation(kind, seed: seed, variant: UInt8(variant)),
                method: method)
        }
    }

    private func attack(
        seed: UInt64, matrices: RandomMatrices<Float>?, variant: UInt8
    ) -> any AttackMethod<Float> {
        let parameters = parameters(variant: Int(variant))
        func ablation(_ similarity: Similarity) -> any AttackMethod<Float> {
            SimilarityAblation(
                parameters: parameters, similarity: similarity, seed: seed, matrices: matrices, variant: variant)
        }
        func transformed(_ kind: JobSettings.TransformationKind) -> any AttackMethod<Float> {
            TransformationMethod(
                parameters: parameters, transformation: transformation(kind, seed: seed, variant: variant))
        }
        switch settings.method {
        case .minmax: return MinMax(parameters: parameters, seed: seed, matrices: matrices, variant: variant)
        case .penalty:
            return PenaltySearch(
                parameters: parameters, steps: options.searchSteps ?? Self.searchSteps,
                successTest: options.successTest ?? .perStep,
                seed: seed, matrices: matrices, variant: variant)
        case .lossAscent: return LossAscent(parameters: parameters, seed: seed, variant: variant)
        case .pgd:
            return ProjectedGradient(parameters: parameters, step: options.stepSize, seed: seed, variant: variant)
        case .distance: return ablation(.squaredDistance)
        case .cosine: return ablation(.cosine)
        case .featureScattering: return ablation(.featureScattering)
        case .gaussian: return transformed(.gaussian)
        case .flip: return transformed(.flip)
        case .rotation: return transformed(.rotation)
        }
    }

    /// Flips alternate: left and right, then top and bottom.
    private func transformation(
        _ kind: JobSettings.TransformationKind, seed: UInt64, variant: UInt8
    ) -> any Transformation {
        switch kind {
        case .gaussian: GaussianNoise(deviation: options.sigma ?? 0.01, seed: seed, variant: variant)
        case .flip: Flip(variant % 2 == 0 ? .horizontal : .vertical, geometry)
        case .rotation: Rotation(angle: options.angle ?? 10, geometry, seed: seed, variant: variant)
        }
    }

    /// The geometry of an image in the model's layout.
    ///
    /// - Precondition: the data are images.
    var geometry: ImageGeometry {
        let shape = layout.elementShape
        precondition(shape.count == 3, "only images have views")
        return ImageGeometry(
            height: shape[0], width: shape[1], channels: shape[2], isChannelsFirst: layout.layout == .channelsFirst)
    }

    var keepsDiagnostics: Bool { options.diagnostics == true }
    var isContrastive: Bool { parameters.objective == .contrastive }

    /// Results per sample.
    var variantCount: Int {
        let flips = settings.method == .flip || options.transform == .flip
        return options.variants ?? options.alphas?.count ?? (flips ? 2 : 1)
    }

    /// How samples get their classes; nil if they need none.
    func labelRule(seed: UInt64) -> LabelRule? {
        guard parameters.objective.isSupervised else { return nil }
        return LabelRule(source: options.label ?? .predicted, target: target, seed: seed)
    }
}

extension JobPlan {
    /// n·d flags of values that must not change: the data's own and, with `mask = "selected"`, those that a concrete
    /// autoencoder does not select.
    func frozen(_ own: [Bool]?, samples: Int) -> [Bool]? {
        guard let unselected, options.mask ?? .selected == .selected else { return own }
        let d = layout.elementShape.reduce(1, *)
        var frozen = own ?? Array(repeating: false, count: samples * d)
        for sample in 0..<samples {
            for element in unselected { frozen[sample * d + element] = true }
        }
        return frozen
    }

    /// With `mask = "all"`, which values the model reads, in the data's order; nil if it reads all,
    /// or if δ is confined to them.
    func selected(_ fit: ModelFit) -> [Bool]? {
        guard let unselected, options.mask == .all else { return nil }
        var selected = [Float](repeating: 1, count: layout.elementShape.reduce(1, *))
        for element in unselected { selected[element] = 0 }
        return fit.restored(selected).map { $0 == 1 }
    }
}
