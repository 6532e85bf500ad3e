CREATE TABLE packs (
  version  BIGINT PRIMARY KEY,
  manifest BYTEA NOT NULL
);

CREATE TABLE files (
  hash    TEXT PRIMARY KEY,
  content BYTEA NOT NULL
);
