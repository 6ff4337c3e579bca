//! Accounts that come one by one get what a snapshot with all of them says.

use super::random::any_input;
use super::*;
use proptest::prelude::*;

/// What the snapshot says about each account, in the order of the input.
fn together(input: &SnapshotInput) -> Vec<Computed> {
    let snapshot = Snapshot::new(input).unwrap();
    let message = |account: &AccountInput| {
        let form = if account.form == FormInput::Current { Form::Current } else { Form::AfterTrade };
        let message = snapshot.message(form, &account.margin_account.parse().unwrap());
        message.map_or_else(Computed::LeftOut, Computed::Message)
    };
    input.accounts.iter().map(message).collect()
}

fn calculator(input: &SnapshotInput) -> Calculator {
    Calculator::new(&Snapshot::new(&SnapshotInput { accounts: vec![], ..input.clone() }).unwrap())
}

fn one_by_one(input: &SnapshotInput) -> Vec<Computed> {
    let mut calculator = calculator(input);
    input.accounts.iter().map(|account| calculator.compute(account).unwrap()).collect()
}

/// The same line but for the account's name, which is its place in the file or its address.
#[track_caller]
fn assert_refused(change: fn(&mut AccountInput), said: &str) {
    let (mut input, mut calculator) = (straddle(), calculator(&straddle()));
    change(&mut input.accounts[0]);
    let line = calculator.compute(&input.accounts[0]).unwrap_err().to_string();
    let whole = Snapshot::new(&input).unwrap_err().to_string();
    assert_eq!(line, format!("account {}, {said}", input.accounts[0].margin_account));
    assert_eq!(line.split(": ").last(), whole.split(": ").last());
    // It is as good as before.
    let good = straddle();
    assert_eq!(calculator.compute(&good.accounts[0]).unwrap(), together(&good)[0]);
}

#[test]
fn both_forms_of_an_account_and_those_that_are_left_out() {
    let mut input = straddle();
    let mut traded = AccountInput { form: FormInput::AfterTrade, ..input.accounts[0].clone() };
    traded.options[0].quantity_atoms = COIN;
    let mut expired = account(0xa2, traded.options.clone());
    expired.options[1].expiry_ts = NOW_TS;
    let mut void = account(0xa3, traded.options.clone());
    void.last_threshold = Some(LastThresholdInput { position_seq: 6, is_void: true, ..batch::kept() });
    input.accounts.extend([traded, expired, void, account(0xa4, vec![])]);
    let found = one_by_one(&input);
    assert_eq!(found, together(&input));
    let left_out: Vec<_> = found.iter().map(|found| matches!(found, Computed::LeftOut(_))).collect();
    assert_eq!(left_out, [false, false, true, true, false]);
    assert!(one_by_one(&example()) == together(&example()));
}

#[test]
fn an_account_that_no_chain_can_have_is_refused_by_its_address() {
    let problem = "give 32 bytes in base 58, as Solana prints addresses";
    assert_refused(|account| account.margin_account = "0".into(), &format!("margin_account: {problem}"));
    assert_refused(|account| account.options[1].market = "0".into(), &format!("options[1].market: {problem}"));
    assert_refused(
        |account| account.options[1].market = address(0x77).to_string(),
        "options[1].market: the snapshot has no such market: add it",
    );
    assert_refused(|account| account.collaterals[0].mint = "0".into(), &format!("collaterals[0].mint: {problem}"));
    assert_refused(
        |account| account.options[0].quantity_atoms = 0,
        "current, call of strike_e8 10500000000 and expiry_ts 1700691200 on market 0: quantity_atoms must not be zero, and at most 2^57 either way",
    );
}

/// Addresses of series are kept for a while, and derived again when there are too many.
#[test]
fn the_message_does_not_depend_on_what_came_before() {
    let input = straddle();
    let mut calculator = calculator(&input);
    let series = |number: u64| option(0x31, KindInput::Call, USD + number, 8, -COIN);
    let portfolio = |number: u64| account(0xa1, (24 * number..24 * (number + 1)).map(series).collect());
    for number in 0..400 {
        let found = calculator.compute(&portfolio(number)).unwrap();
        if number % 19 == 0 || number > 330 && number < 350 {
            let alone = SnapshotInput { accounts: vec![portfolio(number)], ..input.clone() };
            assert_eq!([found], together(&alone)[..], "{number}");
        }
    }
    let first = SnapshotInput { accounts: vec![portfolio(0)], ..input.clone() };
    assert_eq!([calculator.compute(&portfolio(0)).unwrap()], together(&first)[..]);
}

#[test]
fn a_snapshot_without_accounts_is_one_that_never_had_any() {
    let example = example();
    let none = Snapshot::new(&SnapshotInput { accounts: vec![], ..example.clone() }).unwrap();
    assert!(Snapshot::new(&example).unwrap().without_accounts() == none);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// The options of a random portfolio, dealt to four accounts in every way.
    #[test]
    fn random_accounts_get_the_same_bytes(mut input in any_input(), hands in prop::collection::vec(0..16_u8, 24)) {
        let dealt = input.accounts[0].options.clone();
        let hand = |number: u8| {
            let takes = |(_, hand): &(OptionInput, u8)| hand & (1 << number) != 0;
            dealt.iter().cloned().zip(hands.iter().copied()).filter(takes).map(|(option, _)| option).collect()
        };
        input.accounts = (0..4).map(|number| account(0xa1 + number, hand(number))).collect();
        prop_assert_eq!(one_by_one(&input), together(&input));
    }
}
