//! `DH_METHOD`: how a program's own Diffie-Hellman keys compute.
#![allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "OpenSSL's typedef names")]

use super::bn::{BIGNUM, BN_CTX, BN_GENCB, BN_MONT_CTX};
use super::cell::Guarded;
use super::dh::DH;
use crate::abi::{In, Mut, Opaque, OutBuf, entry};
use crate::err::{Error, Result};
use std::ffi::{CString, c_char, c_int, c_uchar};
use std::sync::{Arc, LazyLock};
use zeroize::Zeroizing;

/// Is told of a key's beginning or end, or makes a key.
pub type DhLife = extern "C" fn(Mut<DH>) -> c_int;
/// Computes the secret shared with the owner of a public value, into memory
/// as long as the prime; gives its length, or -1.
pub type DhComputeKey = extern "C" fn(OutBuf<c_uchar>, In<BIGNUM>, Mut<DH>) -> c_int;
/// Computes powers; never called.
pub type DhBnModExp = extern "C" fn(
    In<DH>,
    Mut<BIGNUM>,
    In<BIGNUM>,
    In<BIGNUM>,
    In<BIGNUM>,
    Mut<BN_CTX>,
    Mut<BN_MONT_CTX>,
) -> c_int;
/// Makes parameters of so many bits with a generator; gives 1.
pub type DhParamgen = extern "C" fn(Mut<DH>, c_int, c_int, Mut<BN_GENCB>) -> c_int;

/// How keys compute; what is not set is done as usual.
#[derive(Clone)]
pub struct Functions {
    /// Its name.
    pub name: CString,
    /// Its flags.
    pub flags: c_int,
    /// The program's own pointer.
    pub app_data: Opaque,
    /// Makes a key.
    pub generate_key: Option<DhLife>,
    /// Computes a shared secret.
    pub compute_key: Option<DhComputeKey>,
    /// Computes powers; never called.
    pub bn_mod_exp: Option<DhBnModExp>,
    /// Is told that a key has the method.
    pub init: Option<DhLife>,
    /// Is told that a key goes.
    pub finish: Option<DhLife>,
    /// Makes parameters.
    pub generate_params: Option<DhParamgen>,
}

/// How keys compute.
pub struct DH_METHOD(Guarded<Functions>);

impl DH_METHOD {
    /// One that does nothing unusual.
    pub fn new(name: CString, flags: c_int) -> Arc<DH_METHOD> {
        Arc::new(DH_METHOD(Guarded::new(Functions {
            name,
            flags,
            app_data: Opaque::NULL,
            generate_key: None,
            compute_key: None,
            bn_mod_exp: None,
            init: None,
            finish: None,
            generate_params: None,
        })))
    }

    /// A copy.
    pub fn duplicate(&self) -> Arc<DH_METHOD> {
        Arc::new(DH_METHOD(Guarded::new(self.get())))
    }

    /// Its functions.
    pub fn get(&self) -> Functions {
        self.0.get()
    }

    /// Changes its functions.
    pub fn change<R>(&self, step: impl FnOnce(&mut Functions) -> R) -> R {
        self.0.with(step)
    }

    /// The address of its name, valid until that is changed.
    pub fn name_ptr(&self) -> *const c_char {
        self.0.with(|functions| functions.name.as_ptr())
    }

    /// The usual one.
    pub fn usual() -> &'static Arc<DH_METHOD> {
        &USUAL
    }
}

impl DH {
    /// The secret shared with the owner of `peer`, as long as the prime; by
    /// the key's own method if it has one.
    #[track_caller]
    pub fn agreed(&self, peer: &BIGNUM) -> Result<Zeroizing<Vec<u8>>> {
        let method = self.computing.method().filter(|m| !Arc::ptr_eq(m, DH_METHOD::usual()));
        let Some(own) = method.and_then(|method| method.get().compute_key) else {
            return self.agree(&peer.to_be()?);
        };
        let size = self.bits().div_ceil(8);
        let mut out = Zeroizing::new(vec![0; size]);
        let len = own(OutBuf::lend(out.as_mut_ptr()), In::lend(peer), Mut::lend(self));
        let len = usize::try_from(len).ok().filter(|len| (1..=size).contains(len));
        let len = len.ok_or_else(Error::quiet)?;
        out.truncate(len);
        // Leading zeros that were left out.
        Ok(Zeroizing::new([vec![0; size - len], out.to_vec()].concat()))
    }
}

static USUAL: LazyLock<Arc<DH_METHOD>> = LazyLock::new(|| {
    const FIPS_METHOD: c_int = 0x400;
    let method = DH_METHOD::new(c"OpenSSL DH Method".to_owned(), FIPS_METHOD);
    method.change(|functions| {
        functions.generate_key = Some(usual_generate_key);
        functions.compute_key = Some(usual_compute_key);
    });
    method
});

extern "C" fn usual_generate_key(dh: Mut<DH>) -> c_int {
    entry(0, || {
        dh.get()?.generate()?;
        Ok(1)
    })
}

extern "C" fn usual_compute_key(mut key: OutBuf<c_uchar>, peer: In<BIGNUM>, dh: Mut<DH>) -> c_int {
    entry(-1, || {
        let secret = dh.get()?.agree(&peer.get()?.to_be()?)?;
        key.slice(secret.len())?.copy_from_slice(&secret);
        Ok(c_int::try_from(secret.len()).unwrap_or(-1))
    })
}
