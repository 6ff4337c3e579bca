//! The margin that the chain computes itself.

use crate::measure::{Measured, Meter, measure};
use crate::surface::smile_parameters;
use core::hint::black_box;
use options_math::{OptionInputs, OptionType, SviParameters, SviSlice};
use vault_types::margin::{
    ExpirySmile, Holding, MarginError, MarketInputs, ScenarioGrid, ScenarioMargin, Units, scenario_margin,
};

const EXPIRIES: usize = 4;

/// Of a portfolio in no order in which no two options share a pricing: 25 strikes around the inputs' strike, four expiries up to that of
/// the inputs, each with a smile that is prepared in the measured call.
pub fn scenario_margin_of<const POSITIONS: usize>(inputs: &OptionInputs, meter: Meter) -> Measured {
    #[inline(never)]
    fn call(
        holdings: &[Holding],
        spot_e8: u64,
        smiles: &[(i64, SviParameters); EXPIRIES],
        grid: &ScenarioGrid,
    ) -> Result<ScenarioMargin, MarginError> {
        let smiles = smiles.each_ref().map(|(expiry_ts, parameters)| ExpirySmile {
            expiry_ts: *expiry_ts,
            smile: SviSlice::new(*parameters, expiry_ts.unsigned_abs()).ok(),
        });
        let market = MarketInputs {
            spot_e8,
            now_ts: 0,
            units: Units { underlying_decimals: 9, quote_decimals: 6 },
            smiles: &smiles,
            fallback_vol_e9: 1_000_000_000,
            floor_vol_e9: 300_000_000,
            ceiling_vol_e9: u64::MAX,
        };
        scenario_margin(holdings, &market, grid)
    }
    let smiles = core::array::from_fn(|expiry| smile(inputs, expiry));
    let holdings: [Holding; POSITIONS] = core::array::from_fn(|index| Holding {
        option_type: if index % 4 < 2 { OptionType::Call } else { OptionType::Put },
        strike_e8: (inputs.strike_e8 / 64 * (40 + (index as u64 * 11 + 5) % 25)).max(1),
        // Every expiry owes more than it owns, of either kind, so that all that is owned counts.
        expiry_ts: expiry_ts(inputs, index / 2 % EXPIRIES),
        quantity: if index % 2 == 0 { 3_000_000_000 } else { -5_000_000_000 },
    });
    let (holdings, spot_e8) = (black_box(holdings.as_slice()), black_box(inputs.spot_e8));
    let (smiles, grid) = (black_box(&smiles), black_box(&ScenarioGrid::DEFAULT));
    let (compute_units, margin) = measure(meter, || call(holdings, spot_e8, smiles, grid));
    Measured::new(compute_units, &margin.map(|margin| words(&margin)))
}

/// Seconds from now, which is zero.
fn expiry_ts(inputs: &OptionInputs, expiry: usize) -> i64 {
    (inputs.seconds_to_expiry / EXPIRIES as u64 * (expiry as u64 + 1)) as i64
}

fn smile(inputs: &OptionInputs, expiry: usize) -> (i64, SviParameters) {
    let expiry_ts = expiry_ts(inputs, expiry);
    (expiry_ts, smile_parameters(&OptionInputs { seconds_to_expiry: expiry_ts.unsigned_abs(), ..*inputs }))
}

fn words(margin: &ScenarioMargin) -> [u64; 6] {
    let ScenarioMargin { requirement, mark, net_delta, uncovered_notional } = *margin;
    [
        requirement.initial_atoms,
        requirement.maintenance_atoms,
        requirement.liquidation_atoms,
        mark as u64,
        net_delta as u64,
        uncovered_notional as u64,
    ]
}
