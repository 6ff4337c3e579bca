//! Auctions of accounts that hold too little, and the insurance fund.

use super::{build, evidence, with_named, AccountRef, Shown};
use crate::{address, AccountBid, HedgeOffer};
use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction, system_program};
use options_vault::{accounts, instruction as data, ID};
use vault_types::state::CollateralBank;

/// An account that is judged, and the mint of its quote.
#[derive(Clone, Copy)]
pub struct JudgedRef {
    pub address: Pubkey,
    pub config: Pubkey,
    pub quote_mint: Pubkey,
}

/// Who takes over a part of it.
#[derive(Clone, Copy)]
pub struct TakerRef {
    pub account: AccountRef,
    /// What the account is a vault's and came with, if that is not the quote.
    pub vault_mint: Option<Pubkey>,
}

/// Looks whether an account holds what it must. `shown` names what [`judged_accounts`](super::judged_accounts) lists.
pub fn judge_account(judged: JudgedRef, shown: Shown) -> Instruction {
    let accounts = accounts::JudgeAccount {
        margin_account: judged.address,
        evidence: evidence(judged.config, &shown),
        quote_bank: address::bank(&judged.config, &judged.quote_mint),
        event_authority: address::event_authority(),
        program: ID,
    };
    with_named(build(accounts, data::JudgeAccount {}), shown)
}

/// Takes over a part of an account in an auction. The taker's owner signs. `shown` names what the account needs, and behind it what the taker's
/// needs when it has taken over.
pub fn bid_on_account(judged: JudgedRef, taker: TakerRef, bid: AccountBid, shown: Shown) -> Instruction {
    let accounts = accounts::BidOnAccount {
        bidder: taker.account.owner,
        margin_account: judged.address,
        taker: taker.account.address,
        evidence: evidence(judged.config, &shown),
        quote_bank: address::bank(&judged.config, &judged.quote_mint),
        vault_bank: taker.vault_mint.map(|mint| address::bank(&judged.config, &mint)),
        event_authority: address::event_authority(),
        program: ID,
    };
    with_named(build(accounts, data::BidOnAccount { bid }), shown)
}

/// Takes over options that an account owes. The taker's owner signs; `shown` is as for [`bid_on_account`].
pub fn hedge_account(judged: JudgedRef, taker: AccountRef, offer: HedgeOffer, shown: Shown) -> Instruction {
    let accounts = accounts::HedgeAccount {
        bidder: taker.owner,
        margin_account: judged.address,
        taker: taker.address,
        evidence: evidence(judged.config, &shown),
        quote_bank: address::bank(&judged.config, &judged.quote_mint),
        event_authority: address::event_authority(),
        program: ID,
    };
    with_named(build(accounts, data::HedgeAccount { offer }), shown)
}

/// Puts an account whose signers are gone on the chain's own scenarios.
pub fn wind_down(judged: JudgedRef) -> Instruction {
    let accounts = accounts::WindDown {
        config: judged.config,
        margin_account: judged.address,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::WindDown {})
}

/// Puts a stake into the insurance fund of a quote, from `owner_tokens`. `owner` signs and pays the first one's rent.
pub fn stake_insurance(owner: Pubkey, bank: &CollateralBank, owner_tokens: Pubkey, amount_atoms: u64) -> Instruction {
    let bank_address = address::bank(&bank.config, &bank.mint);
    let accounts = accounts::StakeInsurance {
        owner,
        bank: bank_address,
        custody: bank.custody,
        stake: address::stake(&bank_address, &owner),
        owner_tokens,
        token_program: bank.token_program,
        system_program: system_program::ID,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::StakeInsurance { amount_atoms })
}

/// Asks for shares of the fund to leave. `owner` signs.
pub fn ask_to_unstake(owner: Pubkey, bank: Pubkey, shares: u64) -> Instruction {
    let accounts = accounts::AskToUnstake {
        owner,
        bank,
        stake: address::stake(&bank, &owner),
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::AskToUnstake { shares })
}

/// Pays for the shares that have waited, to `destination`. `owner` signs.
pub fn unstake_insurance(owner: Pubkey, bank: &CollateralBank, destination: Pubkey) -> Instruction {
    let bank_address = address::bank(&bank.config, &bank.mint);
    let accounts = accounts::UnstakeInsurance {
        owner,
        config: bank.config,
        bank: bank_address,
        custody: bank.custody,
        stake: address::stake(&bank_address, &owner),
        destination,
        token_program: bank.token_program,
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::UnstakeInsurance {})
}

/// Closes a stake without shares of the present fund. `owner` signs and gets the rent back.
pub fn close_insurance_stake(owner: Pubkey, bank: Pubkey) -> Instruction {
    let accounts = accounts::CloseInsuranceStake {
        owner,
        bank,
        stake: address::stake(&bank, &owner),
        event_authority: address::event_authority(),
        program: ID,
    };
    build(accounts, data::CloseInsuranceStake {})
}
