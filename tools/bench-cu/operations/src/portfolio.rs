//! Largest losses, and one option under many scenarios.

use crate::measure::{Measured, Meter, measure};
use core::hint::black_box;
use options_math::{Leg, MathError, OptionInputs, OptionType, Prices, Scenario, ScenarioPricer, SpotMove};

/// Of a portfolio in no order: strikes jump around the inputs' strike, and as many options are bought as sold.
pub fn largest_loss<const LEGS: usize>(inputs: &OptionInputs, meter: Meter) -> Measured {
    let legs: [Leg; LEGS] = core::array::from_fn(|index| Leg {
        option_type: if index % 4 < 2 { OptionType::Call } else { OptionType::Put },
        strike_e8: inputs.strike_e8 / 64 * (40 + (index as u64 * 11 + 5) % 25),
        quantity: if index % 2 == 0 { 3_000_000_000 } else { -3_000_000_000 },
    });
    measured_loss(&legs, meter)
}

/// Of 24 legs from the highest strike to the lowest: the dearest order.
pub fn largest_loss_reversed(inputs: &OptionInputs, meter: Meter) -> Measured {
    let legs: [Leg; 24] = core::array::from_fn(|index| Leg {
        option_type: OptionType::Put,
        strike_e8: inputs.strike_e8 / 64 * (64 - index as u64),
        quantity: -3_000_000_000,
    });
    measured_loss(&legs, meter)
}

fn measured_loss(legs: &[Leg], meter: Meter) -> Measured {
    #[inline(never)]
    fn call(legs: &[Leg], underlying: i64) -> Result<i128, MathError> {
        options_math::lowest_payoff(legs, underlying)
    }
    let (legs, underlying) = (black_box(legs), black_box(0));
    let (compute_units, lowest) = measure(meter, || call(legs, underlying));
    Measured::new(compute_units, &lowest.map(|lowest| [lowest as u64, (lowest >> 64) as u64]))
}

/// Spot moves by eight steps, each with the volatility a quarter up and down.
pub fn sixteen_scenarios(inputs: &OptionInputs, meter: Meter) -> Measured {
    #[inline(never)]
    fn call(inputs: &OptionInputs, scenarios: &[Scenario; 16], prices: &mut [Prices; 16]) -> Result<(), MathError> {
        let pricer = ScenarioPricer::new(inputs.spot_e8, inputs.strike_e8, inputs.seconds_to_expiry)?;
        for (scenario, price) in scenarios.iter().zip(prices) {
            *price = pricer.price(scenario)?;
        }
        Ok(())
    }
    let Ok(no_move) = SpotMove::to_factor_bps(10_000) else { return Measured::new::<0, _>(0, &Err(())) };
    let scenarios: [Scenario; 16] = core::array::from_fn(|index| {
        let step = index as u32 / 2 * 500; // 80 % to 115 % of spot
        let vol_e9 = if index % 2 == 0 { inputs.vol_e9 / 4 * 5 } else { inputs.vol_e9 / 4 * 3 };
        Scenario { spot: SpotMove::to_factor_bps(8_000 + step).unwrap_or(no_move), vol_e9: vol_e9.min(4_000_000_000) }
    });
    let nothing = Prices { call_e12: 0, put_e12: 0, call_delta: Default::default() };
    let mut prices = [nothing; 16];
    let (inputs, scenarios) = (black_box(inputs), black_box(&scenarios));
    let (compute_units, done) = measure(meter, || call(inputs, scenarios, &mut prices));
    let words: [u64; 48] = core::array::from_fn(|index| match index % 3 {
        0 => prices[index / 3].call_e12,
        1 => prices[index / 3].put_e12,
        _ => prices[index / 3].call_delta.to_bits(),
    });
    Measured::new(compute_units, &done.map(|()| words))
}
