//! One week of the reference model, and the rule for its settlement price.

use super::step::PEOPLE;
use vault_types::state::OptionKind;

#[derive(Clone, Copy, Debug)]
pub enum Price {
    Unknown,
    Candidate { price: u128, publish_ts: i64, challenge_end_ts: i64 },
    Final(u128),
}

/// One week.
#[derive(Clone, Debug)]
pub struct Week {
    pub start_ts: i64,
    /// No bids from here on; late bids move it.
    pub auction_close_ts: i64,
    pub auction_last_ts: i64,
    pub expiry_ts: i64,
    pub kind: OptionKind,
    pub strike: u128,
    pub start_pps: u128,
    /// What a withdrawn share is paid at the end.
    pub paid_pps: Option<u128>,
    pub start_nav: u128,
    pub sold: u128,
    pub price: Price,
    pub pool: u128,
    pub options: [u128; PEOPLE],
}

impl Week {
    /// What one option pays at a price, as a fraction.
    pub fn payoff(&self, price: u128) -> (u128, u128) {
        if self.kind == OptionKind::PUT {
            (self.strike.saturating_sub(price), self.strike)
        } else {
            (price.saturating_sub(self.strike), price)
        }
    }

    pub fn final_price(&self, now_ts: i64) -> Option<u128> {
        match self.price {
            Price::Final(price) => Some(price),
            Price::Candidate { price, challenge_end_ts, .. } if now_ts >= challenge_end_ts => Some(price),
            _ => None,
        }
    }

    /// The first price after expiry, by its own word or because nobody brought an earlier one.
    pub fn post(
        &mut self,
        price: u128,
        publish_ts: i64,
        gap_secs: i64,
        now_ts: i64,
        challenge_secs: i64,
    ) -> Option<()> {
        if now_ts < self.expiry_ts || self.final_price(now_ts).is_some() || publish_ts > now_ts + 5 {
            return None;
        }
        let first_of_second = gap_secs > 0;
        let challenge_end_ts = match self.price {
            _ if publish_ts - gap_secs < self.expiry_ts => {
                self.price = Price::Final(price);
                return Some(());
            }
            Price::Candidate { publish_ts: known_ts, .. } if publish_ts > known_ts => return None,
            Price::Candidate { publish_ts: known_ts, .. } if publish_ts == known_ts && !first_of_second => return None,
            Price::Candidate { challenge_end_ts, .. } => challenge_end_ts,
            _ => now_ts + challenge_secs,
        };
        self.price = Price::Candidate { price, publish_ts, challenge_end_ts };
        Some(())
    }
}
