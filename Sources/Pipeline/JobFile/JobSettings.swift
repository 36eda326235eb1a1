// SPDX-License-Identifier: Apache-2.0
import Attacks
import Datasets

/// Everything that `job.toml` and an inbox's defaults may set, with its defaults: the effective settings of a job.
public struct JobSettings: Codable, Equatable, Sendable {
    /// What is published for a sample without an adversarial example.
    public enum FailurePolicy: String, Codable, CaseIterable, Sendable {
        /// The sample is published as it was (paper 4.1).
        case replicate
        /// Nothing is published for the sample.
        case omit
        /// What the method made of the sample is published.
        case keep
    }

    /// Which instructions and kernels compute a job.
    public enum Arithmetic: String, Codable, CaseIterable, Sendable {
        /// The fastest instructions that this processor has.
        case native
        /// The same bytes on every x86-64 processor with AVX2.
        case portable
    }

    /// The order of an image's axes in the model's input.
    public enum Layout: String, Codable, CaseIterable, Sendable {
        case channelsFirst = "NCHW"
        case channelsLast = "NHWC"
    }

    /// The section `[model]`.
    public struct Model: Codable, Equatable, Sendable {
        public var file: String?
        public var output: String?
        public var inputs: [String: Double]?
        public var layout: Layout?
    }

    /// The section `[input]`: the data's range, and the affine map to the model's own.
    public struct Input: Codable, Equatable, Sendable {
        public var scale: DatasetOptions.Scale?
        public var min: [Double]?
        public var max: [Double]?
        public var mean: [Double]?
        public var std: [Double]?
    }

    /// The section `[dataset]`.
    public struct Source: Codable, Equatable, Sendable {
        public var include: [String]?
        public var exclude: [String]?
        public var limit: Int?
        public var limitOrder: LimitOrder?
        public var columns: [String]?
        public var label: String?
        public var id: [String]?
        public var header: Bool?
        public var separator: String?
        public var axes: DatasetOptions.Axes?
        public var decimal: String?
        public var thousands: String?
        public var comment: String?
        public var skip: Int?
        public var missing: [String]?
        public var yes: [String]?
        public var no: [String]?

        private enum CodingKeys: String, CodingKey {
            case include, exclude, limit, columns, label, id, header, separator, axes, decimal, thousands, comment,
                skip, missing
            case yes = "true"
            case no = "false"
            case limitOrder = "limit_order"
        }
    }

    /// Which samples `limit` keeps.
    public enum LimitOrder: String, Codable, CaseIterable, Sendable {
        /// Samples drawn at random from each class, as many as its share of the data.
        case spread
        /// The first samples in the data's order.
        case first
    }

    /// The section `[labels]`.
    public struct Labels: Codable, Equatable, Sendable {
        public var names: [String]?
    }

    /// The section `[contrastive]`.
    public struct Contrastive: Codable, Equatable, Sendable {
        public var output: String?
    }

    public var seed = 0
    public var onFailure = FailurePolicy.replicate
    /// The name of a result that is published again beside the new samples; nil for none.
    public var earlier: String?
    public var force = false
    public var priority = 0
    public var arithmetic = Arithmetic.native
    /// Samples that are computed together; nil derives it from the model and the sample's shape.
    public var chunkSize: Int?
    public var dataset = Source()
    public var model = Model()
    public var input = Input()
    public var labels = Labels()
    /// nil if the section is absent.
    public var contrastive: Contrastive?
    /// `[attack]`: MinMax's own parameters; `sampling = "auto"` is nil.
    public var attack = ParameterOverrides()
    public var method = Method.minmax
    /// `[attack]`: all other keys; nil if none is set.
    public var options: MethodOptions?

    /// The default settings.
    public init() {}

    var objective: Objective { attack.objective ?? .reconstruction }

    /// The name of the model's output to use; nil takes the output that fits.
    var output: String? { objective == .contrastive ? contrastive?.output ?? model.output : model.output }

    var datasetOptions: DatasetOptions {
        DatasetOptions(
            include: dataset.include, exclude: dataset.exclude, limit: dataset.limit, columns: dataset.columns,
            label: dataset.label,
            id: dataset.id, header: dataset.header, separator: dataset.separator, scale: input.scale, min: input.min,
            max: input.max, names: labels.names, axes: dataset.axes, decimal: dataset.decimal,
            thousands: dataset.thousands, comment: dataset.comment, skip: dataset.skip, missing: dataset.missing,
            yes: dataset.yes, no: dataset.no)
    }
}

extension JobSettings {
    enum CodingKeys: String, CodingKey {
        case seed, earlier, force, priority, arithmetic, dataset, model, input, labels, attack, method, options
        case contrastive
        case onFailure = "on_failure"
        case chunkSize = "chunk_size"
    }

    /// Keys that are missing take their defaults.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func value<Value: Decodable>(_ key: CodingKeys, or standard: Value) throws -> Value {
            try container.decodeIfPresent(Value.self, forKey: key) ?? standard
        }
        seed = try value(.seed, or: seed)
        onFailure = try value(.onFailure, or: onFailure)
        earlier = try container.decodeIfPresent(String.self, forKey: .earlier)
        force = try value(.force, or: force)
        priority = try value(.priority, or: priority)
        arithmetic = try value(.arithmetic, or: arithmetic)
        chunkSize = try container.decodeIfPresent(Int.self, forKey: .chunkSize)
        dataset = try value(.dataset, or: dataset)
        model = try value(.model, or: model)
        input = try value(.input, or: input)
        labels = try value(.labels, or: labels)
        attack = try value(.attack, or: attack)
        method = try value(.method, or: method)
        contrastive = try container.decodeIfPresent(Contrastive.self, forKey: .contrastive)
        options = try container.decodeIfPresent(MethodOptions.self, forKey: .options)
    }
}
