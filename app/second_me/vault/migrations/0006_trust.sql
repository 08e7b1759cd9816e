-- Trust: what the person confirmed, and how far each source proved right.

-- When the person said that a fact is so: by writing it themselves, by a click, by a review.
ALTER TABLE facts ADD COLUMN confirmed_at INTEGER;

-- How many facts that a source shows the person confirmed, and how many they called wrong.
ALTER TABLE sources ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sources ADD COLUMN corrected INTEGER NOT NULL DEFAULT 0;
