//! Who bears what the insurance fund cannot pay, against exact arithmetic: people at their maximum loss, people at risk, and a vault.

mod common;
mod margin_common;
#[path = "liquidation_common/world.rs"]
mod world;

use common::cases;
use margin_common::*;
use proptest::prelude::*;
use vault_types::{
    liquidation::{Covered, LossBook},
    state::{AccountHolder, CollateralBank, MarginAccount},
};
use world::*;

const ONE_E18: u64 = 1_000_000_000_000_000_000;
const LEAST_INDEX_E18: u64 = 10_000_000_000;
fn any_step() -> impl Strategy<Value = Step> {
    let who = || 0..=PEOPLE;
    prop_oneof![
        3 => who().prop_map(Step::Touch),
        4 => (who(), 1_000_000_000_000..1_000_000_000_000_000_u64).prop_map(|(who, atoms)| Step::Deposit(who, atoms)),
        2 => (who(), 0..=900_u64).prop_map(|(who, part)| Step::Withdraw(who, part)),
        2 => (0..PEOPLE).prop_map(Step::ChangeMode),
        1 => (1..1_u64 << 50).prop_map(Step::Stake),
        2 => (prop_oneof![0..300_u64, 0..2_000_u64], who()).prop_map(|(part, who)| Step::Loss(part, who)),
    ]
}

proptest! {
    #![proptest_config(cases(500))]

    /// At most six losses: each leaves a tenth at least, so that amounts stay large against the roundings.
    #[test]
    fn everybody_at_risk_loses_the_same_part_and_no_more_is_paid_than_there_is(
        steps in prop::collection::vec(any_step(), 1..60), seed in prop::collection::vec(1_000_000_000_000..1_u64 << 50, PEOPLE + 1),
    ) {
        let mut world = World::new();
        seed.into_iter().enumerate().for_each(|(who, atoms)| world.deposit(who, atoms));
        let mut losses = 0;
        for step in steps {
            losses += u32::from(matches!(step, Step::Loss(..)));
            if losses <= 6 || !matches!(step, Step::Loss(..)) {
                world.take(step);
            }
            world.check();
        }
    }

    /// Also with a few atoms, where every rounding shows.
    #[test]
    fn a_few_atoms_are_enough_for_everybody(
        atoms in prop::collection::vec(1..40_u64, PEOPLE + 1), steps in prop::collection::vec((0..9_usize, 0..40_u64), 1..40),
    ) {
        let mut world = World::new();
        atoms.into_iter().enumerate().for_each(|(who, atoms)| world.deposit(who, atoms));
        for (who, atoms) in steps {
            match who {
                0..=VAULT => world.take(Step::Touch(who)),
                _ => {
                    let covered = world.bank.cover_loss(atoms, AccountHolder::PERSON).unwrap();
                    // Paid out at once, to somebody who has no account.
                    world.bank.settle(AccountHolder::PERSON, &pays(covered.atoms().unwrap())).unwrap();
                    world.tokens -= covered.atoms().unwrap();
                }
            }
            let left: u64 = (0..=VAULT).map(|who| world.left(who)).sum();
            prop_assert!(left <= world.bank.losses.exposed_atoms && world.bank.losses.exposed_atoms <= world.tokens);
            prop_assert!(world.bank.custody_atoms().is_some_and(|custody| custody <= world.tokens));
        }
    }

    /// The same history, but that in one everybody is looked after all the time and in the other nobody is until the end.
    #[test]
    fn it_does_not_matter_who_is_touched_and_when(
        atoms in prop::collection::vec(1_000_000_000..1_u64 << 50, PEOPLE + 1),
        losses in prop::collection::vec((0..300_u64, prop::collection::vec(0..=VAULT, 0..10)), 1..8),
    ) {
        let mut busy = World::new();
        atoms.into_iter().enumerate().for_each(|(who, atoms)| busy.deposit(who, atoms));
        let mut idle = busy.clone();
        for (thousandths, touched) in losses {
            let loss_atoms = idle.bank.losses.exposed_atoms / 1_000 * thousandths;
            for world in [&mut busy, &mut idle] {
                world.bank.losses.cover(loss_atoms);
            }
            touched.into_iter().for_each(|who| busy.take(Step::Touch(who)));
        }
        for who in 0..=VAULT {
            prop_assert!(idle.left(who).abs_diff(busy.left(who)) <= busy.touches - idle.touches + 1);
        }
    }
}

/// Who is at the maximum loss owes nobody anything, before and after.
#[test]
fn whoever_is_covered_loses_nothing() {
    let mut world = World::new();
    world.take(Step::ChangeMode(0));
    (0..3).for_each(|who| world.deposit(who, 1_000));
    world.bank.losses.cover(500);
    assert_eq!([0, 1, 2].map(|who| world.left(who)), [1_000, 750, 750]);
    world.take(Step::ChangeMode(1));
    world.take(Step::ChangeMode(0));
    world.bank.losses.cover(875);
    assert_eq!([0, 1, 2].map(|who| world.left(who)), [500, 750, 375]);
    assert_eq!(
        [0, 1, 2].map(|who| world.accounts[who].amount_of(&QUOTE)),
        [1_000, 750, 1_000],
        "nobody was touched since"
    );
}

#[test]
fn the_bank_of_another_token_has_nothing_to_do_with_it() {
    let mut other = CollateralBank { mint: OTHER, ..bank() };
    let mut account = at_risk();
    account.deposit(QUOTE, 1_000).unwrap();
    let before = (account, other);
    assert_eq!(account.leave_losses(&mut other), Ok(0));
    assert_eq!(account.join_losses(&mut other), Ok(()));
    assert!((account, other) == before);
}

/// Nine tenths at most, and never so often that the digits of what is left of one would end.
#[test]
fn a_loss_larger_than_everything_leaves_a_tenth_and_the_index_its_digits() {
    let mut book = LossBook { exposed_atoms: ONE_E18, ..LossBook::NEW };
    for times in 1..=8 {
        let exposed_atoms = ONE_E18 / 10_u64.pow(times);
        assert_eq!(book.cover(u64::MAX), Covered { by_fund_atoms: 0, by_accounts_atoms: 9 * exposed_atoms });
        assert_eq!((book.index_e18, book.exposed_atoms), (exposed_atoms, exposed_atoms));
        assert!(book.invariant());
    }
    assert_eq!(book.index_e18, LEAST_INDEX_E18);
    let before = book;
    assert_eq!([book.cover(u64::MAX), book.cover(1)], [Covered::default(); 2]);
    assert_eq!(book, before);
    let mut nobody = LossBook::NEW;
    assert_eq!((nobody.cover(5), nobody), (Covered::default(), LossBook::NEW));
}

/// Nine tenths would leave an index below the least: what keeps it there is taken, and the loss is covered that far.
#[test]
fn the_last_digits_of_the_index_still_pay_as_far_as_they_go() {
    let with = |index_e18: u64| LossBook { index_e18, exposed_atoms: 3_000, ..LossBook::NEW };
    let after = |index_e18: u64, loss_atoms: u64| {
        let mut book = with(index_e18);
        let covered = book.cover(loss_atoms);
        assert!(book.invariant());
        assert_eq!((covered.by_fund_atoms, book.pending_atoms), (0, covered.by_accounts_atoms));
        assert_eq!(book.exposed_atoms, 3_000 - covered.by_accounts_atoms);
        (covered.by_accounts_atoms, book.index_e18)
    };
    assert_eq!(after(3 * LEAST_INDEX_E18, u64::MAX), (2_000, LEAST_INDEX_E18));
    assert_eq!(after(3 * LEAST_INDEX_E18, 1_999), (1_999, 10_010_000_000));
    assert_eq!(after(20 * LEAST_INDEX_E18, u64::MAX), (2_700, 2 * LEAST_INDEX_E18), "nine tenths are less than that");
    assert_eq!(
        after(LEAST_INDEX_E18 + LEAST_INDEX_E18 / 6_000, 5),
        (0, LEAST_INDEX_E18 + LEAST_INDEX_E18 / 6_000),
        "half an atom"
    );
}

/// Accounts that bear losses, with so much each.
fn with_amounts<const N: usize>(bank: &mut CollateralBank, amounts: [u64; N]) -> [MarginAccount; N] {
    amounts.map(|atoms| {
        let mut account = at_risk();
        account.leave_losses(bank).unwrap();
        account.deposit(QUOTE, atoms).unwrap();
        bank.settle(AccountHolder::PERSON, &receives(atoms)).unwrap();
        account.join_losses(bank).unwrap();
        account
    })
}

/// Six lose 16 together, and by their own roundings 20. A second loss is then partly of the 4 that nobody has: more stays pending than accounts will
/// ever lose. The books must not say for that that custody holds less than nothing when the last one leaves, or it could not.
#[test]
fn the_last_account_can_leave_the_bank() {
    let mut bank = bank();
    let mut accounts = with_amounts(&mut bank, [14, 22, 14, 25, 34, 1]);
    let mut tokens = 110;
    for loss in [16, 40] {
        let paid = bank.cover_loss(loss, AccountHolder::PERSON).unwrap().atoms().unwrap();
        bank.settle(AccountHolder::PERSON, &pays(paid)).unwrap();
        tokens -= paid;
        for account in &mut accounts {
            account.leave_losses(&mut bank).unwrap();
            let all = account.amount_of(&QUOTE);
            if loss == 16 && all != 29 && all > 0 {
                account.withdraw(&QUOTE, all).unwrap();
                bank.settle(AccountHolder::PERSON, &pays(all)).unwrap();
                tokens -= all;
            }
            account.join_losses(&mut bank).unwrap();
        }
    }
    let left = accounts[4].amount_of(&QUOTE);
    bank.settle(AccountHolder::PERSON, &pays(left)).unwrap();
    assert!(left > 0 && left <= tokens);
    assert_eq!(bank.custody_atoms(), Some(0), "{left} of {tokens} leave: {:?}", bank.losses);
}

/// Whoever leaves those who bear before a loss, and joins them after it, is not among those who paid: nobody would get what was taken from it.
#[test]
fn a_loss_between_leaving_and_joining_is_not_borne() {
    let mut bank = bank();
    let [mut absent, present] = with_amounts(&mut bank, [1_000, 1_000]);
    absent.leave_losses(&mut bank).unwrap();
    bank.cover_loss(500, AccountHolder::PERSON).unwrap();
    absent.join_losses(&mut bank).unwrap();
    assert_eq!([present, absent].map(|account| account.lost_atoms(&bank.losses)), [500, 0]);
    assert_eq!(bank.losses.exposed_atoms, 1_500);
    bank.cover_loss(750, AccountHolder::PERSON).unwrap();
    assert_eq!([present, absent].map(|account| account.lost_atoms(&bank.losses)), [750, 500], "the next one is");
}
