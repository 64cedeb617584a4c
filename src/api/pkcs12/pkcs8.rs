//! `PKCS8_encrypt`, `PKCS8_decrypt`, `PKCS8_set0_pbe`: private keys sealed under
//! a passphrase; and what is written on a key.

use crate::abi::{Give, In, InBuf, Lend, Mut, StaticOrBox, Str, Take, entry, quiet};
use crate::err::{self, Error, Lib, Result, evp, pkcs12};
use crate::obj::asn1::codec::encode_complete;
use crate::obj::asn1::primitive::{ASN1_TYPE, v};
use crate::obj::evp_cipher::EVP_CIPHER;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::objects::{self, nid};
use crate::obj::pkcs8::{PKCS8_PRIV_KEY_INFO, Sealing};
use crate::obj::pkcs12_bag;
use crate::obj::x509::algorithm::{X509_ALGOR, X509_SIG};
use crate::obj::x509::attribute;
use crate::obj::x509::request::X509_ATTRIBUTE;
use std::ffi::{c_char, c_int, c_uchar};

/// A passphrase of `len` bytes, or terminated for -1.
fn passphrase(pass: &InBuf<c_char>, len: c_int) -> Result<&[u8]> {
    match (pass.is_null(), len) {
        (true, _) => Ok(&[]),
        (false, -1) => pass.c_string(),
        (false, len) => pass.slice(len),
    }
}

/// Queues what went wrong, and says that sealing did.
#[track_caller]
fn failed(error: Error) -> Error {
    err::push(&error, "PKCS12_pbe_crypt_ex");
    err::push(&Error::new(Lib::Pkcs12, pkcs12::R_ENCRYPT_ERROR), "PKCS12_item_i2d_encrypt_ex");
    Error::new(Lib::Pkcs12, pkcs12::R_ENCRYPT_ERROR)
}

/// Seals a private key under a passphrase: as the NID `pbe_nid` says, or for
/// -1, or for the NID of an HMAC, with PBES2 and `cipher`. A NULL `salt` is a
/// fresh one of `saltlen` bytes.
///
/// Returns: it; NULL on error.
/// Errors: `EVP_R_UNKNOWN_PBE_ALGORITHM`, `PKCS12_R_ENCRYPT_ERROR`.
/// See: PKCS8_encrypt(3).
#[unsafe(no_mangle)]
pub extern "C" fn PKCS8_encrypt(
    pbe_nid: c_int,
    cipher: In<EVP_CIPHER>,
    pass: InBuf<c_char>,
    passlen: c_int,
    salt: InBuf<c_uchar>,
    saltlen: c_int,
    iter: c_int,
    p8: Mut<PKCS8_PRIV_KEY_INFO>,
) -> Give<X509_SIG> {
    entry(Give::null(), || {
        let given = if salt.is_null() { None } else { Some(salt.slice(saltlen)?) };
        let sealing = Sealing {
            nid: pbe_nid,
            cipher: cipher.opt().map(EVP_CIPHER::cipher),
            salt: given,
            salt_len: usize::try_from(saltlen).unwrap_or(0).min(1024),
            rounds: iter,
        };
        let password = passphrase(&pass, passlen)?;
        let algorithm = sealing.algorithm().map_err(|error| match error.reason {
            evp::R_UNKNOWN_PBE_ALGORITHM => failed(error),
            _ => error,
        })?;
        Ok(Give::new(p8.get()?.seal(&algorithm, password).map_err(failed)?))
    })
}

/// As [`PKCS8_encrypt`].
#[unsafe(no_mangle)]
pub extern "C" fn PKCS8_encrypt_ex(
    pbe_nid: c_int,
    cipher: In<EVP_CIPHER>,
    pass: InBuf<c_char>,
    passlen: c_int,
    salt: InBuf<c_uchar>,
    saltlen: c_int,
    iter: c_int,
    p8: Mut<PKCS8_PRIV_KEY_INFO>,
    _ctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<X509_SIG> {
    PKCS8_encrypt(pbe_nid, cipher, pass, passlen, salt, saltlen, iter, p8)
}

/// Seals a private key under a passphrase as `pbe` says, which it takes over.
///
/// Returns: it; NULL on error.
/// Errors: `PKCS12_R_ENCRYPT_ERROR`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS8_set0_pbe(
    pass: InBuf<c_char>,
    passlen: c_int,
    p8inf: Mut<PKCS8_PRIV_KEY_INFO>,
    pbe: Take<X509_ALGOR>,
) -> Give<X509_SIG> {
    entry(Give::null(), || {
        let algorithm = encode_complete::<X509_ALGOR>(pbe.peek()?)?;
        let password = passphrase(&pass, passlen)?;
        let sealed = p8inf.get()?.seal(&algorithm, password).map_err(failed)?;
        sealed.algor.set(pbe.opt());
        Ok(Give::new(sealed))
    })
}

/// As [`PKCS8_set0_pbe`].
#[unsafe(no_mangle)]
pub extern "C" fn PKCS8_set0_pbe_ex(
    pass: InBuf<c_char>,
    passlen: c_int,
    p8inf: Mut<PKCS8_PRIV_KEY_INFO>,
    pbe: Take<X509_ALGOR>,
    _ctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<X509_SIG> {
    PKCS8_set0_pbe(pass, passlen, p8inf, pbe)
}

/// Opens a sealed private key.
///
/// Returns: its encoding; NULL on error.
/// Errors: `PKCS12_R_PKCS12_CIPHERFINAL_ERROR` for a wrong passphrase.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS8_decrypt(
    p8: In<X509_SIG>,
    pass: InBuf<c_char>,
    passlen: c_int,
) -> Give<PKCS8_PRIV_KEY_INFO> {
    entry(Give::null(), || {
        let password = passphrase(&pass, passlen)?;
        Ok(Give::new(PKCS8_PRIV_KEY_INFO::open(p8.get()?, password)?))
    })
}

/// As [`PKCS8_decrypt`].
#[unsafe(no_mangle)]
pub extern "C" fn PKCS8_decrypt_ex(
    p8: In<X509_SIG>,
    pass: InBuf<c_char>,
    passlen: c_int,
    _ctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<PKCS8_PRIV_KEY_INFO> {
    PKCS8_decrypt(p8, pass, passlen)
}

/// The first value of an attribute of an encoded key; NULL if there is none.
/// Ownership: it belongs to `p8`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS8_get_attr(p8: Mut<PKCS8_PRIV_KEY_INFO>, attr_nid: c_int) -> Lend<ASN1_TYPE> {
    quiet(Lend::null(), || {
        Ok(Lend::opt(pkcs12_bag::attribute(p8.get()?.attributes.stack(), attr_nid)))
    })
}

/// Says what an encoded key is for: `KEY_EX` or `KEY_SIG`.
///
/// Returns: 1; 0 on failure. Errors: `X509_R_DUPLICATE_ATTRIBUTE`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS8_add_keyusage(p8: Mut<PKCS8_PRIV_KEY_INFO>, usage: c_int) -> c_int {
    entry(0, || {
        // The lowest byte, as C's `int` is cut.
        let bits = [usage.to_le_bytes()[0]];
        let object = StaticOrBox::Static(objects::known(nid::KEY_USAGE)?);
        let made = X509_ATTRIBUTE::of(object, v::BIT_STRING, &bits)?;
        attribute::add(p8.get()?.attributes.made()?, made).map(|()| 1)
    })
}
