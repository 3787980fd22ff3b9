//! In: answers of the API as they are sent. Out: the same answer to the same question, as long as the project is in the same state.
//! The last hash of the log stands for the state (every change adds a line), with whether events are being put together anew. Knows
//! no resource but by its path.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::body::Bytes;

use super::state::locked;

/// Answers that many rows stand behind and that are the same for everybody.
const PATHS: [&str; 9] = [
    "/project",
    "/claims",
    "/facets",
    "/timeline",
    "/map",
    "/codebook",
    "/reports",
    "/events",
    "/operations",
];
/// Bytes of all answers together; past these all are forgotten.
const MOST: usize = 64 << 20;

/// An answer as it is sent.
#[derive(Debug)]
pub struct Answered {
    /// Its ETag, with quotation marks.
    pub tag: String,
    /// JSON.
    pub plain: Bytes,
    /// The same, gzip; `None` when it is too short to gain.
    pub packed: Option<Bytes>,
}

/// What is kept of the last state that was asked.
#[derive(Debug, Default)]
pub struct Kept(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    of: String,
    bytes: usize,
    answers: HashMap<String, Arc<Answered>>,
}

/// The question that a path (under /api/v1) and query ask; `None`: answers to it are not kept.
pub fn question(path: &str, query: Option<&str>) -> Option<String> {
    let query = query.unwrap_or_default().trim_matches('&');
    PATHS.contains(&path).then(|| format!("{path}?{query}"))
}

impl Kept {
    /// The answer that was given in this state.
    pub fn get(&self, of: &str, question: &str) -> Option<Arc<Answered>> {
        let state = locked(&self.0);
        let same = state.of == of;
        state.answers.get(question).filter(|_| same).cloned()
    }

    /// Keeps an answer that was begun in this state.
    pub fn put(&self, of: &str, question: String, answer: &Arc<Answered>) {
        let bytes = answer.plain.len() + answer.packed.as_ref().map_or(0, Bytes::len);
        let mut state = locked(&self.0);
        if state.of != of || state.bytes + bytes > MOST {
            *state = State {
                of: of.to_owned(),
                ..State::default()
            };
        }
        state.bytes += bytes;
        if let Some(old) = state.answers.insert(question, Arc::clone(answer)) {
            state.bytes -= old.plain.len() + old.packed.as_ref().map_or(0, Bytes::len);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_kept_for_one_state() {
        let kept = Kept::default();
        let answer = |text: &'static str| {
            Arc::new(Answered {
                tag: text.to_owned(),
                plain: Bytes::from_static(text.as_bytes()),
                packed: None,
            })
        };
        let all = question("/map", Some("&")).expect("is kept");
        assert_eq!(question("/map", None).as_ref(), Some(&all));
        assert_ne!(question("/map", Some("type=AID")).as_ref(), Some(&all));
        for path in ["/queue", "/claims/c1"] {
            assert_eq!(question(path, None), None, "it is another for each coder");
        }
        kept.put("a", all.clone(), &answer("one"));
        assert_eq!(kept.get("a", &all).expect("kept").tag, "one");
        assert!(kept.get("b", &all).is_none(), "the project is another");
        kept.put("b", all.clone(), &answer("two"));
        assert!(kept.get("a", &all).is_none());
        kept.put("b", all.clone(), &answer("three"));
        assert_eq!(kept.get("b", &all).expect("kept").tag, "three");
        assert_eq!(locked(&kept.0).bytes, 5);
    }
}
