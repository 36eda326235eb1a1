// SPDX-License-Identifier: Apache-2.0
import Attacks
import Models

/// What inspection decided, frozen in `plan.json`: enough to resume a job with the same bytes.
struct JobPlan: Codable, Equatable, Sendable {
    struct Convolution: Codable, Equatable, Sendable {
        var node: String
        var maps: Int
        var length: Int
    }

    var settings: JobSettings
    /// Every parameter of the attack, from the preset or overridden.
    var parameters: Parameters
    /// Why these rows were chosen: "the first convolution, conv1, gives 16 maps of 784 values".
    var samplingReason: String
    var layout: SampleLayout
    /// The affine map to the model's own range, in the model's layout.
    var scale: InputScale
    var checkpoint: String
    var inputName: String
    var outputName: String
    var firstConvolution: Convolution?
    /// A phrase for people: "1000 PNG images, 28×28, gray, 8 bit".
    var dataset: String
    var jobFile: String?
    /// Findings that are no warnings: columns that never vary, missing cells.
    var notes: [String]
    var inspected: InspectedLoss
    var warnings: [String]
    /// The class wanted, as an index if the dataset names it.
    var target: Target?
    /// Elements of a sample, in the model's layout, that the model does not read (a concrete autoencoder leaves them
    /// out); nil if it reads all.
    var unselected: [Int]?
    /// The result that is published again beside the new samples.
    var earlier: EarlierResult?

    private enum CodingKeys: String, CodingKey {
        case settings, parameters, layout, scale, checkpoint, dataset, notes, inspected, warnings, target, unselected,
            earlier
        case samplingReason = "sampling_reason"
        case inputName = "input"
        case outputName = "output"
        case firstConvolution = "first_convolution"
        case jobFile = "job_file"
    }
}

extension JobPlan {
    /// The number of this job's run, from 1.
    var run: Int { (earlier?.runs.count ?? 0) + 1 }
    /// Results per sample that earlier runs have. This job's results are numbered after them, so that no file
    /// takes the place of another.
    var earlierVariants: Int { earlier?.variants ?? 0 }

    /// Method, preset and rows, for people.
    var methodInWords: String {
        let preset = "preset \(parameters.preset.rawValue)"
        let rows = "rows of \(parameters.sampling.rawValue) sampling"
        guard settings.method != .minmax else { return "\(preset), \(rows)" }
        return "method \(settings.method.rawValue), \(preset)" + (settings.method.takesRows ? ", \(rows)" : "")
    }
}

/// How many samples are computed together. It depends only on the model, the sample's shape and the settings.
enum ChunkSize {
    /// Bytes that the values of one chunk may take.
    private static let budget = 64 << 20
    private static let mostImages = 64
    private static let mostRows = 128
    /// The most columns of a narrow table, whose chunks hold more rows.
    private static let narrow = 1024
    /// Copies of a sample, of the model's output and of the critic's rows that an iteration holds.
    private static let copies = (sample: 12, output: 6, rows: 6)

    /// The chunk size in the settings, else the largest power of two that stays within the budget.
    static func samples(
        settings: JobSettings, elementShape: [Int], outputCount: Int, parameters: Parameters,
        convolution: JobPlan.Convolution?
    ) -> Int {
        if let chosen = settings.chunkSize { return chosen }
        let d = elementShape.reduce(1, *)
        let maps = convolution.map { $0.maps * $0.length } ?? 0
        let rows = parameters.sampling == .random ? parameters.rowCount * parameters.rowLength : 0
        let values = copies.sample * d + copies.output * outputCount + copies.rows * (maps + rows)
        let most = elementShape.count == 1 && d <= narrow ? mostRows : mostImages
        var size = most
        while size > 1, size * values * MemoryLayout<Float>.size > budget { size /= 2 }
        return size
    }
}
