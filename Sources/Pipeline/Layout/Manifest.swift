// SPDX-License-Identifier: Apache-2.0
import Attacks
import Datasets
import JobRecords
import Jobs
import Models

/// `manifest.json`: what was asked, what was used, what was made. It holds no times and no host, so equal
/// results have equal manifests.
struct Manifest: Codable, Equatable, Sendable {
    struct Asked: Codable, Equatable, Sendable {
        /// The job file's name in the bundle.
        var jobFile: String?
        /// The effective settings, with defaults.
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
        /// SHA-256 of the lines "digest  path" of the dataset's files, and of the checkpoint's,
        /// in byte order of the paths.
        var datasetDigest: String
        var checkpointDigest: String
        /// The number of originals.
        var samples: Int
        /// [height, width, channels] or [columns]: the shape in the data's own order.
        var sampleShape: [Int]
        /// The attacked columns of a table.
        var columns: [String]?
        var checkpoint: String
        var input: String
        var inputShape: [Int]
        var output: String
        var firstConvolution: JobPlan.Convolution?
        /// The classes with their indices among the model's outputs, keyed by the dataset's name.
        var labels: [String: LabelMap]?
        var notes: [String]

        private enum CodingKeys: String, CodingKey {
            case inputs, dataset, samples, columns, checkpoint, input, output, labels, notes
            case datasetDigest = "dataset_digest"
            case checkpointDigest = "checkpoint_digest"
            case sampleShape = "sample_shape"
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
        /// The class wanted by a targeted attack.
        var target: Target?

        private enum CodingKeys: String, CodingKey {
            case method, sampling, parameters, target
            case samplingReason = "sampling_reason"
        }
    }

    /// The map to the model's input: scale·x + offset with x in [0, 1]. Each is one number, or one per
    /// element in the model's layout.
    struct Scale: Codable, Equatable, Sendable {
        var name: String
        var scale: [Float]
        var offset: [Float]
    }

    /// The files beside this one. `manifest-sha256.txt` holds the digest of every file.
    struct Made: Codable, Equatable, Sendable {
        var files: Int
        var bytes: Int
        /// The digests of all files outside of `augmented/`, by path.
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
    /// The result that is published again beside the samples of this run.
    var earlier: EarlierResult?
    var versions: Versions
    var seed: UInt64
    /// Arithmetic, BLAS configuration and processor core, on which the last digits of a result depend.
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
        case schema, asked, used, earlier, versions, seed, numerics, layout, scale, attack, inspected, warnings, made
        case chunkSize = "chunk_size"
    }
}

extension Manifest {
    init(plan: Plan, job: JobPlan, data: JoinedDataset, warnings: [String], made: Made) {
        let files = Set(data.files)
        let others = [job.jobFile, job.earlier?.listPath].compactMap(\.self)
        let checkpoint = plan.inputs.filter { !files.contains($0.path) && !others.contains($0.path) }
        let labels = data.parts.compactMap { part in part.labels.map { (part.name, $0) } }
        self.init(
            asked: Asked(jobFile: job.jobFile, settings: job.settings),
            used: Used(
                inputs: plan.inputs, dataset: job.dataset,
                datasetDigest: Digests.together(plan.inputs.filter { files.contains($0.path) }),
                checkpointDigest: Digests.together(checkpoint),
                samples: data.count, sampleShape: data.elementShape, columns: data.columnNames,
                checkpoint: job.checkpoint,
                input: job.inputName, inputShape: job.layout.modelShape, output: job.outputName,
                firstConvolution: job.firstConvolution,
                labels: labels.isEmpty ? nil : Dictionary(labels) { first, _ in first }, notes: job.notes),
            earlier: job.earlier,
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
