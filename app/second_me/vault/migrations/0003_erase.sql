-- Erasing for good: what is going, what must not come back, and the proof that it is gone.

-- `scope` and `words` hold what was asked for only until the erasure is done: a crash must not
-- leave half of it. Afterwards `scope` is the kind of it alone and `words` is empty.
CREATE TABLE erasures (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    asked_at INTEGER NOT NULL,
    program  TEXT NOT NULL,
    scope    TEXT NOT NULL,
    words    TEXT NOT NULL,
    stage    TEXT NOT NULL,
    erased   TEXT NOT NULL,
    receipt  TEXT NOT NULL DEFAULT ''
);

-- Events on their way out: no reader is shown them any more. Empty but while an erasure runs.
CREATE TABLE erasing (
    event_id   INTEGER PRIMARY KEY,
    erasure_id INTEGER NOT NULL REFERENCES erasures (id)
);
CREATE INDEX erasing_of ON erasing (erasure_id);

-- Keyed fingerprints of the words on their way out, for the search of every page afterwards.
CREATE TABLE erasing_prints (
    id         INTEGER PRIMARY KEY,
    erasure_id INTEGER NOT NULL REFERENCES erasures (id),
    width      INTEGER NOT NULL,
    prints     BLOB NOT NULL
);

-- Keyed hashes of what was erased: it is not taken in, drawn out or restored again.
CREATE TABLE tombstones (
    kind       TEXT NOT NULL,
    digest     INTEGER NOT NULL,
    erasure_id INTEGER NOT NULL,
    PRIMARY KEY (kind, digest)
) WITHOUT ROWID;
CREATE INDEX tombstones_of ON tombstones (erasure_id);

-- How many events of an import were left out because they had been erased.
ALTER TABLE batches ADD COLUMN erased INTEGER NOT NULL DEFAULT 0;

-- 1: an entry's hash covers ids as they are; 2: keyed hashes of them, so that an id can give way
-- to its hash when what it named is erased, and the chain still holds.
ALTER TABLE audit ADD COLUMN form INTEGER NOT NULL DEFAULT 1;
