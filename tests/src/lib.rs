//! Tests of the built program; see `tests/`.
