-- The land office's answers held against our own copy: what differs, what a person said to it, which parcels were
-- asked about when, and rounds of questions that go on where they stopped. No row is about a person beside the
-- officers who settled a difference.

CREATE TABLE land_difference (
    parcel     text        PRIMARY KEY,
    version    bigint      NOT NULL,
    mark       text        NOT NULL,
    state      text        NOT NULL CHECK (state IN ('open', 'settled', 'gone')),
    body       text        NOT NULL,
    found_at   timestamptz NOT NULL,
    asked_at   timestamptz NOT NULL
);
CREATE INDEX land_difference_state ON land_difference (state, found_at, parcel);

CREATE TABLE land_check (
    parcel     text        PRIMARY KEY,
    checked_at timestamptz NOT NULL
);
CREATE INDEX land_check_at ON land_check (checked_at);

-- At most one round is open: `standing` is 'open' or nothing.
CREATE TABLE land_round (
    id           uuid        PRIMARY KEY,
    standing     text        UNIQUE CHECK (standing = 'open'),
    begun_at     timestamptz NOT NULL,
    ended_at     timestamptz,
    parcels      text        NOT NULL,
    body         text        NOT NULL,
    leased_until timestamptz
);
CREATE INDEX land_round_begun ON land_round (begun_at);

CREATE INDEX land_reply_asked ON land_reply (asked_at);
