//! Where every byte of what a market keeps for its margin is. A change here is a migration of accounts on chain.

use borsh::BorshDeserialize;
use bytemuck::bytes_of;
use std::mem::size_of;
use vault_types::margin::{RealisedVolatility, RealisedVolatilityParameters, ScenarioGrid};

#[test]
fn parts_of_a_market() {
    assert_eq!((size_of::<ScenarioGrid>(), size_of::<RealisedVolatility>()), (16, 24));
    assert_eq!(size_of::<RealisedVolatilityParameters>(), 32);
    let grid = ScenarioGrid {
        price_range_bps: 1,
        vol_up_bps: 2,
        vol_down_bps: 3,
        extreme_multiple_bps: 4,
        extreme_weight_bps: 5,
        short_minimum_bps: 6,
        initial_factor_bps: 7,
        liquidation_factor_bps: 8,
    };
    assert_eq!(bytes_of(&grid), [1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8, 0]);
    assert_eq!(ScenarioGrid::try_from_slice(bytes_of(&grid)).unwrap(), grid);
    let volatility = RealisedVolatility { variance: 1, last_price_e8: 2, last_ts: 3 };
    assert_eq!(words(bytes_of(&volatility)), [1, 2, 3]);
    let parameters = RealisedVolatilityParameters {
        initial_vol_e9: 1,
        min_vol_e9: 2,
        half_life_secs: 3,
        min_spacing_secs: 4,
        max_gap_secs: 5,
        max_return_bps: 6,
    };
    assert_eq!(words(bytes_of(&parameters)), [1, 2, 3 | 4 << 32, 5 | 6 << 32]);
}

fn words(bytes: &[u8]) -> Vec<u64> {
    bytes.as_chunks::<8>().0.iter().map(|word| u64::from_le_bytes(*word)).collect()
}
