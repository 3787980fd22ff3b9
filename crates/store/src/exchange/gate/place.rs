//! In: rows with places. Out: the same with no place finer than asked. Knows no words: those the scrubbing sees to.

use std::collections::BTreeMap;

use super::{Coarseness, Gate, Ledger};
use crate::row::{ClaimRow, EventRow, PlaceRow, PlaceValueRow};

/// A region, river or road with a smaller radius (km) is taken for finer than a first-level unit. A choice, not measured.
const UNIT_KM: f64 = 100.0;

/// Half of the diagonal of a cell at the equator, km.
const CELL_KM: f64 = 39.3;

type Units = BTreeMap<(String, String), (f64, f64)>;

/// Makes all places as coarse as the gate asks.
pub(super) fn coarsen(
    gate: &Gate,
    units: &Units,
    claims: &mut [ClaimRow],
    events: &mut [EventRow],
    ledger: &mut Ledger,
) {
    if gate.places == Coarseness::Exact {
        return;
    }
    let how = gate.places;
    let mut row = |place: &mut PlaceRow| {
        place.alternatives = (place.alternatives.iter())
            .map(|a| coarse(how, units, a).unwrap_or_else(|| a.clone()))
            .collect();
        if let Some(value) = coarse(how, units, &place.value) {
            ledger.add("claims", "place", "finer than the profile tells", 1);
            place.value = value;
        }
        let own = place.value.clone();
        place.alternatives.retain(|a| *a != own);
        place.alternatives.dedup();
    };
    for claim in claims {
        claim.places_mut().for_each(&mut row);
        if let Some(control) = &mut claim.control {
            row(&mut control.place);
        }
    }
    for event in events {
        for place in event.place.iter_mut().chain(&mut event.other_places) {
            if let Some(value) = coarse(how, units, &place.value) {
                ledger.add("events", "place", "finer than the profile tells", 1);
                place.value = value;
            }
        }
        let own = event.place.as_ref().map(|p| p.value.clone());
        event
            .other_places
            .retain(|p| own.as_ref().is_none_or(|o| *o != p.value));
    }
}

/// True when a place is finer than a first-level unit.
pub fn is_fine(value: &PlaceValueRow) -> bool {
    match &*value.precision {
        "admin1" | "country" | "none" => false,
        "area" => {
            value.where_prec != Some(7)
                && (value.admin1.is_some() || value.radius_km.is_none_or(|r| r < UNIT_KM))
        }
        _ => true,
    }
}

/// The coarser value; `None` when it is coarse enough.
fn coarse(how: Coarseness, units: &Units, value: &PlaceValueRow) -> Option<PlaceValueRow> {
    if !is_fine(value) {
        return None;
    }
    if let (Coarseness::Grid, Some(lat), Some(lon)) = (how, value.lat, value.lon) {
        return Some(cell(value, lat, lon));
    }
    let none = PlaceValueRow {
        name: None,
        geonames_id: None,
        lat: None,
        lon: None,
        country: value.country.clone(),
        admin1: None,
        feature: None,
        precision: "none".into(),
        where_prec: None,
        radius_km: None,
        pcode: None,
    };
    Some(match (&value.country, &value.admin1) {
        (Some(country), Some(admin1)) => {
            let point = units.get(&(country.clone(), admin1.clone()));
            PlaceValueRow {
                name: Some(admin1.clone()),
                lat: point.map(|p| p.0),
                lon: point.map(|p| p.1),
                admin1: Some(admin1.clone()),
                feature: Some("ADM1".to_owned()),
                precision: "admin1".into(),
                where_prec: Some(4),
                ..none
            }
        }
        (Some(_), None) => PlaceValueRow {
            precision: "country".into(),
            where_prec: Some(6),
            ..none
        },
        _ => none,
    })
}

/// The middle of the cell of PRIO-GRID around a point, with the number of the cell for a name.
fn cell(value: &PlaceValueRow, lat: f64, lon: f64) -> PlaceValueRow {
    let middle =
        |degrees: f64, most: f64| ((degrees * 2.0).floor() / 2.0 + 0.25).clamp(0.25 - most, most - 0.25);
    PlaceValueRow {
        name: prio_cell(lat, lon).map(|n| format!("PRIO-GRID {n}")),
        geonames_id: None,
        lat: Some(middle(lat, 90.0)),
        lon: Some(middle(lon, 180.0)),
        country: value.country.clone(),
        admin1: value.admin1.clone(),
        feature: None,
        precision: "area".into(),
        where_prec: Some(5),
        radius_km: Some(CELL_KM),
        pcode: None,
    }
}

/// Number of the cell of PRIO-GRID: rows of 720 cells of half a degree, from the south-west, from 1. `None` off the map.
pub fn prio_cell(lat: f64, lon: f64) -> Option<i64> {
    if !((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)) {
        return None;
    }
    let row = (((lat + 90.0) * 2.0).floor() as i64).min(359);
    let column = (((lon + 180.0) * 2.0).floor() as i64).min(719);
    Some(row * 720 + column + 1)
}
