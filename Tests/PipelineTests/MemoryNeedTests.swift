// SPDX-License-Identifier: Apache-2.0
import Attacks
import Base
import Foundation
import Models
import Testing

@testable import Pipeline

/// A memory limit that a job does not fit into is told at inspection, with the number that would do.
@Suite(.timeLimit(.minutes(10))) struct MemoryNeedTests {
    @Test func tooLittleIsRefusedWithTheNumberThatWouldDo() throws {
        let bundle = try TestBundle.images(2)
        let work = try bundle.prepared().work
        let execution = try work.fit.execution(chunk: 64)
        let parameters = work.job.parameters
        #expect(execution.memoryBytes > 16 * 784 * 16 * 4)
        let failure = #expect(throws: Failure.self) {
            try MemoryNeed.check(execution, parameters, file: "conv.onnx", limit: 64 << 20)
        }
        let words = try #require(failure?.message).split(separator: " ")
        let need = try #require(words.compactMap { Int($0) }.first)
        #expect(failure?.code == "memory" && failure?.hint?.contains("\(need + 1)M") == true)
        // The number named is enough, on this machine and with what the process holds by now.
        try MemoryNeed.check(execution, parameters, file: "conv.onnx", limit: (need + 64) << 20)
        try MemoryNeed.check(execution, parameters, file: "conv.onnx", limit: nil)
    }
}
