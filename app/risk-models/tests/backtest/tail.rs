//! Value at risk and expected shortfall.

use proptest::prelude::*;
use risk_models::tail::Tail;

fn counted(count: u32) -> Tail {
    Tail::of((1..=count).map(f64::from).collect()).unwrap()
}

#[test]
fn tails_by_hand() {
    let both = |tail: Tail| (tail.value_at_risk, tail.expected_shortfall);
    assert_eq!(both(counted(1)), (1.0, 1.0));
    assert_eq!(both(counted(99)), (99.0, 99.0));
    assert_eq!(both(counted(198)), (198.0, 198.0));
    assert_eq!(both(counted(199)), (198.0, 198.5));
    assert_eq!(both(counted(999)), (990.0, 994.5));
    assert_eq!(Tail::of(Vec::new()), None);
}

#[test]
fn what_cannot_lose_needs_nothing() {
    let tail = Tail::of(vec![-1.0; 300]).unwrap();
    assert_eq!((tail.value_at_risk, tail.expected_shortfall), (0.0, 0.0));
}

proptest! {
    #[test]
    fn at_most_one_loss_in_a_hundred_is_larger(losses in prop::collection::vec(-1.0..1.0_f64, 99..700)) {
        let tail = Tail::of(losses.clone()).unwrap();
        let larger = losses.iter().filter(|loss| **loss > tail.value_at_risk).count();
        prop_assert!(larger * 100 <= losses.len());
        prop_assert!(tail.expected_shortfall >= tail.value_at_risk);
    }

    #[test]
    fn order_does_not_matter(mut losses in prop::collection::vec(-1.0..1.0_f64, 99..300)) {
        let tail = Tail::of(losses.clone());
        losses.reverse();
        prop_assert_eq!(Tail::of(losses), tail);
    }
}
