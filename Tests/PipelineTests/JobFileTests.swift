// SPDX-License-Identifier: Apache-2.0
import Attacks
import Base
import Datasets
import Foundation
import Testing

@testable import Pipeline

@Suite(.timeLimit(.minutes(10))) struct JobFileTests {
    private func settings(_ texts: String...) throws -> JobSettings {
        try JobSettings(texts.enumerated().map { try JobFile(text: $1, name: "\($0).job.toml") })
    }

    private func refusal(_ text: String) -> Failure? {
        do {
            _ = try JobSettings([JobFile(text: text, name: "data.job.toml")])
            return nil
        } catch {
            return error as? Failure
        }
    }

    @Test func nothingSaidIsTheDefault() throws {
        #expect(try settings("") == JobSettings())
        #expect(try JobSettings([]) == JobSettings())
    }

    @Test func everySectionIsRead() throws {
        let read = try settings(
            """
            seed = 7
            on_failure = "omit"
            force = true
            priority = -3
            arithmetic = "portable"
            chunk_size = 16
            [dataset]
            include = "images/**"
            limit = 100
            columns = ["a", "b*"]
            label = "class"
            id = "row"
            header = false
            separator = ";"
            [model]
            file = "m.onnx"
            output = "y"
            layout = "NHWC"
            [input]
            scale = "none"
            min = 0
            max = [1, 2.5]
            mean = [0.1, 0.2]
            std = 3
            [labels]
            names = ["x", "y"]
            [attack]
            method = "minmax"
            sampling = "random"
            preset = "paper"
            alpha = 1
            iterations = 5
            """)
        var expected = JobSettings()
        expected.seed = 7
        expected.onFailure = .omit
        expected.force = true
        expected.priority = -3
        expected.arithmetic = .portable
        expected.chunkSize = 16
        expected.dataset = .init(
            include: ["images/**"], limit: 100, columns: ["a", "b*"], label: "class", id: ["row"], header: false,
            separator: ";")
        expected.model = .init(file: "m.onnx", output: "y", layout: .channelsLast)
        expected.input = .init(scale: DatasetOptions.Scale.none, min: [0], max: [1, 2.5], mean: [0.1, 0.2], std: [3])
        expected.labels = .init(names: ["x", "y"])
        expected.attack.sampling = .random
        expected.attack.preset = .paper
        expected.attack.alpha = 1
        expected.attack.iterations = 5
        #expect(read == expected)
    }

    @Test func automaticSamplingIsTheDefault() throws {
        #expect(try settings("[attack]\nsampling = \"auto\"") == JobSettings())
    }

    /// An inbox's defaults lie under the bundle's own keys, key by key.
    @Test func laterFilesOverrideEarlierOnes() throws {
        let read = try settings(
            "seed = 1\n[attack]\nalpha = 0.5\niterations = 9", "[attack]\nalpha = 0.25\n[dataset]\nlimit = 3")
        #expect(read.seed == 1)
        #expect(read.attack.alpha == 0.25)
        #expect(read.attack.iterations == 9)
        #expect(read.dataset.limit == 3)
    }

    @Test(arguments: [
        ("[attack]\nitterations = 4", "iterations"), ("[attack]\nepsilom = 4", "epsilon"),
        ("sede = 1", "seed"), ("[atack]\nalpha = 1", "attack"), ("[attack]\nInnerSteps = 4", "inner_steps"),
        ("iterations = 4", "[attack]"), ("[dataset]\nseed = 4", "above the first section"),
        ("[model]\npreest = \"uaed\"", "[attack] preset"),
        ("[attack]\neps = 0.1", "did you mean epsilon?"), ("[attack]\nlr = 0.1", "did you mean alpha?"),
        ("[attack]\nsteps = 9", "did you mean iterations?"), ("[attack]\nnum_steps = 9", "did you mean iterations?"),
        ("[attack]\nT = 9", "did you mean iterations?"), ("T = 9", "did you mean [attack] iterations?"),
        ("[attack]\nK = 9", "did you mean row_count?"), ("batch_size = 9", "did you mean chunk_size?"),
        ("[attack]\nbatch_size = 9", "did you mean chunk_size, above the first section?"),
        ("[contrastive]\nsed = 1", "known keys: output"),
    ])
    func unknownKeysAreRefusedWithTheNearestKnownOne(_ text: String, _ near: String) throws {
        let failure = try #require(refusal(text))
        #expect(failure.kind == .refused)
        #expect(failure.code == "unknown-key")
        #expect(failure.file == "data.job.toml")
        #expect(failure.hint?.contains(near) == true, "\(failure)")
    }

    @Test(arguments: [
        ("seed = -1", "at least 0"), ("seed = \"x\"", "whole number"),
        ("on_failure = \"drop\"", "\"replicate\", \"omit\""),
        ("[attack]\nalpha = \"big\"", "a number"), ("[attack]\npreset = 3", "\"uaed\", \"paper\", \"released\""),
        ("[dataset]\nlimit = 0", "at least 1"), ("[dataset]\ncolumns = []", "list"), ("[labels]\nnames = [1]", "list"),
        ("force = 1", "true or false"), ("[attack]\nalpha = nan", "a number"), ("attack = 3", "section"),
        ("[input]\nmin = 0", "go together"), ("[input]\nmean = 0\nstd = 0", "greater than 0"),
    ])
    func wrongValuesAreRefusedSayingWhatIsAllowed(_ text: String, _ allowed: String) throws {
        let failure = try #require(refusal(text))
        #expect(failure.code == "bad-value")
        #expect(failure.message.contains(allowed), "\(failure)")
    }

    @Test(arguments: [
        ("objective = \"targeted\"", "needs a target"), ("target = \"next\"", "goes with"),
        ("label = \"given\"", "goes with"), ("objective = \"untargeted\"\ntarget = 3", "goes with"),
        ("success_test = \"ever\"", "per_step"), ("search_steps = 0", "1 to 100"), ("target = -1", "whole number"),
        ("method = \"pgd\"", "needs an epsilon"),
        ("method = \"l2-uae\"\nobjective = \"untargeted\"", "reconstruction"),
        ("method = \"gaussian\"\nsigma = 0", "greater than 0"),

        ("method = \"flip\"\ntransform = \"flip\"", "before an attack"), ("alpha = [0.1, -1]", "greater than 0"),
    ])
    func methodAndObjectiveHaveToFit(_ text: String, _ message: String) throws {
        let failure = try #require(refusal("[attack]\n" + text))
        #expect(failure.code == "bad-value")
        #expect(failure.message.contains(message), "\(failure)")
    }

    /// They may come from an inbox's defaults: no reason to refuse a bundle.
    @Test(arguments: [
        ("sigma = 0.1", "sigma"), ("step_size = 0.1", "step_size"), ("search_steps = 3", "search_steps"),
        ("method = \"flip\"\nangle = 5", "angle"), ("method = \"penalty\"\nsuccess_test = \"global\"", ""),
        ("transform = \"gaussian\"\nsigma = 0.1", ""), ("method = \"pgd\"\nepsilon = 0.1\nstep_size = 0.1", ""),
    ])
    func keysOfOtherMethodsAreToldToBeIdle(_ text: String, _ key: String) throws {
        let warnings = try settings("[attack]\n" + text).idleWarnings()
        #expect(warnings.count == (key.isEmpty ? 0 : 1), "\(warnings)")
        #expect(warnings.allSatisfy { $0.contains("[attack] \(key) has no effect") })
    }

    @Test func optionsStandBesideTheParameters() throws {
        let read = try settings(
            "[attack]\nobjective = \"targeted\"\ntarget = 3\nlabel = \"given\"\nmethod = \"penalty\"\nsearch_steps = 2",
            "[attack]\nsuccess_test = \"global\"\nalpha = 0.5")
        #expect(read.method == .penalty && read.objective == .targeted && read.attack.alpha == 0.5)
        #expect(read.options?.target == "3" && read.options?.label == .given)
        #expect(read.options?.searchSteps == 2 && read.options?.successTest == .global)
    }

    @Test func textThatIsNoTOMLIsRefusedWithItsRow() throws {
        let failure = try #require(refusal("seed = 1\n[attack\n"))
        #expect(failure.code == "bad-toml")
        #expect(failure.row == 2)
    }

    @Test func everyParameterOfThePresetsHasAKey() throws {
        let named = Set(JobFileSchema.keys.filter { $0.section == "attack" }.map(\.name))
        #expect(
            named
                == Set(Parameters.CodingKeys.allCases.map(\.rawValue)).union(["method"])
                .union(MethodOptions.CodingKeys.allCases.map(\.rawValue)).subtracting(["alphas"]))
        for key in Parameters.CodingKeys.allCases { #expect(named.contains(key.rawValue)) }
    }

    @Test func senselessParametersAreRefusedByName() throws {
        let failure = #expect(throws: Failure.self) {
            try settings("[attack]\nbeta = 2").parameters(
                sampling: .random, kind: .table, elementShape: [4], file: "job.toml")
        }
        #expect(failure?.message.contains("[attack] beta must be between 0 and 1") == true)
    }

    @Test func digestIsThatOfTheEffectiveSettings() throws {
        func digest(_ text: String) throws -> String {
            try TestBundle.mice(job: text).prepared().inspection.settingsDigest
        }
        let plain = try digest("")
        #expect(try digest("force = true\npriority = 9") == plain)
        #expect(try digest("[attack]\npreset = \"uaed\"\niterations = 40") == plain)
        #expect(try digest("[attack]\niterations = 41") != plain)
        #expect(try digest("seed = 1") != plain)
    }

    /// Whoever drops a bundle may have no right to read what a link in it leads to, and a pipe never ends.
    @Test func onlyARegularFileIsRead() throws {
        let scratch = try Scratch()
        try scratch.write("seed = 7\n", "elsewhere/job.toml")
        try scratch.write("seed = 8\n", "bundle/job.toml")
        let bundle = scratch.path + "/bundle"
        func read(_ name: String) throws -> JobSettings {
            try JobSettings.read(defaults: nil, bundle: bundle, jobFile: name)
        }
        #expect(try read("job.toml").seed == 8)
        try FileManager.default.createSymbolicLink(
            atPath: bundle + "/link.job.toml", withDestinationPath: "../elsewhere/job.toml")
        #expect(mkfifo(bundle + "/pipe.job.toml", 0o600) == 0)
        for name in ["link.job.toml", "pipe.job.toml"] {
            let failure = #expect(throws: Failure.self) { try read(name) }
            #expect(failure?.code == "not-a-file" && failure?.file == name, "\(failure as Any)")
        }
        let linked = try JobSettings.read(defaults: bundle + "/link.job.toml", bundle: bundle, jobFile: nil)
        #expect(linked.seed == 7)
    }

    @Test func editDistance() {
        func edits(_ a: String, _ b: String) -> Int { NearestWord.edits(Array(a), Array(b)) }
        #expect(edits("", "abc") == 3)
        #expect(edits("kitten", "sitting") == 3)
        #expect(edits("sede", "seed") == 1)
        #expect(NearestWord.to("xyzzy", among: ["alpha", "beta"]) == nil)
        let long = String(repeating: "a", count: 1 << 20)
        #expect(NearestWord.to(long, among: [long, "alpha"]) == nil)
        #expect(NearestWord.to("alhpa", among: [long, "alpha"]) == "alpha")
    }
}
