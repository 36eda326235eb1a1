// SPDX-License-Identifier: Apache-2.0
import GRDB
import JobRecords
import Jobs

/// A job as a row of its table: columns in snake case, structures as JSON.
struct JobRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "job"
    static let databaseColumnEncodingStrategy = DatabaseColumnEncodingStrategy.convertToSnakeCase
    static let databaseColumnDecodingStrategy = DatabaseColumnDecodingStrategy.convertFromSnakeCase

    let record: JobRecord

    init(_ record: JobRecord) { self.record = record }
    init(from decoder: any Decoder) throws { record = try JobRecord(from: decoder) }
    func encode(to encoder: any Encoder) throws { try record.encode(to: encoder) }
}

/// An event as a row of its table.
struct EventRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "event"

    let event: JobEvent

    init(_ event: JobEvent) { self.event = event }
    init(from decoder: any Decoder) throws { event = try JobEvent(from: decoder) }
    func encode(to encoder: any Encoder) throws { try event.encode(to: encoder) }
}
