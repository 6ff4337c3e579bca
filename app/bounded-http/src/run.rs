//! A future on this thread, for commands.

use std::{future::Future, io};
use tokio::runtime;

/// Runs it to its end, and not longer: what it has left behind, such as the name of a host that is still being looked up, is not waited for. Errors: the
/// system gives no sockets to wait on.
pub fn run_to_end<F: Future>(future: F) -> io::Result<F::Output> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    let output = runtime.block_on(future);
    runtime.shutdown_background();
    Ok(output)
}
