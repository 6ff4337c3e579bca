//! After an expiry: its price, and what accounts and holders pay and receive.

pub mod post_expiry_price;
pub mod redeem_margin_options;
pub mod settle_expiry_at_last_price;
pub mod settle_margin_account;

pub use {post_expiry_price::*, redeem_margin_options::*, settle_expiry_at_last_price::*, settle_margin_account::*};
