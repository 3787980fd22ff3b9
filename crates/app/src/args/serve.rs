//! In: the words typed after `sitrep serve`. Out: [`ServeArgs`]. Knows nothing of what the server does with them.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::Args;

use super::KnowledgeArgs;

/// `sitrep serve`.
#[derive(Debug, Clone, Args)]
pub struct ServeArgs {
    /// The project file; `sitrep init` makes one. Default: the only one in this folder
    #[arg(value_name = "PROJECT")]
    pub project: Option<PathBuf>,
    /// Port to listen on; 0 takes any that is free
    #[arg(long, value_name = "PORT", default_value_t = 8017)]
    pub port: u16,
    /// Address to listen on. Anything but this machine's own (127.0.0.1, ::1) demands a token, which is printed once
    /// at the start. What goes over the network is not encrypted: put a TLS proxy in front of it
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub address: IpAddr,
    /// Name under which browsers may ask for the app, as behind a proxy ("desk.example.org"); may be given several
    /// times. Default: localhost and plain addresses only, so that no foreign page can reach it by a name of its own
    #[arg(long = "name", value_name = "NAME")]
    pub names: Vec<String>,
    /// Demand a token on this machine's own address too
    #[arg(long)]
    pub token: bool,
    /// Refuse every change: no reviews, no corrections, no new reports
    #[arg(long)]
    pub read_only: bool,
    /// Map tiles of your own below the claims (.pmtiles, vector or raster). Default: borders, land and names that are built in
    #[arg(long, value_name = "FILE")]
    pub basemap: Option<PathBuf>,
    /// Print the OpenAPI document of the API, and end
    #[arg(long)]
    pub openapi: bool,
    #[command(flatten)]
    pub knowledge: KnowledgeArgs,
}
