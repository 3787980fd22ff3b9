//! In: the words of the command line that name feeds. Out: [`FeedArgs`] and [`WatchArgs`]. Knows nothing of what is done
//! with them.

use std::path::PathBuf;

use clap::Args;

/// Feeds that are read once, with the other inputs.
#[derive(Debug, Clone, Default, Args)]
pub struct FeedArgs {
    /// Also read the entries of this feed (RSS, Atom, JSON Feed), after the inputs; may be given several times. A file is only
    /// read; an entry in it that is a link only is noted with its address. An address, http:// or https://, is fetched once, and
    /// so are the pages of entries that hold a summary or a link only: one request at a time, 2 seconds or what robots.txt asks
    /// for between two to a host
    #[arg(long = "feed", value_name = "FILE|URL", conflicts_with = "url")]
    pub feeds: Vec<String>,
    /// Milliseconds between two requests to a host, for tests
    #[arg(long, value_name = "MS", hide = true)]
    pub pause: Option<u64>,
}

/// `sitrep watch`.
#[derive(Debug, Clone, Args)]
pub struct WatchArgs {
    /// The feeds (TOML): `contact` (told to servers), `every_minutes` (default 30), and for each `[[feed]]` a `url`, and
    /// optionally `source`, `every_minutes`, and `pages = true` to fetch the page of every entry (default: of entries that
    /// hold a summary or a link only). One request at a time, 2 seconds or what robots.txt asks for between two to a host
    #[arg(value_name = "FEEDS")]
    pub feeds: PathBuf,
    /// Add reports to this file, one JSON object a line; copies of earlier ones are told as such
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Keep here what was read already. Default: the output's name with `.watch`
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// Ask the feeds that are due once and end: exit code 0 with new reports, 1 without, 2 when a feed gave none
    #[arg(long)]
    pub once: bool,
    /// Milliseconds between two requests to a host, for tests
    #[arg(long, value_name = "MS", hide = true)]
    pub pause: Option<u64>,
}
