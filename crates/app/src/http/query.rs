//! In: the query of a request. Out: the filter and page that it asks for, or which parameter is wrong and how. Knows no
//! table.

use axum::extract::Query;
use store::project::{Filter, Polygon, Rectangle, Review};
use utoipa::IntoParams;

use super::problem::{Answer, Problem};

/// Pairs as they came; a name may come several times.
pub type Pairs = Query<Vec<(String, String)>>;

/// Entries of a page unless asked, and at most.
const PAGE: usize = 50;
const MOST: usize = 500;
/// Corners of an area at most.
const CORNERS: usize = 500;

/// The filter, as every list, count and picture takes it. Names of lists may come several times: one match suffices.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the query; `asked` reads it")]
pub struct FilterQuery {
    /// First day (YYYY-MM-DD).
    from: Option<String>,
    /// Last day, inclusive.
    to: Option<String>,
    /// Rectangle in degrees: west,south,east,north.
    bbox: Option<String>,
    /// Ring in degrees: lon,lat,lon,lat,… with three corners or more.
    area: Option<String>,
    /// Words of the sentence; "in quotes" they follow each other, `shell*` is a beginning.
    q: Option<String>,
    /// PLOVER type.
    r#type: Option<Vec<String>>,
    /// Mode.
    mode: Option<Vec<String>>,
    /// Who acts: code or full name.
    actor: Option<Vec<String>>,
    /// To whom: code or full name.
    recipient: Option<Vec<String>>,
    /// PLOVER sector of either.
    sector: Option<Vec<String>>,
    /// `occurred`, `ongoing`, `planned`, `hypothetical`, `negated`, `denied`, `alleged`.
    status: Option<Vec<String>>,
    /// Publisher.
    source: Option<Vec<String>>,
    /// ISO 3166-1 alpha-3.
    country: Option<Vec<String>>,
    /// `exact`, `near`, `admin2`, `admin1`, `area`, `country`, `none`.
    precision: Option<Vec<String>>,
    /// `open`, `restricted`.
    sensitivity: Option<Vec<String>>,
    /// `untouched`, `accepted`, `rejected`, `corrected`. Without it all but rejected ones.
    review: Option<Vec<String>>,
    /// Name of an operation.
    operation: Option<Vec<String>>,
}

/// A page.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the query; `asked` reads it")]
pub struct PageQuery {
    /// Entries, 1 to 500; 50 by default.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// What a query asks for.
#[derive(Debug, Default)]
pub struct Asked {
    /// The filter.
    pub filter: Filter,
    /// Entries of a page.
    pub limit: usize,
    /// Where the page begins.
    pub after: Option<String>,
    /// The parameters that the route alone knows.
    pub own: Vec<(String, String)>,
}

impl Asked {
    /// The value of a parameter of the route's own.
    pub fn own(&self, name: &str) -> Option<&str> {
        self.own.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// True when a parameter of the route's own says so.
    pub fn is(&self, name: &str) -> bool {
        matches!(self.own(name), Some("true" | "1"))
    }
}

/// Reads a query; `own` are the parameters that the route knows beside the filter.
///
/// # Errors
/// With the name of the parameter that is not known or cannot be used.
pub fn asked(pairs: Vec<(String, String)>, own: &[&str]) -> Answer<Asked> {
    let mut out = Asked {
        limit: PAGE,
        ..Asked::default()
    };
    let f = &mut out.filter;
    for (name, value) in pairs {
        if value.len() > 20_000 {
            return Err(Problem::bad(
                &name,
                format!("{name} is longer than 20,000 characters"),
            ));
        }
        match name.as_str() {
            "from" => f.from = Some(day(&name, &value)?),
            "to" => f.to = Some(day(&name, &value)?),
            "bbox" => f.bbox = Some(rectangle(&value)?),
            "area" => f.polygon = Some(polygon(&value)?),
            "q" => f.words = Some(value).filter(|v| !v.trim().is_empty()),
            "type" => f.types.push(value),
            "mode" => f.modes.push(value),
            "actor" => f.actors.push(value),
            "recipient" => f.recipients.push(value),
            "sector" => f.sectors.push(value),
            "status" => f.statuses.push(value),
            "source" => f.sources.push(value),
            "country" => f.countries.push(value),
            "precision" => f.where_prec.extend(precision(&value)?),
            "sensitivity" => f.sensitivities.push(value),
            "review" => f.reviewed.push(review(&value)?),
            "operation" => f.operations.push(value),
            "limit" => {
                out.limit = value
                    .parse()
                    .ok()
                    .filter(|n| (1..=MOST).contains(n))
                    .ok_or_else(|| {
                        Problem::bad(
                            "limit",
                            format!("limit is \"{value}\"; give a number from 1 to {MOST}"),
                        )
                    })?;
            }
            "after" => out.after = Some(value),
            known if own.contains(&known) => out.own.push((name, value)),
            _ => {
                let detail = format!(
                    "there is no parameter \"{name}\" here; /api/v1/openapi.json lists those that there are"
                );
                return Err(Problem::bad(&name, detail));
            }
        }
    }
    Ok(out)
}

fn day(name: &str, value: &str) -> Answer<String> {
    match value.parse::<jiff::civil::Date>() {
        Ok(date) => Ok(date.to_string()),
        Err(_) => Err(Problem::bad(
            name,
            format!("{name} is \"{value}\"; give a day as 2018-08-13"),
        )),
    }
}

fn numbers(name: &str, value: &str) -> Answer<Vec<f64>> {
    let read: Option<Vec<f64>> = value
        .split(',')
        .map(|n| n.trim().parse().ok().filter(|n: &f64| n.is_finite()))
        .collect();
    read.ok_or_else(|| {
        Problem::bad(
            name,
            format!("{name} holds something that is no number; give degrees with commas between them"),
        )
    })
}

/// A rectangle of degrees.
///
/// # Errors
/// When it is none.
pub fn rectangle(value: &str) -> Answer<Rectangle> {
    let bad = || {
        Problem::bad(
            "bbox",
            "bbox is west,south,east,north in degrees, south below north",
        )
    };
    match numbers("bbox", value)?[..] {
        [west, south, east, north]
            if south <= north
                && south >= -90.0
                && north <= 90.0
                && west.abs() <= 180.0
                && east.abs() <= 180.0 =>
        {
            Ok(Rectangle {
                west,
                south,
                east,
                north,
            })
        }
        _ => Err(bad()),
    }
}

fn polygon(value: &str) -> Answer<Polygon> {
    let all = numbers("area", value)?;
    if all.len() < 6 || all.len() % 2 == 1 || all.len() > 2 * CORNERS {
        let detail = format!("area is lon,lat,lon,lat,… with 3 to {CORNERS} corners");
        return Err(Problem::bad("area", detail));
    }
    Ok(Polygon(all.chunks(2).map(|c| (c[0], c[1])).collect()))
}

/// UCDP's classes of a precision; 0 stands for no place.
fn precision(value: &str) -> Answer<Vec<u8>> {
    Ok(match value {
        "exact" => vec![1],
        "near" => vec![2],
        "admin2" => vec![3],
        "admin1" => vec![4],
        "area" => vec![5, 7],
        "country" => vec![6],
        "none" => vec![0],
        _ => {
            let detail =
                format!("precision is \"{value}\"; give exact, near, admin2, admin1, area, country or none");
            return Err(Problem::bad("precision", detail));
        }
    })
}

/// The precision of UCDP's class, as the filter names it.
pub fn precision_name(class: Option<&str>) -> &'static str {
    match class {
        Some("1") => "exact",
        Some("2") => "near",
        Some("3") => "admin2",
        Some("4") => "admin1",
        Some("5" | "7") => "area",
        Some("6") => "country",
        _ => "none",
    }
}

fn review(value: &str) -> Answer<Review> {
    Ok(match value {
        "untouched" => Review::Untouched,
        "accepted" => Review::Accepted,
        "rejected" => Review::Rejected,
        "corrected" => Review::Corrected,
        _ => {
            let detail = format!("review is \"{value}\"; give untouched, accepted, rejected or corrected");
            return Err(Problem::bad("review", detail));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &[(&str, &str)]) -> Result<Asked, String> {
        let pairs = query.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        asked(pairs.collect(), &["unit"]).map_err(|p| p.field.unwrap_or_default())
    }

    #[test]
    fn a_query_is_a_filter_and_a_page() {
        let asked = check(&[
            ("type", "ASSAULT"),
            ("type", "COERCE"),
            ("from", "2019-10-15"),
            ("bbox", "40,30,50,38"),
            ("precision", "area"),
            ("unit", "week"),
            ("limit", "7"),
        ])
        .expect("a good query");
        assert_eq!(asked.filter.types, ["ASSAULT", "COERCE"]);
        assert_eq!(asked.filter.where_prec, [5, 7]);
        assert_eq!((asked.limit, asked.own("unit")), (7, Some("week")));
        assert_eq!(asked.filter.bbox.map(|b| b.east), Some(50.0));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (name, value) in [
            ("from", "15.10.2019"),
            ("to", "2019-02-30"),
            ("bbox", "1,2,3"),
            ("bbox", "40,38,50,30"),
            ("area", "1,2,3,4"),
            ("area", "1,2,3,4,5,NaN"),
            ("precision", "good"),
            ("review", "seen"),
            ("limit", "0"),
            ("limit", "501"),
            ("order", "day; DROP TABLE claims"),
        ] {
            assert_eq!(check(&[(name, value)]).expect_err("a bad query"), name, "{value}");
        }
    }
}
