// SPDX-License-Identifier: Apache-2.0
import Tensors
import Testing

@testable import Models

/// Einstein sums by hand, and equations that do not fit.
@Suite(.timeLimit(.minutes(10))) struct EinsumTests {
    private let a = reals([2, 2], [1, 2, 3, 4])
    private let b = reals([2, 2], [10, 20, 30, 40])

    private func sum(_ equation: String, _ inputs: Graph.Constant...) throws -> Tensor<Double> {
        try #require(try Einsum(equation: equation).outputs(inputs, Double.self)[0].real)
    }

    @Test func products() throws {
        #expect(try sum("ij,jk->ik", a, b) == Tensor(shape: [2, 2], elements: [70, 100, 150, 220]))
        #expect(try sum("ij, jk", a, b) == Tensor(shape: [2, 2], elements: [70, 100, 150, 220]))
        #expect(try sum("ij,ij->", a, b) == Tensor(scalar: 300))
        #expect(try sum("i,j->ji", reals([2], [1, 2]), reals([1], [5])) == Tensor(shape: [1, 2], elements: [5, 10]))
        #expect(try sum("ij,jk,k->i", a, b, reals([2], [1, -1])) == Tensor(shape: [2], elements: [-30, -70]))
    }

    @Test func oneOperand() throws {
        #expect(try sum("ij->ji", a).elements == [1, 3, 2, 4])
        #expect(try sum("ba", a).elements == [1, 3, 2, 4])
        #expect(try sum("ii->i", a).elements == [1, 4])
        #expect(try sum("ii", a) == Tensor(scalar: 5))
        #expect(try sum("ij->j", a).elements == [4, 6])
    }

    @Test func ellipsis() throws {
        let x = reals([2, 1, 2], [1, 2, 3, 4])
        #expect(try sum("...i->...", x) == Tensor(shape: [2, 1], elements: [3, 7]))
        #expect(
            try sum("...i,...i->...i", x, reals([3, 1], [1, 10, 100]))
                == Tensor(shape: [2, 3, 2], elements: [1, 2, 10, 20, 100, 200, 3, 4, 30, 40, 300, 400]))
    }

    @Test(arguments: ["ij", "ij,jk->il", "ijk,jk->i", "ij,jk->ii", "i1,jk->i", "ij,...jk...->i", "ij,jk->im"])
    func malformed(_ equation: String) throws {
        let failure = try Einsum(equation: equation).failure(a, b)
        #expect(failure.code == "shape-mismatch" && failure.message.contains(equation))
    }

    @Test func extentsThatDiffer() throws {
        #expect(try Einsum(equation: "ij,jk->ik").failure(a, reals([3, 1], [1, 2, 3])).code == "shape-mismatch")
    }

    /// aᵢ·bⱼ would be 2³² numbers; their sum is Σᵢ aᵢ times Σⱼ bⱼ.
    @Test func beyondMemory() throws {
        let long = reals([1 << 16], Array(repeating: 1, count: 1 << 16))
        #expect(try sum("i,j->", long, long) == Tensor(scalar: 4_294_967_296))
        #expect(try Einsum(equation: "i,j->ij").failure(long, long).code == "too-large")
    }
}
