// SPDX-License-Identifier: Apache-2.0
/// Names of files in a result.
enum ResultFiles {
    /// What was asked, what was used and what was made.
    static let manifest = "manifest.json"
}
