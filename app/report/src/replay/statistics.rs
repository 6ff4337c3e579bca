//! Order statistics.

/// The smallest of the values, given in rising order, that is not exceeded by so many per cent of them (nearest rank); `None` of none.
pub(super) fn quantile(rising: &[i64], percent: usize) -> Option<i64> {
    let rank = (rising.len() * percent).div_ceil(100).max(1);
    rising.get(rank - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::quantile;
    use crate::replay::Recovery;

    #[test]
    fn a_quantile_is_one_of_the_values() {
        let ten: Vec<i64> = (1..=10).collect();
        assert_eq!(
            [0, 10, 50, 51, 90, 91, 100].map(|percent| quantile(&ten, percent).unwrap()),
            [1, 1, 5, 6, 9, 10, 10]
        );
        assert_eq!((quantile(&[7], 50), quantile(&[7], 90), quantile(&[], 50)), (Some(7), Some(7), None));
    }

    #[test]
    fn recoveries_come_in_any_order() {
        let recovery = Recovery::of(vec![300, 60, 120, 60, 1_200]).unwrap();
        assert_eq!((recovery.median_secs, recovery.p90_secs, recovery.max_secs), (120, 1_200, 1_200));
        assert_eq!(Recovery::of(vec![]), None);
    }
}
