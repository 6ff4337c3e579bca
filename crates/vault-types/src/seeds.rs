//! Every PDA of the program. Numbers in seeds are little endian.

pub const CONFIG: &[u8] = b"config"; // creator
pub const PROPOSAL: &[u8] = b"proposal"; // config, proposal number (u64)
pub const SIGNERS: &[u8] = b"signers"; // config
pub const MARKET: &[u8] = b"market"; // config, market id (u16)
pub const SURFACE: &[u8] = b"surface"; // market
pub const VAULT: &[u8] = b"vault"; // market, vault id (u16)
pub const SHARE_MINT: &[u8] = b"share_mint"; // vault
pub const CUSTODY: &[u8] = b"custody"; // vault or bank: all of its assets
pub const SHARE_ESCROW: &[u8] = b"share_escrow"; // vault: unclaimed and queued shares
pub const ROUND: &[u8] = b"round"; // vault, round number (u64)
pub const AUCTION: &[u8] = b"auction"; // vault, round number (u64)
pub const BOOK: &[u8] = b"book"; // auction
pub const BID: &[u8] = b"bid"; // auction, bidder, bid id (u8)
pub const DEPOSIT: &[u8] = b"deposit"; // vault, owner
pub const WITHDRAWAL: &[u8] = b"withdrawal"; // vault, owner
pub const SERIES: &[u8] = b"series"; // market, kind (u8), strike (u64, USD e8), expiry (i64), settlement mint
pub const OPTION_MINT: &[u8] = b"option_mint"; // series, or margin series
pub const POOL: &[u8] = b"pool"; // series, or expiry and settlement asset (u8): what was paid in for the holders
pub const BANK: &[u8] = b"bank"; // config, mint: a kind of collateral
pub const EXPIRY: &[u8] = b"expiry"; // market, expiry (i64)
pub const MARGIN_SERIES: &[u8] = b"margin_series"; // expiry, kind (u8), settlement asset (u8), strike (u64, USD e8)
pub const MARGIN_ACCOUNT: &[u8] = b"margin_account"; // config, owner, account id (u16)
pub const RISK: &[u8] = b"risk"; // market
pub const BATCH: &[u8] = b"batch"; // config: the signers' last batch of thresholds
pub const STAKE: &[u8] = b"stake"; // bank, owner: in the insurance fund of a quote
