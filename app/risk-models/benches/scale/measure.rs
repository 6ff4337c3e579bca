//! Times, and memory.

use crate::cases::{parameters, Case, Sharing, POSITIONS};
use risk_models::all_threads;
use risk_models::deribit_grid::{margin, Parameters};
use risk_models::many_accounts::{margins, AccountMargin, GridTable, Listing};
use risk_models::portfolio::Market;
use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::sync::LazyLock;
use std::time::Instant;

/// Of each measurement; what is said is the median.
const REPEATS: usize = 7;
/// Accounts whose bits are held against those that they have alone.
const CHECKED: usize = 500;

/// What a case takes, in seconds.
pub struct Run {
    pub sharing: Sharing,
    pub accounts: usize,
    pub series: usize,
    /// Today's prices, and every series under every move.
    pub pricing: Times,
    pub margins: Times,
    /// Of both together.
    pub all: Times,
    /// The least of both together, on all threads.
    pub fastest: f64,
    /// Most of memory that the process had, with the columns and the listing.
    pub peak_bytes: Option<f64>,
}

/// Medians.
#[derive(Clone, Copy)]
pub struct Times {
    /// Of the processor, on one thread: other work on the machine does not count.
    pub on_one_thread: f64,
    /// That passed, on all threads.
    pub on_all_threads: f64,
}

/// A task beside it, in seconds of the processor.
pub struct Other {
    pub name: String,
    pub accounts: usize,
    pub on_one_thread: f64,
}

/// Checked, then timed.
pub fn run(case: Case) -> Result<Run, Box<dyn Error>> {
    let (parameters, accounts) = (parameters(), case.accounts()?);
    forget_peak();
    let mut times: [Vec<f64>; 6] = Default::default();
    for repeat in 0..REPEATS {
        let both = |threads, timer: fn() -> f64| {
            let markets = case.markets.clone();
            let (priced, pricing) = timed(timer, || price(markets, &parameters, threads));
            let (listing, table) = priced?;
            let (found, adding) = timed(timer, || margins(&table, &accounts, threads));
            Ok::<_, Box<dyn Error>>((listing, found?, [pricing, adding, pricing + adding]))
        };
        let (listing, found, on_all) = both(all_threads(), passed)?;
        if repeat == 0 {
            check(&case, &listing, &found)?;
        }
        drop((listing, found));
        let (.., on_one) = both(1, processor)?;
        times.iter_mut().zip(on_one.into_iter().chain(on_all)).for_each(|(times, time)| times.push(time));
    }
    let fastest = times[5].iter().copied().fold(f64::INFINITY, f64::min);
    let medians = times.map(median);
    let [pricing, margins, all] =
        [0, 1, 2].map(|task| Times { on_one_thread: medians[task], on_all_threads: medians[3 + task] });
    let (accounts, sharing, series) = (accounts.count(), case.sharing, case.series);
    Ok(Run { sharing, accounts, series, pricing, margins, all, fastest, peak_bytes: peak_bytes() })
}

/// Everything that has to be done anew when prices move.
fn price(
    markets: Vec<Market>,
    parameters: &Parameters,
    threads: usize,
) -> Result<(Listing, GridTable), Box<dyn Error>> {
    let listing = Listing::new(markets)?;
    let table = GridTable::new(&listing, parameters, threads)?;
    Ok((listing, table))
}

/// Panics if an account has other numbers than alone.
fn check(case: &Case, listing: &Listing, found: &[AccountMargin]) -> Result<(), Box<dyn Error>> {
    let (parameters, accounts) = (parameters(), case.accounts()?);
    for (number, found) in found.iter().enumerate().take(CHECKED) {
        let account = accounts.account(number, listing.count())?;
        let alone = margin(&listing.portfolio(&account), &parameters)?;
        let alone = AccountMargin { requirement: alone.requirement, worth: alone.worth };
        assert_eq!(*found, alone, "account {number}");
    }
    Ok(())
}

/// So many accounts, each as a portfolio of its own.
pub fn one_by_one(count: usize) -> Result<Other, Box<dyn Error>> {
    let (case, parameters) = (Case::new(Sharing::Shared, count), parameters());
    let listing = Listing::new(case.markets.clone())?;
    let accounts = case.accounts()?;
    let mut portfolios = Vec::with_capacity(count);
    for number in 0..count {
        portfolios.push(listing.portfolio(&accounts.account(number, listing.count())?));
    }
    let on_one_thread = repeated(|| {
        portfolios.iter().map(|portfolio| margin(black_box(portfolio), &parameters)).collect::<Result<Vec<_>, _>>()
    })?;
    let name = format!("the same margin, account after account, {POSITIONS} positions each");
    Ok(Other { name, accounts: count, on_one_thread })
}

/// The median time of a task, of the processor.
pub fn repeated<T, E>(task: impl Fn() -> Result<T, E>) -> Result<f64, E> {
    let mut times = Vec::with_capacity(REPEATS);
    for _ in 0..REPEATS {
        let (result, time) = timed(processor, &task);
        black_box(result?);
        times.push(time);
    }
    Ok(median(times))
}

/// By a timer that counts seconds.
fn timed<T>(timer: fn() -> f64, task: impl FnOnce() -> T) -> (T, f64) {
    let start = timer();
    let result = task();
    (result, timer() - start)
}

/// Seconds that passed since the first call.
fn passed() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed().as_secs_f64()
}

/// Seconds that this thread was on a processor, as Linux counts them; elsewhere those that passed.
fn processor() -> f64 {
    // The count is brought up to date when a thread gives way.
    std::thread::yield_now();
    let nanoseconds = || fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse::<f64>().ok();
    nanoseconds().map_or_else(passed, |nanoseconds| nanoseconds / 1e9)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// From here on; Linux sets the peak to what is used now.
fn forget_peak() {
    // Where that cannot be, what is said is the peak since the start, which is more.
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// Nothing where the system does not say.
fn peak_bytes() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(1_024.0 * line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok()?)
}
