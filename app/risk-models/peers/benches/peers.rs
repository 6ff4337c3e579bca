//! One run, one table: what the risk engine does beside what other crates do on the same inputs. First the answers are compared.

#[path = "../../benches/shared/chain.rs"]
mod chain;
#[path = "../../benches/shared/far_and_near.rs"]
mod far_and_near;

use black_scholes::black76;
use chain::{Chain, FORWARD};
use criterion::{criterion_group, criterion_main, Criterion, Throughput};
use far_and_near::grid;
use implied_vol::{solver::Jaeckel, DefaultSpecialFn, ImpliedBlackVolatilityNormalised};
use risk_models::batch_pricing::{price_batch, Greeks};
use risk_models::implied_vol::normalised_implied_total_vol;
use std::hint::black_box;

const COUNT: usize = 1_024;
/// Of the forward, for prices: the peer's normal distribution has errors of about 1e-15.
const PRICE_TOLERANCE: f64 = 1e-12;
const TOTAL_VOL_TOLERANCE: f64 = 1e-12;

/// Prices, deltas, gammas and vegas at once.
fn our_prices(chain: &Chain, [price, delta, gamma, vega]: &mut [Vec<f64>; 4]) {
    price_batch(&chain.options(), &mut Greeks { price, delta, gamma, vega }).expect("slices of one length");
}

/// The same of one option, by a function that computes nine values for the call and nine for the put.
fn peers_prices(chain: &Chain, i: usize) -> [f64; 4] {
    let all = black76(chain.forward[i], chain.strike[i], 0.0, chain.volatility[i], chain.years[i]);
    match chain.is_call[i] {
        true => [all.call_price, all.call_delta, all.call_gamma, all.call_vega],
        false => [all.put_price, all.put_delta, all.put_gamma, all.put_vega],
    }
}

fn columns() -> [Vec<f64>; 4] {
    [(); 4].map(|()| vec![0.0; COUNT])
}

fn pricing(criterion: &mut Criterion) {
    let chain = Chain::new(COUNT);
    let mut results = columns();
    our_prices(&chain, &mut results);
    for (i, price) in results[0].iter().enumerate() {
        let difference = (price - peers_prices(&chain, i)[0]).abs();
        assert!(difference <= PRICE_TOLERANCE * FORWARD, "option {i}: the prices differ by {difference}");
    }
    let mut group = criterion.benchmark_group("price, delta, gamma, vega");
    group.throughput(Throughput::Elements(COUNT as u64));
    group.bench_function("this engine, batch", |bencher| {
        bencher.iter(|| {
            our_prices(black_box(&chain), &mut results);
            black_box(&results);
        });
    });
    group.bench_function("black_scholes 0.11.1, black76", |bencher| {
        bencher.iter(|| {
            let chain = black_box(&chain);
            for i in 0..COUNT {
                let values = peers_prices(chain, i);
                results.iter_mut().zip(values).for_each(|(to, value)| to[i] = value);
            }
            black_box(&results);
        });
    });
    group.finish();
}

/// How far out of the money, as a logarithm, and the time value over `sqrt(forward * strike)`.
type Question = (f64, f64);
type Solver = fn(&Question) -> Option<f64>;

fn peers_question(&(distance, price): &Question) -> ImpliedBlackVolatilityNormalised {
    ImpliedBlackVolatilityNormalised::builder()
        .log_moneyness(-distance)
        .normalised_price(price)
        .build()
        .expect("the time value of an option out of the money")
}

fn hybrid(question: &Question) -> Option<f64> {
    peers_question(question).calculate::<DefaultSpecialFn>()
}

fn jaeckel(question: &Question) -> Option<f64> {
    peers_question(question).calculate_with::<Jaeckel>()
}

fn ours(&(distance, price): &Question) -> Option<f64> {
    normalised_implied_total_vol(distance, price).ok()
}

fn implied_vol(criterion: &mut Criterion) {
    let questions = grid();
    for question in &questions {
        let [ours, peers] = [ours(question), hybrid(question)].map(|answer| answer.expect("a volatility"));
        assert!((ours / peers - 1.0).abs() <= TOTAL_VOL_TOLERANCE, "{question:?}: {ours} and {peers}");
    }
    let mut group = criterion.benchmark_group("implied volatility, wide grid");
    let solvers: [(&str, Solver); 3] =
        [("this engine", ours), ("implied-vol 2.1.0, hybrid", hybrid), ("implied-vol 2.1.0, Jaeckel", jaeckel)];
    for (name, solver) in solvers {
        let mut next = questions.iter().cycle();
        group.bench_function(name, |bencher| {
            bencher.iter(|| solver(black_box(next.next().expect("a cycle does not end"))));
        });
    }
    group.finish();
}

criterion_group!(benches, pricing, implied_vol);
criterion_main!(benches);
