CREATE TABLE hub_meta (
  name   TEXT PRIMARY KEY,
  number BIGINT NOT NULL,
  bytes  BYTEA
);

CREATE TABLE invitations (
  token_hash BYTEA PRIMARY KEY,
  place      TEXT NOT NULL,
  place_id   TEXT NOT NULL,
  role       TEXT NOT NULL,
  territory  TEXT NOT NULL,
  made       TIMESTAMPTZ NOT NULL,
  expires    TIMESTAMPTZ NOT NULL,
  used_by    TEXT NOT NULL
);

CREATE TABLE devices (
  id         TEXT PRIMARY KEY,
  place      TEXT NOT NULL,
  place_id   TEXT NOT NULL,
  role       TEXT NOT NULL,
  territory  TEXT NOT NULL,
  public_key BYTEA NOT NULL,
  token_hash BYTEA NOT NULL,
  enrolled   TIMESTAMPTZ NOT NULL,
  revoked    BOOLEAN NOT NULL,
  parent     TEXT NOT NULL
);

-- What changes of a device with each batch, apart from the rest.
CREATE TABLE standings (
  device    TEXT PRIMARY KEY,
  epoch     BIGINT NOT NULL,
  acked     BIGINT NOT NULL,
  highest   BIGINT NOT NULL,
  last_seen TIMESTAMPTZ,
  heartbeat BYTEA
);

-- Accepted records. The three unique constraints are what decides a batch; a
-- record that is not a lot has no view, and nulls never collide.
CREATE TABLE records (
  device   TEXT NOT NULL,
  epoch    BIGINT NOT NULL,
  seq      BIGINT NOT NULL,
  id       UUID NOT NULL,
  kind     INTEGER NOT NULL,
  version  INTEGER NOT NULL,
  body     BYTEA NOT NULL,
  hash     BYTEA NOT NULL,
  received BIGINT NOT NULL,
  place_id TEXT,
  kiosk    BOOLEAN,
  view     TEXT,
  cell     TEXT,
  period   TEXT,
  month    TEXT,
  count    INTEGER,
  PRIMARY KEY (device, epoch, seq),
  CONSTRAINT records_id UNIQUE (id),
  CONSTRAINT records_lot UNIQUE (device, period, view, cell, kiosk)
);

CREATE INDEX records_received ON records (received);

CREATE TABLE refused (
  device   TEXT NOT NULL,
  epoch    BIGINT NOT NULL,
  seq      BIGINT NOT NULL,
  id       UUID NOT NULL,
  kind     INTEGER NOT NULL,
  version  INTEGER NOT NULL,
  body     BYTEA NOT NULL,
  hash     BYTEA NOT NULL,
  received BIGINT NOT NULL,
  refusal  TEXT NOT NULL,
  PRIMARY KEY (device, epoch, seq)
);

CREATE TABLE audit (
  id      UUID PRIMARY KEY,
  at      TIMESTAMPTZ NOT NULL,
  actor   TEXT NOT NULL,
  act     TEXT NOT NULL,
  subject TEXT NOT NULL
);
