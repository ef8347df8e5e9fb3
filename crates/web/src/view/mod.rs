//! What pages show: one struct a page, filled by a handler, decided and masked before it gets here.
//!
//! A struct holds facts and words of the case; the words of the page itself are in `texts/`. Addresses
//! are without language (`/case/…`), days and moments are typed, money is whole dollars.

pub mod about;
pub mod application;
pub mod case;
pub mod demo;
pub mod difference;
pub mod fault;
pub mod finding;
pub mod flow;
pub mod frame;
pub mod home;
pub mod land;
pub mod map;
pub mod officer;
pub mod parcels;
pub mod parts;
pub mod payment;
pub mod question;
pub mod release;
pub mod screening;
pub mod service;
pub mod statistics;
pub mod verify;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A page: a view and the template that shows it. Read back only for samples.
pub trait Page: Serialize + DeserializeOwned {
    /// The template's name below `pages/`, without ending.
    const TEMPLATE: &'static str;
}

/// Says which template shows a view.
macro_rules! page {
    ($($view:ty => $template:literal),+ $(,)?) => {
        $(impl $crate::view::Page for $view { const TEMPLATE: &'static str = $template; })+
    };
}
pub(crate) use page;
