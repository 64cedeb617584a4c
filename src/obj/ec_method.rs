//! `EC_KEY_METHOD`: how a program's own elliptic-curve keys compute, as those
//! of smart cards and of remote key servers.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::bn::{BIGNUM, BN_CTX};
use super::cell::Guarded;
use super::ec::{EC_GROUP, EC_KEY, EC_POINT, ECDSA_SIG};
use crate::abi::handle::take_back;
use crate::abi::{Give, In, InBuf, Mut, Opaque, Out, OutBuf, entry};
use crate::err::{Error, Result};
use std::ffi::{c_int, c_uchar, c_uint};
use std::sync::{Arc, LazyLock};

/// Signs a digest, in DER; gives 1.
pub type EcSign = extern "C" fn(
    c_int,
    InBuf<c_uchar>,
    c_int,
    OutBuf<c_uchar>,
    Out<c_uint>,
    In<BIGNUM>,
    In<BIGNUM>,
    Mut<EC_KEY>,
) -> c_int;
/// Computes numbers before a signature.
pub type EcSignSetup =
    extern "C" fn(Mut<EC_KEY>, Mut<BN_CTX>, Out<*mut BIGNUM>, Out<*mut BIGNUM>) -> c_int;
/// Signs a digest, as numbers.
pub type EcSignSig =
    extern "C" fn(InBuf<c_uchar>, c_int, In<BIGNUM>, In<BIGNUM>, Mut<EC_KEY>) -> *mut ECDSA_SIG;
/// Checks the signature of a digest, in DER; gives 1, 0 or -1.
pub type EcVerify =
    extern "C" fn(c_int, InBuf<c_uchar>, c_int, InBuf<c_uchar>, c_int, Mut<EC_KEY>) -> c_int;
/// Checks the signature of a digest, as numbers.
pub type EcVerifySig = extern "C" fn(InBuf<c_uchar>, c_int, In<ECDSA_SIG>, Mut<EC_KEY>) -> c_int;
/// Makes a key; gives 1.
pub type EcKeygen = extern "C" fn(Mut<EC_KEY>) -> c_int;
/// Derives a secret, into memory of `OPENSSL_malloc`; gives 1.
pub type EcComputeKey =
    extern "C" fn(Out<*mut c_uchar>, Out<usize>, In<EC_POINT>, In<EC_KEY>) -> c_int;
/// Is told that a key has the method.
pub type EcInit = extern "C" fn(Mut<EC_KEY>) -> c_int;
/// Is told that a key goes.
pub type EcFinish = extern "C" fn(Mut<EC_KEY>);
/// Is told that a key is copied.
pub type EcCopy = extern "C" fn(Mut<EC_KEY>, In<EC_KEY>) -> c_int;
/// Is told of a key's curve.
pub type EcSetGroup = extern "C" fn(Mut<EC_KEY>, In<EC_GROUP>) -> c_int;
/// Is told of a key's secret number.
pub type EcSetPrivate = extern "C" fn(Mut<EC_KEY>, In<BIGNUM>) -> c_int;
/// Is told of a key's point.
pub type EcSetPublic = extern "C" fn(Mut<EC_KEY>, In<EC_POINT>) -> c_int;

/// How keys compute; what is not set is done as usual.
#[derive(Clone, Default)]
pub struct Functions {
    /// Signs, in DER.
    pub sign: Option<EcSign>,
    /// Computes numbers before a signature.
    pub sign_setup: Option<EcSignSetup>,
    /// Signs, as numbers.
    pub sign_sig: Option<EcSignSig>,
    /// Checks a signature, in DER.
    pub verify: Option<EcVerify>,
    /// Checks a signature, as numbers.
    pub verify_sig: Option<EcVerifySig>,
    /// Makes a key.
    pub keygen: Option<EcKeygen>,
    /// Derives a secret.
    pub compute_key: Option<EcComputeKey>,
    /// Is told that a key has the method.
    pub init: Option<EcInit>,
    /// Is told that a key goes.
    pub finish: Option<EcFinish>,
    /// Is told that a key is copied.
    pub copy: Option<EcCopy>,
    /// Is told of a key's curve.
    pub set_group: Option<EcSetGroup>,
    /// Is told of a key's secret number.
    pub set_private: Option<EcSetPrivate>,
    /// Is told of a key's point.
    pub set_public: Option<EcSetPublic>,
}

/// How keys compute.
pub struct EC_KEY_METHOD(Guarded<Functions>);

impl EC_KEY_METHOD {
    /// One that does nothing unusual, or as another does.
    pub fn new(like: Option<&EC_KEY_METHOD>) -> Arc<EC_KEY_METHOD> {
        Arc::new(EC_KEY_METHOD(Guarded::new(like.map(EC_KEY_METHOD::get).unwrap_or_default())))
    }

    /// Its functions.
    pub fn get(&self) -> Functions {
        self.0.get()
    }

    /// Changes its functions.
    pub fn change(&self, step: impl FnOnce(&mut Functions)) {
        self.0.with(step);
    }

    /// The usual one.
    pub fn usual() -> &'static Arc<EC_KEY_METHOD> {
        &USUAL
    }
}

static USUAL: LazyLock<Arc<EC_KEY_METHOD>> = LazyLock::new(|| {
    let method = EC_KEY_METHOD::new(None);
    method.change(|functions| {
        functions.sign = Some(usual_sign);
        functions.sign_sig = Some(usual_sign_sig);
        functions.verify = Some(usual_verify);
        functions.verify_sig = Some(usual_verify_sig);
        functions.keygen = Some(usual_keygen);
    });
    method
});

/// The usual way to sign in DER: the numbers, which may be had unusually.
extern "C" fn usual_sign(
    _kind: c_int,
    digest: InBuf<c_uchar>,
    len: c_int,
    mut sig: OutBuf<c_uchar>,
    sig_len: Out<c_uint>,
    _kinv: In<BIGNUM>,
    _r: In<BIGNUM>,
    key: Mut<EC_KEY>,
) -> c_int {
    entry(0, || {
        let der = key.share()?.sign_numbers(digest.slice(len)?)?.encode()?;
        sig.slice(der.len())?.copy_from_slice(&der);
        sig_len.write(c_uint::try_from(der.len()).unwrap_or(0))?;
        Ok(1)
    })
}

extern "C" fn usual_sign_sig(
    digest: InBuf<c_uchar>,
    len: c_int,
    _kinv: In<BIGNUM>,
    _r: In<BIGNUM>,
    key: Mut<EC_KEY>,
) -> *mut ECDSA_SIG {
    entry(std::ptr::null_mut(), || {
        let der = key.get()?.usual_sign(digest.slice(len)?)?;
        Ok(Give::<ECDSA_SIG>::new(ECDSA_SIG::decode(&der)?.0).as_ptr())
    })
}

extern "C" fn usual_verify(
    _kind: c_int,
    digest: InBuf<c_uchar>,
    len: c_int,
    sig: InBuf<c_uchar>,
    sig_len: c_int,
    key: Mut<EC_KEY>,
) -> c_int {
    entry(-1, || Ok(key.get()?.usual_verify(digest.slice(len)?, sig.slice(sig_len)?)?.into()))
}

extern "C" fn usual_verify_sig(
    digest: InBuf<c_uchar>,
    len: c_int,
    sig: In<ECDSA_SIG>,
    key: Mut<EC_KEY>,
) -> c_int {
    entry(-1, || Ok(key.get()?.usual_verify(digest.slice(len)?, &sig.get()?.encode()?)?.into()))
}

extern "C" fn usual_keygen(key: Mut<EC_KEY>) -> c_int {
    entry(0, || {
        key.get()?.generate()?;
        Ok(1)
    })
}

/// The program's function failed, and has queued why.
fn failed() -> Error {
    Error::quiet()
}

/// The longest signature of any curve in DER.
const LONGEST: usize = 160;

impl EC_KEY {
    /// The program's own functions, if the key has any.
    pub fn foreign(&self) -> Option<Functions> {
        let method = self.method().filter(|m| !Arc::ptr_eq(m, EC_KEY_METHOD::usual()))?;
        Some(method.get())
    }

    /// Signs a digest; gives the DER form. May call the program.
    #[track_caller]
    pub fn sign(self: &Arc<Self>, digest: &[u8]) -> Result<Vec<u8>> {
        let Some(functions) = self.foreign() else {
            return self.usual_sign(digest);
        };
        let Some(sign) = functions.sign else {
            return self.sign_numbers(digest)?.encode();
        };
        let mut out = vec![0; LONGEST];
        let mut len: c_uint = 0;
        let size = c_int::try_from(digest.len()).map_err(|_| failed())?;
        let none = || In::from_element(Opaque::NULL);
        let done = sign(
            0,
            InBuf::lend(digest.as_ptr()),
            size,
            OutBuf::lend(out.as_mut_ptr()),
            Out::lend(&mut len),
            none(),
            none(),
            Mut::lend(&**self),
        );
        match usize::try_from(len) {
            Ok(len) if done == 1 && len <= out.len() => {
                out.truncate(len);
                Ok(out)
            }
            _ => Err(failed()),
        }
    }

    /// Signs a digest; gives the numbers. May call the program.
    #[track_caller]
    pub fn sign_numbers(self: &Arc<Self>, digest: &[u8]) -> Result<Box<ECDSA_SIG>> {
        let Some(sign) = self.foreign().and_then(|functions| functions.sign_sig) else {
            return Ok(ECDSA_SIG::decode(&self.usual_sign(digest)?)?.0);
        };
        let size = c_int::try_from(digest.len()).map_err(|_| failed())?;
        let none = || In::from_element(Opaque::NULL);
        let input = InBuf::lend(digest.as_ptr());
        take_back(sign(input, size, none(), none(), Mut::lend(&**self))).ok_or_else(failed)
    }

    /// Checks the signature of a digest, in DER. May call the program.
    #[track_caller]
    pub fn verify(self: &Arc<Self>, digest: &[u8], signature: &[u8]) -> Result<bool> {
        let Some(verify) = self.foreign().and_then(|functions| functions.verify) else {
            return self.usual_verify(digest, signature);
        };
        let (len, sig_len) = (c_int::try_from(digest.len()), c_int::try_from(signature.len()));
        let (Ok(len), Ok(sig_len)) = (len, sig_len) else {
            return Ok(false);
        };
        let (digest, signature) = (InBuf::lend(digest.as_ptr()), InBuf::lend(signature.as_ptr()));
        match verify(0, digest, len, signature, sig_len, Mut::lend(&**self)) {
            1 => Ok(true),
            0 => Ok(false),
            _ => Err(failed()),
        }
    }

    /// The secret shared with the owner of `point`. May call the program.
    #[track_caller]
    pub fn derive(&self, point: &EC_POINT) -> Result<zeroize::Zeroizing<Vec<u8>>> {
        let Some(compute) = self.foreign().and_then(|functions| functions.compute_key) else {
            return self.agree(&point.get());
        };
        let (mut secret, mut len) = (std::ptr::null_mut(), 0);
        let done =
            compute(Out::lend(&mut secret), Out::lend(&mut len), In::lend(point), In::lend(self));
        if done != 1 || secret.is_null() {
            return Err(failed());
        }
        let bytes = zeroize::Zeroizing::new(InBuf::<c_uchar>::lend(secret).slice(len)?.to_vec());
        crate::abi::mem::free_c(secret.cast());
        Ok(bytes)
    }
}
