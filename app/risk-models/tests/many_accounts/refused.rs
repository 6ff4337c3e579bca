//! Columns that have no margins: each says in one line where, and what to change.

use super::random::Columns;
use super::{listed, table, terms};
use risk_models::deribit_grid::Parameters;
use risk_models::many_accounts::{margins, Accounts, GridTable, Listing};

#[track_caller]
fn assert_refused(change: impl Fn(&mut Columns), said: &str) {
    let mut columns = Columns::of_three();
    change(&mut columns);
    let Columns { cash, offsets, instruments, amounts } = &columns;
    for threads in [1, 2, 3, 8] {
        let result = Accounts::new(cash, offsets, instruments, amounts).and_then(|of| margins(&table(), &of, threads));
        assert_eq!(result.unwrap_err().to_string(), said, "{threads} threads");
    }
}

#[test]
fn the_columns_that_are_spoilt_here_are_good() {
    assert_eq!(margins(&table(), &Columns::of_three().accounts(), 1).unwrap().len(), 3);
}

#[test]
fn columns_of_other_lengths() {
    assert_refused(
        |columns| columns.cash.truncate(2),
        "4 offsets for 2 accounts; there must be one more than accounts",
    );
    assert_refused(|columns| columns.offsets.clear(), "0 offsets for 3 accounts; there must be one more than accounts");
    assert_refused(|columns| columns.amounts.truncate(6), "6 amounts for 7 instruments; every row has one of each");
}

#[test]
fn offsets_that_fall_or_leave_the_rows() {
    for (offsets, said) in [
        ([0, 2, 1, 7], "account 1: its rows go from 2 to 1 of 7; offsets must not fall, nor leave the rows"),
        ([0, 2, 5, 8], "account 2: its rows go from 5 to 8 of 7; offsets must not fall, nor leave the rows"),
        ([-1, 2, 5, 7], "account 0: its rows go from -1 to 2 of 7; offsets must not fall, nor leave the rows"),
        (
            [0, i32::MIN, 5, 7],
            "account 0: its rows go from 0 to -2147483648 of 7; offsets must not fall, nor leave the rows",
        ),
    ] {
        assert_refused(|columns| columns.offsets = offsets.to_vec(), said);
    }
}

#[test]
fn rows_that_name_nothing_or_not_in_order() {
    assert_refused(
        |columns| columns.instruments[4] = 11,
        "account 1, row 4: instrument 11 is not listed; there are 11, from 0",
    );
    let order = "sort an account's rows by instrument, and add up what is held of one";
    assert_refused(
        |columns| columns.instruments[3] = 2,
        &format!("account 1, row 3: instrument 2 comes after 2; {order}"),
    );
    assert_refused(
        |columns| columns.instruments.swap(5, 6),
        &format!("account 2, row 6: instrument 1 comes after 9; {order}"),
    );
}

#[test]
fn numbers_that_are_none() {
    assert_refused(|columns| columns.cash[1] = f64::NAN, "account 1: cash is NaN; it must be finite");
    assert_refused(
        |columns| columns.amounts[6] = f64::NEG_INFINITY,
        "account 2, row 6: the amount is -inf; it must be finite",
    );
}

/// Sums that leave the numbers: in a profit, in one that is no loss, in a difference, only in the end.
#[test]
fn sums_that_are_too_large() {
    let said = "account 1: its margin is not finite; look for amounts that are too large";
    assert_refused(|columns| columns.amounts[2] = 1e308, said);
    assert_refused(|columns| columns.amounts[1] = 3e307, &said.replace('1', "0"));
    assert_refused(|columns| (columns.amounts[2], columns.amounts[3]) = (-1e308, 1e308), said);
    // The loss is a number, and so is maintenance margin; initial margin is not.
    assert_refused(|columns| columns.amounts[4] = 1.4e304, said);
}

#[test]
fn of_several_the_first_is_named() {
    let spoil = |columns: &mut Columns| {
        columns.amounts[6] = f64::NAN;
        columns.cash[1] = f64::NAN;
    };
    assert_refused(spoil, "account 1: cash is NaN; it must be finite");
}

#[test]
fn parameters_that_do_not_fit_the_markets() {
    let listing = Listing::new(listed()).unwrap();
    let refused = |initial_factor, markets| {
        GridTable::new(&listing, &Parameters { initial_factor, liquidation_factor: 0.75, markets }, 2)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        refused(1.0, vec![terms("SOL")]),
        "has no parameters for the market \"BTC\"; add an entry with that name"
    );
    assert_eq!(refused(0.5, vec![terms("SOL"), terms("BTC")]), "initial_factor is 0.5; it must be one or more");
}
