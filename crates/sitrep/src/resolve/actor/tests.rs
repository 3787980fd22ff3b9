//! Tables of phrases and small reports for the actor resolver.

mod phrases;
mod reports;
