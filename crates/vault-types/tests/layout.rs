//! Where every byte of every account is. A change here is a migration of accounts on chain.
//!
//! The same table holds with and without the feature `anchor`, so both read and write the same bytes.

use bytemuck::{bytes_of, Zeroable};
use std::mem::{align_of, offset_of, size_of, size_of_val};
use vault_types::{
    ledger::Ledger,
    margin::{
        ExchangeRate, MarginMode, PriceAverage, RealisedVolatility, RealisedVolatilityParameters, RiskParameters,
        ScenarioGrid, StandardParameters,
    },
    outflow::Outflow,
    state::*,
    threshold::{StrikeRecord, ThresholdParameters},
};

/// A field's name, offset and size.
type Field = (&'static str, usize, usize);

/// Pins each field's offset, and proves that the fields fill the type without a gap, from its first byte to its last.
macro_rules! layout {
    ($type:ty, $size:literal, $($field:ident $offset:literal),+) => {{
        let value = <$type>::zeroed();
        $(assert_eq!(offset_of!($type, $field), $offset, concat!(stringify!($type), ".", stringify!($field)));)+
        let fields = [$((stringify!($field), offset_of!($type, $field), size_of_val(&value.$field))),+];
        assert_no_gap(stringify!($type), $size, &fields);
        assert_eq!(size_of::<$type>(), $size, stringify!($type));
        assert!(align_of::<$type>() <= 8, "the discriminator is eight bytes long");
    }};
}

fn assert_no_gap(name: &str, size: usize, fields: &[Field]) {
    let end = fields.iter().fold(0, |end, (field, offset, length)| {
        assert_eq!(end, *offset, "{name}.{field} does not follow the field before it");
        offset + length
    });
    assert_eq!(end, size, "{name} has bytes after its last field");
}

#[test]
fn parts() {
    layout!(OracleLimits, 28, max_age_secs 0, max_future_secs 4, settlement_window_secs 8,
        settlement_challenge_secs 12, max_confidence_bps 16, max_jump_bps 20, jump_window_secs 24);
    layout!(ExpiryCalendar, 12, period_secs 0, offset_secs 4, min_tenor_secs 8);
    layout!(StrikePolicy, 8, max_distance_bps 0, min_distance_bps 4, target_delta_bps 6);
    layout!(AuctionParams, 24, min_bid_atoms 0, duration_secs 8, start_premium_bps 12, end_discount_bps 14,
        extension_secs 16, mechanism 18, padding 19, reveal_secs 20);
    layout!(FeeParams, 12, performance_fee_bps 0, management_fee_e8 4, withdrawal_fee_bps 8);
    layout!(VaultParams, 120, strike_policy 0, auction 8, fees 32, max_outflow_bps 44, max_leverage_bps 46, periods 48,
        margin_mode 49, padding 50, min_deposit_atoms 56, min_withdrawal_atoms 64, vault_cap_atoms 72,
        owner_cap_atoms 80, allow_list_root 88);
    layout!(SurfaceSlice, 96, expiry_ts 0, a 8, b 16, rho 24, m 32, sigma 40, issued_ts 48, posted_ts 56,
        reference_vols_e9 64, reference_ts 88);
    layout!(Settlement, 32, price_e8 0, publish_ts 8, challenge_end_ts 16, status 24, padding 25);
    layout!(Outflow, 48, window_start_ts 0, base_atoms 8, paid_atoms 16, received_atoms 24, carried_atoms 32,
        strained_ts 40);
    layout!(CollateralParams, 16, cap_atoms 0, haircut_bps 8, max_outflow_bps 10, max_above_average_bps 12,
        max_rate_growth_bps 14);
    layout!(PriceAverage, 32, average_e8 0, last_e8 8, last_ts 16, average_fraction 24, history_secs 28);
    layout!(ExchangeRate, 16, rate_e9 0, observed_ts 8);
    layout!(Ledger, 80, nav_atoms 0, locked_atoms 8, margined_atoms 16, pending_deposit_atoms 24,
        withdrawal_payable_atoms 32, fee_payable_atoms 40, bid_escrow_atoms 48, share_supply 56, unclaimed_shares 64,
        queued_shares 72);
    layout!(RankedBid, 24, price_e9 0, quantity_atoms 8, sequence 16, padding 20);
    layout!(SealedSale, 40, clearing_price_e9 0, last_price_e9 8, last_filled_atoms 16, forfeited_atoms 24,
        last_sequence 32, outcome 36, padding 37);
    layout!(RealisedVolatility, 24, variance 0, last_price_e8 8, last_ts 16);
    layout!(RealisedVolatilityParameters, 32, initial_vol_e9 0, min_vol_e9 8, half_life_secs 16, min_spacing_secs 20,
        max_gap_secs 24, max_return_bps 28);
    layout!(ScenarioGrid, 16, price_range_bps 0, vol_up_bps 2, vol_down_bps 4, extreme_multiple_bps 6,
        extreme_weight_bps 8, short_minimum_bps 10, initial_factor_bps 12, liquidation_factor_bps 14);
    layout!(StandardParameters, 8, initial_bps 0, initial_floor_bps 2, maintenance_bps 4, liquidation_bps 6);
    layout!(RiskParameters, 72, realised 0, fallback_vol_e9 32, grid 40, standard 56, delta_limit_bps 64,
        ceiling_over_realised_bps 66, is_open 68, padding 69);
    layout!(ThresholdParameters, 16, max_age_secs 0, strike_window_secs 4, loosen_bps_per_hour 8, tolerance_bps 10,
        floor_bps 12, max_strikes 14);
    layout!(StrikeRecord, 24, generation 0, last_strike_ts 8, strikes 16, padding 20);
}

#[test]
fn accounts() {
    layout!(Config, 272, version 0, bump 1, padding 2, timelock_secs 4, creator 8, admin 40, guardian 72,
        cluster_genesis_hash 104, proposals 136, thresholds 144, liquidation 160, reserved 208);
    layout!(Proposal, 544, version 0, bump 1, change_length 2, padding 4, config 8, target 40, number 72,
        settings_hash 80, ready_ts 112, expires_ts 120, rent_payer 128, change 160, reserved 480);
    layout!(Market, 320, version 0, bump 1, id 2, halts 4, price_source 5, padding 6, config 8, underlying_mint 40,
        quote_mint 72, price_feed_id 104, oracle_limits 136, calendar 164, strike_step_e8 176, price_program 184,
        last_price_e8 216, last_price_ts 224, reserved 232);
    layout!(Vault, 616, version 0, bump 1, id 2, state 4, kind 5, halts 6, padding 7, config 8, market 40,
        asset_mint 72, share_mint 104, custody 136, share_escrow 168, fee_recipient 200, params 232, round 352,
        expiry_ts 360, pps_e9 368, withdrawal_pps_e9 376, high_water_mark_e9 384, ledger 392, outflow 472,
        reserved 520);
    layout!(HeldCollateral, 40, mint 0, amount_atoms 32);
    layout!(HeldOptions, 64, series 0, quantity_atoms 32, strike_e8 40, expiry_ts 48, kind 56, settlement 57, market 58,
        padding 59);
    layout!(AccountMarket, 72, market 0, underlying_mint 32, underlying_decimals 64, padding 65);
    layout!(MarginAccount, 2480, version 0, bump 1, id 2, mode 4, quote_decimals 5, holder 6, padding 7, config 8,
        owner 40, quote_mint 72, markets 104, position_seq 392, threshold 400, collaterals 496, options 816, auction 2352,
        loss_index_e18 2408, reserved 2416);
    layout!(MarginSeries, 216, version 0, bump 1, kind 2, settlement 3, padding 4, market 8, expiry 40, option_mint 72,
        strike_e8 104, expiry_ts 112, outstanding_atoms 120, redeemed_atoms 128, reserved 136);
    layout!(Expiry, 288, version 0, bump 1, underlying_decimals 2, quote_decimals 3, padding 4, market 8,
        underlying_mint 40, quote_mint 72, underlying_pool 104, quote_pool 136, expiry_ts 168, settlement 176,
        underlying_pool_atoms 208, quote_pool_atoms 216, reserved 224);
    layout!(Series, 280, version 0, bump 1, kind 2, padding 3, market 8, settlement_mint 40, option_mint 72,
        pool 104, strike_e8 136, expiry_ts 144, settlement 152, outstanding_atoms 184, pool_atoms 192,
        sold_atoms 200, premium_atoms 208, reserved 216);
    layout!(Round, 352, version 0, bump 1, status 2, padding 3, fees 4, vault 16, number 48, series 56,
        started_ts 88, expiry_ts 96, closed_ts 104, spot_e8 112, strike_e8 120, delta_e9 128, volatility_e9 136,
        start_pps_e9 144, start_nav_atoms 152, deposited_atoms 160, deposit_shares 168, size_atoms 176,
        sold_atoms 184, premium_atoms 192, settlement_e8 200, settlement_publish_ts 208, payoff_atoms 216,
        performance_fee_atoms 224, management_fee_atoms 232, end_pps_e9 240, withdrawal_pps_e9 248,
        withdrawn_shares 256, withdrawn_atoms 264, withdrawal_fee_atoms 272, end_nav_atoms 280, sale 288,
        max_leverage_bps 328, padding_of_leverage 330, surplus_atoms 336, reserved 344);
    layout!(PremiumAuction, 224, version 0, bump 1, extension_secs 2, mechanism 4, padding 5, vault 8, series 40,
        round 72, rent_payer 80, start_ts 112, end_ts 120, close_ts 128, start_premium_bps 136,
        end_discount_bps 138, bids 140, min_bid_atoms 144, size_atoms 152, sold_atoms 160, premium_atoms 168,
        committed_atoms 176, revealed_atoms 184, reserved 192);
    layout!(SealedBid, 168, version 0, bump 1, id 2, status 3, sequence 4, vault 8, bidder 40, round 72,
        commitment 80, deposit_atoms 112, quantity_atoms 120, price_e9 128, reserved 136);
    layout!(BidBook, 840, version 0, bump 1, padding 2, count 4, auction 8, bids 40, reserved 808);
    layout!(DepositTicket, 120, version 0, bump 1, padding 2, vault 8, owner 40, round 72, amount_atoms 80,
        reserved 88);
    layout!(WithdrawalTicket, 120, version 0, bump 1, padding 2, vault 8, owner 40, round 72, shares 80,
        reserved 88);
    layout!(SignerSet, 368, version 0, bump 1, quorum 2, members 3, padding 4, config 8, generation 40, keys 48,
        strikes 304, reserved 328);
    layout!(VolSurface, 888, version 0, bump 1, padding 2, market 8, sequence 40, generation 48, slices 56,
        reserved 824);
    layout!(CollateralBank, 512, version 0, bump 1, class 2, issuer_power 3, decimals 4, price_source 5, padding 6,
        config 12, mint 44, token_program 76, custody 108, price_feed_id 140, price_program 172, base_bank 204,
        rate_source 236, oracle_limits 268, average_window_secs 296, ramp_secs 300, params 304, deposited_atoms 320,
        counts_from_ts 328, average 336, rate 368, outflow 384, vault_atoms 432, losses 440, reserved 496);
    layout!(MarketRisk, 200, version 0, bump 1, padding 2, market 8, params 40, realised 112, reserved 136);
    layout!(InsuranceStake, 128, version 0, bump 1, padding 2, bank 8, owner 40, shares 72, leaving_shares 80, asked_ts 88,
        fund_number 96, reserved 104);
    layout!(ThresholdBatch, 320, version 0, bump 1, padding 2, config 8, message 40, reserved 256);
}

#[test]
fn numbers_are_little_endian() {
    let ledger = Ledger { locked_atoms: 0x0102_0304_0506_0708, ..Ledger::default() };
    assert_eq!(bytes_of(&ledger)[8..16], [8, 7, 6, 5, 4, 3, 2, 1]);
}

#[test]
fn versions_and_codes() {
    assert_eq!(VERSION, 1);
    let states = [VaultState::OPEN, VaultState::AUCTION, VaultState::LIVE, VaultState::SETTLING];
    assert_eq!(states.map(VaultState::code), [0, 1, 2, 3]);
    assert_eq!([RoundStatus::RUNNING, RoundStatus::CLOSED].map(RoundStatus::code), [0, 1]);
    let statuses =
        [SettlementStatus::UNPRICED, SettlementStatus::CANDIDATE, SettlementStatus::FINAL, SettlementStatus::UNWOUND];
    assert_eq!(statuses.map(SettlementStatus::code), [0, 1, 2, 3]);
    assert_eq!([AuctionMechanism::DUTCH, AuctionMechanism::SEALED_BID].map(AuctionMechanism::code), [0, 1]);
    assert_eq!([BidStatus::COMMITTED, BidStatus::REVEALED].map(BidStatus::code), [0, 1]);
    let outcomes = [SaleOutcome::PENDING, SaleOutcome::CLEARED, SaleOutcome::VOID];
    assert_eq!(outcomes.map(SaleOutcome::code), [0, 1, 2]);
    assert_eq!((OptionKind::CALL.code(), OptionKind::PUT.code()), (0, 1));
    assert_eq!([PriceSource::PYTH_PULL, PriceSource::PYTH_PUSH].map(PriceSource::code), [0, 1]);
    let halts = [Halts::NONE, Halts::ROUNDS, Halts::SALES, Halts::DEPOSITS, Halts::OF_A_MARKET, Halts::ALL];
    assert_eq!(halts.map(Halts::bits), [0, 1, 2, 4, 3, 7]);
    let classes = [
        CollateralClass::STABLE,
        CollateralClass::MAJOR,
        CollateralClass::MID_CAP,
        CollateralClass::YIELD_BEARING,
        CollateralClass::VAULT_SHARE,
        CollateralClass::TREASURY,
    ];
    assert_eq!(classes.map(CollateralClass::code), [0, 1, 2, 3, 4, 5]);
    assert_eq!([IssuerPower::NONE, IssuerPower::FREEZES].map(IssuerPower::code), [0, 1]);
    assert_eq!([SettlementAsset::UNDERLYING, SettlementAsset::QUOTE].map(SettlementAsset::code), [0, 1]);
    assert!(states.iter().all(|state| state.is_known()));
    assert!(!bytemuck::cast::<u8, VaultState>(4).is_known());
    assert!(!bytemuck::cast::<u8, OptionKind>(2).is_known());
    assert!(!bytemuck::cast::<u8, PriceSource>(2).is_known());
    assert!(!bytemuck::cast::<u8, CollateralClass>(6).is_known());
    assert!(!bytemuck::cast::<u8, IssuerPower>(2).is_known());
    assert!(!bytemuck::cast::<u8, SettlementAsset>(2).is_known());
    assert!(!bytemuck::cast::<u8, AccountHolder>(2).is_known());
    assert!(!bytemuck::cast::<u8, RoundStatus>(2).is_known());
    assert!(!bytemuck::cast::<u8, SettlementStatus>(255).is_known());
}

/// As an instruction argument, a part is what Borsh makes of its fields one after the other.
#[test]
fn arguments_are_borsh() {
    let params = VaultParams {
        strike_policy: StrikePolicy { max_distance_bps: 1, min_distance_bps: 2, target_delta_bps: 3 },
        auction: AuctionParams {
            min_bid_atoms: 4,
            duration_secs: 5,
            start_premium_bps: 6,
            end_discount_bps: 7,
            extension_secs: 8,
            mechanism: AuctionMechanism::SEALED_BID,
            padding: [0; 1],
            reveal_secs: 12,
        },
        fees: FeeParams { performance_fee_bps: 8, management_fee_e8: 9, withdrawal_fee_bps: 10 },
        max_outflow_bps: 11,
        max_leverage_bps: 18,
        periods: 12,
        margin_mode: MarginMode::SCENARIO,
        padding: [0; 6],
        min_deposit_atoms: 13,
        min_withdrawal_atoms: 14,
        vault_cap_atoms: 15,
        owner_cap_atoms: 16,
        allow_list_root: [17; 32],
    };
    let expected = ((1u32, 2u16, 3u16), (4u64, 5u32, 6u16, 7u16, 8u16, [1u8, 0u8], 12u32), (8u32, 9u32, 10u32));
    let expected =
        borsh::to_vec(&(expected, (11u16, 18u16, 12u8, 2u8, [0u8; 6]), (13u64, 14u64, 15u64, 16u64), [17u8; 32]))
            .unwrap();
    assert_eq!(borsh::to_vec(&params).unwrap(), expected);
    assert_eq!(borsh::from_slice::<VaultParams>(&expected).unwrap(), params);
    assert!(borsh::from_slice::<VaultParams>(&expected[1..]).is_err(), "one byte is missing");
    let calendar = ExpiryCalendar { period_secs: 1, offset_secs: 2, min_tenor_secs: 3 };
    assert_eq!(borsh::to_vec(&calendar).unwrap(), borsh::to_vec(&(1u32, 2u32, 3u32)).unwrap());
    assert_eq!(borsh::to_vec(&OptionKind::CALL).unwrap(), [0]);
}

#[cfg(feature = "anchor")]
mod anchor {
    use super::*;
    use anchor_lang::{AccountDeserialize, AccountSerialize, Discriminator, Owner};
    use sha2::{Digest, Sha256};
    use vault_types::state::VERSION;

    macro_rules! is_account {
        ($($account:ty),+) => { $({
            let hash = Sha256::digest(concat!("account:", stringify!($account)));
            assert_eq!(<$account>::DISCRIMINATOR, &hash[..8]);
            assert_eq!(<$account>::owner(), vault_types::ID);

            // One byte more before them, so that the numbers are not aligned.
            let mut pattern = std::array::from_fn::<u8, { size_of::<$account>() }, _>(|i| (i % 251) as u8);
            pattern[0] = VERSION;
            let account: $account = bytemuck::cast(pattern);
            let mut bytes = vec![0xff];
            account.try_serialize(&mut bytes).unwrap();
            assert_eq!(bytes[1..], [&hash[..8], &pattern].concat());
            assert_eq!(<$account>::try_deserialize(&mut &bytes[1..]).unwrap(), account);

            for unknown in [0, VERSION + 1, u8::MAX] {
                bytes[9] = unknown;
                assert!(<$account>::try_deserialize(&mut &bytes[1..]).is_err(), "version {unknown}");
            }
            bytes[9] = VERSION;
            assert!(<$account>::try_deserialize(&mut &bytes[1..bytes.len() - 1]).is_err(), "a byte short");
            bytes.push(0);
            assert!(<$account>::try_deserialize(&mut &bytes[1..]).is_err(), "a byte too many");
            bytes.pop();
            assert!(<$account>::try_deserialize(&mut &bytes[1..]).is_ok());
            bytes[1] ^= 1;
            assert!(<$account>::try_deserialize(&mut &bytes[1..]).is_err(), "another account's discriminator");
            assert!(<$account>::try_deserialize(&mut &bytes[1..4]).is_err(), "no discriminator");
        })+ };
    }

    #[test]
    fn accounts_are_discriminator_and_bytes() {
        is_account!(Config, Proposal, Market, Vault, Series, Round, PremiumAuction, DepositTicket, WithdrawalTicket);
        is_account!(SealedBid, BidBook, SignerSet, VolSurface, CollateralBank, MarginAccount, MarginSeries, Expiry);
        is_account!(MarketRisk, ThresholdBatch, InsuranceStake);
    }
}
