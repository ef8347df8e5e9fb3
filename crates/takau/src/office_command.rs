//! `takau officer` and `takau key`: who works here and which programs may call.

use anyhow::{Context, Result, bail};
use clap::Subcommand;
use desk::access::{Role, Who};
use desk::agencies::{Caller, DAILY_LOOKUPS};
use desk::signing_in::NewOfficer;

use crate::site::{Site, now};

#[derive(Subcommand)]
pub enum OfficerCommand {
    /// Add an officer, or change the one of that login; the password is read from standard input.
    Put {
        /// The name to sign in with.
        login: String,
        /// As it is shown and written in the journal.
        #[arg(long)]
        name: String,
        /// Id of a unit in office.yaml.
        #[arg(long)]
        unit: String,
        /// May be given more than once.
        #[arg(long = "role", required = true, value_parser = role)]
        roles: Vec<Role>,
    },
    /// The officer left: every session ends.
    Dismiss { login: String },
}

#[derive(Subcommand)]
pub enum KeyCommand {
    /// Make the key of an agency and print it, this once.
    Make {
        agency: String,
        /// A service the key opens; may be given more than once. Land may be looked up with any key.
        #[arg(long = "service")]
        services: Vec<String>,
        /// Look-ups of land a day.
        #[arg(long, default_value_t = DAILY_LOOKUPS)]
        daily: u32,
    },
    /// End the key of an agency.
    Revoke { agency: String },
}

fn role(text: &str) -> Result<Role, String> {
    serde_json::from_value(serde_json::Value::from(text))
        .map_err(|_| "a role is counter, reviewer, auditor, plan-data or administrator".to_owned())
}

/// Carries out `takau officer`.
pub async fn officer(site: &Site, command: OfficerCommand) -> Result<()> {
    let desk = site.open(now()).await?;
    match command {
        OfficerCommand::Put { login, name, unit, roles } => {
            if !desk.office().names.units.contains_key(&unit) {
                bail!("no unit {unit} in office.yaml");
            }
            let mut password = String::new();
            std::io::stdin().read_line(&mut password).context("cannot read the password from standard input")?;
            let password = Some(password.trim_end_matches(['\r', '\n']).to_owned());
            desk.put_officer(&Who::System, NewOfficer { login: login.clone(), name, unit, roles, password }).await?;
            println!("{login} may sign in");
        }
        OfficerCommand::Dismiss { login } => {
            desk.dismiss_officer(&Who::System, &login).await?;
            println!("{login} may no longer sign in");
        }
    }
    Ok(())
}

/// Carries out `takau key`.
pub async fn key(site: &Site, command: KeyCommand) -> Result<()> {
    let desk = site.open(now()).await?;
    match command {
        KeyCommand::Make { agency, services, daily } => {
            for service in &services {
                desk.live(service).await.with_context(|| format!("the service {service} is not live"))?;
            }
            let token = desk.make_api_key(&Who::System, &Caller { agency, services, daily }, now()).await?;
            println!("{token}");
        }
        KeyCommand::Revoke { agency } => {
            desk.revoke_api_key(&Who::System, &agency, now()).await?;
            println!("the key of {agency} is ended");
        }
    }
    Ok(())
}
