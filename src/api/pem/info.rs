//! Files of certificates, revocation lists and keys, read whole.

use super::pem_typed_more::{seal, sealing};
use super::source;
use crate::abi::layout::info::{Info, PrivateKey};
use crate::abi::{Arg, Give, In, InBuf, Mut, Str, Take, entry, quiet, stack};
use crate::err::{self, Error, Lib, Result, pem as pem_err};
use crate::obj::bio::BIO;
use crate::obj::cipher_info::EVP_CIPHER_INFO;
use crate::obj::evp_cipher::EVP_CIPHER;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::passphrase::{Source, pem_password_cb};
use crate::obj::pem::CipherInfo;
use crate::obj::pem_io;
use crate::obj::rsa::RSA;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::stream::Channel;
use crate::obj::x509::pem::{self, Item};
use crate::obj::x509::{X509, X509_CRL};
use libc::FILE;
use std::ffi::{c_int, c_uchar};
use std::sync::Arc;
use zeroize::Zeroizing;

/// A private key, perhaps still encrypted. Public layout.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
pub type X509_PKEY = PrivateKey<EVP_PKEY, EVP_CIPHER_INFO>;
/// What stood together in a PEM file. Public layout.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
pub type X509_INFO = Info<X509, X509_CRL, X509_PKEY, EVP_CIPHER_INFO>;

crate::box_handle!(X509_INFO, X509_PKEY);

/// A new, empty `X509_PKEY`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PKEY_new() -> Give<X509_PKEY> {
    quiet(Give::null(), || Ok(Give::new(PrivateKey::new(None))))
}

/// Frees a `X509_PKEY` with its key; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PKEY_free(a: Take<X509_PKEY>) {
    quiet((), || {
        drop(a.opt());
        Ok(())
    });
}

/// A new, empty `X509_INFO`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_INFO_new() -> Give<X509_INFO> {
    quiet(Give::null(), || Ok(Give::new(Info::new())))
}

/// Frees a `X509_INFO` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn X509_INFO_free(a: Take<X509_INFO>) {
    quiet((), || {
        drop(a.opt());
        Ok(())
    });
}

/// Reads all items; those that stand together make one `X509_INFO`.
fn read(
    mut from: Channel<'_>,
    to: &Mut<OPENSSL_STACK>,
    pass: &Source<'_>,
) -> Result<Give<OPENSSL_STACK>> {
    let mut made: Vec<Box<X509_INFO>> = Vec::new();
    let mut current: Box<X509_INFO> = Info::new();
    while let Some(item) = pem::next_item(&mut from, pass)? {
        let taken = match item {
            Item::Certificate(_) => current.x509.get().is_some(),
            Item::Crl(_) => current.crl.get().is_some(),
            Item::Key(_) | Item::Sealed(..) => current.x_pkey.get().is_some(),
        };
        if taken {
            made.push(std::mem::replace(&mut current, Info::new()));
        }
        match item {
            Item::Certificate(x) => current.x509.set(Some(x)),
            Item::Crl(crl) => current.crl.set(Some(crl)),
            Item::Key(key) => current.x_pkey.set(Some(PrivateKey::new(Some(key)))),
            Item::Sealed(header, data) => {
                current.enc_cipher.set(CipherInfo::parse(&header)?.as_ref());
                current.x_pkey.set(Some(PrivateKey::new(None)));
                current.keep_sealed(&data)?;
            }
        }
    }
    if !current.is_empty() {
        made.push(current);
    }
    if let Some(list) = to.opt() {
        for info in made {
            list.push(stack::give::<X509_INFO>(info));
        }
        return Ok(Give::back(to.as_ptr()));
    }
    Ok(Give::new(OPENSSL_STACK::owning::<X509_INFO>(made)))
}

/// Reads certificates, revocation lists and keys up to the end of a BIO.
///
/// Returns: `sk` with the items added, or a new stack; NULL on failure.
/// See: PEM_X509_INFO_read_bio in pem.h.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_X509_INFO_read_bio(
    bp: Mut<BIO>,
    sk: Mut<OPENSSL_STACK>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || read(Channel::Bio(bp.get()?), &sk, &source(cb, u)))
}

/// Like `PEM_X509_INFO_read_bio`, from a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_X509_INFO_read(
    fp: Mut<FILE>,
    sk: Mut<OPENSSL_STACK>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || read(Channel::file(&fp)?, &sk, &source(cb, u)))
}

/// As [`PEM_X509_INFO_read_bio`].
#[unsafe(no_mangle)]
pub extern "C" fn PEM_X509_INFO_read_bio_ex(
    bp: Mut<BIO>,
    sk: Mut<OPENSSL_STACK>,
    cb: Option<pem_password_cb>,
    u: Arg,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<OPENSSL_STACK> {
    PEM_X509_INFO_read_bio(bp, sk, cb, u)
}

/// As [`PEM_X509_INFO_read`].
#[unsafe(no_mangle)]
pub extern "C" fn PEM_X509_INFO_read_ex(
    fp: Mut<FILE>,
    sk: Mut<OPENSSL_STACK>,
    cb: Option<pem_password_cb>,
    u: Arg,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<OPENSSL_STACK> {
    PEM_X509_INFO_read(fp, sk, cb, u)
}

/// Writes the private key, which must be RSA, and the certificate of an item:
/// a key that is still encrypted as it was read, which needs any cipher; one
/// that is not, encrypted as `PEM_write_bio_RSAPrivateKey` does. Revocation
/// lists are not written.
///
/// Returns: 1; 0 on error.
/// Errors: `PEM_R_CIPHER_IS_NULL`, `PEM_R_UNSUPPORTED_CIPHER`,
/// `PEM_R_READ_KEY`; `ERR_R_ASN1_LIB` after `EVP_R_EXPECTING_AN_RSA_KEY`.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_X509_INFO_write_bio(
    bp: Mut<BIO>,
    xi: In<X509_INFO>,
    enc: In<EVP_CIPHER>,
    kstr: InBuf<c_uchar>,
    klen: c_int,
    cd: Option<pem_password_cb>,
    u: Arg,
) -> c_int {
    entry(0, || {
        let (to, info) = (Channel::Bio(bp.get()?), xi.get()?);
        if let Some(key) = info.x_pkey.get() {
            match (info.sealed(), key.dec_pkey.get()) {
                (Some(_), _) if enc.is_null() => {
                    return Err(Error::new(Lib::Pem, pem_err::R_CIPHER_IS_NULL));
                }
                (Some(data), _) => {
                    let cipher = info.enc_cipher.get();
                    let unsupported = || Error::new(Lib::Pem, pem_err::R_UNSUPPORTED_CIPHER);
                    let header = cipher.ok_or_else(unsupported)?.header();
                    pem_io::write_block(to, RSA_PRIVATE, &header, data)?;
                }
                (None, Some(key)) => {
                    let pass = sealing(&kstr, klen, cd, u)?;
                    let key = key.rsa().inspect_err(|error| err::push(error, "EVP_PKEY_get0_RSA"));
                    seal(to, RSA_PRIVATE, || traditional(key), &enc, &pass)?;
                }
                (None, None) => {}
            }
        }
        if let Some(x) = info.x509.get() {
            pem::write(to, pem::block::X509, &x.der())?;
        }
        Ok(1)
    })
}

/// The name of the block of an RSA key.
const RSA_PRIVATE: &[u8] = b"RSA PRIVATE KEY";

/// An RSA key in its form from before PKCS#8.
fn traditional(key: Result<Arc<RSA>>) -> Result<Zeroizing<Vec<u8>>> {
    let failed = |_| Error::new(Lib::Pem, err::lib_failed(Lib::Asn1));
    key.and_then(|key| key.private()?.to_traditional()).map_err(failed)
}
