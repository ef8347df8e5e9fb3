//! The home page, the list of services, the search box, and pages about the site itself.

use axum::extract::{Query, State};
use serde::Deserialize;
use texts::Arg;

use crate::door::{Answer, Door, Fault, Visit, go, word};
use crate::view::about::{Accessibility, MapGroup, Privacy, SiteMap};
use crate::view::home::{Errand, Exhibition, Hit, Home, Message, Promise, Search};
use crate::view::parts::Link;
use crate::view::service::{Offered, Services};

/// `GET /`
pub async fn show(State(door): State<Door>, visit: Visit) -> Answer {
    let say = |key: &str| door.say(visit.lang, key, &[]);
    let mut errands = Vec::new();
    let mut promises = Vec::new();
    for service in door.desk.live_services().await? {
        let id = &service.compiled.service.id;
        errands.push(Errand {
            title: word(&service, visit.lang, "service-name"),
            says: word(&service, visit.lang, "service-summary"),
            href: format!("/services/{id}"),
            icon: "file-check".to_owned(),
        });
        promises.extend(promised(&door, &visit, id).await?);
    }
    errands.push(Errand {
        title: say("land-title"),
        says: say("land-lead"),
        href: "/land".to_owned(),
        icon: "map-pin".to_owned(),
    });
    errands.push(Errand {
        title: say("home-map"),
        says: say("home-map-says"),
        href: "/map".to_owned(),
        icon: "map".to_owned(),
    });
    errands.push(Errand {
        title: say("stat-title"),
        says: say("home-statistics-says"),
        href: "/statistics".to_owned(),
        icon: "table".to_owned(),
    });
    errands.push(Errand {
        title: say("home-find"),
        says: say("home-find-says"),
        href: "/find".to_owned(),
        icon: "route".to_owned(),
    });
    errands.push(Errand {
        title: say("home-verify"),
        says: say("home-verify-says"),
        href: "/verify".to_owned(),
        icon: "shield-check".to_owned(),
    });
    let page = Home { errands, promises, exhibitions: exhibitions(&door), news: Vec::new(), notice: None };
    door.page(&visit, &page)
}

async fn promised(door: &Door, visit: &Visit, service: &str) -> Result<Vec<Promise>, Fault> {
    let times = super::service::times(door, service).await?;
    let (Some(median), count) = (times.within(50), times.seconds.len()) else { return Ok(Vec::new()) };
    let basis = door.say(visit.lang, "promise-basis", &[("count", Arg::Number(i64::try_from(count).unwrap_or(0)))]);
    Ok(vec![
        Promise {
            figure: door.span(visit.lang, median),
            says: door.say(visit.lang, "promise-median", &[]),
            basis: basis.clone(),
        },
        Promise {
            figure: format!("{} %", times.straight_percent().unwrap_or(0)),
            says: door.say(visit.lang, "promise-straight", &[]),
            basis,
        },
    ])
}

/// Plans on public exhibition today, from the live plan data.
fn exhibitions(door: &Door) -> Vec<Exhibition> {
    let Ok(release) = door.desk.release() else { return Vec::new() };
    let today = door.now().taipei_date();
    let shown =
        release.plans_known(today).filter_map(|plan| plan.exhibition.as_ref()).filter(|shown| shown.days.covers(today));
    shown
        .filter_map(|shown| {
            let closes_on = shown.days.until?;
            let days_left = u32::try_from((closes_on - today).get_days()).unwrap_or(0);
            Some(Exhibition { title: shown.name.clone(), href: "/services".to_owned(), closes_on, days_left })
        })
        .collect()
}

/// `GET /services`
pub async fn services(State(door): State<Door>, visit: Visit) -> Answer {
    let offered = door.desk.live_services().await?;
    let offered = offered.iter().map(|service| Offered {
        name: word(service, visit.lang, "service-name"),
        says: word(service, visit.lang, "service-summary"),
        href: format!("/services/{}", service.compiled.service.id),
        open: super::service::takes(&service.compiled.service, door.now()),
    });
    door.page(&visit, &Services { services: offered.collect() })
}

#[derive(Deserialize)]
pub struct Sought {
    #[serde(default)]
    q: String,
}

/// `GET /search?q=`: a case number, a verification code, a parcel or a place, or words of a service.
pub async fn search(State(door): State<Door>, visit: Visit, Query(Sought { q }): Query<Sought>) -> Answer {
    let q: String = q.chars().take(200).collect();
    if let Ok(number) = lexicon::case_number::CaseNumber::parse(&q) {
        return Ok(go(&visit, &format!("/case/{number}")));
    }
    let code: String = q.chars().filter(char::is_ascii_alphanumeric).collect();
    if code.len() == 26 {
        return Ok(go(&visit, &format!("/verify/{code}")));
    }
    if desk_atlas::lookup::is_about_land(&q) {
        return Ok(go(&visit, &super::land::address(&q)));
    }
    let wanted = lexicon::fold::normalise(&q).to_lowercase();
    let mut hits = Vec::new();
    for service in door.desk.live_services().await? {
        let (name, says) = (word(&service, visit.lang, "service-name"), word(&service, visit.lang, "service-summary"));
        let text = lexicon::fold::normalise(&format!("{name} {says}")).to_lowercase();
        if !wanted.trim().is_empty() && wanted.split_whitespace().any(|part| text.contains(part)) {
            let href = format!("/services/{}", service.compiled.service.id);
            hits.push(Hit { kind: door.say(visit.lang, "search-service", &[]), title: name, says, href });
        }
    }
    let mut frame = door.frame(&visit, Vec::new());
    frame.query.clone_from(&q);
    door.show(&frame, &Search { query: q, understood: None, hits })
}

/// `GET /sitemap`
pub async fn sitemap(State(door): State<Door>, visit: Visit) -> Answer {
    let link = |key: &str, href: &str| Link { text: door.say(visit.lang, key, &[]), href: href.to_owned() };
    let mut services = Vec::new();
    for service in door.desk.live_services().await? {
        let href = format!("/services/{}", service.compiled.service.id);
        services.push(Link { text: word(&service, visit.lang, "service-name"), href });
    }
    services.extend([
        link("land-title", "/land"),
        link("ways-map", "/map"),
        link("stat-title", "/statistics"),
        link("ways-find", "/find"),
        link("ways-verify", "/verify"),
    ]);
    let about = vec![
        link("footer-privacy", "/privacy"),
        link("footer-accessibility", "/accessibility"),
        link("footer-officers", "/officer/sign-in"),
    ];
    let groups = vec![
        MapGroup { title: door.say(visit.lang, "ways-services", &[]), links: services },
        MapGroup { title: door.say(visit.lang, "site-name", &[]), links: about },
    ];
    door.page(&visit, &SiteMap { groups })
}

/// `GET /accessibility`
pub async fn accessibility(State(door): State<Door>, visit: Visit) -> Answer {
    door.page(&visit, &Accessibility { checked_on: door.now().taipei_date(), known: Vec::new() })
}

/// `GET /privacy`
pub async fn privacy(State(door): State<Door>, visit: Visit) -> Answer {
    let services = door.desk.live_services().await?;
    let kept = services.iter().map(|service| {
        let years = service.compiled.service.retention.years;
        (
            word(service, visit.lang, "service-name"),
            door.say(visit.lang, "kept-years", &[("count", Arg::Number(i64::from(years)))]),
        )
    });
    door.page(&visit, &Privacy { kept: kept.collect() })
}

/// `POST /feedback`: whether a page was of use.
pub async fn feedback(State(door): State<Door>, visit: Visit) -> Answer {
    let page = Message {
        title: door.say(visit.lang, "useful-thanks", &[]),
        lines: Vec::new(),
        next: vec![Link { text: door.say(visit.lang, "crumbs-home", &[]), href: "/".to_owned() }],
    };
    door.page(&visit, &page)
}
