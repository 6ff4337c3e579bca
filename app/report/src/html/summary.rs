//! The page's first three sentences, from the figures alone: a loss is called a loss.

use crate::figures::{ratio, Outcome};
use crate::format::{coins, long_date, percent, plural, price};
use crate::model::{Report, Sells};

/// Three sentences: what happened, in coins, in quote currency.
pub(crate) fn summary(report: &Report) -> String {
    let (Some(first), Some(last)) = (report.rounds.first(), report.rounds.last()) else {
        return "No round was completed.".to_owned();
    };
    let coin = report.asset();
    let activity = format!(
        "Over {}, from {} to {}, the vault received {} {coin} of premium and paid {} {coin} to option holders, as {}.",
        plural(report.rounds.len(), "weekly round"),
        long_date(first.start_ts),
        long_date(last.expiry_ts),
        coins(report.totals.premium),
        coins(report.totals.payoff),
        beyond_strike(report.rounds_that(Outcome::Paid), report.sells.paying_side()),
    );
    let text = format!("{activity} {} {}", in_coins(report), in_quote(report));
    // A number and its unit stay on one line.
    text.replace(" %", "\u{a0}%")
}

fn beyond_strike(rounds: usize, side: &str) -> String {
    match rounds {
        0 => format!("no round settled {side} its strike"),
        1 => format!("1 round settled {side} its strike"),
        n => format!("{n} rounds settled {side} their strikes"),
    }
}

fn in_coins(report: &Report) -> String {
    let change = report.totals.vault_return;
    let held = report.sells.held();
    let against = match percent(change.abs()) {
        same if same == "0.00 %" => format!("the same as holding {held}"),
        more if change > 0.0 => format!("{more} more than holding {held}"),
        less => format!("{less} less than holding {held}"),
    };
    format!(
        "After fees, 1 {coin} in the vault became {} {coin}: {against}.",
        coins(1.0 + change),
        coin = report.asset(),
    )
}

fn in_quote(report: &Report) -> String {
    let totals = &report.totals;
    if report.sells == Sells::Puts {
        return format!(
            "Meanwhile 1 {} went from {} to {} {}, {}.",
            report.underlying,
            price(totals.hold_start_usd),
            price(totals.hold_end_usd),
            report.quote,
            gain_or_loss(totals.hold_end_usd, totals.hold_start_usd),
        );
    }
    format!(
        "In {quote}, 1 {coin} bought at {} became {} in the vault, {}, and {} held, {}.",
        price(totals.hold_start_usd),
        price(totals.vault_end_usd),
        gain_or_loss(totals.vault_end_usd, totals.hold_start_usd),
        price(totals.hold_end_usd),
        gain_or_loss(totals.hold_end_usd, totals.hold_start_usd),
        quote = report.quote,
        coin = report.underlying,
    )
}

fn gain_or_loss(end: f64, start: f64) -> String {
    let change = ratio(end, start).map_or(0.0, |growth| growth - 1.0);
    match percent(change.abs()) {
        none if none == "0.00 %" => "no change".to_owned(),
        gain if change > 0.0 => format!("a gain of {gain}"),
        loss => format!("a loss of {loss}"),
    }
}

#[cfg(test)]
mod tests {
    use super::summary;
    use crate::model::{Report, RoundRow, Sells, Totals};

    fn ending_at(pps_end: f64, settlement_usd: f64) -> String {
        let row = RoundRow {
            spot_usd: 100.0,
            strike_usd: 110.0,
            sold: 1.0,
            settlement_usd,
            pps_start: 1.0,
            pps_end,
            ..RoundRow::default()
        };
        let rounds = vec![row];
        summary(&Report { totals: Totals::from_rounds(Sells::Calls, &rounds, 1.0, 0.0), rounds, ..Report::default() })
    }

    #[test]
    fn a_loss_is_called_a_loss() {
        let text = ending_at(0.98, 90.0);
        assert!(text.contains("2.00\u{a0}% less than holding"), "{text}");
        assert!(text.contains("a loss of 11.80\u{a0}%"), "{text}");
        assert!(text.contains("a loss of 10.00\u{a0}%"), "{text}");
    }

    #[test]
    fn a_gain_and_a_standstill_are_told_apart() {
        assert!(ending_at(1.01, 105.0).contains("1.00\u{a0}% more than holding"));
        assert!(ending_at(1.0, 100.0).contains("the same as holding"));
        assert!(ending_at(1.0, 100.0).contains("no change"));
    }

    #[test]
    fn no_rounds_is_said_in_words() {
        assert_eq!(summary(&Report::default()), "No round was completed.");
    }
}
