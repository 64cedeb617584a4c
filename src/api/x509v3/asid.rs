//! `X509v3_asid_…`: numbers of networks (RFC 3779).
//!
//! None of these functions has a manual page in OpenSSL 3.0; they do what its
//! own do.

use crate::abi::layout::Owned;
use crate::abi::layout::asn1::ASN1_INTEGER;
use crate::abi::{Mut, Take, entry, quiet, stack};
use crate::err::Error;
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::primitive::{ASN1_NULL, Null};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509;
use crate::obj::x509::v3::granted;
use crate::obj::x509::v3::resources::{
    ASIdOrRange, ASIdentifierChoice, ASIdentifiers, ASRange, AsIds,
};
use crate::obj::x509_vfy::{X509_STORE_CTX, resources};
use std::ffi::c_int;

/// Numbers of networks (0) or of routing domains (1).
fn numbers(ids: &ASIdentifiers, which: c_int) -> Option<&Owned<ASIdentifierChoice>> {
    match which {
        0 => Some(&ids.asnum),
        1 => Some(&ids.rdi),
        _ => None,
    }
}

fn inherits(place: &Owned<ASIdentifierChoice>) -> bool {
    place.get().is_some_and(|choice| choice.kind.get() == 0)
}

/// Whether any of the numbers are those of the issuer.
#[unsafe(no_mangle)]
pub extern "C" fn X509v3_asid_inherits(asid: Mut<ASIdentifiers>) -> c_int {
    quiet(0, || Ok(asid.opt().is_some_and(|ids| inherits(&ids.asnum) || inherits(&ids.rdi)).into()))
}

/// Says that numbers of networks (`which` 0) or of routing domains (1) are
/// those of the issuer. Returns: 1; 0 if others are listed already.
#[unsafe(no_mangle)]
pub extern "C" fn X509v3_asid_add_inherit(asid: Mut<ASIdentifiers>, which: c_int) -> c_int {
    quiet(0, || {
        let Some(place) = asid.opt().and_then(|ids| numbers(ids, which)) else { return Ok(0) };
        if place.get().is_none() {
            let choice = ASIdentifierChoice::blank();
            choice.set_raw(0, stack::give::<ASN1_NULL>(Null::blank()));
            place.set(Some(choice));
        }
        Ok(inherits(place).into())
    })
}

/// Lists a number, or those from `min` to `max`, among the numbers of networks
/// (`which` 0) or of routing domains (1).
///
/// Returns: 1; 0 if those of the issuer are meant already.
/// Ownership: takes `min` and `max` if it succeeds.
#[unsafe(no_mangle)]
pub extern "C" fn X509v3_asid_add_id_or_range(
    asid: Mut<ASIdentifiers>,
    which: c_int,
    min: Take<ASN1_INTEGER>,
    max: Take<ASN1_INTEGER>,
) -> c_int {
    entry(0, || {
        let Some(place) = asid.opt().and_then(|ids| numbers(ids, which)) else { return Ok(0) };
        min.peek()?;
        if place.get().is_none() {
            let choice = ASIdentifierChoice::blank();
            choice.set_raw(1, stack::give::<OPENSSL_STACK>(OPENSSL_STACK::new(None)));
            place.set(Some(choice));
        }
        let Some(AsIds::Listed(list)) = place.get().map(ASIdentifierChoice::value) else {
            return Ok(0);
        };
        let made = ASIdOrRange::blank();
        match max.opt() {
            None => made.set_raw(0, stack::give::<ASN1_INTEGER>(min.get()?)),
            Some(max) => {
                let range = ASRange::blank();
                range.min.set(Some(min.get()?));
                range.max.set(Some(max));
                made.set_raw(1, stack::give::<ASRange>(range));
            }
        }
        list.push_owner::<ASIdOrRange>(made);
        Ok(1)
    })
}

/// Whether numbers are in the form that RFC 3779 demands: in order, none
/// twice, neighbours in one range. NULL is.
#[unsafe(no_mangle)]
pub extern "C" fn X509v3_asid_is_canonical(asid: Mut<ASIdentifiers>) -> c_int {
    quiet(0, || {
        let Some(ids) = asid.opt() else { return Ok(1) };
        Ok(granted::numbers(ids)?.is_canonical().into())
    })
}

/// Brings numbers into that form; leaves them as they are if it fails.
///
/// Returns: 1, also for NULL; 0 on failure.
/// Errors: `X509V3_R_EXTENSION_VALUE_ERROR` if some are in it twice.
#[unsafe(no_mangle)]
pub extern "C" fn X509v3_asid_canonize(asid: Mut<ASIdentifiers>) -> c_int {
    entry(0, || match asid.opt() {
        None => Ok(1),
        Some(ids) => granted::canonize_numbers(ids).map(|()| 1),
    })
}

/// Whether all of `a` is in `b` too. What the issuer has is in nothing; NULL
/// is in everything.
#[unsafe(no_mangle)]
pub extern "C" fn X509v3_asid_subset(a: Mut<ASIdentifiers>, b: Mut<ASIdentifiers>) -> c_int {
    quiet(0, || match (a.opt(), b.opt()) {
        (None, _) => Ok(1),
        (Some(_), None) => Ok(0),
        (Some(a), Some(b)) if std::ptr::eq(a, b) => Ok(1),
        (Some(a), Some(b)) => Ok(granted::numbers(a)?.is_within(&granted::numbers(b)?).into()),
    })
}

/// Whether nobody in a verified chain grants more numbers than they have
/// (RFC 3779, section 3.3); the verify callback decides about errors.
///
/// Returns: 1 or 0; 0 with `X509_V_ERR_UNSPECIFIED` if there is no chain.
#[unsafe(no_mangle)]
pub extern "C" fn X509v3_asid_validate_path(ctx: Mut<X509_STORE_CTX>) -> c_int {
    quiet(0, || Ok(resources::numbers_nested(ctx.get()?).into()))
}

/// Whether a chain, from whom they are asked of to the anchor, has all the
/// numbers of `ext`, which are those of the first's issuer only if
/// `allow_inheritance`.
///
/// Returns: 1, also for NULL; 0 if not, or if there is no chain.
#[unsafe(no_mangle)]
pub extern "C" fn X509v3_asid_validate_resource_set(
    chain: Mut<OPENSSL_STACK>,
    ext: Mut<ASIdentifiers>,
    allow_inheritance: c_int,
) -> c_int {
    quiet(0, || {
        let Some(ids) = ext.opt() else { return Ok(1) };
        let chain = chain.opt().map_or(Vec::new(), OPENSSL_STACK::shares::<X509>);
        let claimed = granted::numbers(ids)?;
        if chain.is_empty() || (allow_inheritance == 0 && claimed.inherits()) {
            return Err(Error::quiet());
        }
        Ok(resources::numbers_held(claimed, &chain).into())
    })
}
