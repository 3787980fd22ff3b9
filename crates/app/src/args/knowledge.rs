//! In: what was typed after `sitrep codebook`, `gazetteer` and `pack`. Out: it, checked for form.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::PlacesPackArgs;

/// `sitrep codebook`.
#[derive(Debug, Clone, Args)]
pub struct CodebookArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: CodebookCommand,
}

/// What can be done with codebook files.
#[derive(Debug, Clone, Subcommand)]
pub enum CodebookCommand {
    /// Say what is wrong with codebook files: file, line, what, how to mend it
    Check {
        /// Codebook files (TOML), each checked alone on top of the built-in types
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
    },
}

/// `sitrep gazetteer`.
#[derive(Debug, Clone, Args)]
pub struct GazetteerArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: GazetteerCommand,
}

/// What can be done with the gazetteer.
#[derive(Debug, Clone, Subcommand)]
pub enum GazetteerCommand {
    /// Show what a name may mean, and why: how the name was matched, what is known, how likely each is
    Look(LookArgs),
    /// Make a places pack of your own: the built-in places, those of a GeoNames dump, P-codes
    Import(ImportArgs),
}

/// `sitrep gazetteer look`.
#[derive(Debug, Clone, Args)]
pub struct LookArgs {
    /// Names as a report writes them: "Hawija", "Kirkuk province", "Paris, Texas"
    #[arg(value_name = "NAME", required = true)]
    pub names: Vec<String>,
    /// Country that the report is about, as ISO 3166-1 alpha-3 ("IRQ")
    #[arg(long, value_name = "CODE")]
    pub country: Option<String>,
    /// Most places to show for each name
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub most: usize,
    /// Form of the result. Default: text on a terminal, else jsonl
    #[arg(long, value_enum)]
    pub format: Option<LookFormat>,
    #[command(flatten)]
    pub places: PlacesPackArgs,
}

/// Forms of what a name may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LookFormat {
    /// One JSON object a name a line
    Jsonl,
    /// For people
    Text,
}

/// `sitrep gazetteer import`.
#[derive(Debug, Clone, Args)]
pub struct ImportArgs {
    /// GeoNames' allCountries.txt, unpacked, or a country's file of the same form: 19 columns with tabs. Stopped, the
    /// same command goes on where it was
    #[arg(value_name = "DUMP", required_unless_present = "admin")]
    pub dump: Option<PathBuf>,
    /// CSV file of administrative units with P-codes, as OCHA publishes them (ADM1_EN, ADM1_PCODE, …), or with the
    /// columns name, pcode, level, parent, country, lat, lon; may be given several times. At most 64 MiB
    #[arg(long, value_name = "FILE")]
    pub admin: Vec<PathBuf>,
    /// Where the pack goes; use it with --places
    #[arg(short, long, value_name = "FILE", default_value = "user-places.pack")]
    pub output: PathBuf,
    /// Take every feature, schools, streams and farms too. Default: what reports name as a place of an act (the list
    /// stands in data/gazetteer/import.toml)
    #[arg(long)]
    pub all: bool,
    /// Show no progress. Default: shown on standard error when that is a terminal
    #[arg(long)]
    pub no_progress: bool,
}

/// `sitrep pack`.
#[derive(Debug, Clone, Args)]
pub struct PackArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: PackCommand,
}

/// What can be done with packs.
#[derive(Debug, Clone, Subcommand)]
pub enum PackCommand {
    /// Compile a pack
    Build {
        /// Which pack
        #[command(subcommand)]
        pack: BuildCommand,
    },
}

/// The packs that can be compiled.
#[derive(Debug, Clone, Subcommand)]
pub enum BuildCommand {
    /// The gazetteer, from the tables that training/places/build.py writes
    Places {
        /// Folder with places.tsv and words.tsv
        #[arg(value_name = "TABLES")]
        tables: PathBuf,
        /// Where the pack goes
        #[arg(short, long, value_name = "FILE", default_value = "packs/places.pack")]
        output: PathBuf,
    },
}
