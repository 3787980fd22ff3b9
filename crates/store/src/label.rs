//! In: a closed set's value. Out: the word that stands for it in every serialised form.
//! Knows no claim.

use sitrep::event::{EventKind, RelationKind};
use sitrep::record::{
    Basis, ControlState, CountRole, CountScope, PhaseStatus, PlacePrecision, PublishedBasis, Sensitivity,
    Status, TimeBasis, TimePrecision,
};
use sitrep::record::{Naming, PlaceValue};

/// `given`, `metadata`, `url`, `dateline`, `none`.
pub fn published_basis(basis: PublishedBasis) -> &'static str {
    match basis {
        PublishedBasis::Given => "given",
        PublishedBasis::Metadata => "metadata",
        PublishedBasis::Url => "url",
        PublishedBasis::Dateline => "dateline",
        PublishedBasis::None => "none",
    }
}

/// `given`, `metadata`, `shown`, `url`, `text`, `none`.
pub fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Given => "given",
        Basis::Metadata => "metadata",
        Basis::Shown => "shown",
        Basis::Url => "url",
        Basis::Text => "text",
        Basis::None => "none",
    }
}

/// `occurred`, `ongoing`, `planned`, `hypothetical`, `negated`, `denied`, `alleged`.
pub fn status(status: Status) -> &'static str {
    status.name()
}

/// `exact`, `near`, `admin2`, `admin1`, `area`, `country`, `none`.
pub fn place_precision(precision: PlacePrecision) -> &'static str {
    match precision {
        PlacePrecision::Exact => "exact",
        PlacePrecision::Near => "near",
        PlacePrecision::Admin2 => "admin2",
        PlacePrecision::Admin1 => "admin1",
        PlacePrecision::Area => "area",
        PlacePrecision::Country => "country",
        PlacePrecision::None => "none",
    }
}

/// UCDP GED's `where_prec` of a place: 1 the place itself, 2 within about 25 km of it, 3 its second-level unit, 4 its
/// first-level unit, 5 a region, river or road, 6 a country, 7 open water. `None` when nothing is known.
pub fn where_prec(value: &PlaceValue) -> Option<u8> {
    let water = matches!(value.feature.as_str(), "SEA" | "OCN" | "GULF" | "STRT");
    match value.precision {
        PlacePrecision::Exact => Some(1),
        PlacePrecision::Near => Some(2),
        PlacePrecision::Admin2 => Some(3),
        PlacePrecision::Admin1 => Some(4),
        PlacePrecision::Area if water => Some(7),
        PlacePrecision::Area => Some(5),
        PlacePrecision::Country => Some(6),
        PlacePrecision::None => None,
    }
}

/// `name`, `within-name`, `adjective`.
pub fn naming(naming: Naming) -> &'static str {
    match naming {
        Naming::Name => "name",
        Naming::WithinName => "within-name",
        Naming::Adjective => "adjective",
    }
}

/// `day`, `days`, `week`, `month`, `year`, `vague`.
pub fn time_precision(precision: TimePrecision) -> &'static str {
    match precision {
        TimePrecision::Day => "day",
        TimePrecision::Days => "days",
        TimePrecision::Week => "week",
        TimePrecision::Month => "month",
        TimePrecision::Year => "year",
        TimePrecision::Vague => "vague",
    }
}

/// `text`, `published`, `none`.
pub fn time_basis(basis: TimeBasis) -> &'static str {
    match basis {
        TimeBasis::Text => "text",
        TimeBasis::Narrative => "narrative",
        TimeBasis::Published => "published",
        TimeBasis::None => "none",
    }
}

/// `recipient`, `actor`, `killed`, `wounded`, `displaced`, `seized`, `other`.
pub fn count_role(role: CountRole) -> &'static str {
    match role {
        CountRole::Recipient => "recipient",
        CountRole::Actor => "actor",
        CountRole::Killed => "killed",
        CountRole::Wounded => "wounded",
        CountRole::Displaced => "displaced",
        CountRole::Seized => "seized",
        CountRole::Other => "other",
    }
}

/// `single`, `aggregate`, `cumulative`.
pub fn count_scope(scope: CountScope) -> &'static str {
    match scope {
        CountScope::Single => "single",
        CountScope::Aggregate => "aggregate",
        CountScope::Cumulative => "cumulative",
    }
}

/// `not-begun`, `preparing`, `under-way`, `completed`.
pub fn phase_status(status: PhaseStatus) -> &'static str {
    match status {
        PhaseStatus::NotBegun => "not-begun",
        PhaseStatus::Preparing => "preparing",
        PhaseStatus::UnderWay => "under-way",
        PhaseStatus::Completed => "completed",
    }
}

/// `holds`, `lost`, `contested`.
pub fn control_state(state: ControlState) -> &'static str {
    match state {
        ControlState::Holds => "holds",
        ControlState::Lost => "lost",
        ControlState::Contested => "contested",
    }
}

/// `open`, `restricted`.
pub fn sensitivity(sensitivity: Sensitivity) -> &'static str {
    match sensitivity {
        Sensitivity::Open => "open",
        Sensitivity::Restricted => "restricted",
    }
}

/// `happening`, `plan`, `aggregate`, `recalled`.
pub fn event_kind(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Happening => "happening",
        EventKind::Plan => "plan",
        EventKind::Aggregate => "aggregate",
        EventKind::Recalled => "recalled",
    }
}

/// `plan_of`, `denial_of`, `part_of`.
pub fn relation(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::PlanOf => "plan_of",
        RelationKind::DenialOf => "denial_of",
        RelationKind::PartOf => "part_of",
    }
}
