//! The one thread with key and journal. Whoever wants a signature queues up here.

use super::{Denial, Metrics, Snapshots};
use crate::journal::{JournalError, Signature};
use crate::key::Key;
use crate::prices::Prices;
use crate::recompute::Recompute;
use crate::rules::{prices::Spot, House};
use crate::{judge_now, Objection, Request, SignError, Signer};
use tokio::sync::{mpsc, oneshot};

/// A message, and where the answer goes.
pub(super) struct Job {
    pub request: Request,
    pub reply: oneshot::Sender<Result<Signature, Denial>>,
}

/// What it takes to judge and to sign.
pub struct Desk<K, T> {
    pub signer: Signer<K>,
    pub house: House,
    pub snapshots: Snapshots<T>,
    pub prices: Prices,
}

impl<K: Key, T: Recompute> Desk<K, T> {
    /// Answers until nobody can ask any more. A journal that fails ends it at once: only a new start knows what the disk has.
    pub(super) fn work(mut self, jobs: &mut mpsc::Receiver<Job>, metrics: &Metrics) -> Result<(), JournalError> {
        metrics.journal_bytes(self.signer.journal().book().length());
        metrics.own_prices(self.prices.is_own());
        while let Some(job) = jobs.blocking_recv() {
            // Nobody waits for it, and nothing was promised: let others have the time.
            if job.reply.is_closed() {
                continue;
            }
            let result = self.sign(&job.request, metrics);
            metrics.journal_bytes(self.signer.journal().book().length());
            job.reply.send(result.as_ref().map_err(Denial::from).copied()).ok();
            match result {
                Err(SignError::Journal(JournalError::Conflict(_))) => {}
                Err(SignError::Journal(error)) => return Err(error),
                Ok(_) | Err(SignError::Refused(_) | SignError::Key(_)) => {}
            }
        }
        Ok(())
    }

    fn sign(&mut self, request: &Request, metrics: &Metrics) -> Result<Signature, SignError<Objection>> {
        let Self { signer, house, snapshots, prices } = self;
        let note = |market: &_, bps| metrics.price_difference(market, bps);
        let own_prices = |spots: &[Spot]| prices.check(spots, note);
        signer
            .sign(request, |request| judge_now(house, request, || snapshots.at(request.header().issued_ts), own_prices))
    }
}
