//! In: lines of JSON: documents with coded events (a gold file, docs/guide/scores.md), or claims as `sitrep code` writes them.
//! Out: [`CodingLine`]s; and scores and agreements as JSON. Opens no file.

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};
use sitrep::agree::alpha::Metric;
use sitrep::agree::{Agreement, Coder};
use sitrep::record::CountValue;
use sitrep::score::coding::{CodedCount, CodedEvent, Coding, Mention};
use sitrep::score::{FIGURES, Score, Single, Tally};

/// What a line holds.
#[derive(Debug, Clone, PartialEq)]
pub enum CodingLine {
    /// A report with all its events.
    Document(Document),
    /// One event of a report.
    Event {
        /// The report.
        doc_id: String,
        /// The event.
        event: Box<CodedEvent>,
    },
}

/// A report with its events.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// The events.
    pub coding: Coding,
    /// The report's text; `None` when the file holds none.
    pub text: Option<String>,
    /// Publication day, as written.
    pub published: Option<String>,
}

#[derive(Deserialize)]
struct Probe {
    #[serde(default)]
    events: Option<IgnoredAny>,
    #[serde(default)]
    trigger: Option<IgnoredAny>,
    #[serde(default)]
    sentence: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct DocumentIn {
    doc_id: String,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    published: Option<String>,
    events: Vec<EventIn>,
}

#[derive(Deserialize)]
struct ClaimIn {
    doc_id: String,
    #[serde(flatten)]
    event: EventIn,
}

#[derive(Deserialize)]
struct EventIn {
    sentence: Phrase,
    trigger: Phrase,
    #[serde(rename = "type", default)]
    kind: Option<String>,
    #[serde(default)]
    mode: Option<String>,
    #[serde(default)]
    actors: Option<Vec<Phrase>>,
    #[serde(default)]
    recipients: Option<Vec<Phrase>>,
    #[serde(default)]
    place: Option<Phrase>,
    #[serde(default)]
    time: Option<TimeIn>,
    #[serde(default)]
    start: Option<String>,
    #[serde(default)]
    end: Option<String>,
    #[serde(default)]
    counts: Option<Vec<CountIn>>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    said_by: Option<Phrase>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Phrase {
    Words(String),
    Span {
        text: Option<String>,
        #[serde(default)]
        code: Option<String>,
        #[serde(default)]
        geonames_id: Option<u64>,
    },
}

#[derive(Deserialize)]
#[serde(untagged)]
enum TimeIn {
    Days {
        #[serde(default)]
        start: Option<String>,
        #[serde(default)]
        end: Option<String>,
    },
    Words(IgnoredAny),
}

#[derive(Deserialize)]
struct CountIn {
    #[serde(default)]
    role: Option<String>,
    #[serde(default)]
    low: Option<u64>,
    #[serde(default)]
    best: Option<u64>,
    #[serde(default)]
    high: Option<u64>,
}

/// Reads a line; `None` when it is neither a document nor a claim, but perhaps a report. The error says what is wrong.
pub fn read_coding(line: &[u8]) -> Option<Result<CodingLine, String>> {
    let probe: Probe = serde_json::from_slice(line).ok()?;
    if probe.events.is_some() {
        return Some(document(line));
    }
    (probe.trigger.is_some() && probe.sentence.is_some()).then(|| claim(line))
}

fn document(line: &[u8]) -> Result<CodingLine, String> {
    let d: DocumentIn = serde_json::from_slice(line).map_err(|e| e.to_string())?;
    let events = (d.events.into_iter().enumerate())
        .map(|(n, e)| event(e).map_err(|what| format!("event {}: {what}", n + 1)))
        .collect::<Result<_, _>>()?;
    Ok(CodingLine::Document(Document {
        coding: Coding {
            doc_id: d.doc_id,
            events,
        },
        text: d.text,
        published: d.published,
    }))
}

fn claim(line: &[u8]) -> Result<CodingLine, String> {
    let c: ClaimIn = serde_json::from_slice(line).map_err(|e| e.to_string())?;
    Ok(CodingLine::Event {
        doc_id: c.doc_id,
        event: Box::new(event(c.event)?),
    })
}

fn event(e: EventIn) -> Result<CodedEvent, String> {
    let (start, end) = match e.time {
        Some(TimeIn::Days { start, end }) => (start.or(e.start), end.or(e.end)),
        Some(TimeIn::Words(_)) | None => (e.start, e.end),
    };
    let mentions = |all: Option<Vec<Phrase>>| all.into_iter().flatten().map(mention).collect();
    Ok(CodedEvent {
        sentence: mention(e.sentence).text,
        trigger: mention(e.trigger).text,
        kind: e.kind,
        mode: e.mode,
        actors: mentions(e.actors),
        recipients: mentions(e.recipients),
        place: e.place.map(mention),
        start: day("start", start)?,
        end: day("end", end)?,
        counts: (e.counts.into_iter().flatten())
            .map(|c| CodedCount {
                role: c.role,
                value: CountValue {
                    low: c.low,
                    best: c.best,
                    high: c.high,
                },
            })
            .collect(),
        status: e.status,
        said_by: e.said_by.map(mention),
    })
}

fn mention(phrase: Phrase) -> Mention {
    match phrase {
        Phrase::Words(text) => Mention { text, code: None },
        Phrase::Span {
            text,
            code,
            geonames_id,
        } => Mention {
            text: text.unwrap_or_default(),
            code: code.or(geonames_id.map(|id| id.to_string())),
        },
    }
}

/// The day at the beginning of a text; an empty text is none.
fn day(field: &str, text: Option<String>) -> Result<Option<Date>, String> {
    let Some(text) = text.filter(|t| !t.is_empty()) else {
        return Ok(None);
    };
    let head: String = text.chars().take(10).collect();
    let wrong = |_| format!("{field} is \"{head}\", which is no day; write YYYY-MM-DD or null");
    head.parse().map(Some).map_err(wrong)
}

/// A score as JSON; all figures in percent. With `singles`, also what is missed or too much.
pub fn score_json(score: &Score, singles: bool) -> Value {
    let mut figures = Map::new();
    for (name, tally) in FIGURES.iter().zip(score.figures) {
        figures.insert((*name).to_owned(), tally_json(tally));
    }
    for (name, share) in [("mode", score.mode), ("status", score.status)] {
        let row = json!({"accuracy": share.percent(), "right": share.right, "of": share.of});
        figures.insert(name.to_owned(), row);
    }
    let by_type = score.by_type.iter().map(|(kind, tally)| {
        let mut row = tally_json(*tally);
        row["type"] = json!(kind);
        row
    });
    let mut out = json!({"figures": figures, "by_type": by_type.collect::<Vec<_>>()});
    if singles {
        out["missed"] = score.missed.iter().map(single_json).collect();
        out["extra"] = score.extra.iter().map(single_json).collect();
    }
    out
}

fn tally_json(t: Tally) -> Value {
    json!({
        "precision": 100.0 * t.precision(),
        "recall": 100.0 * t.recall(),
        "f1": 100.0 * t.f1(),
        "hit": t.hit,
        "gold": t.gold,
        "given": t.given,
    })
}

fn single_json(s: &Single) -> Value {
    json!({"doc_id": s.doc_id, "type": s.kind, "trigger": s.trigger, "sentence": s.sentence})
}

/// What a metric is called.
pub fn metric_name(metric: Metric) -> &'static str {
    match metric {
        Metric::Nominal => "nominal",
        Metric::Ordinal => "ordinal",
        Metric::Interval => "interval",
        Metric::Ratio => "ratio",
        Metric::Masi => "MASI",
        Metric::Jaccard => "Jaccard",
    }
}

/// An agreement as JSON.
pub fn agreement_json(found: &Agreement, coders: &[Coder]) -> Value {
    let name = |c: usize| coders[c].name.as_str();
    let pairs = found.pairs.iter().map(|p| {
        json!({
            "a": name(p.a),
            "b": name(p.b),
            "reports": p.reports,
            "a_is_gold": score_json(&p.a_is_gold, false),
            "b_is_gold": score_json(&p.b_is_gold, false),
        })
    });
    let fields = found.fields.iter().map(|f| {
        json!({
            "field": f.name,
            "metric": metric_name(f.metric),
            "units": f.alpha.units,
            "values": f.alpha.values,
            "percent": f.alpha.percent,
            "alpha": f.alpha.alpha,
            "interval": f.alpha.interval.map(|(low, high)| [low, high]),
        })
    });
    json!({
        "coders": coders.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(),
        "reports": found.reports,
        "reports_of_one_coder": found.left_out,
        "events_seen_by": found.seen_by,
        "pairs": pairs.collect::<Vec<_>>(),
        "fields": fields.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn read(line: &Value) -> Option<Result<CodingLine, String>> {
        read_coding(line.to_string().as_bytes())
    }

    #[test]
    fn an_event_is_the_same_in_both_forms() {
        let gold = json!({"doc_id": "r", "published": "2021-05-06", "events": [{
            "sentence": "Troops shelled it.", "trigger": "shelled", "type": "ASSAULT", "mode": null, "actors": ["Troops"],
            "recipients": [], "place": "Qarabagh", "place_inferred": null, "time": "on Monday", "start": "2021-05-03",
            "end": "2021-05-03", "counts": [{"role": "killed", "text": "two", "low": 2, "best": 2, "high": 2}],
            "status": "occurred", "said_by": null, "operation": null}]});
        let claim = json!({"doc_id": "r", "claim_id": "x", "sentence": {"text": "Troops shelled it.", "index": 0},
            "trigger": {"text": "shelled"}, "type": "ASSAULT", "mode": null, "actors": [{"text": "Troops", "code": null}],
            "recipients": [], "place": {"text": "Qarabagh", "geonames_id": null}, "status": "occurred", "said_by": null,
            "time": {"text": "on Monday", "start": "2021-05-03", "end": "2021-05-03", "edtf": "2021-05-03"},
            "counts": [{"role": "killed", "low": 2, "best": 2, "high": 2}]});
        let Some(Ok(CodingLine::Document(document))) = read(&gold) else {
            panic!("a document");
        };
        let Some(Ok(CodingLine::Event { doc_id, event })) = read(&claim) else {
            panic!("a claim");
        };
        assert_eq!((doc_id.as_str(), document.coding.doc_id.as_str()), ("r", "r"));
        assert_eq!(document.coding.events, [*event]);
        assert_eq!(document.coding.events[0].start, Some(date(2021, 5, 3)));
    }

    #[test]
    fn what_is_no_coding_is_told_from_a_bad_one() {
        assert!(read(&json!({"id": "r", "text": "Troops left."})).is_none());
        assert!(read_coding(b"no json").is_none());
        let bad = json!({"doc_id": "r", "events": [{"sentence": "s", "trigger": "t", "start": "Monday"}]});
        let said = read(&bad).expect("a document").expect_err("a bad day");
        assert!(said.contains("event 1: start is \"Monday\""), "{said}");
        let bad = json!({"events": []});
        assert!(
            read(&bad)
                .expect("a document")
                .expect_err("no id")
                .contains("doc_id")
        );
        let codes = json!({"doc_id": "r", "sentence": "s", "trigger": "t", "place": {"text": "Mosul", "geonames_id": 99072}});
        let Some(Ok(CodingLine::Event { event, .. })) = read(&codes) else {
            panic!("an event");
        };
        assert_eq!(event.place.and_then(|p| p.code).as_deref(), Some("99072"));
    }
}
