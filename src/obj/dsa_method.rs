//! `DSA_METHOD`: how a program's own DSA keys compute.
#![allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "OpenSSL's typedef names")]

use super::bn::{BIGNUM, BN_CTX, BN_GENCB, BN_MONT_CTX};
use super::cell::Guarded;
use super::dsa::{DSA, DSA_SIG};
use crate::abi::handle::take_back;
use crate::abi::{Give, In, InBuf, Mut, Opaque, Out, entry};
use crate::err::{Error, Result};
use std::ffi::{CString, c_char, c_int, c_uchar, c_ulong};
use std::sync::{Arc, LazyLock};

/// Signs a digest.
pub type DsaSign = extern "C" fn(InBuf<c_uchar>, c_int, Mut<DSA>) -> *mut DSA_SIG;
/// Computes numbers for signatures ahead; never called.
pub type DsaSignSetup =
    extern "C" fn(Mut<DSA>, Mut<BN_CTX>, Out<*mut BIGNUM>, Out<*mut BIGNUM>) -> c_int;
/// Checks the signature of a digest; gives 1 for a good one, 0, or -1.
pub type DsaVerify = extern "C" fn(InBuf<c_uchar>, c_int, Mut<DSA_SIG>, Mut<DSA>) -> c_int;
/// Computes products of powers; never called.
pub type DsaModExp = extern "C" fn(
    Mut<DSA>,
    Mut<BIGNUM>,
    In<BIGNUM>,
    In<BIGNUM>,
    In<BIGNUM>,
    In<BIGNUM>,
    In<BIGNUM>,
    Mut<BN_CTX>,
    Mut<BN_MONT_CTX>,
) -> c_int;
/// Computes powers; never called.
pub type DsaBnModExp = extern "C" fn(
    Mut<DSA>,
    Mut<BIGNUM>,
    In<BIGNUM>,
    In<BIGNUM>,
    In<BIGNUM>,
    Mut<BN_CTX>,
    Mut<BN_MONT_CTX>,
) -> c_int;
/// Is told of a key's beginning or end, or makes a key.
pub type DsaLife = extern "C" fn(Mut<DSA>) -> c_int;
/// Makes parameters: bits, seed, its length, counter, what the generator is a
/// power of.
pub type DsaParamgen = extern "C" fn(
    Mut<DSA>,
    c_int,
    InBuf<c_uchar>,
    c_int,
    Out<c_int>,
    Out<c_ulong>,
    Mut<BN_GENCB>,
) -> c_int;

/// How keys compute; what is not set is done as usual.
#[derive(Clone)]
pub struct Functions {
    /// Its name.
    pub name: CString,
    /// Its flags.
    pub flags: c_int,
    /// The program's own pointer.
    pub app_data: Opaque,
    /// Signs a digest.
    pub sign: Option<DsaSign>,
    /// Kept for the program.
    pub sign_setup: Option<DsaSignSetup>,
    /// Checks a signature.
    pub verify: Option<DsaVerify>,
    /// Kept for the program.
    pub mod_exp: Option<DsaModExp>,
    /// Kept for the program.
    pub bn_mod_exp: Option<DsaBnModExp>,
    /// Is told that a key has the method.
    pub init: Option<DsaLife>,
    /// Is told that a key goes.
    pub finish: Option<DsaLife>,
    /// Makes parameters.
    pub paramgen: Option<DsaParamgen>,
    /// Makes a key.
    pub keygen: Option<DsaLife>,
}

/// How keys compute.
pub struct DSA_METHOD(Guarded<Functions>);

impl DSA_METHOD {
    /// One that does nothing unusual.
    pub fn new(name: CString, flags: c_int) -> Arc<DSA_METHOD> {
        Arc::new(DSA_METHOD(Guarded::new(Functions {
            name,
            flags,
            app_data: Opaque::NULL,
            sign: None,
            sign_setup: None,
            verify: None,
            mod_exp: None,
            bn_mod_exp: None,
            init: None,
            finish: None,
            paramgen: None,
            keygen: None,
        })))
    }

    /// A copy.
    pub fn duplicate(&self) -> Arc<DSA_METHOD> {
        Arc::new(DSA_METHOD(Guarded::new(self.get())))
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
    pub fn usual() -> &'static Arc<DSA_METHOD> {
        &USUAL
    }

    /// Calls a program's function that signs.
    #[track_caller]
    pub fn call_sign(sign: DsaSign, key: &DSA, digest: &[u8]) -> Result<Box<DSA_SIG>> {
        let len = c_int::try_from(digest.len()).map_err(|_| Error::quiet())?;
        let made = sign(InBuf::lend(digest.as_ptr()), len, Mut::lend(key));
        take_back(made).ok_or_else(Error::quiet)
    }

    /// Calls a program's function that checks a signature.
    #[track_caller]
    pub fn call_verify(
        verify: DsaVerify,
        key: &DSA,
        digest: &[u8],
        signature: &DSA_SIG,
    ) -> Result<bool> {
        let len = c_int::try_from(digest.len()).map_err(|_| Error::quiet())?;
        match verify(InBuf::lend(digest.as_ptr()), len, Mut::lend(signature), Mut::lend(key)) {
            1 => Ok(true),
            0 => Ok(false),
            _ => Err(Error::quiet()),
        }
    }
}

static USUAL: LazyLock<Arc<DSA_METHOD>> = LazyLock::new(|| {
    const FIPS_METHOD: c_int = 0x400;
    let method = DSA_METHOD::new(c"OpenSSL DSA method".to_owned(), FIPS_METHOD);
    method.change(|functions| {
        functions.sign = Some(usual_sign);
        functions.verify = Some(usual_verify);
    });
    method
});

extern "C" fn usual_sign(digest: InBuf<c_uchar>, len: c_int, dsa: Mut<DSA>) -> *mut DSA_SIG {
    entry(std::ptr::null_mut(), || {
        Ok(Give::<DSA_SIG>::new(dsa.get()?.usual_sign(digest.slice(len)?)?).as_ptr())
    })
}

extern "C" fn usual_verify(
    digest: InBuf<c_uchar>,
    len: c_int,
    signature: Mut<DSA_SIG>,
    dsa: Mut<DSA>,
) -> c_int {
    entry(-1, || Ok(dsa.get()?.usual_verify(digest.slice(len)?, signature.get()?)?.into()))
}
