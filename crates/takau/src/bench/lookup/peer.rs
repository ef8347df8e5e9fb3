//! The peer of `takau bench lookup`: the same house, the same route and layers, the answer about one parcel from
//! PostGIS.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use anyhow::Result;
use desk_atlas::places::NoPlaces;
use tokio::net::TcpListener;

use super::postgis;
use crate::gateways_file::Gateways;
use crate::house::{self, House, Plan};
use crate::site::{Site, now};

/// Where to listen and whom to ask.
#[derive(clap::Args, Clone, Debug)]
pub struct Asked {
    #[arg(long)]
    listen: SocketAddr,
    #[arg(long)]
    per_minute: NonZeroU32,
    /// `postgres://…` of a server with PostGIS.
    #[arg(long)]
    land: String,
    /// The name its answers give the plan data.
    #[arg(long)]
    release: String,
}

/// Carries out the hidden `takau bench land-peer`: serves until it is ended.
pub async fn run(site: &Site, asked: &Asked) -> Result<()> {
    let keys = site.key_folder();
    let desk = site.open(now()).await?;
    let source = postgis::source(&asked.land, (desk.office(), asked.release.clone())).await?;
    let plan = Plan {
        press: 1,
        hops: 0,
        per_minute: asked.per_minute,
        rooms: house::map_rooms(0).merge(web::api::land::routes_from(source)),
        places: Arc::new(NoPlaces),
        layers: None,
        mailbox: None,
        demo_cases: 0,
    };
    let house = House::open(&desk, (&keys, Gateways::default().clients(&keys)?), plan)?;
    let listener = TcpListener::bind(asked.listen).await?;
    web::serve::serve(listener, house.app.clone()).await;
    house.close().await
}
