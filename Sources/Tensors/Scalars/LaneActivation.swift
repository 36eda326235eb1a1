// SPDX-License-Identifier: Apache-2.0
import Kernels

/// An activation whose derivative follows from its value alone, applied in place in lanes.
public enum LaneActivation: Sendable {
    case relu
    case leakyRelu(slope: Double)
    case sigmoid
    case tanh

    /// nil if the derivative needs the argument, as for a leaky ReLU whose slope is not positive.
    public init?(_ function: UnaryFunction) {
        switch function {
        case .relu: self = .relu
        case .leakyRelu(let slope) where slope > 0: self = .leakyRelu(slope: slope)
        case .sigmoid: self = .sigmoid
        case .tanh: self = .tanh
        default: return nil
        }
    }

    /// Applies the activation to `count` vectors from vector `y` on, in place.
    public func forward<Scalar: Real>(_ memory: inout [Scalar], y: Int, count: Int) {
        memory.withUnsafeMutableBufferPointer { memory in
            guard let base = memory.baseAddress else { return }
            Scalar.activate(self, base + y * Lanes.count, count: count)
        }
    }

    /// Turns `count` vectors of ȳ from vector `dy` on into x̄, in place; `y` is the offset of the activation's values.
    public func adjoint<Scalar: Real>(_ memory: inout [Scalar], y: Int, dy: Int, count: Int) {
        memory.withUnsafeMutableBufferPointer { memory in
            guard let base = memory.baseAddress else { return }
            Scalar.activateAdjoint(self, base + y * Lanes.count, base + dy * Lanes.count, count: count)
        }
    }
}

/// The activations by plain loops.
extension LaneKernels where Self: Real {
    public static func activate(_ function: LaneActivation, _ y: UnsafeMutablePointer<Self>, count: Int) {
        for index in 0..<count * Lanes.count {
            let x = y[index]
            switch function {
            case .relu: y[index] = x <= 0 ? 0 : x
            case .leakyRelu(let slope): y[index] = x > 0 ? x : Self(slope) * x
            case .sigmoid: y[index] = 1 / (1 + exp(-x))
            case .tanh: y[index] = tanh(x)
            }
        }
    }

    public static func activateAdjoint(
        _ function: LaneActivation, _ y: UnsafePointer<Self>, _ dy: UnsafeMutablePointer<Self>, count: Int
    ) {
        for index in 0..<count * Lanes.count {
            switch function {
            case .relu: dy[index] = y[index] > 0 ? dy[index] : 0
            case .leakyRelu(let slope): dy[index] = y[index] > 0 ? dy[index] : Self(slope) * dy[index]
            case .sigmoid: dy[index] *= y[index] * (1 - y[index])
            case .tanh: dy[index] *= 1 - y[index] * y[index]
            }
        }
    }
}

/// The activations by C kernels; tanh has none.
extension Float {
    public static func activate(_ function: LaneActivation, _ y: UnsafeMutablePointer<Float>, count: Int) {
        switch function {
        case .relu: lane_relu(Int32(count), 0, y)
        case .leakyRelu(let slope): lane_relu(Int32(count), Float(slope), y)
        case .sigmoid: lane_sigmoid(Int32(count), y)
        case .tanh: for index in 0..<count * Lanes.count { y[index] = tanh(y[index]) }
        }
    }

    public static func activateAdjoint(
        _ function: LaneActivation, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>, count: Int
    ) {
        switch function {
        case .relu: lane_relu_adjoint(Int32(count), 0, y, dy)
        case .leakyRelu(let slope): lane_relu_adjoint(Int32(count), Float(slope), y, dy)
        case .sigmoid: lane_sigmoid_adjoint(Int32(count), y, dy)
        case .tanh: for index in 0..<count * Lanes.count { dy[index] *= 1 - y[index] * y[index] }
        }
    }
}
