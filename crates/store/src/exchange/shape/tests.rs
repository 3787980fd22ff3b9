//! Events of every kind in every shape.
