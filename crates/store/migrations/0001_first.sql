-- The first tables. One text for both databases; SQLite takes any type name.
-- Personal data stands only in columns that hold sealed bytes, from here on.

CREATE TABLE case_key (
    owner        uuid        PRIMARY KEY,
    office_key   text        NOT NULL,
    wrapped      bytea,
    destroyed_at timestamptz,
    CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);

CREATE TABLE definition (
    digest       text        PRIMARY KEY,
    service      text        NOT NULL,
    body         bytea       NOT NULL,
    published_at timestamptz NOT NULL
);

CREATE TABLE live_definition (
    service text        PRIMARY KEY,
    digest  text        NOT NULL REFERENCES definition (digest),
    since   timestamptz NOT NULL
);

CREATE TABLE release (
    hash         text        PRIMARY KEY,
    title        text        NOT NULL,
    bytes        bigint      NOT NULL,
    published_at timestamptz NOT NULL
);

CREATE TABLE live_release (
    slot  bigint      PRIMARY KEY CHECK (slot = 1),
    hash  text        NOT NULL REFERENCES release (hash),
    since timestamptz NOT NULL
);

CREATE TABLE "case" (
    id            uuid        PRIMARY KEY REFERENCES case_key (owner),
    number        text        NOT NULL UNIQUE,
    service       text        NOT NULL,
    definition    text        NOT NULL REFERENCES definition (digest),
    version       bigint      NOT NULL CHECK (version > 0),
    stage         text        NOT NULL,
    step          text        NOT NULL,
    channel       text        NOT NULL,
    unit          text        NOT NULL,
    received_at   timestamptz NOT NULL,
    applied_on    text        NOT NULL,
    due_at        timestamptz,
    rank_at       timestamptz NOT NULL,
    closed_at     timestamptz,
    ending        text,
    overdue       boolean     NOT NULL,
    needs_officer boolean     NOT NULL,
    assignee      uuid,
    state         bytea       NOT NULL,
    head          bytea       NOT NULL
);
CREATE INDEX case_open ON "case" (rank_at, id) WHERE closed_at IS NULL;
CREATE INDEX case_open_unit ON "case" (unit, rank_at, id) WHERE closed_at IS NULL;
CREATE INDEX case_assignee ON "case" (assignee, rank_at, id) WHERE closed_at IS NULL;
CREATE INDEX case_received ON "case" (received_at);
CREATE INDEX case_open_definition ON "case" (definition) WHERE closed_at IS NULL;

CREATE TABLE journal (
    case_id uuid        NOT NULL REFERENCES "case" (id),
    seq     bigint      NOT NULL CHECK (seq > 0),
    at      timestamptz NOT NULL,
    kind    text        NOT NULL,
    actor   text        NOT NULL,
    body    bytea       NOT NULL,
    hash    bytea       NOT NULL,
    PRIMARY KEY (case_id, seq)
);

CREATE TABLE head_root (
    day   text        PRIMARY KEY,
    root  bytea       NOT NULL,
    cases bigint      NOT NULL,
    at    timestamptz NOT NULL
);

CREATE TABLE access_log (
    case_id uuid        NOT NULL REFERENCES "case" (id),
    at      timestamptz NOT NULL,
    actor   text        NOT NULL,
    purpose text        NOT NULL
);
CREATE INDEX access_log_case ON access_log (case_id, at);

CREATE TABLE timer (
    id      uuid        PRIMARY KEY,
    case_id uuid        NOT NULL REFERENCES "case" (id),
    step    text        NOT NULL,
    at      timestamptz NOT NULL
);
CREATE INDEX timer_due ON timer (at, id);
CREATE INDEX timer_case ON timer (case_id);

CREATE TABLE message (
    id           uuid        PRIMARY KEY,
    case_id      uuid        NOT NULL REFERENCES "case" (id),
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
CREATE INDEX message_due ON message (run_at, id) WHERE state = 'due';
CREATE INDEX message_case ON message (case_id);

CREATE TABLE charge (
    id         uuid        PRIMARY KEY,
    case_id    uuid        NOT NULL REFERENCES "case" (id),
    amount_twd bigint      NOT NULL CHECK (amount_twd >= 0),
    trade_no   text        NOT NULL UNIQUE,
    state      text        NOT NULL CHECK (state IN ('open', 'paid', 'void', 'refunded')),
    made_at    timestamptz NOT NULL,
    settled_at timestamptz
);
CREATE INDEX charge_open ON charge (made_at, id) WHERE state = 'open';
CREATE INDEX charge_case ON charge (case_id);

CREATE TABLE posting (
    id        uuid        PRIMARY KEY,
    case_id   uuid        NOT NULL REFERENCES "case" (id),
    at        timestamptz NOT NULL,
    kind      text        NOT NULL,
    reference text        NOT NULL,
    UNIQUE (kind, reference)
);
CREATE INDEX posting_case ON posting (case_id);

CREATE TABLE posting_line (
    posting    uuid   NOT NULL REFERENCES posting (id),
    n          bigint NOT NULL,
    account    text   NOT NULL,
    debit_twd  bigint NOT NULL CHECK (debit_twd >= 0),
    credit_twd bigint NOT NULL CHECK (credit_twd >= 0),
    PRIMARY KEY (posting, n),
    CHECK ((debit_twd = 0) <> (credit_twd = 0))
);
CREATE INDEX posting_line_account ON posting_line (account);

CREATE TABLE serial (
    prefix   text   NOT NULL,
    roc_year bigint NOT NULL,
    next     bigint NOT NULL,
    PRIMARY KEY (prefix, roc_year)
);

CREATE TABLE series (
    name     text   NOT NULL,
    roc_year bigint NOT NULL,
    next     bigint NOT NULL,
    PRIMARY KEY (name, roc_year)
);

CREATE TABLE number_taken (
    series     text        NOT NULL,
    roc_year   bigint      NOT NULL,
    n          bigint      NOT NULL,
    paper      uuid        NOT NULL,
    state      text        NOT NULL CHECK (state IN ('taken', 'used', 'void')),
    reason     text,
    taken_at   timestamptz NOT NULL,
    settled_at timestamptz,
    PRIMARY KEY (series, roc_year, n),
    CHECK ((state = 'void') = (reason IS NOT NULL))
);

CREATE TABLE file (
    name    text        PRIMARY KEY,
    owner   uuid        NOT NULL REFERENCES case_key (owner),
    bytes   bigint      NOT NULL,
    kept_at timestamptz NOT NULL
);
CREATE INDEX file_owner ON file (owner);

CREATE TABLE paper (
    id          uuid        PRIMARY KEY,
    case_id     uuid        NOT NULL REFERENCES "case" (id),
    rule        text        NOT NULL,
    series      text        NOT NULL,
    roc_year    bigint      NOT NULL,
    n           bigint      NOT NULL,
    number      text        NOT NULL UNIQUE,
    facts       bytea       NOT NULL,
    supersedes  uuid        REFERENCES paper (id),
    standing    text        NOT NULL CHECK (standing IN ('ordered', 'valid', 'superseded', 'revoked', 'void')),
    ordered_at  timestamptz NOT NULL,
    digest      text        UNIQUE,
    file        text        REFERENCES file (name),
    level       text,
    verify_key  bytea       UNIQUE,
    issued_at   timestamptz,
    valid_until text,
    ended_at    timestamptz,
    UNIQUE (series, roc_year, n),
    FOREIGN KEY (series, roc_year, n) REFERENCES number_taken (series, roc_year, n)
);
CREATE INDEX paper_case ON paper (case_id, ordered_at);
CREATE INDEX paper_issued ON paper (issued_at);

CREATE TABLE lookup (
    kind    text  NOT NULL,
    hash    bytea NOT NULL,
    case_id uuid  NOT NULL REFERENCES "case" (id),
    PRIMARY KEY (kind, hash, case_id)
);
CREATE INDEX lookup_case ON lookup (case_id);

CREATE TABLE draft (
    id         uuid        PRIMARY KEY,
    service    text        NOT NULL,
    holder     bytea       NOT NULL,
    version    bigint      NOT NULL,
    body       bytea       NOT NULL,
    saved_at   timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX draft_holder ON draft (holder, saved_at);
CREATE INDEX draft_expiry ON draft (expires_at);

CREATE TABLE idempotency (
    actor        text        NOT NULL,
    key          text        NOT NULL,
    request_hash text        NOT NULL,
    response     bytea       NOT NULL,
    at           timestamptz NOT NULL,
    PRIMARY KEY (actor, key)
);
CREATE INDEX idempotency_age ON idempotency (at);

CREATE TABLE officer (
    id      uuid   PRIMARY KEY,
    login   text   NOT NULL UNIQUE,
    unit    text   NOT NULL,
    roles   text   NOT NULL,
    secret  text   NOT NULL,
    state   text   NOT NULL CHECK (state IN ('active', 'locked', 'left')),
    profile bytea  NOT NULL
);

CREATE TABLE session (
    token      bytea       PRIMARY KEY,
    holder     text        NOT NULL,
    body       bytea       NOT NULL,
    made_at    timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX session_expiry ON session (expires_at);
CREATE INDEX session_holder ON session (holder);

CREATE TABLE api_key (
    id         uuid        PRIMARY KEY,
    agency     text        NOT NULL UNIQUE,
    token      bytea       NOT NULL UNIQUE,
    scopes     text        NOT NULL,
    made_at    timestamptz NOT NULL,
    revoked_at timestamptz
);

CREATE TABLE webhook (
    id       uuid        PRIMARY KEY,
    agency   text        NOT NULL,
    url      text        NOT NULL,
    secret   bytea       NOT NULL,
    made_at  timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE INDEX webhook_agency ON webhook (agency);

CREATE TABLE email_code (
    address    bytea       PRIMARY KEY,
    code       bytea       NOT NULL,
    tries      bigint      NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX email_code_expiry ON email_code (expires_at);

CREATE TABLE setting (
    name  text        PRIMARY KEY,
    body  text        NOT NULL,
    at    timestamptz NOT NULL
);

-- The journal and the log of reads only grow.
/*lite
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER access_log_no_update BEFORE UPDATE ON access_log
BEGIN SELECT RAISE(ABORT, 'the log of reads only grows'); END;
CREATE TRIGGER access_log_no_delete BEFORE DELETE ON access_log
BEGIN SELECT RAISE(ABORT, 'the log of reads only grows'); END;
*/
/*pg
CREATE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$;
CREATE TRIGGER journal_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER access_log_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON access_log
    FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
*/
