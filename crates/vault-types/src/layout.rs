//! How accounts are laid out: plain old data, little endian, every byte accounted for, after the eight-byte Anchor
//! discriminator. Reading an account is one copy, no parsing; `tests/layout.rs` pins size and offsets.

#[cfg(feature = "anchor")]
pub(crate) use anchor_lang::{account, zero_copy, AnchorDeserialize, AnchorSerialize, Discriminator};
pub(crate) use bytemuck::{Pod, Zeroable};

/// Writes accounts as the bytes they are in memory, so that `Account<T>` works on plain old data.
macro_rules! serialize_as_bytes {
    ($($account:ty),+) => { $(
        #[cfg(feature = "anchor")]
        impl anchor_lang::AccountSerialize for $account {
            fn try_serialize<W: std::io::Write>(&self, writer: &mut W) -> anchor_lang::Result<()> {
                use anchor_lang::Discriminator;
                writer.write_all(Self::DISCRIMINATOR)?;
                writer.write_all(bytemuck::bytes_of(self))?;
                Ok(())
            }
        }
    )+ };
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

pub(crate) use {borsh_as_bytes, code, serialize_as_bytes};
