//! In: the words of a mention. Out: resolved counts. Knows no claim.
