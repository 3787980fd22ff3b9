//! In: a closed set's value. Out: the word that stands for it in every serialised form.
//! Knows no claim.

use sitrep::record::{
    ControlState, CountRole, CountScope, PhaseStatus, PlacePrecision, PublishedBasis, Sensitivity, Status,
    TimeBasis, TimePrecision,
};

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
