//! What can happen next in a history of vaults on margin.

use proptest::prelude::*;
use vault_types::{margin::MarginMode, state::OptionKind};

pub const DEPOSITORS: usize = 2;

/// What a history's vaults sell and ask.
#[derive(Clone, Debug)]
pub struct Terms {
    pub kind: OptionKind,
    /// One vault each.
    pub leverages: Vec<u16>,
    pub mode: MarginMode,
    pub withdrawal_fee_bps: u32,
    pub max_outflow_bps: u16,
}

/// Of a depositor, about what is the depositor's own.
#[derive(Clone, Copy, Debug)]
pub enum Own {
    Deposit(u64),
    /// Between rounds, for shares at once.
    DepositNow(u64),
    CancelDeposit,
    ClaimShares,
    /// Thousandths of the shares in the wallet; above 1,000 it is more than that.
    Request(u64),
    CancelWithdrawal,
    ClaimWithdrawal,
}

/// What anyone may call, at any time.
#[derive(Clone, Copy, Debug)]
pub enum Crank {
    Roll,
    CloseAuction,
    LastPrice,
    SettleAccount,
    SettleRound,
    CloseRound,
    CollectFees,
}

#[derive(Clone, Copy, Debug)]
pub enum Trade {
    Deposit(u64),
    /// Thousandths of the collateral.
    Withdraw(u64),
    /// Options of the running round for the maker, in thousandths of what is offered there.
    Write(u64),
    /// Settles the account for the expiry of the vault's round.
    Settle,
}

/// One thing that somebody tries, possible or not, with one of the vaults.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    Own(usize, Own),
    Crank(Crank),
    Trade(Trade),
    /// Thousandths of what is unsold, and so many options more.
    Bid(u64, u64),
    /// As many as the account has margin for, and so many options more.
    BidMost(u64),
    /// The price of the vault's last expiry, in thousandths of the price of now, published so late, and so long after the one before it.
    Post {
        permille: u64,
        late_secs: i64,
        gap_secs: i64,
    },
    /// One of the maker's series, the newest first, thousandths of what the maker has of it.
    Redeem(usize, u64),
    MovePrice(u64),
    /// Somebody shows the price of now to the market and to the bank.
    Observe,
    /// The signers say that volatility is so many thousandths of what it was at first; too far from what they last said, it is refused.
    Volatility(u64),
    Wait(i64),
    WaitForAuctionEnd,
    /// Somebody shows the price every other day, or nobody does.
    WaitForExpiry(bool),
    WaitForLastResort,
    /// Until an account that is short pays what it has.
    WaitForRuin,
    /// Somebody tries to start a round with shares that are worth nothing, where a ruin has left such.
    RollAfterRuin,
}

#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub vault: usize,
    pub act: Act,
}

fn any_atoms() -> impl Strategy<Value = u64> {
    prop_oneof![8 => 100_000_000..100_000_000_000u64, 1 => 999_990..1_000_010u64, 1 => 0..3u64]
}

fn any_permille() -> impl Strategy<Value = u64> {
    prop_oneof![4 => 1..1_000u64, 4 => Just(1_000), 1 => Just(1_001)]
}

pub fn any_own() -> impl Strategy<Value = Own> {
    prop_oneof![
        4 => any_atoms().prop_map(Own::Deposit),
        4 => any_atoms().prop_map(Own::DepositNow),
        2 => Just(Own::CancelDeposit),
        4 => Just(Own::ClaimShares),
        4 => any_permille().prop_map(Own::Request),
        2 => Just(Own::CancelWithdrawal),
        4 => Just(Own::ClaimWithdrawal),
    ]
}

fn any_crank() -> impl Strategy<Value = Crank> {
    prop_oneof![
        Just(Crank::Roll),
        Just(Crank::CloseAuction),
        Just(Crank::LastPrice),
        Just(Crank::SettleAccount),
        Just(Crank::SettleRound),
        Just(Crank::CloseRound),
        Just(Crank::CollectFees),
    ]
}

fn any_trade() -> impl Strategy<Value = Trade> {
    prop_oneof![
        3 => any_atoms().prop_map(Trade::Deposit),
        2 => any_permille().prop_map(Trade::Withdraw),
        3 => any_permille().prop_map(Trade::Write),
        2 => Just(Trade::Settle),
    ]
}

/// Prices of an expiry, in thousandths: mostly near, now and then so high or low that vaults are ruined.
pub fn any_end() -> impl Strategy<Value = u64> {
    prop_oneof![4 => 850..1_150u64, 4 => 1_150..2_500u64, 3 => 400..850u64, 5 => 7_500..10_001u64, 5 => 80..250u64]
}

pub fn any_volatility() -> impl Strategy<Value = u64> {
    prop_oneof![500..1_500u64, 1_500..3_000u64, Just(2_500)]
}

pub fn any_act() -> impl Strategy<Value = Act> {
    let post = (any_end(), prop_oneof![Just(0), 0..200i64], 0..300i64)
        .prop_map(|(permille, late_secs, gap_secs)| Act::Post { permille, late_secs, gap_secs });
    prop_oneof![
        12 => (0..DEPOSITORS, any_own()).prop_map(|(who, own)| Act::Own(who, own)),
        10 => any_crank().prop_map(Act::Crank),
        6 => any_trade().prop_map(Act::Trade),
        6 => (any_permille(), prop_oneof![4 => Just(0), 1 => 1..4u64]).prop_map(|(part, more)| Act::Bid(part, more)),
        2 => (0..2u64).prop_map(Act::BidMost),
        2 => prop_oneof![0..3u64, 1_000..1_000_000u64].prop_map(|dust| Act::Bid(0, dust)),
        1 => post,
        4 => (0..3usize, any_permille()).prop_map(|(series, part)| Act::Redeem(series, part)),
        3 => (900..1_101u64).prop_map(Act::MovePrice),
        1 => Just(Act::Observe),
        1 => any_volatility().prop_map(Act::Volatility),
        1 => prop_oneof![1..7_200i64, Just(86_400), Just(86_399)].prop_map(Act::Wait),
    ]
}
