-- How-to memory: what the person does again and again, and how things are done. Its evidence is
-- in `evidence`, as that of other derived records.
CREATE TABLE routines (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    kind         TEXT NOT NULL,
    key          TEXT NOT NULL,
    title        TEXT NOT NULL,
    steps        TEXT NOT NULL DEFAULT '[]',
    rhythm       TEXT NOT NULL DEFAULT '',
    weekdays     TEXT NOT NULL DEFAULT '[]',
    minute       INTEGER,
    times        INTEGER NOT NULL,
    first_at     INTEGER NOT NULL,
    last_at      INTEGER NOT NULL,
    learned_at   INTEGER NOT NULL,
    dismissed_at INTEGER,
    UNIQUE (kind, key)
);
