//! Contract of the formats.
