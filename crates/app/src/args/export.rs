//! In: the words of `sitrep export` and `sitrep publish`. Out: [`ExportArgs`] and [`PublishArgs`]. Knows nothing of formats.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use store::exchange::{Coarseness, Profile, tables};

use super::{KnowledgeArgs, ReportArgs};

/// What is exported.
#[derive(Debug, Clone, Args)]
pub struct TakeArgs {
    /// Reports as for `code`, or .jsonl files of claims that `code` wrote; both may be given together
    #[command(flatten)]
    pub reports: ReportArgs,
    #[command(flatten)]
    pub knowledge: KnowledgeArgs,
    /// Number of threads; the output is the same for any. Default: 0, one for each core
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub threads: usize,
    /// Show no progress. Default: shown on standard error when that is a terminal
    #[arg(long)]
    pub no_progress: bool,
}

/// What may leave. The profile sets the rest; a flag overrules it.
#[derive(Debug, Clone, Args)]
pub struct GateArgs {
    /// How exactly places are told. Default: `admin1` for the public profile, else `exact`
    #[arg(long = "place-detail", value_enum, value_name = "DETAIL")]
    pub places: Option<Detail>,
    /// Most words that a field quotes of a report. Default: 30 public, 60 partner, no bound internal
    #[arg(long, value_name = "WORDS")]
    pub quote: Option<usize>,
    /// Most words that the sentences of one report quote in all. Default: 150 public, else no bound
    #[arg(long, value_name = "WORDS")]
    pub quote_report: Option<usize>,
    /// Tell nothing of the last so many days, nor what has no day. Default: 7 public, else no delay
    #[arg(long, value_name = "DAYS")]
    pub delay: Option<u32>,
    /// The day from which --delay counts, as YYYY-MM-DD. Default: today
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Date>,
    /// Write the rows that were held back, with their ids and the rule, to this file, one JSON object a line. It is for
    /// your own records: do not publish it
    #[arg(long, value_name = "FILE")]
    pub audit: Option<PathBuf>,
}

/// How exactly places are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Detail {
    /// As they are known
    Exact,
    /// No finer than provinces
    Admin1,
    /// As the middle of a cell of half a degree (PRIO-GRID)
    Grid,
}

impl From<Detail> for Coarseness {
    fn from(detail: Detail) -> Self {
        match detail {
            Detail::Exact => Self::Exact,
            Detail::Admin1 => Self::Admin1,
            Detail::Grid => Self::Grid,
        }
    }
}

/// For whom an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProfileName {
    /// For those who hold the reports: all but the names of victims, detainees and witnesses
    Internal,
    /// For a partner: nothing restricted, no private person's name, no texts, sentences of at most 60 words
    Partner,
    /// For anyone: also places made coarse, a delay of 7 days, quotations of at most 30 words
    Public,
}

impl From<ProfileName> for Profile {
    fn from(name: ProfileName) -> Self {
        match name {
            ProfileName::Internal => Self::Internal,
            ProfileName::Partner => Self::Partner,
            ProfileName::Public => Self::Public,
        }
    }
}

/// `sitrep export`.
#[derive(Debug, Clone, Args)]
pub struct ExportArgs {
    #[command(flatten)]
    pub take: TakeArgs,
    /// Form of the result
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub to: ExportFormat,
    /// Which table; not for `package` and the forms of other projects
    #[arg(long, value_name = "TABLE", default_value = "events", value_parser = tables::NAMES)]
    pub table: String,
    /// Write here. The data dictionary, what was withheld and what the form loses stand beside it, in a file whose name ends
    /// in .about.json. For `package` a new folder
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// For whom it is
    #[arg(long, value_enum, default_value_t = ProfileName::Internal)]
    pub profile: ProfileName,
    #[command(flatten)]
    pub gate: GateArgs,
    /// Put a second header row with HXL hashtags into CSV
    #[arg(long)]
    pub hxl: bool,
    /// Replace a folder that `--to package` wrote before
    #[arg(long)]
    pub force: bool,
}

/// Forms of exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// JSON, one object a line, with all that a row holds
    Jsonl,
    /// CSV; lists are joined by `;`
    Csv,
    /// Parquet
    Parquet,
    /// GeoParquet 1.1
    Geoparquet,
    /// GeoJSON; no geometry where the place is a country or not known
    Geojson,
    /// A folder: a Frictionless Data Package of all tables, linked
    Package,
    /// PLOVER's JSON records, one a line. Lossy, like those that follow
    Plover,
    /// The 40 columns of POLECAT
    Polecat,
    /// The 49 columns of UCDP GED; events with deaths only
    Ucdp,
    /// The 31 columns of ACLED
    Acled,
    /// The 61 columns of GDELT 2.0 events
    Gdelt,
}

/// `sitrep publish`.
#[derive(Debug, Clone, Args)]
pub struct PublishArgs {
    #[command(flatten)]
    pub take: TakeArgs,
    /// The folder to write; it must not be there yet
    #[arg(short, long, value_name = "FOLDER")]
    pub output: PathBuf,
    /// For whom it is; what is internal is not published
    #[arg(long, value_enum, default_value_t = PublishProfile::Public)]
    pub profile: PublishProfile,
    #[command(flatten)]
    pub gate: GateArgs,
    /// Title of the package
    #[arg(long, value_name = "TEXT", default_value = "Claims and events of reports")]
    pub title: String,
    /// SPDX name of the licence under which you give the data away, such as CC-BY-4.0. Default: none is stated
    #[arg(long, value_name = "NAME")]
    pub licence: Option<String>,
    /// Put second header rows with HXL hashtags into the tables; readers of data packages do not expect them
    #[arg(long)]
    pub hxl: bool,
    /// Replace a folder that was published before
    #[arg(long)]
    pub force: bool,
}

/// For whom a publication is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PublishProfile {
    /// A partner under an agreement
    Partner,
    /// Anyone
    Public,
}

impl From<PublishProfile> for Profile {
    fn from(name: PublishProfile) -> Self {
        match name {
            PublishProfile::Partner => Self::Partner,
            PublishProfile::Public => Self::Public,
        }
    }
}
