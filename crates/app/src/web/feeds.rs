//! In: the file of feeds, and the state of an earlier run. Out: [`Feeds`] and [`Watched`]. Fetches nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};

use super::fetch::Version;
use crate::state::beside;

/// The file of feeds, as people write it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feeds {
    /// An address at which servers' owners can complain; told with every request.
    pub contact: Option<String>,
    /// How often a feed is asked that does not say so itself, in minutes.
    #[serde(default = "half_an_hour")]
    pub every_minutes: u64,
    /// The feeds.
    #[serde(rename = "feed")]
    pub feeds: Vec<FeedEntry>,
}

/// One feed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedEntry {
    /// Its address.
    pub url: String,
    /// The publisher; `None`: the feed's own title.
    pub source: Option<String>,
    /// How often it is asked, in minutes; `None`: as the file says.
    pub every_minutes: Option<u64>,
    /// Fetch the pages of its entries too. Default: only of entries with a summary in place of a text.
    pub pages: Option<bool>,
}

fn half_an_hour() -> u64 {
    30
}

impl Feeds {
    /// Reads the file.
    pub fn load(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the feeds in {}; check the name", path.display()))?;
        let feeds: Self =
            toml::from_str(&text).with_context(|| format!("cannot read the feeds in {}", path.display()))?;
        if feeds.feeds.is_empty() {
            bail!("{} names no feeds; add [[feed]] with a url", path.display());
        }
        let shortest = feeds
            .feeds
            .iter()
            .filter_map(|f| f.every_minutes)
            .chain([feeds.every_minutes])
            .min();
        if shortest == Some(0) {
            bail!("{}: every_minutes is 0; give 1 or more", path.display());
        }
        Ok(feeds)
    }
}

/// What is remembered of all feeds between runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    /// Bytes of the output that stand for what is remembered here.
    pub output: u64,
    /// Bytes of the file of signatures.
    pub seen: u64,
    /// By address of the feed.
    pub feeds: BTreeMap<String, Feed>,
}

/// What is remembered of a feed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// The version that was read last.
    pub version: Version,
    /// When to ask again, in seconds since 1970.
    pub next: i64,
    /// Failures in a row.
    pub failures: u32,
    /// Entries that were read. Those that the feed no longer lists are forgotten.
    pub entries: BTreeSet<String>,
}

impl Watched {
    /// The state in `path`; an empty one when there is none.
    pub fn load(path: &Path) -> Result<Self> {
        match std::fs::read_to_string(path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(e) => Err(e).with_context(|| format!("cannot read the state in {}", path.display())),
            Ok(text) => serde_json::from_str(&text).with_context(|| {
                format!(
                    "cannot read the state in {}: it is no state of `watch`",
                    path.display()
                )
            }),
        }
    }

    /// Writes it so that an interruption leaves the old or the new one.
    pub fn save(&self, path: &Path) -> Result<()> {
        let part = beside(path, "part");
        std::fs::write(&part, serde_json::to_string(self)?)
            .and_then(|()| std::fs::rename(&part, path))
            .with_context(|| format!("cannot write the state to {}", path.display()))
    }
}
