//! `OSSL_STORE_SEARCH_…`: what to look for.

use crate::abi::layout::asn1::ASN1_INTEGER;
use crate::abi::{Give, In, InBuf, Lend, LendConst, Mut, Opaque, Out, Str, Take, entry, quiet};
use crate::obj::evp_md::EVP_MD;
use crate::obj::store::OSSL_STORE_SEARCH;
use crate::obj::x509::X509_NAME;
use std::ffi::{c_char, c_int, c_uchar};

/// Searches by subject, or by a CRL's issuer.
///
/// Ownership: `name` must live as long as the search.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_SEARCH_by_name(name: Mut<X509_NAME>) -> Give<OSSL_STORE_SEARCH> {
    entry(Give::null(), || {
        let der = name.get()?.der().to_vec();
        let kept = Opaque(name.as_ptr().cast());
        Ok(Give::new(Box::new(OSSL_STORE_SEARCH::Name(kept, der))))
    })
}

/// Searches by issuer and serial number.
///
/// Ownership: both must live as long as the search.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_SEARCH_by_issuer_serial(
    name: Mut<X509_NAME>,
    serial: In<ASN1_INTEGER>,
) -> Give<OSSL_STORE_SEARCH> {
    entry(Give::null(), || {
        let kept = Opaque(name.as_ptr().cast());
        Ok(Give::new(Box::new(OSSL_STORE_SEARCH::IssuerSerial(kept, serial.as_ptr()))))
    })
}

/// Searches by a digest, of `len` bytes, of the key.
///
/// Errors: `FINGERPRINT_SIZE_DOES_NOT_MATCH_DIGEST`, unless `digest` is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_SEARCH_by_key_fingerprint(
    digest: In<EVP_MD>,
    bytes: InBuf<c_uchar>,
    len: usize,
) -> Give<OSSL_STORE_SEARCH> {
    entry(Give::null(), || {
        OSSL_STORE_SEARCH::by_fingerprint(digest.opt(), bytes.slice(len)?).map(Give::new)
    })
}

/// Searches by a name that people know an object by.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_SEARCH_by_alias(alias: Str) -> Give<OSSL_STORE_SEARCH> {
    entry(Give::null(), || {
        Ok(Give::new(Box::new(OSSL_STORE_SEARCH::Alias(alias.get()?.to_owned()))))
    })
}

/// Frees a search.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_SEARCH_free(search: Take<OSSL_STORE_SEARCH>) {
    quiet((), || {
        drop(search.opt());
        Ok(())
    });
}

/// Its type: `OSSL_STORE_SEARCH_BY_…`; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_SEARCH_get_type(criterion: In<OSSL_STORE_SEARCH>) -> c_int {
    quiet(0, || Ok(criterion.get()?.kind()))
}

/// Lends its name; NULL if it has none.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_SEARCH_get0_name(criterion: In<OSSL_STORE_SEARCH>) -> Lend<X509_NAME> {
    quiet(Lend::null(), || {
        Ok(match criterion.get()? {
            OSSL_STORE_SEARCH::Name(name, _) | OSSL_STORE_SEARCH::IssuerSerial(name, _) => {
                Lend::from_ptr(name.0.cast())
            }
            _ => Lend::null(),
        })
    })
}

/// Lends its serial number; NULL if it has none.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_SEARCH_get0_serial(
    criterion: In<OSSL_STORE_SEARCH>,
) -> LendConst<ASN1_INTEGER> {
    quiet(LendConst::null(), || {
        Ok(match criterion.get()? {
            OSSL_STORE_SEARCH::IssuerSerial(_, serial) => LendConst::from_ptr(*serial),
            _ => LendConst::null(),
        })
    })
}

/// Lends its fingerprint and the length of that; NULL if it has none.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_SEARCH_get0_bytes(
    criterion: In<OSSL_STORE_SEARCH>,
    length: Out<usize>,
) -> LendConst<c_uchar> {
    quiet(LendConst::null(), || {
        Ok(match criterion.get()? {
            OSSL_STORE_SEARCH::KeyFingerprint(_, bytes) => {
                length.write_opt(bytes.len());
                LendConst::from_ptr(bytes.as_ptr())
            }
            _ => {
                length.write_opt(0);
                LendConst::null()
            }
        })
    })
}

/// Lends its alias; NULL if it has none.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_SEARCH_get0_string(
    criterion: In<OSSL_STORE_SEARCH>,
) -> LendConst<c_char> {
    quiet(LendConst::null(), || {
        Ok(match criterion.get()? {
            OSSL_STORE_SEARCH::Alias(alias) => LendConst::cstr(alias),
            _ => LendConst::null(),
        })
    })
}

/// Lends the digest of its fingerprint; NULL if it has none.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_SEARCH_get0_digest(
    criterion: In<OSSL_STORE_SEARCH>,
) -> LendConst<EVP_MD> {
    quiet(LendConst::null(), || {
        Ok(match criterion.get()? {
            OSSL_STORE_SEARCH::KeyFingerprint(md, _) => LendConst::from_ptr(*md),
            _ => LendConst::null(),
        })
    })
}
