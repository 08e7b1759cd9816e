-- The graph: which entities a fact joins, which relations are drawn from it, who belongs together.

-- The fact that a relation was drawn from, and whose times it has; none where events say it.
ALTER TABLE relations ADD COLUMN fact_id INTEGER;
CREATE INDEX relations_of_fact ON relations (fact_id) WHERE fact_id IS NOT NULL;

-- All entities that a fact names: it joins them all at once.
CREATE TABLE fact_entities (
    fact_id   INTEGER NOT NULL REFERENCES facts (id) ON DELETE CASCADE,
    entity_id INTEGER NOT NULL REFERENCES entities (id) ON DELETE CASCADE,
    PRIMARY KEY (fact_id, entity_id)
) WITHOUT ROWID;
CREATE INDEX facts_of_entity ON fact_entities (entity_id, fact_id);

-- Numbers alone: the name and the summary of a community are made when they are asked for, from
-- what its members are called by then.
CREATE TABLE communities (
    entity_id INTEGER PRIMARY KEY REFERENCES entities (id) ON DELETE CASCADE,
    community INTEGER NOT NULL
);
CREATE INDEX communities_members ON communities (community);

-- How far stages have come that follow the changes of others.
CREATE TABLE marks (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;
