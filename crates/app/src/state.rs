//! In: how far a run is. Out: the file in which it says so, and the same read again. Knows no report.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

/// How far a run is: jobs that are wholly done, and the lengths of the files at that point, in bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The command and its inputs: another one must not go on with this.
    pub run: String,
    /// Jobs done, from the first.
    pub jobs: u64,
    /// Of the main output.
    pub output: u64,
    /// Of the files beside it.
    pub sides: Vec<u64>,
    /// Of the file of errors.
    pub errors: u64,
    /// Of the file of signatures beside this one.
    pub seen: u64,
    /// Reports done.
    pub reports: u64,
    /// What was found in them.
    pub found: u64,
    /// True when something was bad.
    pub failed: bool,
    /// True when an entry of a feed was a link only.
    #[serde(default)]
    pub noted: bool,
}

impl State {
    /// The state in `path`, which must be that of the same `run`; a new one when there is none.
    pub fn load(path: &Path, run: &str) -> Result<Self> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self {
                    run: run.to_owned(),
                    ..Self::default()
                });
            }
            Err(e) => return Err(e).with_context(|| format!("cannot read the state in {}", path.display())),
        };
        let state: Self = serde_json::from_str(&text).with_context(|| {
            format!(
                "cannot read the state in {}: it is no state file; name another file",
                path.display()
            )
        })?;
        if state.run != run {
            bail!(
                "the state in {} is that of another command or of inputs that have changed; give the same, or remove it",
                path.display()
            );
        }
        Ok(state)
    }

    /// Writes it so that an interruption leaves the old or the new one.
    pub fn save(&self, path: &Path) -> Result<()> {
        let part = beside(path, "part");
        let text = serde_json::to_string(self)?;
        std::fs::write(&part, text)
            .and_then(|()| std::fs::rename(&part, path))
            .with_context(|| format!("cannot write the state to {}", path.display()))
    }
}

/// A file beside the state file.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{name}.{ending}"))
}
