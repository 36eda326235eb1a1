// SPDX-License-Identifier: Apache-2.0
import Testing

/// The manifest names what it should: an empty one, or an empty corpus, must not pass for conformance.
@Suite(.timeLimit(.minutes(10))) struct ManifestTests {
    @Test(arguments: Manifest.files) func everyCaseIsNamedOnceAndEveryOmissionHasAReason(_ file: String) throws {
        let manifest = try Manifest(file)
        #expect(Set(manifest.cases).count == manifest.cases.count)
        #expect(manifest.leftOut.keys.allSatisfy { !manifest.cases.contains($0) })
        #expect(manifest.leftOut.values.allSatisfy { $0.count > 10 })
    }

    @Test(arguments: [
        ("cases.txt", "1.22.0/node", 834, 13), ("cases.txt", "1.22.0/pytorch-converted", 82, 0),
        ("cases.txt", "1.22.0/pytorch-operator", 35, 0), ("cases-older.txt", "1.16.2/node", 196, 15),
        ("cases-older.txt", "1.12.0/node", 174, 2), ("cases-older.txt", "1.7.0/node", 451, 8),
    ])
    func counts(_ file: String, _ group: String, named: Int, leftOut: Int) throws {
        let manifest = try Manifest(file)
        let inside = { (name: String) in Manifest.group(of: name) == group }
        #expect(manifest.cases.count(where: inside) >= named - leftOut)
        #expect(manifest.leftOut.keys.count(where: inside) <= leftOut)
    }

    /// The corpus has every case that is named, and the PyTorch groups are named completely.
    @Test(.enabled(if: Corpus.isThere, Corpus.skipped), arguments: Manifest.files)
    func theCorpusHoldsThem(_ file: String) throws {
        let manifest = try Manifest(file)
        for group in manifest.groups where Corpus.has(group) {
            let found = Set(Corpus.cases(group).map { group + "/" + $0 })
            let named = Set((manifest.cases + manifest.leftOut.keys).filter { Manifest.group(of: $0) == group })
            #expect(named.isSubset(of: found) && !found.isEmpty)
            if group.hasPrefix("1.22.0/pytorch") { #expect(named == found) }
        }
    }
}
