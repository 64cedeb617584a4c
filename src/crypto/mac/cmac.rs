//! CMAC, over aws-lc's.

use super::Mac;
use crate::crypto::cipher::Cipher;
use crate::crypto::ffi::{self, owner};
use crate::err::{Error, Result};
use aws_lc_sys as sys;
use zeroize::Zeroizing;

owner! {
    /// aws-lc's CMAC state.
    Context, CMAC_CTX, CMAC_CTX_free
}

/// A CMAC being computed.
pub(super) struct Cmac {
    context: Context,
    len: usize,
}

impl Cmac {
    /// Starts with a key of the cipher's length.
    #[track_caller]
    pub(super) fn new(cipher: Cipher, key: &[u8]) -> Result<Cmac> {
        let raw = cipher.raw().ok_or_else(Error::quiet)?;
        // SAFETY: no preconditions; the result is owned.
        let context = Context::own(unsafe { sys::CMAC_CTX_new() })?;
        // SAFETY: the context is live, the key a slice, the cipher a static.
        ffi::ok(unsafe {
            sys::CMAC_Init(context.raw(), key.as_ptr().cast(), key.len(), raw, std::ptr::null_mut())
        })?;
        Ok(Cmac { context, len: cipher.block_size() })
    }
}

impl Mac for Cmac {
    fn update(&mut self, data: &[u8]) -> Result<()> {
        // SAFETY: the context is live, the data a slice.
        ffi::ok(unsafe { sys::CMAC_Update(self.context.raw(), data.as_ptr(), data.len()) })
    }

    fn finish(&mut self) -> Result<Zeroizing<Vec<u8>>> {
        let mut out = Zeroizing::new(vec![0; 16]);
        let mut len = 0;
        // SAFETY: no block is longer than 16 bytes.
        ffi::ok(unsafe { sys::CMAC_Final(self.context.raw(), out.as_mut_ptr(), &mut len) })?;
        out.truncate(self.len.min(len));
        Ok(out)
    }

    fn try_clone(&self) -> Result<Box<dyn Mac>> {
        // SAFETY: no preconditions; the result is owned.
        let copy = Context::own(unsafe { sys::CMAC_CTX_new() })?;
        // SAFETY: both contexts are live.
        ffi::ok(unsafe { sys::CMAC_CTX_copy(copy.raw(), self.context.raw()) })?;
        Ok(Box::new(Cmac { context: copy, len: self.len }))
    }
}
