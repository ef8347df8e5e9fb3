//! A house: its worker at work, and the router of its doors.

use std::num::NonZeroU32;
use std::sync::Arc;

use anyhow::Result;
use desk::confirming::CodeLetter;
use desk::desk::Desk;
use desk_atlas::places::Places;
use gateways::mail::{Mail, Mailbox, Outgoing};
use gateways::map_layers::MapLayers;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::watch::Sender;
use tokio::task::JoinHandle;
use web::app::{Settings, router};
use web::door::Door;
use web::headers::Scheme;
use web::public::map::print::Printer;
use web::rate::Allowance;
use web::render::Pages;
use worker::phases::Phases;
use worker::sealing::SealDesk;
use worker::worker::{Tools, Worker};

use crate::gateways_file::Clients;
use crate::init::KeyFolder;
use crate::site::{map_press, now, press};

/// How a house is set up.
pub struct Plan {
    /// Child processes that draw papers.
    pub press: usize,
    /// Trusted proxies in front.
    pub hops: usize,
    /// Requests each client may make in a minute; a fifth of it at once.
    pub per_minute: NonZeroU32,
    /// Doors for programs beside those of `web`; [`rooms`] but in benches.
    pub rooms: axum::Router<Door>,
    /// Whoever knows addresses.
    pub places: Arc<dyn Places>,
    /// Maps of others.
    pub layers: Option<Arc<MapLayers>>,
    /// Letters of made-up people, where there are any.
    pub mailbox: Option<Mailbox>,
    /// Cases the demonstration is being filled with.
    pub demo_cases: usize,
}

/// A working house. [`House::close`] ends it.
pub struct House {
    pub app: axum::Router,
    /// Where the time of the worker's messages goes.
    pub phases: Phases,
    stop: Sender<bool>,
    working: JoinHandle<()>,
    letters: Option<JoinHandle<()>>,
    desk: Desk,
}

impl House {
    /// Sets the worker to work and builds the doors.
    pub fn open(desk: &Desk, (keys, clients): (&KeyFolder, Clients), plan: Plan) -> Result<House> {
        let office = desk.office();
        let scheme = if office.public_url.starts_with("https://") { Scheme::Https } else { Scheme::Http };
        let house = web::door::House {
            desk: desk.clone(),
            pages: Arc::new(Pages::load()?),
            payment: clients.payment.clone(),
            clock: Arc::new(now),
            scheme,
            lists: desk_atlas::list::Lists::default(),
            quotas: desk_atlas::quota::Quotas::default(),
            figures: desk_atlas::figures::FigureBook::default(),
            places: plan.places,
            layers: plan.layers,
            clamd: clients.clamd.clone(),
            printer: Some(printer()?),
            mailbox: plan.mailbox,
            demo_cases: plan.demo_cases,
        };
        let settings = Settings {
            csrf_key: desk.secret_for("csrf"),
            form_targets: clients.payment.iter().map(|payment| payment.page_origin()).collect(),
            hops: plan.hops,
            allowance: Allowance {
                per_minute: plan.per_minute,
                burst: NonZeroU32::new(plan.per_minute.get() / 5).unwrap_or(NonZeroU32::MIN),
            },
        };
        let app = router(Door(Arc::new(house)), settings, plan.rooms)
            .map_err(|origin| anyhow::anyhow!("{origin} cannot stand in a header"))?;
        let letters = match (&clients.mail, desk.code_letters()) {
            (Some(mail), Some(letters)) => Some(tokio::spawn(send_letters(letters, mail.clone()))),
            _ => None,
        };
        let worker = Worker::new(tools(desk, (keys, clients), plan.press)?);
        let phases = worker.phases().clone();
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let working = tokio::spawn(async move { worker.run(now, stopped).await });
        Ok(House { app, phases, stop, working, letters, desk: desk.clone() })
    }

    /// Ends the worker and the books.
    pub async fn close(self) -> Result<()> {
        if let Some(letters) = self.letters {
            letters.abort();
        }
        self.stop.send(true)?;
        self.working.await?;
        self.desk.store().close().await;
        Ok(())
    }
}

/// The doors for programs that look at land; `tile_mib` is memory for tiles that were drawn.
pub fn rooms(tile_mib: u32) -> axum::Router<Door> {
    map_rooms(tile_mib).merge(web::api::land::routes())
}

/// Those of map programs alone.
pub fn map_rooms(tile_mib: u32) -> axum::Router<Door> {
    web_atlas::routes(u64::from(tile_mib) << 20)
}

/// Prints map sheets: a press of its own, so that no paper waits for a map, and short of patience, because a reader
/// waits at the other end.
fn printer() -> Result<Printer> {
    let press = Arc::new(map_press()?);
    Ok(Arc::new(move |request| {
        let press = Arc::clone(&press);
        Box::pin(async move { press.draw(&request).await.map(|paper| paper.pdf).map_err(|fault| fault.to_string()) })
    }))
}

/// What a worker of this site works with.
pub fn tools(desk: &Desk, (keys, clients): (&KeyFolder, Clients), press_children: usize) -> Result<Tools> {
    let Clients { land_office, timestamps, payment, registers, mail, sms, webhook, clamd } = clients;
    let name = desk.office().names.agency.zh_hant.clone();
    let seal = SealDesk { seal: keys.seal()?, timestamps, name };
    Ok(Tools {
        desk: desk.clone(),
        press: press(press_children)?,
        seal,
        land_office,
        registers,
        payment,
        mail,
        sms,
        webhook,
        clamd,
        phases: Phases::default(),
    })
}

/// Sends letters with codes as they come. They are worth minutes: one that cannot be sent is not kept.
async fn send_letters(mut letters: UnboundedReceiver<CodeLetter>, mail: Mail) {
    while let Some(letter) = letters.recv().await {
        let outgoing = Outgoing {
            key: letter.key,
            to: letter.to,
            subject: letter.subject,
            text: letter.text,
            html: None,
            attachments: Vec::new(),
        };
        if let Err(fault) = mail.tell(&outgoing, now()).await {
            tracing::warn!(%fault, "a letter with a code was not sent");
        }
    }
}
