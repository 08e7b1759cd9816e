-- What events become, kept true: episodes by stream, facts by slot, reviews, undo.

-- stream: whose neighbours an episode is made of; a thread's id, or less than zero a source's.
-- state: 'open' may still grow, 'closed' is final. by_hand: the person cut it, nobody else does.
ALTER TABLE episodes ADD COLUMN stream INTEGER NOT NULL DEFAULT 0;
ALTER TABLE episodes ADD COLUMN state TEXT NOT NULL DEFAULT 'closed';
ALTER TABLE episodes ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 0;
ALTER TABLE episodes ADD COLUMN people TEXT NOT NULL DEFAULT '[]';

-- From an event to its episode without looking at the rest of its evidence.
CREATE INDEX evidence_of_episodes ON evidence (event_id, derived_id) WHERE derived = 'episode';

-- slot: what of its subject a fact tells, where there is a name for it ("email", "home").
ALTER TABLE facts ADD COLUMN slot TEXT NOT NULL DEFAULT '';
CREATE INDEX facts_by_slot ON facts (subject, slot) WHERE slot <> '';

-- Changes made together have one number: the id of the first of them.
ALTER TABLE revisions ADD COLUMN change INTEGER NOT NULL DEFAULT 0;
UPDATE revisions SET change = id;
CREATE INDEX revisions_of_change ON revisions (change);

-- What is not sure enough to be done without the person. Two facts or two entities each.
CREATE TABLE reviews (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    kind       TEXT NOT NULL,
    proposal   TEXT NOT NULL,
    fact_id    INTEGER,
    target_id  INTEGER,
    entity_id  INTEGER,
    other_id   INTEGER,
    since      INTEGER,
    confidence REAL NOT NULL,
    reason     TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    decided_at INTEGER,
    verdict    TEXT NOT NULL DEFAULT ''
);
CREATE INDEX reviews_open ON reviews (id) WHERE decided_at IS NULL;
CREATE INDEX reviews_of_fact ON reviews (fact_id, target_id);
CREATE INDEX reviews_of_entity ON reviews (entity_id, other_id);
