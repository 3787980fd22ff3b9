//! In: an interrupt or a request to end. Out: whether one came, for work that stops at the next good moment. Knows no work.

use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};

static ASKED: AtomicBool = AtomicBool::new(false);

/// From now on the first interrupt is noted, and the second ends the program at once with 130.
pub fn watch() -> Result<()> {
    ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::SeqCst) {
            std::process::exit(130);
        }
    })
    .context("cannot watch for interrupts")
}

/// True when the program was asked to stop.
pub fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}
