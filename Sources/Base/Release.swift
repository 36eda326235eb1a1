// SPDX-License-Identifier: Apache-2.0
/// The version of uaed, uaectl and uae-worker, which are built and installed together.
public enum Release {
    /// Semantic version number.
    public static let version = "0.1.0"
}
