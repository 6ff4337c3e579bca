//! Tail, density, Mills' ratio and quantile.

use super::*;

/// The first `x` in Q35 whose nearest row is this one.
fn start_of(row: u64) -> u64 {
    (row << 31) - (1 << 30)
}

/// Spread over the rows below, and where they meet.
fn arguments(rows: u64) -> impl Iterator<Item = u64> {
    let end = start_of(rows);
    let random = random().flat_map(move |mut random| [random.within(0, end - 1), random.of_any_size(0, end - 1)]);
    random
        .chain(around((1..=rows).map(start_of)))
        .chain(around((0..rows).map(|row| row << 31)))
        .filter(move |x| *x < end)
}

#[test]
fn tail_and_density_are_within_5e_11_and_2e_10() {
    let (mut worst_tail, mut worst_density) = (Worst::default(), Worst::default());
    for x in arguments(FIRST_EMPTY_ROW) {
        let bell = tail_and_density(x).unwrap();
        assert!(bell.tail >= 0 && bell.density > 0, "{x}");
        let at = x as f64 / Q35;
        worst_tail.see(bell.tail as f64 / Q40 - tail(at), (x, 0));
        worst_density.see(bell.density as f64 / Q33 - density(at), (x, 0));
    }
    worst_tail.assert_within("tail", 5e-11);
    worst_density.assert_within("density", 2e-10);
}

#[test]
fn from_6_46875_on_there_is_less_than_5e_11() {
    let end = (6.46875 * Q35) as u64;
    assert!(tail_and_density(end - 1).is_some());
    assert!([end, end + 1, 7 << 35, 20 << 35].into_iter().all(|x| tail_and_density(x).is_none()));
    assert!(tail(6.46875) < 5e-11);
}

#[test]
fn mills_ratio_is_within_6e_10() {
    let mut worst = Worst::default();
    let rows = MILLS.len() as u64;
    for x in arguments(rows) {
        let at = x as f64 / Q35;
        worst.see(mills(x).unwrap() as f64 / Q31 - tail(at) / density(at), (x, 0));
    }
    worst.assert_within("mills", 6e-10);
    assert!([start_of(rows), start_of(rows) + 1, 13 << 35].into_iter().all(|x| mills(x).is_none()));
    assert_eq!(start_of(rows) as f64 / Q35, 12.34375);
}

#[test]
fn the_tail_at_a_row_is_the_nearest_number() {
    let mut worst = Worst::default();
    for row in 0..TAIL_AND_DENSITY.len() as u64 {
        worst.see(tail_at_row(row) as f64 - tail(row as f64 / 16.0) * Q40, (row, 0));
        assert!(row == 0 || tail_at_row(row) < tail_at_row(row - 1), "{row}");
    }
    worst.assert_within("tail_at_row, units of 2^-40", 0.5 + 1e-3);
    assert_eq!(tail_at_row(TAIL_AND_DENSITY.len() as u64), 0);
}

/// The `x >= 0` with this tail, by bisection.
fn exact_quantile(target: f64) -> f64 {
    let (mut low, mut high) = (0.0, 8.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if tail(middle) > target {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

#[test]
fn quantiles_are_within_5e_10_over_the_density() {
    const HALF: u64 = 1 << 39;
    let mut worst = Worst::default();
    let random = random().step_by(2).flat_map(|mut random| [random.within(64, HALF), random.of_any_size(64, HALF)]);
    let rows = around((0..FIRST_EMPTY_ROW).map(|row| tail_at_row(row) as u64));
    for target in random.chain(64..1_000).chain(rows).filter(|target| (64..=HALF).contains(target)) {
        let expected = exact_quantile(target as f64 / Q40);
        worst.see((quantile(target) as f64 / Q35 - expected) * density(expected), (target, 0));
    }
    worst.assert_within("quantile, times the density", 5e-10);
}
