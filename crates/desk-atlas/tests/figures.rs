//! The public statistics: what adds up, what is kept, and that nobody can burn the processor with them.
#![allow(clippy::unwrap_used)]

#[path = "../../store/tests/support/mod.rs"]
mod support;
mod town;

use desk::access::Who;
use desk::fault::DeskFault;
use desk_atlas::figure_lines::{classes, indicator};
use desk_atlas::figures::{Asked, FigureBook};
use lexicon::date::Date;
use std::future::Future;
use town::{Town, both};

const TODAY: Date = Date::constant(2026, 3, 2);
const LONG_AGO: Date = Date::constant(2005, 1, 1);

async fn check(town: &Town) {
    let book = FigureBook::default();
    let asked = Asked { on: TODAY, against: Some(LONG_AGO) };
    let told = book.statistics(&town.desk, &Who::Public, asked).await.unwrap();
    let release = town.release();
    assert_eq!((told.release.as_str(), told.day.areas.len()), (release.hash(), release.areas().len()));
    let before = told.against.unwrap();
    assert_ne!(classes(&told.day.areas), classes(&before.areas), "plans changed in between");
    for day in [&told.day, &before] {
        let parcels: u32 = day.districts.iter().map(|d| d.all.count).sum();
        let standing = release.parcels().filter(|p| p.in_force.covers(day.on) && p.known.until.is_none()).count();
        assert_eq!(parcels as usize, standing);
        for district in &day.districts {
            let area2: i128 = district.classes.values().map(|part| part.area2).sum();
            assert_eq!(area2, district.all.area2 + district.overlap2, "{}", district.name);
            assert!(!district.name.is_empty());
        }
    }
    for of in &told.office.statistics.indicators {
        assert!(indicator(of, &told.day.areas).is_some(), "{}", of.id);
    }
    assert!(before.areas.iter().all(|area| area.population.is_none()), "nobody was counted by then");

    assert_eq!(book.kept_days(), 2);
    let next = Asked { on: TODAY.tomorrow().unwrap(), against: None };
    book.statistics(&town.desk, &Who::Public, next).await.unwrap();
    assert_eq!(book.kept_days(), 2, "nothing changed overnight, nothing is computed again");
}

#[tokio::test]
async fn figures_add_up_and_are_kept_between_two_changes() {
    for town in both().await {
        check(&town).await;
    }
}

#[test]
fn more_than_a_few_who_ask_at_once_are_sent_away_and_the_rest_are_answered() {
    // One thread computes, and it is held until all have asked.
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().max_blocking_threads(1).build().unwrap().block_on(async {
        let town = both().await.swap_remove(0);
        ask_at_once(&town).await;
    });
}

async fn ask_at_once(town: &Town) {
    let (all_asked, held) = std::sync::mpsc::channel::<()>();
    let holding = tokio::task::spawn_blocking(move || held.recv());
    let book = FigureBook::default();
    let days = (0..24).map(|n| Date::constant(1980 + n, 7, 1));
    let asking = days.map(|on| book.statistics(&town.desk, &Who::Public, Asked { on, against: None }));
    let mut waiting: Vec<_> = asking.map(Box::pin).collect();
    let mut told = Vec::new();
    // All are asked before any is answered.
    std::future::poll_fn(|context| {
        waiting.retain_mut(|one| match one.as_mut().poll(context) {
            std::task::Poll::Ready(answer) => {
                told.push(answer.map(|_| ()));
                false
            }
            std::task::Poll::Pending => true,
        });
        // Once is enough.
        let _ = all_asked.send(());
        if waiting.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    holding.await.unwrap().unwrap();
    let busy = told.iter().filter(|answer| matches!(answer, Err(DeskFault::Busy))).count();
    assert_eq!((told.len(), busy), (24, 16));
    assert!(told.iter().filter(|answer| answer.is_ok()).count() == 8);
}
