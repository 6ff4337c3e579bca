//! `risk-engine surface`: a table with a row for each expiry.

use command_line::named;
use market_data::OptionChain;
use risk_models::surface::{self, Quality, SurfaceExpiry, Within};
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub struct Options {
    /// Bid and ask volatilities of options; docs/SURFACE.md lists the columns
    #[arg(value_name = "QUOTES")]
    quotes: PathBuf,
}

pub fn run(options: &Options) -> Result<String, Box<dyn Error>> {
    table(&options.quotes)
}

const HEADER: &str =
    "expiry                      days          a          b        rho          m      sigma  quotes  \
                      RMS error  inside  inside near  iterations  arbitrage";

fn table(path: &Path) -> Result<String, Box<dyn Error>> {
    let chain = OptionChain::from_path(path)?;
    let expiries = surface::fit_chain(&chain).map_err(|error| named(path, error))?;
    let mut table = format!("{HEADER}\n");
    let (mut all, mut near) = (Within::default(), Within::default());
    for expiry in &expiries {
        let quality = Quality::of(&expiry.fitted.smile, &expiry.quotes);
        let _ = writeln!(table, "{}", row(expiry, &quality));
        all = all.and(quality.all);
        near = near.and(quality.near);
    }
    let _ = writeln!(
        table,
        "\nInside bid and ask: {} of {} quotes; near the forward {} of {}, {:.1} %",
        all.inside,
        all.quotes,
        near.inside,
        near.quotes,
        near.percent()
    );
    Ok(table)
}

/// Parameters without unit, the error in points of volatility (0.01 a year).
fn row(expiry: &SurfaceExpiry, quality: &Quality) -> String {
    let fitted = &expiry.fitted;
    let raw = fitted.smile.raw();
    let days = fitted.seconds_to_expiry as f64 / 86_400.0;
    let arbitrage = match (fitted.arbitrage.is_free(), surface::slice(fitted)) {
        (true, Ok(_)) if fitted.was_constrained => "none, limits bind",
        (true, Ok(_)) => "none",
        (true, Err(_)) => "none, not for the chain",
        (false, _) => "SOME",
    };
    format!(
        "{:<22} {days:>9.3} {:>10.6} {:>10.6} {:>10.6} {:>10.6} {:>10.6} {:>7} {:>10.2} {:>5.0} % {:>10.0} % {:>11}  {arbitrage}",
        expiry.label,
        raw.a,
        raw.b,
        raw.rho,
        raw.m,
        raw.sigma,
        quality.all.quotes,
        100.0 * quality.rms_error,
        quality.all.percent(),
        quality.near.percent(),
        fitted.iterations,
    )
}
