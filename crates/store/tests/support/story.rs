//! One long day at the counters. Every answer of the store is written down, so that the days on two
//! databases can be laid side by side.

use std::fmt::Debug;

use casework::event::Actor;
use catalogue::stage::Stage;
use ledger::posting::{Movement, post};
use lexicon::ids::{DraftId, MessageId, PaymentId, TimerId};
use lexicon::money::Twd;
use outbox::{FORMAT, Message, Topic};
use serde_json::json;
use store::accesses::Access;
use store::agencies::{ApiKey, Webhook};
use store::cases::{After, Page, Scope, WorkList};
use store::definitions::{Definition, Going};
use store::drafts::Draft;
use store::fault::FileError;
use store::filing::{Filed, Filing};
use store::idempotencies::Answered;
use store::ledgers::{ChargeRow, ChargeState, PostingRow};
use store::messages::Wanted;
use store::numbers::NumberName;
use store::officers::{OfficerRow, OfficerState};
use store::papers::{Level, PaperFiling};
use store::seal::Owner;
use store::sessions::Session;
use store::store::Store;
use store::timers::TimerRow;
use uuid::Uuid;

use crate::fixtures::{case_id, closed, deciding, definition, filed, officer, opened, ordered, printed, published};
use crate::support::{Books, at};

#[path = "story_attachments.rs"]
mod attachments;
#[path = "story_differences.rs"]
mod differences;
#[path = "story_releases.rs"]
mod releases;

/// What was said, in order.
pub struct Told {
    pub store: Store,
    lines: Vec<String>,
}

impl Told {
    pub fn say(&mut self, what: &str, answer: impl Debug) {
        self.lines.push(format!("{what}: {answer:?}"));
    }

    pub async fn file(&mut self, what: &str, build: impl FnOnce(&mut Filing)) {
        let mut filing = Filing::new();
        build(&mut filing);
        let filed: Result<Filed, FileError> = self.store.file(filing).await;
        // The words of a driver differ; which fault it is must not.
        self.say(what, filed.map_err(|error| error.to_string()));
    }
}

/// Plays the day and gives back everything that was answered.
pub async fn tell(books: Books) -> Vec<String> {
    published(&books).await;
    for n in 1..=8 {
        filed(&books, n).await;
    }
    let mut told = Told { store: books.store.clone(), lines: Vec::new() };
    cases(&mut told).await;
    papers(&mut told).await;
    money(&mut told).await;
    outside(&mut told).await;
    people(&mut told).await;
    house(&mut told).await;
    attachments::tell(&mut told).await;
    releases::tell(&mut told).await;
    let rotated = books.keys.rotated("test-2").unwrap();
    let rewrapped = told.store.rewrap(rotated).await;
    told.say("rewrap", rewrapped.map_err(|error| error.to_string()));
    let erased = told.store.destroy_key(case_id(3), at(5000)).await;
    told.say("destroy", erased.map_err(|error| error.to_string()));
    let found = told.store.case(case_id(3)).await;
    told.say("erased", found.map_err(|error| error.to_string()));
    told.lines
}

async fn cases(told: &mut Told) {
    let store = told.store.clone();
    for n in 1..=6 {
        let (case, lines) = deciding(&opened(n).0, i64::from(900 - n / 2 * 2));
        told.file("advance", |filing| {
            filing.advance_case(&case, 1, &lines);
        })
        .await;
        if n == 6 {
            let (case, lines) = closed(&case);
            told.file("close", |filing| {
                filing.advance_case(&case, 2, &lines);
            })
            .await;
        }
    }
    told.file("stale", |filing| {
        let (case, lines) = deciding(&opened(1).0, 1);
        filing.advance_case(&case, 1, &lines);
    })
    .await;
    told.file("assign", |filing| {
        filing.assign(case_id(2), Some(officer(1))).assign(case_id(3), Some(officer(1))).assign(case_id(3), None);
    })
    .await;
    told.file("no such case", |filing| {
        filing.assign(case_id(99), None);
    })
    .await;
    for n in [1, 6, 99] {
        told.say("case", store.case(case_id(n)).await.unwrap());
        told.say("line", store.case_line(case_id(n)).await.unwrap());
        told.say("journal", store.journal(case_id(n)).await.unwrap());
        // Heads cover ciphertext, which differs by its nonces: the number of lines is what compares.
        let verified = store.journal_verify(case_id(n)).await;
        told.say("verify", verified.map(|verified| verified.lines).map_err(|error| error.to_string()));
        told.say("fold", store.case_matches_journal(case_id(n)).await.unwrap());
    }
    let number = opened(4).0.number.to_string();
    told.file("outlays", |filing| {
        filing.outlay("land-office", Twd::new(1), at(0).taipei_date());
        filing.outlay("land-office", Twd::new(2), at(0).taipei_date()).outlay("sms", Twd::new(3), at(0).taipei_date());
        filing.outlays("land-office", (2, Twd::new(4)), at(0).taipei_date());
        filing.land_reply("EB0609", &serde_json::json!({ "a": 1 }), at(4));
        filing.land_reply("EB0609", &serde_json::json!({ "a": 2 }), at(5));
    })
    .await;
    told.say("outlays", store.outlays(at(0).taipei_date()).await.unwrap());
    told.say("land reply", store.land_reply("EB0609").await.unwrap());
    told.say("receipts", store.receipts_between(at(0), at(9000)).await.unwrap());
    told.say("receipts of one", store.receipts_of("T1").await.unwrap());
    told.say("arrived", store.case_ids(Some(case_id(2)), 3).await.unwrap());
    told.say("at a stage", store.cases_at(("zoning-certificate", Stage::Deciding), None, 3).await.unwrap());
    told.say("by number", store.case_by_number(&number).await.unwrap());
    told.say("closed", store.closed_before("zoning-certificate", at(9000), 5).await.unwrap());
    lists(told, &store).await;
    let root = store.head_root().await.unwrap();
    told.say("cases under the root", root.cases);
    told.file("root", |filing| {
        filing.head_root(at(0).taipei_date(), &root, at(7));
    })
    .await;
    let kept = store.head_root_of(at(0).taipei_date()).await.unwrap();
    told.say("kept root", kept.as_ref() == Some(&root));
}

async fn lists(told: &mut Told, store: &Store) {
    let units = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    for scope in [
        Scope::All,
        Scope::Units(units(&["planning"])),
        Scope::Units(units(&["planning", "survey", "none"])),
        Scope::Units(Vec::new()),
        Scope::Assigned(officer(1)),
        Scope::UnitsAndOwn(units(&["survey"]), officer(1)),
        Scope::UnitsAndOwn(Vec::new(), officer(1)),
    ] {
        told.say("counts", store.work_counts(&scope).await.unwrap());
        let list = WorkList::of(scope);
        let mut page = Page::first(3);
        loop {
            let rows = store.work_list(&list, page).await.unwrap();
            told.say("page", &rows);
            let Some(last) = rows.last() else { break };
            page.after = Some(After { due_at: last.due_at, id: last.id });
        }
    }
    let narrow = WorkList {
        service: Some("zoning-certificate".to_owned()),
        stage: Some(Stage::Deciding),
        needs_officer: Some(true),
        overdue: Some(false),
        ..WorkList::of(Scope::All)
    };
    told.say("narrow", store.work_list(&narrow, Page::first(500)).await.unwrap());
}

async fn papers(told: &mut Told) {
    let store = told.store.clone();
    let case = opened(1).0;
    told.file("order", |filing| {
        let mut second = ordered(&case, 1);
        second.supersedes = Some(ordered(&case, 0).id);
        filing.order_paper(ordered(&case, 0), printed).order_paper(second, printed);
        filing.order_paper(ordered(&case, 2), printed);
    })
    .await;
    told.file("order again", |filing| {
        filing.order_paper(ordered(&case, 0), printed);
    })
    .await;
    for ordinal in [0, 1] {
        let file = store.put_file(Owner::Case(case.id), vec![b'x'; 10 + ordinal as usize]).await.unwrap();
        told.say("file", (&file, store.get_file(&file).await.unwrap()));
        let paper = PaperFiling {
            id: ordered(&case, ordinal).id,
            digest: format!("digest-{ordinal}"),
            file: file.clone(),
            level: Level::ALL[ordinal as usize],
            verify_code: format!("CODE-{ordinal}"),
            issued_at: at(400 + i64::from(ordinal)),
            valid_until: (ordinal == 0).then(|| at(0).taipei_date()),
        };
        told.file("file paper", |filing| {
            filing.file_paper(&paper);
        })
        .await;
        told.say("kept", store.find_file(&file.name).await.unwrap());
    }
    by_an_officer(told, &store).await;
    told.file("end", |filing| {
        let name = NumberName { series: "zoning".to_owned(), roc_year: 115, n: 3 };
        filing.supersede_paper(ordered(&case, 0).id, at(402)).revoke_paper(ordered(&case, 1).id, at(403));
        filing.void_number(&name, "wrong-facts", at(404));
    })
    .await;
    told.say("papers", store.papers_of(case.id).await.unwrap());
    told.say("paper", store.paper(ordered(&case, 2).id).await.unwrap());
    told.say("by code", store.paper_by_verify_code("CODE-1").await.unwrap());
    told.say("by digest", store.paper_by_digest("digest-0").await.unwrap());
    told.say("facts", store.paper_facts(ordered(&case, 1).id).await.unwrap());
    told.say("numbers", store.numbers("zoning", 115).await.unwrap());
    let day = at(0).taipei_date();
    let standing = store.standing_papers(day, (None, 10)).await.unwrap();
    let after = standing.first().map(|paper| paper.id);
    told.say("rest", store.standing_papers(day, (after, 10)).await.unwrap());
    told.say("expired", store.standing_papers(lexicon::date::days_later(day, 400), (None, 10)).await.unwrap());
    told.say("standing", standing);
    told.say("serial", store.take_case_serial("ZC", 115).await.unwrap());
    told.say("issued", store.issued_between(at(0), at(9000)).await.unwrap());
    told.say("held", store.held_between("zoning-certificate", (at(0), at(9000))).await.unwrap());
    told.say("received", store.received_between(at(0), at(9000)).await.unwrap());
}

/// A paper of a case an officer decided, so that not every paper was issued automatically.
async fn by_an_officer(told: &mut Told, store: &Store) {
    let case = opened(6).0;
    let mut row = ordered(&case, 0);
    row.series = "other".to_owned();
    let id = row.id;
    told.file("order", |filing| {
        filing.order_paper(row, |n| (format!("other {n}"), json!({})));
    })
    .await;
    let file = store.put_file(Owner::Case(case.id), Vec::new()).await.unwrap();
    let paper = PaperFiling {
        id,
        digest: "digest-6".to_owned(),
        file,
        level: Level::BB,
        verify_code: "CODE-6".to_owned(),
        issued_at: at(2000),
        valid_until: None,
    };
    told.file("file paper", |filing| {
        filing.file_paper(&paper);
    })
    .await;
    let automatic: Vec<bool> =
        store.issued_between(at(0), at(9000)).await.unwrap().iter().map(|row| row.automatic).collect();
    assert_eq!(automatic, [true, false]);
}

async fn money(told: &mut Told) {
    let store = told.store.clone();
    let charge = |n: u32| ChargeRow {
        id: PaymentId::derive(case_id(n), 1, 0),
        case: case_id(n),
        amount_twd: Twd::new(60),
        trade_no: format!("T{n}"),
        state: ChargeState::Open,
        made_at: at(i64::from(n)),
    };
    let posting = |n: u32, movement| PostingRow {
        id: Uuid::from_u128(u128::from(n)),
        case: case_id(n % 10),
        at: at(10),
        posting: post(movement, "r", Twd::new(60), Twd::new(0)).unwrap(),
    };
    told.file("charge", |filing| {
        filing.charge(&charge(1)).charge(&charge(2)).posting(&posting(1, Movement::Charge));
    })
    .await;
    told.file("charge again", |filing| {
        filing.charge(&charge(1));
    })
    .await;
    let paid = (ChargeState::Open, ChargeState::Paid);
    for what in ["pay", "pay again"] {
        told.file(what, |filing| {
            filing.charge_becomes(charge(1).id, paid, at(20)).posting(&posting(11, Movement::Settlement));
        })
        .await;
    }
    told.file("book again", |filing| {
        filing.posting(&posting(21, Movement::Settlement));
    })
    .await;
    told.say("trade no", store.charge_by_trade_no("T1").await.unwrap());
    told.say("open", store.charges_open(at(0)).await.unwrap());
    told.say("of", store.charges_of(case_id(1)).await.unwrap());
    told.say("between", store.charges_between(at(0), at(2)).await.unwrap());
    told.say("balance", store.ledger_balance().await.unwrap());
    told.say("soundness", store.soundness().await.unwrap());
    told.say("case balance", store.case_balance(case_id(1)).await.unwrap());
}

async fn outside(told: &mut Told) {
    let store = told.store.clone();
    let message = |n: u32| Message {
        id: MessageId::derive(case_id(1), 1, n),
        case: (n != 4).then(|| case_id(1)),
        topic: Topic::ALL[n as usize % 7],
        key: format!("k{}", n.min(4)),
        format: FORMAT,
        body: json!({ "n": n }),
        run_at: at(i64::from(n)),
    };
    told.file("messages", |filing| {
        for n in 0..6 {
            filing.message(&message(n));
        }
    })
    .await;
    told.say("next", store.next_message_at().await.unwrap());
    let wanted = Wanted { topics: Topic::ALL.to_vec(), lease_until: at(700), limit: 3 };
    let claimed = store.claim_messages(at(600), &wanted).await.unwrap();
    told.say("claimed", &claimed);
    told.file("hold", |filing| {
        filing.message_hold(claimed[2].claim(), at(750)).message_note(claimed[2].claim(), "telling");
    })
    .await;
    told.file("said", |filing| {
        filing.message_done(claimed[0].claim(), at(601)).message_failed(claimed[1].claim(), "gone", at(602));
        filing.message_retry(claimed[2].claim(), "later", at(610));
    })
    .await;
    told.say("failed", store.failed_messages(5).await.unwrap());
    told.file("revive", |filing| {
        filing.message_revive(claimed[1].message.id, at(603));
    })
    .await;
    told.say("claimed", store.claim_messages(at(800), &wanted).await.unwrap());
    store.release_claims().await.unwrap();
    told.say("claimed again", store.claim_messages(at(650), &wanted).await.unwrap());
    told.say("counts", store.message_counts().await.unwrap());
    told.say("keys", store.message_keys(case_id(1)).await.unwrap());

    let timer = |n: u32, seconds| TimerRow {
        id: TimerId::derive(case_id(2), 1, n),
        case: case_id(2),
        step: "pay".to_owned(),
        at: at(seconds),
    };
    told.file("timers", |filing| {
        filing.timer(&timer(0, 30)).timer(&timer(1, 10)).timer(&timer(2, 20)).timer(&timer(0, 5));
        filing.untimer(timer(2, 0).id).untimer(timer(9, 0).id);
    })
    .await;
    told.say("due", store.due_timers(at(9), 5).await.unwrap());
    told.say("timers", store.timers_of(case_id(2)).await.unwrap());
}

async fn people(told: &mut Told) {
    let store = told.store.clone();
    let row = |n: u128, state| OfficerRow {
        id: officer(n),
        login: format!("login-{n}"),
        unit: "planning".to_owned(),
        roles: vec!["examiner".to_owned()],
        secret: "phc".to_owned(),
        state,
        profile: json!({ "name": "陳大文" }),
    };
    told.file("officers", |filing| {
        filing.officer_put(&row(1, OfficerState::Active)).officer_put(&row(2, OfficerState::Active));
        filing.officer_put(&row(1, OfficerState::Locked));
    })
    .await;
    told.file("one login twice", |filing| {
        let mut third = row(3, OfficerState::Left);
        third.login = "login-1".to_owned();
        filing.officer_put(&third);
    })
    .await;
    told.say("officer", store.officer(officer(1)).await.unwrap());
    told.say("by login", store.officer_by_login("login-2").await.unwrap());
    told.say("officers", store.officers().await.unwrap());

    let session = |seen| Session {
        holder: "officer:1".to_owned(),
        body: json!({ "csrf": "x" }),
        made_at: at(0),
        seen_at: at(seen),
        expires_at: at(100),
    };
    told.file("sessions", |filing| {
        filing.session_put("t1", &session(0)).session_put("t2", &session(50)).session_put("t1", &session(1));
        filing.session_seen("t1", at(60)).session_seen("unknown", at(60));
    })
    .await;
    told.say("session", store.session("t1", at(99)).await.unwrap());
    told.say("expired", store.session("t1", at(100)).await.unwrap());
    told.file("idle", |filing| {
        filing.sessions_expire(at(70), at(55)).session_drop("none");
    })
    .await;
    told.say("gone", store.session("t2", at(1)).await.unwrap());
    told.file("log out everywhere", |filing| {
        filing.sessions_drop("officer:1");
    })
    .await;
    told.say("gone", store.session("t1", at(1)).await.unwrap());

    told.file("code", |filing| {
        filing.email_code("a@example.org", "111111", at(90)).email_code("a@example.org", "222222", at(100));
        filing.email_code("b@example.org", "333333", at(10)).email_codes_expire(at(10));
    })
    .await;
    told.say("expiry", store.email_code_expiry("a@example.org").await.unwrap());
    for code in ["111111", "222222", "222222"] {
        let verdict = store.email_code_try(("a@example.org", code), 5, at(50)).await;
        told.say("try", verdict.map_err(|error| error.to_string()));
    }
    told.file("code", |filing| {
        filing.email_code("a@example.org", "444444", at(100));
    })
    .await;
    for code in ["1", "2", "444444"] {
        told.say("limited", store.email_code_try(("a@example.org", code), 2, at(50)).await.unwrap());
    }

    let key = ApiKey {
        id: Uuid::from_u128(1),
        agency: "land-bureau".to_owned(),
        scopes: vec!["verify".to_owned()],
        daily: 10,
        made_at: at(0),
        revoked_at: None,
    };
    let hook = Webhook {
        id: Uuid::from_u128(2),
        agency: "land-bureau".to_owned(),
        url: "https://hook.invalid/".to_owned(),
        secret: "s".to_owned(),
        made_at: at(0),
    };
    told.file("agency", |filing| {
        filing.api_key_put("first", &key).api_key_put("second", &key).webhook(&hook);
    })
    .await;
    told.say("replaced", store.api_key("first").await.unwrap());
    told.say("key", store.api_key("second").await.unwrap());
    told.say("hooks", store.webhooks_of("land-bureau").await.unwrap());
    told.file("agency leaves", |filing| {
        filing.api_key_revoke(key.id, at(5)).webhook_end(hook.id, at(5));
    })
    .await;
    told.say("revoked", store.api_key("second").await.unwrap());
    told.say("keys", store.api_keys().await.unwrap());
    told.say("hooks", store.webhooks_of("land-bureau").await.unwrap());
    crate::watching::tell(told).await;
    differences::tell(told).await;
}

async fn house(told: &mut Told) {
    let store = told.store.clone();
    let draft = |n: u128, version| Draft {
        id: DraftId::from_uuid(Uuid::from_u128(n)),
        service: "zoning-certificate".to_owned(),
        version,
        body: json!({ "parcel": "0001-0000", "version": version }),
        saved_at: at(i64::from(version as i32)),
        expires_at: at(100 * n as i64),
    };
    told.file("drafts", |filing| {
        filing.draft_put("me", &draft(1, 1)).draft_put("me", &draft(2, 1)).draft_put("me", &draft(2, 2));
        filing.draft_put("me", &draft(3, 1));
    })
    .await;
    for (what, holder, version) in [("stale draft", "me", 2), ("not mine", "you", 3), ("no version", "me", 0)] {
        told.file(what, |filing| {
            filing.draft_put(holder, &draft(2, version));
        })
        .await;
    }
    told.say("draft", store.draft(draft(2, 1).id, "me").await.unwrap());
    told.say("not mine", store.draft(draft(2, 1).id, "you").await.unwrap());
    told.file("drafts go", |filing| {
        filing.drafts_expire(at(150)).draft_drop(draft(3, 1).id);
    })
    .await;
    told.say("drafts", store.drafts_of("me").await.unwrap());

    let answered = Answered {
        actor: "agency:land-bureau".to_owned(),
        key: "k".to_owned(),
        request_hash: "h".to_owned(),
        response: json!({ "number": "x" }),
    };
    for what in ["answer", "answer again"] {
        told.file(what, |filing| {
            filing.idempotency(&answered, at(1));
        })
        .await;
    }
    told.say("answered", store.answered("agency:land-bureau", "k").await.unwrap());
    told.file("forget", |filing| {
        filing.idempotencies_expire(at(2));
    })
    .await;
    told.say("forgotten", store.answered("agency:land-bureau", "k").await.unwrap());

    told.file("index", |filing| {
        for n in [2, 1, 2] {
            filing.index("email", "a@example.org", case_id(n));
        }
    })
    .await;
    told.say("found", store.find_by_index("email", "a@example.org").await.unwrap());
    told.say("not found", store.find_by_index("phone", "a@example.org").await.unwrap());

    let access = |n: i64| Access {
        case: case_id(1),
        at: at(n),
        actor: Actor::Officer(officer(1)),
        purpose: "examine".to_owned(),
    };
    told.file("reads", |filing| {
        filing.access_log(&access(1)).access_log(&access(3)).access_log(&access(2));
    })
    .await;
    told.say("reads", store.accesses_of(case_id(1), 2).await.unwrap());

    told.file("settings", |filing| {
        filing.setting("notice", &json!(["a"]), at(1)).setting("notice", &json!({ "zh": "公告" }), at(2));
    })
    .await;
    told.say("setting", store.setting("notice").await.unwrap());
    told.say("no setting", store.setting("other").await.unwrap());

    let second = Definition { digest: "d2".to_owned(), published_at: at(9), ..definition() };
    told.file("publish", |filing| {
        filing.definition_publish(&second, Going::Live).definition_publish(&definition(), Going::Kept);
    })
    .await;
    told.say("live", store.live_definition("zoning-certificate").await.unwrap());
    told.say("all live", store.live_definitions().await.unwrap());
    told.say("by digest", store.definition("d1").await.unwrap());
    told.say("needed", store.definitions_of_open_cases().await.unwrap());
    told.file("retire", |filing| {
        filing.definition_retire("zoning-certificate").definition_retire("other");
    })
    .await;
    told.say("live", store.live_definition("zoning-certificate").await.unwrap());
}
