//! In: the words of a mention. Out: resolved times. Knows no claim.
