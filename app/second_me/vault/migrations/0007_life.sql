-- How facts live on: used, pinned, put away; and what the self-audit found each week.

-- A row stands for what is not as with a new fact: uses 0, nothing pinned, 'active'.
CREATE TABLE keeping (
    fact_id     INTEGER PRIMARY KEY REFERENCES facts (id) ON DELETE CASCADE,
    uses        INTEGER NOT NULL DEFAULT 0,
    used_at     INTEGER,
    pinned_at   INTEGER,
    archived_at INTEGER,
    state       TEXT NOT NULL DEFAULT 'active'
);
CREATE INDEX keeping_by_state ON keeping (state) WHERE state <> 'active';

-- Counts and shares alone.
CREATE TABLE self_audits (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    figures TEXT NOT NULL
);
