//! Accounts that come one by one get what a snapshot with all of them says.

use super::random::any_input;
use super::*;
use proptest::prelude::*;
use vault_types::signed::message::MessageHeader;

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
    assert_refused(|account| account.collaterals[0].mint = "0".into(), &format!("collaterals[0].mint: {problem}"));
    assert_refused(
        |account| account.options[0].quantity_atoms = 0,
        "current, call of strike_e8 10500000000 and expiry_ts 1700691200 on market 0: quantity_atoms must not be zero, and at most 2^57 either way",
    );
}

/// A snapshot cannot hold it, so a batch has no leaf for it; those who come after it have their messages.
#[test]
fn an_account_on_a_market_that_the_snapshot_does_not_have_is_left_out() {
    let (input, mut calculator) = (straddle(), calculator(&straddle()));
    let mut elsewhere = input.accounts[0].clone();
    elsewhere.options[1].market = address(0x77).to_string();
    let reason = SnapshotError::NoMarket {
        place: format!("account {}, options[1].market", elsewhere.margin_account),
        market: address(0x77),
    };
    assert_eq!(calculator.compute(&elsewhere).unwrap(), Computed::LeftOut(reason));
    assert_eq!(calculator.compute(&input.accounts[0]).unwrap(), together(&input)[0]);
    // What is no account is not excused by it.
    elsewhere.collaterals[0].mint = "0".into();
    let line = calculator.compute(&elsewhere).unwrap_err().to_string();
    assert!(line.contains("collaterals[0].mint: give 32 bytes"), "{line}");
}

/// Messages about accounts have numbers above the batch of their second. Whoever has taken that batch's leaf has no other in it.
#[test]
fn whom_the_batch_of_the_second_leaves_out_is_left_out() {
    let mut input = straddle();
    let first = sequence::of_batch(NOW_TS) as u64;
    input.round.sequence = first + 1;
    let with = |byte: u8, sequence: u64| AccountInput {
        last_threshold: Some(LastThresholdInput { sequence, ..batch::kept() }),
        ..account(byte, input.accounts[0].options.clone())
    };
    let accounts = vec![with(0xa1, first - 1), with(0xa2, first), with(0xa3, first + 1), with(0xa4, first + 2)];
    input.accounts = accounts;
    let snapshot = Snapshot::new(&input).unwrap();
    let header = snapshot.header(vault_types::threshold::batch::DOMAIN, &address(0xb0));
    let leaves = snapshot.leaves(&MessageHeader { sequence: first, ..header }).unwrap();
    let left_out = leaves.left_out.into_iter().map(|left_out| Computed::LeftOut(left_out.reason));
    let found = one_by_one(&input);
    assert_eq!(found[0], together(&input)[0], "its number is the message's own");
    assert_eq!(found[1..], left_out.collect::<Vec<_>>()[..]);
    // Its trade has a number above, and is in no batch.
    let trade = AccountInput { form: FormInput::AfterTrade, ..input.accounts[1].clone() };
    assert!(matches!(calculator(&input).compute(&trade).unwrap(), Computed::Message(_)));
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
