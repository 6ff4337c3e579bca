//! Which mints may be collateral: those whose tokens stay where they are, and move when and in the amount that the program says.
//!
//! Reads the account of a mint of the classic token program or of Token-2022. What an extension does is not looked at: whoever may set a
//! fee of zero may set another one later. An extension that is not known to be harmless is refused, so one that is invented
//! tomorrow is refused too.
//!
//! Layout: `Mint::unpack_from_slice` (82 bytes) in `state.rs`, and in `extension/mod.rs` the account type behind zeros up to byte 165,
//! the entries behind it (type and length of two bytes each, little endian, then the value) and the numbers of `ExtensionType`, all of
//! `spl-token-2022-interface` 3.1.2. The caller checks that one of the two token programs owns the account.

use core::fmt;

/// A mint without extensions.
const MINT_LENGTH: usize = 82;
/// Where a mint with extensions says that it is one; the length of a token account, so that the two cannot be confused.
const ACCOUNT_TYPE_OFFSET: usize = 165;
const ACCOUNT_TYPE_MINT: u8 = 1;
/// No mint has the length of a multisignature account: the token program adds bytes to one that would.
const MULTISIG_LENGTH: usize = 355;

const SUPPLY_OFFSET: usize = 36;
/// The decimals, and behind them whether the mint is initialised.
const DECIMALS_OFFSET: usize = 44;
const FREEZE_AUTHORITY_OFFSET: usize = 46;

/// What a listing needs to know of a mint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MintFacts {
    pub decimals: u8,
    pub supply_atoms: u64,
    /// Can somebody freeze token accounts, also the program's? The stablecoins that everybody uses can be, so this is listed, but the
    /// bank says so: until the issuer thaws it, nobody gets such a token out.
    pub can_be_frozen: bool,
}

/// Why a mint is no collateral.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MintError {
    /// Not the bytes of an initialised mint: cut off, of another kind, or with entries that do not fit.
    Malformed,
    /// A transfer arrives short.
    TransferFee,
    /// Somebody can close the mint and make another one at its address.
    CloseAuthority,
    /// Amounts can be hidden from the program.
    Confidential,
    /// New token accounts are frozen, or can be from tomorrow on.
    DefaultAccountState,
    /// What is deposited never leaves.
    NonTransferable,
    /// Amounts are multiplied before people, and price feeds, see them, by a rate that its authority sets. The program counts atoms, but
    /// the price would be that of another number of atoms from one moment to the next.
    InterestBearing,
    /// Somebody can move or burn what others own.
    PermanentDelegate,
    /// A program of the issuer decides about every transfer.
    TransferHook,
    /// As [`MintError::InterestBearing`]: a reverse split would multiply the value of every deposit.
    ScaledUiAmount,
    /// Somebody can stop all transfers.
    Pausable,
    /// Somebody decides about burning: nothing that collateral needs, and nothing that it should have.
    PermissionedBurn,
    /// An extension of token accounts, or one that is not known, by its number.
    Unknown(u16),
}

impl fmt::Display for MintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "this is not an initialised mint",
            Self::TransferFee => "the mint can charge a fee for transfers",
            Self::CloseAuthority => "the mint can be closed",
            Self::Confidential => "the mint has confidential amounts",
            Self::DefaultAccountState => "the mint can make new token accounts frozen",
            Self::NonTransferable => "the mint's tokens cannot be transferred",
            Self::InterestBearing => "the mint shows amounts with interest",
            Self::PermanentDelegate => "the mint has a delegate over everybody's tokens",
            Self::TransferHook => "the mint can have a program decide about transfers",
            Self::ScaledUiAmount => "the mint shows amounts times a multiplier",
            Self::Pausable => "the mint's transfers can be paused",
            Self::PermissionedBurn => "the mint's tokens are burned only with permission",
            Self::Unknown(number) => return write!(f, "the mint has the unknown extension {number}"),
        })
    }
}

impl core::error::Error for MintError {}

/// Accepts a mint as collateral: the data of its account, without any extension or only with those that describe the token.
pub fn check_mint(data: &[u8]) -> Result<MintFacts, MintError> {
    let facts = read_mint(data).ok_or(MintError::Malformed)?;
    if data.len() > MINT_LENGTH {
        check_extensions(extension_entries(data).ok_or(MintError::Malformed)?)?;
    }
    Ok(facts)
}

/// The part that every mint has; `None` unless it is complete and initialised.
fn read_mint(data: &[u8]) -> Option<MintFacts> {
    let [decimals, initialized] = bytes_at(data, DECIMALS_OFFSET)?;
    optional_authority(data, 0)?;
    (initialized == 1).then_some(MintFacts {
        decimals,
        supply_atoms: u64::from_le_bytes(bytes_at(data, SUPPLY_OFFSET)?),
        can_be_frozen: optional_authority(data, FREEZE_AUTHORITY_OFFSET)?,
    })
}

/// Is there an authority? Four bytes say so, its key follows.
fn optional_authority(data: &[u8], offset: usize) -> Option<bool> {
    bytes_at::<36>(data, offset)?;
    match u32::from_le_bytes(bytes_at(data, offset)?) {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    }
}

/// What follows the account type of a mint with extensions.
fn extension_entries(data: &[u8]) -> Option<&[u8]> {
    let padding = data.get(MINT_LENGTH..ACCOUNT_TYPE_OFFSET)?;
    let (account_type, entries) = data.get(ACCOUNT_TYPE_OFFSET..)?.split_first()?;
    let is_mint = *account_type == ACCOUNT_TYPE_MINT && data.len() != MULTISIG_LENGTH && is_unused(padding);
    is_mint.then_some(entries)
}

/// Ends after as many entries as there are harmless extensions: the first other one, or the first that comes twice, is refused.
fn check_extensions(mut entries: &[u8]) -> Result<(), MintError> {
    let mut seen = 0_u32;
    while let Some(([type_low, type_high, length_low, length_high], rest)) = entries.split_first_chunk() {
        let number = u16::from_le_bytes([*type_low, *type_high]);
        if number == 0 {
            break;
        }
        let bit = harmless_bit(number)?;
        let length = u16::from_le_bytes([*length_low, *length_high]);
        entries = rest.get(usize::from(length)..).ok_or(MintError::Malformed)?;
        if seen & bit != 0 {
            return Err(MintError::Malformed);
        }
        seen |= bit;
    }
    // The token program writes nothing behind an empty entry.
    is_unused(entries).then_some(()).ok_or(MintError::Malformed)
}

/// One bit for each extension that only describes the token; all others are refused, by name where they belong to mints.
fn harmless_bit(number: u16) -> Result<u32, MintError> {
    Err(match number {
        18 => return Ok(1),      // MetadataPointer
        19 => return Ok(1 << 1), // TokenMetadata
        20 => return Ok(1 << 2), // GroupPointer
        21 => return Ok(1 << 3), // TokenGroup
        22 => return Ok(1 << 4), // GroupMemberPointer
        23 => return Ok(1 << 5), // TokenGroupMember
        1 => MintError::TransferFee,
        3 => MintError::CloseAuthority,
        4 | 16 | 24 => MintError::Confidential, // ConfidentialTransferMint, ConfidentialTransferFeeConfig, ConfidentialMintBurn
        6 => MintError::DefaultAccountState,
        9 => MintError::NonTransferable,
        10 => MintError::InterestBearing,
        12 => MintError::PermanentDelegate,
        14 => MintError::TransferHook,
        25 => MintError::ScaledUiAmount,
        26 => MintError::Pausable,
        28 => MintError::PermissionedBurn,
        other => MintError::Unknown(other),
    })
}

fn bytes_at<const LENGTH: usize>(data: &[u8], offset: usize) -> Option<[u8; LENGTH]> {
    data.get(offset..)?.first_chunk().copied()
}

fn is_unused(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0)
}
