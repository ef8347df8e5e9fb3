//! The door for people: pages, components, styles and the layers every page request passes.
//!
//! A handler fills a struct of [`view`] and hands it to [`render::Pages`]; the template, the words and
//! the dates of the reader's language are found here. No page decides anything: what may be shown
//! arrives decided and masked. No text for people is in Rust: it is in `texts/`.
//!
//! Follows WCAG 2.2 AA with text at 7:1 (網站無障礙規範 110.07 asks for 2.1), and 政府網站服務管理規範.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod address;
pub mod api;
pub mod app;
pub mod assets;
pub mod attaching;
pub mod csrf;
pub mod deadlines;
pub mod door;
pub mod faults;
pub mod fees;
pub mod forms;
pub mod groups;
pub mod headers;
pub mod inbound;
pub mod officer;
pub mod public;
pub mod rate;
pub mod render;
pub mod samples;
pub mod serve;
pub mod view;
