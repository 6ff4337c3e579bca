//! What nobody may open a market or a vault with.

use crate::common::*;
use anchor_lang::AnchorDeserialize as _;
use options_vault::errors::VaultError;
use simulator::{Refusal, Scene, SceneParams};
use vault_client::{address, instruction, CreateMarketArgs, Pubkey};
use vault_types::state::{ExpiryCalendar, OracleLimits, PriceSource, VaultParams};

fn open_market(
    scene: &mut Scene,
    underlying: Pubkey,
    quote: Pubkey,
    spoil: impl FnOnce(&mut CreateMarketArgs),
) -> Result<u64, Refusal> {
    let first = scene.market();
    let mut args = CreateMarketArgs {
        id: 1,
        price_source: first.price_source,
        price_program: first.price_program,
        price_feed_id: first.price_feed_id,
        oracle_limits: first.oracle_limits,
        calendar: first.calendar,
        strike_step_e8: first.strike_step_e8,
    };
    spoil(&mut args);
    let create = instruction::create_market(scene.house(), underlying, quote, args);
    let authority = scene.authority.insecure_clone();
    scene.world.send("create_market", create, &[&authority])
}

#[test]
fn attack_06_no_market_outside_the_bounds() {
    let mut scene = scene();
    let (coin, quote) = (scene.underlying_mint, scene.market().quote_mint);
    let limits = scene.market().oracle_limits;
    let calendar = scene.market().calendar;
    let bad_limits = [
        OracleLimits { max_age_secs: 0, ..limits },
        OracleLimits { max_age_secs: 86_400, ..limits },
        OracleLimits { max_future_secs: 3_600, ..limits },
        OracleLimits { max_confidence_bps: 0, ..limits },
        OracleLimits { max_confidence_bps: 10_000, ..limits },
        OracleLimits { max_jump_bps: 0, ..limits },
        OracleLimits { jump_window_secs: 86_400, ..limits },
        OracleLimits { settlement_window_secs: 0, ..limits },
        OracleLimits { settlement_challenge_secs: 0, ..limits },
    ];
    for bad in bad_limits {
        let opened = open_market(&mut scene, coin, quote, |args| args.oracle_limits = bad);
        refused(opened, VaultError::InvalidParameters);
    }
    for bad in [
        ExpiryCalendar { period_secs: 0, offset_secs: 0, min_tenor_secs: 0 },
        ExpiryCalendar { offset_secs: calendar.period_secs, ..calendar },
        ExpiryCalendar { min_tenor_secs: calendar.period_secs, ..calendar },
    ] {
        let opened = open_market(&mut scene, coin, quote, |args| args.calendar = bad);
        refused(opened, VaultError::InvalidParameters);
    }
    let (program, source) = (Pubkey::new_from_array([9; 32]), PriceSource::PYTH_PUSH);
    let unknown = PriceSource::try_from_slice(&[2]).unwrap();
    for (source, program) in [
        (source, Pubkey::default()),
        (PriceSource::PYTH_PULL, program),
        (unknown, program),
        (unknown, Pubkey::default()),
    ] {
        let opened =
            open_market(&mut scene, coin, quote, |args| (args.price_source, args.price_program) = (source, program));
        refused(opened, VaultError::InvalidParameters);
    }
    refused(open_market(&mut scene, coin, quote, |args| args.strike_step_e8 = 0), VaultError::InvalidParameters);
    refused(open_market(&mut scene, coin, coin, |_| ()), VaultError::SameMint);
    open_market(&mut scene, coin, quote, |_| ()).unwrap();
}

#[test]
fn attack_06_no_vault_outside_the_bounds() {
    let mut scene = scene();
    let spoils: [fn(&mut VaultParams); 9] = [
        |params| params.strike_policy.target_delta_bps = 0,
        |params| params.strike_policy.target_delta_bps = 9_000,
        |params| params.strike_policy.min_distance_bps = 20_000,
        |params| params.auction.duration_secs = 0,
        // As long as the shortest round: it might sell options that have expired.
        |params| params.auction.duration_secs = 2 * 86_400,
        |params| params.auction.end_discount_bps = 10_000,
        |params| params.auction.min_bid_atoms = 0,
        |params| params.fees.performance_fee_bps = 10_000,
        |params| params.min_deposit_atoms = 0,
    ];
    for spoil in spoils {
        let mut params = SceneParams::default().vault;
        spoil(&mut params);
        refused(scene.open_vault(1, params), VaultError::InvalidParameters);
    }
    scene.open_vault(1, SceneParams::default().vault).unwrap();
}

#[test]
fn attack_19_mints_of_another_token_program_are_refused() {
    let mut scene = scene();
    let token_2022 = Pubkey::from_str_const("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");
    let (coin, quote) = (scene.underlying_mint, scene.market().quote_mint);
    let mut account = scene.world.svm.get_account(&coin).unwrap();
    account.owner = token_2022;
    let foreign = Pubkey::new_from_array([55; 32]);
    scene.world.set_account(foreign, account);
    refused_by_code(open_market(&mut scene, foreign, quote, |_| ()), anchor::WRONG_OWNER);
    refused_by_code(open_market(&mut scene, coin, foreign, |_| ()), anchor::WRONG_OWNER);
}

#[test]
fn attack_10_only_the_admin_opens_markets_and_vaults() {
    let mut scene = scene();
    scene.authority = scene.keeper.insecure_clone();
    refused_by_code(scene.open_vault(1, SceneParams::default().vault), anchor::HAS_ONE);
    let (coin, quote) = (scene.underlying_mint, scene.quote_mint);
    refused_by_code(open_market(&mut scene, coin, quote, |_| ()), anchor::HAS_ONE);
    assert!(scene.world.svm.get_account(&address::vault(&scene.market, 1)).is_none());
}
