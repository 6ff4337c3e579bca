//! `rounds.csv`: one row per round, units in the header, times in ISO-8601.

use crate::error::ReportError;
use crate::format::iso;
use crate::model::{Report, RoundRow, Sells};
use crate::rounding::to_nine_digits;
use crate::write::CSV_FILE;

type Column = (&'static str, fn(&RoundRow, Sells) -> String);

const COLUMNS: [Column; 24] = [
    ("round", |row, _| row.round.to_string()),
    ("start_utc", |row, _| iso(row.start_ts)),
    ("expiry_utc", |row, _| iso(row.expiry_ts)),
    ("spot_usd", |row, _| number(row.spot_usd)),
    ("strike_usd", |row, _| number(row.strike_usd)),
    ("delta", |row, _| number(row.delta)),
    ("volatility_annual", |row, _| number(row.volatility)),
    ("size_coins", |row, _| number(row.size)),
    ("sold_coins", |row, _| number(row.sold)),
    ("premium_coins", |row, _| number(row.premium)),
    ("premium_usd", |row, _| number(row.premium_usd)),
    ("bids", |row, _| row.bids.to_string()),
    ("settlement_usd", |row, _| number(row.settlement_usd)),
    ("outcome", |row, sells| row.outcome().word(sells).to_owned()),
    ("payoff_coins", |row, _| number(row.payoff)),
    ("pps_start_coins", |row, _| number(row.pps_start)),
    ("pps_end_coins", |row, _| number(row.pps_end)),
    ("performance_fee_coins", |row, _| number(row.performance_fee)),
    ("management_fee_coins", |row, _| number(row.management_fee)),
    ("nav_start_coins", |row, _| number(row.nav_start)),
    ("nav_end_coins", |row, _| number(row.nav_end)),
    ("deposits_coins", |row, _| number(row.deposits)),
    ("withdrawals_coins", |row, _| number(row.withdrawals)),
    ("depositors", |row, _| row.depositors.to_string()),
];

/// The whole file as text.
pub(crate) fn render(report: &Report) -> Result<String, ReportError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let write = |writer: &mut csv::Writer<Vec<u8>>| {
        writer.write_record(COLUMNS.map(|(name, _)| header(name, report.sells)))?;
        for row in &report.rounds {
            writer.write_record(COLUMNS.map(|(_, cell)| cell(row, report.sells)))?;
        }
        writer.flush().map_err(csv::Error::from)
    };
    write(&mut writer).map_err(|error| bad_value(&error))?;
    let bytes = writer.into_inner().map_err(|error| bad_value(&error))?;
    String::from_utf8(bytes).map_err(|error| bad_value(&error))
}

/// What a vault of puts holds is cash.
fn header(name: &str, sells: Sells) -> String {
    match sells {
        Sells::Calls => name.to_owned(),
        Sells::Puts => name.replace("_coins", "_cash"),
    }
}

fn number(value: f64) -> String {
    (to_nine_digits(value) + 0.0).to_string()
}

fn bad_value(error: &dyn std::error::Error) -> ReportError {
    ReportError::BadValue { file: CSV_FILE, reason: error.to_string() }
}
