//! Where the program's accounts are.

use anchor_lang::prelude::Pubkey;
use options_vault::ID;
use vault_types::{
    seeds,
    state::{OptionKind, SettlementAsset},
};

/// The house that somebody opened.
pub fn config(creator: &Pubkey) -> Pubkey {
    find(&[seeds::CONFIG, creator.as_ref()])
}

/// A house's proposal.
pub fn proposal(config: &Pubkey, number: u64) -> Pubkey {
    find(&[seeds::PROPOSAL, config.as_ref(), &number.to_le_bytes()])
}

/// The signers of a house.
pub fn signer_set(config: &Pubkey) -> Pubkey {
    find(&[seeds::SIGNERS, config.as_ref()])
}

/// A market of a house.
pub fn market(config: &Pubkey, id: u16) -> Pubkey {
    find(&[seeds::MARKET, config.as_ref(), &id.to_le_bytes()])
}

/// The volatility surface of a market.
pub fn surface(market: &Pubkey) -> Pubkey {
    find(&[seeds::SURFACE, market.as_ref()])
}

/// A vault of a market.
pub fn vault(market: &Pubkey, id: u16) -> Pubkey {
    find(&[seeds::VAULT, market.as_ref(), &id.to_le_bytes()])
}

/// The mint of a vault's shares.
pub fn share_mint(vault: &Pubkey) -> Pubkey {
    find(&[seeds::SHARE_MINT, vault.as_ref()])
}

/// The token account with all assets of a vault or a bank.
pub fn custody(owner: &Pubkey) -> Pubkey {
    find(&[seeds::CUSTODY, owner.as_ref()])
}

/// The token account with a vault's unclaimed and queued shares.
pub fn share_escrow(vault: &Pubkey) -> Pubkey {
    find(&[seeds::SHARE_ESCROW, vault.as_ref()])
}

/// A round's record.
pub fn round(vault: &Pubkey, number: u64) -> Pubkey {
    find(&[seeds::ROUND, vault.as_ref(), &number.to_le_bytes()])
}

/// A round's auction, while it runs.
pub fn auction(vault: &Pubkey, round: u64) -> Pubkey {
    find(&[seeds::AUCTION, vault.as_ref(), &round.to_le_bytes()])
}

/// The ranking of the revealed bids of a sealed auction, while it runs.
pub fn book(auction: &Pubkey) -> Pubkey {
    find(&[seeds::BOOK, auction.as_ref()])
}

/// A bidder's sealed bid, until it is claimed.
pub fn sealed_bid(auction: &Pubkey, bidder: &Pubkey, id: u8) -> Pubkey {
    find(&[seeds::BID, auction.as_ref(), bidder.as_ref(), &[id]])
}

/// An owner's queued deposit.
pub fn deposit_ticket(vault: &Pubkey, owner: &Pubkey) -> Pubkey {
    find(&[seeds::DEPOSIT, vault.as_ref(), owner.as_ref()])
}

/// An owner's queued withdrawal.
pub fn withdrawal_ticket(vault: &Pubkey, owner: &Pubkey) -> Pubkey {
    find(&[seeds::WITHDRAWAL, vault.as_ref(), owner.as_ref()])
}

/// A series of options.
pub fn series(market: &Pubkey, kind: OptionKind, strike_e8: u64, expiry_ts: i64, settlement_mint: &Pubkey) -> Pubkey {
    find(&[
        seeds::SERIES,
        market.as_ref(),
        &[kind.code()],
        &strike_e8.to_le_bytes(),
        &expiry_ts.to_le_bytes(),
        settlement_mint.as_ref(),
    ])
}

/// The mint of a series' options.
pub fn option_mint(series: &Pubkey) -> Pubkey {
    find(&[seeds::OPTION_MINT, series.as_ref()])
}

/// The token account that pays a series' holders.
pub fn pool(series: &Pubkey) -> Pubkey {
    find(&[seeds::POOL, series.as_ref()])
}

/// A house's bank of a kind of collateral.
pub fn bank(config: &Pubkey, mint: &Pubkey) -> Pubkey {
    find(&[seeds::BANK, config.as_ref(), mint.as_ref()])
}

/// An expiry of a market, for margin accounts.
pub fn expiry(market: &Pubkey, expiry_ts: i64) -> Pubkey {
    find(&[seeds::EXPIRY, market.as_ref(), &expiry_ts.to_le_bytes()])
}

/// The token account that pays what is settled at an expiry in one of its two tokens.
pub fn expiry_pool(expiry: &Pubkey, settlement: SettlementAsset) -> Pubkey {
    find(&[seeds::POOL, expiry.as_ref(), &[settlement.code()]])
}

/// A series of options that margin accounts write.
pub fn margin_series(expiry: &Pubkey, kind: OptionKind, settlement: SettlementAsset, strike_e8: u64) -> Pubkey {
    find(&[seeds::MARGIN_SERIES, expiry.as_ref(), &[kind.code()], &[settlement.code()], &strike_e8.to_le_bytes()])
}

/// An owner's margin account.
pub fn margin_account(config: &Pubkey, owner: &Pubkey, id: u16) -> Pubkey {
    find(&[seeds::MARGIN_ACCOUNT, config.as_ref(), owner.as_ref(), &id.to_le_bytes()])
}

/// The margin account out of which a vault sells.
pub fn vault_margin_account(config: &Pubkey, vault: &Pubkey) -> Pubkey {
    margin_account(config, vault, 0)
}

/// Somebody's stake in the insurance fund of a bank.
pub fn stake(bank: &Pubkey, owner: &Pubkey) -> Pubkey {
    find(&[seeds::STAKE, bank.as_ref(), owner.as_ref()])
}

/// What a market asks of margin accounts.
pub fn market_risk(market: &Pubkey) -> Pubkey {
    find(&[seeds::RISK, market.as_ref()])
}

/// The last batch of thresholds of a house's signers.
pub fn threshold_batch(config: &Pubkey) -> Pubkey {
    find(&[seeds::BATCH, config.as_ref()])
}

/// An owner's usual token account of a mint.
pub fn wallet(owner: &Pubkey, mint: &Pubkey) -> Pubkey {
    spl_associated_token_account_interface::address::get_associated_token_address(owner, mint)
}

/// The account that signs the program's events.
pub fn event_authority() -> Pubkey {
    options_vault::EVENT_AUTHORITY_AND_BUMP.0
}

fn find(parts: &[&[u8]]) -> Pubkey {
    Pubkey::find_program_address(parts, &ID).0
}
