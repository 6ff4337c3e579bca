//! Files that load: the bundled one, the header and time forms, and larger ones when present.

use std::path::PathBuf;

use market_data::{PriceSeries, WEEK_SECS};

const OCTOBER_2017: i64 = 1_506_816_000;

#[test]
fn the_bundled_series_passes_its_own_checks() {
    let series = PriceSeries::bundled();
    assert_eq!(series.bars().len(), 10_968);
    assert_eq!(series.first_ts(), OCTOBER_2017);
    assert!(series.max_weeks(5 * WEEK_SECS) >= 60);
    let top = series.bars().iter().map(|bar| bar.high).fold(0.0, f64::max);
    assert_eq!(top, 19_891.99, "the top of December 2017");
    let low = series.bars().iter().map(|bar| bar.low).fold(top, f64::min);
    assert!(low < 3_300.0, "the fall of November 2018: {low}");
}

#[test]
fn bundled_volatility_is_plausible() {
    let series = PriceSeries::bundled();
    for week in 5..65 {
        let at = series.first_ts() + week * WEEK_SECS;
        let volatility = series.realised_vol(at, 4 * WEEK_SECS).unwrap();
        assert!((0.2..2.5).contains(&volatility), "week {week}: {volatility}");
    }
}

#[test]
fn headers_and_times_in_other_forms() {
    for text in [
        "Close, OPEN ,high,Low,Volume,Date\n10,9,11,8,77,2017-10-01 12-AM\n11,10,12,9,77,2017-10-01 01-AM\n",
        "unix,date,symbol,open,high,low,close\n1506816000000,x,B,9,11,8,10\n1506819600000,x,B,10,12,9,11\n",
        "timestamp,open,high,low,close\n\"2017-10-01T00:00:00Z\",9,11,8,10\n\"2017-10-01T01:00:00Z\",10,12,9,11\n",
    ] {
        let series = PriceSeries::from_reader("x", text.as_bytes()).unwrap();
        assert_eq!(series.first_ts(), OCTOBER_2017, "{text}");
        assert_eq!(series.bars()[0].open, 9.0);
        assert_eq!(series.bars()[1].close, 11.0);
    }
}

#[test]
fn larger_files_load_where_they_are_present() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    for name in ["btc_usd_1h.csv", "eth_usd_1h.csv", "sol_usd_1h.csv"] {
        let path = folder.join(name);
        if !path.exists() {
            eprintln!("skipped: {} is not there", path.display());
            continue;
        }
        let series = PriceSeries::from_path(&path).unwrap();
        assert!(series.bars().len() > 30_000, "{name}");
        assert!(series.realised_vol(series.end_ts(), 4 * WEEK_SECS).is_some());
    }
}
