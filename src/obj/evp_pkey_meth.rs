//! `EVP_PKEY_METHOD`: what contexts do with keys of one type, as the program
//! would have it.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::cell::Guarded;
use super::evp_md::EVP_MD_CTX;
use super::evp_pkey::EVP_PKEY;
use super::evp_pkey_ctx::EVP_PKEY_CTX;
use crate::abi::{In, InBuf, Mut, Out, OutBuf, Str};
use std::ffi::{c_int, c_uchar, c_void};
use std::sync::Arc;

/// Begins something in a context; gives 1.
pub type PkeyStep = extern "C" fn(Mut<EVP_PKEY_CTX>) -> c_int;
/// Is told that a context was copied, from the second to the first; gives 1.
pub type PkeyCopy = extern "C" fn(Mut<EVP_PKEY_CTX>, In<EVP_PKEY_CTX>) -> c_int;
/// Is told that a context goes.
pub type PkeyCleanup = extern "C" fn(Mut<EVP_PKEY_CTX>);
/// Makes parameters or a key of what it is given; gives 1.
pub type PkeyMake = extern "C" fn(Mut<EVP_PKEY_CTX>, Mut<EVP_PKEY>) -> c_int;
/// Signs, recovers, encrypts or decrypts: output and its length, input and its
/// length; gives 1.
pub type PkeyCompute =
    extern "C" fn(Mut<EVP_PKEY_CTX>, OutBuf<c_uchar>, Out<usize>, InBuf<c_uchar>, usize) -> c_int;
/// Checks a signature: it and its length, the digest and its length; gives 1.
pub type PkeyVerify =
    extern "C" fn(Mut<EVP_PKEY_CTX>, InBuf<c_uchar>, usize, InBuf<c_uchar>, usize) -> c_int;
/// Begins something with a digest context; gives 1.
pub type PkeyCtxInit = extern "C" fn(Mut<EVP_PKEY_CTX>, Mut<EVP_MD_CTX>) -> c_int;
/// Signs what a digest context was given; gives 1.
pub type PkeySignCtx =
    extern "C" fn(Mut<EVP_PKEY_CTX>, OutBuf<c_uchar>, Out<usize>, Mut<EVP_MD_CTX>) -> c_int;
/// Checks the signature of what a digest context was given; gives 1.
pub type PkeyVerifyCtx =
    extern "C" fn(Mut<EVP_PKEY_CTX>, InBuf<c_uchar>, c_int, Mut<EVP_MD_CTX>) -> c_int;
/// Derives a secret; gives 1.
pub type PkeyDerive = extern "C" fn(Mut<EVP_PKEY_CTX>, OutBuf<c_uchar>, Out<usize>) -> c_int;
/// Takes a setting by its number; gives 1, or -2 if it is not known.
pub type PkeyCtrl = extern "C" fn(Mut<EVP_PKEY_CTX>, c_int, c_int, *mut c_void) -> c_int;
/// Takes a setting by its name; gives 1, or -2 if it is not known.
pub type PkeyCtrlStr = extern "C" fn(Mut<EVP_PKEY_CTX>, Str, Str) -> c_int;
/// Signs a message; gives 1.
pub type PkeyDigestSign =
    extern "C" fn(Mut<EVP_MD_CTX>, OutBuf<c_uchar>, Out<usize>, InBuf<c_uchar>, usize) -> c_int;
/// Checks the signature of a message; gives 1.
pub type PkeyDigestVerify =
    extern "C" fn(Mut<EVP_MD_CTX>, InBuf<c_uchar>, usize, InBuf<c_uchar>, usize) -> c_int;
/// Checks a key; gives 1.
pub type PkeyCheck = extern "C" fn(Mut<EVP_PKEY>) -> c_int;

/// `EVP_PKEY_FLAG_DYNAMIC`: the program made it.
const DYNAMIC: c_int = 1;
/// `EVP_PKEY_FLAG_AUTOARGLEN`: results are as long as the key says.
pub const AUTO_ARG_LEN: c_int = 2;
/// `EVP_PKEY_FLAG_SIGCTX_CUSTOM`: signatures are made of whole messages.
pub const SIGCTX_CUSTOM: c_int = 4;

/// The functions. `None` is not set.
#[derive(Debug, Clone, Copy, Default)]
#[allow(missing_docs, reason = "each is named for the function that sets it")]
pub struct Functions {
    pub init: Option<PkeyStep>,
    pub copy: Option<PkeyCopy>,
    pub cleanup: Option<PkeyCleanup>,
    pub paramgen_init: Option<PkeyStep>,
    pub paramgen: Option<PkeyMake>,
    pub keygen_init: Option<PkeyStep>,
    pub keygen: Option<PkeyMake>,
    pub sign_init: Option<PkeyStep>,
    pub sign: Option<PkeyCompute>,
    pub verify_init: Option<PkeyStep>,
    pub verify: Option<PkeyVerify>,
    pub verify_recover_init: Option<PkeyStep>,
    pub verify_recover: Option<PkeyCompute>,
    pub signctx_init: Option<PkeyCtxInit>,
    pub signctx: Option<PkeySignCtx>,
    pub verifyctx_init: Option<PkeyCtxInit>,
    pub verifyctx: Option<PkeyVerifyCtx>,
    pub encrypt_init: Option<PkeyStep>,
    pub encrypt: Option<PkeyCompute>,
    pub decrypt_init: Option<PkeyStep>,
    pub decrypt: Option<PkeyCompute>,
    pub derive_init: Option<PkeyStep>,
    pub derive: Option<PkeyDerive>,
    pub ctrl: Option<PkeyCtrl>,
    pub ctrl_str: Option<PkeyCtrlStr>,
    pub digestsign: Option<PkeyDigestSign>,
    pub digestverify: Option<PkeyDigestVerify>,
    pub check: Option<PkeyCheck>,
    pub public_check: Option<PkeyCheck>,
    pub param_check: Option<PkeyCheck>,
    pub digest_custom: Option<PkeyCtxInit>,
}

/// What contexts do with keys of one type.
#[derive(Debug)]
pub struct EVP_PKEY_METHOD {
    /// The NID of the type.
    pub nid: c_int,
    /// `EVP_PKEY_FLAG_…`.
    pub flags: c_int,
    functions: Guarded<Functions>,
}

impl EVP_PKEY_METHOD {
    /// One of the program's, with nothing set.
    pub fn new(nid: c_int, flags: c_int) -> Arc<EVP_PKEY_METHOD> {
        Self::with(nid, flags | DYNAMIC, Functions::default())
    }

    /// One with functions.
    pub fn with(nid: c_int, flags: c_int, functions: Functions) -> Arc<EVP_PKEY_METHOD> {
        Arc::new(EVP_PKEY_METHOD { nid, flags, functions: Guarded::new(functions) })
    }

    /// Its functions.
    pub fn get(&self) -> Functions {
        self.functions.get()
    }

    /// Changes its functions.
    pub fn change(&self, step: impl FnOnce(&mut Functions)) {
        self.functions.with(step);
    }

    /// Whether the program made it.
    pub fn is_own(&self) -> bool {
        self.flags & DYNAMIC != 0
    }
}

/// Those that the program added, in the order of their NIDs.
static ADDED: Guarded<Vec<Arc<EVP_PKEY_METHOD>>> = Guarded::new(Vec::new());

/// That which the program added.
pub fn added(nid: c_int) -> Option<Arc<EVP_PKEY_METHOD>> {
    ADDED.with(|added| added.iter().find(|method| method.nid == nid).cloned())
}

/// Adds one.
pub fn add(method: Arc<EVP_PKEY_METHOD>) {
    ADDED.with(|added| {
        let at = added.partition_point(|known| known.nid <= method.nid);
        added.insert(at, method);
    });
}

/// Takes one out that was added.
pub fn remove(method: &EVP_PKEY_METHOD) -> Option<Arc<EVP_PKEY_METHOD>> {
    ADDED.with(|added| {
        let at = added.iter().position(|known| std::ptr::eq(&**known, method))?;
        Some(added.remove(at))
    })
}

/// How many were added.
pub fn added_count() -> usize {
    ADDED.with(|added| added.len())
}

/// One that was added, by its place.
pub fn added_by_index(index: usize) -> Option<Arc<EVP_PKEY_METHOD>> {
    ADDED.with(|added| added.get(index).cloned())
}
