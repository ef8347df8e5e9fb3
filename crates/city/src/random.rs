//! Seeded pseudo-random numbers: SplitMix64 (Steele, Lea, Flood 2014).
//!
//! Small and the same everywhere. Not for secrets.

/// A stream of numbers.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The stream of a seed and a stream number; streams do not disturb each other.
    pub fn new(seed: u64, stream: u64) -> Random {
        let mut mixed = Random(seed ^ stream.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        let start = mixed.bits();
        Random(start)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Evenly in [0, 1).
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Evenly between two values.
    pub fn between(&mut self, lo: f64, hi: f64) -> f64 {
        lo + (hi - lo) * self.unit()
    }

    /// A whole number below `n`, which must not be 0.
    pub fn below(&mut self, n: usize) -> usize {
        (self.bits() % n as u64) as usize
    }

    /// Whether something of this probability happens.
    pub fn happens(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Bell-shaped with mean 0 and deviation 1: the sum of twelve even numbers less six,
    /// so without logarithms or cosines, whose last bits differ between machines.
    pub fn bell(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// One of some values by weight.
    pub fn weighted<T: Copy>(&mut self, choices: &[(f64, T)]) -> Option<T> {
        let mut at = self.unit() * choices.iter().map(|(w, _)| w).sum::<f64>();
        let chosen = choices.iter().find(|(w, _)| {
            at -= w;
            at < 0.0
        });
        chosen.or(choices.last()).map(|(_, value)| *value)
    }
}
