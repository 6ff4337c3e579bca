//! The program that was just built, in a local SVM: scenarios, attacks and random histories.
//! Tests named `attack_NN_*` belong to a row of the project's list of attacks.

mod common;

mod account_tricks;
mod admin;
mod auction;
mod deposits;
mod donations;
mod extension;
mod fake_accounts;
mod fees;
mod history;
mod limits;
mod margin;
mod no_price;
mod one_payment;
mod oracle_bytes;
mod parameters;
mod price_jumps;
mod prices;
mod push_prices;
mod puts;
mod real_accounts;
mod redeem;
mod rounds;
mod sealed;
mod settlement;
mod signed;
mod surface;
mod week;
mod withdrawals;
