// SPDX-License-Identifier: Apache-2.0
import Tensors

@testable import Models

extension OperatorCase {
    static var circular: [OperatorCase] {
        Circular.Function.allCases.map { function in
            let inside: Graph.Constant = .real(Tensor(shape: [5], elements: [-0.75, -0.25, 0.125, 0.375, 0.625]))
            let outside: Graph.Constant = .real(Tensor(shape: [3], elements: [1.25, 2, 3.5]))
            return OperatorCase("\(function)", Circular(function), [function == .acosh ? outside : inside])
        }
    }

    static var places: [OperatorCase] {
        [
            OperatorCase(
                "elements gathered", GatherElements(axis: 1),
                [numbers(200, [2, 3]), .integer(Tensor(shape: [2, 4], elements: [0, 2, -1, 0, 1, 1, 0, 2]))]),
            OperatorCase("cumulative sum", CumulativeSum(axis: 1), [numbers(201, [2, 3, 2])]),
            OperatorCase(
                "cumulative sum, backwards and without the own element",
                CumulativeSum(axis: -1, isExclusive: true, isReverse: true), [numbers(202, [2, 4])]),
            OperatorCase("largest two", Extrema(axis: 1), [away(203, [2, 4, 2]), integers(2)]),
            OperatorCase("smallest", Extrema(largest: false), [away(204, [3, 4]), integers(1)]),
            OperatorCase("upper triangle", Triangle(), [numbers(205, [2, 3, 3]), integers(1)]),
            OperatorCase("lower triangle", Triangle(isUpper: false), [numbers(206, [3, 4])]),
        ]
    }

    /// Three steps of two samples with four features and two units.
    static var recurrences: [OperatorCase] {
        func one(
            _ label: String, _ cell: RecurrentCell, _ direction: RecurrentDirection = .forward,
            resetsAfter: Bool = false,
            full: Bool = true
        ) -> OperatorCase {
            let (count, rows) = (direction.count, cell.gates * 2)
            var inputs: [Graph.Constant?] = [
                numbers(210, [3, 2, 4]), numbers(211, [count, rows, 4]), numbers(212, [count, rows, 2]),
            ]
            if full { inputs += [numbers(213, [count, 2 * rows]), nil, numbers(214, [count, 2, 2])] }
            if full, cell == .lstm { inputs += [numbers(215, [count, 1, 2]), numbers(216, [count, 6])] }
            return OperatorCase(
                label, Recurrence(cell, units: 2, direction: direction, resetsAfter: resetsAfter), inputs,
                differentiable: inputs.indices.filter { inputs[$0] != nil })
        }
        return [
            one("LSTM", .lstm), one("LSTM, both ways", .lstm, .bidirectional),
            one("LSTM, weights alone", .lstm, full: false),
            one("GRU, backwards", .gru, .reverse), one("GRU, both ways", .gru, .bidirectional, resetsAfter: true),
            one("RNN, both ways", .simple, .bidirectional),
        ]
    }
}
