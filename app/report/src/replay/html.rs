//! `replay.html`: one page, one section for each event.

use maud::{html, Markup};

use super::charts;
use super::columns::{amount, duration, event_columns, number};
use super::model::{EventReport, ReplayReport};
use crate::format::{percent, plural, price};
use crate::html::{page, verdict_of};

/// A hyphen that stays within its line.
const NO_BREAK: &str = "\u{2011}";

/// The whole page.
pub(super) fn render(report: &ReplayReport) -> String {
    let title = match report.events.as_slice() {
        [event] => format!("Accounts at their limits on {}", event.name),
        events => format!("Accounts at their limits in {}", plural(events.len(), "event")),
    };
    let body = html! {
        header {
            h1 { (title) }
            p.summary { (summary(report)) }
            (verdict(report))
        }
        (table(report))
        @for event in &report.events { (section(event, &report.quote)) }
        (notes(report))
    };
    page(&title, &body)
}

fn summary(report: &ReplayReport) -> String {
    let shared: Vec<&str> =
        report.events.iter().filter(|event| event.socialised > 0.0).map(|event| event.name.as_str()).collect();
    let of_all: u64 = report.events.iter().map(|event| event.accounts).sum();
    let sold: u64 = report.events.iter().map(|event| event.sold_in_part + event.sold_whole + event.given_away).sum();
    let losses = match shared.as_slice() {
        [] => "No loss had to be shared by others.".to_owned(),
        names => format!("Losses were shared by others in {}.", names.join(", ").replace('-', NO_BREAK)),
    };
    format!("{sold} of {of_all} accounts were liquidated, in part or whole. {losses}")
}

fn verdict(report: &ReplayReport) -> Markup {
    let failed: Vec<&str> = report.events.iter().flat_map(EventReport::failed_checks).collect();
    verdict_of(report.events.iter().map(|event| event.checks.len()).sum(), &failed)
}

fn table(report: &ReplayReport) -> Markup {
    let columns = event_columns(report);
    html! {
        section.wide {
            h2 { "Results" }
            p.lead {
                "Amounts in " (report.quote) ". Value is what the parts that were sold were worth at the market's volatilities; the discount is how much less was paid. "
                "Back in: from the first look below maintenance margin until an account is back at its buffer, or empty. "
                "Fund paid and shared: who paid where accounts were worth less than nothing; unpaid is what nobody could pay."
            }
            div.scroll tabindex="0" role="region" aria-label="Table of events" {
                table.rounds {
                    thead {
                        tr { @for column in &columns { th scope="col" { (column.title) span.unit { (column.unit) } } } }
                    }
                    tbody {
                        @for index in 0..report.events.len() {
                            tr {
                                @for (position, column) in columns.iter().enumerate() {
                                    @if position == 0 { th scope="row" { (column.cells[index]) } }
                                    @else { td { (column.cells[index]) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn section(event: &EventReport, quote: &str) -> Markup {
    html! {
        section {
            h2 { (event.name) ": " (event.coin) }
            p.lead { (story(event, quote)) }
            figure { (charts::price_chart(event, quote)) }
            h3 { "Running auctions" }
            figure { (charts::running_chart(event)) }
            h3 { "Insurance fund, what it has paid so far (shortfall, with what was shared), and what everybody shared" }
            figure { (charts::fund_chart(event, quote)) }
            @if event.samples.iter().any(|sample| sample.claims > 0.0) {
                h3 { "What running auctions of worthless accounts might claim" }
                figure { (charts::claims_chart(event, quote)) }
            }
            h3 { "Discounts so far" }
            figure { (charts::discount_chart(event, quote)) }
            (groups(event, quote))
        }
    }
}

fn story(event: &EventReport, quote: &str) -> String {
    let [first, low, high] = event.prices();
    let recovery = event.recovery.map_or_else(String::new, |times| {
        format!(
            " Half of the accounts that fell short were back at their buffer, or empty, within {}, nine of ten within {}, all that came back within {}.",
            duration(times.median_secs),
            duration(times.p90_secs),
            duration(times.max_secs)
        )
    });
    let never = match event.never_back {
        0 => String::new(),
        some => format!(" {some} were still below when everything was settled."),
    };
    let text = format!(
        "{accounts} accounts with {collateral} {quote} of collateral opened at a price of {first}; it went down to {low} and up to {high}. \
         {makers} {quote} of liquidators' capital, {staked} {quote} in the insurance fund. {most} auctions ran at once at most, {sales} sales, {hedges} hedges; liquidators bought options back for {bought_back} {quote}, {brought_in} {quote} came in from hedges elsewhere, and one of them owed up to {owed} {quote} there; \
         {makers_sold} of the liquidators were liquidated themselves.{recovery}{never} Prices: {source}.",
        accounts = event.accounts,
        collateral = amount(event.collateral),
        first = price(first),
        low = price(low),
        high = price(high),
        makers = amount(event.maker_capital),
        staked = amount(event.fund_staked),
        most = event.most_running(),
        sales = event.sales,
        bought_back = amount(event.bought_back),
        brought_in = amount(event.brought_in),
        owed = amount(event.owed_elsewhere),
        hedges = event.hedges,
        makers_sold = event.makers_sold,
        source = event.source,
    );
    text.replace(" %", "\u{a0}%")
}

fn groups(event: &EventReport, quote: &str) -> Markup {
    let headings = ["accounts", "collateral", "below margin", "sold partly", "sold wholly", "given away"];
    html! {
        div.scroll tabindex="0" role="region" aria-label={ "Accounts by kind, " (event.name) } {
            table {
                thead {
                    tr {
                        th.text scope="col" { "kind of account" }
                        @for heading in headings {
                            th scope="col" { (heading) @if heading == "collateral" { span.unit { (quote) } } }
                        }
                    }
                }
                tbody {
                    @for row in &event.groups {
                        tr {
                            th.text scope="row" { (row.name) }
                            td { (number(row.accounts)) }
                            td { (amount(row.collateral)) }
                            @for value in [row.fell_short, row.sold_in_part, row.sold_whole, row.given_away] {
                                td { (number(value)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn notes(report: &ReplayReport) -> Markup {
    let discounts: Vec<String> = report
        .events
        .iter()
        .filter_map(|event| crate::figures::ratio(event.discount, event.collateral).map(|share| (event, share)))
        .map(|(event, share)| format!("{} {}", event.name, percent(share)))
        .collect();
    html! {
        section.notes {
            h2 { "Method" }
            ul {
                @for note in &report.notes { li { b { (note.word) ". " } (note.text) } }
                li { b { "Discounts over all accounts' collateral. " } (discounts.join(", ")) "." }
                li { b { "Repeatable. " } "Seed " (report.seed) "; the same seed and prices give the same report." }
            }
        }
        section {
            h2 { "Checks" }
            ul.checks {
                @for event in &report.events {
                    @for (name, passed) in &event.checks {
                        @if *passed { li.pass { b { "✓ passed" } span { (event.name) " " (name) } } }
                        @else { li.fail { b { "✗ FAILED" } span { (event.name) " " (name) } } }
                    }
                }
            }
        }
    }
}
