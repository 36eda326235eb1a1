// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// The sanitizer that this build has (Tests/Sanitizers/run).
public enum Sanitizer {
    public static let isThere = ProcessInfo.processInfo.environment["UAED_SANITIZER"] != nil
}

extension Trait where Self == ConditionTrait {
    /// Not in a build with a sanitizer.
    ///
    /// - Parameter reason: what a sanitizer's shadow memory, time or system calls do not leave of it.
    public static func withoutSanitizer(_ reason: Comment) -> Self { .disabled(if: Sanitizer.isThere, reason) }
}
