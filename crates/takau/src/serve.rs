//! `takau demo`: the demonstration city on this machine, from nothing to a working counter.
//!
//! Keys, plan data and services are made on the first start and kept; later starts only open them. All
//! outside systems are stand-ins on loopback sockets.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use anyhow::{Context, Result};
use desk::confirming::CodeLetter;
use desk::desk::Desk;
use gateways::mail::{Mail, Outgoing};
use tokio::net::TcpListener;
use tokio::sync::mpsc::UnboundedReceiver;
use web::app::{Settings, router};
use web::door::{Door, House};
use web::headers::Scheme;
use web::rate::Allowance;
use web::render::Pages;
use worker::sealing::SealDesk;
use worker::worker::{Tools, Worker};

use crate::outside::{self, Clients, Outside};
use crate::site::{Site, now, press};
use crate::{errand_commands, init, service_command};

/// Requests each client may make: 600 a minute, 120 at once.
const ALLOWANCE: Allowance =
    Allowance { per_minute: NonZeroU32::MIN.saturating_add(599), burst: NonZeroU32::MIN.saturating_add(119) };

/// Where and how the demonstration is served.
#[derive(clap::Args, Clone, Debug)]
pub struct Asked {
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Trusted proxies in front.
    #[arg(long, default_value_t = 0)]
    hops: usize,
}

/// Carries out `takau demo`.
pub async fn demo(site: &Site, asked: &Asked) -> Result<()> {
    let site = demo_site(site, asked.listen);
    let keys = site.key_folder();
    if !site.keys.join("office.keys").is_file() {
        let office = crate::site::read_office(&site.office, desk::office::Standing::Demonstration, &site.url)?;
        init::run(&site.keys, Some(&office.names.agency.zh_hant), now())?;
    }
    let desk = site.open(now()).await?;
    prepare(&site, &desk).await?;
    let return_url = format!("{}{}", site.url, web::inbound::payment::PATH);
    let office = desk.office();
    let (outside, clients) =
        outside::start(&keys, (&office.sections, desk.release()?), Arc::new(now), &return_url).await?;
    let Clients { land_office, timestamps, payment, mail, sms } = clients;
    if let Some(letters) = desk.code_letters() {
        tokio::spawn(send_letters(letters, mail.clone()));
    }
    let tools = Tools {
        desk: desk.clone(),
        press: press(1)?,
        seal: SealDesk { seal: keys.seal()?, timestamps: Some(timestamps), name: office.names.agency.zh_hant.clone() },
        land_office: Some(land_office),
        payment: Some(Arc::clone(&payment)),
        mail: Some(mail),
        sms: Some(sms),
    };
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let working = tokio::spawn(async move { Worker::new(tools).run(now, stopped).await });
    let app = door(&desk, &outside, payment, asked)?;
    let listener =
        TcpListener::bind(asked.listen).await.with_context(|| format!("cannot listen on {}", asked.listen))?;
    println!("the demonstration city is open at {}", site.url);
    println!("  apply      {}/services/zoning-certificate", site.url);
    println!("  mailbox    {}/demo/mail", site.url);
    println!("  officers   {}/officer/sign-in", site.url);
    tokio::select! {
        () = web::serve::serve(listener, app) => {}
        _ = tokio::signal::ctrl_c() => println!("closing"),
    }
    stop.send(true)?;
    working.await?;
    desk.store().close().await;
    Ok(())
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

fn door(
    desk: &Desk,
    outside: &Outside,
    payment: Arc<gateways::payment::Payment>,
    asked: &Asked,
) -> Result<axum::Router> {
    let house = House {
        desk: desk.clone(),
        pages: Arc::new(Pages::load()?),
        payment: Some(payment),
        clock: Arc::new(now),
        scheme: Scheme::Http,
        mailbox: Some(outside.mailbox.clone()),
    };
    let settings = Settings {
        csrf_key: desk.secret_for("csrf"),
        form_targets: vec![outside.payment_url.clone()],
        hops: asked.hops,
        allowance: ALLOWANCE,
    };
    router(Door(Arc::new(house)), settings).map_err(|origin| anyhow::anyhow!("{origin} cannot stand in a header"))
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
