// SPDX-License-Identifier: Apache-2.0
import GRDB

/// The versions of the database's schema, forward only. A released version is never changed: the next one is added.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try createJobs(database)
            try createEvents(database)
            try database.create(table: "counter") { table in
                table.primaryKey("name", .text)
                table.column("value", .integer).notNull()
            }
            try database.execute(sql: "INSERT INTO counter (name, value) VALUES ('job', 0)")
        }
        // Finds the next of ten thousand jobs without reading the others.
        migrator.registerMigration("2") { database in
            try database.execute(sql: "CREATE INDEX job_order ON job (state, priority DESC, number)")
            try database.create(index: "job_outbox_name", on: "job", columns: ["outbox_name"])
        }
        migrator.registerMigration("3", migrate: createSchedules)
        // At most one row; while it exists, no job is started.
        migrator.registerMigration("4") { database in
            try database.create(table: "pause") { table in
                table.primaryKey("id", .integer).check { $0 == 1 }
                table.column("since", .datetime).notNull()
                table.column("until", .datetime)
            }
        }
        // A chunk that a worker finished after its daemon was killed counts as progress too.
        migrator.registerMigration("5") { database in
            try database.alter(table: "job") { table in
                table.add(column: "chunks_at_last_death", .integer).notNull().defaults(to: 0)
            }
        }
        // Claims are identified by more than their names and results by more than their places, and what uaed believes
        // lies in a work folder.
        migrator.registerMigration("6") { database in
            try database.alter(table: "job") { table in
                table.add(column: "work_path", .text).notNull().defaults(to: "")
                for name in ["identity", "manifest_digest"] { table.add(column: name, .text) }
            }
        }
        migrator.registerMigration("7", migrate: createShares)
        return migrator
    }

    /// Lines are shared among their owners, and pruned rows stay counted.
    private static func createShares(_ database: Database) throws {
        try database.alter(table: "job") { table in
            table.add(column: "precedence", .integer).notNull().defaults(to: 0)
        }
        try database.execute(
            sql: "CREATE INDEX job_share ON job (state, precedence, owner_uid, priority DESC, number)")
        try database.create(table: "usage") { table in
            table.column("owner_uid", .integer).notNull()
            // Hours since 1970.
            table.column("hour", .integer).notNull()
            table.column("seconds", .double).notNull()
            table.primaryKey(["owner_uid", "hour"])
        }
        // At most one row: the totals of pruned rows, as JSON.
        try database.create(table: "past") { table in
            table.primaryKey("id", .integer).check { $0 == 1 }
            table.column("totals", .text).notNull()
        }
        try database.execute(sql: "CREATE INDEX tick_waiting ON tick (schedule) WHERE outcome = 'waiting'")
    }

    private static func createJobs(_ database: Database) throws {
        try database.create(table: "job") { table in
            table.primaryKey("number", .integer)
            for name in ["name", "inbox", "inbox_path", "outbox_path", "outbox_name", "state", "arrival"] {
                table.column(name, .text).notNull()
            }
            table.column("owner_uid", .integer).notNull()
            for name in ["priority", "deaths", "deaths_without_progress"] {
                table.column(name, .integer).notNull().defaults(to: 0)
            }
            for name in ["reason", "dataset_digest", "checkpoint_digest", "settings_digest"] {
                table.column(name, .text)
            }
            // As JSON.
            for name in ["failure", "inspection", "summary", "warnings"] { table.column(name, .text) }
            table.column("claimed", .datetime).notNull()
            for name in ["queued", "started", "finished", "waiting_since", "next_look"] {
                table.column(name, .datetime)
            }
            table.column("worker_pid", .integer)
            table.column("worker_start", .integer)
        }
        try database.create(index: "job_state", on: "job", columns: ["state"])
        try database.create(index: "job_name", on: "job", columns: ["name"])
        try database.create(
            index: "job_digests", on: "job", columns: ["dataset_digest", "checkpoint_digest", "settings_digest"])
    }

    private static func createEvents(_ database: Database) throws {
        try database.create(table: "event") { table in
            table.autoIncrementedPrimaryKey("sequence")
            table.column("time", .datetime).notNull()
            table.column("kind", .text).notNull()
            table.column("job", .integer)
            for name in ["name", "state", "reason", "message"] { table.column(name, .text) }
        }
        try database.create(index: "event_job", on: "event", columns: ["job"])
    }

    private static func createSchedules(_ database: Database) throws {
        try database.create(table: "schedule") { table in
            table.primaryKey("name", .text)
            for name in ["cron", "zone", "inbox", "missed", "overlap"] { table.column(name, .text).notNull() }
            table.column("job", .integer)
            table.column("source", .text)
            for name in ["jitter", "owner_uid"] { table.column(name, .integer).notNull() }
            for name in ["fresh_seed", "paused"] { table.column(name, .boolean).notNull() }
            for name in ["created", "since"] { table.column(name, .datetime).notNull() }
        }
        try database.create(table: "tick") { table in
            table.column("schedule", .text).notNull()
            table.column("nominal", .datetime).notNull()
            table.column("outcome", .text).notNull()
            table.column("job", .integer)
            table.column("missed", .integer).notNull()
            table.column("reason", .text)
            table.column("time", .datetime).notNull()
            table.primaryKey(["schedule", "nominal"])
        }
        try database.create(index: "tick_job", on: "tick", columns: ["job"])
    }
}
