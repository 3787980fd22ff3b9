//! In: the words of `sitrep score`, `agree` and `compare`. Out: [`ScoreArgs`], [`AgreeArgs`], [`CompareArgs`]. Knows no figure.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use sitrep::agree::alpha::{Metric, Resample};
use sitrep::score::{FIGURES, SHARES};

use super::{KnowledgeArgs, ReportArgs};

/// Forms of figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FigureFormat {
    /// A table for people
    Text,
    /// One JSON object
    Json,
}

/// `sitrep score`.
#[derive(Debug, Clone, Args)]
pub struct ScoreArgs {
    /// The gold: one report a line with its coded events (docs/guide/scores.md), or claims
    #[arg(value_name = "GOLD")]
    pub gold: PathBuf,
    #[command(flatten)]
    pub reports: ReportArgs,
    #[command(flatten)]
    pub knowledge: KnowledgeArgs,
    /// Form of the figures
    #[arg(long, value_enum, default_value_t = FigureFormat::Text)]
    pub format: FigureFormat,
    /// List events that are missed and that are too much, each as often as the number says. Without a number all
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "18446744073709551615")]
    pub details: Option<usize>,
    /// End with exit code 1 when a figure is lower, as FIGURE=PERCENT; several are joined by commas ("typed=60,status=90")
    #[arg(long, value_name = "FLOORS", value_delimiter = ',', value_parser = floor)]
    pub at_least: Vec<(String, f64)>,
    /// Write here instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Number of threads. Default: 0, one for each core
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub threads: usize,
}

fn floor(typed: &str) -> Result<(String, f64), String> {
    let (name, percent) = typed
        .split_once('=')
        .ok_or("write FIGURE=PERCENT, as in typed=60")?;
    if !FIGURES.iter().chain(&SHARES).any(|f| *f == name) {
        let all: Vec<&str> = FIGURES.iter().chain(&SHARES).copied().collect();
        return Err(format!("there is no figure {name}; there are {}", all.join(", ")));
    }
    match percent.parse::<f64>() {
        Ok(p) if (0.0..=100.0).contains(&p) => Ok((name.to_owned(), p)),
        _ => Err(format!("{percent} is no percentage from 0 to 100")),
    }
}

/// Distances of sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SetDistance {
    /// What both share, less where neither holds the other (Passonneau)
    Masi,
    /// The share that both have
    Jaccard,
}

/// Distances of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CountDistance {
    /// By the difference
    Interval,
    /// By the difference relative to the sum
    Ratio,
    /// By ranks
    Ordinal,
}

/// What is drawn for intervals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Draw {
    /// Single events
    Events,
    /// Whole reports: wider, for few reports much wider
    Reports,
}

/// `sitrep agree`.
#[derive(Debug, Clone, Args)]
pub struct AgreeArgs {
    /// The codings of two or more coders, a file each: one report a line with its coded events (docs/guide/scores.md), or
    /// claims as `sitrep code` writes them
    #[arg(value_name = "CODING", num_args = 2.., required = true)]
    pub codings: Vec<PathBuf>,
    /// Form of the figures
    #[arg(long, value_enum, default_value_t = FigureFormat::Text)]
    pub format: FigureFormat,
    /// How far two sets of parties are apart
    #[arg(long, value_enum, default_value_t = SetDistance::Masi)]
    pub sets: SetDistance,
    /// How far two numbers are apart
    #[arg(long, value_enum, default_value_t = CountDistance::Interval)]
    pub counts: CountDistance,
    /// Samples for the 95 % intervals; 0 for none
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    pub samples: u32,
    /// What is drawn for a sample
    #[arg(long, value_enum, default_value_t = Draw::Events)]
    pub draw: Draw,
    /// Where random numbers start: the same seed gives the same intervals
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Write here instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

impl From<SetDistance> for Metric {
    fn from(d: SetDistance) -> Self {
        match d {
            SetDistance::Masi => Self::Masi,
            SetDistance::Jaccard => Self::Jaccard,
        }
    }
}

impl From<CountDistance> for Metric {
    fn from(d: CountDistance) -> Self {
        match d {
            CountDistance::Interval => Self::Interval,
            CountDistance::Ratio => Self::Ratio,
            CountDistance::Ordinal => Self::Ordinal,
        }
    }
}

impl From<Draw> for Resample {
    fn from(d: Draw) -> Self {
        match d {
            Draw::Events => Self::Units,
            Draw::Reports => Self::Reports,
        }
    }
}

/// Forms of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CompareFormat {
    /// A summary for people
    Text,
    /// One JSON object a pair or single event, a line each
    Jsonl,
    /// The same as a table
    Csv,
}

/// Order of day and month where only numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DateOrder {
    /// 31/12/2021
    Dmy,
    /// 12/31/2021
    Mdy,
}

/// `sitrep compare`.
#[derive(Debug, Clone, Args)]
pub struct CompareArgs {
    /// Last, a CSV file of your own in the form of UCDP GED or ACLED, told by its header; before it, our events:
    /// .jsonl files of events that `sitrep events` wrote, of claims that `sitrep code` wrote, or reports
    #[command(flatten)]
    pub reports: ReportArgs,
    #[command(flatten)]
    pub knowledge: KnowledgeArgs,
    /// Form of the result
    #[arg(long, value_enum, default_value_t = CompareFormat::Text)]
    pub format: CompareFormat,
    /// Most days between two events that may be one
    #[arg(long, value_name = "DAYS", default_value_t = 2, value_parser = clap::value_parser!(u16).range(0..=366))]
    pub days: u16,
    /// Most kilometres between the circles in which two events lie
    #[arg(long, value_name = "KM", default_value_t = 25, value_parser = clap::value_parser!(u16).range(0..=2000))]
    pub km: u16,
    /// Never match two events whose types differ. Default: types that differ count against a match
    #[arg(long)]
    pub same_type: bool,
    /// Also compare events of ours that the other form would not have: without deaths (UCDP), talks and aid, plans, denials
    #[arg(long)]
    pub all: bool,
    /// Leave out what ended before this day, on both sides
    #[arg(long, value_name = "DATE")]
    pub since: Option<Date>,
    /// Leave out what began after this day, on both sides
    #[arg(long, value_name = "DATE")]
    pub until: Option<Date>,
    /// Compare this country only (ISO 3166-1 alpha-3)
    #[arg(long, value_name = "CODE")]
    pub country: Option<String>,
    /// Order of day and month in dates such as 03/05/2021. Default: told from days above 12
    #[arg(long, value_enum)]
    pub date_order: Option<DateOrder>,
    /// Write here instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Number of threads. Default: 0, one for each core
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub threads: usize,
    /// Show no progress
    #[arg(long)]
    pub no_progress: bool,
}
