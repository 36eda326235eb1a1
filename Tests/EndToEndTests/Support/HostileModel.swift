// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport

/// A model of a few kilobytes whose value is doubled again and again: legal, and far too large to compute.
enum HostileModel {
    /// f(x) = (x + mean(x, x, …, x)) I, the row of 77 values repeated 2^k times.
    static func concat(_ k: Int) -> Data {
        let values = ["x"] + (0..<k).map { "c\($0)" }
        let doublings = (0..<k).map { node("Concat", [values[$0], values[$0]], values[$0 + 1], ["axis": 1]) }
        let nodes =
            doublings + [
                node("ReduceMean", [values[k]], "r", ["keepdims": 1], axes: [1]), node("Add", ["x", "r"], "z"),
                node("MatMul", ["z", "w"], "y"),
            ]
        let graph = WireWriter.message { graph in
            nodes.forEach { graph.put(1, $0) }
            graph.put(2, "g")
            graph.put(5, identity)
            graph.put(11, value("x"))
            graph.put(12, value("y"))
        }
        return Data(
            WireWriter.message { model in
                model.number(1, 8)
                model.put(7, graph)
                model.put(
                    8,
                    WireWriter.message {
                        $0.put(1, ""); $0.number(2, 17)
                    })
            })
    }

    private static let width = 77

    private static func node(
        _ kind: String, _ inputs: [String], _ output: String, _ numbers: [String: Int64] = [:], axes: [Int64] = []
    ) -> [UInt8] {
        WireWriter.message { node in
            inputs.forEach { node.put(1, $0) }
            node.put(2, output)
            node.put(4, kind)
            for (name, number) in numbers {
                node.put(
                    5,
                    WireWriter.message {
                        $0.put(1, name); $0.number(3, number); $0.number(20, 2)
                    })
            }
            guard !axes.isEmpty else { return }
            node.put(
                5,
                WireWriter.message { attribute in
                    attribute.put(1, "axes")
                    axes.forEach { attribute.number(8, $0) }
                    attribute.number(20, 7)
                })
        }
    }

    private static var identity: [UInt8] {
        WireWriter.message { tensor in
            tensor.number(1, Int64(width))
            tensor.number(1, Int64(width))
            tensor.number(2, 1)
            tensor.put(8, "w")
            let ones = (0..<width * width).map { Float($0 % (width + 1) == 0 ? 1 : 0) }
            tensor.put(9, ones.flatMap { one in withUnsafeBytes(of: one.bitPattern.littleEndian) { Array($0) } })
        }
    }

    private static func value(_ name: String) -> [UInt8] {
        let shape = WireWriter.message { shape in
            shape.put(1, WireWriter.message { $0.put(2, "N") })
            shape.put(1, WireWriter.message { $0.number(1, Int64(width)) })
        }
        let tensor = WireWriter.message {
            $0.number(1, 1); $0.put(2, shape)
        }
        return WireWriter.message {
            $0.put(1, name); $0.put(2, WireWriter.message { $0.put(1, tensor) })
        }
    }
}
