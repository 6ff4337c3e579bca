//! Tests of the built program on the validator's own bank; see `tests/`.
