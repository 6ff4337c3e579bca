//! Numbers and times as people read them.

use jiff::{fmt::strtime, Timestamp};

/// `2017-10-06T08:00:00Z`.
pub(crate) fn iso(ts: i64) -> String {
    Timestamp::from_second(ts).map_or_else(|_| ts.to_string(), |time| time.to_string())
}

/// `2017-10-06`, of Unix seconds, UTC.
pub fn date(ts: i64) -> String {
    strftime("%Y-%m-%d", ts)
}

/// `6 Oct 2017`.
pub(crate) fn long_date(ts: i64) -> String {
    strftime("%-d %b %Y", ts)
}

/// `ts` in UTC by a strftime pattern; the bare number when it is no time jiff can hold.
pub(crate) fn strftime(pattern: &str, ts: i64) -> String {
    let time = Timestamp::from_second(ts).ok();
    time.and_then(|time| strtime::format(pattern, time).ok()).unwrap_or_else(|| ts.to_string())
}

/// `12,345.68`: fixed decimals, thousands separated by commas, a hyphen for minus.
pub(crate) fn grouped(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_at(text.find('.').unwrap_or(text.len()));
    let zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let sign = if value < 0.0 && !zero { "-" } else { "" };
    format!("{sign}{}{fraction}", group_thousands(whole))
}

fn group_thousands(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A count: `12,345`.
pub(crate) fn count(value: u64) -> String {
    group_thousands(&value.to_string())
}

/// A price or value with as many decimals as its size deserves: `12,346`, `215.68`, `0.0123`.
pub(crate) fn price(value: f64) -> String {
    let decimals = match value.abs() {
        size if size >= 1_000.0 => 0,
        size if size >= 1.0 => 2,
        _ => 4,
    };
    grouped(value, decimals)
}

/// An amount of coins or cash: `12.3457`; more digits when it is small, so that it does not show as zero, fewer when it is large.
pub(crate) fn coins(value: f64) -> String {
    let decimals = match value.abs() {
        0.0 => 0,
        size if size >= 100_000.0 => 0,
        size if size >= 1_000.0 => 2,
        size if size >= 0.01 => 4,
        _ => 6,
    };
    grouped(value, decimals)
}

/// A fraction with its sign: `+1.23 %`.
pub(crate) fn signed_percent(fraction: f64) -> String {
    let text = grouped(fraction * 100.0, 2);
    let sign = if text.starts_with('-') || text == "0.00" { "" } else { "+" };
    format!("{sign}{text} %")
}

/// A fraction: `1.23 %`.
pub(crate) fn percent(fraction: f64) -> String {
    format!("{} %", grouped(fraction * 100.0, 2))
}

/// `1 round`, `2 rounds`.
pub(crate) fn plural(number: usize, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{ending}")
}

#[cfg(test)]
mod tests {
    use super::{coins, date, grouped, iso, long_date, plural, price, signed_percent};

    #[test]
    fn numbers() {
        assert_eq!(grouped(1_234_567.891, 2), "1,234,567.89");
        assert_eq!(grouped(-999.0, 0), "-999");
        assert_eq!(grouped(-0.001, 2), "0.00");
        assert_eq!(price(19_650.65), "19,651");
        assert_eq!(price(215.678), "215.68");
        assert_eq!(coins(2_287_937.32), "2,287,937");
        assert_eq!(coins(0.000_123), "0.000123");
        assert_eq!(coins(0.0), "0");
        assert_eq!(signed_percent(0.0123), "+1.23 %");
        assert_eq!(signed_percent(-0.0123), "-1.23 %");
        assert_eq!(signed_percent(-0.000_001), "0.00 %");
        assert_eq!(plural(1, "round"), "1 round");
        assert_eq!(plural(0, "round"), "0 rounds");
    }

    #[test]
    fn times() {
        assert_eq!(iso(1_507_276_800), "2017-10-06T08:00:00Z");
        assert_eq!(date(1_507_276_800), "2017-10-06");
        assert_eq!(long_date(1_507_276_800), "6 Oct 2017");
        assert_eq!(date(i64::MAX), i64::MAX.to_string());
    }
}
