//! Digests and hashes of certificates and names.

use crate::abi::layout::asn1::{ASN1_OCTET_STRING, ASN1_STRING};
use crate::abi::{Give, In, Mut, Out, OutBuf, entry, quiet};
use crate::crypto::digest::{Md, digest};
use crate::crypto::sig::SignatureAlgorithm;
use crate::err::{Error, Lib, Result, x509};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::primitive::v;
use crate::obj::evp_md::EVP_MD;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::objects::{self, nid};
use crate::obj::x509::algorithm::X509_ALGOR;
use crate::obj::x509::name::first_word;
use crate::obj::x509::name_print;
use crate::obj::x509::{X509, X509_CRL, X509_NAME, X509_REQ};
use std::ffi::{c_char, c_int, c_uchar, c_uint, c_ulong};

/// Stores the digest of `bytes`, and its length unless that place is NULL.
pub(crate) fn store(
    md: &EVP_MD,
    bytes: &[u8],
    mut out: OutBuf<c_uchar>,
    len: &Out<c_uint>,
) -> Result<c_int> {
    let digest = digest(md.md()?, bytes)?;
    let digest: &[u8] = digest.as_ref();
    out.slice(digest.len())?.copy_from_slice(digest);
    len.write_opt(c_uint::try_from(digest.len()).unwrap_or(0));
    Ok(1)
}

/// The digest of a certificate's encoding. See: X509_digest(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_digest(
    data: In<X509>,
    type_: In<EVP_MD>,
    md: OutBuf<c_uchar>,
    len: Out<c_uint>,
) -> c_int {
    entry(0, || store(type_.get()?, &data.get()?.der(), md, &len))
}

/// The digest of the bits of a certificate's public key.
#[unsafe(no_mangle)]
pub extern "C" fn X509_pubkey_digest(
    data: In<X509>,
    type_: In<EVP_MD>,
    md: OutBuf<c_uchar>,
    len: Out<c_uint>,
) -> c_int {
    entry(0, || {
        let Some(key) = data.get()?.info()?.key.get() else { return Ok(0) };
        store(type_.get()?, key.key_bytes(), md, &len)
    })
}

/// The digest of a revocation list's encoding.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_digest(
    data: In<X509_CRL>,
    type_: In<EVP_MD>,
    md: OutBuf<c_uchar>,
    len: Out<c_uint>,
) -> c_int {
    entry(0, || store(type_.get()?, &data.get()?.der(), md, &len))
}

/// The digest of a request's encoding.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_digest(
    data: In<X509_REQ>,
    type_: In<EVP_MD>,
    md: OutBuf<c_uchar>,
    len: Out<c_uint>,
) -> c_int {
    entry(0, || store(type_.get()?, &data.get()?.der(), md, &len))
}

/// The digest of a name's encoding.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_digest(
    data: In<X509_NAME>,
    type_: In<EVP_MD>,
    md: OutBuf<c_uchar>,
    len: Out<c_uint>,
) -> c_int {
    entry(0, || store(type_.get()?, &data.get()?.der(), md, &len))
}

/// The hash that names a file in a directory of CAs; `*ok` tells whether it
/// could be computed.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_hash_ex(
    x: In<X509_NAME>,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: In<c_char>,
    ok: Out<c_int>,
) -> c_ulong {
    ok.write_opt(0);
    entry(0, || {
        let hash = x.get()?.hash()?;
        ok.write_opt(1);
        Ok(hash)
    })
}

/// The hash that OpenSSL used before 1.0.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_hash_old(x: In<X509_NAME>) -> c_ulong {
    entry(0, || x.get()?.hash_old())
}

fn subject(x: &X509) -> Result<&X509_NAME> {
    x.info()?.subject.get().ok_or_else(Error::quiet)
}

fn issuer(x: &X509) -> Result<&X509_NAME> {
    x.info()?.issuer.get().ok_or_else(Error::quiet)
}

/// The hash of the subject's name.
#[unsafe(no_mangle)]
pub extern "C" fn X509_subject_name_hash(x: Mut<X509>) -> c_ulong {
    entry(0, || subject(x.get()?)?.hash())
}

/// The hash of the subject's name as before OpenSSL 1.0.
#[unsafe(no_mangle)]
pub extern "C" fn X509_subject_name_hash_old(x: Mut<X509>) -> c_ulong {
    entry(0, || subject(x.get()?)?.hash_old())
}

/// The hash of the issuer's name.
#[unsafe(no_mangle)]
pub extern "C" fn X509_issuer_name_hash(a: Mut<X509>) -> c_ulong {
    entry(0, || issuer(a.get()?)?.hash())
}

/// The hash of the issuer's name as before OpenSSL 1.0.
#[unsafe(no_mangle)]
pub extern "C" fn X509_issuer_name_hash_old(a: Mut<X509>) -> c_ulong {
    entry(0, || issuer(a.get()?)?.hash_old())
}

/// A hash of issuer and serial number.
#[unsafe(no_mangle)]
pub extern "C" fn X509_issuer_and_serial_hash(a: Mut<X509>) -> c_ulong {
    quiet(0, || {
        let x = a.get()?;
        let mut bytes = name_print::one_line(issuer(x)?)?;
        bytes.extend_from_slice(x.info()?.serialNumber.get().ok_or_else(Error::quiet)?.bytes());
        Ok(first_word(digest(Md::Md5, &bytes)?.as_ref()))
    })
}

/// The digest that a signature algorithm is made with, and whether that is a
/// guess, since the algorithm names none.
fn digest_of(algorithm: &X509_ALGOR) -> Result<(Md, bool)> {
    let fail = |reason| Error::new(Lib::X509, reason);
    let nid = algorithm.nid();
    let Some((digest, _)) = objects::sigid_algs(nid) else {
        return Err(fail(x509::R_UNKNOWN_SIGID_ALGS));
    };
    match nid {
        _ if digest != 0 => {
            let known = Md::from_nid(digest);
            Ok((known.ok_or_else(|| fail(x509::R_UNSUPPORTED_ALGORITHM))?, false))
        }
        nid::RSASSAPSS => match SignatureAlgorithm::from_der(&X509_ALGOR::encode(algorithm)) {
            Ok(SignatureAlgorithm::RsaPss { md, .. }) => Ok((md, false)),
            _ => Err(fail(x509::R_UNSUPPORTED_ALGORITHM)),
        },
        nid::ED25519 => Ok((Md::Sha512, true)),
        nid::ED448 => Ok((Md::Shake256, true)),
        _ => Ok((Md::Sha256, true)),
    }
}

/// The digest of a certificate's encoding by the digest that its signature was
/// made with, which is stored in `*md_used` unless that is NULL; whether it is
/// a guess goes to `*md_is_fallback`.
///
/// Returns: the caller's string; NULL on failure.
/// Errors: `X509_R_UNKNOWN_SIGID_ALGS`, `X509_R_UNSUPPORTED_ALGORITHM`.
/// See: X509_digest_sig(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_digest_sig(
    cert: In<X509>,
    md_used: Out<*mut EVP_MD>,
    md_is_fallback: Out<c_int>,
) -> Give<ASN1_OCTET_STRING> {
    md_used.write_opt(std::ptr::null_mut());
    md_is_fallback.write_opt(0);
    entry(Give::null(), || {
        let x = cert.get()?;
        let (md, is_guess) = digest_of(x.parts().sig_alg.get().ok_or_else(Error::quiet)?)?;
        let digest = digest(md, &x.der())?;
        let made = ASN1_STRING::with(v::OCTET_STRING, digest.as_ref())?;
        if !md_used.is_null() {
            let used = EVP_MD::fetch(md.name().to_bytes())?;
            md_used.write(std::ptr::from_ref(used).cast_mut())?;
        }
        md_is_fallback.write_opt(is_guess.into());
        Ok(Give::new(made))
    })
}
