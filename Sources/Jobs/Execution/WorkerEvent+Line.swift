// SPDX-License-Identifier: Apache-2.0
import Base
import FoundationEssentials

extension WorkerEvent: Codable {
    private enum Key: String, CodingKey {
        case event, inspection, chunks, finished, samples, index, message, failure, summary
    }

    private enum Word: String, Codable {
        case inspected, started, chunk, progress, warning, refused, waiting, failed, ready
        case chunkLost = "chunk-lost"
    }

    /// An object whose key `event` names the case.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(word, forKey: .event)
        switch self {
        case .inspected(let inspection): try container.encode(inspection, forKey: .inspection)
        case .started(let chunks, let finished, let samples):
            try container.encode(chunks, forKey: .chunks)
            try container.encode(finished, forKey: .finished)
            try container.encode(samples, forKey: .samples)
        case .chunk(let index, let samples):
            try container.encode(index, forKey: .index)
            try container.encode(samples, forKey: .samples)
        case .progress(let samples): try container.encode(samples, forKey: .samples)
        case .warning(let message): try container.encode(message, forKey: .message)
        case .chunkLost(let index): try container.encode(index, forKey: .index)
        case .refused(let failure), .waiting(let failure), .failed(let failure):
            try container.encode(failure, forKey: .failure)
        case .ready(let summary): try container.encode(summary, forKey: .summary)
        }
    }

    private var word: Word {
        switch self {
        case .inspected: .inspected
        case .started: .started
        case .chunk: .chunk
        case .progress: .progress
        case .warning: .warning
        case .chunkLost: .chunkLost
        case .refused: .refused
        case .waiting: .waiting
        case .failed: .failed
        case .ready: .ready
        }
    }

    /// Reads what ``encode(to:)`` writes.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        func value<Value: Decodable>(_ key: Key) throws -> Value { try container.decode(Value.self, forKey: key) }
        switch try value(.event) as Word {
        case .inspected: self = .inspected(try value(.inspection))
        case .started:
            self = .started(chunks: try value(.chunks), finished: try value(.finished), samples: try value(.samples))
        case .chunk: self = .chunk(index: try value(.index), samples: try value(.samples))
        case .progress: self = .progress(samples: try value(.samples))
        case .warning: self = .warning(try value(.message))
        case .chunkLost: self = .chunkLost(index: try value(.index))
        case .refused: self = .refused(try value(.failure))
        case .waiting: self = .waiting(try value(.failure))
        case .failed: self = .failed(try value(.failure))
        case .ready: self = .ready(try value(.summary))
        }
    }
}

extension WorkerEvent {
    /// The event as one line of NDJSON, including its newline.
    public func line() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }

    /// Parses a line; nil if it is no event that this version knows, or contains numbers that no job has, because a
    /// worker reads foreign bytes and cannot be trusted.
    public init?(line: String) {
        guard let event = try? JSONDecoder().decode(WorkerEvent.self, from: Data(line.utf8)), event.isPlausible else {
            return nil
        }
        self = event
    }

    private var isPlausible: Bool {
        let counts: [Int]
        switch self {
        case .inspected(let inspection):
            counts = [inspection.samples, inspection.chunks, inspection.chunkSize, inspection.estimatedBytes]
            guard abs(Double(inspection.priority)) <= 1e6 else { return false }
        case .started(let chunks, let finished, let samples): counts = [chunks, finished, samples]
        case .chunk(let index, let samples): counts = [index, samples]
        case .chunkLost(let index): counts = [index]
        case .ready(let summary):
            counts = [summary.samples, summary.successes, summary.unchanged, summary.failed, summary.skipped]
        case .progress(let samples): return samples.isFinite && samples >= 0
        case .warning, .refused, .waiting, .failed: return true
        }
        return counts.allSatisfy { (0...1 << 50).contains($0) }
    }
}
