//! The plan: read accounts, compute, sort by account. DataFusion runs it on all cores of this machine, or Ballista on others.

use crate::columns::{required, ACCOUNT_COLUMNS, FORM, MARGIN_ACCOUNT};
use crate::error::{of_task, reason};
use crate::function::{margin_threshold, NAME};
use crate::output::Output;
use crate::FleetError;
use arrow::datatypes::DataType;
use ballista::prelude::{SessionConfigExt as _, SessionContextExt as _};
use ballista_core::serde::protobuf::scheduler_grpc_client::SchedulerGrpcClient;
use datafusion::common::plan_err;
use datafusion::dataframe::DataFrame;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SessionState, SessionStateBuilder};
use datafusion::logical_expr::cast;
use datafusion::physical_optimizer::optimizer::{PhysicalOptimizer, PhysicalOptimizerRule};
use datafusion::prelude::{col, lit, ParquetReadOptions, SessionConfig, SessionContext};
use datafusion::scalar::ScalarValue;
use futures::StreamExt as _;
use std::iter;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use threshold_model::Snapshot;

/// Accounts that are computed at a time: few enough that a thousand accounts still keep every core busy.
const BATCH_ROWS: usize = 256;

/// DataFusion's name of a rule.
const COMPUTES_WHERE_IT_READS: &str = "ProjectionPushdown";

/// What is to be computed, and where.
pub struct Job {
    /// Its round, house and markets count, its accounts do not.
    pub snapshot: Snapshot,
    /// A Parquet file, or a folder of such files. Executors and the scheduler must find it under the same name.
    pub accounts: PathBuf,
    pub out: PathBuf,
    /// Without one, all of it is done here.
    pub fleet: Option<Fleet>,
}

/// Who else does it.
pub struct Fleet {
    /// Of the scheduler.
    pub url: String,
    /// Into so many parts the work is cut: as many cores can share it, and each takes some tenths of a second to be handed out and back.
    pub parts: NonZeroUsize,
}

/// What has become of the accounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub accounts: u64,
    pub left_out: u64,
}

/// [`crate::run`], on a runtime.
pub async fn run(job: &Job) -> Result<Summary, FleetError> {
    let context = context(job.fleet.as_ref()).await?;
    let accounts = accounts(&context, &job.accounts).await?;
    let snapshot = lit(ScalarValue::Binary(Some(job.snapshot.without_accounts().encode())));
    let columns = ACCOUNT_COLUMNS.into_iter().filter(|column| has(&accounts, column)).map(col);
    let threshold = margin_threshold().call(iter::once(snapshot).chain(columns).collect()).alias(NAME);
    let [account, form] = [MARGIN_ACCOUNT, FORM].map(|name| cast(col(name), DataType::Utf8).alias(name));
    let rows = accounts
        .select([account, form, threshold])?
        .sort([MARGIN_ACCOUNT, FORM].map(|column| col(column).sort(true, false)).to_vec())?;
    let mut output = Output::create(&job.out, &job.accounts)?;
    let mut stream = rows.execute_stream().await.map_err(|error| job.failed(&error))?;
    while let Some(rows) = stream.next().await {
        output.write(&rows.map_err(|error| job.failed(&error))?)?;
    }
    output.finish()
}

impl Job {
    /// What the plan ends with: the accounts are no accounts, or the fleet is no fleet.
    fn failed(&self, error: &DataFusionError) -> FleetError {
        match (&self.fleet, of_task(error)) {
            (_, Some(problem)) => FleetError::file(&self.accounts, problem),
            (Some(Fleet { url, .. }), None) => {
                let (url, accounts) = (url.clone(), self.accounts.clone());
                FleetError::Unfinished { url, accounts, reason: reason(error) }
            }
            (None, None) => FleetError::file(&self.accounts, reason(error)),
        }
    }
}

/// A state in which plans may name the function. Nothing is computed where a file is read, so that all cores share even what one of them has read.
pub fn state(config: SessionConfig) -> Result<SessionState> {
    let builder = SessionStateBuilder::new().with_config(config).with_physical_optimizer_rules(rules()?);
    let mut state = builder.with_default_features().build();
    datafusion::execution::FunctionRegistry::register_udf(&mut state, margin_threshold().into())?;
    Ok(state)
}

/// All but the one that computes where a file is read, wherever it stands among them. Errors: there is none of this name.
fn rules() -> Result<Vec<Arc<dyn PhysicalOptimizerRule + Send + Sync>>> {
    let all = PhysicalOptimizer::new().rules;
    let (left_out, kept): (Vec<_>, Vec<_>) = all.into_iter().partition(|rule| rule.name() == COMPUTES_WHERE_IT_READS);
    if left_out.is_empty() {
        return plan_err!(
            "DataFusion has no rule {COMPUTES_WHERE_IT_READS} any more: see what computes where a file is read"
        );
    }
    Ok(kept)
}

async fn context(fleet: Option<&Fleet>) -> Result<SessionContext, FleetError> {
    let Some(Fleet { url, parts }) = fleet else {
        // Whoever reads a file hands its rows to all cores.
        let config = SessionConfig::new().with_repartition_file_scans(false);
        return Ok(SessionContext::new_with_state(state(config.with_batch_size(BATCH_ROWS))?));
    };
    // Executors read for themselves, however little that is.
    let config =
        SessionConfig::new_with_ballista().with_target_partitions(parts.get()).with_repartition_file_min_size(1);
    let state = state(config.with_batch_size(BATCH_ROWS))?;
    let failed = |reason: String| FleetError::Scheduler { url: url.clone(), reason };
    // The context does not ask the scheduler for anything yet.
    SchedulerGrpcClient::connect(url.clone()).await.map_err(|error| failed(error.to_string()))?;
    SessionContext::remote_with_state(url, state).await.map_err(|error| failed(reason(&error)))
}

async fn accounts(context: &SessionContext, path: &Path) -> Result<DataFrame, FleetError> {
    // Executors have another working directory.
    let full = path.canonicalize().map_err(|error| FleetError::file(path, error))?;
    let name = full.to_str().ok_or_else(|| FleetError::file(path, "give a path in UTF-8"))?;
    let read = context.read_parquet(name, ParquetReadOptions::default()).await;
    let accounts = read.map_err(|error| FleetError::file(path, reason(&error)))?;
    match required().find(|column| !has(&accounts, column)) {
        Some(column) => Err(FleetError::NoColumn { path: path.to_owned(), column }),
        None => Ok(accounts),
    }
}

fn has(accounts: &DataFrame, column: &str) -> bool {
    accounts.schema().has_column_with_unqualified_name(column)
}
