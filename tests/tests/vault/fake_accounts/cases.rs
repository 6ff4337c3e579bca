//! Every instruction, in a town where it would succeed, with the names of its accounts and its twins: the same
//! instruction of another vault, another market or another person.

use super::town::{sealed_bid, Place, Stage, Town};
use crate::common::{ANY_PREMIUM, COIN, SPOT};
use crate::sealed::{secret, DEAR};
use solana_signer::Signer;
use vault_client::{
    address,
    instruction::{self, SeriesRef, VaultRef},
    CreateConfigArgs, CreateMarketArgs, CreateVaultArgs, Instruction, Pubkey,
};
use vault_types::state::{Market, OptionKind, Round, Series, Vault};

/// The first two of three sign.
pub const QUORUM_OF_SIGNERS: u8 = 0b11;

/// One instruction of the program.
pub struct Case {
    pub name: &'static str,
    pub stage: Stage,
    /// In the order of the instruction's accounts, without the two that follow for events.
    pub accounts: &'static [&'static str],
    /// Those that are named behind these.
    pub named: &'static [&'static str],
    /// Accounts that the signer may choose: who pays, or where the signer's own money goes.
    pub free: &'static [&'static str],
    /// Builds it for a place and one of the two people.
    pub build: fn(&Town, Place, usize) -> Instruction,
}

pub const fn case(
    name: &'static str,
    stage: Stage,
    accounts: &'static [&'static str],
    free: &'static [&'static str],
    build: fn(&Town, Place, usize) -> Instruction,
) -> Case {
    Case { name, stage, accounts, named: &[], free, build }
}

#[rustfmt::skip]
pub const CASES: [Case; 33] = [
    case("create_config", Stage::Queued, &["creator", "config", "system_program"], &[], |town, _, who| {
        let args = CreateConfigArgs {
            guardian: Pubkey::new_from_array([3; 32]), timelock_secs: 86_400, cluster_genesis_hash: [4; 32],
        };
        instruction::create_config(town.people[who].pubkey(), args)
    }),
    case("propose_change", Stage::Queued, &["admin", "config", "proposal", "target", "market", "system_program"],
        &["target"], |town, place, _| town.propose(place)),
    case("execute_change", Stage::Queued, &["executor", "config", "proposal", "target", "market", "rent_payer"], &[],
        |town, place, _| {
            instruction::execute_change(town.house(place).admin, &town.proposal(place), Some(place.market))
        }),
    case("cancel_change", Stage::Queued, &["canceller", "config", "proposal", "rent_payer"],
        &["canceller", "proposal"],
        |town, place, _| instruction::cancel_change(town.scene.guardian.pubkey(), &town.proposal(place))),
    case("tighten", Stage::Queued, &["authority", "config", "target", "market"], &["authority", "target"],
        |town, place, _| {
            let (target, change) = town.change(place);
            instruction::tighten(town.scene.guardian.pubkey(), town.house(place).config, target, change)
        }),
    case("create_market", Stage::Queued, &["admin", "config", "market", "underlying_mint", "quote_mint", "system_program"],
        &["underlying_mint", "quote_mint"],
        |town, place, _| {
            let market: Market = town.scene.world.read(&place.market).unwrap();
            let args = CreateMarketArgs {
                id: 7, price_source: market.price_source, price_program: market.price_program, price_feed_id: place.feed_id,
                oracle_limits: market.oracle_limits, calendar: market.calendar, strike_step_e8: market.strike_step_e8,
            };
            instruction::create_market(town.house(place), market.underlying_mint, market.quote_mint, args)
        }),
    case("observe_price", Stage::Queued, &["market", "price_update"], &["market"], |_, place, _| {
        instruction::observe_price(place.market, place.price_account)
    }),
    case("create_signer_set", Stage::Queued, &["admin", "config", "signer_set", "system_program"], &[],
        |town, place, _| instruction::create_signer_set(town.new_house(place), 1, vec![Pubkey::new_from_array([5; 32])])),
    case("create_surface", Stage::Queued, &["payer", "market", "surface", "system_program"], &["payer"],
        |town, place, who| instruction::create_surface(town.people[who].pubkey(), town.new_market(place))),
    case("post_surface", Stage::Queued, &["config", "market", "signer_set", "surface", "instructions"], &[],
        |town, place, _| instruction::post_surface(town.house(place).config, place.market, QUORUM_OF_SIGNERS)),
    case("create_series", Stage::Queued,
        &["payer", "market", "series", "settlement_mint", "option_mint", "pool", "token_program", "system_program"],
        &["payer"], |town, place, who| {
            let market: Market = town.scene.world.read(&place.market).unwrap();
            let expiry_ts = market.calendar.next_expiry_ts(town.scene.world.now()).unwrap();
            let payer = town.people[who].pubkey();
            instruction::create_series(payer, place.market, &market, OptionKind::CALL, 2 * SPOT, expiry_ts)
        }),
    case("post_settlement_price", Stage::Expired, &["market", "series", "price_update"], &[], |town, place, _| {
        with_series(town, place, |series| instruction::post_settlement_price(series, place.price_account))
    }),
    case("unwind_series", Stage::Silent, &["market", "series"], &[], |town, place, _| {
        with_series(town, place, instruction::unwind_series)
    }),
    case("redeem", Stage::Closed,
        &["holder", "series", "option_mint", "pool", "holder_options", "holder_assets", "token_program"],
        &["holder_assets"], |town, place, who| {
            let holder = [&town.maker, &town.people[0]][who].pubkey();
            with_series(town, place, |series| instruction::redeem(holder, series, 10 * COIN))
        }),
    case("create_vault", Stage::Queued,
        &["admin", "config", "market", "vault", "asset_mint", "share_mint", "custody", "share_escrow", "token_program",
          "system_program"], &["asset_mint"], |town, place, _| {
            let vault: Vault = town.scene.world.read(&place.vault).unwrap();
            let args = CreateVaultArgs { id: 7, fee_recipient: vault.fee_recipient, params: vault.params };
            instruction::create_vault(town.house(place), place.market, vault.asset_mint, args)
        }),
    case("deposit", Stage::Queued,
        &["owner", "vault", "ticket", "owner_assets", "custody", "token_program", "system_program"], &[],
        |town, place, who| with_vault(town, place, |vault| instruction::deposit(town.people[who].pubkey(), vault, COIN, vec![]))),
    case("deposit_now", Stage::Closed,
        &["owner", "vault", "owner_assets", "custody", "share_mint", "owner_shares", "token_program"], &["owner_shares"],
        |town, place, who| {
            with_vault(town, place, |vault| instruction::deposit_now(town.people[who].pubkey(), vault, COIN, vec![]))
        }),
    case("cancel_deposit", Stage::Queued,
        &["owner", "vault", "ticket", "owner_assets", "custody", "token_program"], &["owner_assets"],
        |town, place, who| with_vault(town, place, |vault| instruction::cancel_deposit(town.people[who].pubkey(), vault))),
    case("claim_shares", Stage::Auction,
        &["claimer", "owner", "vault", "ticket", "round", "share_escrow", "owner_shares", "token_program"], &["claimer"],
        |town, place, who| {
            let (claimer, owner) = (town.scene.keeper.pubkey(), town.people[who].pubkey());
            with_vault(town, place, |vault| instruction::claim_shares(claimer, owner, vault, 2))
        }),
    case("request_withdrawal", Stage::AuctionOver,
        &["owner", "vault", "ticket", "share_mint", "owner_shares", "share_escrow", "token_program", "system_program"],
        &[],
        |town, place, who| {
            with_vault(town, place, |vault| instruction::request_withdrawal(town.people[who].pubkey(), vault, COIN))
        }),
    case("cancel_withdrawal", Stage::AuctionOver,
        &["owner", "vault", "ticket", "share_escrow", "owner_shares", "token_program"], &["owner_shares"],
        |town, place, who| with_vault(town, place, |vault| instruction::cancel_withdrawal(town.people[who].pubkey(), vault))),
    case("claim_withdrawal", Stage::Closed,
        &["claimer", "owner", "vault", "ticket", "round", "owner_assets", "custody", "token_program"], &["claimer"],
        |town, place, who| {
            let (claimer, owner) = (town.scene.keeper.pubkey(), town.people[who].pubkey());
            with_vault(town, place, |vault| instruction::claim_withdrawal(claimer, owner, vault, 2))
        }),
    case("roll", Stage::Queued,
        &["keeper", "market", "vault", "round", "auction", "book", "share_mint", "share_escrow", "surface", "price_update",
          "token_program", "system_program", "series"], &["keeper"], |town, place, who| {
            let (strike_e8, expiry_ts) = town.scene.next_strike(SPOT).unwrap();
            let coin = town.scene.underlying_mint;
            let series = address::series(&place.market, OptionKind::CALL, strike_e8, expiry_ts, &coin);
            let keeper = town.people[who].pubkey();
            with_vault(town, place, |vault| instruction::roll(keeper, vault, series, place.price_account))
        }),
    case("bid", Stage::Auction,
        &["bidder", "market", "vault", "auction", "series", "option_mint", "bidder_assets", "custody",
          "bidder_options", "surface", "price_update", "token_program"], &["bidder_options"], |town, place, who| {
            let bidder = [&town.maker, &town.people[0]][who].pubkey();
            with_vault(town, place, |vault| with_series(town, place, |series| {
                instruction::bid(bidder, vault, series, place.price_account, COIN, ANY_PREMIUM)
            }))
        }),
    case("close_auction", Stage::AuctionOver, &["vault", "round", "auction", "rent_payer"], &[], |town, place, _| {
        with_vault(town, place, |vault| instruction::close_auction(vault, town.scene.keeper.pubkey()))
    }),
    case("commit_bid", Stage::Commitments,
        &["bidder", "vault", "auction", "bid", "bidder_assets", "custody", "token_program", "system_program"], &[],
        |town, place, who| with_vault(town, place, |vault| {
            let bid = secret(9, 10 * COIN, DEAR);
            instruction::commit_bid(town.people[who].pubkey(), vault, bid.id, &bid.opening, bid.deposit_atoms)
        })),
    case("reveal_bid", Stage::Reveals, &["auction", "bid", "book"], &[], |town, place, who| {
        let bid = sealed_bid(who);
        with_vault(town, place, |vault| instruction::reveal_bid(town.people[who].pubkey(), vault, bid.id, &bid.opening))
    }),
    case("clear_auction", Stage::Clearing,
        &["market", "vault", "round", "auction", "rent_payer", "book", "series", "surface", "price_update"],
        &[],
        |town, place, _| with_vault(town, place, |vault| with_series(town, place, |series| {
            instruction::clear_auction(vault, series.address, place.price_account, town.scene.keeper.pubkey())
        }))),
    case("void_auction", Stage::TooLate, &["vault", "round", "auction", "rent_payer", "book"], &[], |town, place, _| {
        with_vault(town, place, |vault| instruction::void_auction(vault, town.scene.keeper.pubkey()))
    }),
    case("claim_bid", Stage::Claims,
        &["vault", "round", "bid", "bidder", "series", "option_mint", "custody", "bidder_assets", "bidder_options",
          "token_program"], &[],
        |town, place, who| with_vault(town, place, |vault| with_series(town, place, |series| {
            instruction::claim_bid(town.people[who].pubkey(), vault, 2, series, sealed_bid(who).id)
        }))),
    case("settle", Stage::Priced, &["vault", "round", "series", "custody", "pool", "token_program"], &[],
        |town, place, _| {
            with_vault(town, place, |vault| with_series(town, place, |series| instruction::settle(vault, series)))
        }),
    case("close_round", Stage::Settled, &["vault", "round", "share_mint", "share_escrow", "token_program"], &[],
        |town, place, _| with_vault(town, place, instruction::close_round)),
    case("collect_fees", Stage::Gained, &["vault", "custody", "recipient_assets", "token_program"], &[],
        |town, place, _| with_vault(town, place, instruction::collect_fees)),
];

pub fn with_vault(town: &Town, place: Place, build: impl FnOnce(VaultRef) -> Instruction) -> Instruction {
    let state: Vault = town.scene.world.read(&place.vault).unwrap();
    build(VaultRef { address: place.vault, state: &state })
}

fn with_series(town: &Town, place: Place, build: impl FnOnce(SeriesRef) -> Instruction) -> Instruction {
    let round: Round = town.scene.world.read(&address::round(&place.vault, 2)).unwrap();
    let state: Series = town.scene.world.read(&round.series).unwrap();
    build(SeriesRef { address: round.series, state: &state })
}
