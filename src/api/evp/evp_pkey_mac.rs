//! Keys of MACs: `EVP_PKEY_new_mac_key`, `EVP_PKEY_new_CMAC_key`,
//! `EVP_PKEY_CTX_set_mac_key`, `EVP_PKEY_get0_hmac` and its like.

use super::evp_cipher::known;
use crate::abi::{Give, Graded, In, InBuf, Mut, Out, entry, graded};
use crate::err::{Error, Lib, Result, evp};
use crate::obj::engine::ENGINE;
use crate::obj::evp_cipher::EVP_CIPHER;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::evp_pkey_ctx::{EVP_PKEY_CTX, operation};
use crate::obj::evp_pkey_mac::{MacKey, is_mac, kind};
use std::ffi::{c_int, c_uchar};

#[track_caller]
fn not_supported() -> Graded {
    Graded::new(-2, Error::new(Lib::Evp, evp::R_COMMAND_NOT_SUPPORTED))
}

/// A length that must not be negative.
#[track_caller]
fn length(len: c_int) -> Result<usize> {
    usize::try_from(len).map_err(|_| Error::new(Lib::Evp, evp::R_INVALID_LENGTH))
}

/// Makes the key of a MAC of its bytes.
///
/// Returns: NULL for another type, or no bytes.
/// Errors: `ERR_R_MALLOC_FAILURE` of PROV, as OpenSSL has it, for no bytes.
/// See: EVP_PKEY_new(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_new_mac_key(
    type_: c_int,
    e: Mut<ENGINE>,
    key: InBuf<c_uchar>,
    keylen: c_int,
) -> Give<EVP_PKEY> {
    entry(Give::null(), || {
        let ctx = EVP_PKEY_CTX::for_type_by(type_, e.share_opt().as_ref())?;
        if ctx.own().is_none() && !is_mac(type_) {
            return Err(Error::new(Lib::Evp, evp::R_COMMAND_NOT_SUPPORTED));
        }
        ctx.begin(operation::KEYGEN)?;
        let secret = key.slice(length(keylen)?)?;
        ctx.change(|s| s.set_mac_key(secret))?;
        Ok(Give::new(EVP_PKEY::new(ctx.generate()?)))
    })
}

/// Makes the key of a CMAC with a block cipher in CBC mode.
///
/// Returns: NULL without a cipher. What does not fit fails when it is used.
/// Errors: `EVP_R_KEY_SETUP_FAILED`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_new_CMAC_key(
    _e: Mut<ENGINE>,
    priv_: InBuf<c_uchar>,
    len: usize,
    cipher: In<EVP_CIPHER>,
) -> Give<EVP_PKEY> {
    entry(Give::null(), || {
        let failed = || Error::new(Lib::Evp, evp::R_KEY_SETUP_FAILED);
        let cipher = known(&cipher).ok_or_else(failed)?;
        Ok(Give::new(MacKey::raw(kind::CMAC, priv_.slice(len)?, Some(cipher.cipher()))))
    })
}

/// Sets the secret of a new key of a MAC.
///
/// Returns: 1; 0 or less on error.
/// Errors: `EVP_R_COMMAND_NOT_SUPPORTED`, `EVP_R_INVALID_LENGTH`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_mac_key(
    ctx: Mut<EVP_PKEY_CTX>,
    key: InBuf<c_uchar>,
    keylen: c_int,
) -> c_int {
    graded(0, || {
        let now = ctx.opt().map(EVP_PKEY_CTX::settings);
        if !now.is_some_and(|s| s.operation == operation::KEYGEN && is_mac(s.nid)) {
            return Err(not_supported());
        }
        let secret = key.slice(length(keylen)?)?;
        ctx.get()?.change(|s| s.set_mac_key(secret))?;
        Ok(1)
    })
}

/// Sets the cipher of a new key of a CMAC.
pub(super) fn set_cipher(ctx: &Mut<EVP_PKEY_CTX>, cipher: &In<EVP_CIPHER>) -> c_int {
    graded(0, || {
        let ctx = ctx.get()?;
        if ctx.settings().operation != operation::KEYGEN {
            return Err(not_supported());
        }
        let cipher = known(cipher).ok_or_else(Error::quiet)?.cipher();
        ctx.change(|s| s.mac_cipher = Some(cipher));
        Ok(1)
    })
}

/// What only keys from before OpenSSL 3 had.
fn none(pkey: &In<EVP_PKEY>, nid: c_int, other: c_int) -> *const c_uchar {
    entry(std::ptr::null(), || {
        let told = pkey.get()?.told_nid() == nid;
        Err(Error::new(Lib::Evp, if told { evp::R_UNSUPPORTED_ALGORITHM } else { other }))
    })
}

/// Would lend the secret of an HMAC; as in OpenSSL, the keys of providers have none
/// to lend: `EVP_PKEY_get_raw_private_key` copies it.
///
/// Returns: NULL.
/// Errors: `EVP_R_UNSUPPORTED_ALGORITHM`, `EVP_R_EXPECTING_AN_HMAC_KEY`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get0_hmac(pkey: In<EVP_PKEY>, _len: Out<usize>) -> *const c_uchar {
    none(&pkey, kind::HMAC, evp::R_EXPECTING_AN_HMAC_KEY)
}

/// As [`EVP_PKEY_get0_hmac`], for Poly1305.
///
/// Returns: NULL.
/// Errors: `EVP_R_UNSUPPORTED_ALGORITHM`, `EVP_R_EXPECTING_A_POLY1305_KEY`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get0_poly1305(pkey: In<EVP_PKEY>, _len: Out<usize>) -> *const c_uchar {
    none(&pkey, kind::POLY1305, evp::R_EXPECTING_A_POLY1305_KEY)
}

/// As [`EVP_PKEY_get0_hmac`], for SipHash.
///
/// Returns: NULL.
/// Errors: `EVP_R_UNSUPPORTED_ALGORITHM`, `EVP_R_EXPECTING_A_SIPHASH_KEY`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get0_siphash(pkey: In<EVP_PKEY>, _len: Out<usize>) -> *const c_uchar {
    none(&pkey, kind::SIPHASH, evp::R_EXPECTING_A_SIPHASH_KEY)
}
