//! The finished simulation as plain data. Amounts are `f64`: this crate only shows numbers that
//! exact integer arithmetic has already settled. `coins` are whole units of what the vault holds: the underlying, or for a vault of
//! puts the quote.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::rounding::nine_digits;

/// Everything a report is made from.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Report {
    /// Number of weekly rounds asked for.
    pub weeks: u32,
    /// What the vault sells, e.g. `covered call`.
    pub strategy: String,
    /// The same, for the words of the report.
    #[serde(default)]
    pub sells: Sells,
    /// The coin, e.g. `BTC`.
    pub underlying: String,
    /// The currency of prices, e.g. `USD`.
    pub quote: String,
    /// Where the prices came from.
    pub source: SourceInfo,
    /// Seed of every pseudo-random choice in the simulation.
    pub seed: u64,
    /// How the volatility used for pricing was found, in a sentence or two.
    pub volatility_note: String,
    /// One row per round, oldest first.
    pub rounds: Vec<RoundRow>,
    /// Name of each check -> whether it held.
    pub checks: BTreeMap<String, bool>,
    /// Instruction name -> what it cost.
    pub compute_units: BTreeMap<String, CuStat>,
    /// Size of the compiled on-chain program.
    pub program_bytes: u64,
    /// Price of the underlying over the simulated time, oldest first.
    pub price_path: Vec<PricePoint>,
    /// Sums over all rounds.
    pub totals: Totals,
    pub depositors: Vec<DepositorRow>,
}

/// What kind of options the vault sells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sells {
    #[default]
    Calls,
    Puts,
}

/// The price series that was lived through. Times are Unix seconds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SourceInfo {
    pub name: String,
    /// Licence or terms of the data, with where to read more; empty when not known.
    #[serde(default)]
    pub licence: String,
    /// Rows in the file.
    pub rows: u64,
    /// Time of the first row.
    pub first_ts: i64,
    /// Time of the last row.
    pub last_ts: i64,
}

/// One weekly round.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RoundRow {
    /// Round number, from 1.
    pub round: u64,
    /// When the round started, Unix seconds.
    pub start_ts: i64,
    /// When its options expired, Unix seconds.
    pub expiry_ts: i64,
    /// Price at the start, USD per coin.
    #[serde(serialize_with = "nine_digits")]
    pub spot_usd: f64,
    /// Strike, USD per coin.
    #[serde(serialize_with = "nine_digits")]
    pub strike_usd: f64,
    /// Delta of the option at the start, absolute, 0 to 1.
    #[serde(serialize_with = "nine_digits")]
    pub delta: f64,
    /// Annualised volatility used for pricing; 0.8 is 80 %.
    #[serde(serialize_with = "nine_digits")]
    pub volatility: f64,
    /// Options offered, coins.
    #[serde(serialize_with = "nine_digits")]
    pub size: f64,
    /// Options sold, coins.
    #[serde(serialize_with = "nine_digits")]
    pub sold: f64,
    /// Premium received, coins.
    #[serde(serialize_with = "nine_digits")]
    pub premium: f64,
    /// Premium received, USD at the time of sale.
    #[serde(serialize_with = "nine_digits")]
    pub premium_usd: f64,
    /// Number of fills in the auction.
    pub bids: u32,
    /// Settlement price, USD per coin.
    #[serde(serialize_with = "nine_digits")]
    pub settlement_usd: f64,
    /// Paid to option holders, coins.
    #[serde(serialize_with = "nine_digits")]
    pub payoff: f64,
    /// Price per share at the start, coins.
    #[serde(serialize_with = "nine_digits")]
    pub pps_start: f64,
    /// Price per share at the end, after fees, coins.
    #[serde(serialize_with = "nine_digits")]
    pub pps_end: f64,
    /// Performance fee, coins.
    #[serde(serialize_with = "nine_digits")]
    pub performance_fee: f64,
    /// Management fee, coins.
    #[serde(serialize_with = "nine_digits")]
    pub management_fee: f64,
    /// Net asset value at the start, coins.
    #[serde(serialize_with = "nine_digits")]
    pub nav_start: f64,
    /// Net asset value at the end, after fees, coins.
    #[serde(serialize_with = "nine_digits")]
    pub nav_end: f64,
    /// Deposits that joined when the round started, coins.
    #[serde(serialize_with = "nine_digits")]
    pub deposits: f64,
    /// Withdrawals paid at the round's end or between it and the round before, coins.
    #[serde(serialize_with = "nine_digits")]
    pub withdrawals: f64,
    /// Depositors holding shares at the end.
    pub depositors: u32,
}

/// Compute units one instruction used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CuStat {
    /// Mean over all calls.
    pub avg: u64,
    /// Most expensive call.
    pub max: u64,
    /// Number of calls.
    pub count: u64,
}

/// One price: Unix seconds, USD per coin.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct PricePoint {
    pub ts: i64,
    #[serde(serialize_with = "nine_digits")]
    pub price: f64,
}

/// Sums over the whole run, in coins except where a name says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Totals {
    #[serde(serialize_with = "nine_digits")]
    pub deposited: f64,
    #[serde(serialize_with = "nine_digits")]
    pub withdrawn: f64,
    #[serde(serialize_with = "nine_digits")]
    pub premium: f64,
    #[serde(serialize_with = "nine_digits")]
    pub payoff: f64,
    /// Performance and management fees.
    #[serde(serialize_with = "nine_digits")]
    pub fees: f64,
    /// Net asset value after the last round.
    #[serde(serialize_with = "nine_digits")]
    pub final_nav: f64,
    /// Change of the price per share in coins, as a fraction: 0.02 is +2 %. Holding is 0.
    #[serde(serialize_with = "nine_digits")]
    pub vault_return: f64,
    /// Value in USD of one coin when the first round started.
    #[serde(serialize_with = "nine_digits")]
    pub hold_start_usd: f64,
    /// Value in USD of one coin held until the last settlement.
    #[serde(serialize_with = "nine_digits")]
    pub hold_end_usd: f64,
    /// Value in USD, at the last settlement, of what one coin put in the vault had become; for a vault of puts, whose coins are USD,
    /// of what one USD had become.
    #[serde(serialize_with = "nine_digits")]
    pub vault_end_usd: f64,
}

impl Totals {
    /// Totals of `rounds`; what users paid in and took out is not in them and is given in coins.
    pub fn from_rounds(sells: Sells, rounds: &[RoundRow], deposited: f64, withdrawn: f64) -> Self {
        let sum = |of: fn(&RoundRow) -> f64| rounds.iter().map(of).sum();
        let mut totals = Self {
            deposited,
            withdrawn,
            premium: sum(|row| row.premium),
            payoff: sum(|row| row.payoff),
            fees: sum(RoundRow::fees),
            ..Self::default()
        };
        if let (Some(first), Some(last)) = (rounds.first(), rounds.last()) {
            let growth = crate::figures::ratio(last.pps_end, first.pps_start).unwrap_or(1.0);
            totals.final_nav = last.nav_end;
            totals.vault_return = growth - 1.0;
            totals.hold_start_usd = first.spot_usd;
            totals.hold_end_usd = last.settlement_usd;
            totals.vault_end_usd = match sells {
                Sells::Calls => growth * last.settlement_usd,
                Sells::Puts => growth,
            };
        }
        totals
    }
}

/// One depositor over the whole run, in coins.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct DepositorRow {
    /// A label such as `depositor 1`.
    pub name: String,
    #[serde(serialize_with = "nine_digits")]
    pub deposited: f64,
    #[serde(serialize_with = "nine_digits")]
    pub withdrawn: f64,
    /// Value of the shares still held after the last round, and coins that wait for the next one.
    #[serde(serialize_with = "nine_digits")]
    pub shares_value_end: f64,
    /// Withdrawn plus value at the end, less deposited.
    #[serde(serialize_with = "nine_digits")]
    pub gain: f64,
}
