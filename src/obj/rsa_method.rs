//! `RSA_METHOD`: how a program's own RSA keys compute, as those of smart cards
//! and of remote key servers.
#![allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "OpenSSL's typedef names")]

use super::bn::{BIGNUM, BN_CTX, BN_GENCB, BN_MONT_CTX};
use super::cell::Guarded;
use super::rsa::{Md, RSA, padding};
use crate::abi::{In, InBuf, Mut, Opaque, Out, OutBuf, entry};
use crate::crypto::{digest, rsa_pad};
use crate::err::{Error, Lib, Result, rsa};
use std::ffi::{CString, c_char, c_int, c_uchar, c_uint};
use std::sync::{Arc, LazyLock};
use zeroize::Zeroizing;

/// Encrypts, decrypts, or opens a signature: length, input, output, key,
/// padding; gives the length, or -1.
pub type RsaCrypt = extern "C" fn(c_int, InBuf<c_uchar>, OutBuf<c_uchar>, Mut<RSA>, c_int) -> c_int;
/// Signs a digest of the algorithm with a NID; gives 1.
pub type RsaSign =
    extern "C" fn(c_int, InBuf<c_uchar>, c_uint, OutBuf<c_uchar>, Out<c_uint>, In<RSA>) -> c_int;
/// Checks the signature of a digest; gives 1.
pub type RsaVerify =
    extern "C" fn(c_int, InBuf<c_uchar>, c_uint, InBuf<c_uchar>, c_uint, In<RSA>) -> c_int;
/// Makes a key; gives 1.
pub type RsaKeygen = extern "C" fn(Mut<RSA>, c_int, Mut<BIGNUM>, Mut<BN_GENCB>) -> c_int;
/// Makes a key of a number of primes; gives 1.
pub type RsaMultiKeygen =
    extern "C" fn(Mut<RSA>, c_int, c_int, Mut<BIGNUM>, Mut<BN_GENCB>) -> c_int;
/// Is told of a key's beginning or end.
pub type RsaLife = extern "C" fn(Mut<RSA>) -> c_int;

/// Computes with the private numbers; never called.
pub type RsaModExp = extern "C" fn(Mut<BIGNUM>, In<BIGNUM>, Mut<RSA>, Mut<BN_CTX>) -> c_int;
/// Computes powers; never called.
pub type RsaBnModExp = extern "C" fn(
    Mut<BIGNUM>,
    In<BIGNUM>,
    In<BIGNUM>,
    In<BIGNUM>,
    Mut<BN_CTX>,
    Mut<BN_MONT_CTX>,
) -> c_int;

/// How keys compute; what is not set is done as usual.
#[derive(Clone)]
pub struct Functions {
    /// Its name.
    pub name: CString,
    /// Its flags (`RSA_METHOD_FLAG_…`).
    pub flags: c_int,
    /// The program's own pointer.
    pub app_data: Opaque,
    /// Encrypts under the public key.
    pub pub_enc: Option<RsaCrypt>,
    /// Opens a signature.
    pub pub_dec: Option<RsaCrypt>,
    /// Signs bytes.
    pub priv_enc: Option<RsaCrypt>,
    /// Decrypts.
    pub priv_dec: Option<RsaCrypt>,
    /// Signs a digest.
    pub sign: Option<RsaSign>,
    /// Checks the signature of a digest.
    pub verify: Option<RsaVerify>,
    /// Makes a key.
    pub keygen: Option<RsaKeygen>,
    /// Makes a key of a number of primes.
    pub multi_keygen: Option<RsaMultiKeygen>,
    /// Is told that a key has the method.
    pub init: Option<RsaLife>,
    /// Is told that a key goes.
    pub finish: Option<RsaLife>,
}

/// How keys compute.
pub struct RSA_METHOD(Guarded<Functions>);

impl RSA_METHOD {
    /// One that does nothing unusual.
    pub fn new(name: CString, flags: c_int) -> Arc<RSA_METHOD> {
        Arc::new(RSA_METHOD(Guarded::new(Functions {
            name,
            flags,
            app_data: Opaque::NULL,
            pub_enc: None,
            pub_dec: None,
            priv_enc: None,
            priv_dec: None,
            sign: None,
            verify: None,
            keygen: None,
            multi_keygen: None,
            init: None,
            finish: None,
        })))
    }

    /// A copy.
    pub fn duplicate(&self) -> Arc<RSA_METHOD> {
        Arc::new(RSA_METHOD(Guarded::new(self.get())))
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
    pub fn usual() -> &'static Arc<RSA_METHOD> {
        &USUAL
    }
}

static USUAL: LazyLock<Arc<RSA_METHOD>> = LazyLock::new(|| {
    const FIPS_METHOD: c_int = 0x400;
    let method = RSA_METHOD::new(c"OpenSSL PKCS#1 RSA".to_owned(), FIPS_METHOD);
    method.change(|functions| {
        functions.pub_enc = Some(usual_pub_enc);
        functions.pub_dec = Some(usual_pub_dec);
        functions.priv_enc = Some(usual_priv_enc);
        functions.priv_dec = Some(usual_priv_dec);
    });
    method
});

fn put(bytes: &[u8], mut to: OutBuf<c_uchar>) -> Result<c_int> {
    to.slice(bytes.len())?.copy_from_slice(bytes);
    Ok(c_int::try_from(bytes.len()).unwrap_or(-1))
}

macro_rules! usual {
    ($($name:ident $apply:ident $first:literal;)*) => {$(
        extern "C" fn $name(
            len: c_int,
            from: InBuf<c_uchar>,
            to: OutBuf<c_uchar>,
            rsa: Mut<RSA>,
            padding: c_int,
        ) -> c_int {
            entry(-1, || put(&rsa.get()?.$apply($first, from.slice(len)?, padding)?, to))
        }
    )*};
}

usual! {
    usual_pub_enc apply_public true;
    usual_pub_dec apply_public false;
    usual_priv_enc apply_private true;
    usual_priv_dec apply_private false;
}

/// The program's function failed, and has queued why.
fn failed() -> Error {
    Error::quiet()
}

/// A key whose own functions compute.
pub struct Foreign {
    key: Arc<RSA>,
    functions: Functions,
}

impl RSA {
    /// The key with the program's own functions, if it has any.
    pub fn foreign(self: &Arc<Self>) -> Option<Foreign> {
        let method = self.method().filter(|method| !Arc::ptr_eq(method, RSA_METHOD::usual()))?;
        Some(Foreign { key: Arc::clone(self), functions: method.get() })
    }

    /// Seals with the public key, or opens a signature; by the key's own method
    /// if it has one.
    #[track_caller]
    pub fn compute_public(
        self: &Arc<Self>,
        sealing: bool,
        text: &[u8],
        padding: c_int,
    ) -> Result<Zeroizing<Vec<u8>>> {
        match self.foreign() {
            Some(foreign) => foreign.apply_public(sealing, text, padding),
            None => self.apply_public(sealing, text, padding),
        }
    }

    /// Signs with the private key, or decrypts; by the key's own method if it
    /// has one.
    #[track_caller]
    pub fn compute_private(
        self: &Arc<Self>,
        signing: bool,
        text: &[u8],
        padding: c_int,
    ) -> Result<Zeroizing<Vec<u8>>> {
        match self.foreign() {
            Some(foreign) => foreign.apply_private(signing, text, padding),
            None => self.apply_private(signing, text, padding),
        }
    }
}

impl Foreign {
    /// Its functions.
    pub fn functions(&self) -> &Functions {
        &self.functions
    }

    fn size(&self) -> usize {
        self.key.bits().div_ceil(8)
    }

    /// Calls a function that writes as many bytes as the modulus has at most.
    fn call(&self, function: RsaCrypt, text: &[u8], padding: c_int) -> Result<Zeroizing<Vec<u8>>> {
        let mut out = Zeroizing::new(vec![0; self.size()]);
        let len = c_int::try_from(text.len()).map_err(|_| failed())?;
        let place = OutBuf::lend(out.as_mut_ptr());
        let n = function(len, InBuf::lend(text.as_ptr()), place, Mut::lend(&*self.key), padding);
        match usize::try_from(n) {
            Ok(n) if n <= out.len() => {
                out.truncate(n);
                Ok(out)
            }
            _ => Err(failed()),
        }
    }

    /// Applies the public key, as [`RSA::apply_public`].
    #[track_caller]
    pub fn apply_public(
        &self,
        sealing: bool,
        text: &[u8],
        padding: c_int,
    ) -> Result<Zeroizing<Vec<u8>>> {
        let function = if sealing { self.functions.pub_enc } else { self.functions.pub_dec };
        match function {
            Some(function) => self.call(function, text, padding),
            None => self.key.apply_public(sealing, text, padding),
        }
    }

    /// Applies the private key, as [`RSA::apply_private`].
    #[track_caller]
    pub fn apply_private(
        &self,
        signing: bool,
        text: &[u8],
        padding: c_int,
    ) -> Result<Zeroizing<Vec<u8>>> {
        let function = if signing { self.functions.priv_enc } else { self.functions.priv_dec };
        match function {
            Some(function) => self.call(function, text, padding),
            None => self.key.apply_private(signing, text, padding),
        }
    }

    /// Signs a digest.
    #[track_caller]
    pub fn sign(&self, md: Md, digest: &[u8]) -> Result<Vec<u8>> {
        if digest.len() != md.size() {
            return Err(Error::new(Lib::Rsa, rsa::R_INVALID_DIGEST_LENGTH));
        }
        let Some(sign) = self.functions.sign else {
            let info = rsa_pad::digest_info(md, digest);
            if info.len() + 11 > self.size() {
                return Err(Error::new(Lib::Rsa, rsa::R_DIGEST_TOO_BIG_FOR_RSA_KEY));
            }
            return Ok(self.apply_private(true, &info, padding::PKCS1)?.to_vec());
        };
        let mut out = vec![0; self.size()];
        let mut len: c_uint = 0;
        let size = c_uint::try_from(digest.len()).map_err(|_| failed())?;
        let (input, place) = (InBuf::lend(digest.as_ptr()), OutBuf::lend(out.as_mut_ptr()));
        let done = sign(md.nid(), input, size, place, Out::lend(&mut len), In::lend(&*self.key));
        match usize::try_from(len) {
            Ok(len) if done > 0 && len <= out.len() => {
                out.truncate(len);
                Ok(out)
            }
            _ => Err(failed()),
        }
    }

    /// Whether a signature of a digest is good.
    #[track_caller]
    pub fn verify(&self, md: Md, digest: &[u8], signature: &[u8]) -> Result<bool> {
        let Some(verify) = self.functions.verify else {
            return self.key.verify(md, digest, signature);
        };
        let (len, sig_len) = (c_uint::try_from(digest.len()), c_uint::try_from(signature.len()));
        let (Ok(len), Ok(sig_len)) = (len, sig_len) else {
            return Ok(false);
        };
        let (digest, signature) = (InBuf::lend(digest.as_ptr()), InBuf::lend(signature.as_ptr()));
        Ok(verify(md.nid(), digest, len, signature, sig_len, In::lend(&*self.key)) == 1)
    }

    /// A PSS signature of a digest; `salt` as [`rsa_pad::pss_encode`] takes it.
    #[track_caller]
    pub fn sign_pss(&self, md: Md, mgf: Md, salt: c_int, digest: &[u8]) -> Result<Vec<u8>> {
        let block = rsa_pad::pss_encode(self.key.bits(), md, mgf, salt, digest)?;
        Ok(self.apply_private(true, &block, padding::NONE)?.to_vec())
    }

    /// Signs a message in PKCS#1 or, with `pss`, in PSS with a salt as long as
    /// the digest, as TLS does.
    #[track_caller]
    pub fn sign_message(&self, md: Md, pss: bool, message: &[u8]) -> Result<Vec<u8>> {
        let digest = digest::digest(md, message)?;
        if pss { self.sign_pss(md, md, -1, &digest) } else { self.sign(md, &digest) }
    }
}
