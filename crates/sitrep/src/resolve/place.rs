//! In: the words of a mention. Out: resolved places. Knows no claim.
