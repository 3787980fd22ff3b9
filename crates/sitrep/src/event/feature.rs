//! In: nothing; this is what is compared of two groups of claims. Out: [`Feature`], with its name in the table of weights
//! and its words for people. Knows no claim.

/// What is compared; each has a weight (`data/event/weights.toml`). The words of [`Feature::words`] say what each means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each stands with its words for people in `FEATURES`")]
pub enum Feature {
    DayAgree,
    DaySupport,
    DayAlone,
    DayConflict,
    DayNext,
    DayFar,
    PeriodIn,
    PeriodOut,
    PeriodOne,
    DayBefore,
    DayBeforeOff,
    DayLast,
    DayLastOff,
    Fresh,
    Stale,
    Recalled,
    Future,
    PublishedGap,
    PlaceAny,
    PlaceAgree,
    PlaceAlone,
    PlaceDiffer,
    PlaceNear,
    PlaceFar,
    PlaceNamed,
    PlaceInside,
    PlaceBefore,
    PlaceLast,
    Country,
    TheatreShared,
    TheatreDiffer,
    HomeDiffer,
    DayAndPlace,
    Blank,
    Crowd,
    NamesShared,
    RareShare,
    WordsShare,
    Trigger,
    Recipients,
    RecipientsTold,
    RecipientsDiffer,
    SectorSame,
    SectorDiffer,
    ActorsCode,
    ActorsDiffer,
    ActorsWord,
    ModeSame,
    ModeDiffer,
    WeaponSame,
    WeaponDiffer,
    KilledSame,
    KilledSmall,
    KilledRatio,
    NumberLarge,
    NumbersSame,
    NumbersDiffer,
    PlanOne,
    PlanBoth,
    AggregateOne,
    DeniedOne,
    SameReport,
    SameSentence,
    Listed,
    Casualty,
    NextSentence,
    TakenUp,
    CasualtyNext,
    OwnDay,
    NewAct,
    LastTold,
    LastTakenUp,
    Skipped,
    Size,
    SmallSize,
}

/// All features in the order of a vector of them, with the name in the table of weights and the words for people.
pub const FEATURES: [(Feature, &str, &str); 75] = [
    (Feature::DayAgree, "day_agree", "same day"),
    (Feature::DaySupport, "day_support", "same day, told several times"),
    (Feature::DayAlone, "day_alone", "same day, no place to compare"),
    (Feature::DayConflict, "day_conflict", "days differ"),
    (Feature::DayNext, "day_next", "one day apart"),
    (Feature::DayFar, "day_far", "two days apart or more"),
    (Feature::PeriodIn, "period_in", "day lies in the period"),
    (Feature::PeriodOut, "period_out", "day lies outside the period"),
    (Feature::PeriodOne, "period_one", "a day against a period"),
    (
        Feature::DayBefore,
        "day_before",
        "same day by the sentence before",
    ),
    (
        Feature::DayBeforeOff,
        "day_before_off",
        "other day by the sentence before",
    ),
    (
        Feature::DayLast,
        "day_last",
        "same day by the last act of its sort in the report",
    ),
    (
        Feature::DayLastOff,
        "day_last_off",
        "other day by the last act of its sort in the report",
    ),
    (Feature::Fresh, "fresh", "undated, reported within a day of it"),
    (
        Feature::Stale,
        "stale",
        "undated, reported five days later or more",
    ),
    (Feature::Recalled, "recalled", "one is recalled from earlier"),
    (
        Feature::Future,
        "future",
        "one was reported before the other's day",
    ),
    (Feature::PublishedGap, "published_gap", "reports days apart"),
    (Feature::PlaceAny, "place_any", "place of one name"),
    (Feature::PlaceAgree, "place_agree", "places agree"),
    (
        Feature::PlaceAlone,
        "place_alone",
        "places agree, no day to compare",
    ),
    (Feature::PlaceDiffer, "place_differ", "places of other names"),
    (Feature::PlaceNear, "place_near", "places within 15 km"),
    (Feature::PlaceFar, "place_far", "places more than 50 km apart"),
    (
        Feature::PlaceNamed,
        "place_named",
        "place of one is named beside the other",
    ),
    (
        Feature::PlaceInside,
        "place_inside",
        "place of one lies in that of the other",
    ),
    (
        Feature::PlaceBefore,
        "place_before",
        "same place by the sentence before",
    ),
    (
        Feature::PlaceLast,
        "place_last",
        "same place by the last act of its sort in the report",
    ),
    (Feature::Country, "country", "countries differ"),
    (
        Feature::TheatreShared,
        "theatre_shared",
        "places of the reports in common",
    ),
    (
        Feature::TheatreDiffer,
        "theatre_differ",
        "reports of other places",
    ),
    (Feature::HomeDiffer, "home_differ", "reports of other countries"),
    (Feature::DayAndPlace, "day_and_place", "same day and place"),
    (Feature::Blank, "blank", "no day and no place to compare"),
    (
        Feature::Crowd,
        "crowd",
        "many acts of the sort in those days, no place to compare",
    ),
    (Feature::NamesShared, "names_shared", "names in common"),
    (Feature::RareShare, "rare_share", "share of rare words in common"),
    (Feature::WordsShare, "words_share", "share of words in common"),
    (Feature::Trigger, "trigger", "told by the same word"),
    (Feature::Recipients, "recipients", "same recipients"),
    (
        Feature::RecipientsTold,
        "recipients_told",
        "recipient of one is named by the other",
    ),
    (Feature::RecipientsDiffer, "recipients_differ", "other recipients"),
    (Feature::SectorSame, "sector_same", "recipients of one sector"),
    (
        Feature::SectorDiffer,
        "sector_differ",
        "recipients of other sectors",
    ),
    (Feature::ActorsCode, "actors_code", "same known actor"),
    (Feature::ActorsDiffer, "actors_differ", "other known actors"),
    (Feature::ActorsWord, "actors_word", "actors of one word"),
    (Feature::ModeSame, "mode_same", "same mode"),
    (Feature::ModeDiffer, "mode_differ", "other modes"),
    (Feature::WeaponSame, "weapon_same", "same weapons"),
    (Feature::WeaponDiffer, "weapon_differ", "other weapons"),
    (
        Feature::KilledSame,
        "killed_same",
        "same number of killed, above three",
    ),
    (
        Feature::KilledSmall,
        "killed_small",
        "same number of killed, up to three",
    ),
    (Feature::KilledRatio, "killed_ratio", "numbers of killed apart"),
    (
        Feature::NumberLarge,
        "number_large",
        "same number above three, of whatever",
    ),
    (Feature::NumbersSame, "numbers_same", "same number"),
    (Feature::NumbersDiffer, "numbers_differ", "other numbers"),
    (Feature::PlanOne, "plan_one", "one is planned"),
    (Feature::PlanBoth, "plan_both", "both are planned"),
    (Feature::AggregateOne, "aggregate_one", "one is a total"),
    (Feature::DeniedOne, "denied_one", "one is denied"),
    (Feature::SameReport, "same_report", "in one report"),
    (Feature::SameSentence, "same_sentence", "in one sentence"),
    (Feature::Listed, "listed", "parted like a list in the sentence"),
    (
        Feature::Casualty,
        "casualty",
        "casualties of the act in the sentence",
    ),
    (Feature::NextSentence, "next_sentence", "next sentence goes on"),
    (Feature::TakenUp, "taken_up", "next sentence takes it up"),
    (
        Feature::CasualtyNext,
        "casualty_next",
        "next sentence tells casualties",
    ),
    (
        Feature::OwnDay,
        "own_day",
        "next sentences give a day of their own",
    ),
    (Feature::NewAct, "new_act", "said to be another act"),
    (
        Feature::LastTold,
        "last_told",
        "further on, with no other act of the sort between",
    ),
    (Feature::LastTakenUp, "last_taken_up", "taken up further on"),
    (
        Feature::Skipped,
        "skipped",
        "another act of the sort is told between",
    ),
    (Feature::Size, "size", "size of the groups"),
    (Feature::SmallSize, "small_size", "size of the smaller group"),
];

/// How two groups compare: a value for each feature, in the order of [`FEATURES`].
pub type Vector = [f32; FEATURES.len()];

impl Feature {
    /// Its name in the table of weights.
    pub fn name(self) -> &'static str {
        FEATURES[self as usize].1
    }

    /// What it says, for people.
    pub fn words(self) -> &'static str {
        FEATURES[self as usize].2
    }
}

/// 1 for true.
pub fn yes(b: bool) -> f32 {
    f32::from(u8::from(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_in_the_order_of_the_enum_and_names_each_once() {
        let names: std::collections::BTreeSet<&str> = FEATURES.iter().map(|f| f.1).collect();
        assert_eq!(names.len(), FEATURES.len());
        assert!(FEATURES.iter().enumerate().all(|(i, f)| f.0 as usize == i));
    }
}
