//! Addresses in certificates, and certificates in stacks.

use crate::abi::layout::asn1::{ASN1_INTEGER, ASN1_STRING};
use crate::abi::{Give, In, Lend, Mut, Opaque, Take, entry, mem, quiet};
use crate::err::{Error, Result};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::integer;
use crate::obj::asn1::primitive::v;
use crate::obj::objects::nid;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::v3::general::{GENERAL_NAME, Value, kind};
use crate::obj::x509::v3::types::{ACCESS_DESCRIPTION, AUTHORITY_INFO_ACCESS, GENERAL_NAMES};
use crate::obj::x509::{X509, X509_EXTENSION, X509_NAME, X509_REQ};

/// A stack of C strings without doubles; NULL for none.
fn strings(found: Vec<Vec<u8>>) -> Result<Give<OPENSSL_STACK>> {
    let mut texts: Vec<Vec<u8>> = Vec::new();
    for text in found {
        // OpenSSL looks for doubles in the sorted list, and adds behind it.
        texts.sort();
        if !text.is_empty() && !text.contains(&0) && !texts.contains(&text) {
            texts.push(text);
        }
    }
    if texts.is_empty() {
        return Ok(Give::null());
    }
    let items: Result<Vec<Opaque>> =
        texts.iter().map(|t| mem::strdup(t).map(|p| Opaque(p.cast()))).collect();
    Ok(Give::new(OPENSSL_STACK::of(items?)))
}

fn ia5(text: &ASN1_STRING) -> Option<Vec<u8>> {
    (text.kind.get() == v::IA5STRING).then(|| text.bytes().to_vec())
}

fn emails(name: Option<&X509_NAME>, list: &[&X509_EXTENSION]) -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    for entry in name.map_or(Vec::new(), X509_NAME::entries) {
        if entry.object.get().is_some_and(|o| o.nid() == nid::PKCS9_EMAILADDRESS) {
            out.extend(entry.value.get().and_then(ia5));
        }
    }
    let alt = list.iter().find(|e| e.nid() == nid::SUBJECT_ALT_NAME);
    if let Some(names) = alt.and_then(|e| GENERAL_NAMES::decode(e.bytes()).ok()) {
        for name in names.0.objects::<GENERAL_NAME>() {
            if let (kind::EMAIL, Value::String(text)) = (name.kind.get(), name.value()) {
                out.extend(ia5(text));
            }
        }
        GENERAL_NAMES::release(names.0);
    }
    out
}

/// The e-mail addresses in a certificate; freed with `X509_email_free`.
/// Returns: NULL if there are none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get1_email(x: Mut<X509>) -> Give<OPENSSL_STACK> {
    quiet(Give::null(), || {
        let x = x.get()?;
        strings(emails(x.info()?.subject.get(), &x.extensions()?.items()))
    })
}

/// The e-mail addresses in a request; freed with `X509_email_free`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_get1_email(x: Mut<X509_REQ>) -> Give<OPENSSL_STACK> {
    quiet(Give::null(), || {
        let x = x.get()?;
        let list = x.extensions()?.unwrap_or_else(|| OPENSSL_STACK::new(None));
        let found = emails(x.info()?.subject.get(), &list.objects::<X509_EXTENSION>());
        drop(list.into_owners::<X509_EXTENSION>());
        strings(found)
    })
}

/// The addresses where a certificate's status can be asked for by OCSP;
/// freed with `X509_email_free`. Returns: NULL if there are none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get1_ocsp(x: Mut<X509>) -> Give<OPENSSL_STACK> {
    quiet(Give::null(), || {
        let list = x.get()?.extensions()?.items();
        let access = list.into_iter().find(|e| e.nid() == nid::INFO_ACCESS);
        let ways = AUTHORITY_INFO_ACCESS::decode(access.ok_or_else(Error::quiet)?.bytes())?.0;
        let mut found = Vec::new();
        for way in ways.objects::<ACCESS_DESCRIPTION>() {
            let is_ocsp = way.method.get().is_some_and(|o| o.nid() == nid::AD_OCSP);
            if let (true, Some(place)) = (is_ocsp, way.location.get())
                && let (kind::URI, Value::String(text)) = (place.kind.get(), place.value())
            {
                found.extend(ia5(text));
            }
        }
        AUTHORITY_INFO_ACCESS::release(ways);
        strings(found)
    })
}

/// Frees a stack of strings; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn X509_email_free(sk: Take<OPENSSL_STACK>) {
    quiet((), || {
        if let Some(list) = sk.opt() {
            list.items().into_iter().for_each(|item| mem::free_c(item.0));
        }
        Ok(())
    });
}

/// The first certificate of a stack with this subject; NULL if there is none.
/// Ownership: it belongs to the stack.
#[unsafe(no_mangle)]
pub extern "C" fn X509_find_by_subject(sk: Mut<OPENSSL_STACK>, name: In<X509_NAME>) -> Lend<X509> {
    entry(Lend::null(), || {
        let Some(list) = sk.opt() else { return Ok(Lend::null()) };
        let wanted = name.get()?;
        let hit = |x: &&X509| {
            let subject = x.info().ok().and_then(|i| i.subject.get());
            subject.is_some_and(|s| s.compare(wanted).is_ok_and(|order| order == 0))
        };
        Ok(Lend::opt(list.objects::<X509>().into_iter().find(hit)))
    })
}

/// The first certificate of a stack with this issuer and serial number; NULL
/// if there is none. Ownership: it belongs to the stack.
#[unsafe(no_mangle)]
pub extern "C" fn X509_find_by_issuer_and_serial(
    sk: Mut<OPENSSL_STACK>,
    name: In<X509_NAME>,
    serial: In<ASN1_INTEGER>,
) -> Lend<X509> {
    entry(Lend::null(), || {
        let Some(list) = sk.opt() else { return Ok(Lend::null()) };
        let (wanted, number) = (name.get()?, serial.get()?);
        let hit = |x: &&X509| {
            x.info().is_ok_and(|i| {
                i.serialNumber.get().is_some_and(|s| integer::compare(s, number) == 0)
                    && i.issuer.get().is_some_and(|n| n.compare(wanted).is_ok_and(|o| o == 0))
            })
        };
        Ok(Lend::opt(list.objects::<X509>().into_iter().find(hit)))
    })
}
