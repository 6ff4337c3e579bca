//! The time formats that price files use, read as UTC.

use jiff::{civil::DateTime, fmt::strtime, tz::TimeZone, Timestamp};

/// From here on a number is milliseconds: as seconds it would be after the year 5138.
const MILLISECONDS_FROM: i64 = 100_000_000_000;
/// 2200-01-01T00:00:00Z. Later times are mistakes, and the bound keeps all arithmetic in range.
const LATEST_TS: i64 = 7_258_118_400;

/// Reads Unix seconds, Unix milliseconds, ISO-8601 (`2017-07-01T00:00:00Z`, offset optional, a
/// space for the `T`) or the twelve-hour form `2017-07-01 11-AM`. Times with no offset are UTC.
/// `None` when the text is none of these or lies outside 1970 to 2200.
pub fn parse_ts(text: &str) -> Option<i64> {
    let ts =
        number(text).or_else(|| with_offset(text)).or_else(|| without_offset(text)).or_else(|| twelve_hour(text))?;
    (0..=LATEST_TS).contains(&ts).then_some(ts)
}

/// ISO-8601 in UTC, for messages.
pub(crate) fn iso(ts: i64) -> String {
    Timestamp::from_second(ts).map_or_else(|_| ts.to_string(), |time| time.to_string())
}

fn number(text: &str) -> Option<i64> {
    let whole = text.strip_suffix(".0").unwrap_or(text).parse::<i64>().ok()?;
    Some(if whole >= MILLISECONDS_FROM { whole / 1_000 } else { whole })
}

fn with_offset(text: &str) -> Option<i64> {
    text.parse::<Timestamp>().ok().map(Timestamp::as_second)
}

fn without_offset(text: &str) -> Option<i64> {
    text.parse::<DateTime>().ok().and_then(as_utc)
}

/// Hour only, so it is read by hand as a date and an hour: noon is `12-PM`, midnight `12-AM`.
fn twelve_hour(text: &str) -> Option<i64> {
    let parsed = strtime::parse("%Y-%m-%d %I-%p", text).ok()?;
    let hour = parsed.hour()?;
    as_utc(parsed.to_date().ok()?.at(hour, 0, 0, 0))
}

fn as_utc(time: DateTime) -> Option<i64> {
    let zoned = time.to_zoned(TimeZone::UTC).ok()?;
    Some(zoned.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use super::parse_ts;

    const JULY: i64 = 1_498_867_200; // 2017-07-01T00:00:00Z

    #[test]
    fn every_documented_format_is_read_as_utc() {
        for text in [
            "1498867200",
            "1498867200.0",
            "1498867200000",
            "2017-07-01",
            "2017-07-01T00:00:00Z",
            "2017-07-01 00:00:00",
            "2017-07-01 00:00",
            "2017-07-01 00:00:00+00:00",
            "2017-07-01T02:00:00+02:00",
            "2017-07-01 12-AM",
        ] {
            assert_eq!(parse_ts(text), Some(JULY), "{text}");
        }
        assert_eq!(parse_ts("2017-07-01 12-PM"), Some(JULY + 12 * 3_600));
        assert_eq!(parse_ts("2017-07-01 11-AM"), Some(JULY + 11 * 3_600));
        assert_eq!(parse_ts("2017-07-01 11-PM"), Some(JULY + 23 * 3_600));
    }

    #[test]
    fn nonsense_and_times_out_of_range_are_refused() {
        for text in ["", "yesterday", "-5", "2017-13-01", "9999-01-01", "1e9", "NaN"] {
            assert_eq!(parse_ts(text), None, "{text}");
        }
    }
}
