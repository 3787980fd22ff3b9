//! In: what a person decides: a corrected value, events put together or taken apart, something undone. Out: it is in the project,
//! with who, when and why, and the events are linked anew. Knows how a value is typed.

use anyhow::Result;
use serde_json::Value;
use store::project::{By, Error, Field, Project};

use super::super::Outcome;
use super::{file, line, link_now, now, told, who};
use crate::args::{CorrectArgs, MergeArgs, ProjectArg, SplitArgs, UndoArgs, Undoable, WhoArgs};

/// `sitrep correct`.
pub fn correct(args: &CorrectArgs) -> Result<Outcome> {
    let field = Field::parse(&args.field)?;
    let value = typed(&args.value);
    edit(&args.project, &args.by, |project, by| {
        let c = project.correct(&args.claim, field, &value, by)?;
        Ok(format!(
            "correction {}: {} of {}: {} is now {}",
            c.id, c.field, c.claim_id, c.old, c.new
        ))
    })
}

/// `sitrep split`.
pub fn split(args: &SplitArgs) -> Result<Outcome> {
    let claims: Vec<&str> = args.claims.iter().map(String::as_str).collect();
    edit(&args.project, &args.by, |project, by| {
        let decision = project.split(&args.event, &claims, by)?;
        Ok(format!(
            "decision {decision}: {} claims are taken out of {}",
            claims.len(),
            args.event
        ))
    })
}

/// `sitrep merge`.
pub fn merge(args: &MergeArgs) -> Result<Outcome> {
    let events: Vec<&str> = args.events.iter().map(String::as_str).collect();
    edit(&args.project, &args.by, |project, by| {
        let decision = project.merge(&events, by)?;
        Ok(format!("decision {decision}: {} events are one", events.len()))
    })
}

/// `sitrep undo`.
pub fn undo(args: &UndoArgs) -> Result<Outcome> {
    edit(&args.project, &args.by, |project, by| match args.what {
        Undoable::Correction => {
            let c = project.withdraw(args.number, by)?;
            Ok(format!(
                "correction {}: {} of {} is {} again",
                c.id, c.field, c.claim_id, c.new
            ))
        }
        Undoable::Decision => {
            let decision = project.withdraw_decision(args.number, by)?;
            Ok(format!("decision {decision}: decision {} is undone", args.number))
        }
    })
}

fn edit(
    typed: &ProjectArg,
    by: &WhoArgs,
    act: impl FnOnce(&mut Project, By<'_>) -> Result<String, Error>,
) -> Result<Outcome> {
    let mut project = Project::open(&file(typed)?)?;
    let (who, at) = (who(by)?, now());
    let by = By {
        who: &who,
        at: &at,
        why: &by.why,
    };
    let done = act(&mut project, by)?;
    let linked = link_now(&mut project)?;
    line(&format!("{done}; {}", told(&linked)))?;
    Ok(Outcome::Done)
}

/// JSON as JSON, numbers and null too; other words as they are.
fn typed(value: &str) -> Value {
    serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()))
}
