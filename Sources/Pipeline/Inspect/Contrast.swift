// SPDX-License-Identifier: Apache-2.0
import Attacks
import Base
import Datasets
import Models

/// What the contrastive objective requires of a bundle.
enum Contrast {
    /// - Throws: `Failure` (refused) if the data are no images, if the output is no embedding, or
    ///   if there is only one sample.
    static func check(_ opened: OpenedBundle, outputs: Int) throws {
        let file = opened.contents.jobFile
        guard opened.data.kind == .images else {
            throw Failure.refused(
                "no-views", "[attack] objective = \"contrastive\" compares views of images; the data is a table",
                file: file)
        }
        guard outputs > 1 else {
            throw Failure.refused(
                "no-embedding", "the model's output is a single number, not an embedding",
                hint: "name the projection head: [contrastive] output = \"…\"", file: file)
        }
        guard opened.data.count > 1 else { throw constant(file: file) }
    }

    /// Without other samples the loss of every image is the same.
    static func constant(file: String?) -> Failure {
        .refused(
            "constant-criterion",
            "the contrastive criterion is constant: there is no other sample to tell this one from",
            hint: "bring more images", file: file)
    }
}
