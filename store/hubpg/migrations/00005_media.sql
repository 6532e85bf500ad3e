-- Pictures and sounds of proposals are few too, and read one at a time.
CREATE INDEX records_media ON records (received) WHERE kind = 7;
