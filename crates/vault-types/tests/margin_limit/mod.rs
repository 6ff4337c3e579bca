//! How many of the options that are owned count, as the tests say it themselves.

use options_math::OptionType;
use vault_types::margin::Holding;

/// Every expiry's options as they count, by rising expiry.
pub fn by_expiry(holdings: &[Holding]) -> Vec<Vec<Holding>> {
    let mut expiries: Vec<i64> = holdings.iter().map(|holding| holding.expiry_ts).collect();
    expiries.sort_unstable();
    expiries.dedup();
    let of_expiry = |expiry_ts: i64| -> Vec<Holding> {
        holdings.iter().filter(|holding| holding.expiry_ts == expiry_ts).copied().collect()
    };
    expiries.into_iter().map(|expiry_ts| counted(&of_expiry(expiry_ts))).collect()
}

/// Of one expiry: of each kind at most as many owned as owed, calls with the lowest strikes first and puts with the highest.
fn counted(of_expiry: &[Holding]) -> Vec<Holding> {
    let mut counted = of_expiry.to_vec();
    for option_type in [OptionType::Call, OptionType::Put] {
        let of_kind = |other: &&Holding| other.option_type == option_type;
        let mut left: i64 = counted.iter().filter(of_kind).map(|other| -other.quantity.min(0)).sum();
        let mut owned: Vec<&mut Holding> =
            counted.iter_mut().filter(|other| other.option_type == option_type && other.quantity > 0).collect();
        owned.sort_by_key(|other| other.strike_e8);
        if option_type == OptionType::Put {
            owned.reverse();
        }
        for holding in owned {
            holding.quantity = holding.quantity.min(left);
            left -= holding.quantity;
        }
    }
    counted
}
