//! What a bid does to the account that is auctioned, and to the bidder's.

use super::{
    price_path::{part_up, ONE_E9},
    AuctionPhase, HandOverError, HandedOver, Health, Judgement, LiquidationParameters, LossBook,
};
use crate::{
    margin::{Requirement, Units},
    state::MarginAccount,
    LedgerError, Pubkey,
};

/// The least part of an account that somebody may take, times 10^9: one in a hundred. What is left to sell may be less.
pub const LEAST_PART_E9: u64 = ONE_E9 / 100;

/// What a taker pays for a part of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    /// What the account is paid in, and how much.
    pub mint: Pubkey,
    pub paid_atoms: u64,
    /// The insurance fund's part, in the quote.
    pub penalty_atoms: u64,
}

impl Payment {
    /// A price in the quote: the penalty is part of it, rounded up.
    pub fn in_quote(price_atoms: u64, parameters: &LiquidationParameters, quote_mint: Pubkey) -> Self {
        let penalty_e9 = u64::from(parameters.penalty_bps).saturating_mul(ONE_E9 / crate::BPS);
        let penalty_atoms = part_up(price_atoms, penalty_e9).min(price_atoms);
        Self { mint: quote_mint, paid_atoms: price_atoms.saturating_sub(penalty_atoms), penalty_atoms }
    }

    /// The same, but that the account receives coins at the spot, rounded up: a vault's, which could not turn anything else into what its depositors
    /// came with.
    pub fn in_coins(self, mint: Pubkey, spot_e8: u64, units: &Units) -> Result<Self, LedgerError> {
        Ok(Self { mint, paid_atoms: units.coins_up(self.paid_atoms, spot_e8)?, ..self })
    }
}

impl Units {
    /// `atoms` of the quote in atoms of the underlying, rounded up.
    fn coins_up(&self, atoms: u64, spot_e8: u64) -> Result<u64, LedgerError> {
        let power = |digits: u32| 10_u128.checked_pow(digits).ok_or(LedgerError::Overflow);
        let numerator = power(u32::from(self.underlying_decimals).saturating_add(8))?.checked_mul(atoms.into());
        let divisor = power(self.quote_decimals.into())?.checked_mul(spot_e8.into()).ok_or(LedgerError::Overflow)?;
        let numerator = numerator.ok_or(LedgerError::Overflow)?;
        if divisor == 0 {
            return Err(LedgerError::Overflow);
        }
        u64::try_from(numerator.div_ceil(divisor)).map_err(|_| LedgerError::Overflow)
    }
}

impl MarginAccount {
    /// The account's auction follows a judgement: it begins, goes on, changes what it is about, or is over. What it claims of the insurance fund is
    /// noted there.
    pub fn follow(
        &mut self,
        judgement: &Judgement,
        health: &Health,
        parameters: &LiquidationParameters,
        pace_bps: u32,
        losses: &mut LossBook,
        now_ts: i64,
    ) {
        let claim_before_atoms = self.auction.claim_atoms;
        if self.auction.is_running() {
            self.auction.look(now_ts);
            self.cap_reserved();
        }
        if judgement.phase == AuctionPhase::NONE {
            self.end_auction(losses);
            return;
        }
        if judgement.phase != self.auction.phase {
            self.auction.begin(judgement.phase, pace_bps, now_ts);
        }
        let is_full = u8::from(judgement.is_full);
        if is_full != self.auction.is_full {
            self.auction.is_full = is_full;
            self.auction.note_change();
        }
        self.auction.claim_atoms = match judgement.phase {
            AuctionPhase::INSOLVENT => health.claim_atoms(parameters),
            _ => 0,
        };
        losses.note_claim(claim_before_atoms, self.auction.claim_atoms);
    }

    /// What the auction has brought in may have been paid out since, or lost: no more of it is kept back than there is.
    pub fn cap_reserved(&mut self) {
        self.auction.reserved_atoms = self.auction.reserved_atoms.min(self.amount_of(&self.quote_mint));
    }

    /// Ends an auction, if one runs.
    pub fn end_auction(&mut self, losses: &mut LossBook) {
        if self.auction.is_running() {
            losses.note_claim(self.auction.claim_atoms, 0);
            self.auction.end();
        }
    }

    /// A part of everything but what the auction has brought in goes to the taker, for a payment. The penalty leaves the taker's account; the caller
    /// puts it into the fund. Both accounts' thresholds end, but for the levels of the part that is left.
    pub fn sell(
        &mut self,
        part_e9: u64,
        payment: &Payment,
        taker: &mut MarginAccount,
    ) -> Result<HandedOver, HandOverError> {
        let handed = self.hand_over(part_e9, self.auction.reserved_atoms, taker)?;
        let quote_mint = self.quote_mint;
        if payment.penalty_atoms > 0 {
            taker.withdraw(&quote_mint, payment.penalty_atoms)?;
        }
        if payment.paid_atoms > 0 {
            taker.withdraw(&payment.mint, payment.paid_atoms)?;
            self.deposit(payment.mint, payment.paid_atoms)?;
        }
        self.keep_part(ONE_E9.saturating_sub(part_e9));
        taker.note_change();
        Ok(handed)
    }

    /// Everything goes to the taker, who is paid by others.
    pub fn give_away(&mut self, taker: &mut MarginAccount) -> Result<HandedOver, HandOverError> {
        let handed = self.hand_over(ONE_E9, 0, taker)?;
        self.note_change();
        taker.note_change();
        Ok(handed)
    }

    /// What was signed for the account holds for the part that is left.
    fn keep_part(&mut self, kept_e9: u64) {
        let was_signed = self.threshold.is_for(self.position_seq);
        self.note_change();
        if was_signed {
            self.threshold = self.threshold.scaled(kept_e9, self.position_seq);
        }
    }
}

impl Health {
    /// How the account stands after a part of it was sold: nothing else has changed since. Rounded against it.
    pub fn after_sale(&self, part_e9: u64, reserved_atoms: u64, received_atoms: u64) -> Self {
        let kept_e9 = ONE_E9.saturating_sub(part_e9);
        let up = |atoms: u64| part_up(atoms, kept_e9);
        let kept = |atoms: u64| {
            let sold_atoms = part_up(atoms.saturating_sub(reserved_atoms), part_e9);
            atoms.saturating_sub(sold_atoms).saturating_add(received_atoms)
        };
        let Requirement { initial_atoms, maintenance_atoms, liquidation_atoms } = self.requirement;
        let mark_size = self.mark_atoms.unsigned_abs();
        let mark_atoms = match self.mark_atoms < 0 {
            true => i64::try_from(up(mark_size)).map_or(i64::MIN, i64::wrapping_neg),
            false => i64::try_from(mark_size.saturating_sub(part_up(mark_size, part_e9))).unwrap_or(0),
        };
        Self {
            counted_atoms: kept(self.counted_atoms),
            fair_atoms: kept(self.fair_atoms),
            mark_atoms,
            requirement: Requirement {
                initial_atoms: up(initial_atoms),
                maintenance_atoms: up(maintenance_atoms),
                liquidation_atoms: up(liquidation_atoms),
            },
            vega_loss_atoms: up(self.vega_loss_atoms),
            owes_token: self.owes_token,
        }
    }
}
