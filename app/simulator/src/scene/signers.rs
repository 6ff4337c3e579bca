//! What the house's signers do: they sign messages, and somebody brings them to the chain.

use super::Scene;
use crate::Refusal;
use solana_signer::Signer;
use vault_client::{address, instruction, Instruction, Pubkey, PROGRAM_ID};
use vault_types::{
    signed::message::MessageHeader,
    state::{SignerSet, VolSurface},
    surface::{flat, message, SignedSlice},
};

/// For how many expiries the scene's signers post, so that a round that starts next week finds its slice.
const EXPIRIES: i64 = 2;
/// The signers renew a surface that is older than this: whoever starts a round can also finish its auction.
const RENEWAL_SECS: i64 = 12 * 3_600;

/// A message about the market's volatilities on its way to the chain. Start from [`Scene::surface_post`] and change what the test is about.
#[derive(Clone, Debug)]
pub struct SurfacePost {
    pub header: MessageHeader,
    pub slices: Vec<SignedSlice>,
    /// Places in the signer set, rising.
    pub signed_by: Vec<u8>,
}

impl Scene {
    pub(super) fn create_signer_set(&mut self, quorum: u8) -> Result<u64, Refusal> {
        let keys = self.signers.iter().map(Signer::pubkey).collect();
        let create = instruction::create_signer_set(self.house(), quorum, keys);
        self.world.send("create_signer_set", create, &[&self.authority])
    }

    /// Makes room for the surface of [`Scene::market`].
    pub fn create_surface(&mut self) -> Result<u64, Refusal> {
        let create = instruction::create_surface(self.keeper.pubkey(), self.market);
        self.world.send("create_surface", create, &[&self.keeper])
    }

    /// The house of [`Scene::market`], whoever its admin is.
    fn market_config(&self) -> Pubkey {
        self.market().config
    }

    pub fn signer_set(&self) -> SignerSet {
        self.world.read(&address::signer_set(&self.market_config())).expect("the house's signer set")
    }

    pub fn surface(&self) -> VolSurface {
        self.world.read(&address::surface(&self.market)).expect("the market's surface")
    }

    /// A good message of this moment with these slices, signed by a quorum.
    pub fn surface_post(&self, slices: Vec<SignedSlice>) -> SurfacePost {
        let (set, now_ts, config) = (self.signer_set(), self.world.now(), self.market_config());
        let house: vault_types::state::Config = self.world.read(&config).expect("the market's house");
        let header = MessageHeader {
            domain: message::DOMAIN,
            program: PROGRAM_ID,
            cluster_genesis_hash: house.cluster_genesis_hash,
            config,
            target: address::surface(&self.market),
            generation: set.generation,
            sequence: self.surface().sequence + 1,
            issued_ts: now_ts,
            expires_ts: now_ts + 60,
        };
        SurfacePost { header, slices, signed_by: (0..set.quorum).collect() }
    }

    /// The coming expiries, the nearest first.
    pub fn coming_expiries(&self, count: i64) -> Vec<i64> {
        let calendar = self.market().calendar;
        let period_secs = i64::from(calendar.period_secs);
        let now_ts = self.world.now();
        let past_secs = (now_ts - i64::from(calendar.offset_secs)).rem_euclid(period_secs);
        (1..=count).map(|periods| now_ts - past_secs + periods * period_secs).collect()
    }

    /// One volatility for all strikes of the coming expiries.
    pub fn flat_slices(&self, volatility_e9: u64) -> Vec<SignedSlice> {
        let now_ts = self.world.now();
        let slice = |expiry_ts: i64| SignedSlice::new(expiry_ts, &flat(volatility_e9, expiry_ts.abs_diff(now_ts)));
        self.coming_expiries(EXPIRIES).into_iter().map(slice).collect()
    }

    /// The two instructions that bring a message: its signatures, and what is done with it.
    pub fn post_instructions(&self, post: &SurfacePost) -> [Instruction; 2] {
        let bytes = message::encode(&post.header, &post.slices);
        let sign = |member: &u8| {
            let signature = self.signers[usize::from(*member)].sign_message(&bytes);
            (*member, signature.into())
        };
        let signatures: Vec<_> = post.signed_by.iter().map(sign).collect();
        let signed = instruction::signatures(&self.signer_set(), &signatures, &bytes);
        let (signatures, signed_by) = signed.expect("members in order");
        [signatures, instruction::post_surface(self.market_config(), self.market, signed_by)]
    }

    /// Has the message signed and brings it to the chain.
    pub fn post_surface(&mut self, post: &SurfacePost) -> Result<u64, Refusal> {
        let [signatures, post] = self.post_instructions(post);
        self.world.send_after("post_surface", signatures, post)
    }

    /// The signers say that volatility is this at every strike of the coming expiries.
    pub fn set_volatility(&mut self, volatility_e9: u64) -> Result<u64, Refusal> {
        let post = self.surface_post(self.flat_slices(volatility_e9));
        let units = self.post_surface(&post)?;
        self.volatility_e9 = volatility_e9;
        Ok(units)
    }

    /// The signers confirm what they last said, unless that was a short while ago.
    pub fn renew_surface(&mut self) -> Result<(), Refusal> {
        let calendar = self.market().calendar;
        let now_ts = self.world.now();
        let expiry_ts = calendar.next_expiry_ts(now_ts).expect("a calendar without end");
        let surface = self.surface();
        let is_fresh = surface.slice(expiry_ts).is_some_and(|slice| now_ts - slice.posted_ts <= RENEWAL_SECS);
        if !is_fresh {
            self.set_volatility(self.volatility_e9)?;
        }
        Ok(())
    }
}
