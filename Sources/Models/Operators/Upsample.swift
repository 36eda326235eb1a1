// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Resize by scales as before opset 10: asymmetric coordinates, rounded down.
public struct Upsample: Operation {
    /// The equivalent Resize, whose scales are input 1.
    public let resize: Resize
    /// The scales as an attribute (opset 7); nil: input 1.
    public let scales: [Float]?

    /// `scales` has one factor per axis.
    public init(mode: ResizeMode = .nearest, scales: [Float]? = nil) {
        resize = Resize(mode: mode, coordinates: .asymmetric, nearest: .floor, scalesInput: 1)
        self.scales = scales
    }

    public var name: String { "Upsample" }
    public var settings: Set<Int> { [1] }

    func maps<T: Real>(_ inputs: [Value<T>?]) throws -> [(axis: Int, map: Resampling)] {
        let given = try scales?.map { Double($0) } ?? optionalReal(inputs, 1)?.elements.map { Double($0) } ?? []
        return try resize.maps(try real(inputs, 0).shape, inputs, scales: given)
    }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        [.real(try maps(inputs).reduce(try real(inputs, 0)) { $0.resampled($1.map, axis: $1.axis) })]
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        context.first { cotangent in
            let maps = (try? maps(context.inputs)) ?? []
            return maps.reversed().reduce(cotangent) { $0.resampledAdjoint($1.map, axis: $1.axis) }
        }
    }
}
