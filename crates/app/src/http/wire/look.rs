//! In: nothing; what the API sends of many claims together: counters, timeline, map. Knows no query and no route.

use serde::Serialize;
use utoipa::ToSchema;

use super::record;

/// A value of a facet and how many claims have it.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacetValue {
    pub value: String,
    pub claims: u64,
}

/// One question that the filter asks, and the answers that occur.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacetGroup {
    /// Name of the filter's field.
    pub field: String,
    /// The most frequent first, at most 40.
    pub values: Vec<FacetValue>,
}

/// Counters under a filter.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacetAnswer {
    pub claims: u64,
    pub reports: u64,
    pub events: u64,
    pub groups: Vec<FacetGroup>,
}

/// Claims of one type in one period.
#[derive(Debug, Serialize, ToSchema)]
pub struct Bin {
    /// First day of the period.
    pub start: String,
    pub r#type: String,
    pub claims: u64,
    /// Of these, dated by a day that no words of theirs tell: by the narrative or the day of publication.
    pub inferred: u64,
}

/// Reports published in one period.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportBin {
    pub start: String,
    pub reports: u64,
}

/// Acts' days against reports' days.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelineAnswer {
    /// `day`, `week` or `month`.
    pub unit: String,
    /// By the first day of the act.
    pub acts: Vec<Bin>,
    /// By the day of publication.
    pub published: Vec<ReportBin>,
    /// Claims without a day.
    pub undated: u64,
}

/// Claims at one point of the map.
#[derive(Debug, Serialize, ToSchema)]
pub struct MapPlace {
    pub lat: f64,
    pub lon: f64,
    pub name: String,
    pub country: Option<String>,
    /// `exact`, `near`, `admin2`, `admin1` or `area`; countries are in the tray.
    pub precision: String,
    pub feature: Option<String>,
    pub radius_km: Option<f64>,
    pub claims: u64,
    /// Of these, acts not yet done.
    pub planned: u64,
    /// Told by a party of the act.
    pub party: u64,
    /// Accepted by a person.
    pub reviewed: u64,
    /// Dated by a day that no words of theirs tell.
    pub inferred: u64,
    /// Type of most of them.
    pub r#type: String,
}

/// Claims that have no point.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrayEntry {
    /// Alpha-3 code of the country; null where no place is known.
    pub country: Option<String>,
    pub claims: u64,
}

/// What the map draws.
#[derive(Debug, Serialize, ToSchema)]
pub struct MapAnswer {
    pub places: Vec<MapPlace>,
    pub tray: Vec<TrayEntry>,
    /// Claims of all places together.
    pub placed: u64,
}

/// A name on the map.
#[derive(Debug, Serialize, ToSchema)]
pub struct NameEntry {
    pub name: String,
    pub lat: f64,
    pub lon: f64,
    /// 1 a country, 2 a province, 3 a town.
    pub rank: u8,
    pub population: u32,
}

/// A place that a name may mean.
#[derive(Debug, Serialize, ToSchema)]
pub struct Candidate {
    #[schema(value_type = record::PlaceValue)]
    pub place: store::row::PlaceValueRow,
    pub population: u32,
}
