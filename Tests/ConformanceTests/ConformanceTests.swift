// SPDX-License-Identifier: Apache-2.0
import Base
import Models
import Tensors
import Testing

@testable import Checkpoints

/// The official ONNX backend cases that the manifest names, each within the suite's own bar.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ConformanceTests {
    @Test(.enabled(if: Corpus.isThere, Corpus.skipped), arguments: Manifest.files)
    func everyCaseOfTheManifestPasses(_ file: String) throws {
        let manifest = try Manifest(file)
        for group in manifest.groups where Corpus.has(group) {
            let cases = manifest.cases.filter { Manifest.group(of: $0) == group }
            let failed = cases.compactMap { name in Self.complaint(name).map { (name, $0) } }
            for (name, complaint) in failed { Issue.record("\(name): \(complaint)") }
            let out = manifest.leftOut.keys.count { Manifest.group(of: $0) == group }
            print("conformance: \(group): \(cases.count - failed.count) of \(cases.count + out) pass, \(out) left out")
        }
    }

    /// What is wrong with a case; nil where every output of every data set is as it should be.
    private static func complaint(_ name: String) -> String? {
        do {
            let one = try ConformanceCase(name)
            guard !one.dataSets.isEmpty else { return "has no data" }
            return try one.dataSets.lazy.compactMap(complaint).first
        } catch {
            return "\(error)"
        }
    }

    private static func complaint(_ set: ConformanceCase.DataSet) throws -> String? {
        let inputs = set.inputs.map { ($0.value, $0.given.value(as: Float.self).real!) }
        let outputs = try Evaluation<Float>(set.graph, inputs: Dictionary(uniqueKeysWithValues: inputs)).outputs
        guard outputs.count == set.outputs.count, !outputs.isEmpty else { return "has \(outputs.count) outputs" }
        return zip(set.outputs, outputs).lazy.compactMap { $0.complaint(about: $1) }.first
    }
}
