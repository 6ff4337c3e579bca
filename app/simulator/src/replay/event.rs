//! The days that are lived through, and how long around them.

use market_data::{PriceSeries, DAY_SECS, WEEK_SECS};
use vault_types::state::{Expiry, ExpiryCalendar};

/// Prices are shown for so long before accounts open: the market's realised volatility and the banks' averages are what they would have been.
const WATCHED_SECS: i64 = 30 * DAY_SECS;
/// Trailing volatility is taken from so long before that.
const TRAILING_SECS: i64 = 7 * DAY_SECS;
/// Accounts open so long before the day.
const LEAD_SECS: i64 = 4 * DAY_SECS;
/// What is listed expires at least so long after that.
const LEAST_TENOR_SECS: u32 = 2 * 86_400;

/// A day in which prices fell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// The date, as it is asked for.
    pub name: &'static str,
    /// The coin that fell.
    pub coin: &'static str,
    /// Where its hourly prices are, in a folder of such files.
    pub file: &'static str,
    /// When the day began.
    pub day_ts: i64,
}

/// In the order in which they happened. SOL did not exist on the first.
pub const EVENTS: [Event; 5] = [
    Event { name: "2020-03-12", coin: "BTC", file: "btc_usd_1h.csv", day_ts: 1_583_971_200 },
    Event { name: "2021-05-19", coin: "SOL", file: "sol_usd_1h.csv", day_ts: 1_621_382_400 },
    Event { name: "2022-05-11", coin: "SOL", file: "sol_usd_1h.csv", day_ts: 1_652_227_200 },
    Event { name: "2022-11-09", coin: "SOL", file: "sol_usd_1h.csv", day_ts: 1_667_952_000 },
    Event { name: "2024-08-05", coin: "SOL", file: "sol_usd_1h.csv", day_ts: 1_722_816_000 },
];

/// What there is no event for.
#[derive(Debug, thiserror::Error)]
#[error("there is no event {0}: choose 2020-03-12, 2021-05-19, 2022-05-11, 2022-11-09, 2024-08-05 or all")]
pub struct UnknownEvent(String);

/// Prices that do not reach from before an event to its end.
#[derive(Debug, thiserror::Error)]
#[error("{file}: no prices for {event}: it needs all hours from {days_before} days before to {days_after} days after")]
pub struct PricesMissing {
    file: String,
    event: &'static str,
    days_before: i64,
    days_after: i64,
}

impl Event {
    /// One event by its date, or `all` of them.
    pub fn parse(name: &str) -> Result<Vec<Self>, UnknownEvent> {
        if name == "all" {
            return Ok(EVENTS.to_vec());
        }
        let found = EVENTS.iter().find(|event| event.name == name);
        found.map(|event| vec![*event]).ok_or_else(|| UnknownEvent(name.into()))
    }

    /// When the market's house is set up.
    pub fn start_ts(&self) -> i64 {
        self.open_ts() - WATCHED_SECS
    }

    /// When accounts open.
    pub fn open_ts(&self) -> i64 {
        self.day_ts - LEAD_SECS
    }

    /// What is listed: two weeks' expiries, the first at least two days after accounts open.
    pub fn expiries(&self) -> [i64; 2] {
        let first_ts = Self::calendar().next_expiry_ts(self.open_ts()).expect("a calendar without end");
        [first_ts, first_ts + WEEK_SECS]
    }

    pub(super) fn calendar() -> ExpiryCalendar {
        ExpiryCalendar::weekly(LEAST_TENOR_SECS)
    }

    /// Are there prices from before the first volatility until others pay for what was not paid at the last expiry?
    ///
    /// # Errors
    /// [`PricesMissing`] if not.
    pub fn check_prices(&self, prices: &PriceSeries) -> Result<(), PricesMissing> {
        let (from_ts, to_ts) = (self.start_ts() - TRAILING_SECS, self.expiries()[1] + Expiry::ABANDONED_SECS);
        if prices.first_ts() <= from_ts && to_ts <= prices.end_ts() {
            return Ok(());
        }
        Err(PricesMissing {
            file: prices.name().into(),
            event: self.name,
            days_before: (self.day_ts - from_ts) / DAY_SECS,
            days_after: (to_ts - self.day_ts) / DAY_SECS + 1,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Event, EVENTS};

    #[test]
    fn events_are_named_by_their_days() {
        for event in EVENTS {
            assert_eq!(event.day_ts % 86_400, 0, "{}", event.name);
            assert_eq!(Event::parse(event.name).unwrap(), [event]);
            let days = event.day_ts / 86_400;
            // Days since the epoch, from year, month and day (proleptic Gregorian).
            let [year, month, day] = [0..4, 5..7, 8..10].map(|part| event.name[part].parse::<i64>().unwrap());
            let (year, month) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
            let of_date = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719_468;
            assert_eq!(days, of_date, "{}", event.name);
        }
        assert_eq!(Event::parse("all").unwrap(), EVENTS);
        assert!(Event::parse("2020-03-13").unwrap_err().to_string().contains("2020-03-13"));
    }

    #[test]
    fn accounts_live_through_the_day() {
        for event in EVENTS {
            let [first_ts, second_ts] = event.expiries();
            assert!(event.open_ts() + 2 * 86_400 <= first_ts && first_ts > event.day_ts + 86_400, "{}", event.name);
            assert_eq!(second_ts - first_ts, 7 * 86_400);
        }
    }
}
