//! In: the codebook, what fired and how people judged it; a sentence to try. Out: both for the page of the codebook. Keeps nothing
//! of a tried sentence.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use sitrep::report::Given;
use sitrep::{code_report, read};
use store::project::FiredWord;
use store::{Codes, claim_rows};

use super::problem::{Answer, Problem};
use super::query::{Pairs, asked};
use super::state::App;
use super::wire::{CodebookInfo, Fired, ModeInfo, TraceInfo, Tried, Try, TypeInfo};

/// Words of a type that are told.
const WORDS: usize = 12;
/// Longest text to try, in characters.
const LONGEST: usize = 4000;

/// The types in force with what fires them and how often rightly, from what people judged.
#[utoipa::path(get, path = "/api/v1/codebook", tag = "codebook", params(("brief" = Option<bool>, Query, description = "definitions alone, without counts")),
    responses((status = 200, body = CodebookInfo)))]
pub async fn codebook(State(app): State<Arc<App>>, pairs: Pairs) -> Answer<Json<CodebookInfo>> {
    let brief = asked(pairs.0, &["brief"])?.is("brief");
    let shared = Arc::clone(&app);
    let info = app.read(move |p| {
        let fired = if brief {
            Vec::new()
        } else {
            p.fired(&*shared.atlas(p)?)?
        };
        let mut of: HashMap<&str, Vec<&FiredWord>> = HashMap::new();
        for f in &fired {
            of.entry(f.kind.as_str()).or_default().push(f);
        }
        let book = shared.packs.codebook();
        let none = Vec::new();
        let types = book.kinds().iter().map(|k| {
            let fired = of.get(k.name.as_str()).unwrap_or(&none);
            let sum = |of: fn(&FiredWord) -> u64| fired.iter().map(|f| of(f)).sum::<u64>();
            TypeInfo {
                name: k.name.clone(),
                quad: k.quad.name().to_owned(),
                definition: k.definition.clone(),
                modes: (k.modes.iter())
                    .map(|m| ModeInfo {
                        name: m.name.clone(),
                        definition: m.definition.clone(),
                        extension: m.extension,
                        claims: fired
                            .iter()
                            .filter(|f| f.mode.as_ref() == Some(&m.name))
                            .map(|f| f.fired.claims)
                            .sum(),
                    })
                    .collect(),
                examples: k.examples.iter().map(|e| e.text.clone()).collect(),
                near_misses: k.near_misses.iter().map(|e| e.text.clone()).collect(),
                claims: sum(|f| f.fired.claims),
                accepted: sum(|f| f.fired.accepted),
                rejected: sum(|f| f.fired.rejected),
                fired: words(fired),
            }
        });
        Ok(CodebookInfo {
            hash: book.hash().to_owned(),
            types: types.collect(),
        })
    });
    Ok(Json(info.await?))
}

/// By trigger, whatever its mode.
fn words(fired: &[&FiredWord]) -> Vec<Fired> {
    let mut by_word: HashMap<&str, Fired> = HashMap::new();
    for f in fired {
        let word = by_word.entry(&f.word).or_insert_with(|| Fired {
            word: f.word.clone(),
            claims: 0,
            accepted: 0,
            rejected: 0,
        });
        word.claims += f.fired.claims;
        word.accepted += f.fired.accepted;
        word.rejected += f.fired.rejected;
    }
    let mut all: Vec<Fired> = by_word.into_values().collect();
    all.sort_by(|a, b| b.claims.cmp(&a.claims).then_with(|| a.word.cmp(&b.word)));
    all.truncate(WORDS);
    all
}

/// Reads a sentence and tells its claims, what fired and what did not. It is not kept.
#[utoipa::path(post, path = "/api/v1/try", tag = "codebook", request_body = Try, responses((status = 200, body = Tried), (status = 400, body = Problem)))]
pub async fn try_sentence(State(app): State<Arc<App>>, Json(body): Json<Try>) -> Answer<Json<Tried>> {
    if body.text.chars().count() > LONGEST {
        return Err(Problem::bad(
            "text",
            format!("text is longer than {LONGEST} characters; add it as a report"),
        ));
    }
    let published = (body.published.as_deref().filter(|d| !d.is_empty()))
        .map(|d| {
            d.parse().map_err(|_| {
                Problem::bad(
                    "published",
                    format!("published is \"{d}\"; give a day as 2018-08-13"),
                )
            })
        })
        .transpose()?;
    let packs = app.packs;
    let tried = app.read(move |_| {
        let given = Given {
            published,
            clean: true,
            // One sentence may be too short to tell its language; who asks expects English.
            language: Some("en".to_owned()),
            ..Given::default()
        };
        let report = read(&packs.reader, "sentence", body.text.as_bytes(), &given)
            .into_iter()
            .next();
        let Some(Ok(report)) = report else {
            return Err(Problem::bad("text", "there is no text to read; write a sentence"));
        };
        let coded = code_report(packs, report);
        let codes = Codes {
            codebook: &packs.codebook_hash,
            model: &packs.model_hash,
        };
        let traces = coded.traces.iter().map(|t| TraceInfo {
            word: t.trigger.of(&coded.report.text).to_owned(),
            kept: t.kept,
            lines: t.lines.clone(),
        });
        Ok(Tried {
            text: coded.report.text.clone(),
            claims: claim_rows(&coded, codes),
            traces: traces.collect(),
            notes: coded.report.notes.clone(),
        })
    });
    Ok(Json(tried.await?))
}
