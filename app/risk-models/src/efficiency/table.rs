//! The comparison as a Markdown table.

use super::{needs, FlatMarket, Needs, Strategy, UNITS};
use vault_types::margin::MarginError;

/// Every strategy under every model: what it needs in per cent of spot, and the notional over that.
pub fn table(market: &FlatMarket) -> Result<String, MarginError> {
    let spot_atoms = UNITS.quote_atoms_up(i128::from(market.spot_e8) * 1_000_000_000)?;
    let mut lines = vec![
        row(
            "strategy",
            "options",
            ["isolated", "standard", "max loss", "scenario", "portfolio, least"].map(String::from),
        ),
        "|---|---|---:|---:|---:|---:|---:|".into(),
    ];
    for strategy in &Strategy::ALL {
        let needs = needs(strategy, market)?;
        lines.push(row(strategy.name, &strategy.legs_as_text(), cells(&needs, spot_atoms)));
    }
    Ok(lines.join("\n") + "\n")
}

fn cells(needs: &Needs, spot_atoms: u64) -> [String; 5] {
    let Needs { notional_atoms, isolated_atoms, max_loss_atoms, standard_atoms, scenario_atoms, portfolio_atoms } =
        *needs;
    [isolated_atoms, standard_atoms, max_loss_atoms, scenario_atoms, portfolio_atoms].map(|atoms| {
        let percent = atoms as f64 / spot_atoms as f64 * 100.0;
        match atoms {
            0 => "0.0 %".into(),
            _ => format!("{percent:.1} % ({:.1}x)", notional_atoms as f64 / atoms as f64),
        }
    })
}

fn row(strategy: &str, options: &str, cells: [String; 5]) -> String {
    format!("| {strategy} | {options} | {} |", cells.join(" | "))
}
