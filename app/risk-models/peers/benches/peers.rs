//! One run, one table: what the risk engine does beside what other crates do on the same inputs. First the answers are compared.

use black_scholes::black76;
use criterion::{criterion_group, criterion_main, Criterion, Throughput};
use implied_vol::{solver::Jaeckel, DefaultSpecialFn, ImpliedBlackVolatilityNormalised};
use risk_models::batch_pricing::{price_batch, Greeks, Options};
use risk_models::implied_vol::{normalised_implied_total_vol, normalised_price};
use std::hint::black_box;

const COUNT: usize = 1_024;
const FORWARD: f64 = 150.0;
/// Of the forward, for prices: the peer's normal distribution has errors of about 1e-15.
const PRICE_TOLERANCE: f64 = 1e-12;
const TOTAL_VOL_TOLERANCE: f64 = 1e-12;

/// Strikes from a half to twice the forward, a day to a year, volatilities from 0.2 to 1.5, calls and puts in turn.
struct Chain {
    forward: Vec<f64>,
    strike: Vec<f64>,
    years: Vec<f64>,
    volatility: Vec<f64>,
    is_call: Vec<bool>,
}

impl Chain {
    /// The fractional parts of multiples of irrational numbers, which fill the ranges evenly.
    fn new() -> Self {
        let even = |step: f64, low: f64, high: f64| -> Vec<f64> {
            (1..=COUNT).map(|i| low + (high - low) * (i as f64 * step).fract()).collect()
        };
        Self {
            forward: vec![FORWARD; COUNT],
            strike: even(0.618_033_988_749_895, 75.0, 300.0),
            years: even(0.414_213_562_373_095, 1.0 / 365.0, 1.0),
            volatility: even(0.732_050_807_568_877, 0.2, 1.5),
            is_call: (0..COUNT).map(|i| i % 2 == 0).collect(),
        }
    }

    /// Prices, deltas, gammas and vegas at once.
    fn ours(&self, [price, delta, gamma, vega]: &mut [Vec<f64>; 4]) {
        let Self { forward, strike, years, volatility, is_call } = self;
        let options = Options { forward, strike, years, volatility, is_call };
        price_batch(&options, &mut Greeks { price, delta, gamma, vega }).expect("slices of one length");
    }

    /// The same of one option, by a function that computes nine values for the call and nine for the put.
    fn peers(&self, i: usize) -> [f64; 4] {
        let all = black76(self.forward[i], self.strike[i], 0.0, self.volatility[i], self.years[i]);
        match self.is_call[i] {
            true => [all.call_price, all.call_delta, all.call_gamma, all.call_vega],
            false => [all.put_price, all.put_delta, all.put_gamma, all.put_vega],
        }
    }
}

fn columns() -> [Vec<f64>; 4] {
    [(); 4].map(|()| vec![0.0; COUNT])
}

fn pricing(criterion: &mut Criterion) {
    let chain = Chain::new();
    let mut results = columns();
    chain.ours(&mut results);
    for (i, price) in results[0].iter().enumerate() {
        let difference = (price - chain.peers(i)[0]).abs();
        assert!(difference <= PRICE_TOLERANCE * FORWARD, "option {i}: the prices differ by {difference}");
    }
    let mut group = criterion.benchmark_group("price, delta, gamma, vega");
    group.throughput(Throughput::Elements(COUNT as u64));
    group.bench_function("this engine, batch", |bencher| {
        bencher.iter(|| {
            black_box(&chain).ours(&mut results);
            black_box(&results);
        });
    });
    group.bench_function("black_scholes 0.11.1, black76", |bencher| {
        bencher.iter(|| {
            let chain = black_box(&chain);
            for i in 0..COUNT {
                let values = chain.peers(i);
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

/// From the money to far away, with time values of at least 1e-200.
fn questions() -> Vec<Question> {
    let distances = [0.0, 1e-6, 1e-3, 0.01, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0];
    let total_vols = [0.001, 0.01, 0.03, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3.0, 6.0];
    distances
        .into_iter()
        .flat_map(|distance| total_vols.map(|total_vol| (distance, normalised_price(distance, total_vol))))
        .filter(|(_, price)| *price > 1e-200)
        .collect()
}

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
    let questions = questions();
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
