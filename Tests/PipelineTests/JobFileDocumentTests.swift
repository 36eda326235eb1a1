// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Pipeline

/// `docs/JOBFILE.md` is the schema in Markdown. `UPDATE_DOCS=1 swift test --filter JobFileDocument` writes it anew.
@Suite(.timeLimit(.minutes(10))) struct JobFileDocumentTests {
    private static let path = Fixtures.folder.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "docs/JOBFILE.md")

    private static var markdown: String {
        var text = """
            # job.toml

            Every key has a default, so the file may be missing. It lies in the bundle as `job.toml`, or beside loose files as
            `NAME.job.toml`; an inbox's `job` in `uaed.toml` names one for the keys that a bundle's own does not set. An unknown
            key is refused with the nearest known one, a wrong value with what is allowed. `manifest.json` holds the effective
            settings.

            Images are always seen as pixel/255 (or /65535), tables between each column's minimum and maximum: that is the
            range [0, 1] in which perturbations live. `[input]` says how the model wants these values; a model that
            reconstructs its data no better than their mean does ends with a warning, because the wrong scale is the commonest
            mistake of all.

            """
        for section in [nil] + JobFileSchema.sections.map(Optional.some) {
            text +=
                "\n## \(section.map { "`[\($0)]`" } ?? "At the top")\n\n| key | takes | what it does |\n|---|---|---|\n"
            for key in JobFileSchema.keys where key.section == section {
                let allowed = key.allowed.replacing("\"", with: "`")
                text += "| `\(key.name)` | \(allowed) | \(key.meaning) |\n"
            }
            if section == nil { text += "\n" + earlier + "\n" }
            if section == "attack" {
                text += "\nA parameter that is not set is the preset's (below); `manifest.json` names them all.\n"
            }
        }
        return text + "\n" + presets + "\n"
    }

    private static let earlier = """
        **Several runs** (multi-run augmentation). Train on the augmented data, then drop the same originals again with
        the new checkpoint and `earlier = "mybundle"`: a folder of the outbox (with `uae-worker run`, of `--out`), or
        one that lies in the bundle itself.

        The new result holds the earlier one's files under their own names, byte for byte, and the new samples as
        further variants: `x.uae-2.png`, `augmented-2.csv`, an IDX file in `variant-2/`. `samples.csv` begins with the
        earlier rows, and its column `run` tells which is which. `statistics.json` is of the new run, with the outcomes
        of all of them in `by_run`. `manifest.json` names the earlier result's digest and every run's checkpoint.

        The earlier result may hold earlier runs itself. It must be whole (`manifest-sha256.txt` is checked) and made of
        the same originals, else the bundle is refused. If it changes before the new one is published, the job waits
        until it is put back.
        """

    @Test func documentIsThatOfTheSchema() throws {
        if ProcessInfo.processInfo.environment["UPDATE_DOCS"] != nil {
            try Self.markdown.write(to: Self.path, atomically: true, encoding: .utf8)
        }
        let isSame = try String(contentsOf: Self.path, encoding: .utf8) == Self.markdown
        #expect(isSame, "UPDATE_DOCS=1 swift test --filter JobFileDocument writes docs/JOBFILE.md anew")
    }
}
