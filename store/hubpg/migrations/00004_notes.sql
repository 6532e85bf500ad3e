-- Flags and proposals are few among the lots.
CREATE INDEX records_notes ON records (received) WHERE kind IN (3, 6);
