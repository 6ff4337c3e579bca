//! Which accounts are looked at again.

use super::{moment::Moment, Watched};
use market_data::HOUR_SECS;
use vault_types::{liquidation::Health, state::MarginAccount};

/// An account that has more than its maintenance margin is not looked at before the price has moved by this part of what it has more, or the hour is over.
const MOVE_OF_SLACK: f64 = 0.05;

/// When somebody last looked at an account, and how far the price may go before that must happen again.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    hour: i64,
    price_e8: u64,
    most_move: f64,
}

impl Look {
    pub fn at(account: &MarginAccount, health: Option<&Health>, moment: &Moment) -> Self {
        let most_move = match health {
            _ if account.auction.is_running() => 0.0,
            None => f64::INFINITY,
            Some(health) => {
                let required = health.requirement.maintenance_atoms as f64;
                MOVE_OF_SLACK * (health.counted_atoms as f64 - required) / required.max(1.0)
            }
        };
        Self { hour: moment.now_ts / HOUR_SECS, price_e8: moment.spot_e8, most_move }
    }
}

impl Watched {
    /// May the account stand otherwise than when it was last looked at?
    pub fn may_have_changed(&self, moment: &Moment) -> bool {
        let is_as_before = |look: &Look| {
            let moved = (moment.spot_e8 as f64 / look.price_e8 as f64 - 1.0).abs();
            look.hour == moment.now_ts / HOUR_SECS && moved <= look.most_move.max(0.0) && look.most_move > 0.0
        };
        !self.looked.as_ref().is_some_and(is_as_before)
    }
}
