//! Connections: how many at once, how long they may take, and a stop that finishes what has begun.

use super::{desk::Desk, front::Front, Metrics};
use crate::journal::JournalError;
use crate::key::Key;
use crate::recompute::Recompute;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use std::{io, thread};
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{signal, Signal, SignalKind};
use tokio::sync::{mpsc, oneshot, OwnedSemaphorePermit, Semaphore};
use tokio::time::sleep;
use vault_types::Pubkey;

/// The longest head of a request.
const MAX_HEAD_LEN: usize = 8 << 10;
/// After an error of the listener, such as too many open files.
const PAUSE: Duration = Duration::from_millis(50);

/// What clients may use up.
#[derive(Clone, Copy, Debug)]
pub struct ServeLimits {
    /// Open at once; further ones wait until the system takes no more.
    pub connections: usize,
    /// For the head of a request, and again for its body.
    pub client_time: Duration,
}

#[derive(Debug, Error)]
pub enum ServeError {
    #[error("{0}")]
    Journal(#[from] JournalError),
    #[error("cannot serve ({0}): look after the system, then start again")]
    System(#[from] io::Error),
    #[error("the thread that signs has ended by itself: report this as a fault of the program")]
    Desk,
}

/// How the thread that signs has ended.
type Ended = oneshot::Receiver<Result<(), JournalError>>;

/// Serves until SIGTERM or SIGINT, or until the journal fails. Then takes no more connections, answers what has come, and lets the thread that
/// signs finish. `ready` is called when requests and signals are taken.
pub fn serve<K: Key + Send + 'static, T: Recompute + Send + 'static>(
    desk: Desk<K, T>,
    metrics: Arc<Metrics>,
    listener: std::net::TcpListener,
    limits: ServeLimits,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), ServeError> {
    // A message for each connection at most.
    let (jobs, mut queue) = mpsc::channel(limits.connections);
    let front = Front {
        jobs,
        metrics: metrics.clone(),
        place: desk.snapshots.place().clone(),
        public_key: Pubkey::new_from_array(desk.signer.public_key()),
        generation: desk.house.generation,
        client_time: limits.client_time,
    };
    let (end, ended) = oneshot::channel();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let thread = thread::Builder::new().name("desk".to_owned()).spawn(move || {
        let result = desk.work(&mut queue, &metrics);
        drop(queue);
        end.send(result).ok();
    })?;
    let result = runtime.block_on(run(front, listener, limits, ready, ended));
    thread.join().map_err(|_| ServeError::Desk)?;
    result
}

async fn run(
    front: Front,
    listener: std::net::TcpListener,
    limits: ServeLimits,
    ready: impl FnOnce(SocketAddr),
    mut ended: Ended,
) -> Result<(), ServeError> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    listener.set_nonblocking(true)?;
    let listener = TcpListener::from_std(listener)?;
    ready(listener.local_addr()?);
    let (front, open) = (Arc::new(front), GracefulShutdown::new());
    let result = tokio::select! {
        () = stop(&mut terminate, &mut interrupt) => None,
        result = &mut ended => Some(result),
        () = accept_all(&listener, &front, &open, limits) => None,
    };
    drop(listener);
    open.shutdown().await;
    // With the last sender gone the thread that signs ends.
    drop(front);
    let result = match result {
        Some(result) => result,
        None => ended.await,
    };
    Ok(result.map_err(|_| ServeError::Desk)??)
}

async fn stop(terminate: &mut Signal, interrupt: &mut Signal) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping");
}

/// Never ends by itself.
async fn accept_all(listener: &TcpListener, front: &Arc<Front>, open: &GracefulShutdown, limits: ServeLimits) {
    let permits = Arc::new(Semaphore::new(limits.connections));
    while let Ok(permit) = permits.clone().acquire_owned().await {
        match listener.accept().await {
            Ok((stream, peer)) => attend(stream, peer, permit, front.clone(), open),
            Err(error) => {
                tracing::warn!(error = error.to_string(), "cannot accept a connection");
                sleep(PAUSE).await;
            }
        }
    }
}

/// One request on a task of its own. Connections are not kept for a second one: then nobody holds a place by saying nothing.
fn attend(
    stream: TcpStream,
    peer: SocketAddr,
    permit: OwnedSemaphorePermit,
    front: Arc<Front>,
    open: &GracefulShutdown,
) {
    let (client_time, watcher) = (front.client_time, open.watcher());
    let counted = front.metrics.connection();
    tokio::spawn(async move {
        let service = service_fn(|request| async { Ok::<_, Infallible>(front.answer(request, peer).await) });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(client_time)
            .max_buf_size(MAX_HEAD_LEN)
            .keep_alive(false)
            .serve_connection(TokioIo::new(stream), service);
        // A client that breaks off or says nonsense is nobody's error here.
        watcher.watch(connection).await.ok();
        drop((permit, counted));
    });
}
