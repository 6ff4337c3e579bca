//! What one round takes from a keeper who turns every crank in a transaction of its own: signature fees and rent, in lamports.

use super::table::{Column, Row, Table};
use anyhow::{Result, ensure};
use simulator::{Scene, SceneParams};
use solana_keypair::Keypair;
use solana_signer::Signer;

const SPOT_E8: u64 = 15_000_000_000;
const DEPOSIT_ATOMS: u64 = 1_000_000_000;
/// The chain's fee for a signature. Priority fees come on top; what they are is the keeper's choice.
const SIGNATURE_LAMPORTS: i64 = 5_000;
/// Who pays transaction fees on the local chain: here it is the keeper.
const FEE_PAYER: [u8; 32] = [255; 32];

/// One call and what it took from the keeper; negative for what it gave back.
struct Step {
    name: &'static str,
    lamports: i64,
}

/// A round whose options are sold, from listing the series to closing the round.
pub fn one_round() -> Result<Table> {
    let steps = live_through_a_round()?;
    let rent = |step: &Step| step.lamports - SIGNATURE_LAMPORTS;
    let fees = SIGNATURE_LAMPORTS * i64::try_from(steps.len())?;
    let mut rows = vec![row(format!("signature fees of {} transactions", steps.len()), fees)?];
    for step in steps.iter().filter(|step| rent(step) > 0) {
        rows.push(row(format!("rent paid in {}", step.name), rent(step))?);
    }
    for step in steps.iter().filter(|step| rent(step) < 0) {
        rows.push(row(format!("rent back from {}", step.name), -rent(step))?);
    }
    rows.push(row("net cost of the round".into(), steps.iter().map(|step| step.lamports).sum())?);
    Ok(Table { title: "one round for a keeper", columns: vec![Column::measured("lamports")], rows })
}

fn row(name: String, lamports: i64) -> Result<Row> {
    Ok(Row { name, figures: vec![Some(u64::try_from(lamports)?)] })
}

fn live_through_a_round() -> Result<Vec<Step>> {
    let mut scene = Scene::new(&SceneParams::default())?;
    scene.keeper = Keypair::new_from_array(FEE_PAYER);
    ensure!(scene.keeper.pubkey() == scene.world.payer(), "the local chain has another fee payer");
    let depositor = scene.person(1, DEPOSIT_ATOMS);
    let maker = scene.person(2, DEPOSIT_ATOMS);
    scene.deposit(&depositor, DEPOSIT_ATOMS)?;
    scene.set_price(SPOT_E8);
    let (strike_e8, expiry_ts) = scene.next_strike(SPOT_E8)?;

    let mut steps = vec![];
    let mut step = |scene: &mut Scene, name, call: &dyn Fn(&mut Scene) -> Result<u64, simulator::Refusal>| {
        let before = balance(scene);
        call(scene)?;
        steps.push(Step { name, lamports: before - balance(scene) });
        Ok::<_, simulator::Refusal>(())
    };
    step(&mut scene, "create_series", &|scene| scene.create_series(strike_e8, expiry_ts))?;
    step(&mut scene, "roll", &|scene| scene.roll_into(strike_e8, expiry_ts))?;
    scene.bid(&maker, DEPOSIT_ATOMS, DEPOSIT_ATOMS)?;
    step(&mut scene, "close_auction", &Scene::close_auction)?;
    scene.world.set_time(expiry_ts);
    scene.set_price(SPOT_E8);
    step(&mut scene, "post_settlement_price", &Scene::post_settlement_price)?;
    step(&mut scene, "settle", &Scene::settle)?;
    step(&mut scene, "close_round", &Scene::close_round)?;
    Ok(steps)
}

fn balance(scene: &Scene) -> i64 {
    let lamports = scene.world.svm.get_balance(&scene.world.payer()).unwrap_or(0);
    i64::try_from(lamports).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vault_types::state::{PremiumAuction, Round, Series};

    /// The rent is that of the accounts which stay: the series, its mint and its pool, and the round's record.
    #[test]
    fn the_net_cost_is_the_fees_and_the_rent_of_what_stays() {
        let table = one_round().unwrap();
        let lamports = |row: &Row| row.figures[0].unwrap();
        let [fees, paid @ .., back, net] = table.rows.as_slice() else { panic!("{table:?}") };
        assert_eq!(lamports(fees), 30_000);
        assert_eq!(lamports(net), lamports(fees) + paid.iter().map(lamports).sum::<u64>() - lamports(back));

        let svm = litesvm::LiteSVM::new();
        let rent = |bytes: usize| svm.minimum_balance_for_rent_exemption(bytes);
        let state = |bytes: usize| rent(8 + bytes);
        let series = state(size_of::<Series>()) + rent(82) + rent(165);
        let auction = state(size_of::<PremiumAuction>());
        assert_eq!(paid.iter().map(lamports).collect::<Vec<_>>(), [series, state(size_of::<Round>()) + auction]);
        assert_eq!(lamports(back), auction);
    }
}
