//! Certificates in the making: setters, trust settings, stacks of them.

use crate::abi::layout::Owned;
use crate::abi::layout::asn1::{ASN1_INTEGER, ASN1_OCTET_STRING, ASN1_STRING, ASN1_TIME};
use crate::abi::{Give, In, InBuf, Lend, Mut, Out, Take, entry, quiet, stack};
use crate::err::{self, Error, Lib, Result};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::{integer, primitive::v};
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::objects::ASN1_OBJECT;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::{X509, X509_NAME};
use std::ffi::{c_char, c_int, c_long, c_uchar};

/// A new, empty certificate; the library context is not needed.
#[unsafe(no_mangle)]
pub extern "C" fn X509_new_ex(_libctx: Mut<OSSL_LIB_CTX>, _propq: In<c_char>) -> Give<X509> {
    quiet(Give::null(), || Ok(Give::new(X509::new())))
}

/// Stores a number in a field that is an INTEGER.
pub(super) fn store_number(place: &Owned<ASN1_STRING>, number: c_long) -> Result<()> {
    if place.get().is_none() {
        place.set(Some(ASN1_STRING::new(v::INTEGER)));
    }
    let there = place.get().ok_or_else(Error::quiet)?;
    integer::set(there, v::INTEGER, number < 0, number.unsigned_abs())
}

/// Stores a copy of a time in a field.
pub(super) fn store_time(place: &Owned<ASN1_STRING>, time: &ASN1_STRING) -> Result<c_int> {
    if place.get().is_some_and(|there| std::ptr::eq(there, time)) {
        return Ok(1);
    }
    place.set(Some(time.duplicate()?));
    Ok(1)
}

/// Stores a copy of a name in a field.
pub(super) fn store_name(place: &Owned<X509_NAME>, name: &X509_NAME) -> Result<c_int> {
    if place.get().is_some_and(|there| std::ptr::eq(there, name)) {
        return Ok(1);
    }
    place.set(Some(X509_NAME::duplicate(name)?));
    Ok(1)
}

/// Sets the version: 0 for v1, 2 for v3.
#[unsafe(no_mangle)]
pub extern "C" fn X509_set_version(x: Mut<X509>, version: c_long) -> c_int {
    entry(0, || {
        let Some(x) = x.opt() else { return Ok(0) };
        let place = &x.info()?.version;
        if version == 0 {
            place.set(None);
        } else {
            store_number(place, version)?;
        }
        x.changed();
        Ok(1)
    })
}

/// Sets the serial number to a copy of `serial`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_set_serialNumber(x: Mut<X509>, serial: Mut<ASN1_INTEGER>) -> c_int {
    entry(0, || {
        let Some(x) = x.opt() else { return Ok(0) };
        let there = x.info()?.serialNumber.get().ok_or_else(Error::quiet)?;
        if !std::ptr::eq(there, serial.get()?) {
            there.copy_from(serial.get()?)?;
        }
        x.changed();
        Ok(1)
    })
}

/// Sets the issuer's name to a copy of `name`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_set_issuer_name(x: Mut<X509>, name: In<X509_NAME>) -> c_int {
    entry(0, || {
        let (Some(x), Some(name)) = (x.opt(), name.opt()) else { return Ok(0) };
        x.changed();
        store_name(&x.info()?.issuer, name)
    })
}

/// Sets the subject's name to a copy of `name`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_set_subject_name(x: Mut<X509>, name: In<X509_NAME>) -> c_int {
    entry(0, || {
        let (Some(x), Some(name)) = (x.opt(), name.opt()) else { return Ok(0) };
        x.changed();
        store_name(&x.info()?.subject, name)
    })
}

/// Sets the start of validity to a copy of `tm`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_set1_notBefore(x: Mut<X509>, tm: In<ASN1_TIME>) -> c_int {
    entry(0, || {
        let (Some(x), Some(time)) = (x.opt(), tm.opt()) else { return Ok(0) };
        x.changed();
        store_time(&x.info()?.validity.get().ok_or_else(Error::quiet)?.notBefore, time)
    })
}

/// Sets the end of validity to a copy of `tm`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_set1_notAfter(x: Mut<X509>, tm: In<ASN1_TIME>) -> c_int {
    entry(0, || {
        let (Some(x), Some(time)) = (x.opt(), tm.opt()) else { return Ok(0) };
        x.changed();
        store_time(&x.info()?.validity.get().ok_or_else(Error::quiet)?.notAfter, time)
    })
}

/// Sets the public key to that of `pkey`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_set_pubkey(x: Mut<X509>, pkey: Mut<EVP_PKEY>) -> c_int {
    entry(0, || {
        let Some(x) = x.opt() else { return Ok(0) };
        let key = super::key::of(&pkey)?;
        x.changed();
        x.info()?.key.set(Some(key));
        Ok(1)
    })
}

/// The alias among the trust settings, and its length; NULL if there is none.
/// Ownership: it belongs to the certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_alias_get0(x: Mut<X509>, len: Out<c_int>) -> Lend<c_uchar> {
    quiet(Lend::null(), || lent(x.get()?.aux.get().and_then(|a| a.alias.get()), &len))
}

/// The key identifier among the trust settings, and its length.
/// Ownership: it belongs to the certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_keyid_get0(x: Mut<X509>, len: Out<c_int>) -> Lend<c_uchar> {
    quiet(Lend::null(), || lent(x.get()?.aux.get().and_then(|a| a.keyid.get()), &len))
}

fn lent(text: Option<&ASN1_STRING>, len: &Out<c_int>) -> Result<Lend<c_uchar>> {
    let text = text.ok_or_else(Error::quiet)?;
    len.write_opt(text.length.get());
    Ok(Lend::from_ptr(text.data_ptr()))
}

/// Sets the alias among the trust settings; NULL removes it.
#[unsafe(no_mangle)]
pub extern "C" fn X509_alias_set1(x: Mut<X509>, name: InBuf<c_uchar>, len: c_int) -> c_int {
    entry(0, || {
        let x = x.get()?;
        if name.is_null() {
            if let Some(aux) = x.aux.get() {
                aux.alias.set(None);
            }
            return Ok(1);
        }
        let text = if len < 0 { name.c_string()? } else { name.slice(len)? };
        x.made_aux()?.alias.set(Some(ASN1_STRING::with(v::UTF8STRING, text)?));
        Ok(1)
    })
}

/// Sets the key identifier among the trust settings; NULL removes it.
#[unsafe(no_mangle)]
pub extern "C" fn X509_keyid_set1(x: Mut<X509>, id: InBuf<c_uchar>, len: c_int) -> c_int {
    entry(0, || {
        let x = x.get()?;
        if id.is_null() {
            if let Some(aux) = x.aux.get() {
                aux.keyid.set(None);
            }
            return Ok(1);
        }
        let bytes = if len < 0 { id.c_string()? } else { id.slice(len)? };
        x.made_aux()?.keyid.set(Some(ASN1_STRING::with(v::OCTET_STRING, bytes)?));
        Ok(1)
    })
}

/// Adds a use that the certificate is trusted for.
#[unsafe(no_mangle)]
pub extern "C" fn X509_add1_trust_object(x: Mut<X509>, obj: In<ASN1_OBJECT>) -> c_int {
    entry(0, || {
        let aux = x.get()?.made_aux()?;
        if let Some(object) = obj.opt() {
            aux.trust.made()?.push_owner::<ASN1_OBJECT>(object.duplicate());
        }
        Ok(1)
    })
}

/// Adds a use that the certificate is refused for.
#[unsafe(no_mangle)]
pub extern "C" fn X509_add1_reject_object(x: Mut<X509>, obj: In<ASN1_OBJECT>) -> c_int {
    entry(0, || {
        let aux = x.get()?.made_aux()?;
        aux.reject.made()?.push_owner::<ASN1_OBJECT>(obj.get()?.duplicate());
        Ok(1)
    })
}

/// Forgets the uses that the certificate is trusted for.
#[unsafe(no_mangle)]
pub extern "C" fn X509_trust_clear(x: Mut<X509>) {
    quiet((), || {
        if let Some(aux) = x.get()?.aux.get() {
            aux.trust.set(None);
        }
        Ok(())
    });
}

/// Forgets the uses that the certificate is refused for.
#[unsafe(no_mangle)]
pub extern "C" fn X509_reject_clear(x: Mut<X509>) {
    quiet((), || {
        if let Some(aux) = x.get()?.aux.get() {
            aux.reject.set(None);
        }
        Ok(())
    });
}

/// Whether there are trust settings.
#[unsafe(no_mangle)]
pub extern "C" fn X509_trusted(x: In<X509>) -> c_int {
    quiet(0, || Ok(x.get()?.aux.get().is_some().into()))
}

/// `X509_ADD_FLAG_…`.
const UP_REF: c_int = 1;
const PREPEND: c_int = 2;
const NO_DUP: c_int = 4;
const NO_SS: c_int = 8;

fn add(to: &OPENSSL_STACK, cert: &Mut<X509>, flags: c_int) -> Result<c_int> {
    let x = cert.share()?;
    if flags & NO_DUP != 0 {
        let der = x.der();
        if to.objects::<X509>().into_iter().any(|there| there.der() == der) {
            return Ok(1);
        }
    }
    if flags & NO_SS != 0 && x.cert()?.info().has(crate::pki::info::flag::SS) {
        return Ok(1);
    }
    let item = if flags & UP_REF != 0 {
        stack::give::<X509>(x)
    } else {
        crate::abi::Opaque(cert.as_ptr().cast())
    };
    let at = if flags & PREPEND != 0 { 0 } else { -1 };
    if to.insert(item, at) == 0 {
        return Err(Error::new(Lib::X509, err::R_MALLOC_FAILURE));
    }
    Ok(1)
}

/// Adds a certificate to a stack; `flags` are `X509_ADD_FLAG_…`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_add_cert(sk: Mut<OPENSSL_STACK>, cert: Mut<X509>, flags: c_int) -> c_int {
    entry(0, || {
        let Some(list) = sk.opt() else {
            return Err(Error::new(Lib::X509, err::R_PASSED_NULL_PARAMETER));
        };
        add(list, &cert, flags)
    })
}

/// Adds all certificates of a stack to another.
#[unsafe(no_mangle)]
pub extern "C" fn X509_add_certs(
    sk: Mut<OPENSSL_STACK>,
    certs: Mut<OPENSSL_STACK>,
    flags: c_int,
) -> c_int {
    entry(0, || {
        let Some(list) = sk.opt() else {
            return Err(Error::new(Lib::X509, err::R_PASSED_NULL_PARAMETER));
        };
        let Some(certs) = certs.opt() else { return Ok(1) };
        let mut items = certs.objects::<X509>();
        if flags & PREPEND != 0 {
            items.reverse();
        }
        for cert in items {
            add(list, &Mut::lend(cert), flags)?;
        }
        Ok(1)
    })
}

/// The uses that the certificate is trusted for; NULL if none are said.
/// Ownership: they belong to the certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get0_trust_objects(x: Mut<X509>) -> Lend<OPENSSL_STACK> {
    quiet(Lend::null(), || Ok(Lend::opt(x.get()?.aux.get().and_then(|aux| aux.trust.stack()))))
}

/// The uses that the certificate is refused for; NULL if none are said.
/// Ownership: they belong to the certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get0_reject_objects(x: Mut<X509>) -> Lend<OPENSSL_STACK> {
    quiet(Lend::null(), || Ok(Lend::opt(x.get()?.aux.get().and_then(|aux| aux.reject.stack()))))
}

/// Sets the identity of the subject, as SM2 signs it; the certificate then
/// owns it.
#[unsafe(no_mangle)]
pub extern "C" fn X509_set0_distinguishing_id(x: Mut<X509>, d_id: Take<ASN1_OCTET_STRING>) {
    quiet((), || {
        x.get()?.distinguishing_id.set(d_id.opt());
        Ok(())
    });
}

/// The identity that [`X509_set0_distinguishing_id`] set; NULL for none.
/// Ownership: it belongs to the certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get0_distinguishing_id(x: Mut<X509>) -> Lend<ASN1_OCTET_STRING> {
    quiet(Lend::null(), || Ok(Lend::opt(x.get()?.distinguishing_id.get())))
}
