//! Addresses and numbers of networks (RFC 3779): the types.

use crate::abi::layout::Owned;
use crate::abi::layout::asn1::ASN1_INTEGER;
use crate::abi::layout::item::{ASN1_ITEM, Operations};
use crate::abi::{DerIn, DerOut, Give, In, InOut, LendConst, Mut, Take, entry, quiet, stack};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::io;
use crate::obj::asn1::primitive::{ASN1_NULL, Null};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::v3::resources::{
    ASIdOrRange, ASIdentifierChoice, ASIdentifiers, ASRange, AsIds, IPAddressChoice,
    IPAddressFamily, IPAddressOrRange, IPAddressRange,
};
use std::ffi::{c_int, c_long};

crate::box_handle!(
    ASRange,
    ASIdOrRange,
    ASIdentifierChoice,
    ASIdentifiers,
    IPAddressRange,
    IPAddressOrRange,
    IPAddressChoice,
    IPAddressFamily
);

/// A new, empty `ASRange`.
#[unsafe(no_mangle)]
pub extern "C" fn ASRange_new() -> Give<ASRange> {
    entry(Give::null(), || Ok(Give::new(<ASRange>::blank())))
}

/// Frees a `ASRange` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASRange_free(a: Take<ASRange>) {
    quiet((), || {
        a.opt().into_iter().for_each(<ASRange>::release);
        Ok(())
    });
}

/// Reads a `ASRange` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASRange(a: InOut<ASRange>, in_: DerIn, len: c_long) -> Give<ASRange> {
    entry(Give::null(), || io::d2i::<ASRange>(&a, &in_, len))
}

/// Writes the DER of a `ASRange`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASRange(a: In<ASRange>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<ASRange>(a.opt(), &out))
}

/// The item that names `ASRange` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASRange_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<ASRange>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASRange");
    LendConst::new(&ITEM)
}

/// A new, empty `ASIdOrRange`.
#[unsafe(no_mangle)]
pub extern "C" fn ASIdOrRange_new() -> Give<ASIdOrRange> {
    entry(Give::null(), || Ok(Give::new(<ASIdOrRange>::blank())))
}

/// Frees a `ASIdOrRange` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASIdOrRange_free(a: Take<ASIdOrRange>) {
    quiet((), || {
        a.opt().into_iter().for_each(<ASIdOrRange>::release);
        Ok(())
    });
}

/// Reads a `ASIdOrRange` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASIdOrRange(
    a: InOut<ASIdOrRange>,
    in_: DerIn,
    len: c_long,
) -> Give<ASIdOrRange> {
    entry(Give::null(), || io::d2i::<ASIdOrRange>(&a, &in_, len))
}

/// Writes the DER of a `ASIdOrRange`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASIdOrRange(a: In<ASIdOrRange>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<ASIdOrRange>(a.opt(), &out))
}

/// The item that names `ASIdOrRange` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASIdOrRange_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<ASIdOrRange>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASIdOrRange");
    LendConst::new(&ITEM)
}

/// A new, empty `ASIdentifierChoice`.
#[unsafe(no_mangle)]
pub extern "C" fn ASIdentifierChoice_new() -> Give<ASIdentifierChoice> {
    entry(Give::null(), || Ok(Give::new(<ASIdentifierChoice>::blank())))
}

/// Frees a `ASIdentifierChoice` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASIdentifierChoice_free(a: Take<ASIdentifierChoice>) {
    quiet((), || {
        a.opt().into_iter().for_each(<ASIdentifierChoice>::release);
        Ok(())
    });
}

/// Reads a `ASIdentifierChoice` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASIdentifierChoice(
    a: InOut<ASIdentifierChoice>,
    in_: DerIn,
    len: c_long,
) -> Give<ASIdentifierChoice> {
    entry(Give::null(), || io::d2i::<ASIdentifierChoice>(&a, &in_, len))
}

/// Writes the DER of a `ASIdentifierChoice`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASIdentifierChoice(a: In<ASIdentifierChoice>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<ASIdentifierChoice>(a.opt(), &out))
}

/// The item that names `ASIdentifierChoice` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASIdentifierChoice_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<ASIdentifierChoice>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASIdentifierChoice");
    LendConst::new(&ITEM)
}

/// A new, empty `ASIdentifiers`.
#[unsafe(no_mangle)]
pub extern "C" fn ASIdentifiers_new() -> Give<ASIdentifiers> {
    entry(Give::null(), || Ok(Give::new(<ASIdentifiers>::blank())))
}

/// Frees a `ASIdentifiers` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASIdentifiers_free(a: Take<ASIdentifiers>) {
    quiet((), || {
        a.opt().into_iter().for_each(<ASIdentifiers>::release);
        Ok(())
    });
}

/// Reads a `ASIdentifiers` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASIdentifiers(
    a: InOut<ASIdentifiers>,
    in_: DerIn,
    len: c_long,
) -> Give<ASIdentifiers> {
    entry(Give::null(), || io::d2i::<ASIdentifiers>(&a, &in_, len))
}

/// Writes the DER of a `ASIdentifiers`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASIdentifiers(a: In<ASIdentifiers>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<ASIdentifiers>(a.opt(), &out))
}

/// The item that names `ASIdentifiers` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASIdentifiers_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<ASIdentifiers>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASIdentifiers");
    LendConst::new(&ITEM)
}

/// A new, empty `IPAddressRange`.
#[unsafe(no_mangle)]
pub extern "C" fn IPAddressRange_new() -> Give<IPAddressRange> {
    entry(Give::null(), || Ok(Give::new(<IPAddressRange>::blank())))
}

/// Frees a `IPAddressRange` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn IPAddressRange_free(a: Take<IPAddressRange>) {
    quiet((), || {
        a.opt().into_iter().for_each(<IPAddressRange>::release);
        Ok(())
    });
}

/// Reads a `IPAddressRange` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_IPAddressRange(
    a: InOut<IPAddressRange>,
    in_: DerIn,
    len: c_long,
) -> Give<IPAddressRange> {
    entry(Give::null(), || io::d2i::<IPAddressRange>(&a, &in_, len))
}

/// Writes the DER of a `IPAddressRange`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_IPAddressRange(a: In<IPAddressRange>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<IPAddressRange>(a.opt(), &out))
}

/// The item that names `IPAddressRange` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn IPAddressRange_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<IPAddressRange>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"IPAddressRange");
    LendConst::new(&ITEM)
}

/// A new, empty `IPAddressOrRange`.
#[unsafe(no_mangle)]
pub extern "C" fn IPAddressOrRange_new() -> Give<IPAddressOrRange> {
    entry(Give::null(), || Ok(Give::new(<IPAddressOrRange>::blank())))
}

/// Frees a `IPAddressOrRange` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn IPAddressOrRange_free(a: Take<IPAddressOrRange>) {
    quiet((), || {
        a.opt().into_iter().for_each(<IPAddressOrRange>::release);
        Ok(())
    });
}

/// Reads a `IPAddressOrRange` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_IPAddressOrRange(
    a: InOut<IPAddressOrRange>,
    in_: DerIn,
    len: c_long,
) -> Give<IPAddressOrRange> {
    entry(Give::null(), || io::d2i::<IPAddressOrRange>(&a, &in_, len))
}

/// Writes the DER of a `IPAddressOrRange`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_IPAddressOrRange(a: In<IPAddressOrRange>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<IPAddressOrRange>(a.opt(), &out))
}

/// The item that names `IPAddressOrRange` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn IPAddressOrRange_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<IPAddressOrRange>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"IPAddressOrRange");
    LendConst::new(&ITEM)
}

/// A new, empty `IPAddressChoice`.
#[unsafe(no_mangle)]
pub extern "C" fn IPAddressChoice_new() -> Give<IPAddressChoice> {
    entry(Give::null(), || Ok(Give::new(<IPAddressChoice>::blank())))
}

/// Frees a `IPAddressChoice` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn IPAddressChoice_free(a: Take<IPAddressChoice>) {
    quiet((), || {
        a.opt().into_iter().for_each(<IPAddressChoice>::release);
        Ok(())
    });
}

/// Reads a `IPAddressChoice` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_IPAddressChoice(
    a: InOut<IPAddressChoice>,
    in_: DerIn,
    len: c_long,
) -> Give<IPAddressChoice> {
    entry(Give::null(), || io::d2i::<IPAddressChoice>(&a, &in_, len))
}

/// Writes the DER of a `IPAddressChoice`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_IPAddressChoice(a: In<IPAddressChoice>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<IPAddressChoice>(a.opt(), &out))
}

/// The item that names `IPAddressChoice` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn IPAddressChoice_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<IPAddressChoice>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"IPAddressChoice");
    LendConst::new(&ITEM)
}

/// A new, empty `IPAddressFamily`.
#[unsafe(no_mangle)]
pub extern "C" fn IPAddressFamily_new() -> Give<IPAddressFamily> {
    entry(Give::null(), || Ok(Give::new(<IPAddressFamily>::blank())))
}

/// Frees a `IPAddressFamily` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn IPAddressFamily_free(a: Take<IPAddressFamily>) {
    quiet((), || {
        a.opt().into_iter().for_each(<IPAddressFamily>::release);
        Ok(())
    });
}

/// Reads a `IPAddressFamily` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_IPAddressFamily(
    a: InOut<IPAddressFamily>,
    in_: DerIn,
    len: c_long,
) -> Give<IPAddressFamily> {
    entry(Give::null(), || io::d2i::<IPAddressFamily>(&a, &in_, len))
}

/// Writes the DER of a `IPAddressFamily`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_IPAddressFamily(a: In<IPAddressFamily>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<IPAddressFamily>(a.opt(), &out))
}

/// The item that names `IPAddressFamily` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn IPAddressFamily_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<IPAddressFamily>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"IPAddressFamily");
    LendConst::new(&ITEM)
}

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
