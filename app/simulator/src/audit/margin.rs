//! The same for margin: banks, accounts, expiries and series of the scene's market.

use super::Audit;
use crate::Scene;
use vault_client::address;
use vault_types::{
    liquidation::LossBook,
    state::{
        AccountHolder, CollateralBank, Expiry, InsuranceStake, MarginAccount, MarginSeries, SettlementAsset, Vault,
        VaultState,
    },
};

impl Audit {
    /// Re-checks everything about margin that must hold between any two instructions, if nobody has sent tokens uninvited.
    pub fn run_margin(&mut self, scene: &Scene) {
        let books = MarginBooks::read(scene);
        self.note("banks_equal_accounts_and_tokens", books.banks_are_right(scene));
        self.note("what_bears_losses_is_in_accounts", books.exposure_is_right());
        self.note("claims_are_those_of_auctions", books.claims_are_right());
        self.note("shares_of_insurance_funds_equal_stakes", books.stakes_are_right(scene));
        self.note("margin_pools_equal_tokens", books.pools_are_right(scene));
        self.note("margin_options_equal_debts", books.options_are_right(scene));
        self.note("vaults_collateral_is_in_their_accounts", books.vaults_are_right(scene));
        self.note("margin_invariants_hold", books.invariants_hold());
    }
}

struct MarginBooks {
    banks: Vec<CollateralBank>,
    accounts: Vec<MarginAccount>,
    /// How often losses may have been shared: a bid and a settlement share one at most.
    losses: u64,
    /// Accounts that have ever been there.
    all_accounts: u64,
    quote_supply: u64,
    expiries: Vec<Expiry>,
    series: Vec<MarginSeries>,
}

impl MarginBooks {
    fn read(scene: &Scene) -> Self {
        let world = &scene.world;
        let banks = world.read_all::<CollateralBank>().into_iter().map(|(_, bank)| bank);
        let accounts = world.read_all::<MarginAccount>().into_iter().map(|(_, account)| account);
        let expiries = world.read_all::<Expiry>().into_iter().map(|(_, expiry)| expiry);
        let series = world.read_all::<MarginSeries>().into_iter().map(|(_, series)| series);
        let accounts: Vec<_> = accounts.filter(|account| account.config == scene.config).collect();
        let times = |label| world.compute().get(label).map_or(0, |calls| calls.len() as u64);
        Self {
            losses: times("bid_on_account") + times("settle_margin_account"),
            all_accounts: accounts.len() as u64 + times("close_margin_account"),
            quote_supply: world.supply(&scene.quote_mint),
            banks: banks.filter(|bank| bank.config == scene.config).collect(),
            accounts,
            expiries: expiries.filter(|expiry| expiry.market == scene.market).collect(),
            series: series.filter(|series| series.market == scene.market).collect(),
        }
    }

    fn banks_are_right(&self, scene: &Scene) -> bool {
        self.banks.iter().all(|bank| {
            let held_by = |holder| {
                let accounts = self.accounts.iter().filter(move |account| account.holder == holder);
                accounts.map(|account| account.amount_of(&bank.mint)).sum::<u64>()
            };
            held_by(AccountHolder::PERSON) == bank.deposited_atoms
                && held_by(AccountHolder::VAULT) == bank.vault_atoms
                && bank.custody_atoms().is_some_and(|atoms| {
                    let beside_atoms = scene.world.balance(&bank.custody).checked_sub(atoms);
                    beside_atoms.is_some_and(|atoms| atoms <= self.dust_atoms(&bank.losses))
                })
        })
    }

    /// The most that roundings of shared losses leave in custody and nobody has. Each loss takes less than an atom too much from an account; and the
    /// last digit of what is left of one is worth something where it has become small, of all tokens at most what they are times that digit.
    fn dust_atoms(&self, losses: &LossBook) -> u64 {
        if losses.index_e18 == LossBook::NEW.index_e18 {
            return 0;
        }
        // One at least, since something was lost.
        self.losses.max(1) * (self.all_accounts + self.quote_supply / losses.index_e18 + 1)
    }

    fn of_quote<'a>(&'a self, bank: &'a CollateralBank) -> impl Iterator<Item = &'a MarginAccount> {
        self.accounts.iter().filter(|account| account.quote_mint == bank.mint)
    }

    /// What is said to bear losses is what they have left of accounts, and dust.
    fn exposure_is_right(&self) -> bool {
        self.banks.iter().all(|bank| {
            let bearing = self.of_quote(bank).filter(|account| account.bears_losses());
            let left = bearing.map(|account| account.amount_of(&bank.mint) - account.lost_atoms(&bank.losses));
            let beside_atoms = bank.losses.exposed_atoms.checked_sub(left.sum());
            beside_atoms.is_some_and(|atoms| atoms <= self.dust_atoms(&bank.losses))
        })
    }

    fn claims_are_right(&self) -> bool {
        self.banks.iter().all(|bank| {
            let claims = self.of_quote(bank).map(|account| account.auction.claim_atoms);
            claims.sum::<u64>() == bank.losses.claims_atoms
        })
    }

    /// Shares of the present fund; those of earlier ones are worth nothing.
    fn stakes_are_right(&self, scene: &Scene) -> bool {
        let stakes = scene.world.read_all::<InsuranceStake>();
        self.banks.iter().all(|bank| {
            let key = address::bank(&bank.config, &bank.mint);
            let is_its = |stake: &InsuranceStake| stake.bank == key && stake.fund_number == bank.losses.fund_number;
            let its = stakes.iter().filter(|(_, stake)| is_its(stake)).map(|(_, stake)| stake);
            its.clone().all(InsuranceStake::invariant)
                && its.map(|stake| stake.shares).sum::<u64>() == bank.losses.fund_shares
        })
    }

    fn pools_are_right(&self, scene: &Scene) -> bool {
        let assets = [SettlementAsset::UNDERLYING, SettlementAsset::QUOTE];
        let is_right = |expiry: &Expiry, asset| scene.world.balance(&expiry.pool(asset)) == expiry.pool_atoms(asset);
        self.expiries.iter().all(|expiry| assets.iter().all(|asset| is_right(expiry, *asset)))
    }

    /// Tokens are what the series says. Before a settlement that is what accounts owe less what they own.
    fn options_are_right(&self, scene: &Scene) -> bool {
        self.series.iter().all(|series| {
            let key = address::margin_series(&series.expiry, series.kind, series.settlement, series.strike_e8);
            let positions = self.accounts.iter().map(|account| account.quantity_of(&key));
            let [owed, owned] = positions.fold([0, 0], |[owed, owned], atoms| {
                [owed + atoms.min(0).unsigned_abs(), owned + atoms.max(0).unsigned_abs()]
            });
            let is_open = scene.world.now() < series.expiry_ts;
            scene.world.supply(&series.option_mint) == series.outstanding_atoms
                && (!is_open || owed == owned + series.outstanding_atoms)
        })
    }

    /// While a round runs, what the vault's books say is in the bank is in its account there.
    fn vaults_are_right(&self, scene: &Scene) -> bool {
        let of_market = scene.world.read_all::<Vault>();
        let vaults = of_market.into_iter().filter(|(_, vault)| vault.market == scene.market);
        vaults.into_iter().all(|(key, vault)| {
            let account = self.accounts.iter().find(|account| account.owner == key);
            let held = account.map_or(0, |account| account.amount_of(&vault.asset_mint));
            // Its account may be settled before somebody closes the auction.
            let is_running = matches!(vault.state, VaultState::AUCTION | VaultState::LIVE);
            let may_have_paid = is_running && scene.world.now() >= vault.expiry_ts;
            held == vault.ledger.margined_atoms || (may_have_paid && held <= vault.ledger.margined_atoms)
        })
    }

    fn invariants_hold(&self) -> bool {
        self.banks.iter().all(CollateralBank::invariant)
            && self.accounts.iter().all(MarginAccount::invariant)
            && self.expiries.iter().all(Expiry::invariant)
            && self.series.iter().all(MarginSeries::invariant)
    }
}
