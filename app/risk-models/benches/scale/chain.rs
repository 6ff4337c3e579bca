//! What signers do for each account, by the chain's own formulas, in integers.

use crate::cases::POSITIONS;
use crate::measure::{repeated, Other};
use std::error::Error;
use threshold_model::{AccountInput, KindInput, OptionInput, SettlementInput, Snapshot, SnapshotInput};
use vault_types::{threshold::Form, Pubkey};

/// The messages about so many accounts on the two markets of the example, one with smiles.
pub fn messages(count: usize) -> Result<Other, Box<dyn Error>> {
    let mut input: SnapshotInput =
        serde_json::from_str(include_str!("../../../threshold-model/examples/snapshot.json"))?;
    let like = input.accounts[0].clone();
    input.accounts = (0..count).map(|number| account(&like, number)).collect();
    let addresses: Vec<Pubkey> = input.accounts.iter().flat_map(|account| account.margin_account.parse()).collect();
    // One by one: a batch is computed by all cores, and the time of this thread alone counts.
    let on_one_thread = repeated(|| {
        let snapshot = Snapshot::new(&input)?;
        addresses.iter().map(|address| snapshot.message(Form::Current, address)).collect::<Result<Vec<_>, _>>()
    })?;
    let name = format!("snapshot and messages that signers sign, {POSITIONS} positions each");
    Ok(Other { name, accounts: count, on_one_thread })
}

/// Its options with other strikes and amounts: every fourth is on the second market.
fn account(like: &AccountInput, number: usize) -> AccountInput {
    let mut address = [1; 32];
    address[..8].copy_from_slice(&(number as u64 + 1).to_be_bytes());
    let option = |place: usize| {
        let model = &like.options[place % like.options.len()];
        let kind = if (number + place).is_multiple_of(2) { KindInput::Call } else { KindInput::Put };
        let percent = (80 + 4 * place + number % 4) as u64;
        let sign = if (number + place).is_multiple_of(3) { 1 } else { -1 };
        OptionInput {
            kind,
            settlement: SettlementInput::Quote,
            strike_e8: model.strike_e8 / 100 * percent,
            quantity_atoms: sign * model.quantity_atoms.abs(),
            ..model.clone()
        }
    };
    AccountInput {
        margin_account: Pubkey::new_from_array(address).to_string(),
        options: (0..POSITIONS).map(option).collect(),
        last_threshold: None,
        ..like.clone()
    }
}
