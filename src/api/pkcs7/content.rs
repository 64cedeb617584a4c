//! What a `PKCS7` holds, and changing it.

use crate::abi::{Give, Lend, Mut, Take, entry, quiet};
use crate::err::{Error, pkcs7};
use crate::obj::objects::nid;
use crate::obj::pkcs7::{
    self as obj, Content, PKCS7, PKCS7_ISSUER_AND_SERIAL, PKCS7_SIGNER_INFO, error,
};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::{X509, X509_CRL};
use std::ffi::{c_char, c_int, c_long};

/// Makes a `PKCS7` an empty one of a kind, `NID_pkcs7_…`. Returns: 1; 0 on
/// failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_set_type(p7: Mut<PKCS7>, type_: c_int) -> c_int {
    entry(0, || p7.get()?.set_type(type_).map(|()| 1))
}

/// Sets the content that is signed or under a digest.
///
/// Returns: 1; 0 for other kinds. Ownership: takes `p7_data` if it succeeds.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_set_content(p7: Mut<PKCS7>, p7_data: Take<PKCS7>) -> c_int {
    entry(0, || {
        let place = match p7.get()?.content() {
            Content::Signed(signed) => &signed.contents,
            Content::Digest(digest) => &digest.contents,
            _ => return Err(error(pkcs7::R_UNSUPPORTED_CONTENT_TYPE)),
        };
        place.set(p7_data.opt());
        Ok(1)
    })
}

/// Gives a `PKCS7` an empty content of a kind. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_content_new(p7: Mut<PKCS7>, nid: c_int) -> c_int {
    entry(0, || {
        use crate::obj::asn1::codec::Kind;
        let made = PKCS7::blank();
        made.set_type(nid)?;
        let place = match p7.get()?.content() {
            Content::Signed(signed) => &signed.contents,
            Content::Digest(digest) => &digest.contents,
            _ => return Err(error(pkcs7::R_UNSUPPORTED_CONTENT_TYPE)),
        };
        place.set(Some(made));
        Ok(1)
    })
}

/// Whether the content is of a kind that is not known. Returns: 1; 0.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_type_is_other(p7: Mut<PKCS7>) -> c_int {
    quiet(0, || Ok(p7.get()?.is_other().into()))
}

/// Adds a certificate to a signed content. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_add_certificate(p7: Mut<PKCS7>, cert: Mut<X509>) -> c_int {
    entry(0, || {
        let list =
            obj::certificates(p7.get()?).ok_or_else(|| error(pkcs7::R_WRONG_CONTENT_TYPE))?;
        list.made()?.push_owner::<X509>(cert.share()?);
        Ok(1)
    })
}

/// Adds a revocation list to a signed content. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_add_crl(p7: Mut<PKCS7>, crl: Mut<X509_CRL>) -> c_int {
    entry(0, || {
        let list = obj::revocations(p7.get()?).ok_or_else(|| error(pkcs7::R_WRONG_CONTENT_TYPE))?;
        list.made()?.push_owner::<X509_CRL>(crl.share()?);
        Ok(1)
    })
}

/// The signatures of a signed content; NULL for other kinds.
/// Ownership: they belong to `p7`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_get_signer_info(p7: Mut<PKCS7>) -> *mut OPENSSL_STACK {
    quiet(std::ptr::null_mut(), || {
        let Some(p7) = p7.opt() else { return Ok(std::ptr::null_mut()) };
        Ok(obj::signers(p7).map_or(std::ptr::null_mut(), |list| list.as_ptr()))
    })
}

/// `PKCS7_OP_SET_DETACHED_SIGNATURE`.
const SET_DETACHED: c_int = 1;
/// `PKCS7_OP_GET_DETACHED_SIGNATURE`.
const GET_DETACHED: c_int = 2;

/// Says, or asks, whether the content that is signed is somewhere else.
///
/// Returns: whether it is; 0 on failure.
/// Errors: `PKCS7_R_OPERATION_NOT_SUPPORTED_ON_THIS_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_ctrl(
    p7: Mut<PKCS7>,
    cmd: c_int,
    larg: c_long,
    _parg: *mut c_char,
) -> c_long {
    entry(0, || {
        let p7 = p7.get()?;
        let unsupported = || error(pkcs7::R_OPERATION_NOT_SUPPORTED_ON_THIS_TYPE);
        let Content::Signed(signed) = p7.content() else { return Err(unsupported()) };
        match cmd {
            SET_DETACHED => {
                let detached = c_int::from(larg != 0);
                p7.detached.set(detached);
                let inner = signed.contents.get();
                if let Some(data) = inner.filter(|i| larg != 0 && i.nid() == nid::PKCS7_DATA) {
                    data.clear();
                }
                Ok(larg)
            }
            GET_DETACHED => Ok(p7.is_detached().into()),
            _ => Err(error(pkcs7::R_UNKNOWN_OPERATION)),
        }
    })
}

/// The certificate of a signature among those of `p7`; NULL if it is not there.
/// Ownership: it belongs to `p7`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_cert_from_signer_info(
    p7: Mut<PKCS7>,
    si: Mut<PKCS7_SIGNER_INFO>,
) -> Lend<X509> {
    quiet(Lend::null(), || {
        let Some(list) = obj::certificates(p7.get()?).and_then(|list| list.stack()) else {
            return Ok(Lend::null());
        };
        let id = si.get()?.issuer_and_serial.get().ok_or_else(Error::quiet)?;
        let certs = list.objects::<X509>();
        Ok(Lend::opt(certs.into_iter().find(|cert| obj::is_of(id, cert).unwrap_or(false))))
    })
}

/// The certificates of the signatures: from `certs`, and from `signers`' own
/// unless `flags` say `PKCS7_NOINTERN`.
///
/// Returns: a stack that C frees, its certificates not; NULL on failure.
/// Errors: `PKCS7_R_SIGNER_CERTIFICATE_NOT_FOUND`, `PKCS7_R_NO_SIGNERS`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_get0_signers(
    p7: Mut<PKCS7>,
    certs: Mut<OPENSSL_STACK>,
    flags: c_int,
) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || {
        let p7 = p7.opt().ok_or_else(|| error(pkcs7::R_INVALID_NULL_POINTER))?;
        if p7.nid() != nid::PKCS7_SIGNED {
            return Err(error(pkcs7::R_WRONG_CONTENT_TYPE));
        }
        let list = obj::signers(p7).map_or(Vec::new(), |list| list.items());
        if list.is_empty() {
            return Err(error(pkcs7::R_NO_SIGNERS));
        }
        let found = obj::signer_certificates(p7, &list, certs.opt(), flags)?;
        Ok(Give::new(OPENSSL_STACK::lending(found.iter().map(|cert| &**cert))))
    })
}

/// Reads the issuer and number of the signature or recipient at `idx`; NULL
/// if there is none. Ownership: it belongs to `p7`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_get_issuer_and_serial(
    p7: Mut<PKCS7>,
    idx: c_int,
) -> Lend<PKCS7_ISSUER_AND_SERIAL> {
    quiet(Lend::null(), || {
        let Content::Both(both) = p7.get()?.content() else {
            return Ok(Lend::null());
        };
        let infos = both.recipientinfo.items();
        let found = usize::try_from(idx).ok().and_then(|at| infos.get(at).copied());
        Ok(Lend::opt(found.and_then(|info| info.issuer_and_serial.get())))
    })
}
