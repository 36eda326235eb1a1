// SPDX-License-Identifier: Apache-2.0
/// How uaed knew that a bundle was complete.
public enum Arrival: String, Codable, Sendable {
    /// It contained `dataset.ready`.
    case declared
    /// The folder arrived by one rename.
    case renamedIn = "renamed-in"
    /// A schedule's tick made it.
    case scheduled
    /// It had settled: nothing had changed over two looks, a settle time apart.
    case settled
}
