//! A whole house for a bench: desk, web door, worker and stand-ins on a database made for it.

use std::num::NonZeroU32;
use std::sync::Arc;

use anyhow::{Context, Result};
use atlas::release::Release;
use desk::access::Who;
use desk::agencies::Caller;
use desk::desk::Desk;
use desk::office::Office;
use desk_atlas::places::NoPlaces;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::demo::SERVICE;
use crate::gateways_file::Gateways;
use crate::house::{self, House, Plan};
use crate::init::KeyFolder;
use crate::outside::{self, Outside};
use crate::service_command;
use crate::site::{Site, now};

/// A running house. [`Stage::close`] ends it.
pub struct Stage {
    pub desk: Desk,
    pub keys: KeyFolder,
    /// Where its web door is.
    pub at: String,
    /// Key of an agency that may ask for certificates.
    pub api_key: String,
    web: JoinHandle<()>,
    pub house: House,
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
        desk.publish_release(release.clone(), ("bench", now())).await?;
        desk.publish(service_command::compiled(&site.services.join(SERVICE))?, now()).await?;
        let caller = Caller { agency: "bench".to_owned(), services: vec![SERVICE.to_owned()], daily: 0 };
        let api_key = desk.make_api_key(&Who::System, &caller, now()).await?;
        let return_url = format!("{at}{}", web::inbound::payment::PATH);
        let (outside, gateways) =
            outside::start(&keys, (&office.sections, desk.release()?), Arc::new(now), &return_url).await?;
        let clients = serde_json::from_value::<Gateways>(gateways)?.clients(&keys)?;
        // No limit a bench could reach: the load is one client.
        let plan = Plan {
            press: press_children,
            hops: 0,
            per_minute: NonZeroU32::MAX,
            rooms: house::rooms(0),
            places: Arc::new(NoPlaces),
            layers: None,
            mailbox: None,
            demo_cases: 0,
        };
        let house = House::open(&desk, (&keys, clients), plan)?;
        let web = tokio::spawn(web::serve::serve(listener, house.app.clone()));
        Ok(Stage { desk, keys, at, api_key, web, house, _outside: outside, _folder: folder })
    }

    /// Ends the door, the worker and the books.
    pub async fn close(self) -> Result<()> {
        self.web.abort();
        self.house.close().await
    }
}
