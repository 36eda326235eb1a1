// SPDX-License-Identifier: Apache-2.0
/// A value that a layer reads: one output of one call of a layer. A layer that is shared is called several times.
struct KerasReference: Hashable {
    let layer: String
    let call: Int
    let output: Int

    init(_ layer: String, call: Int = 0, output: Int = 0) {
        (self.layer, self.call, self.output) = (layer, call, output)
    }

    /// Keras writes `["name", 0, 0]`, with keyword arguments behind it in Keras 2.
    private init?(_ list: [JSON]) {
        guard list.count >= 3, let layer = list[0].text, let call = list[1].integer, let output = list[2].integer,
            call >= 0, output >= 0
        else { return nil }
        self.init(layer, call: call, output: output)
    }

    /// All references in a node's arguments, in order: `["name", 0, 0, {}]` in Keras 2, `{"keras_history": ["name", 0,
    /// 0]}` in Keras 3.
    static func all(in json: JSON?) -> [KerasReference] {
        guard let json else { return [] }
        if let members = json.object { return members.sorted { $0.key < $1.key }.flatMap { all(in: $0.value) } }
        guard let list = json.list else { return [] }
        guard let reference = KerasReference(list) else { return list.flatMap { all(in: $0) } }
        return [reference] + (list.count > 3 ? all(in: list[3]) : [])
    }
}
