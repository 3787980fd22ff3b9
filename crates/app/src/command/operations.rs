//! In: reports, or claims that `sitrep code` wrote. Out: pages of named campaigns, as JSON lines or text for people. Knows no
//! input; what a campaign is the chain knows.

use anyhow::Result;
use sitrep::{link_config, link_events, operation_lexicon, operations};
use store::{OperationPageRow, operation_page};

use super::Outcome;
use super::gather::gather;
use crate::args::{OperationFormat, OperationsArgs};
use crate::show::operation;

/// `sitrep operations`.
pub fn run(args: &OperationsArgs) -> Result<Outcome> {
    let (config, lexicon) = (link_config()?, operation_lexicon()?);
    let all = gather(&args.reports, &args.knowledge, &args.work)?;
    let events = link_events(&config, &all.accounts);
    let found = operations(&all.accounts, &events, &lexicon);
    let rows: Vec<OperationPageRow> = found.iter().map(|o| operation_page(o, &all.accounts)).collect();
    let lines = args.format.map_or(all.elsewhere, |f| f == OperationFormat::Jsonl);
    all.finish(&rows, (!lines).then_some(operation::page))
}
