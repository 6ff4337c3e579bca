//! A plausible report from a seeded random walk. Nothing in it was measured.

use std::collections::BTreeMap;

use report::{CuStat, DepositorRow, PricePoint, Report, RoundRow, Sells, SourceInfo, Totals};

const HOUR_SECS: i64 = 3_600;
const WEEK_HOURS: usize = 168;
/// Friday 2017-10-06, 08:00 UTC.
const START_TS: i64 = 1_507_276_800;
const VOLATILITY: f64 = 0.75;
const SEED: u64 = 7;

/// Small generator of the splitmix family: the same numbers on every machine.
struct Random(u64);

impl Random {
    /// Evenly in [0, 1).
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Roughly normal: mean 0, variance 1.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }
}

/// A report of `rounds` weekly rounds, with one failed check and, now and then, an unsold round.
pub fn sample(rounds: usize) -> Report {
    let mut random = Random(SEED);
    let price_path = random_walk(&mut random, rounds * WEEK_HOURS);
    let rows = live_through(&mut random, &price_path, rounds);
    let totals = Totals::from_rounds(Sells::Calls, &rows, rows.iter().map(|row| row.deposits).sum::<f64>() + 60.0, 0.0);
    Report {
        weeks: rounds as u32,
        strategy: "covered call".to_owned(),
        sells: Sells::Calls,
        underlying: "BTC".to_owned(),
        quote: "USD".to_owned(),
        source: SourceInfo {
            name: "SAMPLE, a random walk made for this page".to_owned(),
            licence: "Made-up data, free of rights.".to_owned(),
            rows: price_path.len() as u64,
            first_ts: price_path.first().map_or(0, |point| point.ts),
            last_ts: price_path.last().map_or(0, |point| point.ts),
        },
        seed: SEED,
        volatility_note: "Constant, as the walk was made with it.".to_owned(),
        depositors: depositors(&rows),
        rounds: rows,
        checks: checks(),
        compute_units: compute_units(),
        program_bytes: 412_344,
        price_path,
        totals,
    }
}

fn random_walk(random: &mut Random, hours: usize) -> Vec<PricePoint> {
    let hourly = VOLATILITY / (365.0_f64 * 24.0).sqrt();
    let mut price: f64 = 4_370.0;
    (0..=hours)
        .map(|hour| {
            let point = PricePoint { ts: START_TS + hour as i64 * HOUR_SECS, price };
            price *= (hourly * random.normal() + 0.000_06).exp();
            point
        })
        .collect()
}

fn live_through(random: &mut Random, path: &[PricePoint], rounds: usize) -> Vec<RoundRow> {
    let mut nav = 60.0;
    let mut shares = 60.0;
    (0..rounds)
        .map(|index| {
            let row = one_round(random, path, index, nav, shares);
            nav = row.nav_end;
            shares = nav / row.pps_end;
            row
        })
        .collect()
}

fn one_round(random: &mut Random, path: &[PricePoint], index: usize, nav: f64, shares: f64) -> RoundRow {
    let start = path[index * WEEK_HOURS];
    let end = path[(index + 1) * WEEK_HOURS];
    let strike = (start.price * 1.10 / 50.0).round() * 50.0;
    let sold = match index % 17 {
        11 => 0.0,
        _ => nav * (0.85 + 0.15 * random.uniform()),
    };
    let premium = sold * (0.003 + 0.003 * random.uniform());
    let payoff = sold * (end.price - strike).max(0.0) / end.price;
    let performance_fee = 0.1 * (premium - payoff).max(0.0);
    let management_fee = nav * 0.02 / 52.0;
    let after_fees = nav + premium - payoff - performance_fee - management_fee;
    let pps_end = after_fees / shares;
    let deposits = if index % 5 == 2 { 6.5 } else { 0.0 };
    let withdrawals = if index % 7 == 6 { 4.25 } else { 0.0 };
    RoundRow {
        round: index as u64 + 1,
        start_ts: start.ts,
        expiry_ts: end.ts,
        spot_usd: start.price,
        strike_usd: strike,
        delta: 0.10 + 0.04 * random.uniform(),
        volatility: VOLATILITY,
        size: nav,
        sold,
        premium,
        premium_usd: premium * start.price,
        bids: if sold > 0.0 { 1 + (random.uniform() * 6.0) as u32 } else { 0 },
        settlement_usd: end.price,
        payoff,
        pps_start: nav / shares,
        pps_end,
        performance_fee,
        management_fee,
        nav_start: nav,
        nav_end: after_fees + deposits - withdrawals,
        deposits,
        withdrawals,
        depositors: 4 + (index / 5) as u32,
    }
}

fn depositors(rows: &[RoundRow]) -> Vec<DepositorRow> {
    let growth = rows.last().map_or(1.0, |row| row.pps_end);
    [20.0, 18.5, 12.0, 9.5]
        .into_iter()
        .enumerate()
        .map(|(index, deposited)| DepositorRow {
            name: format!("depositor {}", index + 1),
            deposited,
            withdrawn: 0.0,
            shares_value_end: deposited * growth,
            gain: deposited * (growth - 1.0),
        })
        .collect()
}

fn checks() -> BTreeMap<String, bool> {
    [
        ("every round settled at the first price after expiry", true),
        ("ledger equals token accounts after every instruction", true),
        ("payoff never above what was locked", true),
        ("shares times PPS equals NAV within rounding", true),
        ("fees only above the high-water mark", true),
        ("no depositor gained from a donation", true),
        ("sample check that fails, to show how that looks", false),
    ]
    .map(|(name, passed)| (name.to_owned(), passed))
    .into()
}

fn compute_units() -> BTreeMap<String, CuStat> {
    [
        ("initialize_vault", 38_211, 38_211, 1),
        ("deposit", 41_870, 52_004, 63),
        ("request_withdrawal", 33_120, 37_455, 18),
        ("claim_withdrawal", 29_004, 31_870, 18),
        ("start_round", 118_764, 131_230, 26),
        ("bid", 84_551, 97_310, 88),
        ("settle_round", 61_777, 73_402, 26),
        ("roll", 55_090, 60_002, 26),
        ("update_volatility", 12_340, 12_871, 182),
    ]
    .map(|(name, avg, max, count)| (name.to_owned(), CuStat { avg, max, count }))
    .into()
}
