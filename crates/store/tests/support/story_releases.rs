//! The part of the story that is about plan data: files handed in, proposals, releases and their journal.

use casework::event::Actor;
use lexicon::ids::ProposalId;
use serde_json::json;
use store::fault::FileError;
use store::filing::Filing;
use store::plan_files::PlanFile;
use store::proposals::{Proposal, ProposalState, Reader};
use store::releases::Release;
use uuid::Uuid;

use super::Told;
use crate::fixtures::officer;
use crate::support::at;

fn proposal(n: u128) -> Proposal {
    Proposal {
        id: ProposalId::from_uuid(Uuid::from_u128(n)),
        title: format!("proposal {n}"),
        state: ProposalState::Waiting,
        asked: json!({ "zones": ["zones.zip"] }),
        base: (n > 1).then(|| "base".to_owned()),
        hash: None,
        report: None,
        proposed_by: Actor::Officer(officer(1)),
        proposed_at: at(n as i64),
        decided: None,
        reason: None,
        progress: json!(null),
        attempt: 0,
    }
}

pub(super) async fn tell(told: &mut Told) {
    files(told).await;
    proposals(told).await;
    live(told).await;
    journal(told).await;
}

async fn files(told: &mut Told) {
    let store = told.store.clone();
    for (name, bytes) in [("a.shp", vec![1; 300_000]), ("b.shp", vec![2]), ("again.shp", vec![2])] {
        let (sha256, length) = store.put_plan_file(std::io::Cursor::new(bytes.clone())).await.unwrap();
        told.say("length", (length, &sha256));
        told.say("kept", store.map_plan_file(&sha256).await.unwrap().as_ref() == bytes.as_slice());
        let file = PlanFile {
            sha256: sha256.clone(),
            name: name.to_owned(),
            bytes: length,
            kept_by: Actor::Officer(officer(1)),
            kept_at: at(1),
        };
        told.file("plan file", |filing| {
            filing.plan_file(&file);
        })
        .await;
        told.say("plan file", store.plan_file(&sha256).await.unwrap());
    }
    told.say("no file", store.map_plan_file("00").await.is_err());
    let sound = store.soundness().await.unwrap();
    told.say("sound", sound.faults.iter().filter(|fault| fault.contains("plan file")).count());
}

async fn proposals(told: &mut Told) {
    let store = told.store.clone();
    told.file("proposals", |filing| {
        for n in [3, 1, 2] {
            filing.proposal(&proposal(n));
        }
    })
    .await;
    let first = store.claim_proposal(at(10), at(20)).await.unwrap().unwrap();
    told.say("claimed", &first);
    told.say("next", store.claim_proposal(at(10), at(20)).await.unwrap().map(|p| p.id));
    // The reader of the first died; a second takes over and the first has no more say.
    let again = store.claim_proposal(at(21), at(40)).await.unwrap().unwrap();
    told.say("again", (again.id, again.attempt));
    let report = store.put_plan_file(std::io::Cursor::new(vec![2])).await.unwrap().0;
    for reader in [&first, &again] {
        let reader = Reader { proposal: reader.id, attempt: reader.attempt };
        told.file("progress", |filing| {
            filing.proposal_progress(reader, &json!({ "done": 5 }), at(60));
        })
        .await;
        told.file("read", |filing| {
            filing.proposal_read(reader, (&report, Some("candidate")), None);
        })
        .await;
    }
    let second = Reader { proposal: proposal(2).id, attempt: 2 };
    told.say("second", store.claim_proposal(at(30), at(60)).await.unwrap().map(|p| (p.id, p.attempt)));
    told.file("unusable", |filing| {
        filing.proposal_read(second, (&report, None), None);
    })
    .await;
    let third = store.claim_proposal(at(31), at(60)).await.unwrap().unwrap();
    told.file("ready", |filing| {
        filing.proposal_read(
            Reader { proposal: third.id, attempt: third.attempt },
            (&report, Some("other")),
            Some("base"),
        );
    })
    .await;
    told.say("none left", store.claim_proposal(at(99), at(100)).await.unwrap());
    let decide = |by: u128| Actor::Officer(officer(by));
    for (what, by) in [("by its maker", 1), ("by a second", 2), ("twice", 3)] {
        told.file(what, |filing| {
            let decision = (proposal(1).id, ProposalState::Refused);
            filing.proposal_decided(decision, (&decide(by), Some("a gap")), at(50));
        })
        .await;
    }
    told.file("outdated", |filing| {
        filing.proposals_outdated("another");
    })
    .await;
    told.say("proposal", store.proposal(proposal(1).id).await.unwrap());
    told.say("no proposal", store.proposal(proposal(9).id).await.unwrap());
    told.say("proposals", store.proposals(10).await.unwrap());
}

async fn live(told: &mut Told) {
    let store = told.store.clone();
    told.say("nothing live", store.live_hash().await.unwrap());
    let mut hashes = Vec::new();
    for (n, bytes) in [(1, b"first".to_vec()), (2, b"second".to_vec()), (3, b"third".to_vec())] {
        let hash = store.put_release(bytes.clone()).await.unwrap();
        told.say("release", store.map_release(&hash).await.unwrap().as_ref() == bytes.as_slice());
        let (title, bytes) = (format!("release {n}"), bytes.len() as u64);
        let release = Release { hash: hash.clone(), title, bytes, published_at: at(n) };
        let from = hashes.last().cloned();
        told.file("release", |filing| {
            filing.release(&release).release_live(&hash, from.as_deref(), at(n));
        })
        .await;
        told.file("not the live one", |filing| {
            filing.release_live(&hash, Some("another"), at(n));
        })
        .await;
        told.file("there is a live one", |filing| {
            filing.release_live(&hash, None, at(n));
        })
        .await;
        told.file("whatever was live", |filing| {
            filing.release_publish(&release);
        })
        .await;
        hashes.push(hash);
    }
    told.say("current", store.current_release().await.unwrap());
    told.say("live", store.live_hash().await.unwrap());
    told.say("releases", store.releases().await.unwrap());
    for hash in [&hashes[0], &store.put_release(b"never published".to_vec()).await.unwrap()] {
        store.drop_release_file(hash).await.unwrap();
        told.say("still there", store.map_release(hash).await.is_ok());
    }
}

async fn journal(told: &mut Told) {
    let store = told.store.clone();
    told.say("empty", store.release_journal().await.unwrap());
    let line = |n: i64| json!({ "event": "published", "n": n });
    let head = store.release_head().await.unwrap();
    let mut filing = Filing::new();
    let next = filing.release_event(head, (&Actor::System, &line(1)), at(1));
    filing.release_event(next, (&Actor::Officer(officer(2)), &line(2)), at(2));
    told.say("two lines", store.file(filing).await.map(drop).map_err(|error| error.to_string()));
    let mut late = Filing::new();
    late.release_event(head, (&Actor::System, &line(3)), at(3));
    told.say("too late", matches!(store.file(late).await, Err(FileError::Conflict(_))));
    told.say("journal", store.release_journal().await.unwrap());
    told.say("head", store.release_head().await.unwrap() != next);
}
