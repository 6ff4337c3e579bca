//! When no price is to be had, every writer gives back what its own buyers paid, and the holders of a shared series get no more than that.

use bytemuck::Zeroable;
use proptest::prelude::*;
use vault_types::state::{Round, SealedSale, Series};

/// What a writer has sold, and for what.
#[derive(Clone, Copy, Debug)]
struct Sale {
    sold_atoms: u64,
    premium_atoms: u64,
    forfeited_atoms: u64,
}

fn undone(sales: &[Sale]) -> (Series, Vec<u64>) {
    let mut series = Series::zeroed();
    let gives_back = sales.iter().map(|sale| {
        series.sell(sale.sold_atoms, sale.premium_atoms).unwrap();
        series.hand_over(sale.sold_atoms).unwrap();
        let premium_atoms = sale.premium_atoms + sale.forfeited_atoms;
        let sealed = SealedSale { forfeited_atoms: sale.forfeited_atoms, ..SealedSale::zeroed() };
        let round = Round { sold_atoms: sale.sold_atoms, premium_atoms, sale: sealed, ..Round::zeroed() };
        round.premium_to_give_back_atoms()
    });
    let gives_back = gives_back.collect();
    series.unwind();
    (series, gives_back)
}

fn to_holders(series: &Series) -> u64 {
    let payoff = series.final_payoff(0).unwrap().unwrap();
    payoff.to_holder(series.outstanding_atoms).unwrap()
}

#[test]
fn a_premium_above_what_backs_the_options_is_not_given_back() {
    let (series, gives_back) = undone(&[Sale { sold_atoms: 10, premium_atoms: 25, forfeited_atoms: 0 }]);
    assert_eq!((series.premium_atoms, gives_back), (10, vec![10]));
    assert_eq!(to_holders(&series), 10);
}

#[test]
fn forfeits_are_no_premium() {
    let (series, gives_back) = undone(&[Sale { sold_atoms: 10, premium_atoms: 4, forfeited_atoms: 5 }]);
    assert_eq!((series.premium_atoms, gives_back), (4, vec![4]));
}

fn any_sale() -> impl Strategy<Value = Sale> {
    (1..1_000_000_u64, 0..2_000_000_u64, 0..1_000_000_u64)
        .prop_map(|(sold_atoms, premium_atoms, forfeited_atoms)| Sale { sold_atoms, premium_atoms, forfeited_atoms })
}

proptest! {
    /// Not one writer pays for what was paid to another, and together they fill the pool.
    #[test]
    fn the_writers_fill_the_pool(sales in prop::collection::vec(any_sale(), 1..8)) {
        let (series, gives_back) = undone(&sales);
        prop_assert_eq!(gives_back.iter().sum::<u64>(), to_holders(&series));
        for (sale, gives_back) in sales.iter().zip(gives_back) {
            prop_assert!(gives_back <= sale.premium_atoms && gives_back <= sale.sold_atoms);
        }
    }
}
