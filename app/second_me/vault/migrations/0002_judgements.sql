-- What the person made of results that were shown to them: what ranking learns from.
--
-- Each row of a hit belongs to its event and goes with it, so that what was learned from an
-- erased event is unlearned. No words are kept: `asked` holds hashes of the question's words.

CREATE TABLE feature_layouts (
    id     INTEGER PRIMARY KEY,
    ranker TEXT NOT NULL,
    names  TEXT NOT NULL,
    UNIQUE (ranker, names)
);

CREATE TABLE judgements (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    layout_id INTEGER NOT NULL REFERENCES feature_layouts (id),
    at        INTEGER NOT NULL
);

-- acts: 1 opened, 2 copied, 4 confirmed, 8 marked wrong.
CREATE TABLE judged_hits (
    judgement_id INTEGER NOT NULL REFERENCES judgements (id) ON DELETE CASCADE,
    event_id     INTEGER NOT NULL REFERENCES events (id),
    place        INTEGER NOT NULL,
    score        REAL NOT NULL,
    acts         INTEGER NOT NULL,
    asked        BLOB NOT NULL,
    features     BLOB NOT NULL,
    PRIMARY KEY (judgement_id, event_id)
) WITHOUT ROWID;
CREATE INDEX judged_hits_of_event ON judged_hits (event_id);
