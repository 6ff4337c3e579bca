//! Work on parts of a slice at once.

/// As many as the machine runs at once.
pub fn all_threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Calls `fill` on parts of whole items of `length` entries, each with the number of its first item: one part for each thread. Where parts
/// begin must not matter to what is written.
pub(super) fn fill_parts<T: Send>(
    threads: usize,
    length: usize,
    items: &mut [T],
    fill: impl Fn(usize, &mut [T]) + Sync,
) {
    let per_thread = (items.len() / length).div_ceil(threads.max(1)).max(1);
    let fill = &fill;
    std::thread::scope(|scope| {
        for (part, entries) in items.chunks_mut(per_thread * length).enumerate() {
            scope.spawn(move || fill(part * per_thread, entries));
        }
    });
}
