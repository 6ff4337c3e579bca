//! `instructions/{vault,auction}/*.rs`. Every round lasts a week; the buyer redeems at once.

use super::*;

fn ensure(holds: bool) -> Outcome {
    holds.then_some(()).ok_or(Refusal::Program)
}

impl Driver {
    pub(super) fn roll(&mut self) -> Outcome {
        let vault = &mut self.vault;
        ensure(vault.state == VaultState::OPEN)?;
        let start_pps_e9 = vault.pps_e9;
        let (deposited_atoms, deposit_shares) = vault.ledger.join_deposits(start_pps_e9)?;
        let size_atoms = vault.ledger.lock_all();
        ensure(size_atoms > 0)?;
        vault.state = VaultState::AUCTION;
        vault.round = vault.next_round();
        vault.expiry_ts = self.now_ts + WEEK_SECS;
        self.escrow_shares += deposit_shares;
        self.rounds.push(Round {
            number: vault.round,
            started_ts: self.now_ts,
            expiry_ts: vault.expiry_ts,
            strike_e8: STRIKE_E8,
            start_pps_e9,
            start_nav_atoms: size_atoms,
            deposited_atoms,
            deposit_shares,
            size_atoms,
            status: RoundStatus::RUNNING,
            ..Round::zeroed()
        });
        let end_ts = self.now_ts + i64::from(vault.params.auction.duration_secs);
        self.auction =
            PremiumAuction { start_ts: self.now_ts, end_ts, close_ts: end_ts, size_atoms, ..PremiumAuction::zeroed() };
        Ok(())
    }

    pub(super) fn bid(&mut self, quantity_atoms: u64, premium_atoms: u64) -> Outcome {
        ensure(self.vault.state == VaultState::AUCTION)?;
        ensure((1..=self.auction.unsold_atoms()).contains(&quantity_atoms) && premium_atoms > 0)?;
        self.auction.sold_atoms += quantity_atoms;
        self.auction.premium_atoms += premium_atoms;
        self.auction.bids += 1;
        self.vault.ledger.receive_premium(premium_atoms)?;
        self.received_atoms += premium_atoms;
        self.custody_atoms += premium_atoms;
        Ok(())
    }

    pub(super) fn close_auction(&mut self) -> Outcome {
        ensure(self.vault.state == VaultState::AUCTION)?;
        let round = self.rounds.last_mut().unwrap();
        round.sold_atoms = self.auction.sold_atoms;
        round.premium_atoms = self.auction.premium_atoms;
        self.vault.state = VaultState::LIVE;
        self.vault.ledger.unlock(self.auction.unsold_atoms())?;
        Ok(())
    }

    pub(super) fn settle(&mut self, price_e8: u64) -> Outcome {
        ensure(self.vault.state == VaultState::LIVE && price_e8 > 0)?;
        let round = self.rounds.last_mut().unwrap();
        let payoff_atoms = payoff_from_writer(OptionKind::CALL, round.sold_atoms, round.strike_e8, price_e8)?;
        let redeemed_atoms = payoff_to_holder(OptionKind::CALL, round.sold_atoms, round.strike_e8, price_e8)?;
        assert!(redeemed_atoms <= payoff_atoms);
        self.now_ts = round.expiry_ts;
        round.settlement_e8 = price_e8;
        round.settlement_publish_ts = self.now_ts;
        round.payoff_atoms = payoff_atoms;
        self.vault.state = VaultState::SETTLING;
        self.vault.ledger.pay_options(payoff_atoms)?;
        self.custody_atoms -= payoff_atoms;
        self.pool_atoms += payoff_atoms;
        Ok(())
    }

    pub(super) fn close_round(&mut self) -> Outcome {
        let (vault, round) = (&mut self.vault, self.rounds.last_mut().ok_or(Refusal::Program)?);
        ensure(vault.state == VaultState::SETTLING)?;
        let result = RoundResult {
            start_nav_atoms: round.start_nav_atoms,
            end_nav_atoms: vault.ledger.nav_atoms,
            share_supply: vault.ledger.share_supply,
            high_water_mark_e9: vault.high_water_mark_e9,
            elapsed_secs: (round.expiry_ts - round.started_ts).unsigned_abs(),
        };
        let close = close_round(&result, &vault.params.fees)?;
        exact::check_close(&result, &vault.params.fees, &close);
        vault.ledger.charge_fees(close.performance_fee_atoms + close.management_fee_atoms)?;
        let withdrawal_pps_e9 = shares::withdrawal_pps_e9(close.pps_e9, vault.params.fees.withdrawal_fee_bps);
        let burned = vault.ledger.burn_queued(close.pps_e9, withdrawal_pps_e9)?;
        (round.withdrawn_shares, round.withdrawn_atoms) = (burned.shares, burned.owed_atoms);
        round.withdrawal_fee_atoms = burned.fee_atoms;
        round.withdrawal_pps_e9 = withdrawal_pps_e9;
        vault.withdrawal_pps_e9 = withdrawal_pps_e9;
        vault.pps_e9 = close.pps_e9;
        vault.high_water_mark_e9 = close.high_water_mark_e9;
        vault.state = VaultState::OPEN;
        round.status = RoundStatus::CLOSED;
        round.closed_ts = self.now_ts;
        round.performance_fee_atoms = close.performance_fee_atoms;
        round.management_fee_atoms = close.management_fee_atoms;
        round.end_pps_e9 = close.pps_e9;
        round.end_nav_atoms = vault.ledger.nav_atoms;
        self.escrow_shares -= round.withdrawn_shares;
        Ok(())
    }

    pub(super) fn collect_fees(&mut self) -> Outcome {
        let atoms = self.vault.ledger.pay_fees();
        ensure(atoms > 0)?;
        self.custody_atoms -= atoms;
        self.fees_paid_atoms += atoms;
        Ok(())
    }
}
