//! Properties of the gate.
