//! The program that was just built, in a local SVM: scenarios, attacks and random histories.
//! Tests named `attack_NN_*` belong to a row of the project's list of attacks.

mod common;

mod account_tricks;
mod auction;
mod deposits;
mod donations;
mod fake_accounts;
mod fees;
mod history;
mod limits;
mod one_payment;
mod parameters;
mod prices;
mod puts;
mod redeem;
mod rounds;
mod settlement;
mod withdrawals;

mod volatility;
mod week;
