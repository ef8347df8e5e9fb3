//! `gateways.json` in the folder of keys: where the outside systems are and what we are known by there. It holds
//! passwords, hence its place. A system that is not named waits: its messages stay in the outbox.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use desk_atlas::places::{NoPlaces, Places};
use gateways::address::{self, Addresses};
use gateways::clamd::{self, Clamd};
use gateways::land_office::{self, LandOffice};
use gateways::mail::{self, Mail};
use gateways::map_layers::layers::Layers;
use gateways::map_layers::{self, MapLayers};
use gateways::outbound::{Limits, Reach};
use gateways::payment::{self, Payment};
use gateways::registers::{self, Registers};
use gateways::sms::{self, Sms};
use gateways::timestamp::{self, Authority, Timestamp};
use gateways::webhook::Webhook;
use papers::tsp::Slack;
use serde::Deserialize;

use crate::addresses::AddressService;
use crate::init::KeyFolder;

/// Name of the file.
pub const NAME: &str = "gateways.json";

/// What the file may say.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gateways {
    land_office: Option<land_office::Config>,
    timestamps: Option<Timestamps>,
    payment: Option<payment::Config>,
    mail: Option<mail::Config>,
    sms: Option<sms::Config>,
    registers: Option<registers::Config>,
    #[serde(default)]
    clamd: Option<clamd::Config>,
    address: Option<address::Config>,
    #[serde(default)]
    map_layers: map_layers::Settings,
    #[serde(default)]
    webhooks: Webhooks,
}

/// How agencies' programs are reached.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Webhooks {
    /// Also inside this machine and this network; addresses are typed by strangers, so only for demonstrations.
    #[serde(default)]
    anywhere: bool,
    #[serde(default)]
    limits: Limits,
}

/// Authorities, asked in this order; trusted by the anchors in the folder of keys.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Timestamps {
    authorities: Vec<Authority>,
    /// How far a stamped time may be from ours, seconds.
    slack_s: u32,
    #[serde(default)]
    limits: Limits,
}

/// What the house speaks through.
pub struct Clients {
    pub land_office: Option<LandOffice>,
    pub timestamps: Option<Timestamp>,
    pub payment: Option<Arc<Payment>>,
    pub registers: Option<Registers>,
    pub clamd: Option<Clamd>,
    pub mail: Option<Mail>,
    pub sms: Option<Sms>,
    pub webhook: Option<Webhook>,
}

impl Gateways {
    /// Reads the file; none is an office without outside systems.
    pub fn read(path: &Path) -> Result<Gateways> {
        match std::fs::read_to_string(path) {
            Ok(text) => serde_json::from_str(&text).with_context(|| format!("{} cannot be understood", path.display())),
            Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => Ok(Gateways::default()),
            Err(fault) => Err(fault).with_context(|| format!("{} cannot be read", path.display())),
        }
    }

    /// Whoever knows addresses. Nothing is called yet.
    pub fn places(&self) -> Result<Arc<dyn Places>> {
        Ok(match self.address.clone() {
            Some(config) => Arc::new(AddressService(Addresses::new(config)?)),
            None => Arc::new(NoPlaces),
        })
    }

    /// The maps of others a table names. Nothing is called yet.
    pub fn layers(&self, table: Layers) -> Result<Arc<MapLayers>> {
        Ok(Arc::new(MapLayers::new(table, self.map_layers)?))
    }

    /// The clients. Nothing is called yet.
    pub fn clients(self, keys: &KeyFolder) -> Result<Clients> {
        let stamped = |Timestamps { authorities, slack_s, limits }| -> Result<Timestamp> {
            let slack = Slack { seconds: slack_s.into() };
            Ok(Timestamp::new(timestamp::Config { authorities, anchors: keys.anchors()?, slack, limits })?)
        };
        let reach = if self.webhooks.anywhere { Reach::Anywhere } else { Reach::Public };
        Ok(Clients {
            land_office: self.land_office.map(LandOffice::new).transpose()?,
            timestamps: self.timestamps.map(stamped).transpose()?,
            payment: self.payment.map(Payment::new).transpose()?.map(Arc::new),
            clamd: self.clamd.map(Clamd::new),
            registers: self.registers.map(Registers::new).transpose()?,
            mail: self.mail.map(Mail::new).transpose()?,
            sms: self.sms.map(Sms::new).transpose()?,
            webhook: Some(Webhook::new(reach, self.webhooks.limits)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_means_nothing_is_refused_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(NAME);
        assert!(Gateways::read(&path).unwrap().mail.is_none());
        std::fs::write(&path, "{\n  \"fax\": {}\n}").unwrap();
        let fault = format!("{:#}", Gateways::read(&path).unwrap_err());
        assert!(fault.contains("fax") && fault.contains("line 2"), "{fault}");
    }
}
