-- The first shape of the vault. Times are UTC milliseconds.
--
-- AUTOINCREMENT wherever an id leaves the vault: a number is never used again, so an
-- id in an old answer, log line or audit entry cannot come to mean something else.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE sources (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    format     TEXT NOT NULL,
    name       TEXT NOT NULL,
    locator    TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    events     INTEGER NOT NULL DEFAULT 0,
    UNIQUE (format, locator, name)
);

CREATE TABLE batches (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id   INTEGER NOT NULL REFERENCES sources (id),
    state       TEXT NOT NULL,
    started_at  INTEGER NOT NULL,
    finished_at INTEGER,
    first_event INTEGER,
    last_event  INTEGER,
    added       INTEGER NOT NULL DEFAULT 0,
    duplicates  INTEGER NOT NULL DEFAULT 0,
    problems    INTEGER NOT NULL DEFAULT 0,
    resume_at   INTEGER NOT NULL DEFAULT 0,
    message     TEXT NOT NULL DEFAULT ''
);

CREATE TABLE problems (
    id       INTEGER PRIMARY KEY,
    batch_id INTEGER NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
    locator  TEXT NOT NULL,
    message  TEXT NOT NULL
);
CREATE INDEX problems_of_batch ON problems (batch_id);

CREATE TABLE threads (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id INTEGER NOT NULL REFERENCES sources (id),
    name      TEXT NOT NULL,
    UNIQUE (source_id, name)
);

-- Few indexes, since each one is paid for at every event: those of a source are found by its
-- threads, those of a batch between its first and its last.
CREATE TABLE events (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id   INTEGER NOT NULL REFERENCES sources (id),
    batch_id    INTEGER REFERENCES batches (id),
    thread_id   INTEGER NOT NULL REFERENCES threads (id),
    kind        TEXT NOT NULL,
    origin      TEXT NOT NULL,
    at          INTEGER NOT NULL,
    precision   TEXT NOT NULL,
    utc_offset  INTEGER,
    received_at INTEGER NOT NULL,
    position    INTEGER NOT NULL,
    author      TEXT NOT NULL,
    title       TEXT NOT NULL,
    text        TEXT NOT NULL,
    locator     TEXT NOT NULL,
    language    TEXT NOT NULL,
    digest      INTEGER NOT NULL
);
CREATE INDEX events_by_time ON events (at);
CREATE INDEX events_by_thread ON events (thread_id, at, position);

-- What makes an event itself: 63 bits of a keyed hash of (source format, thread, natural key).
-- Hashes fall all over a table, and every page they touch is encrypted anew at each commit. So
-- new ones gather in a small table, and many at a time are moved to the large one.
CREATE TABLE digests (
    digest   INTEGER PRIMARY KEY,
    event_id INTEGER NOT NULL
);
CREATE TABLE digests_recent (
    digest   INTEGER PRIMARY KEY,
    event_id INTEGER NOT NULL
);

-- External content: the words are stored once, and a deletion names the old words, so
-- that secure-delete can take them out of the index at once.
CREATE VIRTUAL TABLE events_fts USING fts5 (
    text, author, title,
    content = 'events', content_rowid = 'id',
    tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO events_fts (events_fts, rank) VALUES ('secure-delete', 1);

CREATE TABLE vector_models (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

-- owner: 1 event, 2 fact, 3 episode.
CREATE TABLE vectors (
    model_id INTEGER NOT NULL REFERENCES vector_models (id) ON DELETE CASCADE,
    owner    INTEGER NOT NULL,
    id       INTEGER NOT NULL,
    code     BLOB NOT NULL,
    PRIMARY KEY (model_id, owner, id)
) WITHOUT ROWID;
-- Counting and looking for gaps must not read the codes themselves.
CREATE INDEX vectors_by_owner ON vectors (owner, id);

CREATE TABLE episodes (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    title    TEXT NOT NULL,
    summary  TEXT NOT NULL,
    start_at INTEGER NOT NULL,
    end_at   INTEGER NOT NULL,
    place    TEXT NOT NULL DEFAULT ''
);
CREATE INDEX episodes_by_time ON episodes (start_at);

-- digest: hash of subject and text, unique among the facts that stand.
CREATE TABLE facts (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    subject         TEXT NOT NULL,
    kind            TEXT NOT NULL,
    text            TEXT NOT NULL,
    value           TEXT NOT NULL,
    status          TEXT NOT NULL,
    confidence      REAL NOT NULL,
    valid_from      INTEGER,
    valid_to        INTEGER,
    valid_precision TEXT NOT NULL,
    learned_at      INTEGER NOT NULL,
    retracted_at    INTEGER,
    superseded_by   INTEGER REFERENCES facts (id) ON DELETE SET NULL,
    maker           TEXT NOT NULL,
    digest          BLOB NOT NULL
);
CREATE INDEX facts_by_subject ON facts (subject);
CREATE INDEX facts_superseded ON facts (superseded_by) WHERE superseded_by IS NOT NULL;
CREATE UNIQUE INDEX facts_standing ON facts (digest) WHERE status IN ('proposed', 'current');

CREATE TABLE entities (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    kind        TEXT NOT NULL,
    name        TEXT NOT NULL,
    aliases     TEXT NOT NULL DEFAULT '[]',
    created_at  INTEGER NOT NULL,
    merged_into INTEGER REFERENCES entities (id) ON DELETE SET NULL,
    UNIQUE (kind, name)
);
CREATE INDEX entities_merged ON entities (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE relations (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    subject_id   INTEGER NOT NULL REFERENCES entities (id),
    predicate    TEXT NOT NULL,
    object_id    INTEGER NOT NULL REFERENCES entities (id),
    valid_from   INTEGER,
    valid_to     INTEGER,
    learned_at   INTEGER NOT NULL,
    retracted_at INTEGER
);
CREATE INDEX relations_by_subject ON relations (subject_id, predicate, object_id);
CREATE INDEX relations_by_object ON relations (object_id);

-- The quoted words are not copied: they are characters start_at to end_at of the event.
CREATE TABLE evidence (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    derived    TEXT NOT NULL,
    derived_id INTEGER NOT NULL,
    event_id   INTEGER NOT NULL REFERENCES events (id),
    start_at   INTEGER NOT NULL,
    end_at     INTEGER NOT NULL,
    UNIQUE (derived, derived_id, event_id, start_at, end_at)
);
CREATE INDEX evidence_of_event ON evidence (event_id);

CREATE TABLE revisions (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    tbl    TEXT NOT NULL,
    row_id INTEGER NOT NULL,
    actor  TEXT NOT NULL,
    at     INTEGER NOT NULL,
    before TEXT NOT NULL,
    after  TEXT NOT NULL
);
CREATE INDEX revisions_of_row ON revisions (tbl, row_id);

CREATE TABLE jobs (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    kind       TEXT NOT NULL,
    key        TEXT NOT NULL,
    payload    TEXT NOT NULL,
    priority   INTEGER NOT NULL,
    state      TEXT NOT NULL,
    attempts   INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    error      TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX jobs_waiting_once ON jobs (kind, key) WHERE state = 'waiting';
CREATE INDEX jobs_in_order ON jobs (state, priority DESC, id);

-- Ids and counts only, never content. Each entry's hash covers the one before it.
CREATE TABLE audit (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    action  TEXT NOT NULL,
    program TEXT NOT NULL,
    ids     TEXT NOT NULL,
    counts  TEXT NOT NULL,
    hash    BLOB NOT NULL
);

CREATE TABLE settings (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
