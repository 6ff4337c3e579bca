//! Accounts open with the least that the program accepts: it is computed off the chain, and the program refuses one atom less.

use super::{
    moment::{Asked, Moment},
    portfolios::Plan,
};
use crate::{Contract, Refusal, Scene};
use anyhow::{ensure, Context as _, Result};
use options_vault::errors::VaultError;
use solana_keypair::Keypair;
use solana_signer::Signer as _;
use vault_client::Pubkey;
use vault_types::{
    margin::{MarginMode, Requirement},
    state::MarginAccount,
    threshold::Form,
};

/// What the signers ask for initially, in per cent of maintenance margin.
const SIGNED_INITIAL_PERCENT: u64 = 110;
/// A strike, USD times 10^8, times atoms of a coin with eight decimals, over this is atoms of the quote, which has six.
const STRIKE_TO_CASH: u128 = 10_u128.pow(8 + 8 - 6);
/// How many puts for a hundred calls are tried.
const PUTS_PERCENT: std::ops::RangeInclusive<u64> = 40..=250;

/// Who is on the other side.
pub struct Others {
    /// Has all options that accounts owe.
    pub buyer: Keypair,
    /// Owes all options that accounts own, and is covered in cash: never liquidated.
    pub covered: Keypair,
}

/// What signers sign for an account: the chain's own scenarios at the price of now, and a tenth on top for new risk.
pub fn signed_levels(moment: &Moment, account: &MarginAccount) -> Result<Requirement> {
    let chain = moment.required(account, Asked::ByLiquidation)?;
    let initial_atoms = chain.maintenance_atoms * SIGNED_INITIAL_PERCENT / 100;
    Ok(Requirement { initial_atoms, ..chain }.or_larger(&moment.floor(account)?))
}

/// Opens an account and does what the plan says. Returns whether the program refused it with one atom less.
pub fn open(scene: &mut Scene, moment: &Moment, plan: &Plan, owner: &Keypair, others: &Others) -> Result<bool> {
    scene.open_margin_account(owner)?;
    receive_owned(scene, plan, owner, others)?;
    let plan = balanced(scene, moment, plan, owner)?;
    let needs = Needs::of(scene, moment, &plan, owner)?;
    let (cash, coin) = (scene.quote_mint, scene.underlying_mint);
    scene.trader_of(owner.insecure_clone(), needs.coins_atoms, needs.most_cash_atoms.max(needs.cash_atoms));
    if needs.coins_atoms > 0 {
        scene.deposit_collateral(owner, &coin, needs.coins_atoms)?;
    }
    let buyer = others.buyer.pubkey();
    if plan.mode == MarginMode::PORTFOLIO {
        return write_signed(scene, &plan, owner, &buyer, &needs);
    }
    scene.deposit_collateral(owner, &cash, needs.most_cash_atoms)?;
    scene.set_margin_mode(owner, plan.mode)?;
    for (contract, atoms) in &plan.owed {
        scene.write_options(owner, contract, &buyer, *atoms)?;
    }
    let spare_atoms = needs.most_cash_atoms - needs.cash_atoms;
    if spare_atoms > 0 {
        scene.withdraw_collateral(owner, &cash, spare_atoms)?;
    }
    if needs.cash_atoms == 0 {
        return Ok(true);
    }
    is_too_little(scene.withdraw_collateral(owner, &cash, 1))
}

/// In portfolio mode every trade brings a threshold. The last one is refused with an atom too little.
fn write_signed(scene: &mut Scene, plan: &Plan, owner: &Keypair, buyer: &Pubkey, needs: &Needs) -> Result<bool> {
    let cash = scene.quote_mint;
    scene.set_margin_mode(owner, plan.mode)?;
    scene.deposit_collateral(owner, &cash, needs.cash_atoms - 1)?;
    let (last, before) = plan.owed.split_last().context("something is owed")?;
    // What all of it needs is asked for the first part already, but for the one atom.
    let less = Requirement { initial_atoms: needs.signed.initial_atoms - 1, ..needs.signed };
    for trade in before {
        write_one_signed(scene, owner, trade, buyer, &less)?;
    }
    let is_least = is_too_little(write_one_signed(scene, owner, last, buyer, &needs.signed))?;
    scene.deposit_collateral(owner, &cash, 1)?;
    write_one_signed(scene, owner, last, buyer, &needs.signed)?;
    Ok(is_least)
}

fn write_one_signed(
    scene: &mut Scene,
    owner: &Keypair,
    (contract, atoms): &(Contract, u64),
    buyer: &Pubkey,
    levels: &Requirement,
) -> Result<u64, Refusal> {
    let account = scene.margin_account(&owner.pubkey()).expect("it was opened");
    let after = scene.after_writing(&account, contract, *atoms);
    let address = scene.account_ref(&owner.pubkey()).address;
    let post = scene.threshold_post(address, &after, Form::AfterTrade, levels);
    scene.write_options_signed(owner, contract, buyer, *atoms, &post)
}

fn is_too_little(sent: Result<u64, Refusal>) -> Result<bool> {
    match sent {
        Ok(_) => Ok(false),
        Err(refusal) if refusal.is(VaultError::BelowInitialMargin) => Ok(true),
        Err(refusal) => Err(refusal.into()),
    }
}

/// The covered writer writes what the account is to own, and the owner brings it in.
fn receive_owned(scene: &mut Scene, plan: &Plan, owner: &Keypair, others: &Others) -> Result<()> {
    let cash = scene.quote_mint;
    for (contract, atoms) in &plan.owned {
        // Covered in cash to the last atom, with what rounding may ask for.
        let strike_atoms = u128::from(contract.strike_e8) * u128::from(*atoms) / STRIKE_TO_CASH;
        let cash_atoms = u64::try_from(strike_atoms)? + 2;
        scene.trader_of(others.covered.insecure_clone(), 0, cash_atoms);
        scene.deposit_collateral(&others.covered, &cash, cash_atoms)?;
        scene.write_options(&others.covered, contract, &owner.pubkey(), *atoms)?;
        scene.bring_in_options(owner, contract, *atoms)?;
    }
    Ok(())
}

/// Puts in the proportion to calls that needs least for what is owed.
fn balanced(scene: &Scene, moment: &Moment, plan: &Plan, owner: &Keypair) -> Result<Plan> {
    if !plan.balances {
        return Ok(plan.clone());
    }
    let mut best: Option<(f64, Plan)> = None;
    for percent in PUTS_PERCENT.step_by(5) {
        let tried = plan.with_puts(percent);
        let account = written(scene, &tried, owner)?;
        let required = moment.required(&account, Asked::ByOwner)?.initial_atoms;
        let per_option = required as f64 / (100 + percent) as f64;
        if best.as_ref().is_none_or(|(least, _)| per_option < *least) {
            best = Some((per_option, tried));
        }
    }
    Ok(best.context("a proportion")?.1)
}

/// The account as it will be when everything is written, without collateral.
fn written(scene: &Scene, plan: &Plan, owner: &Keypair) -> Result<MarginAccount> {
    let mut account = scene.margin_account(&owner.pubkey()).context("it was opened")?;
    account.mode = plan.mode;
    for (contract, atoms) in &plan.owed {
        account = scene.after_writing(&account, contract, *atoms);
    }
    Ok(account)
}

/// What an account needs at least, and on its way there.
struct Needs {
    coins_atoms: u64,
    cash_atoms: u64,
    /// While it has written only a part of what it will.
    most_cash_atoms: u64,
    signed: Requirement,
}

impl Needs {
    fn of(scene: &Scene, moment: &Moment, plan: &Plan, owner: &Keypair) -> Result<Self> {
        let mut account = written(scene, plan, owner)?;
        let signed = signed_levels(moment, &account)?;
        let initial_atoms = match plan.mode {
            MarginMode::PORTFOLIO => signed.initial_atoms,
            _ => moment.required(&account, Asked::ByOwner)?.initial_atoms,
        };
        let wanted_atoms = initial_atoms * plan.backing.coins_percent() / 100;
        let coins_atoms = moment.coins_that_count(wanted_atoms);
        if coins_atoms > 0 {
            account.deposit(scene.underlying_mint, coins_atoms)?;
        }
        let [counted_atoms, _] = moment.collateral(&account)?;
        ensure!(counted_atoms <= initial_atoms, "coins alone are more than enough");
        let mut most_atoms = initial_atoms;
        let mut part = plan.clone();
        while part.owed.len() > 1 {
            part.owed.pop();
            most_atoms = most_atoms.max(moment.required(&written(scene, &part, owner)?, Asked::ByOwner)?.initial_atoms);
        }
        // Whoever can pay at every price needs no more.
        let cover_atoms = moment.cover(&account).unwrap_or(u64::MAX);
        let cash = |atoms: u64| (atoms - counted_atoms.min(atoms)).min(cover_atoms);
        Ok(Self { coins_atoms, cash_atoms: cash(initial_atoms), most_cash_atoms: cash(most_atoms), signed })
    }
}
