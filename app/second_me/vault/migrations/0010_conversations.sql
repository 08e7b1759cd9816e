-- What the person asked and was answered.
--
-- A turn tells what its evidence tells, so it goes with any event of that; and so do the later
-- turns of its conversation that were read in its light.

CREATE TABLE conversations (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    started_at INTEGER NOT NULL,
    last_at    INTEGER NOT NULL
);
CREATE INDEX conversations_by_time ON conversations (last_at);

-- read_as: the question as it was understood after the turns before it; empty for just so.
CREATE TABLE turns (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    asked_at        INTEGER NOT NULL,
    question        TEXT NOT NULL,
    read_as         TEXT NOT NULL DEFAULT '',
    answer          TEXT NOT NULL,
    ending          TEXT NOT NULL,
    maker           TEXT NOT NULL DEFAULT '',
    seconds         REAL NOT NULL DEFAULT 0
);
CREATE INDEX turns_of_conversation ON turns (conversation_id);

-- number: as in the answer's [1], from 1.
CREATE TABLE turn_evidence (
    turn_id  INTEGER NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
    number   INTEGER NOT NULL,
    event_id INTEGER NOT NULL REFERENCES events (id),
    PRIMARY KEY (turn_id, number)
) WITHOUT ROWID;
CREATE INDEX turn_evidence_of_event ON turn_evidence (event_id);
