//! `rounds.csv`: one row per round, units in the header, times in ISO-8601.

use crate::error::ReportError;
use crate::format::iso;
use crate::model::{Report, RoundRow};
use crate::rounding::to_nine_digits;
use crate::write::CSV_FILE;

type Column = (&'static str, fn(&RoundRow) -> String);

const COLUMNS: [Column; 24] = [
    ("round", |row| row.round.to_string()),
    ("start_utc", |row| iso(row.start_ts)),
    ("expiry_utc", |row| iso(row.expiry_ts)),
    ("spot_usd", |row| number(row.spot_usd)),
    ("strike_usd", |row| number(row.strike_usd)),
    ("delta", |row| number(row.delta)),
    ("volatility_annual", |row| number(row.volatility)),
    ("size_coins", |row| number(row.size)),
    ("sold_coins", |row| number(row.sold)),
    ("premium_coins", |row| number(row.premium)),
    ("premium_usd", |row| number(row.premium_usd)),
    ("bids", |row| row.bids.to_string()),
    ("settlement_usd", |row| number(row.settlement_usd)),
    ("outcome", |row| row.outcome().to_string()),
    ("payoff_coins", |row| number(row.payoff)),
    ("pps_start_coins", |row| number(row.pps_start)),
    ("pps_end_coins", |row| number(row.pps_end)),
    ("performance_fee_coins", |row| number(row.performance_fee)),
    ("management_fee_coins", |row| number(row.management_fee)),
    ("nav_start_coins", |row| number(row.nav_start)),
    ("nav_end_coins", |row| number(row.nav_end)),
    ("deposits_coins", |row| number(row.deposits)),
    ("withdrawals_coins", |row| number(row.withdrawals)),
    ("depositors", |row| row.depositors.to_string()),
];

/// The whole file as text.
pub(crate) fn render(report: &Report) -> Result<String, ReportError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let write = |writer: &mut csv::Writer<Vec<u8>>| {
        writer.write_record(COLUMNS.map(|(name, _)| name))?;
        for row in &report.rounds {
            writer.write_record(COLUMNS.map(|(_, cell)| cell(row)))?;
        }
        writer.flush().map_err(csv::Error::from)
    };
    write(&mut writer).map_err(|error| bad_value(&error))?;
    let bytes = writer.into_inner().map_err(|error| bad_value(&error))?;
    String::from_utf8(bytes).map_err(|error| bad_value(&error))
}

fn number(value: f64) -> String {
    (to_nine_digits(value) + 0.0).to_string()
}

fn bad_value(error: &dyn std::error::Error) -> ReportError {
    ReportError::BadValue { file: CSV_FILE, reason: error.to_string() }
}
