//! The volatility surface on chain: its limits, what it decides, and what never needs it.

use crate::common::*;
use options_math::{Fix, SviParameters, SviSlice, SECONDS_PER_YEAR};
use options_vault::errors::VaultError;
use simulator::{Scene, SceneParams, SurfacePost};
use solana_signer::Signer;
use vault_client::{address, instruction};
use vault_types::{
    state::{ExpiryCalendar, OptionKind, VaultState},
    surface::{flat, SignedSlice, JUMP_WINDOW_SECS, MAX_SURFACE_AGE_SECS},
};

/// What a transaction may have.
const TRANSACTION_BYTES: usize = 1_232;
const COMPUTE_BOUND: u64 = 150_000;
const DAY: i64 = 86_400;

/// A skew as markets of coins show it: lower strikes dearer.
fn skewed(scene: &Scene, expiry_ts: i64) -> SignedSlice {
    let years = (expiry_ts - scene.world.now()) as f64 / SECONDS_PER_YEAR as f64;
    let fix = Fix::from_num::<f64>;
    let (level, b) = (0.6 * 0.6 * years, 0.2 * years.sqrt());
    let parameters =
        SviParameters { a: fix(level - b * 0.08), b: fix(b), rho: fix(-0.4), m: fix(0.0), sigma: fix(0.1) };
    SignedSlice::new(expiry_ts, &parameters)
}

/// Some parameters for the next expiry.
fn next_slice(scene: &Scene, [a, b, rho, m, sigma]: [f64; 5]) -> SignedSlice {
    let [a, b, rho, m, sigma] = [a, b, rho, m, sigma].map(Fix::from_num::<f64>);
    SignedSlice::new(scene.coming_expiries(1)[0], &SviParameters { a, b, rho, m, sigma })
}

fn post_slices(scene: &mut Scene, slices: Vec<SignedSlice>) -> Result<u64, simulator::Refusal> {
    let post = scene.surface_post(slices);
    scene.post_surface(&post)
}

/// Between rounds, a week after the last post of the next expiry's slice.
fn scene_without_recent_posts() -> Scene {
    let mut scene = scene();
    let later_ts = scene.world.now() + 2 * JUMP_WINDOW_SECS;
    scene.world.set_time(later_ts);
    scene
}

/// Bytes of a transaction: a signature, a header, keys, a blockhash, and the two instructions.
fn transaction_bytes(scene: &Scene, post: &SurfacePost) -> usize {
    let instructions = scene.post_instructions(post);
    let mut keys = vec![scene.world.payer()];
    for instruction in &instructions {
        keys.extend(instruction.accounts.iter().map(|account| account.pubkey).chain([instruction.program_id]));
    }
    keys.sort();
    keys.dedup();
    let prefix = |length: usize| if length < 128 { 1 } else { 2 };
    let body = |instruction: &vault_client::Instruction| {
        let (accounts, data) = (instruction.accounts.len(), instruction.data.len());
        1 + prefix(accounts) + accounts + prefix(data) + data
    };
    1 + 64 + 3 + prefix(keys.len()) + 32 * keys.len() + 32 + 1 + instructions.iter().map(body).sum::<usize>()
}

#[test]
fn three_signers_and_four_smiles_fit_into_a_transaction() {
    let mut scene = scene_without_recent_posts();
    let slices: Vec<SignedSlice> = scene.coming_expiries(4).into_iter().map(|ts| skewed(&scene, ts)).collect();
    let post = SurfacePost { signed_by: vec![0, 1, 2], ..scene.surface_post(slices) };
    let bytes = transaction_bytes(&scene, &post);
    let units = scene.post_surface(&post).unwrap();
    println!("{bytes} bytes, {units} compute units");
    assert!(bytes <= TRANSACTION_BYTES, "{bytes} bytes");
    assert!(units <= COMPUTE_BOUND, "{units} compute units");
    assert_eq!(scene.surface().slices.iter().filter(|slice| slice.is_used()).count(), 4);
}

/// The most that one message can bring.
#[test]
fn eight_smiles_stay_within_the_compute_bound() {
    let mut scene = scene_without_recent_posts();
    let post_all = |scene: &mut Scene| {
        let slices: Vec<SignedSlice> = scene.coming_expiries(8).into_iter().map(|ts| skewed(scene, ts)).collect();
        let post = SurfacePost { signed_by: vec![0, 1], ..scene.surface_post(slices) };
        let instructions = scene.post_instructions(&post);
        scene.world.send_all("post_surface", &instructions, &[]).unwrap()
    };
    // The second time every slice has a past that its move is measured from, and is renewed.
    let first = post_all(&mut scene);
    let later_ts = scene.world.now() + JUMP_WINDOW_SECS - 1;
    scene.world.set_time(later_ts);
    post_all(&mut scene);
    scene.world.set_time(later_ts + 1);
    let dearest = post_all(&mut scene).max(first);
    println!("{dearest} compute units");
    assert!(dearest <= COMPUTE_BOUND, "{dearest} compute units");
}

#[test]
fn attack_24_what_is_no_surface_is_refused() {
    let mut scene = scene_without_recent_posts();
    let years = (scene.coming_expiries(1)[0] - scene.world.now()) as f64 / SECONDS_PER_YEAR as f64;
    let next = |scene: &Scene, parameters: [f64; 5]| vec![next_slice(scene, parameters)];
    let wrong = [
        (VaultError::SurfaceSlice, next(&scene, [0.01, -0.1, 0.0, 0.0, 0.1])),
        (VaultError::SurfaceVolatility, next(&scene, [0.0024 * years, 0.0, 0.0, 0.0, 0.1])),
        (VaultError::SurfaceVolatility, next(&scene, [16.01 * years, 0.0, 0.0, 0.0, 0.1])),
        (VaultError::SurfaceWings, next(&scene, [0.01, 1.9, 0.1, 0.0, 0.1])),
        (VaultError::SurfaceButterfly, next(&scene, [0.0008, 0.05, 0.0, 0.05, 0.001])),
        (VaultError::SurfaceExpiry, vec![skewed(&scene, scene.coming_expiries(1)[0] + 60)]),
        (VaultError::SurfaceExpiry, vec![skewed(&scene, scene.coming_expiries(9)[8])]),
    ];
    for (error, slices) in wrong {
        refused(post_slices(&mut scene, slices), error);
    }
    let mut falling = scene.flat_slices(800_000_000);
    falling[1].a = falling[0].a - 1;
    refused(post_slices(&mut scene, falling), VaultError::SurfaceCalendar);
    let good = skewed(&scene, scene.coming_expiries(1)[0]);
    post_slices(&mut scene, vec![good]).unwrap();
}

/// The breaker: nobody sells options at a volatility that a slip has halved twice, and nobody is locked out of a new world.
#[test]
fn attack_24_a_jump_waits_for_an_hour_of_silence() {
    let mut scene = scene();
    refused(scene.set_volatility(300_000_000), VaultError::SurfaceJump);
    let start_ts = scene.world.now();
    scene.world.set_time(start_ts + JUMP_WINDOW_SECS - 1);
    refused(scene.set_volatility(300_000_000), VaultError::SurfaceJump);
    scene.world.set_time(start_ts + JUMP_WINDOW_SECS);
    scene.set_volatility(300_000_000).unwrap();
    // A smaller move is taken at any time.
    scene.set_volatility(440_000_000).unwrap();
    refused(scene.set_volatility(460_000_000), VaultError::SurfaceJump);
}

#[test]
fn a_surface_is_created_once_by_anyone() {
    let mut scene = scene();
    let stranger = scene.person(66, 0);
    let again = instruction::create_surface(stranger.pubkey(), scene.market);
    refused(scene.world.send("create_surface", again, &[&stranger]), VaultError::AlreadyExists);
    let mut args = vault_client::CreateMarketArgs {
        id: 1,
        price_source: scene.price_source,
        price_program: scene.market().price_program,
        price_feed_id: scene.feed_id,
        oracle_limits: scene.market().oracle_limits,
        calendar: scene.market().calendar,
        strike_step_e8: scene.market().strike_step_e8,
    };
    args.id = 1;
    let create = instruction::create_market(scene.house(), scene.underlying_mint, scene.quote_mint, args);
    let authority = scene.authority.insecure_clone();
    scene.world.send("create_market", create, &[&authority]).unwrap();
    scene.market = address::market(&scene.config, 1);
    let create = instruction::create_surface(stranger.pubkey(), scene.market);
    scene.world.send("create_surface", create, &[&stranger]).unwrap();
    let surface = scene.surface();
    assert!(surface.invariant() && surface.sequence == 0 && surface.market == scene.market);
}

/// On the smile a call lies nearer and costs less than its flat volatility at the money would say, a put the other way round.
#[test]
fn the_strike_and_the_ask_come_from_the_smile() {
    for kind in [OptionKind::CALL, OptionKind::PUT] {
        let params = SceneParams { kind, strike_step_e8: USD, ..SceneParams::default() };
        let mut scene = Scene::new(&params).unwrap();
        let later_ts = scene.world.now() + 2 * JUMP_WINDOW_SECS;
        scene.world.set_time(later_ts);
        let (alice, maker) = (scene.person(1, 100 * COIN), scene.person(2, 100 * COIN));
        scene.deposit(&alice, COIN).unwrap();
        let slices: Vec<SignedSlice> = scene.coming_expiries(2).into_iter().map(|ts| skewed(&scene, ts)).collect();
        post_slices(&mut scene, slices.clone()).unwrap();
        scene.roll(SPOT).unwrap();

        let round = scene.round(1).unwrap();
        let slice = slices.iter().find(|slice| slice.expiry_ts == round.expiry_ts).unwrap();
        let secs = (round.expiry_ts - scene.world.now()).unsigned_abs();
        let smile = SviSlice::new(slice.parameters(), secs).unwrap();
        assert_eq!(round.volatility_e9, smile.vol_e9(SPOT, round.strike_e8).unwrap());
        let at_the_money = smile.vol_e9(SPOT, SPOT).unwrap();
        assert_eq!(round.volatility_e9 > at_the_money, kind == OptionKind::PUT, "the skew: {}", round.volatility_e9);
        assert!(round.delta_e9.abs_diff(200_000_000) < 15_000_000, "{}", round.delta_e9);

        scene.bid(&maker, COIN / 10, ANY_PREMIUM).unwrap();
        let premium = scene.auction().unwrap().premium_atoms;
        let expected = ask(kind, round.strike_e8, secs, round.volatility_e9) * 1.2 * (COIN / 10) as f64;
        assert!((premium as f64 / expected - 1.0).abs() < 1e-5, "{premium} instead of {expected}");
    }
}

/// The model's price in parts of what backs the option, by the formula in f64.
fn ask(kind: OptionKind, strike_e8: u64, secs: u64, vol_e9: u64) -> f64 {
    let (spot, strike) = (SPOT as f64, strike_e8 as f64);
    let deviation = vol_e9 as f64 / 1e9 * f64::sqrt(secs as f64 / SECONDS_PER_YEAR as f64);
    let d1 = f64::ln(spot / strike) / deviation + deviation / 2.0;
    let cdf = |x: f64| 0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2);
    let call = spot * cdf(d1) - strike * cdf(d1 - deviation);
    match kind {
        OptionKind::PUT => (call - spot + strike) / strike,
        _ => call / spot,
    }
}

/// An auction follows the market: whoever bids pays for the volatility of the moment.
#[test]
fn attack_15_a_bid_pays_for_the_live_volatility() {
    let Running { mut scene, maker, .. } = running();
    scene.bid(&maker, 10 * COIN, ANY_PREMIUM).unwrap();
    let before = scene.auction().unwrap().premium_atoms;
    scene.set_volatility(1_000_000_000).unwrap();
    refused(scene.bid(&maker, 10 * COIN, before), VaultError::PremiumAboveLimit);
    scene.bid(&maker, 10 * COIN, ANY_PREMIUM).unwrap();
    assert!(scene.auction().unwrap().premium_atoms > 5 * before / 2);
    assert_eq!(scene.round(1).unwrap().volatility_e9, 800_000_000, "the record keeps what chose the strike");
}

#[test]
fn attack_24_a_stale_surface_starts_no_round_and_locks_nobody_in() {
    let mut scene = scene();
    let alice = scene.person(1, 10 * COIN);
    scene.deposit(&alice, 10 * COIN).unwrap();
    let last_ts = scene.world.now() + MAX_SURFACE_AGE_SECS;
    scene.world.set_time(last_ts);
    let (strike_e8, expiry_ts) = scene.next_strike(SPOT).unwrap();
    scene.create_series(strike_e8, expiry_ts).unwrap();

    scene.world.set_time(last_ts + 1);
    scene.set_price(SPOT);
    refused(scene.roll_into(strike_e8, expiry_ts), VaultError::StaleSurface);
    scene.cancel_deposit(&alice).unwrap();
    assert_eq!(scene.coins(&alice.pubkey()), 10 * COIN);

    scene.deposit(&alice, 10 * COIN).unwrap();
    scene.world.set_time(last_ts);
    scene.set_price(SPOT);
    scene.roll_into(strike_e8, expiry_ts).unwrap();
    assert_eq!(scene.vault().state, VaultState::AUCTION);
}

#[test]
fn an_expiry_without_a_slice_starts_no_round() {
    let Ready { mut scene, strike_e8, expiry_ts } = ready();
    let surface = address::surface(&scene.market);
    let mut account = scene.world.svm.get_account(&surface).unwrap();
    // As right after its creation.
    account.data[48..64].fill(0);
    account.data[64..832].fill(0);
    scene.world.set_account(surface, account);
    scene.set_price(SPOT);
    refused(scene.roll_into(strike_e8, expiry_ts), VaultError::NoSlice);
    let post = scene.surface_post(scene.flat_slices(800_000_000));
    let far = SurfacePost { slices: vec![post.slices[1]], ..post };
    scene.post_surface(&far).unwrap();
    refused(scene.roll_into(strike_e8, expiry_ts), VaultError::NoSlice);
}

/// A surface that grows stale in an auction stops the sale, and nothing else: the vault sells nothing and loses nothing.
#[test]
fn attack_24_a_stale_surface_stops_bids_but_never_settlement_or_withdrawal() {
    let calendar = ExpiryCalendar::weekly(4 * DAY as u32);
    let mut params = SceneParams { calendar, ..SceneParams::default() };
    params.vault.auction.duration_secs = 2 * DAY as u32;
    let Running { mut scene, alice, maker } = running_with(&params);
    scene.bid(&maker, 10 * COIN, ANY_PREMIUM).unwrap();
    let expiry_ts = scene.vault().expiry_ts;
    let posted_ts = scene.surface().slice(expiry_ts).unwrap().posted_ts;
    scene.world.set_time(posted_ts + MAX_SURFACE_AGE_SECS);
    scene.set_price(SPOT);
    scene.bid(&maker, 10 * COIN, ANY_PREMIUM).unwrap();
    scene.world.set_time(posted_ts + MAX_SURFACE_AGE_SECS + 1);
    scene.set_price(SPOT);
    refused(scene.bid(&maker, 10 * COIN, ANY_PREMIUM), VaultError::StaleSurface);

    scene.request_withdrawal(&alice, 50 * COIN).unwrap();
    scene.finish_round(SPOT).unwrap();
    scene.claim_withdrawal(&alice).unwrap();
    assert!(scene.coins(&alice.pubkey()) >= 50 * COIN);
    // Between rounds shares are paid at once.
    scene.request_withdrawal(&alice, 50 * COIN).unwrap();
    scene.claim_withdrawal(&alice).unwrap();
    assert!(scene.coins(&alice.pubkey()) >= 100 * COIN - 100);
    // The next signed message makes it live again.
    let depositor = scene.person(5, COIN);
    scene.deposit(&depositor, COIN).unwrap();
    scene.set_volatility(800_000_000).unwrap();
    scene.roll(SPOT).unwrap();
}

/// As good as any: the helper that other tests set volatilities with.
#[test]
fn a_flat_surface_is_its_volatility() {
    let mut scene = scene_without_recent_posts();
    scene.set_volatility(654_321_000).unwrap();
    let expiry_ts = scene.coming_expiries(1)[0];
    let now_ts = scene.world.now();
    let slice = SignedSlice::new(expiry_ts, &flat(654_321_000, (expiry_ts - now_ts).unsigned_abs()));
    assert_eq!(scene.surface().slice(expiry_ts).unwrap().a, slice.a);
    let smile = scene.surface().live_smile(expiry_ts, now_ts).unwrap();
    assert!([100, 150, 200].iter().all(|strike| smile.vol_e9(SPOT, strike * USD).unwrap().abs_diff(654_321_000) <= 1));
}
