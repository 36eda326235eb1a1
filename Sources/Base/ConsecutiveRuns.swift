// SPDX-License-Identifier: Apache-2.0
extension Sequence<Int> {
    /// Ascending numbers as ranges of consecutive ones: 1, 2, 5 are 1..<3 and 5..<6.
    public var consecutiveRuns: [Range<Int>] {
        reduce(into: []) { runs, number in
            if let last = runs.last, last.upperBound == number {
                runs[runs.count - 1] = last.lowerBound..<number + 1
            } else {
                runs.append(number..<number + 1)
            }
        }
    }
}
