//! An account with options on two markets of its house.

use super::{at_risk, formula::Formula, Trading, CASH};
use crate::common::{refused, COIN, SPOT, USD};
use options_vault::errors::VaultError;
use simulator::{bank_args, Contract, Refusal, SCENE_RISK};
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{
    address,
    instruction::{self, MarginSeriesRef, Shown},
    AccountMeta, CreateMarketArgs, Pubkey, TOKEN_PROGRAM,
};
use vault_types::{
    change::Change,
    margin::{MarginMode, Requirement, RiskParameters},
    state::{CollateralClass, MarginAccount, OptionKind, SettlementAsset},
};

/// Of strikes.
const STEP: u64 = 5 * USD;

#[derive(Clone, Copy)]
struct Place {
    market: Pubkey,
    coin: Pubkey,
    price_account: Pubkey,
    feed_id: [u8; 32],
    spot_e8: u64,
}

/// The scene's methods act on the place that was entered last.
struct TwoMarkets {
    story: Trading,
    places: [Place; 2],
    /// Each market's put, a fifth below its price.
    puts: [Contract; 2],
}

/// Alice is in scenario mode and has nothing; Bob buys.
fn two_markets() -> TwoMarkets {
    let mut story = at_risk();
    let scene = &mut story.scene;
    let authority = scene.authority.insecure_clone();
    let coin = scene.world.create_mint(&Keypair::new_from_array([94; 32]), &authority, 9).unwrap();
    let first = Place {
        market: scene.market,
        coin: scene.underlying_mint,
        price_account: scene.price_account,
        feed_id: scene.feed_id,
        spot_e8: SPOT,
    };
    let second = Place {
        market: address::market(&scene.config, 1),
        coin,
        price_account: Pubkey::new_from_array([95; 32]),
        feed_id: [96; 32],
        spot_e8: 40 * USD,
    };
    let put = Contract { kind: OptionKind::PUT, settlement: SettlementAsset::QUOTE, strike_e8: 0, expiry_ts: 0 };
    let mut both = TwoMarkets { story, places: [first, second], puts: [put; 2] };
    both.found_the_second();
    both.list_puts();
    both.story.scene.set_margin_mode(&both.story.alice, MarginMode::SCENARIO).unwrap();
    both
}

impl TwoMarkets {
    fn enter(&mut self, index: usize) {
        let (scene, place) = (&mut self.story.scene, self.places[index]);
        scene.market = place.market;
        scene.underlying_mint = place.coin;
        scene.price_account = place.price_account;
        scene.feed_id = place.feed_id;
    }

    fn found_the_second(&mut self) {
        let like = self.story.scene.market();
        let args = CreateMarketArgs {
            id: 1,
            price_source: like.price_source,
            price_program: like.price_program,
            price_feed_id: self.places[1].feed_id,
            oracle_limits: like.oracle_limits,
            calendar: like.calendar,
            strike_step_e8: like.strike_step_e8,
        };
        let scene = &mut self.story.scene;
        let (house, authority) = (scene.house(), scene.authority.insecure_clone());
        let create = instruction::create_market(house, self.places[1].coin, scene.quote_mint, args);
        scene.world.send("create_market", create, &[&authority]).unwrap();
        self.enter(1);
        let scene = &mut self.story.scene;
        scene.create_surface().unwrap();
        let args = bank_args(scene, CollateralClass::MAJOR);
        let create = instruction::create_bank(house, self.places[1].coin, TOKEN_PROGRAM, None, args);
        scene.world.send("create_bank", create, &[&authority]).unwrap();
        scene.create_market_risk(SCENE_RISK).unwrap();
        let open = Change::MarketRisk { params: RiskParameters { is_open: 1, ..SCENE_RISK } };
        scene.change(&open).unwrap();
    }

    fn list_puts(&mut self) {
        for index in 0..2 {
            self.enter(index);
            let (scene, spot_e8) = (&mut self.story.scene, self.places[index].spot_e8);
            scene.set_price(spot_e8);
            scene.observe_price().unwrap();
            scene.set_volatility(scene.volatility_e9).unwrap();
            let expiry_ts = scene.market().calendar.next_expiry_ts(scene.world.now()).unwrap();
            self.puts[index] = Contract { strike_e8: spot_e8 * 4 / 5 / STEP * STEP, expiry_ts, ..self.puts[index] };
            scene.list(&[self.puts[index]]).unwrap();
        }
    }

    fn alice(&self) -> MarginAccount {
        self.story.account(&self.story.alice)
    }

    /// Alice's account after she has written a market's puts.
    fn after_writing(&mut self, index: usize, atoms: u64) -> MarginAccount {
        self.enter(index);
        let mut account = self.alice();
        account.write(&self.story.scene.noted(&self.puts[index]), atoms).unwrap();
        account
    }

    /// What each market alone asks of an account.
    fn required(&mut self, account: &MarginAccount) -> [Requirement; 2] {
        [0, 1].map(|index| {
            self.enter(index);
            let Place { market, spot_e8, .. } = self.places[index];
            let place = account.markets.iter().position(|known| known.market == market);
            let formula = |place| Formula { scene: &self.story.scene, place, spot_e8 }.by_scenarios(account);
            place.map_or(Requirement::default(), formula)
        })
    }

    /// All that an account must name, in its order: of each market itself, risk, surface and price.
    fn named(&self, account: &MarginAccount) -> Vec<AccountMeta> {
        let price = |market: &Pubkey| self.places.iter().find(|place| place.market == *market).unwrap().price_account;
        instruction::margin_accounts(account, price, |_| vec![])
    }

    fn write(&mut self, index: usize, atoms: u64) -> Result<u64, Refusal> {
        let after = self.after_writing(index, atoms);
        let shown = Shown { named: self.named(&after), ..Shown::nothing() };
        let (scene, alice, bob) = (&mut self.story.scene, &self.story.alice, self.story.bob.pubkey());
        let (address, state) = scene.margin_series(&self.puts[index]).unwrap();
        let to = scene.world.create_wallet(&bob, &state.option_mint).unwrap();
        let series = MarginSeriesRef { address, state: &state };
        let write = instruction::write_options(scene.account_ref(&alice.pubkey()), series, to, atoms, shown);
        scene.world.send("write_options", write, &[alice])
    }

    fn withdraw(&mut self, atoms: u64, named: Vec<AccountMeta>) -> Result<u64, Refusal> {
        let (cash, alice) = (self.story.cash(), self.story.alice.pubkey());
        let scene = &mut self.story.scene;
        let shown = Shown { named, ..Shown::nothing() };
        let to = address::wallet(&alice, &cash);
        let withdraw =
            instruction::withdraw_collateral(scene.account_ref(&alice), &scene.bank(&cash), to, atoms, shown);
        scene.world.send("withdraw_collateral", withdraw, &[&self.story.alice])
    }
}

#[test]
fn margins_of_two_markets_add_up_to_the_atom() {
    let mut both = two_markets();
    let needed = both.after_writing(0, COIN);
    let [of_first, _] = both.required(&needed);
    both.story.alice_deposits(of_first.initial_atoms);
    both.write(0, COIN).unwrap();
    let after = both.after_writing(1, 7 * COIN);
    let [first, second] = both.required(&after);
    assert_eq!(first, of_first);
    assert!(second.initial_atoms > 10 * CASH, "{second:?}");
    both.story.alice_deposits(second.initial_atoms - 1);
    refused(both.write(1, 7 * COIN), VaultError::BelowInitialMargin);
    both.story.alice_deposits(1);
    both.write(1, 7 * COIN).unwrap();
    let named = both.named(&both.alice());
    refused(both.withdraw(1, named), VaultError::BelowInitialMargin);
    assert_eq!(both.alice().markets.iter().filter(|market| market.is_used()).count(), 2);
}

#[test]
fn two_markets_are_named_in_the_accounts_own_order() {
    let mut both = two_markets();
    both.story.alice_deposits(2_500 * CASH);
    // The account knows them in the order in which it first had options on them.
    for index in [1, 0] {
        both.write(index, 20 * COIN).unwrap();
    }
    let named = both.named(&both.alice());
    assert_eq!([named[1].pubkey, named[5].pubkey], [both.places[1].market, both.places[0].market]);
    let mut changed = |change: &dyn Fn(&mut Vec<AccountMeta>)| {
        let mut wrong = named.clone();
        change(&mut wrong);
        both.withdraw(CASH, wrong)
    };
    refused(changed(&|named| named[1..].rotate_left(4)), VaultError::WrongAccountOrder);
    for of_market in 1..4 {
        refused(changed(&|named| named.swap(of_market, of_market + 4)), VaultError::WrongAccountOrder);
    }
    refused(changed(&|named| named.swap(4, 8)), VaultError::WrongFeed);
    refused(changed(&|named| named.truncate(5)), VaultError::AccountsMissing);
    changed(&|_| ()).unwrap();
}

/// The place of a market without options is free, and the other one stays where it is.
#[test]
fn a_market_without_options_is_named_no_longer() {
    let mut both = two_markets();
    both.story.alice_deposits(1_000 * CASH);
    both.write(0, 3 * COIN).unwrap();
    both.write(1, 3 * COIN).unwrap();
    both.enter(0);
    let (alice, bob) = (both.story.alice.pubkey(), both.story.bob.insecure_clone());
    let scene = &mut both.story.scene;
    let mint = address::option_mint(&scene.margin_series_address(&both.puts[0]));
    let to = scene.world.create_wallet(&alice, &mint).unwrap();
    scene.world.transfer(&address::wallet(&bob.pubkey(), &mint), &to, &bob, 3 * COIN).unwrap();
    scene.bring_in_options(&both.story.alice, &both.puts[0], 3 * COIN).unwrap();
    let named = both.named(&both.alice());
    assert_eq!((named.len(), named[1].pubkey), (5, both.places[1].market));
    let left = both.alice();
    let [first, second] = both.required(&left);
    assert_eq!(first, Requirement::default());
    let free = 1_000 * CASH - second.initial_atoms;
    refused(both.withdraw(free + 1, named.clone()), VaultError::BelowInitialMargin);
    both.withdraw(free, named).unwrap();
}
