//! Is the message of now?

use super::{House, Refusal};
use vault_types::signed::{
    message::{MessageHeader, MAX_AHEAD_SECS},
    SignedError,
};

/// Age is `now - issued`, life `expires - issued`, and what is left `min(expires, last) - max(now, issued)`, all in seconds, where `last` is
/// [`House::last_taken_ts`]: after that no account takes the message, nor a leaf of the batch, however long it says that it is good for. Not ahead of the clock by more than the
/// chain allows, not past its end, not older than this signer allows, with `min_life_secs` left at least, and with a life of `max_life_secs` at most.
pub fn check(house: &House, header: &MessageHeader, now_ts: i64) -> Result<(), Refusal> {
    let age_secs = now_ts.saturating_sub(header.issued_ts);
    let life_secs = header.expires_ts.saturating_sub(header.issued_ts);
    let end_ts = header.expires_ts.min(house.last_taken_ts(header.issued_ts));
    let left_secs = end_ts.saturating_sub(now_ts.max(header.issued_ts));
    let House { max_age_secs, min_life_secs, max_life_secs, .. } = *house;
    if age_secs < -MAX_AHEAD_SECS {
        return Err(Refusal::Time(SignedError::FromTheFuture));
    }
    if now_ts > header.expires_ts {
        return Err(Refusal::Time(SignedError::Expired));
    }
    if age_secs > max_age_secs {
        return Err(Refusal::Stale { age_secs, max_age_secs });
    }
    if left_secs < min_life_secs {
        return Err(Refusal::ShortLife { left_secs, min_life_secs });
    }
    if life_secs > max_life_secs {
        return Err(Refusal::LongLife { life_secs, max_life_secs });
    }
    Ok(())
}
