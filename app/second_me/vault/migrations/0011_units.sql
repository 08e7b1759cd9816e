
-- Units of memory that came from others: what may be done with them, and until when. Whose they
-- are and what they are called stands in their source, and they go with it.
CREATE TABLE units (
    source_id  INTEGER PRIMARY KEY REFERENCES sources (id) ON DELETE CASCADE,
    made_at    INTEGER NOT NULL,
    taken_at   INTEGER NOT NULL,
    pass_on    INTEGER NOT NULL,
    read_only  INTEGER NOT NULL,
    expires_at INTEGER
);
