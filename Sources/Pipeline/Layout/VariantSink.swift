// SPDX-License-Identifier: Apache-2.0
import Datasets

/// Passes files on under the paths of one of several results per sample.
struct VariantSink: ResultSink {
    let inner: any ResultSink
    let variant: Int

    func file(_ path: String, _ body: (_ append: (ArraySlice<UInt8>) throws -> Void) throws -> Void) throws {
        try inner.file(ResultPlaces.path(path, variant: variant), body)
    }
}
