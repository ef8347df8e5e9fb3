//! Pages for when nothing answers, kept on the device by the service worker: what still works, and the map over the
//! tiles that were seen before. They hold nothing personal and no form, because they are kept.

use axum::extract::State;

use super::asked::View;
use super::with_workers;
use crate::door::{Answer, Door, Visit};
use crate::view::map::{MapPage, MapTime, Offline, Picture, PrintForm};

/// `GET /offline`
pub async fn show(State(door): State<Door>, visit: Visit) -> Answer {
    let frame = door.plain_frame(visit.lang, "/offline");
    door.show(&frame, &Offline { phone: frame.office.phone.clone() })
}

/// `GET /map/offline`: the map's page without a picture of its own; its script finds the rest on the device.
pub async fn map(State(door): State<Door>, visit: Visit) -> Answer {
    let release = super::land(&door)?;
    let today = door.now().taipei_date();
    let view = View::of(&Vec::new(), &release, today);
    let page = MapPage {
        query: view.query(&release),
        style: format!("/map/style.json?lang={}&on={today}", visit.lang.tag()),
        typed: String::new(),
        example: crate::public::land::example(&door, visit.lang),
        picture: Picture::none(view.scale),
        moves: Vec::new(),
        legend: Vec::new(),
        themes: super::themes(&door, visit.lang, &view),
        time: MapTime { earlier: None, later: None, today: None },
        places: Vec::new(),
        print: PrintForm { scales: Vec::new(), scale: view.scale },
        table: "/map/table".to_owned(),
        parcel: None,
        answer: None,
        centre: view.centre_m,
        scale: view.scale,
        on: today,
        known: None,
        notice: None,
        offline: true,
    };
    with_workers(door.show(&door.plain_frame(visit.lang, "/map"), &page)?)
}
