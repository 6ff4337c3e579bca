//! The bounds of a vault's parameters, what tightens them, and the switches that stop it.

mod common;

use common::vault_params;
use vault_types::{
    margin::MarginMode,
    state::{AuctionMechanism, AuctionParams, FeeParams, Halts, VaultParams},
};

fn changed(change: impl FnOnce(&mut VaultParams)) -> VaultParams {
    let mut params = vault_params();
    change(&mut params);
    params
}

fn on_margin(params: &mut VaultParams, max_leverage_bps: u16) {
    (params.margin_mode, params.max_leverage_bps) = (MarginMode::SCENARIO, max_leverage_bps);
}

fn by(params: &mut VaultParams, mode: MarginMode) {
    (params.margin_mode, params.max_leverage_bps) = (mode, 20_000);
}

/// Valid by itself.
fn sealed() -> AuctionParams {
    let auction = AuctionParams {
        mechanism: AuctionMechanism::SEALED_BID,
        start_premium_bps: 0,
        reveal_secs: 3_600,
        ..vault_params().auction
    };
    assert!(auction.is_valid());
    auction
}

#[test]
fn every_bound_of_valid_parameters() {
    assert!(vault_params().is_valid());
    // A bound that holds and the step beyond it, for each.
    type Change = fn(&mut VaultParams);
    let bounds: [(&str, Change, Change); 17] = [
        ("outflow, least", |it| it.max_outflow_bps = 1_000, |it| it.max_outflow_bps = 999),
        ("outflow, most", |it| it.max_outflow_bps = 10_000, |it| it.max_outflow_bps = 10_001),
        ("periods, least", |it| it.periods = 1, |it| it.periods = 0),
        ("periods, most", |it| it.periods = 5, |it| it.periods = 6),
        ("padding", |it| it.padding = [0; 6], |it| it.padding[5] = 1),
        ("leverage, least", |it| on_margin(it, 10_000), |it| on_margin(it, 9_999)),
        ("leverage, most", |it| on_margin(it, 30_000), |it| on_margin(it, 30_001)),
        ("leverage without margin", |_| (), |it| it.max_leverage_bps = 10_000),
        ("margin without leverage", |_| (), |it| it.margin_mode = MarginMode::SCENARIO),
        ("margin by signers", |it| by(it, MarginMode::PORTFOLIO), |it| by(it, MarginMode::STANDARD)),
        (
            "sealed bids on margin",
            |it| on_margin(it, 20_000),
            |it| {
                on_margin(it, 20_000);
                it.auction = sealed();
            },
        ),
        ("deposit", |it| it.min_deposit_atoms = 1_000, |it| it.min_deposit_atoms = 999),
        ("performance fee", |it| it.fees.performance_fee_bps = 3_000, |it| it.fees.performance_fee_bps = 3_001),
        ("management fee", |it| it.fees.management_fee_e8 = 5_000_000, |it| it.fees.management_fee_e8 = 5_000_001),
        ("withdrawal fee", |it| it.fees.withdrawal_fee_bps = 100, |it| it.fees.withdrawal_fee_bps = 101),
        ("strikes", |_| (), |it| it.strike_policy.target_delta_bps = 5_001),
        ("auction", |_| (), |it| it.auction.duration_secs = 0),
    ];
    for (name, within, beyond) in bounds {
        assert!(changed(within).is_valid(), "{name}");
        assert!(!changed(beyond).is_valid(), "{name}");
    }
    // Any cap and any smallest withdrawal will do: none of them keeps anybody from leaving.
    for atoms in [0, 1, u64::MAX] {
        assert!(changed(|it| it.vault_cap_atoms = atoms).is_valid());
        assert!(changed(|it| it.owner_cap_atoms = atoms).is_valid());
        assert!(changed(|it| it.min_withdrawal_atoms = atoms).is_valid());
    }
}

/// Fields of which less is tighter; every other change, also one that only looks tighter, is none.
#[test]
fn what_tightens() {
    let middle = changed(|it| {
        it.fees = FeeParams { performance_fee_bps: 1_000, management_fee_e8: 1_000_000, withdrawal_fee_bps: 50 };
        it.max_outflow_bps = 5_000;
        it.max_leverage_bps = 20_000;
        it.vault_cap_atoms = 1_000_000;
        it.owner_cap_atoms = 10_000;
    });
    assert!(middle.tightens(&middle), "no change is no loosening");
    type Change = fn(&mut VaultParams);
    let pairs: [(&str, Change, Change); 7] = [
        ("performance fee", |it| it.fees.performance_fee_bps -= 1, |it| it.fees.performance_fee_bps += 1),
        ("management fee", |it| it.fees.management_fee_e8 -= 1, |it| it.fees.management_fee_e8 += 1),
        ("withdrawal fee", |it| it.fees.withdrawal_fee_bps -= 1, |it| it.fees.withdrawal_fee_bps += 1),
        ("outflow", |it| it.max_outflow_bps -= 1, |it| it.max_outflow_bps += 1),
        ("leverage", |it| it.max_leverage_bps -= 1, |it| it.max_leverage_bps += 1),
        ("vault cap", |it| it.vault_cap_atoms -= 1, |it| it.vault_cap_atoms += 1),
        ("owner cap", |it| it.owner_cap_atoms -= 1, |it| it.owner_cap_atoms += 1),
    ];
    for (name, tighter, looser) in pairs {
        let (mut less, mut more) = (middle, middle);
        tighter(&mut less);
        looser(&mut more);
        assert!(less.tightens(&middle) && !middle.tightens(&less), "{name}");
        assert!(!more.tightens(&middle) && middle.tightens(&more), "{name}");
        // One tighter does not pay for another looser.
        for (other, _, looser) in pairs.iter().filter(|(other, ..)| *other != name) {
            let mut mixed = less;
            looser(&mut mixed);
            assert!(!mixed.tightens(&middle), "{name} and {other}");
        }
    }
    let others: [(&str, Change); 10] = [
        ("strikes", |it| it.strike_policy.target_delta_bps -= 1),
        ("auction length", |it| it.auction.duration_secs -= 1),
        ("auction start", |it| it.auction.start_premium_bps -= 1),
        ("periods", |it| it.periods += 1),
        ("margin mode", |it| it.margin_mode = MarginMode::PORTFOLIO),
        ("padding", |it| it.padding[0] += 1),
        ("smaller deposits", |it| it.min_deposit_atoms -= 1),
        ("smallest deposit", |it| it.min_deposit_atoms += 1),
        ("smallest withdrawal", |it| it.min_withdrawal_atoms += 1),
        ("allow-list", |it| it.allow_list_root[31] = 1),
    ];
    for (name, change) in others {
        let mut changed = middle;
        change(&mut changed);
        assert!(!changed.tightens(&middle) && !middle.tightens(&changed), "{name}");
    }
}

#[test]
fn halts() {
    let switches = [Halts::ROUNDS, Halts::SALES, Halts::DEPOSITS];
    assert_eq!(switches.map(Halts::bits), [1, 2, 4]);
    assert_eq!((Halts::NONE.bits(), Halts::ALL.bits()), (0, 7));
    assert_eq!(Halts::default(), Halts::NONE);
    for (index, switch) in switches.into_iter().enumerate() {
        for (other_index, other) in switches.into_iter().enumerate() {
            assert_eq!(switch.include(other), index == other_index);
            assert!(switch.with(other).include(other) && switch.with(other).include(switch));
        }
        assert!(!Halts::NONE.include(switch));
        assert!(Halts::ALL.include(switch) && !switch.include(Halts::ALL));
        assert!(switch.include(Halts::NONE));
    }
    assert_eq!(switches.into_iter().fold(Halts::NONE, Halts::with), Halts::ALL);
    for bits in 0..=u8::MAX {
        assert_eq!(bytemuck::cast::<u8, Halts>(bits).is_known(), bits <= 7, "{bits}");
    }
}
