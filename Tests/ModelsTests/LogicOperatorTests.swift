// SPDX-License-Identifier: Apache-2.0
import Tensors
import Testing

@testable import Models

/// Comparisons, connectives, roundings and choices, by hand.
@Suite(.timeLimit(.minutes(10))) struct LogicOperatorTests {
    @Test func comparisons() throws {
        let (a, b) = (reals([3], [1, 2, 3]), reals([], [2]))
        let expected: [(Relation, [Bool])] = [
            (.equal, [false, true, false]), (.greater, [false, false, true]), (.less, [true, false, false]),
            (.greaterOrEqual, [false, true, true]), (.lessOrEqual, [true, true, false]),
        ]
        for (relation, truth) in expected {
            #expect(try Comparison(relation).truths(a, b).elements == truth, "\(relation)")
            #expect(try Comparison(relation).truths(integers(1, 2, 3), integers(2)).elements == truth)
            #expect(try Comparison(relation).truths(reals([1], [.nan]), reals([1], [.nan])).elements == [false])
        }
        #expect(try Comparison(.equal).truths(truth(true, false), truth(true)).elements == [true, false])
        #expect(try Comparison(.less).failure(truth(true), truth(true)).code == "shape-mismatch")
        #expect(try Comparison(.less).failure(a, integers(1)).code == "shape-mismatch")
        #expect(try Comparison(.less).failure(a, reals([2], [1, 2])).code == "shape-mismatch")
    }

    @Test func connectives() throws {
        let (a, b) = (truth(false, false, true, true), truth(false, true, false, true))
        #expect(try Logic(.and).truths(a, b).elements == [false, false, false, true])
        #expect(try Logic(.or).truths(a, b).elements == [false, true, true, true])
        #expect(try Logic(.exclusiveOr).truths(a, b).elements == [false, true, true, false])
        #expect(try Not().truths(b).elements == [true, false, true, false])
        #expect(try Not().failure(integers(1)).code == "shape-mismatch")
    }

    @Test func roundings() throws {
        let x = reals([6], [-2.5, -0.5, 0, 0.5, 1.5, 2.7])
        let expected: [(Rounding.Rule, [Double])] = [
            (.floor, [-3, -1, 0, 0, 1, 2]), (.ceil, [-2, 0, 0, 1, 2, 3]), (.round, [-2, 0, 0, 0, 2, 3]),
            (.sign, [-1, -1, 0, 1, 1, 1]),
        ]
        for (rule, y) in expected { #expect(try Rounding(rule).result(x, as: Double.self).elements == y, "\(rule)") }
        #expect(try Rounding(.sign).whole(integers(-3, 0, 9)).elements == [-1, 0, 1])
    }

    @Test func choice() throws {
        let column = reals([2, 1], [10, 20])
        let y = try Where().result(truth(true, false), reals([2], [1, 2]), column, as: Double.self)
        #expect(y == Tensor(shape: [2, 2], elements: [1, 10, 1, 20]))
        #expect(try Where().whole(truth(false), integers(1), integers(2)).elements == [2])
        #expect(try Where().failure(truth(true), integers(1), column).code == "shape-mismatch")
    }

    @Test func progression() throws {
        #expect(try Progression().whole(integers(10), integers(4), integers(-2)).elements == [10, 8, 6])
        #expect(try Progression().whole(integers(3), integers(1), integers(1)).elements.isEmpty)
        let real = try Progression().result(reals([], [1]), reals([], [2.1]), reals([], [0.5]), as: Double.self)
        #expect(real.elements == [1, 1.5, 2])
        #expect(try Progression().failure(integers(0), integers(1), integers(0)).code == "shape-mismatch")
        #expect(try Progression().failure(integers(0), integers(.max), integers(1)).code == "too-large")
    }

    @Test func integerPowers() throws {
        #expect(try Binary(.power).whole(integers(2, -3), integers(3)).elements == [8, -27])
        #expect(try Binary(.power).whole(integers(9), reals([1], [0.5])).elements == [3])
    }
}
