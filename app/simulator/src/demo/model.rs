//! What a round must have come to, worked out once more without any of the program's code: plain integers, straight from
//! the rules in words. It agrees with the chain to the atom or a check fails.

use vault_types::state::{FeeParams, OptionKind, Round};

/// Numbers that a closed round should show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    pub payoff_atoms: u64,
    pub performance_fee_atoms: u64,
    pub management_fee_atoms: u64,
    pub end_pps_e9: u64,
}

impl Expected {
    /// The round's outcome at a settlement price, from the shares that stood in it and the best price per share before it.
    pub fn outcome(
        kind: OptionKind,
        round: &Round,
        fees: &FeeParams,
        settlement_e8: u64,
        supply: u64,
        best_pps_e9: u64,
    ) -> Self {
        let [strike, price] = [round.strike_e8, settlement_e8].map(u128::from);
        let [sold, premium, start] = [round.sold_atoms, round.premium_atoms, round.start_nav_atoms].map(u128::from);
        let payoff = match kind {
            OptionKind::PUT => (sold * strike.saturating_sub(price)).div_ceil(strike),
            _ => (sold * price.saturating_sub(strike)).div_ceil(price),
        };
        let end = start + premium - payoff;
        let (mut performance, mut management) = (0, 0);
        if end > start {
            let already_seen = (u128::from(best_pps_e9) * u128::from(supply)).div_ceil(1_000_000_000);
            let gain = end - start;
            performance = end.saturating_sub(already_seen) * u128::from(fees.performance_fee_bps) / 10_000;
            performance = performance.min(gain);
            let length_secs = u128::from(round.expiry_ts.abs_diff(round.started_ts));
            let rate_e8 = u128::from(fees.management_fee_e8) * length_secs / 31_536_000;
            management = (end * rate_e8 / 100_000_000).min(gain - performance);
        }
        let left = end - performance - management;
        let end_pps_e9 = (left * 1_000_000_000).checked_div(u128::from(supply)).unwrap_or(1_000_000_000);
        let [payoff_atoms, performance_fee_atoms, management_fee_atoms, end_pps_e9] =
            [payoff, performance, management, end_pps_e9].map(|value| u64::try_from(value).unwrap_or(u64::MAX));
        Self { payoff_atoms, performance_fee_atoms, management_fee_atoms, end_pps_e9 }
    }

    /// What the chain recorded.
    pub fn recorded(round: &Round) -> Self {
        Self {
            payoff_atoms: round.payoff_atoms,
            performance_fee_atoms: round.performance_fee_atoms,
            management_fee_atoms: round.management_fee_atoms,
            end_pps_e9: round.end_pps_e9,
        }
    }
}
