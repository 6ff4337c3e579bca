//! Sealed bids against a reference that knows all bids and no book.

mod common;

use bytemuck::Zeroable;
use common::*;
use options_math::Prices;
use proptest::prelude::*;
use vault_types::{
    payoff::payoff_from_writer,
    premium::{ask_atoms, ModelPrice, OptionTerms},
    sealed::*,
    state::*,
};

/// One price for all, from the demand at each price: the highest at which the whole round is wanted, or the reserve.
fn reference(bids: &[SealedBid], size: u128, reserve: u64) -> (u64, Vec<u128>) {
    let demand = |price: u64| {
        bids.iter().filter(|bid| bid.price_e9 >= price).map(|bid| u128::from(bid.quantity_atoms)).sum::<u128>()
    };
    let wanted_whole = bids.iter().map(|bid| bid.price_e9).filter(|price| *price >= reserve && demand(*price) >= size);
    let Some(price) = wanted_whole.max() else {
        let fills = bids.iter().map(|bid| if bid.price_e9 >= reserve { bid.quantity_atoms.into() } else { 0 });
        return (reserve, fills.collect());
    };
    let above: u128 = bids.iter().filter(|bid| bid.price_e9 > price).map(|bid| u128::from(bid.quantity_atoms)).sum();
    let fill = |bid: &SealedBid| {
        let earlier = bids.iter().filter(|other| other.price_e9 == price && other.sequence < bid.sequence);
        let served = above + earlier.map(|other| u128::from(other.quantity_atoms)).sum::<u128>();
        match bid.price_e9 {
            own if own > price => bid.quantity_atoms.into(),
            own if own == price => size.saturating_sub(served).min(bid.quantity_atoms.into()),
            _ => 0,
        }
    };
    (price, bids.iter().map(fill).collect())
}

fn book_of<'a>(bids: impl Iterator<Item = &'a SealedBid>) -> BidBook {
    let mut book = BidBook::zeroed();
    for bid in bids {
        book.insert(bid.ranked());
        assert!(book.invariant());
    }
    book
}

/// Revealed bids of a round of this size, in the order of their commitments.
fn any_bids() -> impl Strategy<Value = (u64, u64, Vec<SealedBid>)> {
    let size = prop_oneof![1..1u64 << 60, 1..200u64];
    let price = prop_oneof![3 => 1..12u64, 2 => 1..=PRICE_ONE_E9, 1 => Just(PRICE_ONE_E9)];
    let wish = (any::<u64>(), 0..4u64, price.clone(), 0..1_000u64);
    (size, price, prop::collection::vec(wish, 0..70)).prop_map(|(size, reserve, wishes)| {
        let auction = PremiumAuction { size_atoms: size, min_bid_atoms: 1, ..PremiumAuction::zeroed() };
        let least = auction.smallest_sealed_bid_atoms();
        let bids = wishes.into_iter().enumerate().map(|(index, (any, kind, price_e9, surplus))| {
            let quantity_atoms = match kind {
                0 => least + any % (size - least + 1),
                _ => (least + any % (least + 1)).min(size),
            };
            SealedBid {
                status: BidStatus::REVEALED,
                sequence: index as u32,
                quantity_atoms,
                price_e9,
                deposit_atoms: cost_atoms(quantity_atoms, price_e9).unwrap() + surplus,
                ..SealedBid::zeroed()
            }
        });
        (size, reserve, bids.collect())
    })
}

proptest! {
    #![proptest_config(cases(5_000))]

    #[test]
    fn the_sale_is_what_demand_says((size, reserve, bids) in any_bids()) {
        let clearing = clear(book_of(bids.iter()).ranked(), size, reserve).unwrap();
        let (price, fills) = reference(&bids, size.into(), reserve);
        let sold: u128 = fills.iter().sum();
        prop_assert_eq!(u128::from(clearing.sold_atoms), sold);
        prop_assert_eq!(clearing.clearing_price_e9, price);
        let sale = SealedSale::cleared(&clearing, 0);
        prop_assert!(sale.is_sound(clearing.sold_atoms));

        let (mut paid, mut refunded) = (0u128, 0u128);
        for (bid, fill) in bids.iter().zip(fills) {
            let result = sale.result(bid).unwrap().unwrap();
            prop_assert_eq!(u128::from(result.filled_atoms), fill);
            prop_assert_eq!(u128::from(result.paid_atoms), (fill * u128::from(price)).div_ceil(1_000_000_000));
            prop_assert!(result.paid_atoms <= cost_atoms(result.filled_atoms, bid.price_e9).unwrap());
            prop_assert!(bid.price_e9 <= price || result.filled_atoms == bid.quantity_atoms, "above, and not filled");
            prop_assert!(bid.price_e9 >= price || result.filled_atoms == 0, "below, and filled");
            paid += u128::from(result.paid_atoms);
            refunded += u128::from(result.refund_atoms);
        }
        prop_assert_eq!(u128::from(clearing.premium_atoms), paid);
        let deposits: u128 = bids.iter().map(|bid| u128::from(bid.deposit_atoms)).sum();
        prop_assert_eq!(deposits, paid + refunded, "nothing is lost and nothing comes from nowhere");
    }

    /// Ties are broken by commitment, so the order of the reveals changes nothing at all.
    #[test]
    fn the_order_of_reveals_changes_nothing(
        ((size, reserve, bids), order) in any_bids().prop_flat_map(|any| {
            let shuffled = Just(any.2.clone()).prop_shuffle();
            (Just(any), shuffled)
        }),
    ) {
        let (in_order, shuffled) = (book_of(bids.iter()), book_of(order.iter()));
        prop_assert_eq!(in_order, shuffled);
        prop_assert_eq!(clear(in_order.ranked(), size, reserve), clear(shuffled.ranked(), size, reserve));
    }

    /// Whatever an account says, there is an answer or an error.
    #[test]
    fn no_input_panics(
        prices in prop::collection::vec((magnitude(), magnitude()), 0..32),
        (size, reserve, deposit, forfeited) in (magnitude(), magnitude(), magnitude(), magnitude()),
    ) {
        let mut book = BidBook::zeroed();
        for (sequence, (price_e9, quantity_atoms)) in prices.iter().enumerate() {
            book.insert(RankedBid { price_e9: *price_e9, quantity_atoms: *quantity_atoms, sequence: sequence as u32, ..RankedBid::default() });
        }
        let bid = SealedBid { price_e9: size, quantity_atoms: reserve, deposit_atoms: deposit, ..SealedBid::zeroed() };
        for status in [BidStatus::COMMITTED, BidStatus::REVEALED] {
            if let Ok(clearing) = clear(book.ranked(), size, reserve) {
                let _ = SealedSale::cleared(&clearing, forfeited).result(&SealedBid { status, ..bid });
            }
        }
        book.count = u32::MAX;
        book.insert(RankedBid::default());
        prop_assert!(book.ranked().is_empty() && !book.invariant());
    }

    /// What the reserve asks is what the Dutch auction asks at its end, but for its two roundings, and covers the payoff.
    #[test]
    fn the_reserve_is_the_lowest_ask(
        quantity in 1u64..1 << 60,
        (spot_e8, strike_e8) in (USD..1 << 45, USD..1 << 45),
        part in 0..=1_000u64,
        discount in 0u16..=5_000,
        is_put: bool,
    ) {
        let kind = if is_put { OptionKind::PUT } else { OptionKind::CALL };
        let option = OptionTerms { kind, strike_e8, expiry_ts: 0 };
        let value_e12 = if is_put { strike_e8 } else { spot_e8 } * 10 * part;
        let prices = Prices { call_e12: value_e12, put_e12: value_e12, call_delta: Default::default() };
        let model = ModelPrice::new(kind, spot_e8, &prices).unwrap();
        let reserve_e9 = reserve_price_e9(&option, &model, discount).unwrap();
        let cost = cost_atoms(quantity, reserve_e9).unwrap();
        let ask = ask_atoms(&option, quantity, &model, 10_000 - u64::from(discount)).unwrap();
        prop_assert!(cost + 2 >= ask, "{cost} for what costs {ask}");
        prop_assert!(cost <= ask + quantity.div_ceil(1_000_000_000) * 3, "{cost} for what costs {ask}");
        prop_assert!(cost >= payoff_from_writer(kind, quantity, strike_e8, spot_e8).unwrap());
    }
}
