// SPDX-License-Identifier: Apache-2.0
import Attacks
import Base
import Datasets
import JobRecords
import Jobs
import Models
import Tensors

/// A bundle that inspection accepted: its plan, its report, and the work itself.
public struct PreparedJob: Sendable {
    /// What inspection found, as the daemon and the client report it.
    public let inspection: Inspection
    /// The computation of the job.
    public let work: GenerationWork
    /// The plan's inputs as they were hashed.
    public let inputs: [StampedInput]
    /// The plan to freeze.
    public var plan: Plan { work.plan }

    /// Opens the dataset and the checkpoint, and runs real samples through the model.
    ///
    /// - Throws: `Failure`: refused with file, row or node and what disagrees; incomplete if a file ends too early.
    public init(inspecting request: BundleRequest) throws {
        let contents = try BundleContents(folder: request.bundle)
        try self.init(contents, settings: request.settings(of: contents), request: request)
    }

    /// Inspects the bundle with settings that are known already.
    ///
    /// - Parameter known: the earlier result if it has been inspected before, so that it is not read again.
    init(
        _ contents: BundleContents, settings: JobSettings, request: BundleRequest, beside known: EarlierResult? = nil
    ) throws {
        let before = BundleStamps(contents.files, in: contents.folder)
        let opened = try OpenedBundle(contents, settings: settings, request: request)
        let probe = try ModelProbe(opened, settings)
        var execution = try opened.fit.execution(chunk: probe.chunkSize)
        let places = opened.data.spread(CleanPass.count(opened.data), seed: UInt64(settings.seed))
        let (inspected, secondsPerPass, findings) = try Self.clean(opened, settings, &execution, places)
        try MemoryNeed.check(execution, probe.parameters, file: opened.checkpoint.location.name)
        let better =
            settings.objective == .contrastive || !MemoryNeed.permitsAnother(execution, probe.parameters)
            ? nil : ScaleTrial(opened, settings, at: places).warning
        let unselected = settings.objective == .reconstruction ? UnreadElements.find(&execution) : nil
        var job = probe.plan(opened, settings, inspected, better: better, unselected: unselected)
        job.warnings += findings
        let (held, digests) = try HeldInputs.take(opened.inputs)
        try held.check(since: before)
        let dataset = held.digests(.dataset, of: digests)
        let datasetDigest = Digests.together(dataset)
        job.earlier =
            try known
            ?? opened.earlier.map {
                try EarlierResult(inspecting: $0, data: opened.data, datasetDigest: datasetDigest)
            }
        try OutputCollisions.check(opened.data, variants: job.earlierVariants + job.variantCount)
        try OutputNames.check(opened.data, variants: job.earlierVariants + job.variantCount)
        let plan = Plan(
            sampleCount: opened.data.count * job.variantCount, chunkSize: probe.chunkSize, seed: UInt64(settings.seed),
            numerics: NumericsVersion.numerics(settings.arithmetic), inputs: digests.sortedByPath,
            settings: String(decoding: try CanonicalJSON.line(job), as: UTF8.self))
        let estimate = Estimate(
            settings: settings, parameters: job.parameters, convolution: job.firstConvolution,
            samples: plan.sampleCount, chunkSize: execution.batch, elementCount: opened.data.elementCount,
            secondsPerPass: secondsPerPass, inputBytes: dataset.map(\.bytes).reduce(0, +))
        work = GenerationWork(plan: plan, job: job, opened: opened, inputs: held, executions: [execution])
        inputs = held.stamped(digests)
        let seconds = try estimate.seconds > Self.worthATrial ? work.foretoldSeconds() : nil
        inspection = Inspection(
            samples: plan.sampleCount, dataset: opened.data.summary, checkpoint: job.checkpoint,
            preset: job.parameters.preset.rawValue, method: settings.method.rawValue,
            sampling: job.parameters.sampling.rawValue, chunks: plan.chunkCount, chunkSize: plan.chunkSize,
            cleanMeasure: inspected.measure(settings.objective), cleanLoss: inspected.model, meanLoss: inspected.mean,
            estimatedSeconds: seconds ?? estimate.seconds, estimatedBytes: estimate.bytes + (job.earlier?.bytes ?? 0),
            datasetDigest: datasetDigest, checkpointDigest: Digests.together(held.digests(.checkpoint, of: digests)),
            settingsDigest: try Digests.settings(job),
            priority: settings.priority, force: settings.force, warnings: job.warnings, ignored: opened.ignored,
            earlier: job.earlier?.summary, earlierName: opened.outsideEarlier?.name,
            earlierDigest: opened.outsideEarlier == nil ? nil : job.earlier?.manifestDigest,
            arithmetic: settings.arithmetic.rawValue, cleanSamples: inspected.samples,
            choices: Choices(opened, settings, outputName: probe.outputName).lines)
    }

    /// If the rough estimate exceeds this many seconds, the job's first iterations are timed for a better one.
    private static let worthATrial = 1.0

    private static func clean(
        _ opened: OpenedBundle, _ settings: JobSettings, _ execution: inout Execution<Float>, _ places: [Int]
    ) throws -> (InspectedLoss, secondsPerPass: Double, warnings: [String]) {
        if settings.objective.isSupervised {
            let orders = opened.data.parts.count == 1 ? opened.data.parts[0].labels?.otherOrders ?? [] : []
            let errors = try CleanErrors(opened.data, opened.fit, &execution, at: places, orders: orders)
            return (errors.inspected, errors.secondsPerPass, [ClassOrder.warning(errors, orders)].compactMap(\.self))
        }
        if settings.objective == .contrastive {
            let pass = try CleanPass(
                opened.data, opened.fit, &execution, at: places
            ) { _, _ in }
            return (InspectedLoss(samples: 0, model: 0, mean: 0), pass.secondsPerPass, [])
        }
        let loss = try CleanLoss(opened.data, opened.fit, &execution, at: places)
        return (loss.inspected, loss.secondsPerPass, [])
    }
}

extension GenerationWork {
    /// The effective settings that `plan` froze.
    ///
    /// - Throws: `DecodingError` if the plan is not one of this version's.
    public static func settings(of plan: Plan) throws -> JobSettings {
        try CanonicalJSON.decode(JobPlan.self, from: plan.settings.utf8).settings
    }

    /// The work that `plan` froze, on the same bundle. Changes of the configuration since then have no
    /// effect. The numerics are this process's; if they differ from the frozen ones, the plan differs and no
    /// chunk of the old one counts.
    ///
    /// - Parameter known: the inputs as they were hashed last; one with another stamp, and one that is not among them, is
    ///   hashed again.
    /// - Throws: `Failure` (incomplete) if a file of the bundle has changed.
    public init(resuming plan: Plan, _ request: BundleRequest, known: [StampedInput] = []) throws {
        let job = try CanonicalJSON.decode(JobPlan.self, from: plan.settings.utf8)
        let contents = try BundleContents(folder: request.bundle)
        let opened = try OpenedBundle(
            contents, settings: job.settings, request: request, missingEarlier: .incomplete)
        let (held, digests) = try HeldInputs.take(opened.inputs, known: known)
        if let changed = plan.inputs.firstDifference(from: digests.sortedByPath) { throw JobInput.changed(changed) }
        var plan = plan
        plan.numerics = NumericsVersion.numerics(job.settings.arithmetic)
        self.init(plan: plan, job: job, opened: opened, inputs: held)
    }
}
