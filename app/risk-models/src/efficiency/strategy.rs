//! The strategies that are compared.

use options_math::OptionType::{self, Call, Put};

/// Options of one series, for one coin of the strategy.
#[derive(Clone, Copy, Debug)]
pub struct Leg {
    pub option_type: OptionType,
    /// Of spot.
    pub strike_percent: u8,
    pub days: u8,
    /// Above zero when owned.
    pub coins: i8,
}

/// A name and what it means.
#[derive(Clone, Copy, Debug)]
pub struct Strategy {
    pub name: &'static str,
    pub legs: &'static [Leg],
}

const fn leg(coins: i8, option_type: OptionType, strike_percent: u8, days: u8) -> Leg {
    Leg { option_type, strike_percent, days, coins }
}

impl Strategy {
    /// Weekly options; the calendar owns the same call three weeks later.
    pub const ALL: [Self; 7] = [
        Self { name: "covered call", legs: &[leg(-1, Call, 110, 7)] },
        Self { name: "cash-secured put", legs: &[leg(-1, Put, 90, 7)] },
        Self { name: "vertical", legs: &[leg(-1, Call, 110, 7), leg(1, Call, 120, 7)] },
        Self { name: "straddle", legs: &[leg(-1, Call, 100, 7), leg(-1, Put, 100, 7)] },
        Self { name: "strangle", legs: &[leg(-1, Call, 110, 7), leg(-1, Put, 90, 7)] },
        Self {
            name: "iron condor",
            legs: &[leg(1, Put, 80, 7), leg(-1, Put, 90, 7), leg(-1, Call, 110, 7), leg(1, Call, 120, 7)],
        },
        Self { name: "calendar", legs: &[leg(-1, Call, 100, 7), leg(1, Call, 100, 28)] },
    ];

    /// `-C110 +C120`: what is owed and owned, in per cent of spot; the days where they differ.
    pub fn legs_as_text(&self) -> String {
        let is_one_expiry = self.legs.iter().all(|leg| leg.days == self.legs[0].days);
        let text = |leg: &Leg| {
            let sign = if leg.coins < 0 { '-' } else { '+' };
            let letter = if leg.option_type == Call { 'C' } else { 'P' };
            let days = if is_one_expiry { String::new() } else { format!(" {}d", leg.days) };
            format!("{sign}{letter}{}{days}", leg.strike_percent)
        };
        self.legs.iter().map(text).collect::<Vec<_>>().join(" ")
    }
}
