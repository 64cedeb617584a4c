//! `X509v3_addr_…`: addresses of networks (RFC 3779).
//!
//! None of these functions has a manual page in OpenSSL 3.0; they do what its
//! own do.

use crate::abi::{In, InBuf, Mut, OutBuf, quiet, stack};
use crate::err::{Error, Result};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::primitive::{ASN1_NULL, Null};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509;
use crate::obj::x509::v3::granted;
use crate::obj::x509::v3::resources::{
    Addresses, IPAddressChoice, IPAddressFamily, IPAddressOrRange,
};
use crate::obj::x509_vfy::{X509_STORE_CTX, resources};
use crate::pki::resources::{Address, length_of, prefix, range};
use std::ffi::{c_int, c_uchar, c_uint};

/// The number of the family whose addresses these are, `IANA_AFI_…`; 0 if it
/// has none.
#[unsafe(no_mangle)]
pub extern "C" fn X509v3_addr_get_afi(f: In<IPAddressFamily>) -> u32 {
    quiet(0, || {
        let family = f.opt().and_then(|family| family.addressFamily.get());
        Ok(match family.map(|octets| octets.bytes()) {
            Some([high, low, ..]) => u32::from(*high) << 8 | u32::from(*low),
            _ => 0,
        })
    })
}

/// Whether any of the addresses are those of the issuer.
#[unsafe(no_mangle)]
pub extern "C" fn X509v3_addr_inherits(addr: Mut<OPENSSL_STACK>) -> c_int {
    quiet(0, || {
        let families = addr.opt().map_or(Vec::new(), OPENSSL_STACK::objects::<IPAddressFamily>);
        let meant = |family: &&IPAddressFamily| {
            family.ipAddressChoice.get().is_some_and(|choice| choice.kind.get() == 0)
        };
        Ok(families.iter().any(meant).into())
    })
}

/// What the extension has of one family and kind of traffic: `afi` and, unless
/// NULL, `safi`.
fn key(afi: c_uint, safi: &In<c_uint>) -> Vec<u8> {
    let [_, _, high, low] = afi.to_be_bytes();
    let kind = safi.opt().map(|safi| safi.to_be_bytes()[3]);
    [high, low].into_iter().chain(kind).collect()
}

/// Runs `change` on the choice of a family, which is added if that succeeds
/// and it is new.
fn with_family(
    list: &OPENSSL_STACK,
    key: &[u8],
    change: impl FnOnce(&IPAddressChoice) -> Result<()>,
) -> Result<()> {
    let families = list.objects::<IPAddressFamily>();
    let is_it = |family: &&&IPAddressFamily| {
        family.addressFamily.get().is_some_and(|known| known.bytes() == key)
    };
    if let Some(family) = families.iter().find(is_it) {
        return change(family.ipAddressChoice.get().ok_or_else(Error::quiet)?);
    }
    let family = IPAddressFamily::blank();
    family.addressFamily.get().ok_or_else(Error::quiet)?.store(key)?;
    change(family.ipAddressChoice.get().ok_or_else(Error::quiet)?)?;
    list.push_owner::<IPAddressFamily>(family);
    Ok(())
}

/// Says that the addresses of a family, `IANA_AFI_…`, for a kind of traffic
/// unless `safi` is NULL, are those of the issuer.
///
/// Returns: 1; 0 if others are listed already.
#[unsafe(no_mangle)]
pub extern "C" fn X509v3_addr_add_inherit(
    addr: Mut<OPENSSL_STACK>,
    afi: c_uint,
    safi: In<c_uint>,
) -> c_int {
    quiet(0, || {
        with_family(addr.get()?, &key(afi, &safi), |choice| match choice.value() {
            Addresses::Listed(_) => Err(Error::quiet()),
            Addresses::Inherit(_) => Ok(()),
            Addresses::None => {
                choice.set_raw(0, stack::give::<ASN1_NULL>(Null::blank()));
                Ok(())
            }
        })?;
        Ok(1)
    })
}

/// Lists addresses of a family.
fn add(list: &OPENSSL_STACK, key: &[u8], address: Option<Address>) -> Result<c_int> {
    let der = address.ok_or_else(Error::quiet)?.der();
    with_family(list, key, |choice| {
        if let Addresses::None = choice.value() {
            choice.set_raw(1, stack::give::<OPENSSL_STACK>(OPENSSL_STACK::new(None)));
        }
        let Addresses::Listed(list) = choice.value() else { return Err(Error::quiet()) };
        list.push_owner::<IPAddressOrRange>(IPAddressOrRange::decode_all(&der)?);
        Ok(())
    })?;
    Ok(1)
}

/// Lists the addresses that begin with the first `prefixlen` bits of `a`.
///
/// Returns: 1; 0 if there are fewer bits, or those of the issuer are meant
/// already.
#[unsafe(no_mangle)]
pub extern "C" fn X509v3_addr_add_prefix(
    addr: Mut<OPENSSL_STACK>,
    afi: c_uint,
    safi: In<c_uint>,
    a: InBuf<c_uchar>,
    prefixlen: c_int,
) -> c_int {
    quiet(0, || {
        let bits = usize::try_from(prefixlen).map_err(|_| Error::quiet())?;
        if bits > length_of(afi) * 8 {
            return Ok(0);
        }
        let octets = if bits == 0 { &[] } else { a.slice(bits.div_ceil(8))? };
        add(addr.get()?, &key(afi, &safi), prefix(octets, bits))
    })
}

/// Lists the addresses from `min` to `max`, each as long as the family's are.
///
/// Returns: 1; 0 if they end before they begin, or those of the issuer are
/// meant already.
#[unsafe(no_mangle)]
pub extern "C" fn X509v3_addr_add_range(
    addr: Mut<OPENSSL_STACK>,
    afi: c_uint,
    safi: In<c_uint>,
    min: InBuf<c_uchar>,
    max: InBuf<c_uchar>,
) -> c_int {
    quiet(0, || {
        let length = length_of(afi);
        let made = match length {
            0 => prefix(&[], 0),
            _ => range(min.slice(length)?, max.slice(length)?),
        };
        add(addr.get()?, &key(afi, &safi), made)
    })
}

/// Writes first and last address of an element of a family to `min` and `max`,
/// which have room for `length` octets each.
///
/// Returns: how many octets an address has; 0 if there is no room, or the
/// family is not known.
#[unsafe(no_mangle)]
pub extern "C" fn X509v3_addr_get_range(
    aor: Mut<IPAddressOrRange>,
    afi: c_uint,
    min: OutBuf<c_uchar>,
    max: OutBuf<c_uchar>,
    length: c_int,
) -> c_int {
    let (mut min, mut max) = (min, max);
    quiet(0, || {
        let needed = length_of(afi);
        if needed == 0 || usize::try_from(length).map_or(true, |room| room < needed) {
            return Ok(0);
        }
        let bounds = granted::address(aor.get()?)?.bounds(needed).ok_or_else(Error::quiet)?;
        let part = |whole: [u8; 16]| whole.into_iter().take(needed);
        min.slice(needed)?.iter_mut().zip(part(bounds.0)).for_each(|(to, from)| *to = from);
        max.slice(needed)?.iter_mut().zip(part(bounds.1)).for_each(|(to, from)| *to = from);
        Ok(c_int::try_from(needed).unwrap_or(0))
    })
}

/// Whether addresses are in the form that RFC 3779 demands: families and
/// addresses in order, none twice, neighbours in one prefix or range. NULL is.
#[unsafe(no_mangle)]
pub extern "C" fn X509v3_addr_is_canonical(addr: Mut<OPENSSL_STACK>) -> c_int {
    quiet(0, || {
        let Some(list) = addr.opt() else { return Ok(1) };
        Ok(granted::blocks(list)?.is_canonical().into())
    })
}

/// Brings addresses into that form; leaves them as they are if it fails.
///
/// Returns: 1; 0 if some are in it twice or end before they begin.
#[unsafe(no_mangle)]
pub extern "C" fn X509v3_addr_canonize(addr: Mut<OPENSSL_STACK>) -> c_int {
    quiet(0, || granted::canonize_blocks(addr.get()?).map(|()| 1))
}

/// Whether all of `a` is in `b` too. What the issuer has is in nothing; NULL
/// is in everything.
#[unsafe(no_mangle)]
pub extern "C" fn X509v3_addr_subset(a: Mut<OPENSSL_STACK>, b: Mut<OPENSSL_STACK>) -> c_int {
    quiet(0, || match (a.opt(), b.opt()) {
        (None, _) => Ok(1),
        (Some(_), None) => Ok(0),
        (Some(a), Some(b)) if std::ptr::eq(a, b) => Ok(1),
        (Some(a), Some(b)) => Ok(granted::blocks(a)?.is_within(&granted::blocks(b)?).into()),
    })
}

/// Whether nobody in a verified chain grants more addresses than they have
/// (RFC 3779, section 2.3); the verify callback decides about errors.
///
/// Returns: 1 or 0; 0 with `X509_V_ERR_UNSPECIFIED` if there is no chain.
#[unsafe(no_mangle)]
pub extern "C" fn X509v3_addr_validate_path(ctx: Mut<X509_STORE_CTX>) -> c_int {
    quiet(0, || Ok(resources::addresses_nested(ctx.get()?).into()))
}

/// Whether a chain, from whom they are asked of to the anchor, has all the
/// addresses of `ext`, which are those of the first's issuer only if
/// `allow_inheritance`.
///
/// Returns: 1, also for NULL; 0 if not, or if there is no chain.
#[unsafe(no_mangle)]
pub extern "C" fn X509v3_addr_validate_resource_set(
    chain: Mut<OPENSSL_STACK>,
    ext: Mut<OPENSSL_STACK>,
    allow_inheritance: c_int,
) -> c_int {
    quiet(0, || {
        let Some(list) = ext.opt() else { return Ok(1) };
        let chain = chain.opt().map_or(Vec::new(), OPENSSL_STACK::shares::<X509>);
        let claimed = granted::blocks(list)?;
        if chain.is_empty() || (allow_inheritance == 0 && claimed.inherits()) {
            return Err(Error::quiet());
        }
        Ok(resources::addresses_held(claimed, &chain).into())
    })
}
