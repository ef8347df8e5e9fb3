//! `takau draw`: the hash of a list, the draw, and whether a published draw is right. Needs no site and no books.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use casework::draw::{Draw, DrawList};
use clap::Subcommand;

/// What is done with a list.
#[derive(Subcommand, Clone, Debug)]
pub enum DrawCommand {
    /// Print the hash of a list, to be published before the event.
    Hash {
        /// The list, as docs/how-to/draw-among-equals.md describes it.
        list: PathBuf,
    },
    /// Draw: print every entrant by rank, as it is published.
    Run {
        list: PathBuf,
        /// The outcome of the event the list names, e.g. "01 05 22 36 39".
        #[arg(long)]
        outcome: String,
    },
    /// Do a published draw again and say whether it was right.
    Verify {
        list: PathBuf,
        /// The hash that was published before the event.
        #[arg(long)]
        hash: String,
        #[arg(long)]
        outcome: String,
        /// The published result.
        #[arg(long)]
        result: PathBuf,
    },
}

/// Carries out `takau draw`: results to standard output, words about them to standard error.
pub fn run(command: &DrawCommand) -> Result<()> {
    match command {
        DrawCommand::Hash { list } => {
            let list = read(list)?;
            eprintln!(
                "{}: {} entrants, {} places, drawn on {}",
                list.title,
                list.entrants.len(),
                list.places,
                list.drawn_on
            );
            say(&format!("{}\n", list.sha256()))
        }
        DrawCommand::Run { list, outcome } => {
            let draw = read(list)?.draw(outcome)?;
            explain(&draw);
            say(&draw.text())
        }
        DrawCommand::Verify { list, hash, outcome, result } => {
            let published =
                std::fs::read_to_string(result).with_context(|| format!("cannot read {}", result.display()))?;
            let list = read(list)?;
            let draw = list.verify((hash, &published), outcome)?;
            explain(&draw);
            let places = draw.drawn.iter().filter(|drawn| drawn.has_place).count();
            say(&format!("right: {places} of {} have a place\n", draw.drawn.len()))
        }
    }
}

fn read(file: &Path) -> Result<DrawList> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    DrawList::parse(&bytes).with_context(|| format!("{} is no list of a draw", file.display()))
}

fn explain(draw: &Draw) {
    eprintln!("list     {}", draw.list_sha256);
    eprintln!("outcome  {}", draw.outcome);
    eprintln!("seed     {}", draw.seed);
}

fn say(text: &str) -> Result<()> {
    Ok(std::io::stdout().write_all(text.as_bytes())?)
}
