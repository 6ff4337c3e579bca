//! Work on parts of a slice at once.

/// As many as the machine runs at once.
pub fn all_threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Calls `fill` on parts of whole items of `length` entries (only the last may be shorter), each with the number of its first item: one part for each
/// thread. Where parts begin must not matter to what is written. The results are in the order of the parts.
pub(crate) fn fill_parts<T: Send, R: Send>(
    threads: usize,
    length: usize,
    entries: &mut [T],
    fill: impl Fn(usize, &mut [T]) -> R + Sync,
) -> Vec<R> {
    let per_thread = entries.len().div_ceil(length).div_ceil(threads.max(1)).max(1);
    if entries.len() <= per_thread * length {
        return vec![fill(0, entries)];
    }
    let fill = &fill;
    std::thread::scope(|scope| {
        let parts = entries.chunks_mut(per_thread * length).enumerate();
        let running: Vec<_> =
            parts.map(|(part, entries)| scope.spawn(move || fill(part * per_thread, entries))).collect();
        running.into_iter().map(|part| part.join().expect("no part panics")).collect()
    })
}
