//! In: the words of the command line about a project file. Out: what was typed, checked for form. Knows nothing of what the commands do
//! with it.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{KnowledgeArgs, ReportArgs};

/// Which project file.
#[derive(Debug, Clone, Default, Args)]
pub struct ProjectArg {
    /// The project file. Default: the one that the variable SITREP_PROJECT names, else the only .sitrep file of this folder
    #[arg(short, long, value_name = "FILE")]
    pub project: Option<PathBuf>,
}

/// Who does it and why; kept with what was done.
#[derive(Debug, Clone, Args)]
pub struct WhoArgs {
    /// The reason
    #[arg(long, value_name = "REASON")]
    pub why: String,
    /// Who says so. Default: the variable SITREP_WHO, else the name of the user
    #[arg(long, value_name = "NAME")]
    pub who: Option<String>,
}

/// Forms of what is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StoredFormat {
    /// One JSON object a line
    Jsonl,
    /// For people
    Text,
}

/// `sitrep init`.
#[derive(Debug, Clone, Args)]
pub struct InitArgs {
    /// The file to make, by custom with the ending .sitrep
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// `sitrep add`.
#[derive(Debug, Clone, Args)]
pub struct AddArgs {
    #[command(flatten)]
    pub reports: ReportArgs,
    #[command(flatten)]
    pub project: ProjectArg,
    #[command(flatten)]
    pub knowledge: KnowledgeArgs,
    #[command(flatten)]
    pub work: AddWork,
    /// Do not link the claims at the end; `sitrep link` does
    #[arg(long)]
    pub no_link: bool,
}

/// How `add` and `recode` work.
#[derive(Debug, Clone, Args)]
pub struct AddWork {
    /// Number of threads; the result is the same for any. Default: 0, one for each core
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub threads: usize,
    /// Show no progress. Default: shown on standard error when that is a terminal
    #[arg(long)]
    pub no_progress: bool,
}

/// `sitrep link`.
#[derive(Debug, Clone, Args)]
pub struct LinkArgs {
    #[command(flatten)]
    pub project: ProjectArg,
}

/// `sitrep show`.
#[derive(Debug, Clone, Args)]
pub struct ShowArgs {
    /// Id of a claim, event, report or operation, or as much of it as no other has; a report also by its doc_id, an operation by its name.
    /// Without one: how much the project holds
    #[arg(value_name = "ID")]
    pub id: Option<String>,
    #[command(flatten)]
    pub project: ProjectArg,
    /// Form of the result. Default: text on a terminal, else jsonl
    #[arg(long, value_enum)]
    pub format: Option<StoredFormat>,
}

/// `sitrep verify`.
#[derive(Debug, Clone, Args)]
pub struct VerifyArgs {
    #[command(flatten)]
    pub project: ProjectArg,
    /// A hash that `verify` once printed and that was kept elsewhere: it must still be in the log
    #[arg(long, value_name = "HASH")]
    pub head: Option<String>,
}

/// `sitrep diff`.
#[derive(Debug, Clone, Args)]
pub struct DiffArgs {
    /// Number of the first run; `sitrep show` lists runs
    #[arg(value_name = "RUN")]
    pub first: i64,
    /// Number of the second run
    #[arg(value_name = "RUN")]
    pub second: i64,
    #[command(flatten)]
    pub project: ProjectArg,
    /// Form of the result. Default: text on a terminal, else jsonl
    #[arg(long, value_enum)]
    pub format: Option<StoredFormat>,
}

/// `sitrep recode`.
#[derive(Debug, Clone, Args)]
pub struct RecodeArgs {
    #[command(flatten)]
    pub project: ProjectArg,
    #[command(flatten)]
    pub knowledge: KnowledgeArgs,
    #[command(flatten)]
    pub work: AddWork,
}

/// `sitrep split`.
#[derive(Debug, Clone, Args)]
pub struct SplitArgs {
    /// The event
    #[arg(value_name = "EVENT")]
    pub event: String,
    /// Claims of it to take out; together they are an event of their own
    #[arg(value_name = "CLAIM", required = true)]
    pub claims: Vec<String>,
    #[command(flatten)]
    pub project: ProjectArg,
    #[command(flatten)]
    pub by: WhoArgs,
}

/// `sitrep merge`.
#[derive(Debug, Clone, Args)]
pub struct MergeArgs {
    /// Events that are one and the same
    #[arg(value_name = "EVENT", num_args = 2.., required = true)]
    pub events: Vec<String>,
    #[command(flatten)]
    pub project: ProjectArg,
    #[command(flatten)]
    pub by: WhoArgs,
}

/// `sitrep correct`.
#[derive(Debug, Clone, Args)]
pub struct CorrectArgs {
    /// The claim
    #[arg(value_name = "CLAIM")]
    pub claim: String,
    /// What of it: verdict (accepted, rejected, null), type, mode, status, sensitivity, time.start, time.end, place.name,
    /// place.lat, place.lon, place.country, place.admin1, place.precision, or a whole part as JSON: place, more_places, time, actors,
    /// recipients, counts, said_by, operation, control, contexts
    #[arg(value_name = "FIELD")]
    pub field: String,
    /// Its value: a word, a number, a day, or JSON as `sitrep show CLAIM --format jsonl` shows it; `null` for none
    #[arg(value_name = "VALUE", allow_hyphen_values = true)]
    pub value: String,
    #[command(flatten)]
    pub project: ProjectArg,
    #[command(flatten)]
    pub by: WhoArgs,
}

/// What can be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Undoable {
    /// Of `sitrep correct`
    Correction,
    /// Of `sitrep split` or `sitrep merge`
    Decision,
}

/// `sitrep undo`.
#[derive(Debug, Clone, Args)]
pub struct UndoArgs {
    /// What
    #[arg(value_name = "WHAT", value_enum)]
    pub what: Undoable,
    /// Its number, as it was printed then; `sitrep show CLAIM` and `sitrep show EVENT` tell it
    #[arg(value_name = "NUMBER")]
    pub number: i64,
    #[command(flatten)]
    pub project: ProjectArg,
    #[command(flatten)]
    pub by: WhoArgs,
}

/// `sitrep log`.
#[derive(Debug, Clone, Args)]
pub struct LogArgs {
    #[command(flatten)]
    pub project: ProjectArg,
    /// Most lines to show, the latest ones
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub most: usize,
    /// Form of the result. Default: text on a terminal, else jsonl
    #[arg(long, value_enum)]
    pub format: Option<StoredFormat>,
}
