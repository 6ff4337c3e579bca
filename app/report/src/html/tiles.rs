//! The key figures.

use maud::{html, Markup};

use crate::figures::{ratio, Outcome};
use crate::format::{coins, count, percent, plural, price, signed_percent};
use crate::model::{Report, Sells};

struct Tile {
    label: &'static str,
    value: String,
    detail: String,
}

pub(crate) fn tiles(report: &Report) -> Markup {
    html! {
        dl.tiles {
            @for tile in all(report) {
                div {
                    dt { (tile.label) }
                    dd.value { (tile.value) }
                    dd.detail { (tile.detail) }
                }
            }
        }
    }
}

fn all(report: &Report) -> [Tile; 8] {
    [
        against_holding(report),
        in_quote(report),
        premium(report),
        payoff(report),
        net_asset_value(report),
        fees(report),
        auctions(report),
        compute(report),
    ]
}

fn against_holding(report: &Report) -> Tile {
    let change = report.totals.vault_return;
    Tile {
        label: "Against holding",
        value: signed_percent(change),
        detail: format!("1 {0} became {1} {0}", report.asset(), coins(1.0 + change)),
    }
}

fn in_quote(report: &Report) -> Tile {
    let totals = &report.totals;
    if report.sells == Sells::Puts {
        return Tile {
            label: "The coin meanwhile",
            value: format!("{} {}", price(totals.hold_end_usd), report.quote),
            detail: format!("at the start: {} {}", price(totals.hold_start_usd), report.quote),
        };
    }
    Tile {
        label: "1 coin at the end",
        value: format!("{} {}", price(totals.vault_end_usd), report.quote),
        detail: format!("held: {} {}", price(totals.hold_end_usd), report.quote),
    }
}

fn premium(report: &Report) -> Tile {
    let sum: f64 = report.rounds.iter().map(|row| row.premium_share()).sum();
    Tile {
        label: "Premium received",
        value: amount(report, report.totals.premium),
        detail: format!("{} of NAV per round", mean_percent(sum, report)),
    }
}

fn payoff(report: &Report) -> Tile {
    Tile {
        label: "Paid to option holders",
        value: amount(report, report.totals.payoff),
        detail: format!(
            "{} in {} of {}",
            report.sells.paid(),
            report.rounds_that(Outcome::Paid),
            plural(report.rounds.len(), "round")
        ),
    }
}

fn net_asset_value(report: &Report) -> Tile {
    let holders = report.rounds.last().map_or(0, |row| row.depositors);
    Tile {
        label: "NAV at the end",
        value: amount(report, report.totals.final_nav),
        detail: format!("of {}", plural(holders as usize, "depositor")),
    }
}

fn fees(report: &Report) -> Tile {
    let share = ratio(report.totals.fees, report.totals.premium).unwrap_or(0.0);
    Tile {
        label: "Fees",
        value: amount(report, report.totals.fees),
        detail: format!("{} of the premium", percent(share)),
    }
}

fn auctions(report: &Report) -> Tile {
    let sum = |of: fn(&crate::RoundRow) -> f64| report.rounds.iter().map(of).sum::<f64>();
    let share = ratio(sum(|row| row.sold), sum(|row| row.size)).unwrap_or(0.0);
    Tile {
        label: "Sold of what was offered",
        value: percent(share),
        detail: match report.rounds_that(Outcome::Unsold) {
            0 => "every auction found a buyer".to_owned(),
            none => format!("{} sold nothing", plural(none, "auction")),
        },
    }
}

fn compute(report: &Report) -> Tile {
    let dearest = report.compute_units.iter().max_by_key(|(_, stat)| stat.max);
    Tile {
        label: "Most compute units",
        value: dearest.map_or_else(|| "none".to_owned(), |(_, stat)| count(stat.max)),
        detail: dearest.map_or_else(String::new, |(name, _)| name.clone()),
    }
}

fn amount(report: &Report, value: f64) -> String {
    format!("{} {}", coins(value), report.asset())
}

fn mean_percent(sum: f64, report: &Report) -> String {
    percent(sum / report.rounds.len().max(1) as f64)
}
