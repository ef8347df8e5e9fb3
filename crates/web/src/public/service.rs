//! A service's page, made from its definition: what it costs by the tariff of today, how long it really
//! takes, what to have ready, what we look up, and the flow chart of its own steps.

use axum::extract::{Path, State};
use catalogue::campaign::{Fund, Season};
use catalogue::criterion::Failing;
use catalogue::service::{Bilingual, Channel, Service};
use catalogue::step::{Action, Ending, Goes, Next, Step};
use desk::definitions::Pinned;
use desk::fault::DeskFault;
use desk::views::IssueTimes;
use lexicon::instant::At;
use serde_json::Value;
use texts::Arg;

use crate::door::{Answer, Door, Visit, word};
use crate::forms::grouped;
use crate::view::flow::{By, Flow, FlowStep, FlowWay};
use crate::view::home::Message;
use crate::view::parts::{Head, Link, Notice, Table, Tone};
use crate::view::service::{Campaign as Shown, OtherWay, ServicePage};

/// Days over which real times are measured.
const DAYS: i64 = 30;

/// `GET /services/{service}`
pub async fn show(State(door): State<Door>, visit: Visit, Path(id): Path<String>) -> Answer {
    let pinned = door.desk.live(&id).await?;
    let service = &pinned.compiled.service;
    let times = times(&door, &id).await?;
    let count = times.seconds.len();
    let say = |key: &str| door.say(visit.lang, key, &[]);
    let interim = service.channels.get(&Channel::Online).is_some_and(|rule| rule.interim.is_some());
    let (cost, cost_source, cost_is_sample) = cost(&door, &visit, &pinned);
    let page = ServicePage {
        name: word(&pinned, visit.lang, "service-name"),
        lead: vec![word(&pinned, visit.lang, "service-summary")],
        who: who(&door, &visit, &pinned),
        cost: service.fee.is_some().then_some(cost),
        campaign: campaign(&door, &visit, service),
        screen: (!service.screening.is_empty()).then(|| format!("/services/{id}/screen")),
        cost_source,
        cost_is_sample,
        half_s: times.within(50),
        nine_of_ten_s: times.within(90),
        straight_percent: times.straight_percent(),
        measured_over: door.say(
            visit.lang,
            "promise-basis",
            &[("count", Arg::Number(i64::try_from(count).unwrap_or(0)))],
        ),
        officer_days: service.promise.officer_working_days,
        times: None,
        have_ready: ready(&pinned, &visit),
        looked_up: service
            .form
            .looked_up
            .iter()
            .map(|id| word(&pinned, visit.lang, &format!("evidence-{id}")))
            .collect(),
        start: takes(service, door.now()).then(|| format!("/apply/{id}")),
        notice: closed(&door, &visit, service).or_else(|| {
            interim.then(|| Notice {
                tone: Tone::Info,
                title: say("service-interim-title"),
                lines: vec![say("service-interim")],
                link: None,
            })
        }),
        other_ways: vec![OtherWay { title: say("service-counter"), lines: vec![say("service-counter-words")] }],
        flow: Flow::new(say("service-flow"), flow(&door, &visit, &pinned)),
        law: service.law.iter().filter_map(|law| Some(link(law, &visit, law.url.as_ref()?))).collect(),
    };
    let crumbs = vec![Link { text: say("ways-services"), href: "/services".to_owned() }];
    let frame = door.frame(&visit, crumbs);
    door.show(&frame, &page)
}

/// Whether it takes applications at that instant.
#[must_use]
pub fn takes(service: &Service, now: At) -> bool {
    matches!(service.season(now), Season::Always | Season::Open(_))
}

/// Said instead of the start while no application is taken: when it will be, or when it was.
pub fn closed(door: &Door, visit: &Visit, service: &Service) -> Option<Notice> {
    let (key, campaign, at) = match service.season(door.now()) {
        Season::Always | Season::Open(_) => return None,
        Season::Upcoming(next) => ("service-upcoming", next, next.opens),
        Season::Over(last) => ("service-over", last, last.closes),
    };
    let args = [("campaign", Arg::Text(bilingual(&campaign.name, visit))), ("moment", Arg::Text(moment(at, visit)))];
    Some(Notice {
        tone: Tone::Warning,
        title: door.say(visit.lang, key, &args),
        lines: vec![door.say(visit.lang, &format!("{key}-words"), &args)],
        link: None,
    })
}

/// The period closed while somebody typed: what was typed is kept, and when it opens again is said.
pub fn over(door: &Door, visit: &Visit, (pinned, kept_until): (&Pinned, At)) -> Answer {
    let service = &pinned.compiled.service;
    let day = desk::notices::date_words(kept_until.taipei_date(), visit.lang);
    let kept = door.say(visit.lang, "closed-kept", &[("day", Arg::Text(day))]);
    let lines = closed(door, visit, service).map(|notice| notice.lines).unwrap_or_default();
    let page = Message {
        title: door.say(visit.lang, "closed-title", &[]),
        lines: lines.into_iter().chain([kept]).collect(),
        next: vec![Link { text: word(pinned, visit.lang, "service-name"), href: format!("/services/{}", service.id) }],
    };
    door.page(visit, &page)
}

fn campaign(door: &Door, visit: &Visit, service: &Service) -> Option<Shown> {
    let campaign = match service.season(door.now()) {
        Season::Always => return None,
        Season::Open(campaign) | Season::Upcoming(campaign) | Season::Over(campaign) => campaign,
    };
    let say = |key: &str| door.say(visit.lang, key, &[]);
    let head = |key: &str, numeric: bool| Head { text: say(key), numeric };
    let row =
        |fund: &Fund| vec![bilingual(&fund.name, visit), grouped(i64::from(fund.places)), grouped(fund.budget_twd)];
    // The last instant that counts is a moment before the close.
    let period = [("from", campaign.opens), ("until", campaign.closes.minutes_later(-1))];
    let period = period.map(|(name, at)| (name, Arg::Text(moment(at, visit))));
    Some(Shown {
        name: bilingual(&campaign.name, visit),
        period: door.say(visit.lang, "campaign-period", &period),
        funds: (!campaign.funds.is_empty()).then(|| Table {
            caption: say("campaign-funds"),
            heads: vec![head("campaign-fund", false), head("campaign-places", true), head("campaign-budget", true)],
            rows: campaign.funds.iter().map(row).collect(),
        }),
        source: campaign.source.clone(),
        sample: campaign.sample,
    })
}

fn bilingual(name: &Bilingual, visit: &Visit) -> String {
    match visit.lang {
        lexicon::language::Lang::ZhHant => name.zh_hant.clone(),
        lexicon::language::Lang::En => name.en.clone(),
    }
}

/// A day and, where it is not midnight, the time.
fn moment(at: At, visit: &Visit) -> String {
    let day = desk::notices::date_words(at.taipei_date(), visit.lang);
    let minutes = desk::views::minutes_between(At::taipei_midnight(at.taipei_date()), at);
    if minutes == 0 { day } else { format!("{day} {:02}:{:02}", minutes / 60, minutes % 60) }
}

/// The conditions a service has, or that there are none.
fn who(door: &Door, visit: &Visit, pinned: &Pinned) -> Vec<String> {
    let criteria = pinned.compiled.service.criteria.iter().filter(|criterion| criterion.fails == Failing::Refuses);
    let named: Vec<String> =
        criteria.map(|criterion| word(pinned, visit.lang, &format!("criterion-{}", criterion.id))).collect();
    if named.is_empty() { vec![door.say(visit.lang, "service-who-anybody", &[])] } else { named }
}

/// How long it really took, of late.
pub async fn times(door: &Door, service: &str) -> Result<IssueTimes, DeskFault> {
    let now = door.now();
    door.desk.issue_times(service, (now.minutes_later(-DAYS * 24 * 60), now)).await
}

fn link(law: &catalogue::service::Law, visit: &Visit, url: &str) -> Link {
    let name = match visit.lang {
        lexicon::language::Lang::ZhHant => &law.name.zh_hant,
        lexicon::language::Lang::En => &law.name.en,
    };
    Link { text: format!("{name} {}", law.article).trim().to_owned(), href: url.to_owned() }
}

/// The labels of what must be answered by everybody.
fn ready(pinned: &Pinned, visit: &Visit) -> Vec<String> {
    let typed = pinned.compiled.service.form.questions().filter(|q| q.kind.is_typed() && q.asked.is_none());
    typed.filter(|q| q.preset.is_none()).map(|q| word(pinned, visit.lang, &format!("q-{}-label", q.id))).collect()
}

/// The tariff in force today, row by row of its channels.
fn cost(door: &Door, visit: &Visit, pinned: &Pinned) -> (Table, String, bool) {
    let say = |key: &str| door.say(visit.lang, key, &[]);
    let service = &pinned.compiled.service;
    let today = door.now().taipei_date();
    let numeric = |text: String| Head { text, numeric: true };
    let heads = vec![
        Head { text: say("service-fee-way"), numeric: false },
        numeric(say("service-fee-first")),
        numeric(say("service-fee-parcel")),
        numeric(say("service-fee-copy")),
    ];
    let mut rows = Vec::new();
    let (mut source, mut sample) = (String::new(), false);
    for channel in service.channels.keys() {
        let asked = [("channel", Value::from(channel.name())), ("applicant", Value::from("person"))];
        let asked = asked.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let Some(table) = service.fee.as_ref().and_then(|fee| service.tables.get(&fee.table)) else { continue };
        let answer = table.look_up(&asked, today);
        let Some(outputs) = answer.outputs() else { continue };
        if let catalogue::table::TableAnswer::Row { index, .. } = &answer
            && let Some(row) = table.rows.get(*index)
        {
            source.clone_from(&row.source);
            sample |= row.sample;
        }
        let figure = |name: &str| outputs.get(name).and_then(Value::as_i64).unwrap_or(0);
        let first = figure("first_twd").max(figure("parcel_twd"));
        rows.push(vec![
            word(pinned, visit.lang, &format!("channel-{}", channel.name())),
            first.to_string(),
            figure("parcel_twd").to_string(),
            figure("copy_twd").to_string(),
        ]);
    }
    (Table { caption: say("service-fee-caption"), heads, rows }, source, sample)
}

/// The service's own steps as a chart.
fn flow(door: &Door, visit: &Visit, pinned: &Pinned) -> Vec<FlowStep> {
    let say = |key: &str| door.say(visit.lang, key, &[]);
    let service = &pinned.compiled.service;
    let mut steps: Vec<FlowStep> = service.steps.iter().map(|step| flow_step(door, visit, pinned, step)).collect();
    for ending in Ending::ALL {
        let id = format!("end:{}", ending.name());
        if steps.iter().any(|step| step.next.iter().any(|way| way.to == id)) {
            steps.push(FlowStep {
                id,
                title: word(pinned, visit.lang, &format!("ending-{}", ending.name())),
                by: By::End,
                who: say("flow-who-you"),
                next: Vec::new(),
            });
        }
    }
    steps
}

fn flow_step(door: &Door, visit: &Visit, pinned: &Pinned, step: &Step) -> FlowStep {
    let say = |key: &str| door.say(visit.lang, key, &[]);
    let (by, who) = match &step.action {
        Action::Charge => (By::Citizen, say("flow-who-you")),
        Action::Decide { .. } => (By::Officer, say("flow-who-unit")),
        Action::Ask { .. }
        | Action::Ability { .. }
        | Action::Paper { .. }
        | Action::Assess { .. }
        | Action::Rank { .. } => (By::Machine, say("flow-who-system")),
    };
    FlowStep {
        id: step.id.clone(),
        title: word(pinned, visit.lang, &format!("step-{}-officer", step.id)),
        by,
        who,
        next: ways(door, visit, (pinned, &pinned.compiled.service), step),
    }
}

fn ways(door: &Door, visit: &Visit, (pinned, service): (&Pinned, &Service), step: &Step) -> Vec<FlowWay> {
    let target = |goes: &Goes| match goes {
        Goes::Step(id) => id.clone(),
        Goes::End(ending) => format!("end:{}", ending.name()),
    };
    let way = |to: String, when: String| FlowWay { to, when, title: String::new() };
    match &step.next {
        Next::Goes(goes) => vec![way(target(goes), String::new())],
        Next::Route { table } => {
            let rows = service.tables.get(table).map(|table| table.rows.as_slice()).unwrap_or_default();
            let cells = rows.iter().filter_map(|row| Some((row.outputs.get("go")?.as_str()?, row)));
            cells
                .enumerate()
                .map(|(index, (to, _))| {
                    way(to.to_owned(), door.say(visit.lang, if index == 0 { "flow-clear" } else { "flow-doubt" }, &[]))
                })
                .collect()
        }
        Next::ByChoice => match &step.action {
            Action::Decide { choices } => {
                let mut ways: Vec<FlowWay> = Vec::new();
                for choice in choices {
                    let to = target(&choice.goes);
                    let word = word(pinned, visit.lang, &format!("choice-{}-{}", step.id, choice.id));
                    if !ways.iter().any(|known| known.to == to) {
                        ways.push(way(to, word));
                    }
                }
                ways
            }
            _ => Vec::new(),
        },
    }
}
