//! Watching a parcel: whoever leaves an address, and confirms that it is theirs, is written to when a new release
//! changes what we answer about the parcel; one link in every letter ends it.
//!
//! The address is kept sealed and belongs to no case; nothing is kept of who never confirms, or who ends it.
//! Whoever asks learns nothing about who watches what. Each release tells each watch at most once.

use std::sync::{Arc, OnceLock};

use atlas::day::AsOf;
use atlas::finding::Thickness;
use atlas::release::Release;
use desk::access::{Action, Who, may};
use desk::desk::Desk;
use desk::fault::DeskFault;
use desk::issuing::secret_code;
use desk::notices::prefix;
use desk::office::Office;
use desk::parcels::NamedParcel;
use lexicon::email::Email;
use lexicon::ids::MessageId;
use lexicon::instant::At;
use lexicon::language::Lang;
use lexicon::parcel::ParcelId;
use outbox::{FORMAT, Message, Topic};
use serde_json::json;
use store::fault::FileError;
use store::filing::Filing;
use store::watches::{Reader, Watch, WatchState};
use texts::{Arg, Texts};

use crate::answer::{Gist, percent, shares};
use crate::lookup::Ground;

/// How long a watch may wait to be confirmed, in hours.
pub const CONFIRM_HOURS: i64 = 48;
/// For how long no other letter asks the same, in minutes.
const AGAIN_MINUTES: i64 = 10;
/// Most watches of one address.
const MOST: usize = 50;
/// Watches read together.
const PAGE: u32 = 500;

/// A watch as its reader sees it.
#[derive(Clone, Debug)]
pub struct Watched {
    pub parcel: NamedParcel,
    pub is_on: bool,
}

/// Asks the owner of an address to confirm that they want to be told about a parcel.
///
/// # Errors
/// [`DeskFault::Denied`]; [`DeskFault::NotFound`] for a parcel that never was; the database.
pub async fn ask(
    desk: &Desk,
    (who, parcel): (&Who, ParcelId),
    (email, lang): (&Email, Lang),
    now: At,
) -> Result<(), DeskFault> {
    if !may(who, Action::SeeLand, None) {
        return Err(DeskFault::Denied);
    }
    let (release, office) = (desk.release()?, desk.office());
    if release.rows_of(parcel).is_empty() {
        return Err(DeskFault::NotFound);
    }
    let named = Ground { release: &release, office: &office, at: now.taipei_date().into() }.named(parcel);
    let known = desk.store().watches_of(email).await?;
    let mut filing = Filing::new();
    filing.watches_expire(now.minutes_later(-CONFIRM_HOURS * 60));
    let before = known.iter().find(|watch| watch.parcel == named.key && !is_expired(watch, now));
    let watch = match before {
        Some(watch) if watch.state == WatchState::On || now < watch.made_at.minutes_later(AGAIN_MINUTES) => {
            return Ok(());
        }
        Some(watch) => watch.clone(),
        None if known.len() >= MOST => return Ok(()),
        None => {
            let reader = Reader { email: email.clone(), lang, secret: secret_code()? };
            let (id, parcel) = (random_id()?, named.key.clone());
            let watch = Watch { id, parcel, reader, state: WatchState::Asked, made_at: now };
            filing.watch(&watch);
            watch
        }
    };
    let hours = CONFIRM_HOURS.to_string();
    let args = [("parcel", named.name()), ("hours", hours), ("link", link(&office, &watch))];
    let key = format!("watch/{}/confirm/{}", watch.id, now.micros());
    filing.message(&letter(&office, (&watch, &key, "watch-confirm"), &args, now)?);
    match desk.store().file(filing).await {
        // The same was asked at the same moment.
        Ok(_) | Err(FileError::Duplicate(_)) => Ok(()),
        Err(fault) => Err(fault.into()),
    }
}

/// The watch of a link.
///
/// # Errors
/// [`DeskFault::NotFound`] for none, or one that was not confirmed in time.
pub async fn watched(desk: &Desk, secret: &str, now: At) -> Result<Watched, DeskFault> {
    let watch = find(desk, secret, now).await?;
    let (release, office) = (desk.release()?, desk.office());
    let id = ParcelId::parse(&watch.parcel).map_err(|_| DeskFault::NotFound)?;
    let ground = Ground { release: &release, office: &office, at: now.taipei_date().into() };
    Ok(Watched { parcel: ground.named(id), is_on: watch.state == WatchState::On })
}

/// Confirms a watch, however often.
///
/// # Errors
/// As [`watched`]; the database.
pub async fn confirm(desk: &Desk, secret: &str, now: At) -> Result<(), DeskFault> {
    let watch = find(desk, secret, now).await?;
    let mut filing = Filing::new();
    filing.watch_on(watch.id);
    desk.store().file(filing).await?;
    Ok(())
}

/// Ends a watch; nothing of it is kept.
///
/// # Errors
/// As [`watched`]; the database.
pub async fn end(desk: &Desk, secret: &str, now: At) -> Result<(), DeskFault> {
    let watch = find(desk, secret, now).await?;
    let mut filing = Filing::new();
    filing.watch_end(watch.id);
    desk.store().file(filing).await?;
    Ok(())
}

async fn find(desk: &Desk, secret: &str, now: At) -> Result<Watch, DeskFault> {
    let watch = desk.store().watch(secret).await?;
    watch.filter(|watch| !is_expired(watch, now)).ok_or(DeskFault::NotFound)
}

fn is_expired(watch: &Watch, now: At) -> bool {
    watch.state == WatchState::Asked && now >= watch.made_at.minutes_later(CONFIRM_HOURS * 60)
}

/// Writes to everybody whose parcel is answered otherwise by the new release than by the old, as of today; says
/// how many letters that were. May be done again: each watch is told once of each release.
///
/// # Errors
/// The database; another try goes on where this one stopped.
pub async fn tell_watchers(desk: &Desk, (old, new): (&Release, &Release), now: At) -> Result<usize, DeskFault> {
    let office = desk.office();
    let at = AsOf::from(now.taipei_date());
    let (mut told, mut after, mut last) = (0, (String::new(), None), None);
    loop {
        let page = desk.store().watches_after((&after.0, after.1), PAGE).await?;
        let Some(end) = page.last() else { return Ok(told) };
        after = (end.parcel.clone(), Some(end.id));
        let mut filing = Filing::new();
        for watch in &page {
            let change = match last.take() {
                Some((parcel, change)) if parcel == watch.parcel => change,
                _ => Change::between((old, new), (&office, &watch.parcel), at),
            };
            if let Some(change) = &change {
                let key = format!("watch/{}/{}", watch.id, new.hash());
                filing.message(&changed(&office, (watch, &key), change, now)?);
                told += 1;
            }
            last = Some((watch.parcel.clone(), change));
        }
        if !filing.is_empty() {
            desk.store().file(filing).await?;
        }
    }
}

/// What a parcel was answered with and is answered with now.
struct Change {
    parcel: NamedParcel,
    before: Standing,
    after: Standing,
}

/// An answer as far as a letter is worth it: not the last digit of an area.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Standing {
    gist: Option<Gist>,
    /// Zone, what its plan allows, and share in tenths of one per cent.
    zones: Vec<(Option<[String; 4]>, u32)>,
    on_show: Vec<String>,
    restricted: Vec<String>,
    became: Vec<String>,
}

impl Change {
    fn between((old, new): (&Release, &Release), (office, parcel): (&Arc<Office>, &str), at: AsOf) -> Option<Change> {
        let id = ParcelId::parse(parcel).ok()?;
        let ground = |release| Ground { release, office, at };
        let parcel = ground(new).named(id);
        let (before, after) = (Standing::of(&ground(old), &parcel, id), Standing::of(&ground(new), &parcel, id));
        (before != after).then_some(Change { parcel, before, after })
    }
}

impl Standing {
    fn of(ground: &Ground<'_>, parcel: &NamedParcel, id: ParcelId) -> Standing {
        let became = ground.release.renumbered(id).unwrap_or_default();
        let became = became.into_iter().map(|id| ground.named(id).name()).collect();
        let Some(found) = ground.found(parcel.clone()) else { return Standing { became, ..Standing::default() } };
        let finding = &found.answer.finding;
        let shares = shares(&finding.pieces.iter().map(|piece| piece.share_ppm).collect::<Vec<_>>());
        let zone = |zone: &atlas::finding::ZoneCited| {
            let limit = |limit: &Option<String>| limit.clone().unwrap_or_default();
            [zone.name.clone(), zone.plan.id.clone(), limit(&zone.coverage), limit(&zone.floor_area)]
        };
        let counts = finding.pieces.iter().zip(shares).filter(|(piece, _)| piece.class != Thickness::WithinTolerance);
        Standing {
            gist: Some(found.answer.gist),
            zones: counts.map(|(piece, share)| (piece.zone.as_ref().map(zone), (share + 5) / 10)).collect(),
            on_show: found.answer.exhibitions.iter().map(|shown| shown.name.clone()).collect(),
            restricted: found.answer.restrictions.iter().map(|restricted| restricted.name.clone()).collect(),
            became,
        }
    }

    /// In one line of a letter.
    fn words(&self, texts: &Texts, lang: Lang) -> String {
        let say = |key: &str, args: &[(&str, Arg)]| texts.say(lang, key, args);
        let join = say("watch-join", &[]);
        if self.gist.is_none() {
            return match self.became.is_empty() {
                true => say("watch-gone", &[]),
                false => say("watch-became", &[("parcels", self.became.join(&join).into())]),
            };
        }
        let zone = |(zone, share): &(Option<[String; 4]>, u32)| {
            let percent = ("percent", Arg::Text(percent(share * 10)));
            match zone {
                Some([name, ..]) => say("watch-zone", &[("zone", name.into()), percent]),
                None => say("watch-none", &[percent]),
            }
        };
        let mut line = self.zones.iter().map(zone).collect::<Vec<_>>().join(&join);
        for name in &self.on_show {
            line.push_str(&say("watch-on-show", &[("name", name.into())]));
        }
        for name in &self.restricted {
            line.push_str(&say("watch-restricted", &[("name", name.into())]));
        }
        line
    }
}

fn changed(office: &Office, (watch, key): (&Watch, &str), change: &Change, now: At) -> Result<Message, DeskFault> {
    let (texts, lang) = (words()?, watch.reader.lang);
    let page = format!("{}{}/land?q={}", office.public_url, prefix(lang), watch.parcel);
    let args = [
        ("parcel", change.parcel.name()),
        ("before", change.before.words(texts, lang)),
        ("after", change.after.words(texts, lang)),
        ("page", page),
        ("link", link(office, watch)),
    ];
    letter(office, (watch, key, "watch-changed"), &args, now)
}

fn link(office: &Office, watch: &Watch) -> String {
    format!("{}{}/land/watch/{}", office.public_url, prefix(watch.reader.lang), watch.reader.secret)
}

fn letter(
    office: &Office,
    (watch, key, about): (&Watch, &str, &str),
    args: &[(&'static str, String)],
    now: At,
) -> Result<Message, DeskFault> {
    let (texts, lang) = (words()?, watch.reader.lang);
    let mut args: Vec<(&str, Arg)> = args.iter().map(|(name, text)| (*name, Arg::from(text))).collect();
    args.push(("agency", office.names.agency.say(lang).into()));
    args.push(("phone", (&office.names.phone).into()));
    let say = |part: &str| texts.say(lang, &format!("{about}-{part}"), &args);
    let body = json!({ "to": watch.reader.email, "lang": lang.tag(), "subject": say("subject"), "text": say("body") });
    let id = MessageId::from_uuid(random_id()?);
    Ok(Message { id, case: None, topic: Topic::Mail, key: key.to_owned(), format: FORMAT, body, run_at: now })
}

fn random_id() -> Result<uuid::Uuid, DeskFault> {
    let mut random = [0_u8; 16];
    getrandom::fill(&mut random).map_err(|_| DeskFault::Random)?;
    Ok(uuid::Builder::from_random_bytes(random).into_uuid())
}

/// The words of the letters.
fn words() -> Result<&'static Texts, DeskFault> {
    static WORDS: OnceLock<Texts> = OnceLock::new();
    if let Some(words) = WORDS.get() {
        return Ok(words);
    }
    let read = Texts::load(&[
        (Lang::ZhHant, "watch.zh-Hant.ftl", include_bytes!("../texts/watch.zh-Hant.ftl")),
        (Lang::En, "watch.en.ftl", include_bytes!("../texts/watch.en.ftl")),
    ]);
    let read = read.map_err(|fault| DeskFault::Definition(fault.to_string()))?;
    Ok(WORDS.get_or_init(|| read))
}
