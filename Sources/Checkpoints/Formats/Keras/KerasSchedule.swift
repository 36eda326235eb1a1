// SPDX-License-Identifier: Apache-2.0
import Base

/// One call of a functional model's layer.
struct KerasStep: Hashable {
    let layer: Int
    let call: Int
}

extension KerasModel {
    /// The calls of all layers in an order in which each comes after those that it reads. Calls of a shared layer have the
    /// calls of others between them.
    ///
    /// - Throws: `Failure` (refused) if a call reads what does not exist, or if calls read each other in a circle.
    func schedule() throws -> [KerasStep] {
        var readers: [KerasStep: [KerasStep]] = [:]
        var missing: [KerasStep: Int] = [:]
        var ready: [KerasStep] = []
        for (index, layer) in layers.enumerated() {
            for call in 0..<max(layer.calls.count, 1) {
                let step = KerasStep(layer: index, call: call)
                let sources = try Set(sources(of: step).map { try self.step($0) })
                missing[step] = sources.count
                for source in sources { readers[source, default: []].append(step) }
                if sources.isEmpty { ready.append(step) }
            }
        }
        var next = 0
        while next < ready.count {
            for reader in readers[ready[next]] ?? [] {
                missing[reader, default: 0] -= 1
                if missing[reader] == 0 { ready.append(reader) }
            }
            next += 1
        }
        guard ready.count == missing.count else { throw Self.malformed("layers that read one another in a circle") }
        return ready
    }

    /// What a call reads.
    func sources(of step: KerasStep) -> [KerasReference] {
        let calls = layers[step.layer].calls
        return step.call < calls.count ? calls[step.call] : []
    }

    private func step(_ reference: KerasReference) throws -> KerasStep {
        guard let layer = numbers[reference.layer] else {
            throw Self.malformed("a layer that reads \"\(reference.layer)\", which does not exist")
        }
        return KerasStep(layer: layer, call: try call(reference, of: layers[layer]))
    }

    /// The number of the call among those that are stored. In Keras 2, a model that begins with an input layer was called
    /// once when it was made, which is counted and not stored.
    private func call(_ reference: KerasReference, of layer: KerasLayer) throws -> Int {
        let isOld = layer.nodes.first?.list != nil
        let call = reference.call - (isOld && layer.model?.layers[0].type == "InputLayer" ? 1 : 0)
        guard call >= 0, call < max(layer.calls.count, 1) else {
            throw Self.malformed("a layer that reads call \(reference.call) of \"\(layer.name)\", which is not stored")
        }
        return call
    }

    /// The reference by the number of the call that is stored.
    func stored(_ reference: KerasReference) throws -> KerasReference {
        let step = try step(reference)
        return KerasReference(reference.layer, call: step.call, output: reference.output)
    }
}
