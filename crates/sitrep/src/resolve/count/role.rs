//! In: a number with the words around it. Out: whom or what it counts in a claim, and whether
//! it is one act's number or a total. Knows no claim beyond what is handed in.

use std::ops::Range;

use text::{Sentence, Upos};

use super::{Number, NumberLexicon};
use crate::record::{CountRole, CountScope};

/// What tells the role of a number in a claim.
#[derive(Debug, Clone, Copy, Default)]
pub struct RoleCues<'a> {
    /// PLOVER type of the claim ("ASSAULT").
    pub kind: &'a str,
    /// Its mode.
    pub mode: Option<&'a str>,
    /// Lemma of the claim's trigger; of a particle verb the whole ("gun down").
    pub trigger: &'a str,
    /// Lemma of the verb or noun that governs the number's phrase, when it is not the trigger
    /// ("leaving three dead": leave; "injuring nine": injure).
    pub governor: Option<&'a str>,
    /// Lemma of the counted noun, or of a word that qualifies it ("dead", "wounded").
    pub counted: Option<&'a str>,
    /// The counted noun is an actor of the claim.
    pub is_actor: bool,
    /// The counted noun is a recipient of the claim.
    pub is_recipient: bool,
}

/// The role of a number in a claim. The counted noun and the governing verb say more than the
/// trigger: "the attack left three dead and nine wounded" has one trigger and two roles.
pub fn role(cues: RoleCues<'_>, lexicon: &NumberLexicon) -> CountRole {
    let roles = lexicon.roles();
    let thing = cues.counted.is_some_and(|c| roles.things.contains(c));
    let harm = cues.kind == "ASSAULT" || cues.kind == "PROTEST" || cues.kind == "SANCTION";
    // Nearest first: a governor that says nothing leaves the word to the trigger.
    for word in [cues.counted, cues.governor, Some(cues.trigger)]
        .into_iter()
        .flatten()
    {
        let trigger = Some(word) != cues.counted && Some(word) != cues.governor;
        if trigger && cues.is_actor {
            break;
        }
        if roles.wounded.contains(word) && harm && !thing {
            return CountRole::Wounded;
        }
        if roles.killed.contains(word) && harm && !thing {
            return CountRole::Killed;
        }
        if roles.displaced.contains(word) && cues.kind == "SANCTION" {
            return CountRole::Displaced;
        }
    }
    if cues.is_actor {
        return CountRole::Actor;
    }
    match (cues.kind, cues.mode) {
        ("SANCTION", Some("expel")) => CountRole::Displaced,
        ("COERCE", Some("seize")) => CountRole::Seized,
        ("COERCE" | "AID", _) if thing && roles.seized.contains(cues.governor.unwrap_or(cues.trigger)) => {
            CountRole::Seized
        }
        _ if cues.is_recipient => CountRole::Recipient,
        ("PROTEST", _) if !thing => CountRole::Actor,
        ("COERCE", Some("arrest" | "deport")) | ("RETREAT", Some("release")) if !thing => {
            CountRole::Recipient
        }
        _ => CountRole::Other,
    }
}

/// One act's number, the sum of several acts ("in the first week of August alone", "a day"), or
/// a running total ("since January", "bringing the total to 61"). Cues count only between the
/// nearest semicolons around the number, and only the sentence's own words; "total" and its kin
/// only for the number next behind them or right before them.
pub fn scope(text: &str, sentence: &Sentence, number: &Number, lexicon: &NumberLexicon) -> CountScope {
    let words: Vec<String> = sentence
        .tokens
        .iter()
        .map(|t| t.span.of(text).to_lowercase())
        .collect();
    let ends = |w: &String| w == ";";
    let from = words[..number.tokens.start]
        .iter()
        .rposition(ends)
        .map_or(0, |i| i + 1);
    let to = words[number.tokens.end..]
        .iter()
        .position(ends)
        .map_or(words.len(), |i| number.tokens.end + i);
    let found = |list: &[String]| -> Vec<Range<usize>> {
        let at = |cue: &String| {
            let parts: Vec<&str> = cue.split(' ').collect();
            let n = parts.len();
            let starts = (from..to).filter(|k| words[*k..].len() >= n && words[*k..k + n] == parts[..]);
            starts.map(|k| k..k + n).collect::<Vec<_>>()
        };
        list.iter().flat_map(at).collect()
    };
    let cues = lexicon.scope_cues();
    let is_number = |k: usize| sentence.tokens[k].upos == Upos::Num;
    let running = found(&cues.running);
    let is_total = |cue: &Range<usize>| {
        let leads = cue.end <= number.tokens.start && !(cue.end..number.tokens.start).any(is_number);
        let follows = || {
            let gap = words.get(number.tokens.end..cue.start);
            gap.is_some_and(|g| g.len() < CLOSE && g.iter().all(|w| w != ","))
        };
        leads || follows()
    };
    // "Killed 12, bringing the total to 61 since January": the cue behind another number's total is that one's.
    let is_own = |cue: &Range<usize>| {
        !(running.iter()).any(|r| r.start >= number.tokens.end && r.end <= cue.start && !is_total(r))
    };
    if found(&cues.cumulative).iter().any(is_own) || running.iter().any(is_total) {
        CountScope::Cumulative
    } else if found(&cues.aggregate).iter().any(is_own) {
        CountScope::Aggregate
    } else {
        CountScope::Single
    }
}

/// Words within which "total" may follow its number: "61 in total", "61 people in total".
const CLOSE: usize = 3;
