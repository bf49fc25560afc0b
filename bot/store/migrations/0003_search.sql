-- Search in packed indexes, one or several segments for each publication, in the place of FTS5's; what an entry was
-- called where it was imported from; abbreviations.

DROP TABLE entry_index;
DROP TABLE vocabulary;

ALTER TABLE entries ADD COLUMN external_id TEXT;
CREATE INDEX entries_by_external_id ON entries (external_id) WHERE external_id IS NOT NULL;

-- How far a publication's index has been built: entries up to that id are in its segments. While it is not `whole`,
-- the building goes on from there; one of another version is built anew.
CREATE TABLE indexes (
    publication_id INTEGER PRIMARY KEY REFERENCES publications ON DELETE CASCADE,
    version INTEGER NOT NULL,
    built_to INTEGER NOT NULL DEFAULT 0,
    whole INTEGER NOT NULL DEFAULT 1 CHECK (whole IN (0, 1))
) STRICT;
INSERT INTO indexes SELECT id, 0, 0, 0 FROM publications;

-- A segment never changes but for the entries taken out of it (their places in it, two bytes each).
CREATE TABLE segments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    publication_id INTEGER NOT NULL REFERENCES publications ON DELETE CASCADE,
    entries INTEGER NOT NULL,
    first_entry INTEGER NOT NULL,  -- the lowest and the highest id in it
    last_entry INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    length REAL NOT NULL,  -- of all its texts together, in weighted words
    removed BLOB NOT NULL DEFAULT x''
) STRICT;
CREATE INDEX segments_by_publication ON segments (publication_id);

CREATE TABLE segment_contents (
    segment_id INTEGER PRIMARY KEY REFERENCES segments ON DELETE CASCADE,
    packed BLOB NOT NULL
) STRICT;

-- Short and long forms: found in the texts, added by hand, or never to be used. The keys are what both are looked
-- up by.
CREATE TABLE abbreviations (
    publication_id INTEGER NOT NULL REFERENCES publications ON DELETE CASCADE,
    short TEXT NOT NULL,
    long TEXT NOT NULL,
    short_key TEXT NOT NULL,
    long_key TEXT NOT NULL,
    occurrences INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL CHECK (state IN ('mined', 'added', 'blocked')),
    PRIMARY KEY (publication_id, short_key, long_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX abbreviations_by_long ON abbreviations (publication_id, long_key);

-- Every search keeps its hits aside for its further pages, and with each the old ones go.
CREATE INDEX drafts_by_age ON drafts (made_at);
