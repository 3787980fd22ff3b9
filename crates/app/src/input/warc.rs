//! In: a web archive (WARC 0.17 to 1.1), unpacked. Out: a job for each document in it, with its address. Takes
//! `response`, `resource` and `conversion` records; leaves out pictures, styles, scripts and answers that are no
//! document. Reads as it goes: of a record no more than the longest report is ever held.

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

use flate2::read::{GzDecoder, ZlibDecoder};

use super::LONGEST;
use super::job::{Fault, Stated, Work};
use super::walk::{Emit, Place, read_line, told};

/// Headers of a record, or of an answer within it, in bytes.
const HEADERS: usize = 64 << 10;
/// Blank lines between records; more is no archive.
const BLANK: usize = 16;

/// The jobs of all documents.
pub fn walk(mut input: impl BufRead, place: &Place, emit: Emit<'_>) -> ControlFlow<()> {
    let name = &place.name;
    for number in 1_usize.. {
        let fault = |what: String| {
            Work::Problem(Fault::part(
                name,
                number,
                format!("cannot read {name}, record {number}: {what}"),
            ))
        };
        let headers = match record_headers(&mut input) {
            Ok(Some(headers)) => headers,
            Ok(None) => break,
            // The record before was cut, or this is no archive: what follows is searched for the next one.
            Err(e) => {
                emit(fault(told(&e)))?;
                match next_record(&mut input) {
                    Ok(Some(headers)) => headers,
                    Ok(None) => break,
                    Err(e) => return emit(fault(told(&e))),
                }
            }
        };
        let Some(length) = get(&headers, "content-length").and_then(|l| l.parse::<u64>().ok()) else {
            return emit(fault(
                "it states no length, so that the rest cannot be read; fetch the archive again".to_owned(),
            ));
        };
        let mut block = input.by_ref().take(length);
        let wanted = wanted(&headers);
        let mut bytes = Vec::new();
        let read = if wanted {
            block.by_ref().take(LONGEST as u64 + 1).read_to_end(&mut bytes)
        } else {
            Ok(0)
        };
        let rest = read.and_then(|_| io::copy(&mut block, &mut io::sink()));
        let cut = block.limit() > 0;
        if let Err(e) = rest {
            return emit(fault(told(&e)));
        }
        if wanted {
            if bytes.len() > LONGEST {
                let limit = LONGEST >> 20;
                emit(fault(format!("it is longer than {limit} MiB and left out")))?;
            } else {
                let answer = get(&headers, "content-type").is_some_and(|t| t.starts_with("application/http"));
                match document(bytes, &headers, answer) {
                    Ok(Some((bytes, stated))) => emit(Work::Whole {
                        name: format!("{name}/{number}"),
                        bytes,
                        stated,
                    })?,
                    Ok(None) => {}
                    Err(what) => emit(fault(what))?,
                }
            }
        }
        if cut {
            return emit(fault(
                "the archive ends in it; fetch the archive again".to_owned(),
            ));
        }
    }
    ControlFlow::Continue(())
}

type Headers = Vec<(String, String)>;

fn get<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
}

/// The headers of the next record; `None` at the end.
fn record_headers(input: &mut impl BufRead) -> io::Result<Option<Headers>> {
    let mut line = Vec::new();
    for _ in 0..BLANK {
        match read_line(input, HEADERS, &mut line)? {
            None => return Ok(None),
            Some(_) if line.trim_ascii().is_empty() => {}
            Some(_) if line.starts_with(b"WARC/") => return headers(input).map(Some),
            Some(_) => break,
        }
    }
    Err(io::Error::other("no record begins where one should"))
}

/// The headers of the next record that begins a line, however far; `None` when there is none.
fn next_record(input: &mut impl BufRead) -> io::Result<Option<Headers>> {
    const BEGIN: &[u8] = b"WARC/";
    loop {
        let mut begin = Vec::new();
        input
            .by_ref()
            .take(BEGIN.len() as u64)
            .read_until(b'\n', &mut begin)?;
        if begin.is_empty() {
            return Ok(None);
        }
        if !begin.ends_with(b"\n") {
            input.skip_until(b'\n')?;
        }
        if begin == BEGIN {
            return headers(input).map(Some);
        }
    }
}

/// Header lines up to a blank one, names in small letters; a folded line goes on.
fn headers(input: &mut impl BufRead) -> io::Result<Headers> {
    let mut out: Headers = Vec::new();
    let (mut line, mut total) = (Vec::new(), 0);
    loop {
        let read = read_line(input, HEADERS, &mut line)?;
        total += line.len();
        if total > HEADERS {
            return Err(io::Error::other("its headers are longer than 64 KiB"));
        }
        let text = String::from_utf8_lossy(&line);
        if read.is_none() || text.trim().is_empty() {
            return Ok(out);
        }
        match (text.starts_with([' ', '\t']), text.split_once(':')) {
            (true, _) => {
                if let Some((_, value)) = out.last_mut() {
                    value.push(' ');
                    value.push_str(text.trim());
                }
            }
            (false, Some((name, value))) => {
                out.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
            (false, None) => {}
        }
    }
}

fn wanted(headers: &Headers) -> bool {
    let kind = get(headers, "warc-type").unwrap_or_default().to_ascii_lowercase();
    let robots =
        get(headers, "warc-target-uri").is_some_and(|u| u.ends_with("/robots.txt") || u.starts_with("dns:"));
    matches!(kind.as_str(), "response" | "resource" | "conversion") && !robots
}

/// The document of a record and what is known of it; `None` when it is no document.
fn document(mut bytes: Vec<u8>, record: &Headers, answer: bool) -> Result<Option<(Vec<u8>, Stated)>, String> {
    let mut media = get(record, "content-type").unwrap_or_default().to_owned();
    if answer {
        let mut rest = bytes.as_slice();
        let mut status = Vec::new();
        let failed = |e: &io::Error| format!("the answer's headers: {e}");
        read_line(&mut rest, HEADERS, &mut status).map_err(|e| failed(&e))?;
        let http = headers(&mut rest).map_err(|e| failed(&e))?;
        let code = String::from_utf8_lossy(&status);
        if code.split_whitespace().nth(1) != Some("200") {
            return Ok(None);
        }
        get(&http, "content-type")
            .unwrap_or_default()
            .clone_into(&mut media);
        if !is_document(&media) {
            return Ok(None);
        }
        let mut body = rest.to_vec();
        if get(&http, "transfer-encoding").is_some_and(|t| t.to_ascii_lowercase().contains("chunked")) {
            body = unchunked(&body);
        }
        let coding = get(&http, "content-encoding")
            .unwrap_or_default()
            .to_ascii_lowercase();
        bytes = decoded(body, &coding)?;
    }
    if bytes.trim_ascii().is_empty() || !is_document(&media) {
        return Ok(None);
    }
    let charset = media.to_ascii_lowercase().split_once("charset=").map(|(_, c)| {
        c.trim_matches(['"', '\'', ' '])
            .split([';', '"'])
            .next()
            .unwrap_or_default()
            .to_owned()
    });
    let id = get(record, "warc-record-id").map(|id| id.trim_matches(['<', '>']).to_owned());
    let url = get(record, "warc-target-uri").map(|u| u.trim_matches(['<', '>']).to_owned());
    Ok(Some((
        bytes,
        Stated {
            doc_id: id,
            url,
            charset,
        },
    )))
}

/// True for text, pages, feeds and documents; what says nothing may be one.
fn is_document(media: &str) -> bool {
    let media = media
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    match media.split_once('/') {
        None => media.is_empty(),
        Some(("text", sort)) => !matches!(sort, "css" | "javascript" | "ecmascript" | "x-component"),
        Some(("message", _)) => true,
        Some(("application", sort)) => {
            sort.ends_with("xml") || sort == "pdf" || sort.contains("wordprocessingml") || sort == "feed+json"
        }
        Some(_) => false,
    }
}

/// The body without the marks of its chunks; as it is when there are none, since some archives took them away.
fn unchunked(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(end) = rest.iter().position(|b| *b == b'\n').filter(|end| *end < 64) {
        let size = String::from_utf8_lossy(&rest[..end]);
        let size = size.split(';').next().unwrap_or_default().trim();
        let Ok(size) = usize::from_str_radix(size, 16) else {
            break;
        };
        let from = end + 1;
        let to = from.saturating_add(size).min(rest.len());
        out.extend_from_slice(&rest[from..to]);
        if size == 0 || to == rest.len() {
            return out;
        }
        rest = rest[to..].strip_prefix(b"\r\n").unwrap_or(&rest[to..]);
    }
    if out.is_empty() { body.to_vec() } else { out }
}

/// The body as it was before it was packed for the way; as it is when it is not packed, since some archives unpack.
fn decoded(body: Vec<u8>, coding: &str) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let longest = LONGEST as u64 + 1;
    let read = match coding {
        "gzip" | "x-gzip" if body.starts_with(&[0x1f, 0x8b]) => GzDecoder::new(body.as_slice())
            .take(longest)
            .read_to_end(&mut out),
        "deflate" if body.first().is_some_and(|b| b & 0x0f == 8) => ZlibDecoder::new(body.as_slice())
            .take(longest)
            .read_to_end(&mut out),
        "br" | "zstd" if std::str::from_utf8(&body).is_err() => {
            return Err(format!(
                "the answer is packed as {coding}, which is not read; let the crawler unpack it"
            ));
        }
        _ => return Ok(body),
    };
    if out.len() > LONGEST {
        return Err(format!(
            "the answer unpacks to more than {} MiB and is left out",
            LONGEST >> 20
        ));
    }
    // An answer that was cut is read as far as it goes.
    match read {
        Err(e) if out.is_empty() => Err(format!("the answer is packed as {coding} and broken: {e}")),
        _ => Ok(out),
    }
}
