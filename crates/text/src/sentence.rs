//! In: a clean text. Out: the byte spans of its sentences. Knows no words' tags.
