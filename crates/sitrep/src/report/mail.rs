//! In: a mail (RFC 5322 with MIME). Out: a report for its text and one for each attached document, with
//! subject, sender's name and day. Knows what is quoted and what is signature; knows no mailbox.

use jiff::civil::Date;
use mail_parser::{Message, MessageParser, MimeHeaders as _, PartType};

use super::clean::{self, Cleaned};
use super::lexicon::FurnitureLexicon;
use super::limits::Limits;
use super::pieces::{Piece, cleaned};
use super::problem::Problem;
use super::reason::Reason;
use super::{Given, assemble, file_name, unit};
use crate::record::Report;

/// The reports of a mail: its own text first, then what is attached, in order.
pub(crate) fn read_all(
    name: &str,
    bytes: &[u8],
    given: &Given,
    lexicon: &FurnitureLexicon,
    limits: &Limits,
) -> Vec<Result<Report, Problem>> {
    let Some(message) = MessageParser::default().parse(bytes) else {
        return vec![Err(Problem::new(
            name,
            None,
            "reading the mail: its headers are broken; save it again, or its text as plain text",
        ))];
    };
    let doc_id = given.doc_id.clone().unwrap_or_else(|| file_name(name).to_owned());
    let mut out = Vec::new();
    one(
        name, &doc_id, &message, bytes, given, lexicon, limits, 1, &mut out,
    );
    if out.is_empty() {
        out.push(Err(Problem::new(
            name,
            None,
            "reading the mail: it holds no text; save what is attached and give that",
        )));
    }
    out
}

#[expect(
    clippy::too_many_arguments,
    reason = "what holds for the whole mail, passed down to mails within it"
)]
fn one(
    name: &str,
    doc_id: &str,
    message: &Message<'_>,
    bytes: &[u8],
    given: &Given,
    lexicon: &FurnitureLexicon,
    limits: &Limits,
    depth: usize,
    out: &mut Vec<Result<Report, Problem>>,
) {
    let mut notes = Vec::new();
    let body = out.len();
    match text(message, given, lexicon, limits) {
        Some(Ok(mut cleaned)) => {
            state(&mut cleaned, message);
            out.push(Ok(assemble(cleaned, doc_id.to_owned(), bytes, given, lexicon)));
        }
        Some(Err(what)) => out.push(Err(Problem::new(name, None, what))),
        None => {}
    }
    for (number, part) in (1..).zip(message.attachments()) {
        let label = part
            .attachment_name()
            .map_or_else(|| format!("part {number}"), str::to_owned);
        let id = format!("{doc_id}/{label}");
        // Whoever sent the mail need not have written what is attached; the day is that of sending.
        let attached = Given {
            doc_id: Some(id.clone()),
            title: None,
            charset: None,
            ..given.clone()
        };
        if depth >= limits.mail_depth {
            notes.push(format!(
                "mail: {label} is attached over {} deep and not read",
                limits.mail_depth
            ));
            continue;
        }
        match &part.body {
            PartType::Message(inner) => {
                let raw = inner.raw_message();
                one(name, &id, inner, raw, &attached, lexicon, limits, depth + 1, out);
            }
            PartType::Text(text) | PartType::Html(text) => {
                out.extend(super::read(name, text.as_bytes(), &attached, lexicon, limits));
            }
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
                match super::sniff::document(bytes) {
                    // A mail in a binary part would escape the count of depths.
                    Some(super::sniff::Document::Mail) | None => {
                        notes.push(format!("mail: {label} is attached and not read"));
                    }
                    Some(_) => out.extend(super::read(name, bytes, &attached, lexicon, limits)),
                }
            }
            PartType::Multipart(_) => {}
        }
    }
    if out.len() == body {
        out.extend(notes.into_iter().map(|note| {
            let message = format!("reading the mail: {note}; save it and give that");
            Err(Problem::new(name, None, message))
        }));
    } else if let Some(Ok(report)) = out.get_mut(body) {
        report.notes.extend(notes);
    }
}

/// What the headers state.
fn state(cleaned: &mut Cleaned, message: &Message<'_>) {
    let sender = message.from().or(message.sender()).and_then(|a| a.first());
    let author = sender.and_then(|a| a.name()).map(str::to_owned);
    cleaned.state(message.subject().map(str::to_owned), author, None);
    let day = message
        .date()
        .filter(|d| d.is_valid())
        .and_then(|d| Date::new(d.year as i16, d.month as i8, d.day as i8).ok());
    cleaned.state_day(day, "the mail's date");
}

/// The mail's own text; `None` when it has none.
fn text(
    message: &Message<'_>,
    given: &Given,
    lexicon: &FurnitureLexicon,
    limits: &Limits,
) -> Option<Result<Cleaned, String>> {
    let filled = |s: &str| !s.trim().is_empty();
    let mut plain = String::new();
    for part in message.text_bodies() {
        match &part.body {
            PartType::Text(text) => {
                plain.push_str(text);
                plain.push('\n');
            }
            // The same text as HTML only, or an HTML part without a plain one.
            PartType::Html(html) if !filled(&plain) => {
                return Some(clean::page(html, lexicon, limits)).filter(|_| filled(html));
            }
            _ => {}
        }
    }
    plain.truncate(plain.trim_end().len());
    if !filled(&plain) {
        let html = message.html_bodies().find_map(|p| p.text_contents())?;
        return Some(clean::page(html, lexicon, limits)).filter(|_| filled(html));
    }
    let (own, rest) = parts(&plain);
    if rest.is_empty() {
        return Some(clean::text(&plain, given.clean, lexicon, limits));
    }
    let units = |text: &str, reason: Option<Reason>| -> Vec<Piece> {
        let piece = |u: ::text::Span| Piece {
            text: u.of(text).to_owned(),
            reason,
        };
        unit::units(text).into_iter().map(piece).collect()
    };
    let mut pieces = units(&own, None);
    pieces.extend(rest.iter().flat_map(|(text, reason)| units(text, Some(*reason))));
    Some(cleaned(&pieces, true, lexicon, limits))
}

/// The sender's own lines, and what stands apart: quoted mails and the signature.
fn parts(plain: &str) -> (String, Vec<(String, Reason)>) {
    let mut own = String::new();
    let mut rest: Vec<(String, Reason)> = Vec::new();
    let mut signature = false;
    for line in plain.lines() {
        signature |= line.trim_end() == "--";
        let reason = match (line.starts_with('>'), signature) {
            (true, _) => {
                // The line that says whom the sender quotes: it ends in a colon, right above.
                let above = own.trim_end().rfind('\n').map_or(0, |at| at + 1);
                if own.trim_end().ends_with(':') && rest.last().is_none_or(|(_, r)| *r != Reason::Quoted) {
                    rest.push((own[above..].trim_end().to_owned(), Reason::Quoted));
                    own.truncate(above);
                }
                Reason::Quoted
            }
            (_, true) => Reason::Signature,
            _ => {
                own.push_str(line);
                own.push('\n');
                continue;
            }
        };
        match rest.last_mut() {
            Some((text, last)) if *last == reason => {
                text.push('\n');
                text.push_str(line);
            }
            _ => rest.push((line.to_owned(), reason)),
        }
    }
    (own, rest)
}
