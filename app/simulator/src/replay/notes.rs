//! What is modelled, in the words of the report.

use super::{buying_back, liquidators, Makers, Options};

/// A word and a sentence or two about each part.
pub fn notes(options: &Options) -> Vec<(&'static str, String)> {
    let [least, most] = liquidators::EDGES_PERCENT;
    let hedging = match options.makers {
        Makers::Hedge => {
            "They hold the opposite of their delta in a future elsewhere, for 0.05 % of each trade, and bring in what it gains; what it loses they owe there."
        }
        Makers::Bear => {
            "They bear what they take over: nothing comes in from elsewhere, so what options cost their writers must come out of what all accounts have."
        }
    };
    vec![
        (
            "Prices",
            "Hourly bars, as a path by the minute: open, the extreme that the close turned away from, the other one, close. The oracle shows it every five \
             minutes, and every minute while an auction runs."
                .into(),
        ),
        (
            "Volatility",
            "There is no option chain of these coins and days. Signers post the realised volatility of the last day or of the last week, whichever is higher, \
             for all strikes, every hour."
                .into(),
        ),
        (
            "Accounts",
            "Each opens four days before the day with the least collateral that the program accepts: it refuses one atom less. Signed thresholds are up to an \
             hour old, the longest that they hold."
                .into(),
        ),
        (
            "Liquidators",
            format!(
                "{} makers with {} % of the accounts' collateral between them. They want {least} to {most} % of the value of what they take over and keep a fifth more than the \
                 initial margin. {hedging} {}",
                liquidators::MAKERS,
                options.capital_bps / 100,
                buying_back(options),
            ),
        ),
        (
            "Parameters",
            format!(
                "Liquidations by the program's defaults. The chain's scenarios move the price by {} %, the standard margin asks for {} % of Deribit's.",
                options.range_bps / 100,
                options.standard_percent
            ),
        ),
        (
            "Insurance fund",
            format!("{} % of the accounts' collateral is staked, and penalties come in.", options.fund_bps as f64 / 100.0),
        ),
        (
            "Program",
            "Every account, auction, bid and settlement was carried out by the on-chain program in a local virtual machine. Owners of accounts in an auction do \
             not help themselves. Past prices say nothing about future ones."
                .into(),
        ),
    ]
}

fn buying_back(options: &Options) -> String {
    match options.buy_back_bps {
        0 => "They keep the options that they take over until these expire.".into(),
        some => format!(
            "Those without much room buy options back: holders sell {} % of a series within an hour, for {} % of its value.",
            some / 100,
            buying_back::ASKED_PERCENT
        ),
    }
}
