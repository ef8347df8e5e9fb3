//! `takau serve`: an office at work. `takau demo`: the demonstration city on this machine, from nothing to a
//! working counter.
//!
//! The demonstration makes keys, plan data and services on the first start and keeps them; later starts only
//! open them. All its outside systems are stand-ins on loopback sockets.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use desk::desk::Desk;
use desk_atlas::places::NoPlaces;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::gateways_file::{self, Gateways};
use crate::house::{self, House, Plan};
use crate::site::{Site, now};
use crate::{errand_commands, init, outside, service_command};

/// The public door.
#[derive(clap::Args, Clone, Debug)]
pub struct Doors {
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Trusted proxies in front.
    #[arg(long, default_value_t = 0)]
    hops: usize,
    /// Requests each client may make in a minute.
    #[arg(long, default_value = "600")]
    per_minute: NonZeroU32,
    /// Memory for tiles of maps that were drawn, in MiB; 0 keeps none.
    #[arg(long, default_value_t = 256)]
    tile_mib: u32,
    /// Child processes that draw papers.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..))]
    press: u8,
}

/// Where and how the demonstration is served.
#[derive(clap::Args, Clone, Debug)]
pub struct Asked {
    #[command(flatten)]
    doors: Doors,
    /// Demonstration cases opened at the first start.
    #[arg(long, default_value_t = 240)]
    cases: usize,
}

impl Doors {
    fn plan(&self) -> Plan {
        Plan {
            press: self.press.into(),
            hops: self.hops,
            per_minute: self.per_minute,
            rooms: house::rooms(self.tile_mib),
            places: Arc::new(NoPlaces),
            layers: None,
            mailbox: None,
            demo_cases: 0,
        }
    }

    async fn listener(&self) -> Result<TcpListener> {
        TcpListener::bind(self.listen).await.with_context(|| format!("cannot listen on {}", self.listen))
    }
}

/// Carries out `takau serve`.
pub async fn serve(site: &Site, doors: &Doors) -> Result<()> {
    let keys = site.key_folder();
    let gateways = Gateways::read(&site.keys.join(gateways_file::NAME))?;
    let layers = gateways.layers(site.map_layers()?)?;
    let plan = Plan { places: gateways.places()?, layers: Some(layers), ..doors.plan() };
    let desk = site.open(now()).await?;
    let house = House::open(&desk, (&keys, gateways.clients(&keys)?), plan)?;
    let listener = doors.listener().await?;
    println!("open at {}", site.url);
    until_told(listener, house).await
}

/// Carries out `takau demo`.
pub async fn demo(site: &Site, asked: &Asked) -> Result<()> {
    let site = demo_site(site, asked.doors.listen);
    let keys = site.key_folder();
    if !site.keys.join("office.keys").is_file() {
        let office = crate::site::read_office(&site.office, desk::office::Standing::Demonstration, &site.url)?;
        init::run(&site.keys, Some(&office.names.agency.zh_hant), now())?;
    }
    let desk = site.open(now()).await?;
    prepare(&site, &desk).await?;
    let return_url = format!("{}{}", site.url, web::inbound::payment::PATH);
    let office = desk.office();
    let (outside, gateways) =
        outside::start(&keys, (&office.sections, desk.release()?), Arc::new(now), &return_url).await?;
    outside.registers.invent();
    let gateways = serde_json::from_value::<Gateways>(gateways)?;
    let maps = outside::maps(Path::new(outside::TOWNS)).await?;
    let layers = maps.as_ref().map(|(_, table)| gateways.layers(table.clone())).transpose()?;
    let clients = gateways.clients(&keys)?;
    let wanted = if crate::demo::is_filled(&desk).await? { 0 } else { asked.cases };
    let places = crate::demo::CityPlaces::new(&desk);
    let plan = Plan {
        places: Arc::new(places),
        layers,
        mailbox: Some(outside.mailbox.clone()),
        demo_cases: wanted,
        ..asked.doors.plan()
    };
    let house = House::open(&desk, (&keys, clients), plan)?;
    let listener = asked.doors.listener().await?;
    let busy = desk.clone();
    let filling = tokio::spawn(async move {
        if let Err(fault) = crate::demo::fill(&busy, wanted).await {
            eprintln!("the demonstration cases are not complete: {fault:#}");
        }
    });
    println!("the demonstration city is open at {}", site.url);
    println!("  start      {}/demo", site.url);
    println!("  apply      {}/services/zoning-certificate", site.url);
    println!("  land       {}/land", site.url);
    println!("  mailbox    {}/demo/mail", site.url);
    println!("  officers   {}/officer/sign-in", site.url);
    let done = until_told(listener, house).await;
    filling.abort();
    done
}

/// Serves until the terminal or the service manager says to end.
async fn until_told(listener: TcpListener, house: House) -> Result<()> {
    let mut term = signal(SignalKind::terminate())?;
    tokio::select! {
        () = web::serve::serve(listener, house.app.clone()) => {}
        _ = tokio::signal::ctrl_c() => println!("closing"),
        _ = term.recv() => println!("closing"),
    }
    house.close().await
}

/// The demonstration keeps to folders of its own unless told otherwise.
fn demo_site(site: &Site, listen: SocketAddr) -> Site {
    let mut site = site.clone();
    if site.data == std::path::Path::new("data/site") {
        site.data = "data/demo".into();
    }
    if site.keys == std::path::Path::new("data/keys") {
        site.keys = "data/demo-keys".into();
    }
    site.url = format!("http://{listen}");
    site
}

/// What is not there yet: services, plan data, officers.
async fn prepare(site: &Site, desk: &Desk) -> Result<()> {
    for folder in crate::folders::services(&site.services)? {
        let compiled = service_command::compiled(&folder)?;
        let live = desk.live(&compiled.service.id).await;
        if live.map_or(true, |live| live.compiled.digest != compiled.digest) {
            desk.publish(compiled, now()).await?;
        }
    }
    if desk.release().is_err() {
        errand_commands::publish_city(desk, 20_000).await?;
    }
    crate::demo::hire(desk).await?;
    Ok(())
}
