//! The zones of the Basel Committee: how many exceptions of a 99 % VaR there may be in 250 days.
//!
//! Source: Basel Committee on Banking Supervision, "Supervisory framework for the use of backtesting" (1996), table 2: green to 4, yellow 5 to 9,
//! red from 10. A model that is exactly right leaves green in one window of 250 days in nine by chance alone.

/// Days of a window.
pub const WINDOW: usize = 250;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    Green,
    Yellow,
    Red,
}

impl Zone {
    /// Of a number of exceptions in [`WINDOW`] days.
    pub fn of(exceptions: usize) -> Self {
        match exceptions {
            0..=4 => Self::Green,
            5..=9 => Self::Yellow,
            _ => Self::Red,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }
}

/// Exceptions in every window of [`WINDOW`] days; entry k is of the window whose first day has number k.
pub fn windows(exceeded: &[bool]) -> Vec<usize> {
    exceeded.windows(WINDOW).map(|window| window.iter().filter(|exceeded| **exceeded).count()).collect()
}

/// Number of the first day and exceptions of the window with the most of them, among those that include day number `day`, or any where that is `None`.
/// The earliest of several. `None` where there is no such window.
pub fn worst_window(exceeded: &[bool], day: Option<usize>) -> Option<(usize, usize)> {
    let includes = |first: usize| day.is_none_or(|day| (first..first + WINDOW).contains(&day));
    let counts = windows(exceeded).into_iter().enumerate().filter(|&(first, _)| includes(first));
    counts.fold(None, |worst: Option<(usize, usize)>, window| match worst {
        Some(before) if before.1 >= window.1 => Some(before),
        _ => Some(window),
    })
}
