// SPDX-License-Identifier: Apache-2.0
/// How it was known that a bundle is complete.
public enum Arrival: String, Codable, Sendable {
    /// `dataset.ready` lies in it.
    case declared
    /// It got its name by one rename.
    case renamedIn = "renamed-in"
    /// A schedule's tick made it.
    case scheduled
    /// Nothing had changed over two looks, a settle time apart.
    case settled
}
