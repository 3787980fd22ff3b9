//! In: places.pack, reports with gold spans (JSON lines: doc_id, text), and what `sitrep parse` said of them (CoNLL-U).
//! Out: all stretches that may name places with their signs, one JSON object a report; the engine need not run again
//! to choose weights (bench/accuracy/tune_finding.py).
//!
//!     cargo run --release -p sitrep --example find_bench -- packs/places.pack GOLD.jsonl GOLD.conllu > WEIGHED.jsonl

use gazetteer::Gazetteer;
use serde_json::{Map, Value, json};
use sitrep::resolve::place::{PlaceContext, PlaceLexicon, Sign, Source, weighed};
use text::{Analysis, Name, NameKind, Sentence, Span, Token, Upos};

type Failed = Box<dyn std::error::Error>;

fn main() -> Result<(), Failed> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [pack, gold, parsed] = &args[..] else {
        return Err("usage: find_bench PACK GOLD CONLLU".into());
    };
    let world = Gazetteer::from_pack(&std::fs::read(pack)?)?;
    let lexicon = PlaceLexicon::from_toml(
        include_str!("../../../data/lexicon/en/place.toml"),
        include_str!("../../../data/lexicon/en/place_model.toml"),
    )?;
    let parsed = std::fs::read_to_string(parsed)?;
    let documents: Vec<&str> = parsed.split("# newdoc id = ").skip(1).collect();
    let gold = std::fs::read_to_string(gold)?;
    for line in gold.lines().filter(|l| !l.trim().is_empty()) {
        let report: Value = serde_json::from_str(line)?;
        let text = report["text"].as_str().ok_or("a report has no text")?;
        let id = report["doc_id"].as_str().ok_or("a report has no doc_id")?;
        let of = documents.iter().find(|d| d.lines().next() == Some(id));
        let analysis = analysis(text, of.ok_or_else(|| format!("{id} is not in the CoNLL-U"))?)?;
        let point = |byte: usize| text[..byte].chars().count();
        let found = weighed(&world, &lexicon, text, &analysis, PlaceContext::default());
        let rows = found.iter().map(|w| {
            let sign = |s: Sign| Sign::ALL.iter().find(|(t, _)| *t == s).map_or("", |(_, n)| n);
            let signs: Map<String, Value> = w
                .signs
                .iter()
                .map(|(s, v)| (sign(*s).to_owned(), json!(v)))
                .collect();
            let source = Source::ALL
                .iter()
                .find(|(s, _)| *s == w.mention.source)
                .map(|(_, n)| n);
            let place = w.place.as_ref();
            json!({"start": point(w.mention.span.start), "end": point(w.mention.span.end), "source": source,
                   "sure": w.sure, "signs": signs, "lat": place.map(|p| p.lat), "lon": place.map(|p| p.lon),
                   "geonames_id": place.and_then(|p| p.geonames_id), "name": place.map(|p| &p.name)})
        });
        println!("{}", json!({"doc_id": id, "toponyms": rows.collect::<Vec<_>>()}));
    }
    Ok(())
}

/// The analysis that a document of the CoNLL-U describes; words are found again in the text one after the other.
fn analysis(text: &str, document: &str) -> Result<Analysis, Failed> {
    let mut out = Analysis::default();
    let mut at = 0;
    for block in document.split("\n\n") {
        let mut tokens: Vec<Token> = Vec::new();
        let mut surface: Option<(usize, Span)> = None;
        for line in block
            .lines()
            .filter(|l| l.starts_with(|c: char| c.is_ascii_digit()))
        {
            let cells: Vec<&str> = line.split('\t').collect();
            let [number, form, lemma, upos, xpos, feats, head, deprel, _, misc] = cells[..] else {
                continue;
            };
            let mut next = |form: &str| -> Result<Span, Failed> {
                let start = at
                    + text[at..]
                        .find(form)
                        .ok_or_else(|| format!("{form:?} is not in the text"))?;
                at = start + form.len();
                Ok(Span::new(start, at))
            };
            if let Some((_, last)) = number.split_once('-') {
                surface = Some((last.parse()?, next(form)?));
                continue;
            }
            let number: usize = number.parse()?;
            let span = match surface.filter(|(last, _)| number <= *last) {
                // Words of one token touch; where inside it each stands does not matter here.
                Some((_, span)) => span,
                None => next(form)?,
            };
            let entity = misc.split('|').find_map(|m| m.strip_prefix("Entity="));
            if let Some((mark, kind)) = entity.and_then(|e| e.split_once('-')) {
                let kind = match kind {
                    "PER" => NameKind::Per,
                    "ORG" => NameKind::Org,
                    _ => NameKind::Loc,
                };
                match out.names.last_mut().filter(|_| mark == "I") {
                    Some(name) => name.span = name.span.join(span),
                    None => out.names.push(Name {
                        span,
                        sentence: out.sentences.len(),
                        first: tokens.len(),
                        end: tokens.len(),
                        kind,
                    }),
                }
            }
            tokens.push(Token {
                span,
                lemma: lemma.to_owned(),
                upos: Upos::parse(upos).unwrap_or(Upos::X),
                xpos: xpos.to_owned(),
                feats: feats.to_owned(),
                head: head.parse::<usize>().ok().and_then(|h| h.checked_sub(1)),
                deprel: deprel.to_owned(),
                joined: false,
            });
        }
        if let (Some(first), Some(last)) = (tokens.first(), tokens.last()) {
            let span = first.span.join(last.span);
            out.sentences.push(Sentence { span, tokens });
        }
    }
    Ok(out)
}
