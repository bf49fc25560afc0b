-- Each array of a segment in a row of its own, so that it can be used as it is read. All indexes are built anew.

DROP TABLE segment_contents;
DELETE FROM segments;

CREATE TABLE segment_arrays (
    segment_id INTEGER NOT NULL REFERENCES segments ON DELETE CASCADE,
    name TEXT NOT NULL,
    packed BLOB NOT NULL,
    PRIMARY KEY (segment_id, name)
) STRICT;
