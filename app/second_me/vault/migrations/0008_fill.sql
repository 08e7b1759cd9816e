-- Forms that were filled, and what the person said of sites. No value is kept: the facts hold it.

CREATE TABLE fillings (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    origin  TEXT NOT NULL,
    at      INTEGER NOT NULL,
    purpose TEXT NOT NULL,
    kinds   TEXT NOT NULL,
    undone  INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE filling_facts (
    filling_id INTEGER NOT NULL REFERENCES fillings (id) ON DELETE CASCADE,
    fact_id    INTEGER NOT NULL,
    PRIMARY KEY (filling_id, fact_id)
) WITHOUT ROWID;
CREATE INDEX filling_facts_of_fact ON filling_facts (fact_id);

-- kind: '' is all of the site. rule: ask or never.
CREATE TABLE fill_rules (
    site   TEXT NOT NULL,
    kind   TEXT NOT NULL,
    rule   TEXT NOT NULL,
    set_at INTEGER NOT NULL,
    PRIMARY KEY (site, kind)
) WITHOUT ROWID;
