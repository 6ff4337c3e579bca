//! The program that was just built, in a local SVM: scenarios, attacks and random histories.
//! Tests named `attack_NN_*` belong to a row of the project's list of attacks.

mod common;

mod auction;
mod deposits;
mod fees;
mod redeem;
mod rounds;
mod settlement;
mod withdrawals;

mod week;
