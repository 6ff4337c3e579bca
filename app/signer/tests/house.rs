//! House files: the example, and what is refused.

use signer::{HouseError, HouseInput, KnownModelInput};

type Change = fn(&mut HouseInput);

fn example() -> HouseInput {
    serde_json::from_str(include_str!("../examples/house.json")).unwrap()
}

#[test]
fn the_example_is_a_house() {
    let house = example().house().unwrap();
    assert_eq!((house.cluster_genesis_hash, house.config.to_bytes(), house.generation), ([9; 32], [0xc0; 32], 3));
    assert!(house.parameters.is_valid());
}

/// They change on chain at any time: a number in this file would silence the signer from the first strike on until somebody edits it.
#[test]
fn strikes_are_no_part_of_it() {
    let with_strikes =
        include_str!("../examples/house.json").replacen("\"generation\"", "\"strikes\": 0, \"generation\"", 1);
    let error = serde_json::from_str::<HouseInput>(&with_strikes).unwrap_err().to_string();
    assert!(error.starts_with("unknown field `strikes`"), "{error}");
}

#[test]
fn what_the_chain_would_not_take_is_refused() {
    let lives = |min_life_secs, most_secs| HouseError::Lives { max_age_secs: 120, min_life_secs, most_secs };
    let changes: [(Change, HouseError); 14] = [
        (|house| house.config = "0".to_owned(), HouseError::Address),
        (|house| house.cluster_genesis_hash.push('1'), HouseError::Address),
        (|house| house.parameters.loosen_bps_per_hour = 0, HouseError::Parameters),
        (|house| house.parameters.floor_bps = 2_499, HouseError::Parameters),
        (|house| house.max_age_secs = 0, HouseError::Limits),
        (|house| house.max_age_secs = 601, HouseError::Limits),
        (|house| house.min_life_secs = 0, HouseError::Limits),
        (|house| house.min_life_secs = 901, HouseError::Limits),
        (|house| house.min_life_secs = 181, lives(181, 300)),
        (|house| house.max_life_secs = 299, lives(180, 299)),
        (|house| house.parameters.strike_window_secs = 599, lives(180, 299)),
        (|house| house.parameters.strike_window_secs = 60, lives(180, 30)),
        (|house| house.max_life_secs = 0, HouseError::Limits),
        (|house| house.max_life_secs = 3_601, HouseError::Limits),
    ];
    for (change, error) in changes {
        let mut house = example();
        change(&mut house);
        assert_eq!(house.house(), Err(error));
    }
}

/// However long the strike window is, no account takes a message, or a leaf of a batch, that was issued more than 600 seconds before.
#[test]
fn a_long_strike_window_makes_no_longer_way() {
    let mut house = example();
    house.parameters.strike_window_secs = 3_600;
    (house.max_age_secs, house.min_life_secs, house.max_life_secs) = (300, 300, 1_800);
    assert!(house.house().is_ok());
    house.min_life_secs = 301;
    assert_eq!(house.house(), Err(HouseError::Lives { max_age_secs: 300, min_life_secs: 301, most_secs: 600 }));
}

#[test]
fn a_risk_model_has_a_hash() {
    let mut house = example();
    for parameters_hash in ["", "0", &"00".repeat(31), &"zz".repeat(32)] {
        house.risk_models = vec![KnownModelInput { parameters_hash: parameters_hash.to_owned(), most_sol_price_e8: 1 }];
        assert_eq!(house.house(), Err(HouseError::Model));
    }
    house.risk_models[0].parameters_hash = "00".repeat(32);
    assert!(house.house().is_ok());
    house.risk_models = vec![house.risk_models[0].clone(); 3];
    assert_eq!(house.house(), Err(HouseError::Model), "too many");
}

/// Both numbers stand in the error: either may be the one to change.
#[test]
fn a_message_of_the_greatest_age_can_still_arrive_in_time() {
    let mut house = example();
    let half_window_secs = i64::from(house.parameters.strike_window_secs / 2);
    assert_eq!(house.max_age_secs + house.min_life_secs, half_window_secs);
    assert!(house.house().is_ok());
    house.max_age_secs += 1;
    let error = house.house().unwrap_err().to_string();
    assert!(error.starts_with("max_age_secs 121 and min_life_secs 180 together must be at most 300"), "{error}");
}
