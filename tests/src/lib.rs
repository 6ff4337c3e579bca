//! Scenario, attack, property and validator tests of the built program.
