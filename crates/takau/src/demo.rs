//! Life in the demonstration city: the invented officers.

mod people;

pub use people::hire;
