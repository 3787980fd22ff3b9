//! In: the knowledge that is compiled into the program, and codebook files of the user.
//! Out: [`Packs`], ready to code with. Knows no report. The only file of the chain that opens files.

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};

use codebook::{Codebook, Source};
use gazetteer::Gazetteer;
use sha2::{Digest, Sha256};
use text::Engine;
use text::case::CaseModel;
use text::pack::{Pack, hex};
use text::token::WordLists;

use crate::claim::draft::ClaimWords;
use crate::claim::heads::Heads;
use crate::claim::light::LightVerbs;
use crate::claim::partner::PartyWords;
use crate::claim::status::StatusWords;
use crate::claim::topic::TopicModel;
use crate::event::{IncidentModel, LinkConfig, LinkWords, Weights};
use crate::report::{FurnitureLexicon, Limits};
use crate::resolve::actor::{self, ActorTable};
use crate::resolve::control::ControlLexicon;
use crate::resolve::count::NumberLexicon;
use crate::resolve::narrative::{self, NarrativeModel};
use crate::resolve::operation::OperationLexicon;
use crate::resolve::place::PlaceLexicon;
use crate::resolve::sensitivity::SensitiveLexicon;
use crate::resolve::setting::{self, SettingModel};
use crate::resolve::time::TimeLexicon;
use crate::score::words::ScoreWords;

/// Everything that the chain knows, loaded once and shared by all threads.
#[derive(Debug)]
pub struct Packs {
    /// SHA-256 of the codebook, hex.
    pub codebook_hash: String,
    /// SHA-256 of all else by which reports are read and coded: language model, other weights, word lists, actors, places. Hex.
    pub model_hash: String,
    pub(crate) engine: Engine,
    pub(crate) heads: Heads,
    pub(crate) codebook: Codebook,
    pub(crate) gazetteer: Gazetteer,
    pub(crate) actors: ActorTable,
    pub(crate) incidents: IncidentModel,
    pub(crate) topic: TopicModel,
    pub(crate) setting: SettingModel,
    pub(crate) narrative: NarrativeModel,
    pub(crate) lexicons: Lexicons,
    /// How reports are read.
    pub reader: Reader,
}

/// What reading takes: the words and the line model by which furniture is told, and the limits. Made in milliseconds, so a
/// command that codes nothing needs no more.
#[derive(Debug)]
pub struct Reader {
    pub(crate) furniture: FurnitureLexicon,
    pub(crate) limits: Limits,
}

/// Word lists of English.
#[derive(Debug)]
pub(crate) struct Lexicons {
    pub(crate) claims: ClaimWords,
    pub(crate) numbers: NumberLexicon,
    pub(crate) times: TimeLexicon,
    pub(crate) places: PlaceLexicon,
    pub(crate) operations: OperationLexicon,
    pub(crate) control: ControlLexicon,
    pub(crate) sensitive: SensitiveLexicon,
}

/// Why knowledge could not be loaded: what was attempted, with what, what to do.
#[derive(Debug)]
pub struct Error(String);

impl Error {
    pub(crate) fn of(what: &str) -> Self {
        Self(what.to_owned())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

macro_rules! codebook_files {
    ($($name:literal),* $(,)?) => {
        /// The built-in codebook: path in `data/codebook` and text. A test compares it with the folder.
        pub const CODEBOOK: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../../data/codebook/", $name)))),*];
    };
}
codebook_files!(
    "ACCUSE.toml",
    "AGREE.toml",
    "AID.toml",
    "ASSAULT.toml",
    "COERCE.toml",
    "CONCEDE.toml",
    "CONSULT.toml",
    "COOPERATE.toml",
    "MOBILIZE.toml",
    "PROTEST.toml",
    "REJECT.toml",
    "REQUEST.toml",
    "RETREAT.toml",
    "SANCTION.toml",
    "SUPPORT.toml",
    "THREATEN.toml",
    "classes.toml",
    "contexts.toml",
    "frames.toml",
    "crosswalk/acled.toml",
    "crosswalk/cameo.toml",
    "crosswalk/ucdp.toml",
);

static ENGLISH: &[u8] = include_bytes!("../../../packs/english.pack");
static CASE: &[u8] = include_bytes!("../../../packs/case.bin");
static INCIDENTS: &[u8] = include_bytes!("../../../packs/incident.bin");
static PLACES: &[u8] = include_bytes!("../../../packs/places.pack");

macro_rules! lexicon {
    ($name:literal) => {
        include_str!(concat!("../../../data/lexicon/en/", $name))
    };
}

macro_rules! lexicons {
    ($($name:literal),* $(,)?) => {
        /// The word lists and small models of English: file in `data/lexicon/en` and text. A test compares it with the folder.
        const LEXICONS: &[(&str, &str)] = &[$(($name, lexicon!($name))),*];
    };
}
lexicons!(
    "control.toml",
    "event.toml",
    "furniture.toml",
    "furniture_model.toml",
    "light.toml",
    "number.toml",
    "operation.toml",
    "party.toml",
    "place.toml",
    "place_model.toml",
    "sensitive.toml",
    "status.toml",
    "time.toml",
    "token.toml",
    "topic_model.toml",
);

/// Weights of what claims take from others of their report.
const SETTING: &str = include_str!("../../../data/event/setting.toml");
const NARRATIVE: &str = include_str!("../../../data/event/narrative.toml");
/// Weights by which claims are linked.
const WEIGHTS: &str = include_str!("../../../data/event/weights.toml");

/// Weights and word lists by which claims are linked into events; nothing is forced.
pub fn link_config() -> Result<LinkConfig, Error> {
    let numbers = NumberLexicon::parse(lexicon!("number.toml")).map_err(|e| words("number.toml", &e))?;
    Ok(LinkConfig {
        weights: Weights::parse(WEIGHTS)
            .map_err(|e| Error(format!("cannot read the weights of events: {e}")))?,
        words: LinkWords::parse(lexicon!("event.toml")).map_err(|e| words("event.toml", &e))?,
        times: TimeLexicon::parse(lexicon!("time.toml"), &numbers).map_err(|e| words("time.toml", &e))?,
        must: Vec::new(),
        cannot: Vec::new(),
    })
}

/// The words by which codings are compared.
pub fn score_words() -> Result<ScoreWords, Error> {
    ScoreWords::parse(include_str!("../../../data/score/words.toml"))
        .map_err(|e| Error(format!("cannot read the words of scores: {e}")))
}

/// The built-in types and crosswalks, without the engine.
pub fn builtin_codebook() -> Result<Codebook, Error> {
    let sources: Vec<Source<'_>> = CODEBOOK
        .iter()
        .map(|(path, text)| Source { path, text })
        .collect();
    compile(&sources)
}

/// Word lists by which campaigns are told apart and their phases numbered.
pub fn operation_lexicon() -> Result<OperationLexicon, Error> {
    OperationLexicon::parse(lexicon!("operation.toml")).map_err(|e| words("operation.toml", &e))
}

impl Packs {
    /// The knowledge that the program brings along.
    pub fn builtin() -> Result<Self, Error> {
        Self::with_codebook_files(&[])
    }

    /// The same with the types of the user's codebook files added. Errors name the file, its line and the mend.
    pub fn with_codebook_files(extra: &[PathBuf]) -> Result<Self, Error> {
        Self::with_files(extra, None)
    }

    /// The same with the user's places pack (`sitrep gazetteer import`) instead of the built-in one.
    pub fn with_files(extra: &[PathBuf], places: Option<&Path>) -> Result<Self, Error> {
        let mut files = Vec::new();
        for path in extra {
            let text = std::fs::read_to_string(path).map_err(|e| {
                Error(format!(
                    "cannot read the codebook {}: {e}; give a TOML file of one type",
                    path.display()
                ))
            })?;
            files.push((path.display().to_string(), text));
        }
        let builtin = CODEBOOK.iter().map(|(path, text)| Source { path, text });
        let own = files.iter().map(|(path, text)| Source { path, text });
        let codebook = compile(&builtin.chain(own).collect::<Vec<_>>())?;
        let places = places_pack(places)?;
        let english = Pack::read(ENGLISH, "english").map_err(engine)?;
        let lists = WordLists::parse(lexicon!("token.toml")).map_err(|e| words("token.toml", &e))?;
        let actors = ActorTable::compile(&actor::SOURCES)
            .map_err(|lines| Error(format!("cannot compile the actor table: {}", lines.join("; "))))?;
        Ok(Self {
            codebook_hash: codebook.hash().to_owned(),
            model_hash: identity(english.hash(), &places.bytes),
            engine: Engine::load(&english, lists, CaseModel::from_bytes(CASE)).map_err(engine)?,
            heads: Heads::load(&english).map_err(engine)?,
            codebook,
            gazetteer: places.open()?,
            actors,
            incidents: IncidentModel::from_bytes(INCIDENTS)?,
            topic: TopicModel::parse(lexicon!("topic_model.toml"))
                .map_err(|e| Error(format!("cannot read the lexicon topic_model.toml: {e}")))?,
            setting: setting::model(SETTING)
                .map_err(|e| Error(format!("cannot read the weights of the setting: {e}")))?,
            narrative: narrative::model(NARRATIVE)
                .map_err(|e| Error(format!("cannot read the weights of the narrative: {e}")))?,
            lexicons: Lexicons::builtin()?,
            reader: Reader::builtin()?,
        })
    }

    /// The types in force.
    pub fn codebook(&self) -> &Codebook {
        &self.codebook
    }
}

/// The built-in gazetteer, or the user's places pack.
pub fn open_gazetteer(places: Option<&Path>) -> Result<Gazetteer, Error> {
    places_pack(places)?.open()
}

/// A places pack that is not open yet.
struct PlacesPack<'a> {
    /// The user's file; `None` for the built-in one.
    path: Option<&'a Path>,
    bytes: Cow<'static, [u8]>,
}

fn places_pack(path: Option<&Path>) -> Result<PlacesPack<'_>, Error> {
    let bytes = match path {
        Some(path) => Cow::from(std::fs::read(path).map_err(|e| unusable(path, &e))?),
        None => Cow::from(PLACES),
    };
    Ok(PlacesPack { path, bytes })
}

impl PlacesPack<'_> {
    fn open(&self) -> Result<Gazetteer, Error> {
        Gazetteer::from_pack(&self.bytes).map_err(|e| match self.path {
            Some(path) => unusable(path, &e),
            None => Error(e.to_string()),
        })
    }
}

fn unusable(path: &Path, e: &dyn fmt::Display) -> Error {
    let path = path.display();
    Error(format!(
        "cannot use the places pack {path}: {e}; make one with: sitrep gazetteer import allCountries.txt -o {path}"
    ))
}

/// SHA-256 of what reports are coded with beside the codebook, hex; of each part its length comes first.
fn identity(english: &str, places: &[u8]) -> String {
    let mut parts: Vec<&[u8]> = vec![english.as_bytes(), CASE, INCIDENTS, places];
    parts.extend([SETTING, NARRATIVE, WEIGHTS].map(str::as_bytes));
    for (name, text) in LEXICONS.iter().chain(&actor::SOURCES) {
        parts.extend([name.as_bytes(), text.as_bytes()]);
    }
    let mut sha = Sha256::new();
    for part in parts {
        sha.update((part.len() as u64).to_le_bytes());
        sha.update(part);
    }
    hex(&sha.finalize())
}

/// The words by which English names places.
pub fn place_lexicon() -> Result<PlaceLexicon, Error> {
    PlaceLexicon::from_toml(lexicon!("place.toml"), lexicon!("place_model.toml")).map_err(|e| {
        Error(format!(
            "cannot read the lexicon place.toml or place_model.toml: {e}"
        ))
    })
}

impl Reader {
    /// The reader that the program brings along.
    pub fn builtin() -> Result<Self, Error> {
        let furniture = FurnitureLexicon::parse(lexicon!("furniture.toml"), lexicon!("furniture_model.toml"))
            .map_err(|e| Error(e.to_string()))?;
        Ok(Self {
            furniture,
            limits: Limits::default(),
        })
    }
}

impl Lexicons {
    fn builtin() -> Result<Self, Error> {
        let numbers = NumberLexicon::parse(lexicon!("number.toml")).map_err(|e| words("number.toml", &e))?;
        Ok(Self {
            claims: ClaimWords {
                light: LightVerbs::parse(lexicon!("light.toml")).map_err(|e| words("light.toml", &e))?,
                status: StatusWords::parse(lexicon!("status.toml")).map_err(|e| words("status.toml", &e))?,
                party: PartyWords::parse(lexicon!("party.toml")).map_err(|e| words("party.toml", &e))?,
            },
            times: TimeLexicon::parse(lexicon!("time.toml"), &numbers).map_err(|e| words("time.toml", &e))?,
            places: place_lexicon()?,
            operations: operation_lexicon()?,
            control: toml::from_str(lexicon!("control.toml")).map_err(|e| words("control.toml", &e))?,
            sensitive: toml::from_str(lexicon!("sensitive.toml")).map_err(|e| words("sensitive.toml", &e))?,
            numbers,
        })
    }
}

fn compile(sources: &[Source<'_>]) -> Result<Codebook, Error> {
    let compiled = codebook::compile(sources);
    compiled.codebook.ok_or_else(|| {
        let lines: Vec<String> = compiled.diagnostics.iter().map(ToString::to_string).collect();
        Error(format!("cannot compile the codebook:\n  {}", lines.join("\n  ")))
    })
}

fn words(file: &str, e: &toml::de::Error) -> Error {
    Error(format!("cannot read the lexicon {file}: {e}"))
}

#[expect(clippy::needless_pass_by_value, reason = "handed to map_err")]
fn engine(e: text::Error) -> Error {
    Error(e.to_string())
}

#[cfg(test)]
mod tests;
