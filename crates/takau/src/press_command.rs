//! `takau press`: the typesetter as a child process, asked on standard input.

use std::io;

use anyhow::Result;
use press::fonts::{FontConfig, FontShelf};
use press::render::{Typesetter, use_one_thread};
use press::serve::{ServeConfig, serve};

/// Anonymous memory beyond which a child makes room for a fresh one.
const MEMORY_LIMIT_BYTES: u64 = 400 << 20;

/// What a press draws.
#[derive(clap::Args, Clone, Copy, Debug)]
pub struct Draws {
    /// Map sheets: the faces without serifs instead of those of official papers.
    #[arg(long)]
    maps: bool,
}

pub fn run(draws: Draws) -> Result<()> {
    use_one_thread()?;
    let fonts = if draws.maps { FontConfig::debian_maps() } else { FontConfig::debian() };
    let shelf = FontShelf::open(&fonts)?;
    let config = ServeConfig { memory_limit_bytes: MEMORY_LIMIT_BYTES };
    serve(io::stdin().lock(), io::stdout().lock(), &mut Typesetter::new(shelf), config)?;
    Ok(())
}
