//! The computation as a function over columns.
//!
//! ```text
//! margin_threshold(snapshot, margin_account, form, position_seq, options, collaterals [, last_threshold]) -> threshold
//! ```
//!
//! `snapshot` is one value for all rows: the bytes of a snapshot whose round, house and markets count (docs/SNAPSHOT.md). The others are an account's
//! columns. A row's threshold depends on the snapshot and that row alone, so rows may be computed anywhere and in any order.

use crate::columns::{accounts_of, ACCOUNT_COLUMNS};
use arrow::array::{
    ArrayRef, BinaryArray, Int64Array, RecordBatch, StringArray, StructArray, UInt32Array, UInt64Array,
};
use arrow::datatypes::{DataType, Field, Fields};
use datafusion::common::{exec_datafusion_err, exec_err, Result, ScalarValue};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};
use threshold_model::{AccountInput, Calculator, Computed, Payload, Snapshot};

pub const NAME: &str = "margin_threshold";

/// Of one account: what is signed, or why nothing is. Amounts in atoms of the account's quote.
struct Row {
    payload: Option<(Vec<u8>, Payload)>,
    left_out: Option<String>,
}

/// The column of this name in the results, of all rows.
type Column = (&'static str, DataType, fn(&[Row]) -> ArrayRef);

macro_rules! column {
    ($name:ident, $type:ident, $array:ty) => {
        (stringify!($name), DataType::$type, |rows| {
            Arc::new(<$array>::from_iter(rows.iter().map(|row| Some(row.payload.as_ref()?.1.body.$name))))
        })
    };
}

const COLUMNS: [Column; 10] = [
    column!(initial_margin_atoms, UInt64, UInt64Array),
    column!(maintenance_margin_atoms, UInt64, UInt64Array),
    column!(liquidation_threshold_atoms, UInt64, UInt64Array),
    column!(net_delta_atoms, Int64, Int64Array),
    column!(gamma_atoms, Int64, Int64Array),
    column!(vega_atoms, Int64, Int64Array),
    column!(theta_atoms, Int64, Int64Array),
    column!(worst_scenario, UInt32, UInt32Array),
    ("message", DataType::Binary, |rows| {
        Arc::new(BinaryArray::from_iter(rows.iter().map(|row| Some(&row.payload.as_ref()?.0))))
    }),
    ("left_out", DataType::Utf8, |rows| {
        Arc::new(StringArray::from_iter(rows.iter().map(|row| row.left_out.as_deref())))
    }),
];

/// The columns of the results, after those that name the account.
pub fn result_fields() -> Fields {
    COLUMNS.iter().map(|(name, data_type, _)| Field::new(*name, data_type.clone(), true)).collect()
}

pub fn margin_threshold() -> ScalarUDF {
    let signature = Signature::variadic_any(Volatility::Immutable);
    ScalarUDF::new_from_impl(MarginThreshold { signature, idle: Idle::default() })
}

#[derive(Debug)]
struct MarginThreshold {
    signature: Signature,
    idle: Idle,
}

/// What is idle makes no difference to what comes out.
impl PartialEq for MarginThreshold {
    fn eq(&self, other: &Self) -> bool {
        self.signature == other.signature
    }
}

impl Eq for MarginThreshold {}

impl Hash for MarginThreshold {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.signature.hash(state);
    }
}

impl ScalarUDFImpl for MarginThreshold {
    fn name(&self) -> &str {
        NAME
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Struct(result_fields()))
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let Some((ColumnarValue::Scalar(ScalarValue::Binary(Some(snapshot))), columns)) = arguments.args.split_first()
        else {
            return exec_err!("{NAME}: the first argument is the bytes of a snapshot");
        };
        let arrays = columns.iter().map(|column| column.to_array(arguments.number_rows)).collect::<Result<Vec<_>>>()?;
        let batch = RecordBatch::try_from_iter(ACCOUNT_COLUMNS.into_iter().zip(arrays))?;
        let accounts = accounts_of(&batch).map_err(|problem| exec_datafusion_err!("{problem}"))?;
        let mut calculator = self.idle.take(snapshot)?;
        let rows = accounts.iter().map(|account| row(&mut calculator, account)).collect::<Result<Vec<_>>>()?;
        self.idle.put_back(snapshot, calculator);
        let arrays = COLUMNS.iter().map(|(_, _, array)| array(&rows)).collect();
        Ok(ColumnarValue::Array(Arc::new(StructArray::try_new(result_fields(), arrays, None)?)))
    }
}

/// Bad input is an error that names the account; an account that cannot be signed for is a row that says so.
fn row(calculator: &mut Calculator, account: &AccountInput) -> Result<Row> {
    Ok(match calculator.compute(account).map_err(|error| exec_datafusion_err!("{error}"))? {
        Computed::Message(message) => {
            let payload = Payload::read(&message).map_err(|error| exec_datafusion_err!("{error}"))?;
            Row { payload: Some((message, payload)), left_out: None }
        }
        Computed::LeftOut(reason) => Row { payload: None, left_out: Some(reason.to_string()) },
    })
}

/// Calculators between two batches of rows, of the last snapshot: what they have derived is good for later rows.
#[derive(Debug, Default)]
struct Idle(Mutex<(Vec<u8>, Vec<Calculator>)>);

impl Idle {
    fn take(&self, snapshot: &[u8]) -> Result<Calculator> {
        let idle = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.0 != snapshot {
            *idle = (snapshot.to_vec(), vec![]);
        }
        if let Some(calculator) = idle.1.pop() {
            return Ok(calculator);
        }
        let snapshot = Snapshot::decode(snapshot).map_err(|error| exec_datafusion_err!("the snapshot: {error}"))?;
        Ok(Calculator::new(&snapshot))
    }

    fn put_back(&self, snapshot: &[u8], calculator: Calculator) {
        let idle = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.0 == snapshot {
            idle.1.push(calculator);
        }
    }
}
