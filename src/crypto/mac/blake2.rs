//! BLAKE2 with a key, over RustCrypto's.

use super::Mac;
use crate::err::{Error, Lib, Result, prov};
use blake2::digest::core_api::{Buffer, UpdateCore, VariableOutputCore};
use blake2::{Blake2bVarCore, Blake2sVarCore};
use zeroize::Zeroizing;

macro_rules! keyed {
    ($name:ident, $state:ident, $core:ty, $block:literal, $most:literal) => {
        /// A code being computed.
        #[derive(Clone)]
        struct $state {
            core: $core,
            buffer: Buffer<$core>,
            len: usize,
            finished: bool,
        }

        /// A code of `len` bytes, within the algorithm's limits.
        #[track_caller]
        pub(super) fn $name(
            key: &[u8],
            custom: &[u8],
            salt: &[u8],
            len: usize,
        ) -> Result<Box<dyn Mac>> {
            if key.is_empty() || key.len() > $most {
                return Err(Error::new(Lib::Prov, prov::R_INVALID_KEY_LENGTH));
            }
            if custom.len() > $most / 4 || salt.len() > $most / 4 || len == 0 || len > $most {
                return Err(Error::quiet());
            }
            let core = <$core>::new_with_params(salt, custom, key.len(), len);
            let mut keyed =
                $state { core, buffer: Buffer::<$core>::default(), len, finished: false };
            // The key is the first block.
            let mut block = Zeroizing::new([0; $block]);
            block[..key.len()].copy_from_slice(key);
            keyed.update(&*block)?;
            Ok(Box::new(keyed))
        }

        impl Mac for $state {
            fn update(&mut self, data: &[u8]) -> Result<()> {
                if self.finished {
                    return Err(Error::quiet());
                }
                let core = &mut self.core;
                self.buffer.digest_blocks(data, |blocks| core.update_blocks(blocks));
                Ok(())
            }

            fn finish(&mut self) -> Result<Zeroizing<Vec<u8>>> {
                if std::mem::replace(&mut self.finished, true) {
                    return Err(Error::quiet());
                }
                let mut out = Default::default();
                self.core.finalize_variable_core(&mut self.buffer, &mut out);
                Ok(Zeroizing::new(out[..self.len].to_vec()))
            }

            fn try_clone(&self) -> Result<Box<dyn Mac>> {
                Ok(Box::new(self.clone()))
            }
        }
    };
}

keyed!(blake2b, Blake2b, Blake2bVarCore, 128, 64);
keyed!(blake2s, Blake2s, Blake2sVarCore, 64, 32);
