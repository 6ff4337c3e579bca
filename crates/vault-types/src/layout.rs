//! How accounts are laid out: plain old data, little endian, every byte accounted for, after the eight-byte Anchor
//! discriminator. Reading an account is one copy, no parsing; `tests/layout.rs` pins size and offsets.

#[cfg(feature = "anchor")]
pub(crate) use anchor_lang::{zero_copy, AnchorDeserialize, AnchorSerialize};
pub(crate) use bytemuck::{Pod, Zeroable};

/// Reads and writes an account as the bytes that it is in memory, so that Anchor's `Account<T>` works on plain old data.
///
/// The discriminator is Anchor's, the first eight bytes of sha256("account:Name"). Unlike Anchor's own reader, this one
/// refuses a layout version that it does not know, and data of another length instead of panicking on it.
macro_rules! account_layout {
    ($account:ident, $discriminator:expr) => {
        #[cfg(feature = "anchor")]
        impl anchor_lang::Discriminator for $account {
            const DISCRIMINATOR: &'static [u8] = &$discriminator;
        }

        #[cfg(feature = "anchor")]
        impl anchor_lang::Owner for $account {
            fn owner() -> crate::Pubkey {
                crate::ID
            }
        }

        #[cfg(feature = "anchor")]
        impl anchor_lang::AccountSerialize for $account {
            fn try_serialize<W: std::io::Write>(&self, writer: &mut W) -> anchor_lang::Result<()> {
                writer.write_all(<Self as anchor_lang::Discriminator>::DISCRIMINATOR)?;
                writer.write_all(bytemuck::bytes_of(self))?;
                Ok(())
            }
        }

        #[cfg(feature = "anchor")]
        impl anchor_lang::AccountDeserialize for $account {
            fn try_deserialize(data: &mut &[u8]) -> anchor_lang::Result<Self> {
                use anchor_lang::error::ErrorCode;
                let has_discriminator = data.starts_with(<Self as anchor_lang::Discriminator>::DISCRIMINATOR);
                if !has_discriminator {
                    return Err(ErrorCode::AccountDiscriminatorMismatch.into());
                }
                Self::try_deserialize_unchecked(data)
            }

            fn try_deserialize_unchecked(data: &mut &[u8]) -> anchor_lang::Result<Self> {
                use anchor_lang::error::ErrorCode;
                let bytes = data.get(8..).unwrap_or_default();
                match bytemuck::try_pod_read_unaligned::<Self>(bytes) {
                    Ok(account) if account.version == crate::state::VERSION => Ok(account),
                    _ => Err(ErrorCode::AccountDidNotDeserialize.into()),
                }
            }
        }
    };
}

/// Borsh for parts of accounts that are also instruction arguments: the same bytes, since nothing is padded.
macro_rules! borsh_as_bytes {
    ($($part:ty),+) => { $(
        impl borsh::BorshSerialize for $part {
            fn serialize<W: borsh::io::Write>(&self, writer: &mut W) -> borsh::io::Result<()> {
                writer.write_all(bytemuck::bytes_of(self))
            }
        }
        impl borsh::BorshDeserialize for $part {
            fn deserialize_reader<R: borsh::io::Read>(reader: &mut R) -> borsh::io::Result<Self> {
                let mut part = <Self as bytemuck::Zeroable>::zeroed();
                reader.read_exact(bytemuck::bytes_of_mut(&mut part))?;
                Ok(part)
            }
        }
    )+ };
}

/// A state of an account: one byte, of which the program only ever writes the named values.
macro_rules! code {
    ($(#[$doc:meta])* $name:ident { $($(#[$value_doc:meta])* $value:ident = $code:literal,)+ }) => {
        $(#[$doc])*
        #[cfg_attr(feature = "anchor", derive(AnchorSerialize, AnchorDeserialize))]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
        #[repr(transparent)]
        pub struct $name(u8);

        impl $name {
            $($(#[$value_doc])* pub const $value: Self = Self($code);)+

            /// The byte in accounts and seeds.
            pub const fn code(self) -> u8 {
                self.0
            }

            /// Is this one of the named values?
            pub const fn is_known(self) -> bool {
                matches!(self, $(Self::$value)|+)
            }
        }

        #[cfg(not(feature = "anchor"))]
        borsh_as_bytes!($name);
    };
}

pub(crate) use {account_layout, borsh_as_bytes, code};
