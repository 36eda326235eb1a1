// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Losses that are means over all elements. Each adds up its share in double precision and writes the gradient, both
/// divided by the number of all the batch's elements.
enum Elementwise {
    @inline(__always)
    private static func sigmoid<T: Real>(_ x: T) -> T {
        let e = T.exp(-abs(x))
        return (x < 0 ? e : 1) / (1 + e)
    }

    /// (o − y)²
    @specialized(where T == Float)
    static func squares<T: Real>(
        _ output: [T], _ count: Int, _ targets: LossTargets<T>, _ first: Int, _ all: Int, _ gradient: inout [T]
    ) -> Double {
        let scale = 2 / T(all)
        var sum: Double = 0
        for index in 0..<count {
            let difference = output[index] - targets.numbers[first + index]
            sum += Double(difference * difference)
            gradient[index] = scale * difference
        }
        return sum / Double(all)
    }

    /// (σ(o) − y)²
    @specialized(where T == Float)
    static func sigmoidSquares<T: Real>(
        _ output: [T], _ count: Int, _ targets: LossTargets<T>, _ first: Int, _ all: Int, _ gradient: inout [T]
    ) -> Double {
        let scale = 2 / T(all)
        var sum: Double = 0
        for index in 0..<count {
            let value = sigmoid(output[index])
            let difference = value - targets.numbers[first + index]
            sum += Double(difference * difference)
            gradient[index] = scale * difference * value * (1 - value)
        }
        return sum / Double(all)
    }

    /// max(o, 0) − o·y + log(1 + e^−|o|), which is −y·log σ(o) − (1 − y)·log(1 − σ(o)) without overflow.
    @specialized(where T == Float)
    static func crossEntropy<T: Real>(
        _ output: [T], _ count: Int, _ targets: LossTargets<T>, _ first: Int, _ all: Int, _ gradient: inout [T]
    ) -> Double {
        let scale = 1 / T(all)
        var sum: Double = 0
        for index in 0..<count {
            let (o, y) = (output[index], targets.numbers[first + index])
            sum += Double(max(o, 0) - o * y + T.log1p(T.exp(-abs(o))))
            gradient[index] = scale * (sigmoid(o) - y)
        }
        return sum / Double(all)
    }
}

enum Classification {
    /// −log softmax(o)_y, whose gradient is softmax(o) less 1 at y.
    @specialized(where T == Float)
    static func crossEntropy<T: Real>(
        _ output: [T], _ rows: Int, _ count: Int, _ labels: [Int32], _ first: Int, _ batch: Int,
        _ gradient: inout [T]
    ) -> Double {
        let scale = 1 / T(batch)
        var sum: Double = 0
        for row in 0..<rows {
            let elements = row * count..<(row + 1) * count
            let most = elements.reduce(-T.infinity) { max($0, output[$1]) }
            let total = elements.reduce(T(0)) { $0 + T.exp(output[$1] - most) }
            let wanted = row * count + Int(labels[first + row])
            sum += Double(most + T.log(total) - output[wanted])
            for index in elements {
                let share = T.exp(output[index] - most) / total
                gradient[index] = scale * (index == wanted ? share - 1 : share)
            }
        }
        return sum / Double(batch)
    }
}
