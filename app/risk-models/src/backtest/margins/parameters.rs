//! The parameters of all models, for one coin.

use super::accounts::MARKET;
use super::MarginModel;
use crate::backtest::BacktestError;
use crate::derive_pmrm2::Case;
use crate::portfolio::InputError;
use crate::{deribit_grid, derive_pmrm2, span};
use std::path::Path;

/// Parameters from files, in place of this project's.
#[derive(Clone, Debug, Default)]
pub struct ParameterFiles {
    span16: Option<span::Parameters>,
    deribit_grid: Option<deribit_grid::Parameters>,
    derive_pmrm2: Option<derive_pmrm2::input::Parameters>,
}

impl ParameterFiles {
    /// As `risk-engine margin` reads them; of Derive's model those in a case.
    ///
    /// # Errors
    /// [`BacktestError::ParameterFile`], naming the file and the field; [`BacktestError::NoParameterFile`] of the chain.
    pub fn read(&mut self, model: MarginModel, path: &Path) -> Result<(), BacktestError> {
        let in_file = |error: String| BacktestError::ParameterFile { path: path.to_owned(), error };
        match model {
            MarginModel::Span16 => {
                let read = span::Parameters::from_path(path);
                self.span16 = Some(read.map_err(|error| in_file(error.to_string()))?);
            }
            MarginModel::DeribitGrid => {
                let read = deribit_grid::Parameters::from_path(path);
                self.deribit_grid = Some(read.map_err(|error| in_file(error.to_string()))?);
            }
            MarginModel::DerivePmrm2 => {
                let read = Case::from_path(path);
                self.derive_pmrm2 = Some(read.map_err(|error| in_file(error.to_string()))?.parameters);
            }
            MarginModel::ChainScenarios => return Err(BacktestError::NoParameterFile { model: model.name() }),
        }
        Ok(())
    }
}

/// Of the coin's market alone, where a file has several.
#[derive(Clone, Debug)]
pub(super) struct Parameters {
    pub span16: span::Parameters,
    pub deribit_grid: deribit_grid::Parameters,
    pub derive_pmrm2: derive_pmrm2::input::Parameters,
}

impl Parameters {
    /// Of the files, and of `parameters/` where there is none.
    ///
    /// # Errors
    /// [`InputError::NoParameters`] if a file does not have the coin's market. In those SOL's, the first, stands for it.
    pub fn of(coin: &str, files: &ParameterFiles) -> Result<Self, BacktestError> {
        const IS_ONE: &str = "parameters of this project";
        let mut span16 = files
            .span16
            .clone()
            .unwrap_or_else(|| serde_json::from_str(include_str!("../../../parameters/span16.json")).expect(IS_ONE));
        let names = span16.markets.iter().map(|market| &market.name);
        let place = place_of(coin, names, MarginModel::Span16, files.span16.is_some())?;
        span16.markets = vec![span::MarketParameters { name: MARKET.to_owned(), ..span16.markets.swap_remove(place) }];

        let mut deribit_grid = files.deribit_grid.clone().unwrap_or_else(|| {
            serde_json::from_str(include_str!("../../../parameters/deribit_grid.json")).expect(IS_ONE)
        });
        let names = deribit_grid.markets.iter().map(|market| &market.name);
        let place = place_of(coin, names, MarginModel::DeribitGrid, files.deribit_grid.is_some())?;
        let market = deribit_grid.markets.swap_remove(place);
        deribit_grid.markets = vec![deribit_grid::MarketParameters { name: MARKET.to_owned(), ..market }];

        let derive_pmrm2 = files.derive_pmrm2.clone().unwrap_or_else(|| {
            serde_json::from_str(include_str!("../../../parameters/derive_pmrm2.json")).expect(IS_ONE)
        });
        Ok(Self { span16, deribit_grid, derive_pmrm2 })
    }
}

/// Of the market with the coin's name, or of the first if the parameters are this project's.
fn place_of<'a>(
    coin: &str,
    mut names: impl Iterator<Item = &'a String>,
    model: MarginModel,
    is_given: bool,
) -> Result<usize, BacktestError> {
    match names.position(|name| name == coin) {
        Some(place) => Ok(place),
        None if is_given => {
            let error = InputError::NoParameters { market: coin.to_owned() };
            Err(BacktestError::Portfolio { model: model.name(), error })
        }
        None => Ok(0),
    }
}
