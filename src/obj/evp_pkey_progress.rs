//! How programs are told that making keys goes on (EVP_PKEY_CTX_set_cb(3)).
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::evp_pkey_ctx::EVP_PKEY_CTX;
use crate::abi::{Mut, Opaque, Out};
use std::ffi::c_int;
use std::sync::Arc;

/// Is told that making a key goes on; returns 0 to end it.
pub type EVP_PKEY_gen_cb = extern "C" fn(Mut<EVP_PKEY_CTX>) -> c_int;

/// Who is told, and what there is to know.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    /// The program's function.
    pub callback: Option<EVP_PKEY_gen_cb>,
    /// What it can ask for: what happened last, and how often.
    pub info: Vec<c_int>,
    /// The program's own numbers in place of that.
    pub given: Option<GivenNumbers>,
}

/// Numbers that the program keeps.
#[derive(Debug, Clone, Copy)]
pub struct GivenNumbers {
    first: Opaque,
    len: c_int,
}

impl GivenNumbers {
    /// `len` numbers at `first`; `None` for NULL or no numbers.
    pub fn new(first: *mut c_int, len: c_int) -> Option<GivenNumbers> {
        (!first.is_null() && len > 0).then_some(GivenNumbers { first: Opaque(first.cast()), len })
    }

    /// The number at `index`, or with -1 how many there are; 0 for an index that
    /// there is not.
    pub fn number(&self, index: c_int) -> c_int {
        match usize::try_from(index) {
            Err(_) if index == -1 => self.len,
            Ok(at) if index < self.len => {
                let place = self.first.0.cast::<c_int>().wrapping_add(at);
                Out::at(place).read().unwrap_or(0)
            }
            _ => 0,
        }
    }
}

impl EVP_PKEY_CTX {
    /// What the making of a prime is to tell.
    pub(super) fn teller(self: &Arc<Self>) -> impl FnMut(c_int, c_int) -> bool {
        let ctx = Arc::clone(self);
        move |event, count| {
            let callback = ctx.change(|s| {
                s.progress.info = vec![event, count];
                s.progress.callback
            });
            callback.is_none_or(|callback| callback(Mut::lend(&*ctx)) != 0)
        }
    }
}
