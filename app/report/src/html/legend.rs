//! Legends: the mark as it is drawn, then what it means.

use maud::{html, Markup};

use crate::model::Sells;

/// Marks of the price chart.
pub(crate) fn price(sells: Sells) -> Markup {
    let paid = format!("settled {} the strike, {}", sells.paying_side(), sells.paid());
    list(&[
        (html! { path.price d="M1 9L9 5L17 8L27 3" {} }, "price"),
        (
            html! { g.round.expired { line.strike x1="1" x2="20" y1="3" y2="3" {} circle.mark cx="22" cy="10" r="3" {} } },
            "strike and settlement, expired",
        ),
        (
            html! {
                g.round.called {
                    line.strike x1="1" x2="20" y1="11" y2="11" {}
                    line.given-up x1="20" x2="20" y1="11" y2="4" {}
                    path.mark d="M20 0L24.8 8.5L15.2 8.5Z" {}
                }
            },
            &paid,
        ),
        (
            html! { g.round.unsold { line.strike x1="1" x2="20" y1="3" y2="3" {} circle.mark cx="22" cy="10" r="3" {} } },
            "nothing sold",
        ),
    ])
}

/// Marks of the two comparisons with holding.
pub(crate) fn growth(sells: Sells) -> Markup {
    let held = format!("holding {}", sells.held());
    list(&[(html! { path.vault d="M1 7L27 7" {} }, "vault, after fees"), (html! { path.held d="M1 7L27 7" {} }, &held)])
}

/// Marks of the bars per round.
pub(crate) fn premium() -> Markup {
    list(&[
        (html! { rect.premium x="4" y="1" width="20" height="12" {} }, "premium received (up)"),
        (html! { rect.payoff x="4" y="1" width="20" height="12" {} }, "paid to option holders (down)"),
    ])
}

/// Marks of the compute-unit bars.
pub(crate) fn compute() -> Markup {
    list(&[
        (html! { rect.cu-mean x="1" y="1" width="26" height="12" {} }, "mean of all calls"),
        (html! { rect.cu-max x="1" y="1" width="26" height="12" {} }, "most expensive call"),
    ])
}

/// Each a mark and its meaning.
pub(crate) fn list(entries: &[(Markup, &str)]) -> Markup {
    html! {
        ul.legend {
            @for (mark, text) in entries {
                li {
                    svg viewBox="0 0 28 14" width="28" height="14" aria-hidden="true" { (mark) }
                    (text)
                }
            }
        }
    }
}
