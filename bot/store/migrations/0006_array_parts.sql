-- Long arrays of segments are kept in parts. All indexes are built anew.

DELETE FROM segment_arrays;
DELETE FROM segments;
