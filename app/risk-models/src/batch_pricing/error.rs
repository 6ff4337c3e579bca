//! What a batch is refused for.

/// The slices of a batch do not belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BatchPricingError {
    /// A slice has another length than the forwards.
    #[error("{name} has {found} numbers, forward {expected}")]
    Length { name: &'static str, expected: usize, found: usize },
}
