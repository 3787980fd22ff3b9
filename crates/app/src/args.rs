//! In: the words of the command line. Out: [`Cli`], what was typed, checked for form. Knows nothing
//! of what the commands do with it.

mod export;
mod feed;
mod knowledge;
mod serve;
mod project;
mod operations;
mod score;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

pub use self::export::{ExportArgs, ExportFormat, GateArgs, PublishArgs, TakeArgs};
pub use self::feed::{FeedArgs, WatchArgs};
pub use self::knowledge::{
    BuildCommand, CodebookArgs, CodebookCommand, GazetteerArgs, GazetteerCommand, ImportArgs, LookArgs,
    LookFormat, PackArgs, PackCommand,
};
pub use self::operations::{OperationFormat, OperationsArgs};
pub use self::project::{
    AddArgs, CorrectArgs, DiffArgs, InitArgs, LinkArgs, LogArgs, MergeArgs, ProjectArg, RecodeArgs, ShowArgs,
    SplitArgs, StoredFormat, UndoArgs, Undoable, VerifyArgs, WhoArgs,
};
pub use self::score::{AgreeArgs, CompareArgs, CompareFormat, DateOrder, FigureFormat, ScoreArgs};
pub use self::serve::ServeArgs;

/// The bounds on inputs, for the help of every command that reads reports.
const LIMITS: &str = "Limits, against inputs that are no reports: a file, line, row, mail or archive record 32 MiB (a \
    JSON list of reports 512 MiB); a report's text 16 MiB, a line of it 1 MiB; a page 6 MiB, 100,000 elements and 400 of \
    them deep, beyond which it is read without its tags; what a Word document unpacks to 64 MiB; 3000 pages of a PDF; mails within \
    mails 4 deep; archives within archives 4 deep; what a packed file holds 200 times its size (64 MiB are always free); \
    60 seconds for one page or document. What is over a limit is told and left out; the rest is read.";

/// The inputs of `score`.
const SCORED: &str = "Claims as `sitrep code` writes them, another coding of the same reports, or reports, which are coded. \
    Default: the texts that stand in the gold are coded";

/// The inputs of `compare`.
const COMPARED: &str = "Our events, as `sitrep events` wrote them, claims or reports; last, a CSV file of your own in the \
    form of UCDP GED or ACLED, told by its header. Nothing of it is kept";

/// Reads field and press reports into claims: who did what to whom, where, when, how many, did it
/// happen, who says so. Every value is tied to the words that gave it. Works offline.
#[derive(Debug, Parser)]
#[command(
    name = "sitrep",
    version,
    max_term_width = 100,
    after_help = "Exit codes: 0 done, 1 nothing found or a figure below its floor, 2 an input, file or option was bad (the good inputs are \
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
    #[command(after_help = LIMITS, mut_arg("inputs", |inputs| inputs.required(false).required_unless_present("feeds")))]
    Code(CodeArgs),
    /// Bring claims of one or many reports together that speak of the same event, with the reasons; of a project its events
    #[command(mut_arg("inputs", |inputs| inputs.required(false)))]
    Events(EventsArgs),
    /// Write reports, claims and events for other programs: tables, maps, the forms of other projects
    #[command(after_help = LIMITS)]
    Export(Box<ExportArgs>),
    /// Write a data package that may be given to anyone, into a new folder
    #[command(after_help = LIMITS)]
    Publish(Box<PublishArgs>),
    /// Print a page for each named campaign: who, where, its phases over time, what was announced and what was done
    Operations(OperationsArgs),
    /// Score claims, or what sitrep makes of texts, against a gold coding
    #[command(after_help = LIMITS, mut_arg("inputs", |inputs| inputs.required(false).value_name("PREDICTED|REPORTS").help(SCORED)))]
    Score(Box<ScoreArgs>),
    /// Say how far coders agree: F1, and Krippendorff's alpha for each field
    Agree(AgreeArgs),
    /// Compare events with a table of your own in the form of UCDP GED or ACLED
    #[command(after_help = LIMITS, mut_arg("inputs", |inputs| inputs.num_args(2..).value_names(["OURS", "THEIRS.csv"]).help(COMPARED)))]
    Compare(Box<CompareArgs>),
    /// Show how a sentence is understood: tree, names, what fired and why, values and runners-up
    Explain(ExplainArgs),
    /// Print sentences, words, trees and names of reports
    #[command(after_help = LIMITS, mut_arg("inputs", |inputs| inputs.required(false).required_unless_present("tokens")))]
    Parse(ParseArgs),
    /// Print the places that reports name, with coordinates
    #[command(after_help = LIMITS)]
    Places(PlacesArgs),
    /// Print the time expressions of reports, with values
    #[command(after_help = LIMITS)]
    Times(TimesArgs),
    /// Print clean reports: text, title, author, source, language, publication day and where each comes from
    #[command(after_help = LIMITS, mut_arg("inputs", |inputs| inputs.required(false).required_unless_present("feeds")))]
    Read(ReadArgs),
    /// Open the web app over a project file: map, timeline, evidence, review
    Serve(ServeArgs),
    /// Ask feeds now and then and add their new reports to a file. Uses the network, as only `--feed URL` does beside it
    Watch(WatchArgs),
    /// Make a project file, which keeps reports, claims, events and what people say of them
    Init(InitArgs),
    /// Code reports and keep them in the project; what is there already is left out
    #[command(after_help = LIMITS)]
    Add(AddArgs),
    /// Link the project's claims into events anew
    Link(LinkArgs),
    /// Show a claim, event, report or operation of the project, or how much it holds
    Show(ShowArgs),
    /// Look for damage and changes in the project file; exit code 1 with a line for each
    Verify(VerifyArgs),
    /// Code all reports of the project anew; the old run stays
    Recode(RecodeArgs),
    /// Show how two runs of the project differ
    Diff(DiffArgs),
    /// Correct a value of a claim of the project, on top of what was coded
    Correct(CorrectArgs),
    /// Take claims out of an event of the project
    Split(SplitArgs),
    /// Put events of the project together
    Merge(MergeArgs),
    /// Undo a correction, split or merge
    Undo(UndoArgs),
    /// Show what was done with the project, by whom and when
    Log(LogArgs),
    /// Work on codebook files
    Codebook(CodebookArgs),
    /// Look names up in the gazetteer, or import a GeoNames dump and P-codes
    Gazetteer(GazetteerArgs),
    /// Compile knowledge into a pack
    Pack(PackArgs),
}

/// Where reports come from and what the user says about them.
#[derive(Debug, Clone, Args)]
pub struct ReportArgs {
    /// Files, folders, patterns in quotes ("in/**/*.html") or `-` for standard input. What an input is, is told by its
    /// content: plain text, HTML, RSS, Atom and JSON feeds, mails (EML, MBOX), Word (docx), PDF with a text layer, JSON
    /// lines, CSV and Parquet tables, WARC, and gzip or zip of any of these. Of a folder or archive: .txt .md .html .htm
    /// .xhtml .json .jsonl .ndjson .csv .tsv .parquet .xml .rss .atom .eml .mbox .pdf .docx .zip .warc .wet .gz, and what begins as
    /// a page, feed, mail or document, whatever its name; hidden ones and READMEs left out. Records and tables have fields
    /// `text` or `html`, and optionally `doc_id` or `id`, `title`, `url`, `author`, `source`, `published`, `language`; those of
    /// news-please and Fundus are understood too
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<PathBuf>,
    /// The column of tables, or field of records, that holds the text. Default: the ones that are known (`text`, `maintext`,
    /// `content`, ...)
    #[arg(long, value_name = "NAME")]
    pub text_column: Option<String>,
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
    #[command(flatten)]
    pub places: PlacesPackArgs,
}

/// Which gazetteer.
#[derive(Debug, Clone, Args)]
pub struct PlacesPackArgs {
    /// Places pack to use instead of the built-in gazetteer; `sitrep gazetteer import` makes one
    #[arg(long = "places", value_name = "FILE")]
    pub pack: Option<PathBuf>,
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
    /// Also write what could not be read to this file, one JSON object a line: `input`, `record`, `message`
    #[arg(long, value_name = "FILE")]
    pub errors: Option<PathBuf>,
    /// Keep in this file how far the run is, so that the same command goes on where it was interrupted. Needs --output
    #[arg(long, value_name = "FILE", requires = "output")]
    pub state: Option<PathBuf>,
    /// Show no progress. Default: shown on standard error when that is a terminal and the result goes elsewhere
    #[arg(long)]
    pub no_progress: bool,
}

/// What is done with reports that say again what an earlier one said.
#[derive(Debug, Clone, Default, Args)]
pub struct CopyArgs {
    /// Take copies for reports of their own. Default: a report that shares 30 of 100 word triples with an earlier one, and
    /// is not published more than 3 days apart, is told as its copy, with its address, and not coded; texts with fewer
    /// than 20 triples are never copies
    #[arg(long)]
    pub keep_duplicates: bool,
    /// Also compare with the reports that earlier runs saw, kept in this file, and add those of this run
    #[arg(long, value_name = "FILE", conflicts_with = "keep_duplicates")]
    pub seen: Option<PathBuf>,
}

/// `sitrep code`.
#[derive(Debug, Clone, Args)]
pub struct CodeArgs {
    #[command(flatten)]
    pub reports: ReportArgs,
    #[command(flatten)]
    pub feeds: FeedArgs,
    #[command(flatten)]
    pub knowledge: KnowledgeArgs,
    #[command(flatten)]
    pub copies: CopyArgs,
    #[command(flatten)]
    pub work: WorkArgs,
    /// Form of the claims. Default: text on a terminal, else jsonl
    #[arg(long, value_enum)]
    pub format: Option<ClaimFormat>,
    /// Also write the reports as they were read, one JSON object a line, to this file
    #[arg(long = "reports", value_name = "FILE")]
    pub reports_file: Option<PathBuf>,
    /// Also write the incidents of which the claims tell (attacks, bombings, kidnappings, arson, robberies, forced stoppages
    /// of work), one JSON object a line, to this file. Acts of war between soldiers are none
    #[arg(long = "incidents", value_name = "FILE")]
    pub incidents_file: Option<PathBuf>,
    /// Code these words instead of finding acts: one object a line with `doc_id` and `triggers`, a list of `start` and
    /// `end` in code points of the clean text, and `type`. Reports that the file does not name are left out
    #[arg(long, value_name = "FILE")]
    pub triggers: Option<PathBuf>,
}

/// `sitrep events`.
#[derive(Debug, Clone, Args)]
pub struct EventsArgs {
    /// Reports as for `code`, or .jsonl files of claims that `code` wrote; both may be given together. Or one project file; without
    /// any, that of --project
    #[command(flatten)]
    pub reports: ReportArgs,
    #[command(flatten)]
    pub knowledge: KnowledgeArgs,
    #[command(flatten)]
    pub work: WorkArgs,
    #[command(flatten)]
    pub project: ProjectArg,
    /// Form of the events. Default: text on a terminal, else jsonl
    #[arg(long, value_enum)]
    pub format: Option<EventFormat>,
}

/// Forms of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EventFormat {
    /// One JSON object an event a line
    Jsonl,
    /// For people: an event a block, with its numbers, who says what, and why each claim belongs
    Text,
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
    #[command(flatten)]
    pub places: PlacesPackArgs,
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
    pub feeds: FeedArgs,
    #[command(flatten)]
    pub copies: CopyArgs,
    #[command(flatten)]
    pub work: WorkArgs,
    /// Form of the reports. Default: text on a terminal, else jsonl
    #[arg(long, value_enum)]
    pub format: Option<ReportFormat>,
    /// Add `origin` to plain text in jsonl: stretches [start, end, byte, end byte] of the clean text, in code points, and of the
    /// input; in a stretch each letter takes equally many bytes. Empty for all else, whose text does not stand in its bytes
    #[arg(long)]
    pub origin: bool,
}

/// Forms of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// One JSON object a line, with what was removed and its offsets in the decoded input
    Jsonl,
    /// For people: a head with what is known, and the clean text
    Text,
}

#[cfg(test)]
mod tests;
