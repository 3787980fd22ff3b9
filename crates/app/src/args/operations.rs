//! In: the words after `sitrep operations`. Out: [`OperationsArgs`]. Knows nothing of campaigns.

use clap::{Args, ValueEnum};

use super::{KnowledgeArgs, ReportArgs, WorkArgs};

/// `sitrep operations`.
#[derive(Debug, Clone, Args)]
pub struct OperationsArgs {
    /// Reports as for `code`, or .jsonl files of claims that `code` wrote; both may be given together
    #[command(flatten)]
    pub reports: ReportArgs,
    #[command(flatten)]
    pub knowledge: KnowledgeArgs,
    #[command(flatten)]
    pub work: WorkArgs,
    /// Form of the pages. Default: text on a terminal, else jsonl
    #[arg(long, value_enum)]
    pub format: Option<OperationFormat>,
}

/// Forms of campaigns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OperationFormat {
    /// One JSON object a campaign a line
    Jsonl,
    /// For people: a page a campaign, with its phases over time, what was announced and what was done
    Text,
}
