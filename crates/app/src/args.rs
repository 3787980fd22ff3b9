//! In: the words of the command line. Out: [`Cli`], what was typed, checked for form. Knows nothing
//! of what the commands do with it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

/// Reads field and press reports into claims: who did what to whom, where, when, how many, did it
/// happen, who says so. Every value is tied to the words that gave it. Works offline.
#[derive(Debug, Parser)]
#[command(
    name = "sitrep",
    version,
    max_term_width = 100,
    after_help = "Exit codes: 0 done, 1 nothing found, 2 an input, file or option was bad (the good inputs are \
                  still done)."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Code reports: print their claims
    Code(CodeArgs),
    /// Show how a sentence is understood: tree, names, what fired and why, values and runners-up
    Explain(ExplainArgs),
    /// Print sentences, words, trees and names of reports
    #[command(mut_arg("inputs", |inputs| inputs.required(false).required_unless_present("tokens")))]
    Parse(ParseArgs),
    /// Print the places that reports name, with coordinates
    Places(PlacesArgs),
    /// Print the time expressions of reports, with values
    Times(TimesArgs),
    /// Print reports as they are read: title, clean text, what was removed, publication day
    Read(ReadArgs),
    /// Work on codebook files
    Codebook(CodebookArgs),
}

/// Where reports come from and what the user says about them.
#[derive(Debug, Clone, Args)]
pub struct ReportArgs {
    /// Files, folders or `-` for standard input. Of a folder and those in it: .txt .md .html .htm .json .jsonl,
    /// hidden ones and READMEs left out. A .jsonl file has one object a line with `text` or `html`, and optionally `doc_id`
    /// or `id`, `title`, `url`, `source`, `published`. A file, or a line of a .jsonl file, has at most 32 MiB; a JSON list of reports 512 MiB
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<PathBuf>,
    /// Publication day of all reports, as YYYY-MM-DD; "last Monday" is counted from it. Default: what the report
    /// itself states, else none
    #[arg(long, value_name = "DATE")]
    pub published: Option<Date>,
    /// Publisher of all reports. Default: what the report states
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// Address of all reports. Default: what the report states
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// The texts are clean: no page furniture is looked for and taken away, so that offsets are those of the input.
    /// HTML is cleaned all the same
    #[arg(long)]
    pub clean: bool,
}

/// Knowledge that the user adds.
#[derive(Debug, Clone, Args)]
pub struct KnowledgeArgs {
    /// Codebook file (TOML) whose types are added to the built-in ones; may be given several times
    #[arg(long = "codebook", value_name = "FILE")]
    pub codebooks: Vec<PathBuf>,
}

/// How the work is done and where the result goes.
#[derive(Debug, Clone, Args)]
pub struct WorkArgs {
    /// Write here instead of standard output. The file appears, whole, when everything is done
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Number of threads; the output is the same for any. Default: 0, one for each core
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub threads: usize,
    /// Show no progress. Default: shown on standard error when that is a terminal and the result goes elsewhere
    #[arg(long)]
    pub no_progress: bool,
}

/// `sitrep code`.
#[derive(Debug, Clone, Args)]
pub struct CodeArgs {
    #[command(flatten)]
    pub reports: ReportArgs,
    #[command(flatten)]
    pub knowledge: KnowledgeArgs,
    #[command(flatten)]
    pub work: WorkArgs,
    /// Form of the claims. Default: text on a terminal, else jsonl
    #[arg(long, value_enum)]
    pub format: Option<ClaimFormat>,
    /// Also write the reports as they were read, one JSON object a line, to this file
    #[arg(long = "reports", value_name = "FILE")]
    pub reports_file: Option<PathBuf>,
}

/// Forms of claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ClaimFormat {
    /// One JSON object a line; offsets are Unicode code points into the clean text
    Jsonl,
    /// The same columns flattened, with a header; lists are joined by `;`
    Csv,
    /// For people: one claim a block, the words it rests on underlined
    Text,
}

/// `sitrep explain`.
#[derive(Debug, Clone, Args)]
pub struct ExplainArgs {
    /// A sentence in quotation marks, the name of a file, or `-` for standard input
    #[arg(value_name = "SENTENCE|FILE")]
    pub input: String,
    /// Publication day, as YYYY-MM-DD; "last Monday" is counted from it. Default: what the report states, else none
    #[arg(long, value_name = "DATE")]
    pub published: Option<Date>,
    #[command(flatten)]
    pub knowledge: KnowledgeArgs,
}

/// `sitrep parse`.
#[derive(Debug, Clone, Args)]
pub struct ParseArgs {
    #[command(flatten)]
    pub reports: ReportArgs,
    #[command(flatten)]
    pub work: WorkArgs,
    /// Form of the result
    #[arg(long, value_enum, default_value_t = ParseFormat::Conllu)]
    pub format: ParseFormat,
    /// Analyse the sentences and words of this CoNLL-U file instead of reports; its other columns are not looked
    /// at. The result has the same comments, sentences and words. At most 32 MiB
    #[arg(long, value_name = "FILE", conflicts_with = "inputs")]
    pub tokens: Option<PathBuf>,
}

/// Forms of an analysis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ParseFormat {
    /// CoNLL-U (UD v2) with names in MISC as Entity=B-LOC
    Conllu,
}

/// `sitrep places`.
#[derive(Debug, Clone, Args)]
pub struct PlacesArgs {
    #[command(flatten)]
    pub reports: ReportArgs,
    #[command(flatten)]
    pub work: WorkArgs,
    /// Form of the result
    #[arg(long, value_enum, default_value_t = RowFormat::Jsonl)]
    pub format: RowFormat,
    /// Resolve these spans instead of finding places: one object a line with `doc_id` and `spans` (or `toponyms`), a
    /// list of `start` and `end` in code points of the clean text. Reports that the file does not name are left out
    #[arg(long, value_name = "FILE")]
    pub spans: Option<PathBuf>,
}

/// `sitrep times`.
#[derive(Debug, Clone, Args)]
pub struct TimesArgs {
    #[command(flatten)]
    pub reports: ReportArgs,
    #[command(flatten)]
    pub work: WorkArgs,
    /// Form of the result
    #[arg(long, value_enum, default_value_t = RowFormat::Jsonl)]
    pub format: RowFormat,
}

/// Forms of places and times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RowFormat {
    /// One JSON object a report a line; offsets are Unicode code points into the clean text
    Jsonl,
}

/// `sitrep read`.
#[derive(Debug, Clone, Args)]
pub struct ReadArgs {
    #[command(flatten)]
    pub reports: ReportArgs,
    #[command(flatten)]
    pub work: WorkArgs,
}

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

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn typed_values_are_checked() {
        assert!(Cli::try_parse_from(["sitrep", "code", "a.txt", "--published", "2018-08-13"]).is_ok());
        assert!(Cli::try_parse_from(["sitrep", "code", "a.txt", "--published", "13.8.2018"]).is_err());
        assert!(Cli::try_parse_from(["sitrep", "code"]).is_err());
        assert!(Cli::try_parse_from(["sitrep", "code", "a", "--format", "xml"]).is_err());
        assert!(Cli::try_parse_from(["sitrep", "codebook", "check"]).is_err());
        assert!(Cli::try_parse_from(["sitrep", "parse"]).is_err());
        assert!(Cli::try_parse_from(["sitrep", "parse", "--tokens", "a.conllu"]).is_ok());
        assert!(Cli::try_parse_from(["sitrep", "parse", "a.txt", "--tokens", "a.conllu"]).is_err());
    }
}
