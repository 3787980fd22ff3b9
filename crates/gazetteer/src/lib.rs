//! In: a place name. Out: the places of the world that bear it. Knows no text.
