//! Revocation lists and their entries.

use super::change::{store_name, store_number, store_time};
use crate::abi::layout::asn1::{ASN1_BIT_STRING, ASN1_INTEGER, ASN1_STRING, ASN1_TIME};
use crate::abi::{Give, In, Lend, LendConst, Mut, Opaque, Out, Take, entry, quiet};
use crate::err::{Error, Result};
use crate::obj::asn1::{integer, primitive::v};
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::algorithm::X509_ALGOR;
use crate::obj::x509::{X509, X509_CRL, X509_NAME, X509_REVOKED};
use std::ffi::{c_char, c_int, c_long, c_void};

/// A new, empty list; the library context is not needed.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_new_ex(
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: In<c_char>,
) -> Give<X509_CRL> {
    quiet(Give::null(), || Ok(Give::new(X509_CRL::new())))
}

/// Adds a reference to a list.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_up_ref(crl: Mut<X509_CRL>) -> c_int {
    entry(0, || {
        // The reference is C's until it calls X509_CRL_free.
        let _kept = Give::<X509_CRL>::new(crl.share()?);
        Ok(1)
    })
}

/// The version: 0 for v1, 1 for v2.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_get_version(crl: In<X509_CRL>) -> c_long {
    quiet(-1, || match crl.get()?.info()?.version.get() {
        Some(version) => integer::to_i64(version, v::INTEGER),
        None => Ok(0),
    })
}

/// When the list was made.
/// Ownership: it belongs to the list.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_get0_lastUpdate(crl: In<X509_CRL>) -> LendConst<ASN1_TIME> {
    quiet(LendConst::null(), || Ok(LendConst::opt(crl.get()?.info()?.lastUpdate.get())))
}

/// When the next list comes; NULL if that is not said.
/// Ownership: it belongs to the list.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_get0_nextUpdate(crl: In<X509_CRL>) -> LendConst<ASN1_TIME> {
    quiet(LendConst::null(), || Ok(LendConst::opt(crl.get()?.info()?.nextUpdate.get())))
}

/// When the list was made, to be changed in place.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_get_lastUpdate(crl: Mut<X509_CRL>) -> Lend<ASN1_TIME> {
    quiet(Lend::null(), || Ok(Lend::opt(crl.get()?.info()?.lastUpdate.get())))
}

/// When the next list comes, to be changed in place.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_get_nextUpdate(crl: Mut<X509_CRL>) -> Lend<ASN1_TIME> {
    quiet(Lend::null(), || Ok(Lend::opt(crl.get()?.info()?.nextUpdate.get())))
}

/// Who signed.
/// Ownership: it belongs to the list.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_get_issuer(crl: In<X509_CRL>) -> Lend<X509_NAME> {
    quiet(Lend::null(), || Ok(Lend::opt(crl.get()?.info()?.issuer.get())))
}

/// The extensions; NULL if there are none.
/// Ownership: they belong to the list.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_get0_extensions(crl: In<X509_CRL>) -> LendConst<OPENSSL_STACK> {
    quiet(LendConst::null(), || Ok(LendConst::opt(crl.get()?.extensions()?.stack())))
}

/// The entries; NULL if there are none.
/// Ownership: they belong to the list.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_get_REVOKED(crl: Mut<X509_CRL>) -> Lend<OPENSSL_STACK> {
    quiet(Lend::null(), || Ok(Lend::opt(crl.get()?.info()?.revoked.stack())))
}

/// The signature and its algorithm; either place may be NULL.
/// Ownership: both belong to the list.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_get0_signature(
    crl: In<X509_CRL>,
    psig: Out<*const ASN1_BIT_STRING>,
    palg: Out<*const X509_ALGOR>,
) {
    quiet((), || {
        let parts = crl.get()?.parts();
        psig.write_opt(parts.signature.as_ptr().cast_const());
        palg.write_opt(parts.sig_alg.as_ptr().cast_const());
        Ok(())
    });
}

/// The NID of the signature's algorithm.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_get_signature_nid(crl: In<X509_CRL>) -> c_int {
    quiet(0, || Ok(crl.get()?.parts().sig_alg.get().map_or(0, X509_ALGOR::nid)))
}

fn find(
    crl: &X509_CRL,
    ret: &Out<*mut X509_REVOKED>,
    serial: &ASN1_STRING,
    issuer: Option<&[u8]>,
) -> Result<c_int> {
    match crl.find(serial, issuer)? {
        Some((entry, removed)) => {
            ret.write_opt(std::ptr::from_ref(entry).cast_mut());
            Ok(if removed { 2 } else { 1 })
        }
        None => Ok(0),
    }
}

/// Finds the entry of a serial number of the list's own issuer.
///
/// Returns: 1 if it is revoked; 2 if the entry takes it off the list; 0 if
/// there is none.
/// Ownership: `*ret` belongs to the list.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_get0_by_serial(
    crl: Mut<X509_CRL>,
    ret: Out<*mut X509_REVOKED>,
    serial: In<ASN1_INTEGER>,
) -> c_int {
    entry(-1, || find(crl.get()?, &ret, serial.get()?, None))
}

/// Finds the entry of a certificate; see `X509_CRL_get0_by_serial`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_get0_by_cert(
    crl: Mut<X509_CRL>,
    ret: Out<*mut X509_REVOKED>,
    x: Mut<X509>,
) -> c_int {
    entry(-1, || {
        let info = x.get()?.info()?;
        let serial = info.serialNumber.get().ok_or_else(Error::quiet)?;
        let issuer = info.issuer.get().ok_or_else(Error::quiet)?.canonical()?;
        find(crl.get()?, &ret, serial, Some(&issuer))
    })
}

/// Compares the issuers of two lists; 0 if they are equal.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_cmp(a: In<X509_CRL>, b: In<X509_CRL>) -> c_int {
    entry(1, || {
        let issuer = |list: &X509_CRL| -> Result<std::sync::Arc<[u8]>> {
            list.info()?.issuer.get().ok_or_else(Error::quiet)?.canonical()
        };
        let (a, b) = (issuer(a.get()?)?, issuer(b.get()?)?);
        Ok(a.len().cmp(&b.len()).then_with(|| a.cmp(&b)) as c_int)
    })
}

/// Compares the encodings of two lists; 0 if they are equal.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_match(a: In<X509_CRL>, b: In<X509_CRL>) -> c_int {
    entry(1, || {
        use crate::crypto::digest::{Md, digest};
        let (a, b) = (a.get()?.der(), b.get()?.der());
        let (a, b) = (digest(Md::Sha1, &a)?, digest(Md::Sha1, &b)?);
        let (a, b): (&[u8], &[u8]) = (a.as_ref(), b.as_ref());
        Ok(a.cmp(b) as c_int)
    })
}

/// Sets the version: 1 for v2.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_set_version(x: Mut<X509_CRL>, version: c_long) -> c_int {
    entry(0, || {
        let Some(list) = x.opt() else { return Ok(0) };
        list.changed();
        store_number(&list.info()?.version, version)?;
        Ok(1)
    })
}

/// Sets the issuer's name to a copy of `name`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_set_issuer_name(x: Mut<X509_CRL>, name: In<X509_NAME>) -> c_int {
    entry(0, || {
        let (Some(list), Some(name)) = (x.opt(), name.opt()) else { return Ok(0) };
        list.changed();
        store_name(&list.info()?.issuer, name)
    })
}

/// Sets when the list was made to a copy of `tm`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_set1_lastUpdate(x: Mut<X509_CRL>, tm: In<ASN1_TIME>) -> c_int {
    entry(0, || {
        let (Some(list), Some(time)) = (x.opt(), tm.opt()) else { return Ok(0) };
        list.changed();
        store_time(&list.info()?.lastUpdate, time)
    })
}

/// Sets when the next list comes to a copy of `tm`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_set1_nextUpdate(x: Mut<X509_CRL>, tm: In<ASN1_TIME>) -> c_int {
    entry(0, || {
        let (Some(list), Some(time)) = (x.opt(), tm.opt()) else { return Ok(0) };
        list.changed();
        store_time(&list.info()?.nextUpdate, time)
    })
}

/// Adds an entry, which the list then owns.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_add0_revoked(crl: Mut<X509_CRL>, rev: Take<X509_REVOKED>) -> c_int {
    entry(0, || {
        let list = crl.get()?;
        list.changed();
        list.info()?.revoked.made()?.push_owner::<X509_REVOKED>(rev.get()?);
        Ok(1)
    })
}

/// Sorts the entries by serial number.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_sort(crl: Mut<X509_CRL>) -> c_int {
    entry(0, || {
        let list = crl.get()?;
        list.changed();
        let Some(stack) = list.info()?.revoked.stack() else { return Ok(1) };
        let mut items = stack.items();
        items.sort_by(|a, b| {
            let serial = |item: &Opaque| {
                crate::abi::stack::look::<X509_REVOKED>(*item).and_then(|r| r.serialNumber.get())
            };
            match (serial(a), serial(b)) {
                (Some(a), Some(b)) => crate::obj::asn1::string::compare(a, b).cmp(&0),
                _ => std::cmp::Ordering::Equal,
            }
        });
        stack.refill(items);
        Ok(1)
    })
}

/// Keeps a pointer of the program's with the list.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_set_meth_data(crl: Mut<X509_CRL>, dat: *mut c_void) {
    quiet((), || {
        crl.get()?.meth_data.set(Some(Opaque(dat)));
        Ok(())
    });
}

/// The pointer that `X509_CRL_set_meth_data` kept.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_get_meth_data(crl: Mut<X509_CRL>) -> *mut c_void {
    quiet(std::ptr::null_mut(), || {
        Ok(crl.get()?.meth_data.get().map_or(std::ptr::null_mut(), |d| d.0))
    })
}

/// The serial number of a revoked certificate.
/// Ownership: it belongs to the entry.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REVOKED_get0_serialNumber(x: In<X509_REVOKED>) -> LendConst<ASN1_INTEGER> {
    quiet(LendConst::null(), || Ok(LendConst::opt(x.get()?.serialNumber.get())))
}

/// When a certificate was revoked.
/// Ownership: it belongs to the entry.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REVOKED_get0_revocationDate(x: In<X509_REVOKED>) -> LendConst<ASN1_TIME> {
    quiet(LendConst::null(), || Ok(LendConst::opt(x.get()?.revocationDate.get())))
}

/// The extensions of an entry; NULL if there are none.
/// Ownership: they belong to the entry.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REVOKED_get0_extensions(r: In<X509_REVOKED>) -> LendConst<OPENSSL_STACK> {
    quiet(LendConst::null(), || Ok(LendConst::opt(r.get()?.extensions.stack())))
}

/// Sets the serial number of a revoked certificate to a copy of `serial`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REVOKED_set_serialNumber(
    x: Mut<X509_REVOKED>,
    serial: Mut<ASN1_INTEGER>,
) -> c_int {
    entry(0, || {
        let Some(entry) = x.opt() else { return Ok(0) };
        store_time(&entry.serialNumber, serial.get()?)
    })
}

/// Sets when a certificate was revoked to a copy of `tm`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REVOKED_set_revocationDate(
    r: Mut<X509_REVOKED>,
    tm: Mut<ASN1_TIME>,
) -> c_int {
    entry(0, || {
        let Some(entry) = r.opt() else { return Ok(0) };
        store_time(&entry.revocationDate, tm.get()?)
    })
}
