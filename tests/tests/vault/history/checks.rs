//! What must hold after every step, read from the chain's own accounts.

use super::{
    driver::{History, COINS},
    model::Phase,
    step::{Step, PEOPLE},
};
use solana_signer::Signer;
use vault_client::Pubkey;
use vault_types::state::{Series, VaultState};

impl History {
    pub fn check(&self, step: Step) {
        self.books_are_the_models(step);
        self.tokens_are_where_the_books_say(step);
        self.shares_are_covered(step);
    }

    fn gift(&self, to: &Pubkey) -> u64 {
        self.gifts.get(to).copied().unwrap_or(0)
    }

    fn books_are_the_models(&self, step: Step) {
        let (vault, model) = (self.scene.vault(), &self.model);
        let state = match model.phase {
            Phase::Open => VaultState::OPEN,
            Phase::Auction => VaultState::AUCTION,
            Phase::Live => VaultState::LIVE,
            Phase::Settling => VaultState::SETTLING,
        };
        assert_eq!((vault.state, vault.round), (state, model.round), "{step:?}");
        let closes = self.scene.auction().map(|auction| auction.close_ts);
        let expected = model.weeks.get(&model.round).map(|week| week.auction_close_ts);
        assert!(closes.is_none() || closes == expected, "the auction closes at {closes:?} after {step:?}");
        let ledger = &vault.ledger;
        let books = [
            ("net asset value", ledger.nav_atoms, model.nav),
            ("pending deposits", ledger.pending_deposit_atoms, model.pending),
            ("owed withdrawals", ledger.withdrawal_payable_atoms, model.payable),
            ("owed fees", ledger.fee_payable_atoms, model.fees),
            ("share supply", ledger.share_supply, model.supply),
            ("queued shares", ledger.queued_shares, model.queued),
            ("price per share", vault.pps_e9, model.pps),
            ("high-water mark", vault.high_water_mark_e9, model.mark),
            ("price of a withdrawn share", vault.withdrawal_pps_e9, model.paid_pps),
        ];
        for (name, chain, reference) in books {
            assert_eq!(u128::from(chain), reference, "{name} after {step:?}");
        }
        let (market, last_price) = (self.scene.market(), model.last_price.unwrap_or((0, 0)));
        assert_eq!((market.last_price_e8.into(), market.last_price_ts), last_price, "last price after {step:?}");
        for (who, (keypair, person)) in self.people.iter().zip(&model.people).enumerate() {
            let key = keypair.pubkey();
            assert_eq!(u128::from(self.scene.coins(&key)), person.coins, "coins of {who} after {step:?}");
            assert_eq!(u128::from(self.scene.shares(&key)), person.shares, "shares of {who} after {step:?}");
            let deposit = self.scene.deposit_ticket(&key).map(|ticket| (ticket.round, ticket.amount_atoms.into()));
            assert_eq!(deposit, person.deposit, "deposit of {who} after {step:?}");
            let withdrawal = self.scene.withdrawal_ticket(&key).map(|ticket| (ticket.round, ticket.shares.into()));
            assert_eq!(withdrawal, person.withdrawal, "withdrawal of {who} after {step:?}");
        }
    }

    fn tokens_are_where_the_books_say(&self, step: Step) {
        let (vault, world) = (self.scene.vault(), &self.scene.world);
        let ledger = &vault.ledger;
        let custody = world.balance(&vault.custody) - self.gift(&vault.custody);
        assert_eq!(Some(custody), ledger.custody_atoms(), "custody after {step:?}");
        let escrow = world.balance(&vault.share_escrow) - self.gift(&vault.share_escrow);
        assert_eq!(Some(escrow), ledger.escrow_shares(), "share escrow after {step:?}");
        assert_eq!(world.supply(&vault.share_mint), ledger.share_supply, "shares after {step:?}");
        for (_, series) in world.read_all::<Series>() {
            let pool = world.balance(&series.pool) - self.gift(&series.pool);
            assert_eq!(pool, series.pool_atoms, "pool after {step:?}");
            assert_eq!(world.supply(&series.option_mint), series.outstanding_atoms, "options after {step:?}");
        }
        let coins: u64 = world.holders(&vault.asset_mint).iter().map(|(_, atoms)| atoms).sum();
        assert_eq!(coins, PEOPLE as u64 * COINS, "coins in the world after {step:?}");
    }

    /// All shares together are worth no more than there is, and hardly less.
    fn shares_are_covered(&self, step: Step) {
        let model = &self.model;
        if model.phase == Phase::Settling || model.supply == 0 {
            return;
        }
        let claims = model.supply * model.pps / 1_000_000_000;
        assert!(claims <= model.nav, "{claims} of {} after {step:?}", model.nav);
        if model.weeks.values().all(|week| week.sold == 0) {
            assert_eq!(claims, model.nav, "nothing was ever rounded, {step:?}");
        }
    }

    pub fn nobody_has_gained(&self) {
        for person in &self.model.people {
            assert!(person.coins <= u128::from(COINS));
        }
    }

    /// The vault holds nothing for anybody; what is left is less than rounding and gifts explain.
    pub fn nobody_is_left(&self) {
        let model = &self.model;
        for (who, person) in model.people.iter().enumerate() {
            assert!(person.deposit.is_none() && person.withdrawal.is_none(), "{who} still waits: {person:?}");
            let worth = person.shares * model.paid_pps / 1_000_000_000;
            assert_eq!(worth, 0, "{who} still has shares");
        }
        assert_eq!((model.pending, model.fees), (0, 0));
        assert!(model.payable <= model.roundings, "{} atoms of {} payments", model.payable, model.roundings);
        let escrow = self.gift(&self.scene.vault().share_escrow);
        let lost_shares = u128::from(escrow) + 100;
        let explained = (lost_shares * model.pps).div_ceil(1_000_000_000) + 10_000;
        assert!(model.nav <= explained, "{} atoms are stranded, {explained} are explained", model.nav);
    }
}
