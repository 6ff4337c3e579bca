//! Whatever is wrong is refused with its place.

use super::*;
use vault_types::margin::RiskParameters;

type Change = fn(&mut SnapshotInput);

fn refused(change: Change) -> String {
    let mut input = example();
    change(&mut input);
    Snapshot::new(&input).unwrap_err().to_string()
}

fn surface(input: &mut SnapshotInput) -> &mut SurfaceInput {
    match &mut input.markets[0].volatility {
        VolatilityInput::Surface(surface) => surface,
        VolatilityInput::FlatE9(_) => panic!("the first market has a surface"),
    }
}

/// What a file says that no chain can have, and the line that it gets: the place is in it.
#[test]
fn wrong_files_get_a_line_that_names_the_place() {
    let cases: [(Change, &str); 33] = [
        (|input| input.house.config = "x0".into(), "house.config: give 32 bytes in base 58"),
        (|input| input.house.cluster_genesis_hash.push('1'), "house.cluster_genesis_hash: give 32 bytes"),
        (|input| input.house.generation = 0, "house: the first generation is 1"),
        (|input| input.house.parameters.floor_bps = 2_499, "house: parameters are outside of the bounds"),
        (|input| input.round.sequence = 0, "round: the first sequence is 1"),
        (|input| input.round.expires_ts = NOW_TS, "round: expires_ts must be after observed_ts"),
        (|input| input.round.observed_ts = -1, "round: observed_ts is before 1970"),
        (|input| input.markets[1].address = "1".into(), "markets[1].address: give 32 bytes"),
        (|input| input.markets[1].quote_mint = String::new(), "markets[1].quote_mint: give 32 bytes"),
        (|input| input.markets.push(input.markets[1].clone()), "market 5PjDJaGf"),
        (|input| input.markets[0].spot_e8 = 0, "spot_e8 is no price"),
        (|input| input.markets[0].quote_decimals = 13, "12 decimals"),
        (|input| input.markets[0].grid[0] = 0, "grid, standard or delta_limit_bps"),
        (|input| input.markets[0].standard[3] = 1_600, "grid, standard or delta_limit_bps"),
        (|input| input.markets[0].delta_limit_bps = 99, "grid, standard or delta_limit_bps"),
        (|input| input.markets[1].volatility = VolatilityInput::FlatE9(4_000_000_001), "the fallback volatility"),
        (|input| surface(input).floor_vol_e9 = 0, "the floor volatility"),
        (|input| surface(input).ceiling_vol_e9 = 609_999_999, "the ceiling must be one to four times"),
        (|input| surface(input).smiles[0].expiry_ts = 1_701_417_600, "smile of 1701417600: is there twice"),
        (|input| surface(input).smiles[0].issued_ts += 36, "smile of 1700812800: issued_ts is more than 30 s"),
        (|input| surface(input).smiles[1].a_q48 = -1 << 48, "smile of 1701417600: the parameters are no smile"),
        (|input| surface(input).smiles[1].rho_q48 = 1 << 48, "smile of 1701417600: the parameters are no smile"),
        (|input| input.accounts[2].margin_account = "no".into(), "accounts[2].margin_account: give 32 bytes"),
        (|input| input.accounts[2].form = FormInput::Current, "current: is there twice"),
        (|input| input.accounts[2].position_seq = 32, "after a trade: must have the position_seq"),
        (|input| input.accounts[2].last_threshold = None, "after a trade: must have the position_seq"),
        (|input| input.accounts[0].options[1].market = "no".into(), "accounts[0].options[1].market: give 32 bytes"),
        (
            |input| input.accounts[0].options[1].market = address(1).to_string(),
            "accounts[0].options[1].market: the snapshot has no market 4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi: add it",
        ),
        (
            |input| input.accounts[0].options[1].strike_e8 = 5_500_000_000,
            "expiry_ts 1700812800 on market 0: is there twice",
        ),
        (|input| input.accounts[0].options[0].quantity_atoms = 0, "quantity_atoms must not be zero"),
        (|input| input.accounts[0].options[0].expiry_ts = 0, "expires before 1970: give unix seconds"),
        (
            |input| input.accounts[0].options[0].settlement = SettlementInput::Underlying,
            "puts are settled in the quote",
        ),
        (|input| input.accounts[0].collaterals[1].mint = "0".into(), "accounts[0].collaterals[1].mint: give 32"),
    ];
    for (number, (change, expected)) in cases.into_iter().enumerate() {
        let line = refused(change);
        assert!(line.contains(expected) && line.lines().count() == 1, "change {number}: {line}");
    }
}

#[test]
fn what_no_account_can_hold_is_refused() {
    let cases: [(Change, &str); 7] = [
        (|input| input.accounts[0].collaterals[1].mint = address(0x33).to_string(), "collateral 4Ss5JM"),
        (|input| input.accounts[0].collaterals[0].amount_atoms = 0, "there is none of it: leave it out"),
        (|input| input.accounts[0].collaterals = (0..9).map(coins).collect(), "at most 8 kinds of collateral"),
        (|input| input.accounts[0].options = (0..25).map(put).collect(), "at most 24 positions"),
        (|input| input.accounts[0].options[0].quantity_atoms = i64::MIN, "at most 2^57"),
        (|input| input.markets[1].quote_mint = address(0x34).to_string(), "all markets of an account have one quote"),
        (
            |input| input.accounts[1].last_threshold.as_mut().unwrap().initial_margin_atoms = 1,
            "last_threshold is none that an account can have",
        ),
    ];
    for (number, (change, expected)) in cases.into_iter().enumerate() {
        // Both forms of an account keep the same last threshold.
        let mut input = example();
        change(&mut input);
        input.accounts[2].last_threshold = input.accounts[1].last_threshold;
        let line = Snapshot::new(&input).unwrap_err().to_string();
        assert!(line.contains(expected), "change {number}: {line}");
    }
}

fn coins(number: u8) -> CollateralInput {
    CollateralInput { mint: address(number + 1).to_string(), amount_atoms: 1 }
}

fn put(number: u64) -> OptionInput {
    option(0x31, KindInput::Put, (number + 1) * USD, 8, -1)
}

/// A snapshot takes exactly the ceilings that some parameter of a market gives which the chain takes.
#[test]
fn ceilings_are_bounded_as_the_chain_bounds_their_multiple() {
    let floor_vol_e9 = 500_000_000;
    for ceiling_over_realised_bps in (9_995..10_005).chain(39_995..40_005) {
        let parameters = RiskParameters { ceiling_over_realised_bps, ..RiskParameters::DEFAULT };
        let mut input = example();
        let surface = surface(&mut input);
        (surface.floor_vol_e9, surface.ceiling_vol_e9) = (floor_vol_e9, parameters.ceiling_vol_e9(floor_vol_e9));
        let taken = Snapshot::new(&input);
        assert_eq!(taken.is_ok(), parameters.is_valid(), "{ceiling_over_realised_bps} bps: {taken:?}");
    }
}

/// Five markets at once are more than an account has.
#[test]
fn an_account_has_options_on_four_markets_at_most() {
    let numbers: Vec<u8> = (0..5).map(|number| 0x10 + 2 * number).collect();
    let on = |count: usize| {
        let markets = numbers.iter().map(|byte| market(*byte, 100 * USD, 9, VolatilityInput::FlatE9(800_000_000)));
        let options = numbers.iter().take(count).map(|byte| option(*byte, KindInput::Put, 90 * USD, 8, -1));
        Snapshot::new(&input(markets.collect(), options.collect()))
    };
    assert!(on(4).is_ok());
    assert!(on(5).unwrap_err().to_string().contains("at most 4 markets"));
}

/// In the bytes of a snapshot, where nothing puts entries in order.
#[test]
fn bytes_out_of_order_or_with_anything_in_unused_places_are_refused() {
    let bytes = Snapshot::new(&example()).unwrap().encode();
    let market = bytes.windows(32).position(|window| window == [0x31; 32]).unwrap();
    let smiles = market + 160 + 4;
    let account = bytes.windows(32).position(|window| window == [0xa1; 32]).unwrap();
    let options = account + 112 + 4 + 2 * 40 + 4;
    let swapped = |first: usize, length: usize| {
        let mut bytes = bytes.clone();
        bytes[first..first + 2 * length].rotate_left(length);
        Snapshot::decode(&bytes).unwrap_err().to_string()
    };
    assert!(swapped(smiles, 64).contains("smile of 1700812800: is there twice, or not in its order"));
    assert!(swapped(account + 112 + 4, 40).contains("not in its order"));
    assert!(swapped(options, 32).contains("not in its order"));
    let set = |at: usize, value: u8| {
        let mut bytes = bytes.clone();
        bytes[at] = value;
        Snapshot::decode(&bytes).unwrap_err().to_string()
    };
    for unused in [market - 5, market + 156, account + 105, account + 97, options + 30] {
        assert!(set(unused, 1).contains("zero") || set(unused, 1).contains("unknown"), "{unused}: {}", set(unused, 1));
    }
    assert!(set(account + 104, 2).contains("the form is 0 or 1"));
    assert!(set(options + 28, 2).contains("kind or settlement unknown"));
    assert!(set(options + 24, 7).contains("no such market"));
}

#[test]
fn what_is_no_snapshot_says_so() {
    for text in ["", "{}", "[1]", "OPTVAULT MARG v1"] {
        let line = Snapshot::read(text.as_bytes()).unwrap_err().to_string();
        assert!(line.starts_with("neither a snapshot in JSON"), "{line}");
    }
    let unknown = include_str!("../../examples/snapshot.json").replacen("\"spot_e8\"", "\"spot\"", 1);
    assert!(Snapshot::read(unknown.as_bytes()).unwrap_err().to_string().contains("unknown field `spot`"));
}
