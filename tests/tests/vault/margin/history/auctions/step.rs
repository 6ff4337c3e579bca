//! What can happen next in a history of accounts that are auctioned.

use super::super::step::Asset;
use vault_types::margin::MarginMode;

/// How far a limit is from what is asked or offered, in atoms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// To the atom.
    Exact,
    /// An atom more than what is needed.
    Generous,
    /// An atom too little.
    Short,
}

/// One thing that somebody tries, possible or not. Parts are in thousandths of what there is.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    Deposit {
        who: usize,
        asset: Asset,
        atoms: u64,
    },
    Withdraw {
        who: usize,
        asset: Asset,
        permille: u64,
    },
    /// All the cash that the account does not need.
    TakeExcess {
        who: usize,
    },
    Mode {
        who: usize,
        mode: MarginMode,
    },
    /// Options of the running week; in portfolio mode signers sign so many hundredths of what the chain would ask for.
    Write {
        who: usize,
        contract: usize,
        to: usize,
        atoms: u64,
        percent: u64,
    },
    /// Of as many as the account has margin for, so many thousandths.
    WriteMost {
        who: usize,
        contract: usize,
        to: usize,
        permille: u64,
        percent: u64,
    },
    BringIn {
        who: usize,
        contract: usize,
        permille: u64,
    },
    /// The signers say again what the account must hold, at the price of now.
    Sign {
        who: usize,
        percent: u64,
    },
    /// Time passes, and everybody sees another price.
    Move {
        permille: u64,
        secs: i64,
    },
    /// So fast that observers bring it tenth by tenth, a minute each.
    Jump {
        permille: u64,
    },
    /// A price that no observer has brought yet.
    Print {
        permille: u64,
    },
    /// What signers say of all volatilities, in thousandths of what it was at first.
    Volatility {
        permille: u64,
    },
    /// Time passes, and the price stays and is shown again; or nobody shows one.
    Wait {
        secs: i64,
        is_shown: bool,
    },
    /// Somebody shows the price every other day; then the week is over, at another one.
    Expire {
        permille: u64,
    },
    /// Until whoever is short pays what it has.
    Abandon,
    Post {
        weeks_ago: u64,
    },
    Settle {
        who: usize,
        asset: Asset,
        weeks_ago: u64,
        for_less: bool,
    },
    /// Everybody, whoever owes first.
    SettleAll {
        weeks_ago: u64,
    },
    Redeem {
        who: usize,
        contract: usize,
        weeks_ago: u64,
        permille: u64,
    },
    Judge {
        who: usize,
    },
    JudgeAll,
    /// On one of the accounts that are auctioned, if there is one.
    Bid {
        taker: usize,
        place: usize,
        permille: u64,
        limit: Limit,
        is_stale: bool,
        /// So much more than there is must be had.
        beyond: u64,
    },
    /// Of one of the options that it owes.
    Hedge {
        taker: usize,
        place: usize,
        contract: usize,
        permille: u64,
        limit: Limit,
        is_stale: bool,
    },
    /// The owner of one of them brings cash.
    TopUp {
        place: usize,
        atoms: u64,
    },
    /// Its owner tries to take something out.
    Flee {
        place: usize,
    },
    WindDown {
        who: usize,
    },
    Stake {
        who: usize,
        atoms: u64,
    },
    Ask {
        who: usize,
        permille: u64,
    },
    Unstake {
        who: usize,
    },
}

impl Step {
    /// Who does it, and how many weeks ago the options are from that it is about; `None` where nobody's own is moved, or what somebody else has.
    pub fn actor(&self) -> Option<(usize, u64)> {
        match *self {
            Self::Settle { who, weeks_ago, .. } | Self::Redeem { who, weeks_ago, .. } => Some((who, weeks_ago)),
            Self::Deposit { who, .. }
            | Self::Withdraw { who, .. }
            | Self::TakeExcess { who }
            | Self::Mode { who, .. }
            | Self::Write { who, .. }
            | Self::WriteMost { who, .. }
            | Self::BringIn { who, .. }
            | Self::Sign { who, .. }
            | Self::WindDown { who }
            | Self::Stake { who, .. }
            | Self::Ask { who, .. }
            | Self::Unstake { who } => Some((who, 0)),
            _ => None,
        }
    }
}
