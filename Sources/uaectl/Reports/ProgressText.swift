// SPDX-License-Identifier: Apache-2.0
import ControlAPI

extension ProgressReport {
    /// The share of samples that are done, 0…1.
    var share: Double { total > 0 ? min(1, max(0, done / Double(total))) : 0 }

    /// `40%, 400 of 1000 samples, 41.2/s, 15 s left`
    var text: String {
        let speed = rate.map { ", \(Readable.number($0))/s" } ?? ""
        let left = eta.map { ", \(Readable.duration($0)) left" } ?? ""
        return "\(Int(share * 100))%, \(Int(done)) of \(total) samples" + speed + left
    }
}
