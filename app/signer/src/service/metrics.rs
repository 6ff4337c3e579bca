//! What is counted, in Prometheus' text format.

use super::{Denial, Place};
use crate::journal::SyncWatch;
use prometheus::{
    Gauge, Histogram, HistogramOpts, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry, Result,
    TextEncoder,
};
use std::sync::Arc;
use vault_types::Pubkey;

/// Seconds: from a disk with a battery behind it to one that is about to fail.
const SYNC_BUCKETS: [f64; 12] = [0.000_1, 0.000_3, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0];

/// Counts of one process.
pub struct Metrics {
    registry: Registry,
    signed: IntCounter,
    refused: IntCounterVec,
    journal_bytes: IntGauge,
    sync_seconds: Histogram,
    snapshot_age_seconds: Gauge,
    connections: IntGauge,
    own_prices: IntGauge,
    price_difference_bps: IntGaugeVec,
}

impl Metrics {
    pub fn new() -> Result<Self> {
        let sync_seconds = HistogramOpts::new(
            "signer_journal_sync_seconds",
            "How long it took until the disk had a record of the journal",
        );
        let difference = Opts::new(
            "signer_price_difference_bps",
            "How far the snapshot's price was from the own one when they were last compared",
        );
        let refused = Opts::new("signer_refused_total", "Requests for a signature that got none, by reason");
        let metrics = Self {
            registry: Registry::new(),
            signed: IntCounter::new(
                "signer_signed_total",
                "Requests answered with a signature, again or for the first time",
            )?,
            refused: IntCounterVec::new(refused, &["reason"])?,
            journal_bytes: IntGauge::new("signer_journal_bytes", "Length of the journal")?,
            sync_seconds: Histogram::with_opts(sync_seconds.buckets(SYNC_BUCKETS.to_vec()))?,
            snapshot_age_seconds: Gauge::new(
                "signer_snapshot_age_seconds",
                "Since the newest snapshot file was written; NaN without one",
            )?,
            connections: IntGauge::new("signer_connections", "Open connections")?,
            own_prices: IntGauge::new(
                "signer_own_prices",
                "1 with a source of prices of its own, 0 if it trusts the snapshot",
            )?,
            price_difference_bps: IntGaugeVec::new(difference, &["market"])?,
        };
        metrics.register()?;
        Ok(metrics)
    }

    fn register(&self) -> Result<()> {
        self.registry.register(Box::new(self.signed.clone()))?;
        self.registry.register(Box::new(self.refused.clone()))?;
        self.registry.register(Box::new(self.journal_bytes.clone()))?;
        self.registry.register(Box::new(self.sync_seconds.clone()))?;
        self.registry.register(Box::new(self.snapshot_age_seconds.clone()))?;
        self.registry.register(Box::new(self.connections.clone()))?;
        self.registry.register(Box::new(self.own_prices.clone()))?;
        self.registry.register(Box::new(self.price_difference_bps.clone()))
    }

    /// For [`Journal::open`](crate::journal::Journal::open).
    pub fn sync_watch(&self) -> SyncWatch {
        let seconds = self.sync_seconds.clone();
        Arc::new(move |time| seconds.observe(time.as_secs_f64()))
    }

    pub(super) fn signed(&self) {
        self.signed.inc();
    }

    pub(super) fn refused(&self, denial: &Denial) {
        self.refused.with_label_values(&[denial.reason]).inc();
    }

    pub(super) fn journal_bytes(&self, length: u64) {
        self.journal_bytes.set(i64::try_from(length).unwrap_or(i64::MAX));
    }

    pub(super) fn own_prices(&self, is_own: bool) {
        self.own_prices.set(is_own.into());
    }

    pub(super) fn price_difference(&self, market: &Pubkey, bps: u64) {
        let gauge = self.price_difference_bps.with_label_values(&[&market.to_string()]);
        gauge.set(i64::try_from(bps).unwrap_or(i64::MAX));
    }

    /// One connection more, until what is returned is dropped.
    pub(super) fn connection(&self) -> OpenConnection {
        self.connections.inc();
        OpenConnection(self.connections.clone())
    }

    /// Everything, as of now.
    pub(super) fn text(&self, place: &Place) -> Result<String> {
        self.snapshot_age_seconds.set(place.age_secs().map_or(f64::NAN, |age_secs| age_secs as f64));
        TextEncoder::new().encode_to_string(&self.registry.gather())
    }
}

/// Is counted while it lives.
pub(super) struct OpenConnection(IntGauge);

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.0.dec();
    }
}
