//! A whole house for a bench: desk, web door, worker and stand-ins on a database made for it.

use std::num::NonZeroU32;
use std::sync::Arc;

use anyhow::{Context, Result};
use atlas::release::Release;
use desk::access::Who;
use desk::agencies::Caller;
use desk::desk::Desk;
use desk::office::Office;
use tokio::net::TcpListener;
use tokio::sync::watch::Sender;
use tokio::task::JoinHandle;
use web::app::{Settings, router};
use web::door::{Door, House};
use web::headers::Scheme;
use web::rate::Allowance;
use web::render::Pages;
use worker::sealing::SealDesk;
use worker::worker::{Tools, Worker};

use crate::demo::SERVICE;
use crate::init::KeyFolder;
use crate::outside::{self, Clients, Outside};
use crate::service_command;
use crate::site::{Site, now, press};

/// No limit a bench could reach: the load is one client.
const ALLOWANCE: Allowance = Allowance {
    per_minute: NonZeroU32::MIN.saturating_add(10_000_000),
    burst: NonZeroU32::MIN.saturating_add(10_000_000),
};

/// A running house. [`Stage::close`] ends it.
pub struct Stage {
    pub desk: Desk,
    pub keys: KeyFolder,
    /// Where its web door is.
    pub at: String,
    /// Key of an agency that may ask for certificates.
    pub api_key: String,
    web: JoinHandle<()>,
    working: JoinHandle<()>,
    stop: Sender<bool>,
    _outside: Outside,
    _folder: tempfile::TempDir,
}

impl Stage {
    /// Opens a house on the embedded database, or on a fresh database of a PostgreSQL server.
    pub async fn open(
        site: &Site,
        (office, release): (&Office, &Release),
        (server, press_children): (Option<&str>, usize),
    ) -> Result<Stage> {
        let folder = tempfile::tempdir()?;
        let database = match server {
            Some(server) => Some(store::fresh_databases::fresh_database(server).await.context("no test database")?),
            None => None,
        };
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let at = format!("http://{}", listener.local_addr()?);
        let (data, keys) = (folder.path().join("data"), folder.path().join("keys"));
        let site = Site { data, keys, database, url: at.clone(), ..site.clone() };
        let keys = site.key_folder();
        keys.make()?;
        keys.make_demo_seal(&office.names.agency.zh_hant, now())?;
        let desk = site.open(now()).await?;
        desk.publish_release(Release::from_bytes(&release.to_bytes())?, ("bench", now())).await?;
        desk.publish(service_command::compiled(&site.services.join(SERVICE))?, now()).await?;
        let caller = Caller { agency: "bench".to_owned(), services: vec![SERVICE.to_owned()] };
        let api_key = desk.make_api_key(&Who::System, &caller, now()).await?;
        let return_url = format!("{at}{}", web::inbound::payment::PATH);
        let (outside, clients) =
            outside::start(&keys, (&office.sections, desk.release()?), Arc::new(now), &return_url).await?;
        let Clients { land_office, timestamps, payment, mail, sms } = clients;
        let house = House {
            desk: desk.clone(),
            pages: Arc::new(Pages::load()?),
            payment: Some(Arc::clone(&payment)),
            clock: Arc::new(now),
            scheme: Scheme::Http,
            mailbox: None,
        };
        let settings = Settings {
            csrf_key: desk.secret_for("csrf"),
            form_targets: vec![outside.payment_url.clone()],
            hops: 0,
            allowance: ALLOWANCE,
        };
        let app = router(Door(Arc::new(house)), settings)
            .map_err(|origin| anyhow::anyhow!("{origin} cannot stand in a header"))?;
        let name = office.names.agency.zh_hant.clone();
        let worker = Worker::new(Tools {
            desk: desk.clone(),
            press: press(press_children)?,
            seal: SealDesk { seal: keys.seal()?, timestamps: Some(timestamps), name },
            land_office: Some(land_office),
            payment: Some(payment),
            mail: Some(mail),
            sms: Some(sms),
        });
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let working = tokio::spawn(async move { worker.run(now, stopped).await });
        let web = tokio::spawn(web::serve::serve(listener, app));
        Ok(Stage { desk, keys, at, api_key, web, working, stop, _outside: outside, _folder: folder })
    }

    /// Ends the door, the worker and the books.
    pub async fn close(self) -> Result<()> {
        self.web.abort();
        self.stop.send(true)?;
        self.working.await?;
        self.desk.store().close().await;
        Ok(())
    }
}
