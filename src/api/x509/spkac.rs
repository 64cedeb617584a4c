//! SPKAC: a public key and a challenge, signed.

use crate::abi::{Give, In, InBuf, Mut, entry, mem};
use crate::der::base64;
use crate::err::{Error, Lib, Result, evp, x509};
use crate::obj::asn1::codec::{Kind, encode_complete};
use crate::obj::bio::BIO;
use crate::obj::evp_md::EVP_MD;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::x509::algorithm::X509_PUBKEY;
use crate::obj::x509::signing::Signer;
use crate::obj::x509::spkac::{NETSCAPE_CERT_SEQUENCE, NETSCAPE_SPKAC, NETSCAPE_SPKI};
use std::ffi::{c_char, c_int};

crate::box_handle!(NETSCAPE_CERT_SEQUENCE, NETSCAPE_SPKAC, NETSCAPE_SPKI);

/// Sets the key. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn NETSCAPE_SPKI_set_pubkey(x: Mut<NETSCAPE_SPKI>, pkey: Mut<EVP_PKEY>) -> c_int {
    entry(0, || {
        let Some(spkac) = x.opt().and_then(|x| x.spkac.get()) else { return Ok(0) };
        spkac.pubkey.set(Some(X509_PUBKEY::of_key(pkey.get()?)?));
        Ok(1)
    })
}

/// The key; NULL if there is none that can be read.
#[unsafe(no_mangle)]
pub extern "C" fn NETSCAPE_SPKI_get_pubkey(x: Mut<NETSCAPE_SPKI>) -> Give<EVP_PKEY> {
    entry(Give::null(), || {
        let key = x.opt().and_then(|x| x.spkac.get()).and_then(|spkac| spkac.pubkey.get());
        let Some(key) = key else { return Ok(Give::null()) };
        if key.algor.get().is_none_or(|algorithm| algorithm.nid() == 0) {
            return Err(Error::new(Lib::Evp, evp::R_DECODE_ERROR));
        }
        key.key().map(|key| Give::new(std::sync::Arc::clone(key)))
    })
}

/// Signs the key and the challenge. Returns: the signature's length; 0 on
/// failure.
#[unsafe(no_mangle)]
pub extern "C" fn NETSCAPE_SPKI_sign(
    x: Mut<NETSCAPE_SPKI>,
    pkey: Mut<EVP_PKEY>,
    md: In<EVP_MD>,
) -> c_int {
    entry(0, || x.get()?.sign(&Signer::new(pkey.get()?, md.opt())?))
}

/// Whether the key `r` made the signature.
///
/// Returns: 1 if so; 0 if not; -1 if that cannot be told.
#[unsafe(no_mangle)]
pub extern "C" fn NETSCAPE_SPKI_verify(a: Mut<NETSCAPE_SPKI>, r: Mut<EVP_PKEY>) -> c_int {
    entry(-1, || {
        let spki = a.get()?;
        let message = spki.spkac.get().map(NETSCAPE_SPKAC::encode).unwrap_or_default();
        let signature = spki.signature.get();
        crate::obj::x509::signing::check(Some(&spki.sig_algor), signature, &message, r.get()?)
            .map(Into::into)
    })
}

/// Reads one from base64, `len` characters or a C string for 0 or less.
///
/// Errors: `X509_R_BASE64_DECODE_ERROR`.
#[unsafe(no_mangle)]
pub extern "C" fn NETSCAPE_SPKI_b64_decode(str: InBuf<c_char>, len: c_int) -> Give<NETSCAPE_SPKI> {
    entry(Give::null(), || {
        let text = if len <= 0 { str.c_string()? } else { str.slice(len)? };
        let der = base64::decode_block(text)
            .map_err(|_| Error::new(Lib::X509, x509::R_BASE64_DECODE_ERROR))?;
        decoded(&der).map(Give::new)
    })
}

fn decoded(der: &[u8]) -> Result<Box<NETSCAPE_SPKI>> {
    if der.is_empty() {
        return Err(Error::new(Lib::Asn1, crate::err::asn1::R_TOO_SMALL));
    }
    NETSCAPE_SPKI::decode(der).map(|(spki, _)| spki)
}

/// Writes one as base64; C frees it.
#[unsafe(no_mangle)]
pub extern "C" fn NETSCAPE_SPKI_b64_encode(spki: Mut<NETSCAPE_SPKI>) -> *mut c_char {
    entry(std::ptr::null_mut(), || {
        let der = encode_complete::<NETSCAPE_SPKI>(spki.get()?)?;
        mem::strdup(&base64::encode_block(&der))
    })
}

/// Writes one for people. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn NETSCAPE_SPKI_print(out: Mut<BIO>, spki: Mut<NETSCAPE_SPKI>) -> c_int {
    entry(0, || Ok(out.get()?.write_all(&spki.get()?.to_text()).into()))
}
