//! What makers do elsewhere: each keeps the opposite of its account's delta in the coin's future, on a market that is not part of this program.
//!
//! What the future gains is brought into the account as collateral. What it loses is owed to that other market and paid from its next gains: it loses
//! where the account gains, but an account with a net delta lets nothing out. Every trade costs five hundredths of a per cent. The most that a maker owed
//! elsewhere is in the report: it needs that much credit there.

use super::{moment::Moment, Replay};
use crate::demo::{usd, DECIMALS};
use anyhow::Result;
use vault_types::state::MarginAccount;

/// What a trade costs, in parts of its worth.
const COST: f64 = 0.0005;
/// A gain is brought in when it is more than this part of what the account has, and at every full hour.
const LEAST_SHARE: f64 = 0.01;
const QUOTE_ATOMS: f64 = 1e6;
const HOUR_SECS: i64 = 3_600;

/// A maker's position elsewhere.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outside {
    coins: f64,
    /// The price up to which gains are counted, USD.
    price: f64,
    /// What it has gained and not brought in; below zero what it owes there. USD.
    balance: f64,
    /// The most that it owed.
    pub most_owed: f64,
}

impl Outside {
    /// The price has moved to this one.
    fn count(&mut self, price: f64) {
        self.balance += self.coins * (price - self.price);
        self.price = price;
        self.most_owed = self.most_owed.max(-self.balance);
    }

    fn trade_to(&mut self, coins: f64) {
        self.balance -= (coins - self.coins).abs() * self.price * COST;
        self.coins = coins;
    }

    /// What was gained and may be taken out, in atoms of the quote.
    pub fn gained_atoms(&self) -> u64 {
        (self.balance.max(0.0) * QUOTE_ATOMS).floor() as u64
    }

    /// Takes out a part of it.
    pub fn pay(&mut self, atoms: u64) {
        self.balance -= atoms as f64 / QUOTE_ATOMS;
    }
}

impl Replay<'_> {
    /// Every maker counts its gains, trades to the opposite of its delta, and brings in what it has gained.
    pub(super) fn makers_hedge(&mut self, moment: &Moment) -> Result<()> {
        for index in 0..self.watched.len() {
            let Some(mut outside) = self.watched[index].outside else { continue };
            let account = self.scene.account_at(&self.watched[index].address);
            outside.count(usd(moment.spot_e8));
            outside.trade_to(-delta(&account, moment)?);
            let has = account.amount_of(&account.quote_mint) as f64 / QUOTE_ATOMS;
            if outside.balance > 0.0 && (outside.balance > has * LEAST_SHARE || moment.now_ts % HOUR_SECS == 0) {
                let atoms = outside.gained_atoms();
                outside.pay(atoms);
                self.bring_in(index, atoms)?;
            }
            self.watched[index].outside = Some(outside);
        }
        Ok(())
    }

    fn bring_in(&mut self, index: usize, atoms: u64) -> Result<()> {
        if atoms > 0 {
            let maker = self.watched[index].key.insecure_clone();
            let cash = self.scene.quote_mint;
            self.scene.trader_of(maker.insecure_clone(), 0, atoms);
            self.scene.deposit_collateral(&maker, &cash, atoms)?;
            self.recorder.brought_in_atoms += atoms;
            self.watched[index].looked = None;
        }
        Ok(())
    }
}

/// Of options and coins together, in coins.
fn delta(account: &MarginAccount, moment: &Moment) -> Result<f64> {
    let step_e8 = moment.spot_e8 / 200;
    let worth = |spot_e8| anyhow::Ok(moment.marks_at(account, spot_e8)?.0 as f64 / QUOTE_ATOMS);
    let options = (worth(moment.spot_e8 + step_e8)? - worth(moment.spot_e8 - step_e8)?) / usd(2 * step_e8);
    let held = account.collaterals.iter().filter(|held| held.is_used() && held.mint != account.quote_mint);
    let coins: f64 = held.map(|held| held.amount_atoms as f64 / 10_f64.powi(DECIMALS.into())).sum();
    Ok(options + coins)
}

#[cfg(test)]
mod tests {
    use super::Outside;

    #[test]
    fn a_short_future_gains_when_the_price_falls_and_owes_when_it_rises() {
        let mut outside = Outside { price: 100.0, ..Outside::default() };
        outside.trade_to(-10.0);
        assert_eq!(outside.balance, -0.5, "what the trade cost");
        outside.count(90.0);
        assert_eq!((outside.balance, outside.gained_atoms()), (99.5, 99_500_000));
        outside.pay(99_500_000);
        outside.count(110.0);
        assert_eq!((outside.balance, outside.most_owed, outside.gained_atoms()), (-200.0, 200.0, 0));
    }
}
