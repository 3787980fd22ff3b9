//! In: a report's text and analysis, the gazetteer. Out: the spans that name places, resolved.

use gazetteer::Gazetteer;
use text::{Analysis, NameKind, Span};

use super::lexicon::PlaceLexicon;
use super::{PlaceContext, resolve};
use crate::record::Place;

/// Finds the toponyms of a report and resolves them, in order.
pub fn places(world: &Gazetteer, lexicon: &PlaceLexicon, text: &str, analysis: &Analysis, context: PlaceContext<'_>) -> Vec<Place> {
    let spans: Vec<Span> = analysis.names.iter().filter(|n| n.kind == NameKind::Loc).map(|n| n.span).collect();
    resolve(world, lexicon, text, &spans, context)
}
