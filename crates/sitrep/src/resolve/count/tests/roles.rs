//! In: what surrounds a number. Out: checks of what it counts: killed, wounded, seized.

use super::lexicon;
use crate::record::CountRole;
use crate::resolve::count::{RoleCues, role};

#[test]
fn roles() {
    let lexicon = lexicon();
    let cues = |kind, mode, trigger, governor, counted, is_actor, is_recipient| {
        role(
            RoleCues {
                kind,
                mode,
                trigger,
                governor,
                counted,
                is_actor,
                is_recipient,
            },
            &lexicon,
        )
    };
    let assault = "ASSAULT";
    assert_eq!(
        cues(assault, None, "kill", None, Some("civilian"), false, true),
        CountRole::Killed
    );
    assert_eq!(
        cues(
            assault,
            None,
            "attack",
            Some("wound"),
            Some("officer"),
            false,
            true
        ),
        CountRole::Wounded
    );
    assert_eq!(
        cues(assault, None, "attack", None, Some("dead"), false, false),
        CountRole::Killed
    );
    assert_eq!(
        cues(
            assault,
            Some("territory"),
            "storm",
            None,
            Some("gunman"),
            true,
            false
        ),
        CountRole::Actor
    );
    assert_eq!(
        cues(assault, Some("destroy"), "burn", None, Some("house"), false, true),
        CountRole::Recipient
    );
    assert_eq!(
        cues(
            "COERCE",
            Some("arrest"),
            "arrest",
            None,
            Some("suspect"),
            false,
            true
        ),
        CountRole::Recipient
    );
    assert_eq!(
        cues(
            "COERCE",
            Some("seize"),
            "seize",
            None,
            Some("rifle"),
            false,
            false
        ),
        CountRole::Seized
    );
    assert_eq!(
        cues(
            "SANCTION",
            Some("expel"),
            "flee",
            None,
            Some("family"),
            false,
            true
        ),
        CountRole::Displaced
    );
    assert_eq!(
        cues(
            "AID",
            Some("relief"),
            "deliver",
            None,
            Some("parcel"),
            false,
            false
        ),
        CountRole::Other
    );
    assert_eq!(
        cues(
            "PROTEST",
            Some("demo"),
            "march",
            None,
            Some("people"),
            false,
            false
        ),
        CountRole::Actor
    );
}
