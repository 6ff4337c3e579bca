//! Random sets of commitments, reveals and claims, against what the demand says and to the last atom.
//!
//! `VAULT_TEST_LONG=1` tries fifty times as many.

use super::*;
use proptest::{prelude::*, test_runner::Config};
use vault_client::address;

const CASES: u32 = 24;
const LONG_FACTOR: u32 = 50;
const SIZE: u64 = 100 * COIN;

#[derive(Clone, Copy, Debug)]
struct Plan {
    maker: usize,
    quantity_atoms: u64,
    /// How far the price is from the reserve.
    above_e9: i64,
    surplus_atoms: u64,
    is_revealed: bool,
    claimed_in: Moment,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Moment {
    AfterTheSale,
    AfterSettlement,
    NextRound,
}

fn any_plan() -> impl Strategy<Value = Plan> {
    let quantity = prop_oneof![SIZE / 32..SIZE / 2, Just(SIZE / 4), Just(SIZE)];
    let above = prop_oneof![3 => Just(5_000_000i64), 2 => -2..3i64, 3 => 0..20_000_000i64];
    let moment = prop_oneof![Just(Moment::AfterTheSale), Just(Moment::AfterSettlement), Just(Moment::NextRound)];
    (0..3usize, quantity, above, 0..3 * COIN, prop::bool::weighted(0.8), moment).prop_map(
        |(maker, quantity_atoms, above_e9, surplus_atoms, is_revealed, claimed_in)| Plan {
            maker,
            quantity_atoms,
            above_e9,
            surplus_atoms,
            is_revealed,
            claimed_in,
        },
    )
}

/// Plans in the order of their commitments, and the orders in which they are revealed and claimed.
fn any_sale() -> impl Strategy<Value = (Vec<Plan>, Vec<usize>, Vec<usize>)> {
    prop::collection::vec(any_plan(), 0..9).prop_flat_map(|plans| {
        let order: Vec<usize> = (0..plans.len()).collect();
        (Just(plans), Just(order.clone()).prop_shuffle(), Just(order).prop_shuffle())
    })
}

/// The price, and what each bid buys: the highest price at which the whole round is wanted, or the reserve.
fn expected(plans: &[Plan], prices: &[u64], reserve: u64) -> (u64, Vec<u64>) {
    let revealed = || plans.iter().zip(prices).enumerate().filter(|(_, (plan, _))| plan.is_revealed);
    let wanted = |at_least: u64| -> u64 {
        revealed().filter(|(_, (_, price))| **price >= at_least).map(|(_, (plan, _))| plan.quantity_atoms).sum()
    };
    let candidates =
        revealed().map(|(_, (_, price))| *price).filter(|price| *price >= reserve && wanted(*price) >= SIZE);
    let price = candidates.max().unwrap_or(reserve);
    let mut left = SIZE;
    let mut fills = vec![0; plans.len()];
    let mut queue: Vec<_> = revealed().filter(|(_, (_, own))| **own >= price).collect();
    queue.sort_by_key(|(index, (_, own))| (std::cmp::Reverse(**own), *index));
    for (index, (plan, _)) in queue {
        fills[index] = plan.quantity_atoms.min(left);
        left -= fills[index];
    }
    (price, fills)
}

fn config() -> Config {
    let is_long = std::env::var("VAULT_TEST_LONG").is_ok_and(|value| value == "1");
    let cases = if is_long { CASES * LONG_FACTOR } else { CASES };
    Config { cases, failure_persistence: None, ..Config::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_sale_is_what_demand_says((plans, reveals, claims) in any_sale(), rises: bool, is_put: bool) {
        let mut story = sealed_of(if is_put { OptionKind::PUT } else { OptionKind::CALL });
        let (start_ts, close_ts) = (story.scene.world.now(), story.scene.auction().unwrap().close_ts);
        story.scene.world.set_time(close_ts);
        let reserve = story.reserve(SPOT);
        story.scene.world.set_time(start_ts);
        let price = |plan: &Plan| reserve.saturating_add_signed(plan.above_e9);
        let prices: Vec<u64> = plans.iter().map(price).collect();
        let bids: Vec<SecretBid> = plans.iter().zip(&prices).enumerate().map(|(index, (plan, price))| {
            let exact = secret(index as u8, plan.quantity_atoms, *price);
            SecretBid { deposit_atoms: exact.deposit_atoms + plan.surplus_atoms, ..exact }
        }).collect();

        plans.iter().zip(&bids).for_each(|(plan, bid)| story.commit(plan.maker, bid));
        story.wait_for_reveals();
        for index in reveals.into_iter().filter(|index| plans[*index].is_revealed) {
            story.reveal(plans[index].maker, &bids[index]);
        }
        story.clear();

        let (price, fills) = expected(&plans, &prices, reserve);
        let sold: u64 = fills.iter().sum();
        let paid: Vec<u64> = fills.iter().map(|fill| cost(*fill, price)).collect();
        let hidden = plans.iter().zip(&bids).filter(|(plan, _)| !plan.is_revealed);
        let forfeited: u64 = hidden.map(|(_, bid)| bid.deposit_atoms).sum();
        let round = story.scene.round(1).unwrap();
        prop_assert_eq!((round.sold_atoms, round.sale.forfeited_atoms), (sold, forfeited));
        prop_assert_eq!(round.premium_atoms, paid.iter().sum::<u64>() + forfeited);
        prop_assert_eq!(story.scene.vault().ledger.nav_atoms, SIZE + round.premium_atoms);
        prop_assert_eq!(story.scene.vault().ledger.locked_atoms, sold);

        let claim_all = |story: &mut Sealed, moment| {
            for index in claims.iter().filter(|index| plans[**index].claimed_in == moment) {
                story.claim(plans[*index].maker, &bids[*index]);
            }
        };
        claim_all(&mut story, Moment::AfterTheSale);
        story.settle_at(if rises { 2 * SPOT } else { SPOT / 2 });
        claim_all(&mut story, Moment::AfterSettlement);
        story.scene.roll(SPOT).unwrap();
        claim_all(&mut story, Moment::NextRound);

        prop_assert_eq!(story.scene.vault().ledger.bid_escrow_atoms, 0, "nothing is stranded");
        let mint = story.scene.world.read::<vault_types::state::Series>(&round.series).unwrap().option_mint;
        for maker in 0..3 {
            let own = || (0..plans.len()).filter(|index| plans[*index].maker == maker);
            let lost = |index: usize| if plans[index].is_revealed { paid[index] } else { bids[index].deposit_atoms };
            prop_assert_eq!(100 * COIN - story.coins(maker), own().map(lost).sum::<u64>());
            let options = story.scene.world.balance(&address::wallet(&story.key(maker), &mint));
            prop_assert_eq!(options, own().map(|index| fills[index]).sum::<u64>());
        }
    }
}
