//! `takau press`: the typesetter as a child process, asked on standard input.

use std::io;

use anyhow::Result;
use press::fonts::{FontConfig, FontShelf};
use press::render::{Typesetter, use_one_thread};
use press::serve::{ServeConfig, serve};

/// Anonymous memory beyond which a child makes room for a fresh one.
const MEMORY_LIMIT_BYTES: u64 = 400 << 20;

pub fn run() -> Result<()> {
    use_one_thread()?;
    let shelf = FontShelf::open(&FontConfig::debian())?;
    let config = ServeConfig { memory_limit_bytes: MEMORY_LIMIT_BYTES };
    serve(io::stdin().lock(), io::stdout().lock(), &mut Typesetter::new(shelf), config)?;
    Ok(())
}
