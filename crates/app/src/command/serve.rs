//! In: a project file. Out: the web app on an address, until it is stopped. Knows what was typed; the server is in `http`.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use sitrep::link_config;

use super::project::{file, knowledge};
use super::{Outcome, load_with};
use crate::args::{ProjectArg, ServeArgs};
use crate::http::{self, App, Guard};

/// `sitrep serve`.
pub fn run(args: &ServeArgs) -> Result<Outcome> {
    if args.openapi {
        std::io::stdout().write_all(http::openapi().as_bytes())?;
        return Ok(Outcome::Done);
    }
    let project = file(&ProjectArg {
        project: args.project.clone(),
    })?;
    if let Some(path) = args.basemap.as_deref().filter(|p| !p.is_file()) {
        bail!(
            "cannot draw the map tiles {}: there is no such file",
            path.display()
        );
    }
    if let Some(path) = args.basemap.as_deref() {
        let mut magic = [0; 8];
        let read = File::open(path).and_then(|mut f| f.read_exact(&mut magic));
        if read.is_err() || &magic != b"PMTiles\x03" {
            bail!(
                "cannot draw the map tiles {}: it is no PMTiles file of version 3; `pmtiles convert` makes one of MBTiles",
                path.display()
            );
        }
    }
    let packs = load_with(&args.knowledge.codebooks, args.knowledge.places.pack.as_deref())?;
    let app = App::open(
        project.clone(),
        args.read_only,
        args.basemap.clone(),
        args.knowledge.places.pack.clone(),
        packs,
        knowledge(packs, &args.knowledge)?,
        link_config()?,
    )?;
    // Others on the network are let in with the token only; on this machine whoever may open a browser is trusted.
    let token = if args.token || !args.address.is_loopback() {
        Some(Guard::new_token()?)
    } else {
        None
    };
    let guard = Guard {
        token: token.clone(),
        names: args.names.iter().map(|n| n.to_ascii_lowercase()).collect(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("cannot start the server's threads")?;
    runtime.block_on(async {
        let at = SocketAddr::new(args.address, args.port);
        let listener = tokio::net::TcpListener::bind(at).await.with_context(|| {
            format!("cannot listen on {at}; is another `sitrep serve` running? Give another --port")
        })?;
        let at = listener.local_addr().context("cannot tell the address")?;
        let query = token.map(|t| format!("?token={t}")).unwrap_or_default();
        eprintln!("sitrep: {} is open at http://{at}/{query}", project.display());
        eprintln!("sitrep: stop it with Ctrl-C");
        http::serve(listener, app, guard).await
    })?;
    Ok(Outcome::Done)
}
