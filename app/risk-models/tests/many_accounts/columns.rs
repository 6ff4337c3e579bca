//! Columns as tables hand them over.

use super::random::Columns;
use super::table;
use risk_models::many_accounts::{margins, Accounts};
use risk_models::requirement::Requirement;

#[test]
fn no_accounts_have_no_margins() {
    let none = Accounts::new(&[], &[0], &[], &[]).unwrap();
    assert_eq!(none.count(), 0);
    assert_eq!(margins(&table(), &none, 4), Ok(Vec::new()));
}

#[test]
fn an_account_of_cash_alone_keeps_it() {
    let cash = Columns::of(&[(12.5, Vec::new())]);
    let margin = margins(&table(), &cash.accounts(), 1).unwrap()[0];
    let Requirement { initial, maintenance, liquidation_threshold } = margin.requirement;
    assert_eq!([initial, maintenance, liquidation_threshold], [0.0; 3]);
    assert_eq!((margin.worth.options, margin.worth.held), (0.0, 12.5));
}

/// A part of a longer table keeps the table's rows.
#[test]
fn offsets_may_begin_anywhere() {
    let Columns { cash, offsets, instruments, amounts } = Columns::of_three();
    let all = margins(&table(), &Columns::of_three().accounts(), 1).unwrap();
    let last = Accounts::new(&cash[1..], &offsets[1..], &instruments, &amounts).unwrap();
    assert_eq!(margins(&table(), &last, 1).unwrap(), all[1..]);
    let first = Accounts::new(&cash[..2], &offsets[..3], &instruments, &amounts).unwrap();
    assert_eq!(margins(&table(), &first, 2).unwrap(), all[..2]);
}

#[test]
fn an_account_is_its_rows() {
    let columns = Columns::of_three();
    let account = columns.accounts().account(1, 11).unwrap();
    assert_eq!((account.cash, account.instruments, account.amounts), (-7.0, &[2, 4, 10][..], &[4.0, -2.0, 0.5][..]));
}
