namespace Coalesce.Http.Sqlite;

/// <summary>The tables, and how a file says that it has them.</summary>
internal static class Schema
{
    /// <summary>"Cbox", in the header of the file.</summary>
    public const int ApplicationId = 0x43626f78;

    public const int Version = 1;

    /// <summary>
    /// <c>turn</c>: 1 the lane's entry that is replaying, or the oldest that waits where none is, 0 one behind; null: it does not make its lane busy. At most one entry of a lane has 1.
    /// Numbers of states: 0 trying, 1 waiting, 2 replaying, 3 delivered, 4 dead, 5 withdrawn, 6 discarded, 7 compacted. Moments are ticks. What is large stands last, so that what stands
    /// before is read without it. Each index holds only the entries it is for, and names in its condition only
    /// what changes when an entry comes or goes: each column of it that is set, to whatever, has the entry taken out and put in again. A client's counts are kept with each change, in its transaction.
    /// </summary>
    public const string Create = """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB) STRICT, WITHOUT ROWID;
        CREATE TABLE owners (owner TEXT PRIMARY KEY, renewals INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE clients (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
            last_place INTEGER NOT NULL, live_bytes INTEGER NOT NULL, ended_bytes INTEGER NOT NULL,
            trying INTEGER NOT NULL, waiting INTEGER NOT NULL, replaying INTEGER NOT NULL, delivered INTEGER NOT NULL,
            dead INTEGER NOT NULL, withdrawn INTEGER NOT NULL, discarded INTEGER NOT NULL, compacted INTEGER NOT NULL) STRICT;
        CREATE TABLE entries (
            seq INTEGER PRIMARY KEY, id BLOB NOT NULL, client INTEGER NOT NULL,
            state INTEGER NOT NULL, turn INTEGER, owner TEXT, fence INTEGER NOT NULL, leased_at INTEGER, joined INTEGER NOT NULL,
            due INTEGER NOT NULL, not_before INTEGER NOT NULL, set_at INTEGER NOT NULL, expires_at INTEGER,
            created_at INTEGER NOT NULL, ended_at INTEGER, first_sent_at INTEGER, attempt_count INTEGER NOT NULL, reason INTEGER NOT NULL,
            weight INTEGER NOT NULL, body_weight INTEGER NOT NULL, answer_weight INTEGER NOT NULL,
            lane_print INTEGER NOT NULL, key_print INTEGER NOT NULL, uri_print INTEGER NOT NULL, content BLOB NOT NULL,
            method TEXT NOT NULL, lane TEXT NOT NULL, partition TEXT, own_partition TEXT, key TEXT NOT NULL,
            route TEXT, compaction INTEGER NOT NULL, http_version INTEGER NOT NULL, version_policy INTEGER NOT NULL, trace_parent TEXT, credentials_mark TEXT,
            attempts BLOB, uri BLOB NOT NULL, headers BLOB NOT NULL, answer BLOB, body BLOB) STRICT;
        CREATE UNIQUE INDEX entries_by_id ON entries (id);
        CREATE INDEX entries_by_key ON entries (key_print);
        CREATE INDEX entries_leased ON entries (client, seq) WHERE owner IS NOT NULL;
        CREATE INDEX entries_waiting ON entries (client, seq) WHERE state = 1;
        CREATE INDEX entries_in_lane ON entries (lane_print, turn, seq) WHERE turn IS NOT NULL;
        CREATE INDEX entries_at_head ON entries (client, seq, due, set_at) WHERE turn = 1 AND owner IS NULL;
        CREATE INDEX entries_by_due ON entries (client, due, set_at) WHERE turn = 1 AND owner IS NULL AND due > set_at;
        CREATE INDEX entries_dead ON entries (client, seq) WHERE state = 4;
        CREATE INDEX entries_dead_in_lane ON entries (lane_print) WHERE state = 4;
        CREATE INDEX entries_ended ON entries (client, ended_at, seq) WHERE state IN (3, 5, 6, 7);
        """;
}
