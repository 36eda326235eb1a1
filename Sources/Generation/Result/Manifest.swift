import Attacks
import Datasets
import Jobs
import Models

/// `manifest.json`: what was asked, what was used, what was made. No times, no host: the same for the same result.
struct Manifest: Codable, Equatable, Sendable {
    struct Asked: Codable, Equatable, Sendable {
        /// The job file's name in the bundle.
        var jobFile: String?
        /// The effective settings, defaults included.
        var settings: JobSettings

        private enum CodingKeys: String, CodingKey {
            case settings
            case jobFile = "job_file"
        }
    }

    struct Used: Codable, Equatable, Sendable {
        /// Every file that was read, with its digest.
        var inputs: [InputDigest]
        var dataset: String
        var samples: Int
        var checkpoint: String
        var input: String
        var inputShape: [Int]
        var output: String
        var firstConvolution: JobPlan.Convolution?
        /// Classes and the indices that the model's outputs are counted by, for each dataset.
        var labels: [String: LabelMap]?
        var notes: [String]

        private enum CodingKeys: String, CodingKey {
            case inputs, dataset, samples, checkpoint, input, output, labels, notes
            case inputShape = "input_shape"
            case firstConvolution = "first_convolution"
        }
    }

    struct Versions: Codable, Equatable, Sendable {
        var uaed: String
        var numerics: Int
    }

    struct AttackReport: Codable, Equatable, Sendable {
        var method: String
        var sampling: Sampling
        var samplingReason: String
        var parameters: Parameters
        /// Of a targeted attack.
        var target: Target?

        private enum CodingKeys: String, CodingKey {
            case method, sampling, parameters, target
            case samplingReason = "sampling_reason"
        }
    }

    /// What the model is fed: scale·x + offset with x in [0, 1]; one number, or one an element in the model's layout.
    struct Scale: Codable, Equatable, Sendable {
        var name: String
        var scale: [Float]
        var offset: [Float]
    }

    /// What stands beside this file. `manifest-sha256.txt` has the digest of every single file.
    struct Made: Codable, Equatable, Sendable {
        var files: Int
        var bytes: Int
        /// Of the files that are few.
        var digests: [String: String]
        /// SHA-256 of the lines "digest  path" of all files below `augmented/`, in byte order of the paths.
        var augmentedDigest: String?

        private enum CodingKeys: String, CodingKey {
            case files, bytes, digests
            case augmentedDigest = "augmented_digest"
        }
    }

    var schema = 1
    var asked: Asked
    var used: Used
    var versions: Versions
    var seed: UInt64
    /// Arithmetic, BLAS configuration and processor core: what the last digits of a result depend on besides.
    var numerics: Numerics
    var chunkSize: Int
    /// `NCHW` or `NHWC`; nil for a table.
    var layout: JobSettings.Layout?
    var scale: Scale
    var attack: AttackReport
    var inspected: InspectedLoss
    var warnings: [String]
    var made: Made

    private enum CodingKeys: String, CodingKey {
        case schema, asked, used, versions, seed, numerics, layout, scale, attack, inspected, warnings, made
        case chunkSize = "chunk_size"
    }
}

extension Manifest {
    init(plan: Plan, job: JobPlan, data: JoinedDataset, warnings: [String], made: Made) {
        let labels = data.parts.compactMap { part in part.labels.map { (part.name, $0) } }
        self.init(
            asked: Asked(jobFile: job.jobFile, settings: job.settings),
            used: Used(
                inputs: plan.inputs, dataset: job.dataset, samples: data.count, checkpoint: job.checkpoint,
                input: job.inputName, inputShape: job.layout.modelShape, output: job.outputName,
                firstConvolution: job.firstConvolution,
                labels: labels.isEmpty ? nil : Dictionary(uniqueKeysWithValues: labels), notes: job.notes),
            versions: Versions(uaed: WorkerVersion.current, numerics: plan.numerics.version), seed: plan.seed,
            numerics: plan.numerics, chunkSize: plan.chunkSize, layout: job.layout.layout,
            scale: Scale(
                name: (job.settings.input.scale ?? .minmax).rawValue, scale: job.scale.scale, offset: job.scale.offset),
            attack: AttackReport(
                method: job.settings.method.rawValue, sampling: job.parameters.sampling,
                samplingReason: job.samplingReason, parameters: job.parameters, target: job.target),
            inspected: job.inspected, warnings: warnings, made: made)
    }
}
