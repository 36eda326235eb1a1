// SPDX-License-Identifier: Apache-2.0
import Attacks
import Base
import Checkpoints
import Datasets
import JobRecords
import Jobs
import Models

/// A bundle to inspect, and what its inbox or the caller adds to it.
public struct BundleRequest: Sendable, Equatable {
    public var bundle: String
    /// A checkpoint for a bundle that brings none.
    public var checkpoint: String?
    /// The path of a job.toml with the values of keys that the bundle's own does not set.
    public var defaults: String?
    /// Overrides the seed of both job files.
    public var seed: Int?
    /// Where the earlier result that the job names may lie, besides the bundle itself.
    public var outbox: String?
    /// Reads the weights of a Keras model.
    public var hdf5: HDF5Reader

    /// Memberwise initialiser.
    public init(
        bundle: String, checkpoint: String? = nil, defaults: String? = nil, seed: Int? = nil, outbox: String? = nil,
        hdf5: HDF5Reader
    ) {
        self.bundle = bundle
        self.checkpoint = checkpoint
        self.defaults = defaults
        self.seed = seed
        self.outbox = outbox
        self.hdf5 = hdf5
    }

    /// The effective settings: the bundle's own over the inbox's defaults, key by key.
    ///
    /// - Throws: `Failure` (refused) if a job file is invalid.
    public func settings() throws -> JobSettings {
        try settings(of: BundleContents(folder: bundle))
    }

    func settings(of contents: BundleContents) throws -> JobSettings {
        var settings = try JobSettings.read(defaults: defaults, bundle: bundle, jobFile: contents.jobFile)
        if let seed { settings.seed = seed }
        return settings
    }
}

/// A bundle opened with given settings: its data, and a model that fits them.
struct OpenedBundle: Sendable {
    let contents: BundleContents
    let checkpoint: LoadedCheckpoint
    let data: JoinedDataset
    let fit: ModelFit
    /// The result that is published again; nil if the job names none.
    let earlier: EarlierLocation?

    /// - Parameter kind: the kind of the failure if the earlier result is missing.
    /// - Throws: `Failure`: refused with file, row or node; incomplete if a file ends too early.
    init(
        _ contents: BundleContents, settings: JobSettings, request: BundleRequest,
        missingEarlier kind: Failure.Kind = .refused
    ) throws {
        self.contents = contents
        earlier = try settings.earlier.map {
            try EarlierLocation($0, bundle: contents.folder, outbox: request.outbox, failing: kind)
        }
        var options = settings.datasetOptions
        if let earlier, earlier.isInBundle { options.excluded = earlier.name }
        let location = try contents.checkpoint(named: settings.model.file, standard: request.checkpoint)
        checkpoint = try LoadedCheckpoint(location, hdf5: request.hdf5, inputs: settings.model.inputs ?? [:])
        data = try JoinedDataset(
            Datasets.open(
                folder: contents.folder, options: options,
                modelInputs: ModelFit.inputCount(checkpoint.graph),
                choice: settings.dataset.limitOrder == .first
                    ? .first : SpreadChoice.limit(seed: UInt64(settings.seed))), settings)
        let layout = try ModelFit.layout(
            checkpoint.graph, elementShape: data.elementShape, settings: settings, checkpoint: location.name)
        let scale = try settings.input.modelScale(of: data, layout: layout, file: contents.jobFile)
        fit = ModelFit(
            graph: checkpoint.graph, layout: layout, scale: scale, output: settings.output,
            convolution: settings.options?.convolution ?? 1, beforeSoftmax: settings.objective.isSupervised,
            file: location.name)
    }

    /// The files that are read: those of the dataset and of the checkpoint, the job file and an earlier result's list of
    /// digests.
    var inputs: [JobInput] {
        let folder = contents.folder
        let model = checkpoint.files.map {
            JobInput(role: .checkpoint, folder: checkpoint.location.folder, path: $0)
        }
        let job = contents.jobFile.map { [JobInput(role: .jobFile, folder: folder, path: $0)] } ?? []
        let result =
            earlier.map { [JobInput(role: .earlier, folder: $0.folder, path: "\($0.name)/\(DigestList.name)")] } ?? []
        return data.files.map { JobInput(role: .dataset, folder: folder, path: $0) } + model + job + result
    }

    /// The earlier result if it lies outside of the bundle, where others may write.
    var outsideEarlier: EarlierLocation? { earlier.flatMap { $0.isInBundle ? nil : $0 } }

    /// Files of the bundle that are not read.
    var ignored: [String] {
        let read = Set(checkpoint.location.isInBundle ? checkpoint.files : []).union(
            contents.jobFile.map { [$0] } ?? [])
        return data.ignored.filter { !read.contains($0) }
    }
}
