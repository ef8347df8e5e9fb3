//! What outside systems tell us: each by its own protocol, each as a command by the front door.

pub mod payment;
