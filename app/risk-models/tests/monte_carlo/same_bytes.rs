//! The same bytes with any number of threads, on every machine.

use crate::held::{book, Held};
use crate::sample::{with_heston, with_jumps, HESTON, JUMPY};
use options_math::OptionType::{Call, Put};
use risk_models::monte_carlo::random::Generator;
use risk_models::monte_carlo::{generate, MonteCarlo, Scenarios};
use risk_models::revaluation::Book;

const GENERATORS: [Generator; 3] = [Generator::Philox, Generator::Antithetic, Generator::Sobol { replicates: 4 }];
const VOLATILITIES: [f64; 3] = [0.9, 1.0, 1.1];
/// Of all profits by every generator, with jumps and under Heston.
const FINGERPRINTS: [u64; 2] = [0x1abc_bd92_adae_310f, 0xaff7_6636_5ba5_bcae];

fn models() -> [MonteCarlo; 2] {
    [with_jumps(&[JUMPY; 3], 20.0, 0.6, 7.0), with_heston(&[HESTON; 3], 5, 0.6, 7.0)]
}

fn with(mut parameters: MonteCarlo, generator: Generator, paths: u64) -> MonteCarlo {
    (parameters.generator, parameters.paths) = (generator, paths);
    parameters
}

fn three_markets() -> Book {
    let option = |market: usize, strike, option_type, amount| {
        let volatility = VOLATILITIES[market];
        Held { market, option_type, strike, days: 36.5, volatility, amount }
    };
    let options = [
        option(0, 110.0, Call, -2.0),
        option(1, 90.0, Put, -3.0),
        option(2, 100.0, Call, 1.5),
        option(2, 80.0, Put, 0.3),
    ];
    book(&[100.0; 3], &[0.1, -0.7, 0.3], &options)
}

fn bits(numbers: &[f64]) -> Vec<u64> {
    numbers.iter().map(|number| number.to_bits()).collect()
}

fn all_bits(scenarios: &Scenarios, threads: usize) -> Vec<u64> {
    let moves = (0..scenarios.count()).flat_map(|scenario| scenarios.of(scenario));
    let mut all: Vec<u64> = moves.flat_map(|of| bits(&[of.spot_ratio, of.volatility_ratio])).collect();
    all.extend(bits(&scenarios.profits(&three_markets(), threads).unwrap()));
    all
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    for model in models() {
        for generator in GENERATORS {
            let parameters = with(model.clone(), generator, 1_024);
            let of = |threads| all_bits(&generate(&parameters, &VOLATILITIES, threads).unwrap(), threads);
            let alone = of(1);
            for threads in [2, 7, 5_000] {
                assert!(of(threads) == alone, "{generator:?} with {threads} threads");
            }
        }
    }
}

#[test]
fn a_path_is_the_same_among_more_paths() {
    for model in models() {
        for generator in [Generator::Philox, Generator::Antithetic] {
            let of = |paths| generate(&with(model.clone(), generator, paths), &VOLATILITIES, 2).unwrap();
            let (few, many) = (of(100), of(700));
            assert!((0..100).all(|path| few.of(path) == many.of(path)), "{generator:?}");
        }
    }
}

#[test]
fn the_bits_are_those_of_every_other_machine() {
    let found = models().map(|model| {
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for generator in GENERATORS {
            let scenarios = generate(&with(model.clone(), generator, 4_096), &VOLATILITIES, 2).unwrap();
            for bits in all_bits(&scenarios, 2) {
                // FNV-1a, eight bytes at a time.
                hash = (hash ^ bits).wrapping_mul(0x0000_0100_0000_01b3);
            }
        }
        hash
    });
    assert_eq!(found, FINGERPRINTS, "{found:#018x?}");
}
