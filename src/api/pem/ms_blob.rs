//! `b2i_…`, `i2b_…`: keys in Microsoft's blobs and PVK files.

use super::source;
use crate::abi::{Arg, DerIn, Give, In, Mut, Str, entry};
use crate::err::{Error, Lib, Result, pem};
use crate::obj::bio::BIO;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::ms_blob::{self, Half};
use crate::obj::passphrase::pem_password_cb;
use crate::obj::stream::Channel;
use std::ffi::{c_int, c_long};

/// Reads the private key in the blob at `*in`, which stays where it is.
///
/// Returns: NULL on error.
/// Errors: `PEM_R_KEYBLOB_HEADER_PARSE_ERROR`, `PEM_R_KEYBLOB_TOO_SHORT`.
#[unsafe(no_mangle)]
pub extern "C" fn b2i_PrivateKey(in_: DerIn, length: c_long) -> Give<EVP_PKEY> {
    entry(Give::null(), || Ok(Give::new(ms_blob::decode(in_.slice(length)?, Half::Private)?)))
}

/// As [`b2i_PrivateKey`], of a public key.
#[unsafe(no_mangle)]
pub extern "C" fn b2i_PublicKey(in_: DerIn, length: c_long) -> Give<EVP_PKEY> {
    entry(Give::null(), || Ok(Give::new(ms_blob::decode(in_.slice(length)?, Half::Public)?)))
}

/// Reads a blob with a private key.
///
/// Returns: NULL on error.
/// Errors: `PEM_R_KEYBLOB_TOO_SHORT`, `PEM_R_HEADER_TOO_LONG`, and what is
/// wrong with its header.
#[unsafe(no_mangle)]
pub extern "C" fn b2i_PrivateKey_bio(in_: Mut<BIO>) -> Give<EVP_PKEY> {
    entry(Give::null(), || {
        Ok(Give::new(ms_blob::read_blob(&Channel::Bio(in_.get()?), Half::Private)?))
    })
}

/// As [`b2i_PrivateKey_bio`], of a public key.
#[unsafe(no_mangle)]
pub extern "C" fn b2i_PublicKey_bio(in_: Mut<BIO>) -> Give<EVP_PKEY> {
    entry(Give::null(), || {
        Ok(Give::new(ms_blob::read_blob(&Channel::Bio(in_.get()?), Half::Public)?))
    })
}

/// Writes all; the length.
fn write(out: &Mut<BIO>, bytes: &[u8]) -> Result<c_int> {
    if !out.get()?.write_all(bytes) {
        return Err(Error::quiet());
    }
    c_int::try_from(bytes.len())
        .map_err(|_| Error::new(Lib::Pem, pem::R_UNSUPPORTED_KEY_COMPONENTS))
}

/// Writes a private key of RSA or DSA as a blob.
///
/// Returns: its length; -1 on error.
/// Errors: `PEM_R_UNSUPPORTED_KEY_COMPONENTS`.
#[unsafe(no_mangle)]
pub extern "C" fn i2b_PrivateKey_bio(out: Mut<BIO>, pk: In<EVP_PKEY>) -> c_int {
    entry(-1, || write(&out, &ms_blob::encode(pk.get()?, Half::Private)?))
}

/// As [`i2b_PrivateKey_bio`], the public key.
#[unsafe(no_mangle)]
pub extern "C" fn i2b_PublicKey_bio(out: Mut<BIO>, pk: In<EVP_PKEY>) -> c_int {
    entry(-1, || write(&out, &ms_blob::encode(pk.get()?, Half::Public)?))
}

/// Reads a PVK file; `cb` or, without one, the string `u` gives the passphrase.
///
/// Returns: NULL on error.
/// Errors: `PEM_R_PVK_DATA_TOO_SHORT`, `PEM_R_BAD_MAGIC_NUMBER`,
/// `PEM_R_INCONSISTENT_HEADER`, `PEM_R_BAD_PASSWORD_READ`,
/// `PEM_R_BAD_DECRYPT`, and those of [`b2i_PrivateKey`].
#[unsafe(no_mangle)]
pub extern "C" fn b2i_PVK_bio(
    in_: Mut<BIO>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<EVP_PKEY> {
    entry(Give::null(), || {
        Ok(Give::new(ms_blob::read_pvk(&Channel::Bio(in_.get()?), &source(cb, u))?))
    })
}

/// As [`b2i_PVK_bio`].
#[unsafe(no_mangle)]
pub extern "C" fn b2i_PVK_bio_ex(
    in_: Mut<BIO>,
    cb: Option<pem_password_cb>,
    u: Arg,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<EVP_PKEY> {
    b2i_PVK_bio(in_, cb, u)
}

/// Writes a private key of RSA or DSA as a PVK file: in the clear for
/// `enclevel` 0, else encrypted with RC4, of 40 bits for 1.
///
/// Returns: its length; -1 on error.
/// Errors: `PEM_R_UNSUPPORTED_KEY_COMPONENTS`, `PEM_R_BAD_PASSWORD_READ`;
/// `ERR_R_UNSUPPORTED` of EVP without the legacy provider.
#[unsafe(no_mangle)]
pub extern "C" fn i2b_PVK_bio(
    out: Mut<BIO>,
    pk: In<EVP_PKEY>,
    enclevel: c_int,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> c_int {
    entry(-1, || write(&out, &ms_blob::encode_pvk(pk.get()?, enclevel, &source(cb, u))?))
}

/// As [`i2b_PVK_bio`].
#[unsafe(no_mangle)]
pub extern "C" fn i2b_PVK_bio_ex(
    out: Mut<BIO>,
    pk: In<EVP_PKEY>,
    enclevel: c_int,
    cb: Option<pem_password_cb>,
    u: Arg,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> c_int {
    i2b_PVK_bio(out, pk, enclevel, cb, u)
}
