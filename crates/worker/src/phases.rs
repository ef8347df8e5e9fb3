//! Where the time of messages goes: how long each kind of work took so far, all together.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A kind of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// A question to the land office, its answer filed and the parcel overlaid.
    LandOffice,
    /// A paper in the press, from waiting for a child to the drawn page.
    Draw,
    /// Signature and time-stamp.
    Seal,
    /// The sealed paper written to the disk and the books.
    File,
}

impl Phase {
    pub const ALL: [Phase; 4] = [Phase::LandOffice, Phase::Draw, Phase::Seal, Phase::File];
}

/// The clocks. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Phases(Arc<[AtomicU64; Phase::ALL.len()]>);

impl Phases {
    /// Does some work and adds the time it took.
    pub async fn during<T>(&self, phase: Phase, work: impl Future<Output = T>) -> T {
        let start = Instant::now();
        let done = work.await;
        let micros = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.0[phase as usize].fetch_add(micros, Ordering::Relaxed);
        done
    }

    /// Time of a phase so far.
    #[must_use]
    pub fn spent(&self, phase: Phase) -> Duration {
        Duration::from_micros(self.0[phase as usize].load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn time_is_added_to_the_phase_it_was_spent_in() {
        let phases = Phases::default();
        assert_eq!(phases.during(Phase::Seal, async { 7 }).await, 7);
        let before = phases.spent(Phase::Draw);
        phases.during(Phase::Draw, async { std::thread::sleep(Duration::from_millis(2)) }).await;
        assert!(phases.spent(Phase::Draw) >= before + Duration::from_millis(2));
        assert_eq!(phases.spent(Phase::File), Duration::ZERO);
    }
}
