//! Time per option of price, delta, gamma and vega, in a batch and one by one: `cargo bench -p risk-models --bench batch_pricing`.
//! First the bits of the batch, here compiled to vectors, are held against those of one by one.

#[path = "shared/chain.rs"]
mod chain;

use chain::Chain;
use criterion::{criterion_group, criterion_main, Criterion, Throughput};
use options_math::OptionType;
use risk_models::batch_pricing::{price_batch, price_one, Greeks, Options};
use std::hint::black_box;

const SIZES: [usize; 3] = [16, 1_024, 65_536];

/// Price, delta, gamma and vega as the textbook writes them, with the functions of the `libm` crate.
fn textbook(options: &Options, i: usize) -> [f64; 4] {
    let (forward, strike, root) = (options.forward[i], options.strike[i], options.years[i].sqrt());
    let vol = options.volatility[i] * root;
    let d1 = libm::log(forward / strike) / vol + vol / 2.0;
    let cdf = |x: f64| libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2) / 2.0;
    let density = 0.398_942_280_401_432_7 * libm::exp(-d1 * d1 / 2.0);
    let sign = if options.is_call[i] { 1.0 } else { -1.0 };
    let (share, paid) = (cdf(sign * d1), cdf(sign * (d1 - vol)));
    let price = sign * (forward * share - strike * paid);
    [price, sign * share, density / (forward * vol), forward * density * root]
}

/// The module's own formulas, without vectors.
fn one_without_vectors(options: &Options, i: usize) -> [f64; 4] {
    let option_type = if options.is_call[i] { OptionType::Call } else { OptionType::Put };
    let (forward, strike) = (options.forward[i], options.strike[i]);
    let one = price_one(forward, strike, options.years[i], options.volatility[i], option_type);
    [one.price, one.delta, one.gamma, one.vega]
}

/// Panics if vectors change a bit.
fn check_bits(chain: &Chain) {
    let (count, options) = (chain.forward.len(), chain.options());
    let mut results = [(); 4].map(|()| vec![0.0; count]);
    let [price, delta, gamma, vega] = &mut results;
    price_batch(&options, &mut Greeks { price, delta, gamma, vega }).expect("slices of one length");
    let alone: Vec<[f64; 4]> = (0..count).map(|i| one_without_vectors(&options, i)).collect();
    for (column, results) in results.iter().enumerate() {
        let same = results.iter().zip(&alone).all(|(result, alone)| result.to_bits() == alone[column].to_bits());
        assert!(same, "result {column}");
    }
}

fn batch_pricing(criterion: &mut Criterion) {
    check_bits(&Chain::new(10_001));
    let mut group = criterion.benchmark_group("batch_pricing");
    for count in SIZES {
        let chain = Chain::new(count);
        let mut results = [(); 4].map(|()| vec![0.0; count]);
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(format!("batch of {count}"), |bencher| {
            bencher.iter(|| {
                let [price, delta, gamma, vega] = &mut results;
                let mut greeks = Greeks { price, delta, gamma, vega };
                price_batch(black_box(&chain.options()), &mut greeks).expect("slices of one length");
                black_box(&results);
            });
        });
        group.bench_function(format!("one by one, {count}"), |bencher| {
            bencher.iter(|| {
                let options = black_box(chain.options());
                for i in 0..count {
                    let values = one_without_vectors(&options, i);
                    results.iter_mut().zip(values).for_each(|(to, value)| to[i] = value);
                }
                black_box(&results);
            });
        });
        group.bench_function(format!("one by one with libm, {count}"), |bencher| {
            bencher.iter(|| {
                let options = black_box(chain.options());
                for i in 0..count {
                    let values = textbook(&options, i);
                    results.iter_mut().zip(values).for_each(|(to, value)| to[i] = value);
                }
                black_box(&results);
            });
        });
    }
    group.finish();
}

criterion_group!(benches, batch_pricing);
criterion_main!(benches);
