//! The message about one account: a header of 176 bytes, a body of 168.

use super::{assert_layout, ThresholdError};
use crate::margin::Requirement;
use crate::signed::{
    message::{Domain, Expected, MessageHeader},
    SignedError,
};
use bytemuck::{Pod, Zeroable};

/// Which portfolio of the account a threshold is for. Each form has a domain of its own, so neither is worth anything as the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The portfolio as it is.
    Current,
    /// The portfolio as one trade will leave it: the sequence is that from before the trade, the hash that from after it.
    AfterTrade,
}

impl Form {
    /// Type and version of a message of this form.
    pub const fn domain(self) -> Domain {
        match self {
            Self::Current => *b"OPTVAULT MARG v1",
            Self::AfterTrade => *b"OPTVAULT TRAD v1",
        }
    }

    fn of(domain: &Domain) -> Result<Self, SignedError> {
        let forms = [Self::Current, Self::AfterTrade];
        forms.into_iter().find(|form| form.domain() == *domain).ok_or(SignedError::Domain)
    }

    /// The sequence that a message must name when the account's is this one, at the end of the instruction. A trade adds one to it.
    pub(super) fn signed_position_seq(self, position_seq: u64) -> Option<u64> {
        match self {
            Self::Current => Some(position_seq),
            Self::AfterTrade => position_seq.checked_sub(1),
        }
    }
}

/// The largest delta, gamma, vega or theta, either way: products with bps or percentages fit 128 bits, and absolute values exist.
pub const MAX_SENSITIVITY: i64 = 1_000_000_000_000_000_000;

/// What follows the header: little endian. Money is in atoms of the quote.
///
/// Levels are rounded up, sensitivities away from zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct ThresholdBody {
    /// How often the account's portfolio had changed.
    pub position_seq: u64,
    /// [`Portfolio::hash_of`](super::Portfolio::hash_of) the positions and collaterals that the numbers are for.
    pub position_hash: [u8; 32],
    /// Below it no new risk and no withdrawal.
    pub initial_margin_atoms: u64,
    /// Below it a part of the portfolio is auctioned.
    pub maintenance_margin_atoms: u64,
    /// Below it the whole account may be auctioned.
    pub liquidation_threshold_atoms: u64,
    /// Sum over the underlyings of the derivative of the portfolio's value by the price, times the price.
    pub net_delta_atoms: i64,
    /// How much `net_delta_atoms` grows when every price rises by 1 %.
    pub gamma_atoms: i64,
    /// How much the value grows when every volatility rises by 0.01 a year.
    pub vega_atoms: i64,
    /// How much the value grows in a day in which nothing else changes.
    pub theta_atoms: i64,
    /// Index of the scenario with the largest loss, in the vector behind `scenario_root`.
    pub worst_scenario: u32,
    /// The signers' model, with its version and parameters.
    pub model_id: u32,
    /// Of the prices, surfaces and rates that went in.
    pub market_data_hash: [u8; 32],
    /// [`scenario_root`](super::scenario::scenario_root) of the profit or loss in each scenario.
    pub scenario_root: [u8; 32],
}

assert_layout!(ThresholdBody, 168, position_seq 0, position_hash 8, initial_margin_atoms 40, maintenance_margin_atoms 48,
    liquidation_threshold_atoms 56, net_delta_atoms 64, gamma_atoms 72, vega_atoms 80, theta_atoms 88, worst_scenario 96,
    model_id 100, market_data_hash 104, scenario_root 136);

/// Header and body.
pub const MESSAGE_LEN: usize = 344;
const _: () = assert!(MessageHeader::LEN + size_of::<ThresholdBody>() == MESSAGE_LEN);

impl ThresholdBody {
    pub const LEN: usize = size_of::<Self>();

    pub fn to_bytes(&self) -> [u8; Self::LEN] {
        bytemuck::cast(*self)
    }

    /// As it was signed. Nothing in it has been checked.
    pub fn from_bytes(bytes: &[u8; Self::LEN]) -> Self {
        bytemuck::pod_read_unaligned(bytes)
    }

    /// The three levels.
    pub fn levels(&self) -> Requirement {
        Requirement {
            initial_atoms: self.initial_margin_atoms,
            maintenance_atoms: self.maintenance_margin_atoms,
            liquidation_atoms: self.liquidation_threshold_atoms,
        }
    }

    /// The levels do not rise from the first to the last.
    pub(super) fn check_levels(&self) -> Result<(), ThresholdError> {
        let levels = [self.initial_margin_atoms, self.maintenance_margin_atoms, self.liquidation_threshold_atoms];
        levels.is_sorted_by(|higher, lower| higher >= lower).then_some(()).ok_or(ThresholdError::Levels)
    }

    /// Each of the four is at most [`MAX_SENSITIVITY`] either way.
    pub(super) fn check_sensitivities(&self) -> Result<(), ThresholdError> {
        let sensitivities = [self.net_delta_atoms, self.gamma_atoms, self.vega_atoms, self.theta_atoms];
        let is_small = |value: &i64| value.unsigned_abs() <= MAX_SENSITIVITY.unsigned_abs();
        sensitivities.iter().all(is_small).then_some(()).ok_or(ThresholdError::Sensitivities)
    }
}

/// The bytes to sign. The header's domain is that of the [`Form`].
pub fn encode(header: &MessageHeader, body: &ThresholdBody) -> Vec<u8> {
    [bytemuck::bytes_of(header), bytemuck::bytes_of(body)].concat()
}

/// The message in the bytes. Nothing in it has been checked.
pub fn decode(message: &[u8]) -> Result<(MessageHeader, ThresholdBody), SignedError> {
    let (header, body) = MessageHeader::split(message)?;
    let body = bytemuck::try_pod_read_unaligned(body).map_err(|_| SignedError::Length)?;
    Ok((header, body))
}

/// A threshold that came in a message for this account, of this time, and by these signers; there is no other way to get one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedThreshold {
    pub(super) form: Form,
    pub(super) header: MessageHeader,
    pub(super) body: ThresholdBody,
}

impl SignedThreshold {
    /// From a message whose signatures have been checked, as [`crate::signed::precompile::signed_message`] returns it.
    ///
    /// `expected` names the domain of the form that the instruction is for, the margin account as target, and
    /// [`StoredThreshold::last_sequence`](super::StoredThreshold::last_sequence).
    pub fn open(message: &[u8], expected: &Expected, now_ts: i64) -> Result<Self, SignedError> {
        let (header, body) = decode(message)?;
        header.check(expected, now_ts)?;
        Ok(Self { form: Form::of(&header.domain)?, header, body })
    }

    /// Everything that was signed, for the record.
    pub fn body(&self) -> &ThresholdBody {
        &self.body
    }

    /// The message's, or that of its batch.
    pub fn header(&self) -> &MessageHeader {
        &self.header
    }
}
