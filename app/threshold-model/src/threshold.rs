//! A message about an account: its header from the round, its body from everything else.

use super::{Account, Market, MarketTerms, Snapshot, SnapshotError, RISK_MODEL_ID};
use bytemuck::Zeroable as _;
use vault_types::{
    margin::Requirement,
    signed::message::{Domain, Expected, MessageHeader},
    state::MarginAccount,
    threshold::{
        batch::Leaf, message, scenario, tree::Tree, Form, Portfolio, SignedThreshold, StoredThreshold, StrikeRecord,
        ThresholdBody, ThresholdError, ThresholdParameters,
    },
    Pubkey, ID,
};

/// Of this model: the chain's scenarios over the floor, with smiles, on each market by itself.
pub const MODEL_ID: u32 = 3;

/// How far the chain trusts the signers of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trust {
    pub parameters: ThresholdParameters,
    pub strikes: StrikeRecord,
}

impl Snapshot {
    /// Of a message of this round, about an account or for the account that keeps batches.
    pub fn header(&self, domain: Domain, target: &Pubkey) -> MessageHeader {
        let round = &self.round;
        MessageHeader {
            domain,
            program: ID,
            cluster_genesis_hash: round.cluster_genesis_hash,
            config: round.config,
            target: *target,
            generation: round.generation,
            sequence: round.sequence,
            issued_ts: self.setting.observed_ts,
            expires_ts: round.expires_ts,
        }
    }

    /// What signers sign about an account in this round: 344 bytes that follow from the snapshot alone.
    pub fn message(&self, form: Form, account: &Pubkey) -> Result<Vec<u8>, SnapshotError> {
        let header = self.header(form.domain(), account);
        Ok(message::encode(&header, &self.threshold(form, account, &header)?))
    }

    /// The body of a message with this header about an account.
    pub fn threshold(
        &self,
        form: Form,
        account: &Pubkey,
        header: &MessageHeader,
    ) -> Result<ThresholdBody, SnapshotError> {
        self.body(self.find(form, account)?, header)
    }

    /// The markets that the account of this form has options on, by rising address: its levels follow from their prices and no others.
    pub fn markets_of(&self, form: Form, account: &Pubkey) -> Result<Vec<&MarketTerms>, SnapshotError> {
        let places = self.find(form, account)?.places();
        Ok(places.into_iter().filter_map(|place| self.markets.get(place)).map(|market| &market.terms).collect())
    }

    /// What the account keeps of its last threshold; all zero if it has had none.
    pub fn last_threshold(&self, account: &Pubkey) -> StoredThreshold {
        // Both forms of an account have the same.
        let first = self.accounts.partition_point(|known| known.terms.address < *account);
        let known = self.accounts.get(first).filter(|known| known.terms.address == *account);
        known.map_or_else(StoredThreshold::zeroed, |known| known.terms.last.stored())
    }

    /// How far the chain trusts the signers.
    pub fn trust(&self) -> Trust {
        let (generation, strikes) = (self.round.generation, self.setting.strikes);
        let strikes = StrikeRecord { generation, last_strike_ts: 0, strikes, padding: [0; 4] };
        Trust { parameters: self.setting.parameters, strikes }
    }

    /// What the account's options gain or lose in each scenario, and the tree over that whose root is signed.
    pub(super) fn scenarios(&self, form: Form, account: &Pubkey) -> Result<(Vec<i64>, Tree), SnapshotError> {
        let account = self.find(form, account)?;
        let profits_atoms = self.sensitivities(account, &self.signable(account)?)?.profits_atoms;
        Ok((profits_atoms.to_vec(), scenario::tree(&profits_atoms)?))
    }

    fn find(&self, form: Form, address: &Pubkey) -> Result<&Account, SnapshotError> {
        let place = self.accounts.binary_search_by_key(&(*address, form == Form::AfterTrade), |account| {
            (account.terms.address, account.form() == Form::AfterTrade)
        });
        let found = place.ok().and_then(|place| self.accounts.get(place));
        found.ok_or(SnapshotError::UnknownAccount { account: *address })
    }

    fn body(&self, account: &Account, header: &MessageHeader) -> Result<ThresholdBody, SnapshotError> {
        self.check_time(header)?;
        self.kept(account, self.computed(account)?, header)
    }

    /// The snapshot's numbers are of one second only.
    pub(super) fn check_time(&self, header: &MessageHeader) -> Result<(), SnapshotError> {
        let (observed_ts, issued_ts) = (self.setting.observed_ts, header.issued_ts);
        (observed_ts == issued_ts).then_some(()).ok_or(SnapshotError::OtherTime { observed_ts, issued_ts })
    }

    /// With levels no lower than the chain would keep at the time of issue, which is the same for all signers.
    pub(super) fn kept(
        &self,
        account: &Account,
        body: ThresholdBody,
        header: &MessageHeader,
    ) -> Result<ThresholdBody, SnapshotError> {
        let leaf = Leaf { margin_account: account.terms.address, body };
        let kept =
            kept_levels(&self.trust(), &account.terms.last.stored(), header, account.form(), &leaf, header.issued_ts)?;
        Ok(ThresholdBody {
            initial_margin_atoms: kept.initial_atoms,
            maintenance_margin_atoms: kept.maintenance_atoms,
            liquidation_threshold_atoms: kept.liquidation_atoms,
            ..body
        })
    }

    /// The account as the chain has it, if what the snapshot says of its moment is all that counts for it.
    fn signable(&self, account: &Account) -> Result<MarginAccount, SnapshotError> {
        self.check_expired(account)?;
        self.check_later(account)?;
        Ok(self.margin_account(account))
    }

    /// An option that has expired is worth what its expiry's price will say, not what the snapshot's does. On chain, too, nothing that was signed counts
    /// for an account until such an option is settled.
    fn check_expired(&self, account: &Account) -> Result<(), SnapshotError> {
        let expired = account.options.iter().find(|option| option.expiry_ts <= self.setting.observed_ts);
        expired.map_or(Ok(()), |option| Err(SnapshotError::Expired { option: option.name() }))
    }

    /// What the chain took after the moment of the snapshot is not compared with what is signed for that moment. Anybody can bring it a threshold or a
    /// smile in the second in which the snapshot is taken.
    fn check_later(&self, account: &Account) -> Result<(), SnapshotError> {
        let (observed_ts, accepted_ts) = (self.setting.observed_ts, account.terms.last.accepted_ts);
        if accepted_ts > observed_ts {
            return Err(SnapshotError::LaterThreshold { accepted_ts });
        }
        let mut markets = account.places().into_iter().filter_map(|place| self.markets.get(place));
        let later = |market: &Market| Some((market.terms.address, market.later_smile(observed_ts)?.expiry_ts));
        match markets.find_map(later) {
            Some((market, expiry_ts)) => Err(SnapshotError::LaterSmile { market, expiry_ts }),
            None => Ok(()),
        }
    }

    /// What is computed of the portfolio alone, whatever the header says.
    pub(super) fn computed(&self, account: &Account) -> Result<ThresholdBody, SnapshotError> {
        let known = self.signable(account)?;
        let levels = self.levels(account, &known)?.or_larger(&self.risk_levels(account, &known)?);
        let moved = self.sensitivities(account, &known)?;
        let portfolio = known.portfolio()?;
        Ok(ThresholdBody {
            position_seq: portfolio.position_seq,
            position_hash: portfolio.position_hash,
            initial_margin_atoms: levels.initial_atoms,
            maintenance_margin_atoms: levels.maintenance_atoms,
            liquidation_threshold_atoms: levels.liquidation_atoms,
            net_delta_atoms: moved.net_delta_atoms,
            gamma_atoms: moved.gamma_atoms,
            vega_atoms: moved.vega_atoms,
            theta_atoms: moved.theta_atoms,
            worst_scenario: moved.worst_scenario(),
            model_id: if self.risk_model.is_some() { RISK_MODEL_ID } else { MODEL_ID },
            market_data_hash: self.market_data_hash(),
            scenario_root: scenario::scenario_root(&moved.profits_atoms)?,
        })
    }
}

/// What the account would keep of a threshold that came at this moment in a message with this header, or in a batch with it, by the chain's own function.
/// To whom the header is addressed is not looked at.
pub fn kept_levels(
    trust: &Trust,
    last: &StoredThreshold,
    header: &MessageHeader,
    form: Form,
    leaf: &Leaf,
    at_ts: i64,
) -> Result<Requirement, ThresholdError> {
    // A leaf is as good as a message to its account.
    let header = MessageHeader { domain: form.domain(), target: leaf.margin_account, ..*header };
    let expected = Expected {
        domain: header.domain,
        cluster_genesis_hash: &header.cluster_genesis_hash,
        config: &header.config,
        target: &header.target,
        generation: header.generation,
        last_sequence: last.last_sequence(header.generation),
    };
    let signed = SignedThreshold::open(&message::encode(&header, &leaf.body), &expected, at_ts)?;
    let kept = last.accept(&signed, &portfolio_after(form, &leaf.body), &trust.strikes, &trust.parameters, at_ts)?;
    Ok(Requirement {
        initial_atoms: kept.initial_margin_atoms,
        maintenance_atoms: kept.maintenance_margin_atoms,
        liquidation_atoms: kept.liquidation_threshold_atoms,
    })
}

/// The portfolio that the account will have when it takes the threshold: a trade adds one to its sequence.
fn portfolio_after(form: Form, body: &ThresholdBody) -> Portfolio {
    let position_seq = match form {
        Form::Current => body.position_seq,
        Form::AfterTrade => body.position_seq.saturating_add(1),
    };
    Portfolio { position_seq, position_hash: body.position_hash }
}
