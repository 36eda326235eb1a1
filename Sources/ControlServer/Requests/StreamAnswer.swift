// SPDX-License-Identifier: Apache-2.0
/// An answer whose body is made while it is sent. `next` returns the body's next part, and nil at its end.
struct StreamAnswer: Encodable, Sendable {
    let contentType: String
    let next: @Sendable () async throws -> [UInt8]?

    /// Encodes nothing: the body is not JSON.
    func encode(to encoder: any Encoder) throws {}
}
