//! In: the words of a mention. Out: resolved parties. Knows no claim.
