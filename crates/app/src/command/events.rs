//! In: reports, or claims that `sitrep code` wrote. Out: events, as JSON lines or text for people. Knows no input; how claims
//! are linked the chain knows.

use anyhow::Result;
use sitrep::{link_config, link_events};
use store::{EventRow, event_row};

use super::Outcome;
use super::gather::gather;
use crate::args::{EventFormat, EventsArgs};
use crate::show::event;

/// `sitrep events`.
pub fn run(args: &EventsArgs) -> Result<Outcome> {
    let config = link_config()?;
    let all = gather(&args.reports, &args.knowledge, &args.work)?;
    let events = link_events(&config, &all.accounts);
    let rows: Vec<EventRow> = events.iter().map(|e| event_row(e, &all.accounts)).collect();
    let lines = args.format.map_or(all.elsewhere, |f| f == EventFormat::Jsonl);
    all.finish(&rows, (!lines).then_some(event::block))
}
