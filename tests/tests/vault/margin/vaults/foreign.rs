//! Accounts of other tokens, kinds and owners in the place of the vault's own.

use super::*;

/// A premium of as many atoms of another token, into the bank of that one.
#[test]
fn attack_10_a_premium_is_paid_in_what_the_vault_holds() {
    let mut story = of_calls();
    story.roll().unwrap();
    let bidder = story.scene.trader(9, 10 * COIN, 100_000 * CASH);
    let (address, state) = story.scene.sold_on_margin().unwrap();
    story.scene.world.create_wallet(&bidder.pubkey(), &state.option_mint).unwrap();
    let (real, price, shown) = (story.scene.vault(), story.scene.price_account, story.scene.shown_by_vault());
    let bid_in = |asset_mint| {
        let vault = VaultRef { address: story.scene.vault, state: &Vault { asset_mint, ..real } };
        let series = MarginSeriesRef { address, state: &state };
        instruction::bid_on_margin(bidder.pubkey(), vault, series, price, COIN, ANY_PREMIUM, shown.clone())
    };
    let [in_cash, in_coins] = [story.scene.quote_mint, story.scene.underlying_mint].map(bid_in);
    refused_by_code(story.scene.world.send("bid_on_margin", in_cash, &[&bidder]), anchor::CONSTRAINT);
    story.scene.world.send("bid_on_margin", in_coins, &[&bidder]).unwrap();
    story.check_books();
}

/// The vault may own any number of token accounts, which anybody can open and fill. Only one of them is its custody.
#[test]
fn attack_10_a_rounds_assets_leave_the_custody_and_come_home_to_it() {
    let mut story = of_calls();
    let (vault, coin, authority) =
        (story.scene.vault, story.scene.underlying_mint, story.scene.authority.insecure_clone());
    let other = story.scene.world.create_wallet(&vault, &coin).unwrap();
    story.scene.world.mint_to(&authority, &coin, &other, 100 * COIN).unwrap();
    story.scene.renew_surface().unwrap();
    story.scene.set_price(SPOT);
    let contract = story.scene.next_on_margin(SPOT).unwrap();
    story.scene.list(&[contract]).unwrap();
    let (address, state) = story.scene.margin_series(&contract).unwrap();
    let (keeper, price) = (story.scene.keeper.insecure_clone(), story.scene.price_account);
    let (real, shown) = (story.scene.vault(), story.scene.shown_by_vault());
    let roll_from = |custody| {
        let vault = VaultRef { address: vault, state: &Vault { custody, ..real } };
        let series = MarginSeriesRef { address, state: &state };
        instruction::roll_on_margin(keeper.pubkey(), vault, series, price, shown.clone())
    };
    let [from_other, from_custody] = [other, real.custody].map(roll_from);
    refused_by_code(story.scene.world.send("roll_on_margin", from_other, &[&keeper]), anchor::ADDRESS);
    story.scene.world.send("roll_on_margin", from_custody, &[&keeper]).unwrap();

    let close_ts = story.scene.auction().unwrap().close_ts;
    story.scene.world.set_time(close_ts);
    story.scene.close_auction().unwrap();
    let real = story.scene.vault();
    story.scene.world.set_time(real.expiry_ts);
    let thief = vault_client::address::wallet(&story.maker.pubkey(), &coin);
    let expiry: Expiry = story.scene.world.read(&state.expiry).unwrap();
    let home_to = |custody| {
        let vault = VaultRef { address: vault, state: &Vault { custody, ..real } };
        instruction::settle_on_margin(vault, address, ExpiryRef { address: state.expiry, state: &expiry })
    };
    let [to_thief, to_custody] = [thief, real.custody].map(home_to);
    refused_by_code(story.scene.world.send("settle_on_margin", to_thief, &[]), anchor::ADDRESS);
    story.scene.world.send("settle_on_margin", to_custody, &[]).unwrap();
    story.scene.close_round().unwrap();
    story.check_books();
}

/// A put that is settled in the quote is not a call that is, and neither one paid in coins.
#[test]
fn attack_10_a_vault_on_margin_sells_only_its_own_kind() {
    let mut story = leveraged(OptionKind::PUT, 10_000, MarginMode::SCENARIO, 28_000 * CASH);
    story.scene.renew_surface().unwrap();
    story.scene.set_price(SPOT);
    let put = story.scene.next_on_margin(SPOT).unwrap();
    let call = Contract { kind: OptionKind::CALL, ..put };
    story.scene.list(&[put, call]).unwrap();
    refused_by_code(story.scene.roll_on_margin_into(&call), anchor::CONSTRAINT);
    story.scene.roll_on_margin_into(&put).unwrap();

    let mut story = of_calls();
    story.scene.renew_surface().unwrap();
    story.scene.set_price(SPOT);
    let in_coins = story.scene.next_on_margin(SPOT).unwrap();
    let in_cash = Contract { settlement: SettlementAsset::QUOTE, ..in_coins };
    story.scene.list(&[in_coins, in_cash]).unwrap();
    refused_by_code(story.scene.roll_on_margin_into(&in_cash), anchor::CONSTRAINT);
    story.scene.roll_on_margin_into(&in_coins).unwrap();
}
