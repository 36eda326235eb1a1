// SPDX-License-Identifier: Apache-2.0
import Attacks
import Base

/// Which rows the estimate of mutual information uses, and why.
struct SamplingChoice: Equatable {
    let sampling: Sampling
    let reason: String

    /// - Parameters:
    ///   - forced: the choice in job.toml; nil chooses convolution if the model starts with one of at least eight maps.
    ///   - number: which convolution job.toml names; nil is the first.
    /// - Throws: `Failure` (refused) if the model lacks the convolution that job.toml asks for,
    ///   or if that has a single map.
    init(_ forced: Sampling?, number: Int? = nil, convolution: JobPlan.Convolution?, file: String?) throws {
        if let number, convolution == nil {
            throw Failure.refused(
                "no-convolution", "[attack] convolution = \(number), but the model has no such convolution",
                hint: "leave convolution out, or count from the one that the model starts with", file: file)
        }
        let name = number.map { "convolution number \($0)" } ?? "first convolution"
        let found = convolution.map {
            "the \(name), \($0.node), gives \($0.maps) maps of \($0.length) values"
        }
        sampling = forced ?? .automatic(featureMaps: convolution?.maps)
        switch (forced, convolution) {
        case (.convolution?, nil):
            throw Failure.refused(
                "no-convolution",
                "[attack] sampling = \"convolution\", but the model does not start with a convolution",
                hint: "leave sampling out, or set it to \"random\"", file: file)
        case (.convolution?, let convolution?) where convolution.maps < 2:
            throw Failure.refused(
                "no-convolution", "[attack] sampling = \"convolution\" needs at least 2 maps; " + (found ?? ""),
                hint: "set it to \"random\"", file: file)
        case (_?, _): reason = "chosen in job.toml" + (found.map { "; " + $0 } ?? "")
        case (nil, nil): reason = "the model does not start with a convolution"
        case (nil, _?):
            reason = (found ?? "") + (sampling == .random ? ", fewer than the 8 that it takes to tell rows apart" : "")
        }
    }
}
