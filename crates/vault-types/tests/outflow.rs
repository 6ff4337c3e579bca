//! The outflow limit: nobody is locked in, nobody can use up others' share, and no more leaves than may.

mod common;

use proptest::prelude::*;
use vault_types::{outflow::Outflow, state::VaultParams};

const DAY: i64 = Outflow::WINDOW_SECS;
const START_TS: i64 = 1_700_000_000;

/// A vault of which only the money matters.
struct Till {
    outflow: Outflow,
    max_outflow_bps: u16,
    owed_atoms: u64,
}

impl Till {
    fn new(owed_atoms: u64, max_outflow_bps: u16) -> Self {
        Self { outflow: Outflow::default(), max_outflow_bps, owed_atoms }
    }

    /// As `claim_withdrawal`: as much of what is due as may leave.
    fn claim(&mut self, due_atoms: u64, now_ts: i64) -> u64 {
        self.outflow.open_window(self.owed_atoms, now_ts);
        let paid_atoms = due_atoms.min(self.outflow.allowance_atoms(self.max_outflow_bps));
        if paid_atoms > 0 {
            self.outflow.pay(paid_atoms, self.max_outflow_bps, now_ts);
        }
        self.owed_atoms -= paid_atoms;
        paid_atoms
    }

    /// As `deposit_now`.
    fn deposit(&mut self, atoms: u64, now_ts: i64) {
        self.outflow.open_window(self.owed_atoms, now_ts);
        self.outflow.receive(atoms);
        self.owed_atoms += atoms;
    }
}

/// The same in other words: every deposit is its own note of when it came and what is left of it, every window a list of them.
#[derive(Default)]
struct Reference {
    start_ts: Option<i64>,
    base: u128,
    /// Paid out of the share.
    share_used: u128,
    /// Left of the deposits of the last window and of this one.
    old: u128,
    new: u128,
    strained_ts: Option<i64>,
}

impl Reference {
    fn touch(&mut self, owed: u128, now_ts: i64) {
        let age = self.start_ts.map_or(i64::MAX, |start_ts| now_ts - start_ts);
        if age < DAY {
            return;
        }
        self.old = if age < 2 * DAY { self.new } else { 0 };
        self.new = 0;
        let people_wait = self.strained_ts.is_some_and(|ts| now_ts - ts <= 2 * DAY);
        let own = owed - self.old.min(owed);
        self.base = if people_wait { own.max(self.base) } else { own };
        self.share_used = 0;
        self.start_ts = Some(now_ts);
    }

    fn share(&self, bps: u128) -> u128 {
        (self.base * bps).div_ceil(10_000)
    }

    fn left(&self, bps: u128) -> u128 {
        self.share(bps) - self.share_used + self.old + self.new
    }

    /// Deposits leave first, the older before the newer; then the share is used.
    fn pay(&mut self, atoms: u128, bps: u128, now_ts: i64) {
        let from_old = atoms.min(self.old);
        let from_new = (atoms - from_old).min(self.new);
        self.old -= from_old;
        self.new -= from_new;
        self.share_used += atoms - from_old - from_new;
        if self.left(bps) < self.share(bps).div_ceil(2) {
            self.strained_ts = Some(now_ts);
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Claim(u64),
    Deposit(u64),
    /// A round starts or ends: what is owed changes without a payment.
    Round(u64),
    Wait(i64),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let wait = prop_oneof![
        4 => 0..DAY,
        2 => Just(DAY),
        2 => Just(DAY - 1),
        1 => Just(2 * DAY),
        1 => Just(2 * DAY - 1),
        1 => 0..4 * DAY
    ];
    let act = prop_oneof![
        4 => (0..2_000_000u64).prop_map(Act::Claim),
        3 => (1..2_000_000u64).prop_map(Act::Deposit),
        1 => (0..2_000_000u64).prop_map(Act::Round),
        4 => wait.prop_map(Act::Wait),
    ];
    prop::collection::vec(act, 1..80)
}

proptest! {
    #![proptest_config(common::cases(5_000))]

    /// Step by step as the reference, and within a window no more leaves than the share, what came in and what came in the window before.
    #[test]
    fn is_the_reference(owed in 1..5_000_000u64, bps in 1_000..10_000u16, acts in acts()) {
        let mut till = Till::new(owed, bps);
        let mut reference = Reference::default();
        let (wide, mut now_ts) = (u128::from(bps), START_TS);
        let (mut window_ts, mut paid, mut came, mut came_before) = (0, 0u128, 0u128, 0u128);
        for act in acts {
            let owed_before = till.owed_atoms;
            let mut movement = (0, 0);
            match act {
                Act::Wait(secs) => { now_ts += secs; continue; }
                Act::Round(atoms) => { till.owed_atoms = atoms; continue; }
                Act::Claim(due) => {
                    let due = due.min(till.owed_atoms);
                    reference.touch(owed_before.into(), now_ts);
                    let expected = u128::from(due).min(reference.left(wide));
                    movement.0 = u128::from(till.claim(due, now_ts));
                    prop_assert_eq!(movement.0, expected);
                    if expected > 0 {
                        reference.pay(expected, wide, now_ts);
                    }
                }
                Act::Deposit(atoms) => {
                    reference.touch(owed_before.into(), now_ts);
                    till.deposit(atoms, now_ts);
                    reference.new += u128::from(atoms);
                    movement.1 = u128::from(atoms);
                }
            }
            if till.outflow.window_start_ts != window_ts {
                (window_ts, paid, came_before, came) = (till.outflow.window_start_ts, 0, came, 0);
            }
            paid += movement.0;
            came += movement.1;
            prop_assert_eq!(u128::from(till.outflow.allowance_atoms(till.max_outflow_bps)), reference.left(wide));
            prop_assert!(paid <= reference.share(wide) + came + came_before);
        }
    }

    /// Everyone out within eleven windows at a tenth, however it is split and whatever circles somebody else's money makes.
    #[test]
    fn everyone_is_out_within_eleven_windows(
        tickets in prop::collection::vec(1..3_000_000u64, 1..40),
        circle in 0..50_000_000u64,
        late_secs in 0..3_600i64,
    ) {
        let mut due = tickets.clone();
        let mut till = Till::new(due.iter().sum(), VaultParams::LEAST_OUTFLOW_BPS);
        let mut now_ts = START_TS;
        for _ in 0..11 {
            // In a circle: in the last second of a window, and again in the first of the next; never out with more than came in.
            let mut lent = 0;
            if circle > 0 {
                till.deposit(circle, now_ts - 1);
                lent = circle;
            }
            lent -= till.claim(lent, now_ts);
            till.deposit(circle, now_ts);
            till.claim(circle, now_ts);
            prop_assert_eq!(lent, 0, "what came in a second ago can leave");
            for atoms in due.iter_mut().filter(|atoms| **atoms > 0) {
                *atoms -= till.claim(*atoms, now_ts);
            }
            now_ts += DAY + late_secs;
        }
        prop_assert!(due.iter().all(|atoms| *atoms == 0), "{due:?} of {tickets:?}");
    }
}

/// Ten equal depositors fit a window exactly: nobody is ever paid a part, and still the share must not shrink with the vault.
#[test]
fn the_share_does_not_shrink_when_claims_fit_exactly() {
    let mut till = Till::new(1_000, 1_000);
    for day in 0..10 {
        let now_ts = START_TS + day * DAY;
        assert_eq!((till.claim(60, now_ts), till.claim(40, now_ts), till.claim(1, now_ts)), (60, 40, 0), "day {day}");
    }
    assert_eq!(till.owed_atoms, 0);
}

/// A payment that leaves half of the share or more is not one that people wait for: the next share is of what is there then.
#[test]
fn the_share_follows_the_vault_when_nobody_waits() {
    let mut till = Till::new(1_000, 1_000);
    assert_eq!(till.claim(50, START_TS), 50);
    till.claim(0, START_TS + DAY);
    assert_eq!(till.outflow.base_atoms, 950);
    assert_eq!(till.claim(48, START_TS + DAY), 48, "of 95");
    till.claim(0, START_TS + 2 * DAY);
    assert_eq!(till.outflow.base_atoms, 950, "48 of 95 is more than half");
    // Two days after anybody waited, and a second more.
    let mut forgotten = Till { outflow: till.outflow, ..Till::new(902, 1_000) };
    forgotten.claim(0, START_TS + DAY + 2 * DAY);
    assert_eq!(forgotten.outflow.base_atoms, 950);
    let mut forgotten = Till { outflow: till.outflow, ..Till::new(902, 1_000) };
    forgotten.claim(0, START_TS + DAY + 2 * DAY + 1);
    assert_eq!(forgotten.outflow.base_atoms, 902);
}

#[test]
fn a_window_lasts_a_day_to_the_second() {
    let mut till = Till::new(1_000, 1_000);
    assert_eq!(till.claim(1_000, START_TS), 100);
    assert_eq!(till.claim(900, START_TS + DAY - 1), 0);
    assert_eq!(till.claim(900, START_TS + DAY), 100);
    assert_eq!(till.claim(800, START_TS), 0, "a clock that runs back opens nothing");
}

/// Depositing nine times the vault does not let the vault leave with it, neither now nor from the next window on.
#[test]
fn a_lent_fortune_raises_nobodys_share() {
    for wait_secs in [0, 1, DAY - 1] {
        let mut till = Till::new(1_000, 1_000);
        till.claim(1, START_TS);
        till.deposit(9_000, START_TS + DAY - 1);
        let out = till.claim(10_000, START_TS + DAY - 1 + wait_secs);
        assert!(out <= 9_000 + 100, "{out} after {wait_secs} seconds");
    }
}

/// Deposits of the window before the last are part of the base like any other money.
#[test]
fn what_came_in_is_forgotten_after_the_next_window() {
    let mut till = Till::new(1_000, 1_000);
    till.deposit(1_000, START_TS);
    till.claim(0, START_TS + DAY);
    assert_eq!((till.outflow.base_atoms, till.outflow.carried_atoms), (1_000, 1_000));
    assert_eq!(till.outflow.allowance_atoms(till.max_outflow_bps), 1_100);
    till.claim(0, START_TS + 2 * DAY);
    assert_eq!((till.outflow.base_atoms, till.outflow.carried_atoms), (2_000, 0));
    let mut late = Till::new(1_000, 1_000);
    late.deposit(1_000, START_TS);
    late.claim(0, START_TS + 2 * DAY);
    assert_eq!((late.outflow.base_atoms, late.outflow.carried_atoms), (2_000, 0), "nobody came for a day");
}

#[test]
fn without_a_limit_everything_may_leave_at_once() {
    let mut till = Till::new(u64::MAX, VaultParams::ANY_OUTFLOW_BPS);
    assert_eq!(till.claim(u64::MAX, START_TS), u64::MAX);
    let mut till = Till::new(10_000, VaultParams::ANY_OUTFLOW_BPS - 1);
    assert_eq!(till.claim(10_000, START_TS), 9_999);
}

#[test]
fn the_largest_numbers_fit() {
    let mut till = Till::new(u64::MAX, 9_999);
    till.outflow.open_window(u64::MAX, START_TS);
    till.outflow.receive(u64::MAX);
    till.outflow.receive(u64::MAX);
    assert_eq!(till.outflow.allowance_atoms(till.max_outflow_bps), u64::MAX);
    till.outflow.pay(u64::MAX, till.max_outflow_bps, START_TS);
    till.outflow.pay(u64::MAX, till.max_outflow_bps, START_TS);
    assert_eq!(till.outflow.allowance_atoms(till.max_outflow_bps), 0);
    till.outflow.open_window(u64::MAX, START_TS + DAY);
}
