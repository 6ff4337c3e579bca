//! Every rule that asks for the signer's own numbers refuses what only it refuses.

mod common;

use common::{
    own::{HOUSE, *},
    *,
};
use signer::{rules::Refusal, Request};
use vault_types::{
    signed::{message::MessageHeader, SignedError},
    threshold::{
        batch::{self, BatchBody},
        message, ThresholdBody, ThresholdError,
    },
};

/// Each byte of the body by itself.
#[test]
fn what_differs_from_the_own_computation_is_refused() {
    let message = message::encode(&good_header(), &body());
    for at in MessageHeader::LEN..message.len() {
        let mut message = message.clone();
        message[at] ^= 1;
        let refused = judge(&HOUSE, &Own::new(), &Request::read(&message).unwrap(), NOW_TS);
        assert!(matches!(refused, Err(Refusal::Differs { .. })), "byte {at}: {refused:?}");
    }
}

#[test]
fn a_batch_of_another_root_or_depth_is_refused() {
    let tree = batch::build(&Own::new().both()).unwrap();
    let judged = |root: [u8; 32], depth: u64| {
        let message = batch::encode(&batch_header(), &BatchBody { root, depth });
        judge(&HOUSE, &Own::new(), &Request::read(&message).unwrap(), NOW_TS)
    };
    assert_eq!(judged([1; 32], 1), Err(Refusal::Differs { field: "root" }));
    assert_eq!(judged(tree.root(), 2), Err(Refusal::Differs { field: "depth" }));
}

/// A tenth in an hour: in a quarter of an hour 2.5 %. Each level by itself.
#[test]
fn what_loosens_faster_than_the_chain_allows_is_refused() {
    // ceil(last * 0.975) is what is signed: 150, 100 and 80 million.
    let most = |signed: u64| signed * 1_000 / 975;
    let [initial, maintenance, liquidation] = [150_000_000, 100_000_000, 80_000_000];
    let slow = Own::after(most(initial), most(maintenance), most(liquidation));
    assert_eq!(judged(&slow, good_header()), Ok(()));
    let cases = [
        (Own::after(most(initial) + 2, maintenance, liquidation), "initial_margin_atoms"),
        (Own::after(initial, most(maintenance) + 2, liquidation), "maintenance_margin_atoms"),
        (Own::after(initial, maintenance, most(liquidation) + 2), "liquidation_threshold_atoms"),
    ];
    for (own, expected) in cases {
        match judged(&own, good_header()) {
            Err(Refusal::Loosens { level, account, least_atoms }) => {
                assert_eq!((level, account), (expected, address(1)));
                assert!(least_atoms > 80_000_000);
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn what_loosens_in_a_leaf_is_refused_too() {
    let own = Own::after(200_000_000, 100_000_000, 80_000_000);
    let refused = judged_batch(&own, batch_header());
    assert!(matches!(refused, Err(Refusal::Loosens { .. })), "{refused:?}");
}

#[test]
fn what_the_chain_would_refuse_is_refused() {
    let wrong = |own: &Own| {
        let request = Request::read(&message::encode(&good_header(), &own.body)).unwrap();
        judge(&HOUSE, own, &request, NOW_TS)
    };
    let refused = |error| Err(Refusal::Chain { account: address(1), error });
    let levels = Own { body: ThresholdBody { initial_margin_atoms: 99_999_999, ..body() }, ..Own::new() };
    assert_eq!(wrong(&levels), refused(ThresholdError::Levels));
    let huge = Own { body: ThresholdBody { vega_atoms: i64::MIN, ..body() }, ..Own::new() };
    assert_eq!(wrong(&huge), refused(ThresholdError::Sensitivities));
    let mut known = Own::after(150_000_000, 100_000_000, 80_000_000);
    known.last.sequence = FIRST + 5;
    assert_eq!(wrong(&known), refused(ThresholdError::Signed(SignedError::Sequence)));
    let struck = Own { strikes: 3, ..Own::new() };
    assert_eq!(wrong(&struck), refused(ThresholdError::OnlyTightening));
}
