//! Watching a parcel on both databases: confirmed by its own link, told once of each release, ended for good.
#![allow(clippy::unwrap_used)]

#[path = "../../store/tests/support/mod.rs"]
mod support;
mod town;

use atlas::release::Release;
use desk::access::Who;
use desk::fault::DeskFault;
use desk_atlas::watching::{ask, confirm, end, tell_watchers, watched};
use lexicon::email::Email;
use lexicon::instant::At;
use lexicon::language::Lang;
use outbox::Topic;
use support::at;
use town::Town;

/// Letters that are due, sent: address, subject, text.
async fn letters(town: &Town, now: At) -> Vec<(String, String, String)> {
    let claimed = town.desk.claim(&[Topic::Mail], (now, now.minutes_later(2)), 50).await.unwrap();
    let mut letters = Vec::new();
    for letter in claimed {
        assert_eq!(letter.message.case, None, "a letter about no case");
        let said = |name: &str| letter.message.body[name].as_str().unwrap().to_owned();
        letters.push((said("to"), said("subject"), said("text")));
        town.desk.delivered(letter.claim(), now).await.unwrap();
    }
    letters.sort();
    letters
}

fn secret(text: &str) -> String {
    let start = text.find("/land/watch/").unwrap() + "/land/watch/".len();
    text[start..].chars().take_while(char::is_ascii_alphanumeric).collect()
}

/// The same plan data with one zone called otherwise.
fn renamed(release: &Release, zone: &str) -> Release {
    let mut parts = release.parts();
    parts.zones.iter_mut().filter(|known| known.id == zone).for_each(|known| known.name = "新的分區".to_owned());
    Release::build(parts).unwrap()
}

#[tokio::test]
async fn a_watch_is_confirmed_by_its_link_told_once_and_ended_by_one_link() {
    for town in town::both().await {
        let (ming, now) = (Email::parse("ming@example.org").unwrap(), at(100));
        let (parcel, zone) = town.clear(now.taipei_date()).swap_remove(0);
        let desk = &town.desk;
        let new = renamed(&town.release(), &zone);
        ask(desk, (&Who::Public, parcel.id), (&ming, Lang::En), now).await.unwrap();
        ask(desk, (&Who::Public, parcel.id), (&ming, Lang::En), at(200)).await.unwrap();
        let sent = letters(&town, at(201)).await;
        let [(to, subject, text)] = sent.as_slice() else { panic!("one letter, not {sent:?}") };
        assert_eq!(to, "ming@example.org");
        assert!(subject.contains(&parcel.id.land.to_string()) && text.contains("/en/land/watch/"), "{text}");
        let link = secret(text);
        assert!(!watched(desk, &link, at(202)).await.unwrap().is_on);
        assert_eq!(tell_watchers(desk, (&town.release(), &new), at(203)).await.unwrap(), 0, "not confirmed");

        confirm(desk, &link, at(204)).await.unwrap();
        confirm(desk, &link, at(204)).await.unwrap();
        assert!(watched(desk, &link, at(205)).await.unwrap().is_on);
        assert_eq!(tell_watchers(desk, (&town.release(), &town.release()), at(206)).await.unwrap(), 0, "no change");
        for _ in 0..2 {
            tell_watchers(desk, (&town.release(), &new), at(207)).await.unwrap();
        }
        let sent = letters(&town, at(208)).await;
        let [(_, _, text)] = sent.as_slice() else { panic!("told once, not {sent:?}") };
        assert!(text.contains("Now: 新的分區 100.00 %") && text.contains(&link), "{text}");

        end(desk, &link, at(209)).await.unwrap();
        assert!(matches!(watched(desk, &link, at(210)).await, Err(DeskFault::NotFound)));
        assert_eq!(tell_watchers(desk, (&new, &town.release()), at(211)).await.unwrap(), 0, "ended");
    }
}

#[tokio::test]
async fn nothing_is_kept_of_who_does_not_confirm_in_time() {
    for town in town::both().await {
        let (desk, now) = (&town.desk, at(100));
        let (parcel, _) = town.clear(now.taipei_date()).swap_remove(0);
        let [ming, ling] = ["ming@example.org", "ling@example.org"].map(|text| Email::parse(text).unwrap());
        ask(desk, (&Who::Public, parcel.id), (&ming, Lang::ZhHant), now).await.unwrap();
        let link = secret(&letters(&town, at(101)).await[0].2);
        let late = now.minutes_later(48 * 60);
        assert!(matches!(confirm(desk, &link, late).await, Err(DeskFault::NotFound)));
        // Whoever asks next sweeps.
        ask(desk, (&Who::Public, parcel.id), (&ling, Lang::ZhHant), late).await.unwrap();
        assert!(desk.store().watches_of(&ming).await.unwrap().is_empty());
        let nowhere = lexicon::parcel::ParcelId::parse("000199990000").unwrap();
        assert!(matches!(ask(desk, (&Who::Public, nowhere), (&ming, Lang::En), late).await, Err(DeskFault::NotFound)));
    }
}

#[tokio::test]
async fn an_address_stands_nowhere_in_the_books_as_it_is_written() {
    for town in town::both().await {
        let (parcel, _) = town.clear(at(100).taipei_date()).swap_remove(0);
        let email = Email::parse("very.recognisable@example.org").unwrap();
        ask(&town.desk, (&Who::Public, parcel.id), (&email, Lang::En), at(100)).await.unwrap();
        if let store::db::Place::Sqlite(path) = &town.place {
            town.desk.store().close().await;
            for file in std::fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path()) {
                let bytes = if file.is_file() { std::fs::read(&file).unwrap() } else { Vec::new() };
                assert!(!bytes.windows(17).any(|window| window == b"very.recognisable"), "{}", file.display());
            }
        }
    }
}
