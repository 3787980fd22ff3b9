//! In: a filter, or a claim's id. Out: pages of claims, one claim with all that was said of it; corrections and blind reviews of
//! the caller. Knows no other table.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use serde_json::Value;
use store::Points;
use store::project::{By, CoderReview, Correction, Field, Opinion, Project};

use super::problem::{Answer, Problem};
use super::query::{FilterQuery, PageQuery, Pairs, asked};
use super::state::{App, now};
use super::wire::{
    Adjudication, AgreementInfo, ClaimDetail, ClaimPage, CorrectionInfo, Done, NewCorrection, NewReview,
    Queue, ReviewInfo, Why,
};

/// Characters shown before and behind a sentence.
const AROUND: usize = 260;
/// Claims on which coders differ that are shown at once.
const OPEN: usize = 50;
/// Longest name and reason of a person, in characters.
const LONGEST: usize = 2000;

/// The person who asks, by the name that he gave; empty when he gave none. Nobody proves who he is: names keep coders blind to
/// each other and stand in the log, and do not lock anything.
pub fn caller(headers: &HeaderMap) -> String {
    let raw = headers.get("x-sitrep-coder").and_then(|v| v.to_str().ok());
    let name = raw.map(decoded).unwrap_or_default();
    let clean: String = name.chars().filter(|c| !c.is_control()).take(80).collect();
    clean.trim().to_owned()
}

fn named(headers: &HeaderMap) -> Answer<String> {
    let name = caller(headers);
    if name.is_empty() {
        return Err(Problem::bad(
            "x-sitrep-coder",
            "who says so is missing; send a name in the header X-Sitrep-Coder",
        ));
    }
    Ok(name)
}

/// Percent-encoding undone; what is no UTF-8 is replaced.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(b) = rest.next() {
        if b != b'%' {
            bytes.push(b);
            continue;
        }
        let pair = [rest.next().unwrap_or_default(), rest.next().unwrap_or_default()];
        let hex = std::str::from_utf8(&pair)
            .ok()
            .and_then(|h| u8::from_str_radix(h, 16).ok());
        bytes.extend(hex);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn short(field: &str, text: &str) -> Answer<()> {
    if text.chars().count() > LONGEST {
        return Err(Problem::bad(
            field,
            format!("{field} is longer than {LONGEST} characters; shorten it"),
        ));
    }
    Ok(())
}

/// Claims under a filter, by day and id.
#[utoipa::path(get, path = "/api/v1/claims", operation_id = "claims", tag = "claims", params(FilterQuery, PageQuery),
    responses((status = 200, body = ClaimPage), (status = 400, body = Problem)))]
pub async fn list(State(app): State<Arc<App>>, pairs: Pairs) -> Answer<Json<ClaimPage>> {
    let asked = asked(pairs.0, &[])?;
    let page = app.read(move |p| {
        let page = p.claims(&asked.filter, asked.limit, asked.after.as_deref())?;
        Ok(ClaimPage {
            total: p.count_claims(&asked.filter)?,
            claims: page.entries,
            next: page.next,
        })
    });
    Ok(Json(page.await?))
}

/// One claim with corrections, reviews that the caller may see, and the words around it.
#[utoipa::path(get, path = "/api/v1/claims/{id}", operation_id = "claim", tag = "claims", params(("id" = String, Path, description = "id of the claim")),
    responses((status = 200, body = ClaimDetail), (status = 404, body = Problem)))]
pub async fn one(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer<Json<ClaimDetail>> {
    let coder = caller(&headers);
    Ok(Json(app.read(move |p| detail(p, &id, Some(&coder))).await?))
}

/// With `coder`, reviews of others are hidden until he has reviewed the claim himself.
fn detail(p: &Project, id: &str, coder: Option<&str>) -> Answer<ClaimDetail> {
    let (Some(effective), Some(entry)) = (p.effective(id)?, p.entry(id)?) else {
        return Err(Problem::missing("claim", id));
    };
    let reviews = p.reviews_on(&entry.claim.claim_id)?;
    let mine = coder.is_none_or(|c| {
        reviews
            .iter()
            .any(|r| r.coder == c && r.opinion != Opinion::Unsure)
    });
    let hidden = if mine { 0 } else { reviews.len() as u64 };
    let (before, after) = around(
        p,
        &entry.report_sha256,
        entry.claim.sentence.span.start,
        entry.claim.sentence.span.end,
    )?;
    Ok(ClaimDetail {
        entry,
        coded: effective.coded,
        corrections: effective.corrections.into_iter().map(correction).collect(),
        reviews: if mine {
            reviews.into_iter().map(review).collect()
        } else {
            Vec::new()
        },
        hidden_reviews: hidden,
        before,
        after,
    })
}

fn around(p: &Project, report: &str, start: usize, end: usize) -> Answer<(String, String)> {
    let Some(row) = p.report_row(report)? else {
        return Ok(Default::default());
    };
    let text = row.text;
    let points = Points::new(&text);
    let (start, end) = (points.to_byte(start), points.to_byte(end));
    let (Some(head), Some(tail)) = (text.get(..start), text.get(end..)) else {
        return Ok(Default::default());
    };
    let before: Vec<char> = head.chars().rev().take(AROUND).collect();
    Ok((
        before.into_iter().rev().collect(),
        tail.chars().take(AROUND).collect(),
    ))
}

fn correction(c: Correction) -> CorrectionInfo {
    CorrectionInfo {
        id: c.id,
        claim_id: c.claim_id,
        field: c.field,
        old: c.old,
        new: c.new,
        who: c.who,
        at: c.at,
        why: c.why,
        withdraws: c.withdraws,
        holds: c.holds,
    }
}

fn review(r: CoderReview) -> ReviewInfo {
    ReviewInfo {
        id: r.id,
        claim_id: r.claim_id,
        coder: r.coder,
        opinion: r.opinion.name().to_owned(),
        fields: Value::Object(r.fields),
        at: r.at,
        why: r.why,
    }
}

/// Sets a value of a claim, or its verdict. What the run said stays below it.
#[utoipa::path(post, path = "/api/v1/claims/{id}/corrections", tag = "review", params(("id" = String, Path, description = "id of the claim")),
    request_body = NewCorrection, responses((status = 200, body = Done), (status = 400, body = Problem)))]
pub async fn correct(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(body): Json<NewCorrection>,
) -> Answer<Json<Done>> {
    let who = named(&headers)?;
    short("why", &body.why)?;
    let field = Field::parse(&body.field).map_err(|e| Problem::bad("field", e.to_string()))?;
    let done = app.write(move |p| {
        let at = now();
        if p.effective(&id)?.is_none() {
            return Err(Problem::missing("claim", &id));
        }
        let by = By {
            who: &who,
            at: &at,
            why: &body.why,
        };
        let done = p.correct(&id, field, &body.value, by)?;
        Ok(Done { id: done.id })
    });
    let done = done.await?;
    app.relink();
    Ok(Json(done))
}

/// Undoes a correction; it stays in the log.
#[utoipa::path(post, path = "/api/v1/corrections/{id}/withdrawal", tag = "review", params(("id" = i64, Path, description = "number of the correction")),
    request_body = Why, responses((status = 200, body = Done), (status = 400, body = Problem)))]
pub async fn withdraw(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    headers: HeaderMap,
    Json(body): Json<Why>,
) -> Answer<Json<Done>> {
    let who = named(&headers)?;
    short("why", &body.why)?;
    let done = app.write(move |p| {
        let at = now();
        let by = By {
            who: &who,
            at: &at,
            why: &body.why,
        };
        Ok(Done {
            id: p.withdraw(id, by)?.id,
        })
    });
    let done = done.await?;
    app.relink();
    Ok(Json(done))
}

/// Keeps what the caller thinks of a claim; no other coder sees it before his own review.
#[utoipa::path(put, path = "/api/v1/claims/{id}/review", tag = "review", params(("id" = String, Path, description = "id of the claim")),
    request_body = NewReview, responses((status = 200, body = Done), (status = 400, body = Problem)))]
pub async fn put_review(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(body): Json<NewReview>,
) -> Answer<Json<Done>> {
    let who = named(&headers)?;
    short("why", &body.why)?;
    let opinion = match body.opinion.as_str() {
        "right" => Opinion::Right,
        "wrong" => Opinion::Wrong,
        "unsure" => Opinion::Unsure,
        other => {
            return Err(Problem::bad(
                "opinion",
                format!("opinion is \"{other}\"; give right, wrong or unsure"),
            ));
        }
    };
    let fields = (body.fields.into_iter())
        .map(|(name, value)| Ok((Field::parse(&name)?, value)))
        .collect::<Result<Vec<_>, store::project::Error>>()
        .map_err(|e| Problem::bad("fields", e.to_string()))?;
    let done = app.write(move |p| {
        let at = now();
        if p.effective(&id)?.is_none() {
            return Err(Problem::missing("claim", &id));
        }
        let by = By {
            who: &who,
            at: &at,
            why: &body.why,
        };
        Ok(Done {
            id: p.review(&id, opinion, &fields, by)?,
        })
    });
    Ok(Json(done.await?))
}

/// The caller's queue: claims that nobody has judged (`blind`: that he has not reviewed), the most doubtful first.
#[utoipa::path(get, path = "/api/v1/queue", tag = "review", params(FilterQuery, PageQuery, ("blind" = Option<bool>, Query, description = "count only the caller's own reviews as done")),
    responses((status = 200, body = Queue), (status = 400, body = Problem)))]
pub async fn queue(State(app): State<Arc<App>>, headers: HeaderMap, pairs: Pairs) -> Answer<Json<Queue>> {
    let asked = asked(pairs.0, &["blind"])?;
    let coder = caller(&headers);
    let queue = app.read(move |p| {
        let blind = asked.is("blind");
        let mut left = asked.filter.clone();
        if blind {
            left.unreviewed_by = Some(coder);
        } else if left.reviewed.is_empty() {
            left.reviewed = vec![store::project::Review::Untouched];
        }
        let mut all = asked.filter.clone();
        if all.reviewed.is_empty() && !blind {
            use store::project::Review::{Accepted, Corrected, Rejected, Untouched};
            all.reviewed = vec![Untouched, Accepted, Rejected, Corrected];
        }
        let (of_all, of_left) = (p.count_claims(&all)?, p.count_claims(&left)?);
        Ok(Queue {
            claims: p.doubtful(&left, asked.limit)?,
            left: of_left,
            done: of_all.saturating_sub(of_left),
        })
    });
    Ok(Json(queue.await?))
}

/// How far coders agree, and the claims on which two differ and no verdict stands.
#[utoipa::path(get, path = "/api/v1/adjudication", tag = "review", responses((status = 200, body = Adjudication)))]
pub async fn adjudication(State(app): State<Arc<App>>) -> Answer<Json<Adjudication>> {
    let all = app.read(|p| {
        let open = p.disagreements(OPEN)?;
        let agreement = p.agreement()?.into_iter().map(|a| AgreementInfo {
            first: a.first,
            second: a.second,
            claims: a.claims,
            same: a.same,
            kappa: a.kappa,
        });
        let concord = p.concord()?;
        Ok(Adjudication {
            claims: concord.claims,
            alpha: concord.alpha,
            alpha_interval: concord.interval.map(|(low, high)| [low, high]),
            agreement: agreement.collect(),
            open: open
                .iter()
                .map(|id| detail(p, id, None))
                .collect::<Result<_, _>>()?,
        })
    });
    Ok(Json(all.await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_callers_are_decoded_and_cut() {
        for (sent, name) in [
            ("Ana", "Ana"),
            ("%D8%B3%D8%A7%D8%B1%D8%A9", "سارة"),
            (" a%0Ab ", "ab"),
            ("%", ""),
            ("%zz x", "x"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("x-sitrep-coder", sent.parse().expect("a header"));
            assert_eq!(caller(&headers), name, "{sent}");
        }
        assert!(named(&HeaderMap::new()).is_err());
    }
}
