//! In: the knowledge that is compiled into the program, and codebook files of the user.
//! Out: [`Packs`], ready to code with. Knows no report. The only file of the chain that opens files.

use std::fmt;
use std::path::PathBuf;

use codebook::{Codebook, Source};
use gazetteer::Gazetteer;
use text::Engine;
use text::pack::Pack;
use text::token::WordLists;

use crate::claim::heads::Heads;
use crate::claim::light::LightVerbs;
use crate::report::{FurnitureLexicon, Limits};
use crate::resolve::actor::{self, ActorTable};
use crate::resolve::control::ControlLexicon;
use crate::resolve::count::NumberLexicon;
use crate::resolve::operation::OperationLexicon;
use crate::resolve::place::PlaceLexicon;
use crate::resolve::sensitivity::SensitiveLexicon;
use crate::resolve::time::TimeLexicon;

/// Everything that the chain knows, loaded once and shared by all threads.
#[derive(Debug)]
pub struct Packs {
    /// SHA-256 of the codebook, hex.
    pub codebook_hash: String,
    /// SHA-256 of the language model, hex.
    pub model_hash: String,
    pub(crate) engine: Engine,
    pub(crate) heads: Heads,
    pub(crate) codebook: Codebook,
    pub(crate) gazetteer: Gazetteer,
    pub(crate) actors: ActorTable,
    pub(crate) lexicons: Lexicons,
    pub(crate) limits: Limits,
}

/// Word lists of English.
#[derive(Debug)]
pub(crate) struct Lexicons {
    pub(crate) furniture: FurnitureLexicon,
    pub(crate) light: LightVerbs,
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
static PLACES: &[u8] = include_bytes!("../../../packs/places.pack");

macro_rules! lexicon {
    ($name:literal) => {
        include_str!(concat!("../../../data/lexicon/en/", $name))
    };
}

impl Packs {
    /// The knowledge that the program brings along.
    pub fn builtin() -> Result<Self, Error> {
        Self::with_codebook_files(&[])
    }

    /// The same with the types of the user's codebook files added. Errors name the file, its line and the mend.
    pub fn with_codebook_files(extra: &[PathBuf]) -> Result<Self, Error> {
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
        let english = Pack::read(ENGLISH, "english").map_err(engine)?;
        let lists = WordLists::parse(lexicon!("token.toml")).map_err(|e| words("token.toml", &e))?;
        let actors = ActorTable::compile(&actor::SOURCES)
            .map_err(|lines| Error(format!("cannot compile the actor table: {}", lines.join("; "))))?;
        Ok(Self {
            codebook_hash: codebook.hash().to_owned(),
            model_hash: english.hash().to_owned(),
            engine: Engine::load(&english, lists).map_err(engine)?,
            heads: Heads::load(&english).map_err(engine)?,
            codebook,
            gazetteer: Gazetteer::from_pack(PLACES).map_err(|e| Error(e.to_string()))?,
            actors,
            lexicons: Lexicons::builtin()?,
            limits: Limits::default(),
        })
    }

    /// The types in force.
    pub fn codebook(&self) -> &Codebook {
        &self.codebook
    }
}

impl Lexicons {
    fn builtin() -> Result<Self, Error> {
        let numbers = NumberLexicon::parse(lexicon!("number.toml")).map_err(|e| words("number.toml", &e))?;
        Ok(Self {
            furniture: FurnitureLexicon::parse(lexicon!("furniture.toml"), lexicon!("furniture_model.toml"))
                .map_err(|e| Error(e.to_string()))?,
            light: LightVerbs::parse(lexicon!("light.toml")).map_err(|e| words("light.toml", &e))?,
            times: TimeLexicon::parse(lexicon!("time.toml"), &numbers).map_err(|e| words("time.toml", &e))?,
            places: PlaceLexicon::from_toml(lexicon!("place.toml")).map_err(|e| words("place.toml", &e))?,
            operations: toml::from_str(lexicon!("operation.toml"))
                .map_err(|e| words("operation.toml", &e))?,
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
