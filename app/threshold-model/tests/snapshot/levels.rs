//! Levels against the chain's own functions, asked for an account that the chain's own books have made.

use super::random::any_input;
use super::*;
use bytemuck::Zeroable as _;
use proptest::prelude::*;
use std::str::FromStr as _;
use vault_types::{
    margin::{Contract, MarketInputs, Requirement, RiskParameters, Units},
    seeds,
    state::{AccountMarket, MarginAccount, OptionKind, SettlementAsset, SurfaceSlice, VolSurface},
};

/// The account as its trades would have left it.
pub fn on_chain(input: &SnapshotInput) -> MarginAccount {
    let mut account = MarginAccount::zeroed();
    (account.quote_mint, account.quote_decimals) = (address(0x33), 6);
    for option in &input.accounts[0].options {
        let of_snapshot = input.markets.iter().find(|market| market.address == option.market).unwrap();
        let contract = contract(option, of_snapshot);
        let quantity = option.quantity_atoms.unsigned_abs();
        let change = if option.quantity_atoms < 0 { MarginAccount::write } else { MarginAccount::bring_in };
        change(&mut account, &contract, quantity).unwrap();
    }
    account.deposit(address(0x33), 500_000_000).unwrap();
    account.position_seq = 7;
    account
}

fn contract(option: &OptionInput, market: &MarketInput) -> Contract {
    let kind = if option.kind == KindInput::Call { OptionKind::CALL } else { OptionKind::PUT };
    let settlement = match option.settlement {
        SettlementInput::Underlying => SettlementAsset::UNDERLYING,
        SettlementInput::Quote => SettlementAsset::QUOTE,
    };
    let find = |parts: &[&[u8]]| Pubkey::find_program_address(parts, &vault_types::ID).0;
    let market_address = Pubkey::from_str(&market.address).unwrap();
    let expiry = find(&[seeds::EXPIRY, market_address.as_ref(), &option.expiry_ts.to_le_bytes()]);
    let strike = option.strike_e8.to_le_bytes();
    Contract {
        series: find(&[seeds::MARGIN_SERIES, expiry.as_ref(), &[kind.code()], &[settlement.code()], &strike]),
        market: AccountMarket {
            market: market_address,
            underlying_mint: Pubkey::from_str(&market.underlying_mint).unwrap(),
            underlying_decimals: market.underlying_decimals,
            padding: [0; 7],
        },
        quote_mint: address(0x33),
        kind,
        settlement,
        strike_e8: option.strike_e8,
        expiry_ts: option.expiry_ts,
    }
}

/// What the chain's scenarios, with or without the floor, ask for at a moment, market by market as the program does it; without the rise of initial
/// margin for net delta.
pub fn by_chain(input: &SnapshotInput, now_ts: i64, floor_bps: Option<u16>) -> Requirement {
    over_markets(input, |account, place, market| on_market(account, place, market, market.spot_e8, now_ts, floor_bps))
}

fn over_markets(
    input: &SnapshotInput,
    asked: impl Fn(&MarginAccount, usize, &MarketInput) -> Requirement,
) -> Requirement {
    let account = on_chain(input);
    let places = account.markets.iter().enumerate().filter(|(_, known)| known.is_used());
    places.fold(Requirement::default(), |total, (place, known)| {
        let market = input.markets.iter().find(|market| market.address == known.market.to_string()).unwrap();
        total.plus(&asked(&account, place, market)).unwrap()
    })
}

fn on_market(
    account: &MarginAccount,
    place: usize,
    market: &MarketInput,
    spot_e8: u64,
    now_ts: i64,
    floor_bps: Option<u16>,
) -> Requirement {
    let VolatilityInput::Surface(surface) = &market.volatility else { panic!("a surface") };
    let smiles = posted(surface).smiles_of(&account.holdings_on(place, |_| true), now_ts);
    let inputs = MarketInputs {
        spot_e8,
        now_ts,
        units: Units { underlying_decimals: market.underlying_decimals, quote_decimals: 6 },
        smiles: &smiles,
        fallback_vol_e9: surface.fallback_vol_e9,
        floor_vol_e9: surface.floor_vol_e9,
        ceiling_vol_e9: surface.ceiling_vol_e9,
    };
    let risk = RiskParameters {
        grid: bytemuck::cast(market.grid),
        // The program raises what was signed at each use.
        delta_limit_bps: 10_000,
        ..RiskParameters::DEFAULT
    };
    let levels = account.by_scenarios(place, &inputs, &risk).unwrap();
    let floor = floor_bps.map(|floor_bps| account.by_standard(place, &inputs, &risk, floor_bps).unwrap());
    floor.map_or(levels, |floor| levels.or_larger(&floor))
}

/// Four deviations of ten minutes at the realised volatility, in floats.
pub fn room_of(market: &MarketInput) -> f64 {
    let VolatilityInput::Surface(surface) = &market.volatility else { panic!("a surface") };
    4.0 * surface.floor_vol_e9 as f64 / 1e9 * (600.0 / 31_536_000.0_f64).sqrt()
}

/// The same with room: at steps of 0.4 % at most on the way to both its ends, a twentieth less.
fn with_room(input: &SnapshotInput, floor_bps: u16) -> Requirement {
    over_markets(input, |account, place, market| {
        let at = |moved: f64, floor| {
            on_market(account, place, market, (market.spot_e8 as f64 * moved) as u64, NOW_TS, floor)
        };
        let (here, room) = (at(1.0, Some(floor_bps)), room_of(market));
        let steps = (room / 0.004).ceil().min(10.0);
        let parts = (1..=steps as i32).flat_map(|step| [-1.0, 1.0].map(|sign| sign * f64::from(step) / steps));
        let there = parts.map(|part| at(1.0 + part * room, None).maintenance_atoms);
        let least = there.max().unwrap() as f64 * 0.95;
        here.or_larger(&Requirement {
            initial_atoms: least as u64,
            maintenance_atoms: least as u64,
            liquidation_atoms: 0,
        })
    })
}

/// To a millionth and two atoms: the floats' part.
fn is_close(levels: u64, expected: u64) -> bool {
    levels.abs_diff(expected) <= 2 + expected / 1_000_000
}

/// In another order than the snapshot's.
pub fn posted(surface: &SurfaceInput) -> VolSurface {
    let mut on_chain = VolSurface::zeroed();
    for (slot, smile) in on_chain.slices.iter_mut().zip(surface.smiles.iter().rev()) {
        *slot = SurfaceSlice {
            expiry_ts: smile.expiry_ts,
            a: smile.a_q48,
            b: smile.b_q48,
            rho: smile.rho_q48,
            m: smile.m_q48,
            sigma: smile.sigma_q48,
            issued_ts: smile.issued_ts,
            posted_ts: smile.posted_ts,
            ..SurfaceSlice::default()
        };
    }
    on_chain
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Bit for bit but for the room, and never below what a challenge at the same prices compares with.
    #[test]
    fn levels_and_portfolio_are_the_chains(input in any_input()) {
        let (body, account) = (body_of(&input), on_chain(&input));
        let floor_bps = input.house.parameters.floor_bps;
        let (chain, roomy) = (by_chain(&input, NOW_TS, Some(floor_bps)), with_room(&input, floor_bps));
        prop_assert_eq!(body.liquidation_threshold_atoms, chain.liquidation_atoms);
        for (level, chain, roomy) in [
            (body.initial_margin_atoms, chain.initial_atoms, roomy.initial_atoms),
            (body.maintenance_margin_atoms, chain.maintenance_atoms, roomy.maintenance_atoms),
        ] {
            prop_assert!(level >= chain && is_close(level, roomy), "{level} of {chain} and {roomy}");
            prop_assert!(roomy > chain || level == chain);
        }
        prop_assert!(body.maintenance_margin_atoms >= by_chain(&input, NOW_TS, None).maintenance_atoms);
        prop_assert_eq!(body.position_hash, account.portfolio().unwrap().position_hash);
    }
}

/// Series' addresses and hashes by another implementation, in Python, of the examples in the snapshot file.
#[test]
fn a_hash_of_a_portfolio_binds_the_terms_of_its_options() {
    let snapshot = Snapshot::new(&example()).unwrap();
    for (byte, form, expected) in [
        (0xa1, Form::Current, "75d979ff4574154ff37348e9ac986e6bf23d127abd9430609a4eb1377da74ae2"),
        (0xa2, Form::Current, "5d4d870f4d83839904603a576cf1eee11623b6252712e41d4af0fad891078978"),
        (0xa2, Form::AfterTrade, "aa7d0f4cccf1722b4b474d2fb8d34691120bcf6cce9ae83b3b37a8bf06041791"),
    ] {
        let message = snapshot.message(form, &address(byte)).unwrap();
        assert_eq!(hex::encode(Payload::read(&message).unwrap().body.position_hash), expected);
    }
    let mut changed = example();
    changed.accounts[0].options[0].strike_e8 += 1;
    assert_ne!(body_of(&changed).position_hash, body_of(&example()).position_hash);
}

/// A gain on one market pays for nothing owed on another.
#[test]
fn markets_add_up() {
    let other = market(0x41, 2_000 * USD, 8, VolatilityInput::FlatE9(600_000_000));
    let here = vec![option(0x31, KindInput::Put, 90 * USD, 8, -COIN)];
    let there = vec![option(0x41, KindInput::Put, 1_900 * USD, 8, 100_000_000)];
    let both = [here.clone(), there.clone()].concat();
    let [here, there, both] = [here, there, both].map(|options| body_of(&input(vec![other.clone(), flat()], options)));
    assert_eq!(there.maintenance_margin_atoms, 0, "what is only owned requires nothing");
    assert_eq!(both.levels(), here.levels());
    assert_eq!(both.net_delta_atoms, here.net_delta_atoms + there.net_delta_atoms);
    assert!(both.scenario_root != here.scenario_root && both.vega_atoms > here.vega_atoms);
}

/// The model itself never asks for less than the chain keeps: an hour of a tenth later, nine tenths.
#[test]
fn levels_fall_no_faster_than_the_chain_lets_them() {
    let mut held_up = straddle();
    held_up.accounts[0].last_threshold = Some(LastThresholdInput {
        initial_margin_atoms: 4_000_000_000,
        maintenance_margin_atoms: 3_000_000_000,
        liquidation_threshold_atoms: 2_000_000_000,
        accepted_ts: NOW_TS - 3_600,
        sequence: 4,
        generation: 3,
        position_seq: 7,
        is_void: false,
    });
    let levels = body_of(&held_up).levels();
    let expected = Requirement {
        initial_atoms: 3_600_000_000,
        maintenance_atoms: 2_700_000_000,
        liquidation_atoms: 1_800_000_000,
    };
    assert_eq!(levels, expected);
}

#[test]
fn an_account_without_options_needs_nothing() {
    let body = body_of(&input(vec![], vec![]));
    assert_eq!((body.levels(), body.worst_scenario), (Requirement::default(), 0));
}
