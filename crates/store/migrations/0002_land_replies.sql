-- What the land office said of a parcel, so that it is not asked (and paid) twice within days, and what outside
-- systems cost. Neither is about a person: a parcel's shape is public, an outlay is a sum of a day.

CREATE TABLE land_reply (
    parcel   text        PRIMARY KEY,
    body     text        NOT NULL,
    asked_at timestamptz NOT NULL
);

CREATE TABLE outlay (
    day   text   NOT NULL,
    what  text   NOT NULL,
    count bigint NOT NULL,
    twd   bigint NOT NULL,
    PRIMARY KEY (day, what)
);
