//! Margin that signers have computed: single messages, batches, and the chain's own answer to them.

pub mod apply_leaf;
pub mod apply_threshold;
pub mod challenge_threshold;
pub mod create_threshold_batch;
pub mod post_threshold_batch;

pub use {
    apply_leaf::*, apply_threshold::*, challenge_threshold::*, create_threshold_batch::*, post_threshold_batch::*,
};
