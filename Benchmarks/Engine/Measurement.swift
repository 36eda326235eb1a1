// SPDX-License-Identifier: Apache-2.0
import Attacks
import Foundation
import Glibc

/// The costs and results of one run.
struct Measurement: Codable {
    /// Wall-clock time.
    var seconds: Double
    /// User and system time, in seconds.
    var cpu: Double
    var samples: Int
    /// In bytes.
    var peakMemory: Int?
    var asr: Double?
    var l2: Double?
    var linf: Double?
    /// Mean and median I of the feasible samples, in nats.
    var information: Double?
    var medianInformation: Double?
    var level: Int?
    var lanes: Bool?
    /// Billions of operations per sample, by the textbook count.
    var gflop: Double?
    /// Of a training's last step.
    var loss: Double?

    init(samples: Int, seconds: Double, cpu: Double) {
        self.seconds = seconds
        self.cpu = cpu
        self.samples = samples
        peakMemory = Usage.peakMemory
    }

    init(_ outcomes: [Outcome<Float>], seconds: Double, cpu: Double) {
        let feasible = outcomes.filter(\.isFeasible)
        func mean(_ values: [Double]) -> Double? {
            values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
        }
        self.init(samples: outcomes.count, seconds: seconds, cpu: cpu)
        asr = Double(feasible.count) / Double(max(1, outcomes.count))
        l2 = mean(feasible.map(\.l2))
        linf = mean(feasible.map(\.linf))
        let information = feasible.compactMap(\.information).sorted()
        self.information = mean(information)
        medianInformation = information.isEmpty ? nil : information[information.count / 2]
    }
}

/// Resource usage of this process, getrusage(2).
enum Usage {
    private static var usage: rusage {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage
    }

    /// User and system time, in seconds.
    static var cpu: Double {
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    /// In bytes.
    static var peakMemory: Int { usage.ru_maxrss * 1024 }
}
