-- Who wants to be told when the answer about a parcel changes: the address is sealed, and found again by a keyed
-- hash only. Letters to them are about no case. What programs of agencies asked is counted by day.

CREATE TABLE watch (
    id         uuid        PRIMARY KEY,
    parcel     text        NOT NULL,
    reader     bytea       NOT NULL,
    secret     bytea       NOT NULL UNIQUE,
    body       bytea       NOT NULL,
    state      text        NOT NULL CHECK (state IN ('asked', 'on')),
    made_at    timestamptz NOT NULL,
    UNIQUE (parcel, reader)
);
CREATE INDEX watch_reader ON watch (reader);

CREATE TABLE api_use (
    agency text   NOT NULL,
    day    text   NOT NULL,
    count  bigint NOT NULL,
    PRIMARY KEY (agency, day)
);

ALTER TABLE api_key ADD COLUMN daily bigint NOT NULL DEFAULT 20000;

/*pg ALTER TABLE message ALTER COLUMN case_id DROP NOT NULL; */
/*lite
CREATE TABLE message_of_any (
    id           uuid        PRIMARY KEY,
    case_id      uuid        REFERENCES "case" (id),
    topic        text        NOT NULL,
    key          text        NOT NULL UNIQUE,
    format       bigint      NOT NULL,
    body         bytea       NOT NULL,
    run_at       timestamptz NOT NULL,
    state        text        NOT NULL CHECK (state IN ('due', 'done', 'failed')),
    attempt      bigint      NOT NULL,
    leased_until timestamptz,
    cause        text,
    settled_at   timestamptz
);
INSERT INTO message_of_any (id, case_id, topic, key, format, body, run_at, state, attempt, leased_until, cause, settled_at)
    SELECT id, case_id, topic, key, format, body, run_at, state, attempt, leased_until, cause, settled_at FROM message;
DROP TABLE message;
ALTER TABLE message_of_any RENAME TO message;
CREATE INDEX message_due ON message (run_at, id) WHERE state = 'due';
CREATE INDEX message_case ON message (case_id);
*/
