-- The life of plan data: files handed in, proposals made of them, and who did what with which release.
-- None of it is about a person beside the officers who did it.

CREATE TABLE plan_file (
    sha256  text        PRIMARY KEY,
    name    text        NOT NULL,
    bytes   bigint      NOT NULL,
    kept_by text        NOT NULL,
    kept_at timestamptz NOT NULL
);

CREATE TABLE proposal (
    id           uuid        PRIMARY KEY,
    title        text        NOT NULL,
    state        text        NOT NULL
        CHECK (state IN ('waiting', 'ready', 'unusable', 'published', 'refused', 'outdated')),
    asked        text        NOT NULL,
    base         text,
    hash         text,
    report       text        REFERENCES plan_file (sha256),
    proposed_by  text        NOT NULL,
    proposed_at  timestamptz NOT NULL,
    decided_by   text,
    decided_at   timestamptz,
    reason       text,
    progress     text        NOT NULL,
    attempt      bigint      NOT NULL,
    leased_until timestamptz,
    CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
    CHECK (decided_by IS NULL OR decided_by <> proposed_by)
);
CREATE INDEX proposal_waiting ON proposal (proposed_at, id) WHERE state = 'waiting';
CREATE INDEX proposal_latest ON proposal (proposed_at);

CREATE TABLE release_event (
    seq   bigint      PRIMARY KEY CHECK (seq > 0),
    at    timestamptz NOT NULL,
    actor text        NOT NULL,
    body  text        NOT NULL,
    hash  bytea       NOT NULL
);

CREATE INDEX paper_standing ON paper (id) WHERE standing = 'valid';

-- What was done with releases only grows.
/*lite
CREATE TRIGGER release_event_no_update BEFORE UPDATE ON release_event
BEGIN SELECT RAISE(ABORT, 'the journal of releases only grows'); END;
CREATE TRIGGER release_event_no_delete BEFORE DELETE ON release_event
BEGIN SELECT RAISE(ABORT, 'the journal of releases only grows'); END;
*/
/*pg
CREATE TRIGGER release_event_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON release_event
    FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
*/
