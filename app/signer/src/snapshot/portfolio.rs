//! An account of the snapshot as the chain has it, so that the chain's own functions can be asked.

use super::input::{
    AccountInput, ExpectedForm, KindInput, LastThresholdInput, MarketInput, OptionInput, SettlementInput,
};
use crate::recompute::RecomputeError;
use bytemuck::Zeroable as _;
use std::str::FromStr as _;
use vault_types::{
    state::{AccountMarket, HeldCollateral, HeldOptions, MarginAccount, OptionKind, SettlementAsset},
    threshold::{Form, Source, StoredThreshold},
    Pubkey,
};

/// An account, its form, and its last threshold.
#[derive(Clone, Debug)]
pub struct Known {
    pub address: Pubkey,
    pub form: Form,
    pub account: Box<MarginAccount>,
    pub last: StoredThreshold,
}

/// Refuses what no account can be: too many entries, one twice, unknown addresses, or options that have expired.
pub fn known(input: &AccountInput, market: &MarketInput) -> Result<Known, RecomputeError> {
    let address = Pubkey::from_str(&input.margin_account).unwrap_or_default();
    let wrong = || RecomputeError::Portfolio { account: address };
    let account = account(input, market).filter(|account| account.invariant()).ok_or_else(wrong)?;
    if address == Pubkey::default() {
        return Err(wrong());
    }
    if account.has_expired_options(market.observed_ts) {
        return Err(RecomputeError::Expired { account: address });
    }
    let form = match input.form {
        ExpectedForm::Current => Form::Current,
        ExpectedForm::AfterTrade => Form::AfterTrade,
    };
    let last = input.last_threshold.as_ref().map_or_else(StoredThreshold::zeroed, stored);
    Ok(Known { address, form, account: Box::new(account), last })
}

fn account(input: &AccountInput, market: &MarketInput) -> Option<MarginAccount> {
    let mut account = MarginAccount::zeroed();
    account.position_seq = input.position_seq;
    account.quote_decimals = market.quote_decimals;
    account.quote_mint = Pubkey::from_str(&market.quote_mint).ok()?;
    let mut options = input.options.iter().map(held).collect::<Option<Vec<_>>>()?;
    options.sort_by_key(|held| held.series);
    account.options.get_mut(..options.len())?.copy_from_slice(&options);
    if !options.is_empty() {
        account.markets[0] = AccountMarket {
            market: Pubkey::from_str(&market.address).ok()?,
            underlying_mint: Pubkey::from_str(&market.underlying_mint).ok()?,
            underlying_decimals: market.underlying_decimals,
            padding: [0; 7],
        };
    }
    for (place, held) in input.collaterals.iter().enumerate() {
        let mint = Pubkey::from_str(&held.mint).ok()?;
        *account.collaterals.get_mut(place)? = HeldCollateral { mint, amount_atoms: held.amount_atoms };
    }
    Some(account)
}

fn held(option: &OptionInput) -> Option<HeldOptions> {
    Some(HeldOptions {
        series: Pubkey::from_str(&option.series).ok()?,
        quantity_atoms: option.quantity_atoms,
        strike_e8: option.strike_e8,
        expiry_ts: option.expiry_ts,
        kind: match option.kind {
            KindInput::Call => OptionKind::CALL,
            KindInput::Put => OptionKind::PUT,
        },
        settlement: match option.settlement {
            SettlementInput::Underlying => SettlementAsset::UNDERLYING,
            SettlementInput::Quote => SettlementAsset::QUOTE,
        },
        market: 0,
        padding: [0; 5],
    })
}

fn stored(last: &LastThresholdInput) -> StoredThreshold {
    StoredThreshold {
        initial_margin_atoms: last.initial_margin_atoms,
        maintenance_margin_atoms: last.maintenance_margin_atoms,
        liquidation_threshold_atoms: last.liquidation_threshold_atoms,
        accepted_ts: last.accepted_ts,
        sequence: last.sequence,
        generation: last.generation,
        position_seq: last.position_seq,
        source: if last.is_void { Source::CHAIN } else { Source::SIGNED },
        is_void: u8::from(last.is_void),
        ..StoredThreshold::zeroed()
    }
}
