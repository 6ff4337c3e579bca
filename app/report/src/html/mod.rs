//! `report.html`: one page with everything in it and nothing fetched from elsewhere.

pub(crate) mod legend;
mod summary;
mod tables;
mod tiles;

pub(crate) use tables::verdict_of;

use maud::{html, Markup, PreEscaped, DOCTYPE};

use crate::chart::{coin_chart, compute_chart, premium_chart, price_chart, usd_chart};
use crate::format::{count, long_date, plural};
use crate::model::{Report, Sells};

const STYLE: &str = include_str!("style.css");

/// The whole page.
pub(crate) fn render(report: &Report) -> String {
    let title = title(report);
    let body = html! {
        (header(report, &title))
        (tiles::tiles(report))
        (graphics(report))
        (tables::rounds(report))
        (tables::checks(report))
        (tables::depositors(report))
        (notes(report))
    };
    page(&title, &body)
}

/// A page with everything in it. Maud escapes every value; only the style sheet, which is part of this crate, goes in as it is.
pub(crate) fn page(title: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body { main { (body) } }
        }
    };
    page.into_string()
}

fn title(report: &Report) -> String {
    format!(
        "{} vault on {}: {}",
        capitalised(&report.strategy),
        report.underlying,
        plural(report.rounds.len(), "weekly round")
    )
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(chars).collect()
}

fn header(report: &Report, title: &str) -> Markup {
    html! {
        header {
            h1 { (title) }
            p.source { "Prices: " (report.source.name) }
            p.summary { (summary::summary(report)) }
            (tables::verdict(report))
        }
    }
}

fn graphics(report: &Report) -> Markup {
    let sells = report.sells;
    html! {
        section {
            h2 { "Price, strikes and settlements" }
            p.lead {
                "Each horizontal segment is the strike of one week's " (sells.options()) ". Settled " (sells.free_side()) " it, they expired "
                "and the vault kept all it held; settled " (sells.paying_side()) " it, the vault paid the difference, drawn as a vertical line."
            }
            (legend::price(sells))
            figure { (price_chart(report)) }
        }
        section {
            h2 { "The vault against holding " (sells.held()) }
            p.lead {
                "Price per share after fees, scaled to 1 at the start. Above the dashed line, selling " (sells.options()) " beat holding."
            }
            (legend::growth(sells))
            figure { (coin_chart(report)) }
            @if sells == Sells::Calls { figure { (usd_chart(report)) } }
        }
        section {
            h2 { "Premium and payoff per round" }
            p.lead { "In per cent of the net asset value (NAV) when the round started; both on one scale." }
            (legend::premium())
            figure { (premium_chart(report)) }
        }
        section {
            h2 { "Compute units per instruction" }
            p.lead {
                "Measured by the local virtual machine that ran the program, which is " (count(report.program_bytes)) " bytes. "
                "One transaction may use at most 1,400,000."
            }
            (legend::compute())
            figure { (compute_chart(report)) }
        }
    }
}

fn notes(report: &Report) -> Markup {
    let source = &report.source;
    html! {
        section.notes {
            h2 { "Method" }
            ul {
                li {
                    b { "Prices. " }
                    (source.name) ": " (count(source.rows)) " rows from " (long_date(source.first_ts)) " to "
                    (long_date(source.last_ts)) " (UTC). "
                    @if source.licence.is_empty() { "Licence not stated." } @else { (source.licence) }
                }
                li { b { "Volatility. " } (report.volatility_note) }
                li {
                    b { "Buyers. " }
                    "The makers who buy the options are simulated; their bids follow the model price, not a real order book. "
                    "Premiums that a real market would have paid may be lower or higher."
                }
                li {
                    b { "Vault. " }
                    "Deposits, auctions, settlement and fees were carried out by the on-chain program in a local virtual machine; "
                    "the amounts here are what its accounts held. Past prices say nothing about future ones."
                }
                li { b { "Repeatable. " } "Seed " (report.seed) "; the same seed and prices give the same report." }
            }
        }
    }
}
