//! What no chain can have, with the place where it stands. What a chain can have, and nobody can sign for, refuses no snapshot: it concerns the
//! accounts that have it (docs/SNAPSHOT.md).

use super::{Account, Market, OptionTerms, Round, Setting, SmileTerms, Snapshot, SnapshotError};
use options_math::{MAX_PRICE_E8, MAX_QUANTITY, MAX_VOL_E9, MIN_VOL_E9};
use vault_types::{
    margin::{holding::MAX_DECIMALS, MAX_ACCOUNT_MARKETS, MAX_COLLATERALS, MAX_POSITIONS},
    signed::message::MAX_AHEAD_SECS,
    state::{OptionKind, SettlementAsset, VolSurface},
    Pubkey,
};

const TWICE: &str = "is there twice, or not in its order; docs/SNAPSHOT.md has the orders";

/// Refuses a snapshot that is not of this world: every field is asked.
pub fn check(snapshot: &Snapshot) -> Result<(), SnapshotError> {
    let Snapshot { round, setting, markets, accounts, .. } = snapshot;
    check_round(round, setting)?;
    check_rising(markets, |market| market.terms.address, name_of_market)?;
    for market in markets {
        check_market(market)?;
    }
    check_rising(accounts, |account| (account.terms.address, account.terms.form), name_of_account)?;
    for pair in accounts.windows(2).filter(|pair| pair[0].terms.address == pair[1].terms.address) {
        let [known, traded] = [&pair[0].terms, &pair[1].terms];
        let is_same = (known.position_seq, known.last) == (traded.position_seq, traded.last);
        let problem = "must have the position_seq and the last_threshold of the same account as it is";
        require(&|| name_of_account(&pair[1]), &[(is_same, problem)])?;
    }
    accounts.iter().try_for_each(|account| check_account(account, snapshot))
}

/// All that holds is well; the first that does not is the problem of this place.
fn require(place: &impl Fn() -> String, demands: &[(bool, &'static str)]) -> Result<(), SnapshotError> {
    match demands.iter().find(|(holds, _)| !holds) {
        Some((_, problem)) => Err(SnapshotError::entry(place(), problem)),
        None => Ok(()),
    }
}

fn check_rising<T, K: Ord>(
    entries: &[T],
    key: impl Fn(&T) -> K,
    name: impl Fn(&T) -> String,
) -> Result<(), SnapshotError> {
    let wrong = entries.windows(2).find(|pair| key(&pair[0]) >= key(&pair[1]));
    wrong.map_or(Ok(()), |pair| Err(SnapshotError::entry(name(&pair[1]), TWICE)))
}

fn name_of_market(market: &Market) -> String {
    format!("market {}", market.terms.address)
}

fn name_of_account(account: &Account) -> String {
    let form = if account.terms.form == 0 { "current" } else { "after a trade" };
    format!("account {}, {form}", account.terms.address)
}

fn check_round(round: &Round, setting: &Setting) -> Result<(), SnapshotError> {
    let demands = [
        (setting.observed_ts >= 0, "observed_ts is before 1970: give unix seconds"),
        (round.expires_ts > setting.observed_ts, "expires_ts must be after observed_ts"),
        (round.sequence > 0, "the first sequence is 1"),
    ];
    require(&|| "round".into(), &demands)?;
    let demands = [
        (round.generation > 0, "the first generation is 1"),
        (setting.parameters.is_valid(), "parameters are outside of the bounds in docs/THRESHOLD.md"),
        (setting.zero == [0; 4], "unused bytes must be zero"),
    ];
    require(&|| "house".into(), &demands)
}

fn check_market(market: &Market) -> Result<(), SnapshotError> {
    let (terms, place) = (&market.terms, || name_of_market(market));
    let can_be_priced = |vol_e9: u64| (MIN_VOL_E9..=MAX_VOL_E9).contains(&vol_e9);
    let has_decimals = terms.underlying_decimals.max(terms.quote_decimals) <= MAX_DECIMALS;
    let demands = [
        (terms.address != Pubkey::default(), "no market has an address of zeros"),
        ((1..=MAX_PRICE_E8).contains(&terms.spot_e8), "spot_e8 is no price: give USD times 10^8"),
        (
            can_be_priced(terms.fallback_vol_e9),
            "the fallback volatility is outside of 2 % to 400 %: give it times 10^9",
        ),
        (can_be_priced(terms.floor_vol_e9), "the floor volatility is outside of 2 % to 400 %: give it times 10^9"),
        (terms.is_ceiling_valid(), "the ceiling must be one to four times the floor volatility"),
        (has_decimals, "tokens with more than 12 decimals are not supported"),
        (terms.risk().is_valid(), "grid, standard or delta_limit_bps is outside of what a market can have on chain"),
        (terms.zero == [0; 4], "unused bytes must be zero"),
        (market.smiles.len() <= VolSurface::MAX_SLICES, "a surface has at most 8 smiles"),
    ];
    require(&place, &demands)?;
    let name = |smile: &SmileTerms| format!("{}, smile of {}", place(), smile.expiry_ts);
    check_rising(&market.smiles, |smile| smile.expiry_ts, name)?;
    for smile in &market.smiles {
        let demands = [
            (
                smile.issued_ts <= smile.posted_ts.saturating_add(MAX_AHEAD_SECS),
                "issued_ts is more than 30 s after posted_ts: the chain would not have taken it",
            ),
            (smile.slice().smile(smile.issued_ts).is_ok(), "the parameters are no smile that the chain takes"),
        ];
        require(&|| name(smile), &demands)?;
    }
    Ok(())
}

pub(super) fn check_account(account: &Account, snapshot: &Snapshot) -> Result<(), SnapshotError> {
    let (terms, place) = (&account.terms, || name_of_account(account));
    let used_places = account.places();
    let demands = [
        (terms.address != Pubkey::default(), "no account has an address of zeros"),
        (terms.form <= 1, "the form is 0 or 1"),
        (terms.zero == [0; 7] && terms.last.zero == [0; 7], "unused bytes must be zero"),
        (terms.last.is_void <= 1 && terms.last.stored().invariant(), "last_threshold is none that an account can have"),
        (account.collaterals.len() <= MAX_COLLATERALS, "an account has at most 8 kinds of collateral"),
        (account.options.len() <= MAX_POSITIONS, "an account has at most 24 positions"),
        (used_places.len() <= MAX_ACCOUNT_MARKETS, "an account has options on at most 4 markets"),
    ];
    require(&place, &demands)?;
    check_rising(&account.collaterals, |held| held.mint, |held| format!("{}, collateral {}", place(), held.mint))?;
    for held in &account.collaterals {
        let demands = [(held.amount_atoms > 0, "there is none of it: leave it out")];
        require(&|| format!("{}, collateral {}", place(), held.mint), &demands)?;
    }
    let name = |option: &OptionTerms| format!("{}, {}", place(), option.name());
    for option in &account.options {
        require(&|| name(option), &option_demands(option, account, snapshot))?;
    }
    check_rising(&account.options, OptionTerms::order, name)?;
    let is_sound = snapshot.margin_account(account).invariant();
    require(&place, &[(is_sound, "is none that the chain can have: read the account again")])
}

fn option_demands(option: &OptionTerms, account: &Account, snapshot: &Snapshot) -> [(bool, &'static str); 7] {
    let quote_of = |option: &OptionTerms| {
        let market = snapshot.markets.get(option.market as usize)?;
        Some((market.terms.quote_mint, market.terms.quote_decimals))
    };
    let quote = quote_of(option);
    let is_put_in_coins = option.kind == OptionKind::PUT && option.settlement == SettlementAsset::UNDERLYING;
    [
        (quote.is_some(), "the snapshot has no such market"),
        (account.options.iter().all(|other| quote_of(other) == quote), "all markets of an account have one quote"),
        (option.kind.is_known() && option.settlement.is_known() && option.zero == [0; 2], "kind or settlement unknown"),
        (!is_put_in_coins, "puts are settled in the quote"),
        ((1..=MAX_PRICE_E8).contains(&option.strike_e8), "strike_e8 is no price: give USD times 10^8"),
        (
            (1..=MAX_QUANTITY.unsigned_abs()).contains(&option.quantity_atoms.unsigned_abs()),
            "quantity_atoms must not be zero, and at most 2^57 either way",
        ),
        (option.expiry_ts > 0, "expires before 1970: give unix seconds"),
    ]
}

impl OptionTerms {
    /// Entries of an account rise in this.
    pub(super) fn order(&self) -> (u32, i64, u64, u8, u8) {
        (self.market, self.expiry_ts, self.strike_e8, self.kind.code(), self.settlement.code())
    }

    pub(super) fn name(&self) -> String {
        let kind = if self.kind == OptionKind::CALL { "call" } else { "put" };
        format!("{kind} of strike_e8 {} and expiry_ts {} on market {}", self.strike_e8, self.expiry_ts, self.market)
    }
}
