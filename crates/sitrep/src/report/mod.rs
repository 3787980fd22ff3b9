//! In: the bytes of an input. Out: reports: clean text, title, furniture, captions, published, notes. Knows no claims.
