// SPDX-License-Identifier: Apache-2.0
import Kernels

/// Maps by C kernels. Functions that have none (logarithms, tanh) run the plain loops.
extension Float {
    public static func map(
        _ function: LaneFunction, count: Int, adds: Bool, _ o: LaneOperands<Float>, _ y: UnsafeMutablePointer<Float>
    ) {
        guard let kernel = MapKernel(function) else { return plainMap(function, count: count, adds: adds, o, y) }
        let shape = lane_mapping(
            function: Int32(kernel.code), count: Int32(count), adds: adds ? 1 : 0, p: kernel.p, q: kernel.q)
        withUnsafePointer(to: shape) { lane_map($0, o.a, kernel.readsValue ? o.c : o.b, o.c, y) }
    }
}

/// The C form of a function: its number and the two numbers that it takes.
private struct MapKernel {
    let code: Int
    var p: Float = 0
    var q: Float = 0
    /// Whether the kernel's operand b is the function's value c, not its argument.
    var readsValue = false

    init(_ code: Int, _ p: Double = 0, _ q: Double = 0, readsValue: Bool = false) {
        self.code = code
        self.p = Float(p)
        self.q = Float(q)
        self.readsValue = readsValue
    }

    /// nil if the function has no C kernel.
    init?(_ function: LaneFunction) {
        let kernel: MapKernel?
        switch function {
        case .copy: kernel = MapKernel(Int(LANE_COPY))
        case .unary(let function): kernel = Self.unary(function)
        case .unarySlope(let function): kernel = Self.unarySlope(function)
        case .activation(let function): kernel = Self.activation(function)
        case .activationSlope(let function): kernel = Self.activationSlope(function)
        case .binary(let function): kernel = Self.binary(function)
        case .binarySlope(let function, let side): kernel = Self.binarySlope(function, side)
        }
        guard let kernel else { return nil }
        self = kernel
    }

    private static func unary(_ function: UnaryFunction) -> MapKernel? {
        switch function {
        case .relu: MapKernel(Int(LANE_RELU))
        case .leakyRelu(let slope): MapKernel(Int(LANE_RELU), slope)
        case .sigmoid: MapKernel(Int(LANE_SIGMOID))
        case .elu(let alpha): MapKernel(Int(LANE_ELU), alpha, 1)
        case .selu(let alpha, let gamma): MapKernel(Int(LANE_ELU), alpha * gamma, gamma)
        case .exp: MapKernel(Int(LANE_EXP))
        case .sqrt: MapKernel(Int(LANE_ROOT))
        case .negative: MapKernel(Int(LANE_LINE), -1)
        case .absolute: MapKernel(Int(LANE_ABSOLUTE))
        case .reciprocal: MapKernel(Int(LANE_RECIPROCAL))
        case .clip(let low, let high): MapKernel(Int(LANE_CLIP), low, high)
        case .affine(let scale, let offset): MapKernel(Int(LANE_LINE), scale, offset)
        case .erf: MapKernel(Int(LANE_ERF))
        case .tanh, .softplus, .log: nil
        }
    }

    private static func unarySlope(_ function: UnaryFunction) -> MapKernel? {
        switch function {
        case .relu: MapKernel(Int(LANE_RELU_SLOPE))
        case .leakyRelu(let slope): MapKernel(Int(LANE_RELU_SLOPE), slope)
        case .sigmoid: MapKernel(Int(LANE_SIGMOID_SLOPE), readsValue: true)
        case .tanh: MapKernel(Int(LANE_TANH_SLOPE), readsValue: true)
        case .elu(let alpha): MapKernel(Int(LANE_ELU_SLOPE), alpha, 1)
        case .selu(let alpha, let gamma): MapKernel(Int(LANE_ELU_SLOPE), alpha * gamma, gamma)
        case .exp: MapKernel(Int(LANE_MULTIPLY), readsValue: true)
        case .log: MapKernel(Int(LANE_DIVIDE))
        case .sqrt: MapKernel(Int(LANE_ROOT_SLOPE), readsValue: true)
        case .negative: MapKernel(Int(LANE_LINE), -1)
        case .absolute: MapKernel(Int(LANE_ABSOLUTE_SLOPE))
        case .reciprocal: MapKernel(Int(LANE_RECIPROCAL_SLOPE), readsValue: true)
        case .clip(let low, let high): MapKernel(Int(LANE_CLIP_SLOPE), low, high)
        case .affine(let scale, _): MapKernel(Int(LANE_LINE), scale)
        case .erf: MapKernel(Int(LANE_ERF_SLOPE))
        case .softplus: nil
        }
    }

    private static func activation(_ function: ActivationFunction) -> MapKernel? {
        switch function {
        case .swish(let alpha): MapKernel(Int(LANE_SWISH), alpha)
        case .gelu: MapKernel(Int(LANE_GELU))
        case .tanhGelu: MapKernel(Int(LANE_TANH_GELU))
        case .hardSwish: MapKernel(Int(LANE_HARD_SWISH))
        case .hardSigmoid, .softsign, .celu, .mish: nil
        }
    }

    private static func activationSlope(_ function: ActivationFunction) -> MapKernel? {
        switch function {
        case .swish(let alpha): MapKernel(Int(LANE_SWISH_SLOPE), alpha)
        case .gelu: MapKernel(Int(LANE_GELU_SLOPE))
        case .tanhGelu: MapKernel(Int(LANE_TANH_GELU_SLOPE))
        case .hardSwish: MapKernel(Int(LANE_HARD_SWISH_SLOPE))
        case .hardSigmoid, .softsign, .celu, .mish: nil
        }
    }

    private static func binary(_ function: BinaryFunction) -> MapKernel? {
        switch function {
        case .add: MapKernel(Int(LANE_ADD))
        case .subtract: MapKernel(Int(LANE_SUBTRACT))
        case .multiply: MapKernel(Int(LANE_MULTIPLY))
        case .divide: MapKernel(Int(LANE_DIVIDE))
        case .maximum: MapKernel(Int(LANE_MAXIMUM))
        case .minimum: MapKernel(Int(LANE_MINIMUM))
        case .power, .remainder, .modulo, .parametricRelu: nil
        }
    }

    private static func binarySlope(_ function: BinaryFunction, _ side: Operand) -> MapKernel? {
        switch (function, side) {
        case (.add, _), (.subtract, .left): MapKernel(Int(LANE_COPY))
        case (.subtract, .right): MapKernel(Int(LANE_LINE), -1)
        case (.multiply, .left): MapKernel(Int(LANE_MULTIPLY), readsValue: true)
        case (.multiply, .right): MapKernel(Int(LANE_MULTIPLY))
        case (.divide, .left): MapKernel(Int(LANE_DIVIDE), readsValue: true)
        case (.divide, .right): MapKernel(Int(LANE_DIVISOR_SLOPE))
        case (.maximum, .left): MapKernel(Int(LANE_IF_NOT_LESS))
        case (.maximum, .right): MapKernel(Int(LANE_IF_LESS))
        case (.minimum, .left): MapKernel(Int(LANE_IF_NOT_MORE))
        case (.minimum, .right): MapKernel(Int(LANE_IF_MORE))
        case (.power, _), (.remainder, _), (.modulo, _), (.parametricRelu, _): nil
        }
    }
}
