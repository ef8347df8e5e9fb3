-- Files that were handed in: each sealed with a key of its own, which stands in its row, sealed with the desk's key
-- while there is no case and with the case's from then on. Handing them over writes rows and touches no file.
-- `holder` is a keyed hash of who may name the file before it belongs to a case.

CREATE TABLE attachment (
    id         uuid        PRIMARY KEY,
    holder     bytea       NOT NULL,
    case_id    uuid,
    digest     bytea       NOT NULL,
    body       bytea       NOT NULL,
    bytes      bigint      NOT NULL,
    scan       text        NOT NULL CHECK (scan IN ('waiting', 'clean', 'found')),
    kept_at    timestamptz NOT NULL,
    expires_at timestamptz,
    UNIQUE (holder, digest)
);
CREATE INDEX attachment_case ON attachment (case_id);
CREATE INDEX attachment_expires ON attachment (expires_at);
CREATE INDEX attachment_scan ON attachment (scan, kept_at);
