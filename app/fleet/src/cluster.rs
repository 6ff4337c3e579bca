//! The two processes of a fleet. Both know the function, so plans that name it can be handed out and run.
//!
//! They trust whoever reaches them: nothing is encrypted, nobody logs in, and an executor reads the files that a plan names. Keep them on a network of
//! their own.

use crate::function::{margin_threshold, NAME};
use crate::job::state;
use crate::FleetError;
use ballista_core::registry::BallistaFunctionRegistry;
use ballista_executor::executor_process::{start_executor_process, ExecutorProcessConfig};
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::{create_scheduler, start_grpc_service_with_listener};
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
use std::fs::Permissions;
use std::net::{IpAddr, SocketAddr};
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;
use tokio::net::TcpListener;

/// An executor says so often that it is there.
const HEARTBEAT_SECONDS: u64 = 2;
/// One that has been silent for so long gets no work any more; so long a batch waits for another when none is left.
const SILENCE_SECONDS: u64 = 10;

/// [`crate::schedule`], on a runtime.
pub async fn schedule(listen: SocketAddr, listening: impl FnOnce(SocketAddr)) -> Result<(), FleetError> {
    let failed = |reason: String| FleetError::Cluster { address: listen.to_string(), reason };
    let listener = TcpListener::bind(listen).await.map_err(|error| failed(error.to_string()))?;
    let address = listener.local_addr().map_err(|error| failed(error.to_string()))?;
    let config = SchedulerConfig {
        bind_host: host(&address),
        external_host: host(&address),
        bind_port: address.port(),
        executor_timeout_seconds: SILENCE_SECONDS,
        expire_dead_executor_interval_seconds: HEARTBEAT_SECONDS,
        no_executors_grace_period_seconds: SILENCE_SECONDS,
        override_session_builder: Some(Arc::new(state)),
        ..SchedulerConfig::default()
    };
    config.validate().map_err(|error| failed(error.to_string()))?;
    let cluster = BallistaCluster::new_from_config(&config).await.map_err(|error| failed(error.to_string()))?;
    let scheduler = create_scheduler::<LogicalPlanNode, PhysicalPlanNode>(cluster, Arc::new(config)).await;
    let scheduler = scheduler.map_err(|error| failed(error.to_string()))?;
    listening(address);
    start_grpc_service_with_listener(listener, scheduler).await.map_err(|error| failed(error.to_string()))
}

/// Where an executor can be reached, and whom it asks for work.
pub struct Executor {
    pub scheduler_host: String,
    pub scheduler_port: u16,
    /// Others fetch its results here.
    pub listen: SocketAddr,
    /// The scheduler reaches it here, at the same address.
    pub grpc_port: u16,
    /// Tasks at a time; 0 for one on each core.
    pub tasks: usize,
}

/// [`crate::execute`], on a runtime.
pub async fn execute(executor: &Executor) -> Result<(), FleetError> {
    let failed = |reason: String| FleetError::Cluster { address: executor.listen.to_string(), reason };
    // Of a port that is taken it would say nothing. It takes numbers of ports only, so these are let go again, and another process may take one before it does.
    for port in [executor.listen.port(), executor.grpc_port] {
        let address = SocketAddr::new(executor.listen.ip(), port);
        let free = TcpListener::bind(address).await;
        free.map_err(|error| FleetError::Cluster { address: address.to_string(), reason: error.to_string() })?;
    }
    // Its own default is a folder that is gone before it is used. What is computed of accounts is nobody else's.
    let folder = tempfile::Builder::new().permissions(Permissions::from_mode(0o700)).tempdir();
    let folder = folder.map_err(|error| failed(error.to_string()))?;
    let mut functions = BallistaFunctionRegistry::default();
    functions.scalar_functions.insert(NAME.to_owned(), Arc::new(margin_threshold()));
    let config = ExecutorProcessConfig {
        bind_host: host(&executor.listen),
        external_host: Some(host(&executor.listen)),
        port: executor.listen.port(),
        grpc_port: executor.grpc_port,
        scheduler_host: executor.scheduler_host.clone(),
        scheduler_port: executor.scheduler_port,
        executor_heartbeat_interval_seconds: HEARTBEAT_SECONDS,
        vcores: executor.tasks,
        work_dir: Some(folder.path().display().to_string()),
        override_function_registry: Some(Arc::new(functions)),
        ..ExecutorProcessConfig::default()
    };
    start_executor_process(Arc::new(config)).await.map_err(|error| failed(error.to_string()))
}

/// As it stands before a colon and the port.
fn host(address: &SocketAddr) -> String {
    match address.ip() {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    }
}
