//! The methods of extensions: a table of the known ones, and those that the
//! program adds.

use super::admission::ADMISSION_SYNTAX;
use super::context::{Free, I2d, New, Pair, X509V3_CTX, X509V3_EXT_METHOD, error};
use super::make::{self, Context};
use super::resources::{ASIdentifiers, IPAddrBlocks};
use super::types::*;
use super::{granted, names, print, text};
use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::layout::item::{ASN1_ITEM, Operations};
use crate::abi::layout::x509v3::BIT_STRING_BITNAME;
use crate::abi::{DerIn, DerOut, In, Mut, Opaque, Out, Str, entry, mem, quiet, stack};
use crate::err::{Error, Result, x509v3};
use crate::obj::asn1::codec::{Kind, OwnerOf};
use crate::obj::asn1::io::operations;
use crate::obj::asn1::primitive::{
    Bits, Enumerated, GeneralizedTime, Ia5, Integer, Null, Octets, Oid, Utf8, v,
};
use crate::obj::bio::BIO;
use crate::obj::conf::CONF_VALUE;
use crate::obj::objects::nid;
use crate::obj::ocsp::{OCSP_CRLID, OCSP_SERVICELOC};
use crate::obj::stack::OPENSSL_STACK;
use std::ffi::{CStr, c_char, c_int, c_long, c_void};
use std::sync::{Mutex, PoisonError};

/// `X509V3_EXT_DYNAMIC`: made by this library, which frees it.
const DYNAMIC: c_int = 1;
/// `X509V3_EXT_MULTILINE`.
pub const MULTILINE: c_int = 4;

/// What extension `N` is made of, in Rust's terms.
fn known(number: c_int) -> Result<&'static Operations> {
    super::operations_of(number).ok_or_else(|| error(x509v3::R_UNKNOWN_EXTENSION))
}

/// The encoding of a value of extension `number`.
fn written(number: c_int, value: *mut c_void) -> Result<Vec<u8>> {
    known(number)?.write(Opaque(value))
}

extern "C" fn i2s<const N: c_int>(_: In<X509V3_EXT_METHOD>, value: *mut c_void) -> *mut c_char {
    entry(std::ptr::null_mut(), || {
        if value.is_null() {
            return Ok(std::ptr::null_mut());
        }
        match print::shown(N, &written(N, value)?, 0)? {
            Some(print::Shown::Line(text)) => mem::strdup(&text),
            _ => Ok(std::ptr::null_mut()),
        }
    })
}

/// Appends pairs to a list of C's, which is made if there is none.
pub fn append(list: *mut OPENSSL_STACK, pairs: Vec<print::Pair>) -> Result<*mut OPENSSL_STACK> {
    let new = match stack::look::<OPENSSL_STACK>(Opaque(list.cast())) {
        Some(_) => None,
        None => Some(OPENSSL_STACK::new(None)),
    };
    let list = match &new {
        Some(new) => new,
        None => stack::look::<OPENSSL_STACK>(Opaque(list.cast())).ok_or_else(Error::quiet)?,
    };
    for (name, value) in pairs {
        let pair = CONF_VALUE::make(name.as_deref().map(str::as_bytes), value.as_deref())?;
        list.push_owner::<CONF_VALUE>(pair);
    }
    let list = std::ptr::from_ref(list).cast_mut();
    Ok(match new {
        Some(new) => stack::give::<OPENSSL_STACK>(new).0.cast(),
        None => list,
    })
}

extern "C" fn i2v<const N: c_int>(
    _: In<X509V3_EXT_METHOD>,
    value: *mut c_void,
    list: *mut OPENSSL_STACK,
) -> *mut OPENSSL_STACK {
    entry(std::ptr::null_mut(), || match print::shown(N, &written(N, value)?, 0)? {
        Some(print::Shown::List(pairs, _)) => append(list, pairs),
        _ => Ok(std::ptr::null_mut()),
    })
}

extern "C" fn i2r<const N: c_int>(
    _: In<X509V3_EXT_METHOD>,
    value: *mut c_void,
    out: Mut<BIO>,
    indent: c_int,
) -> c_int {
    entry(0, || {
        let spaces = usize::try_from(indent).unwrap_or(0);
        let text = match print::shown(N, &written(N, value)?, spaces)? {
            Some(print::Shown::Line(text)) => [vec![b' '; spaces], text].concat(),
            Some(print::Shown::Free(text)) => text,
            _ => return Ok(0),
        };
        Ok(out.get()?.write_all(&text).into())
    })
}

/// The value that text makes for extension `number`.
fn from_text(number: c_int, context: Context<'_>, text: &CStr) -> Result<Opaque> {
    let ia5 = |kind| ASN1_STRING::with(kind, text.to_bytes()).map(stack::give::<ASN1_STRING>);
    let list = |stack: Box<OPENSSL_STACK>| stack::give::<OPENSSL_STACK>(stack);
    match number {
        nid::SUBJECT_KEY_IDENTIFIER => {
            make::key_identifier(context, text).map(stack::give::<ASN1_STRING>)
        }
        nid::INHIBIT_ANY_POLICY => text::integer(text.to_bytes()).map(stack::give::<ASN1_STRING>),
        nid::ID_PKIX_OCSP_NOCHECK | nid::CT_PRECERT_POISON => {
            Ok(stack::give::<crate::obj::asn1::primitive::ASN1_NULL>(Null::blank()))
        }
        nid::CERTIFICATE_POLICIES => make::policies(context, text).map(list),
        nid::PROXYCERTINFO => {
            make::proxy(context, text).map(stack::give::<PROXY_CERT_INFO_EXTENSION>)
        }
        nid::SUBJECTSIGNTOOL => ia5(v::UTF8STRING),
        _ => ia5(v::IA5STRING),
    }
}

extern "C" fn s2i<const N: c_int>(
    _: In<X509V3_EXT_METHOD>,
    context: Mut<X509V3_CTX>,
    text: Str,
) -> *mut c_void {
    entry(std::ptr::null_mut(), || {
        let text = text.opt().ok_or_else(|| error(x509v3::R_INVALID_NULL_ARGUMENT))?;
        from_text(N, context.opt(), text).map(|value| value.0)
    })
}

/// The value that pairs make for extension `number`.
fn from_pairs(number: c_int, context: Context<'_>, pairs: &[Pair]) -> Result<Opaque> {
    // Gives a value of a kind to C.
    fn give<K: Kind>(value: Result<OwnerOf<K>>) -> Result<Opaque> {
        value.map(stack::give::<K::Value>)
    }
    match number {
        nid::NETSCAPE_CERT_TYPE => give::<Bits>(bits(&NETSCAPE_TYPES, pairs)),
        nid::KEY_USAGE => give::<Bits>(bits(&KEY_USAGES, pairs)),
        nid::SUBJECT_ALT_NAME => give::<GENERAL_NAMES>(names::subject_names(context, pairs)),
        nid::ISSUER_ALT_NAME => give::<GENERAL_NAMES>(names::issuer_names(context, pairs)),
        nid::BASIC_CONSTRAINTS => {
            give::<BASIC_CONSTRAINTS>(make::basic_constraints(context, pairs))
        }
        nid::AUTHORITY_KEY_IDENTIFIER => give::<AUTHORITY_KEYID>(make::authority(context, pairs)),
        nid::CRL_DISTRIBUTION_POINTS | nid::FRESHEST_CRL => {
            give::<CRL_DIST_POINTS>(make::distribution_points(context, pairs))
        }
        nid::EXT_KEY_USAGE | nid::ID_PKIX_OCSP_ACCEPTABLERESPONSES => {
            give::<EXTENDED_KEY_USAGE>(make::key_uses(context, pairs))
        }
        nid::SXNET => give::<SXNET>(make::strong_extranet(context, pairs)),
        nid::INFO_ACCESS | nid::SINFO_ACCESS => {
            give::<AUTHORITY_INFO_ACCESS>(make::information(context, pairs))
        }
        nid::POLICY_CONSTRAINTS => {
            give::<POLICY_CONSTRAINTS>(make::policy_constraints(context, pairs))
        }
        nid::NAME_CONSTRAINTS => give::<NAME_CONSTRAINTS>(make::name_constraints(context, pairs)),
        nid::POLICY_MAPPINGS => give::<POLICY_MAPPINGS>(make::policy_mappings(context, pairs)),
        nid::ISSUING_DISTRIBUTION_POINT => {
            give::<ISSUING_DIST_POINT>(make::issuing_point(context, pairs))
        }
        nid::ISSUERSIGNTOOL => give::<ISSUER_SIGN_TOOL>(make::sign_tool(context, pairs)),
        nid::TLSFEATURE => give::<TLS_FEATURE>(make::tls_features(context, pairs)),
        nid::SBGP_IPADDRBLOCK => give::<IPAddrBlocks>(granted::blocks_from(pairs)),
        nid::SBGP_AUTONOMOUSSYSNUM => give::<ASIdentifiers>(granted::numbers_from(pairs)),
        _ => Err(error(x509v3::R_EXTENSION_SETTING_NOT_SUPPORTED)),
    }
}

extern "C" fn v2i<const N: c_int>(
    _: In<X509V3_EXT_METHOD>,
    context: Mut<X509V3_CTX>,
    pairs: Mut<OPENSSL_STACK>,
) -> *mut c_void {
    entry(std::ptr::null_mut(), || {
        let pairs = Pair::all(pairs.get()?);
        from_pairs(N, context.opt(), &pairs).map(|value| value.0)
    })
}

/// The bits that pairs name after a table.
pub fn bits(table: &[BIT_STRING_BITNAME], pairs: &[Pair]) -> Result<Box<ASN1_STRING>> {
    let rows: Vec<&BIT_STRING_BITNAME> = table.iter().filter(|row| row.bitnum >= 0).collect();
    bits_of(&rows, pairs)
}

/// The same for the rows of a table of C's.
pub fn bits_of(rows: &[&BIT_STRING_BITNAME], pairs: &[Pair]) -> Result<Box<ASN1_STRING>> {
    let made = ASN1_STRING::new(v::BIT_STRING);
    let named =
        pairs.iter().map(|pair| (pair.key(), super::context::shown(&pair.name).into_owned()));
    names::set_bits(&made, named, |name| {
        let row =
            rows.iter().find(|row| row.short().to_bytes() == name || row.long().to_bytes() == name);
        row.map(|row| row.bitnum)
    })?;
    Ok(made)
}

macro_rules! bit_names {
    ($($(#[$doc:meta])* $name:ident: $([$bit:literal, $long:literal, $short:literal])+;)+) => {$(
        $(#[$doc])*
        pub static $name: [BIT_STRING_BITNAME; { [$($bit),+].len() + 1 }] = [
            $(BIT_STRING_BITNAME::new($bit, $long, $short),)+
            BIT_STRING_BITNAME::end(),
        ];
    )+};
}
bit_names! {
    /// The bits of keyUsage.
    KEY_USAGES:
        [0, c"Digital Signature", c"digitalSignature"]
        [1, c"Non Repudiation", c"nonRepudiation"]
        [2, c"Key Encipherment", c"keyEncipherment"]
        [3, c"Data Encipherment", c"dataEncipherment"]
        [4, c"Key Agreement", c"keyAgreement"]
        [5, c"Certificate Sign", c"keyCertSign"]
        [6, c"CRL Sign", c"cRLSign"]
        [7, c"Encipher Only", c"encipherOnly"]
        [8, c"Decipher Only", c"decipherOnly"];
    /// The bits of nsCertType.
    NETSCAPE_TYPES:
        [0, c"SSL Client", c"client"]
        [1, c"SSL Server", c"server"]
        [2, c"S/MIME", c"email"]
        [3, c"Object Signing", c"objsign"]
        [4, c"Unused", c"reserved"]
        [5, c"SSL CA", c"sslCA"]
        [6, c"S/MIME CA", c"emailCA"]
        [7, c"Object Signing CA", c"objCA"];
    /// The codes of CRLReason.
    CRL_REASONS:
        [0, c"Unspecified", c"unspecified"]
        [1, c"Key Compromise", c"keyCompromise"]
        [2, c"CA Compromise", c"CACompromise"]
        [3, c"Affiliation Changed", c"affiliationChanged"]
        [4, c"Superseded", c"superseded"]
        [5, c"Cessation Of Operation", c"cessationOfOperation"]
        [6, c"Certificate Hold", c"certificateHold"]
        [8, c"Remove From CRL", c"removeFromCRL"]
        [9, c"Privilege Withdrawn", c"privilegeWithdrawn"]
        [10, c"AA Compromise", c"AACompromise"];
}

extern "C" fn new_value<const N: c_int>() -> *mut c_void {
    entry(std::ptr::null_mut(), || Ok((known(N)?.new)().0))
}

extern "C" fn free_value<const N: c_int>(value: *mut c_void) {
    quiet((), || {
        (known(N)?.free)(Opaque(value));
        Ok(())
    });
}

extern "C" fn d2i_value<const N: c_int>(
    place: Out<*mut c_void>,
    input: DerIn,
    len: c_long,
) -> *mut c_void {
    entry(std::ptr::null_mut(), || {
        let operations = known(N)?;
        let (value, used) = operations.read(input.slice(len)?)?;
        input.advance(used);
        if !place.is_null() {
            (operations.free)(Opaque(place.read()?));
            place.write(value.0)?;
        }
        Ok(value.0)
    })
}

extern "C" fn i2d_value<const N: c_int>(value: *const c_void, out: DerOut) -> c_int {
    entry(-1, || out.put(&written(N, value.cast_mut())?))
}

const fn plain(number: c_int) -> X509V3_EXT_METHOD {
    X509V3_EXT_METHOD {
        ext_nid: number,
        ext_flags: 0,
        it: None,
        ext_new: None,
        ext_free: None,
        d2i: None,
        i2d: None,
        i2s: None,
        s2i: None,
        i2v: None,
        v2i: None,
        i2r: None,
        r2i: None,
        usr_data: Opaque::NULL,
    }
}

/// A method that has an item.
macro_rules! with_item {
    ($number:expr, $kind:ty, $name:literal, { $($field:ident: $value:expr),* $(,)? }) => {{
        static OPERATIONS: Operations = operations::<$kind>();
        static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, $name);
        extern "C" fn item() -> In<ASN1_ITEM> {
            In::lend(&ITEM)
        }
        X509V3_EXT_METHOD { it: Some(item), $($field: $value,)* ..plain($number) }
    }};
}
/// Made from text, shown as text.
macro_rules! text {
    ($number:expr, $kind:ty, $name:literal) => {
        with_item!($number, $kind, $name, {
            i2s: Some(i2s::<{ $number }>), s2i: Some(s2i::<{ $number }>),
        })
    };
}
/// Made from pairs, shown as pairs.
macro_rules! pairs {
    ($number:expr, $kind:ty, $name:literal, $flags:expr) => {
        with_item!($number, $kind, $name, {
            ext_flags: $flags, i2v: Some(i2v::<{ $number }>), v2i: Some(v2i::<{ $number }>),
        })
    };
}
/// Made from pairs, shown freely.
macro_rules! free {
    ($number:expr, $kind:ty, $name:literal, $flags:expr) => {
        with_item!($number, $kind, $name, {
            ext_flags: $flags, v2i: Some(v2i::<{ $number }>), i2r: Some(i2r::<{ $number }>),
        })
    };
}
/// Shown as text only.
macro_rules! text_only {
    ($number:expr, $kind:ty, $name:literal) => {
        with_item!($number, $kind, $name, { i2s: Some(i2s::<{ $number }>) })
    };
}
/// Shown freely only.
macro_rules! free_only {
    ($number:expr, $kind:ty, $name:literal) => {
        with_item!($number, $kind, $name, { i2r: Some(i2r::<{ $number }>) })
    };
}

const fn table(rows: &'static [BIT_STRING_BITNAME]) -> Opaque {
    Opaque(rows.as_ptr().cast_mut().cast())
}

static METHODS: [X509V3_EXT_METHOD; 47] = [
    with_item!(nid::NETSCAPE_CERT_TYPE, Bits, c"ASN1_BIT_STRING", {
        i2v: Some(i2v::<{ nid::NETSCAPE_CERT_TYPE }>),
        v2i: Some(v2i::<{ nid::NETSCAPE_CERT_TYPE }>),
        usr_data: table(&NETSCAPE_TYPES),
    }),
    text!(nid::NETSCAPE_BASE_URL, Ia5, c"ASN1_IA5STRING"),
    text!(nid::NETSCAPE_REVOCATION_URL, Ia5, c"ASN1_IA5STRING"),
    text!(nid::NETSCAPE_CA_REVOCATION_URL, Ia5, c"ASN1_IA5STRING"),
    text!(nid::NETSCAPE_RENEWAL_URL, Ia5, c"ASN1_IA5STRING"),
    text!(nid::NETSCAPE_CA_POLICY_URL, Ia5, c"ASN1_IA5STRING"),
    text!(nid::NETSCAPE_SSL_SERVER_NAME, Ia5, c"ASN1_IA5STRING"),
    text!(nid::NETSCAPE_COMMENT, Ia5, c"ASN1_IA5STRING"),
    text!(nid::SUBJECT_KEY_IDENTIFIER, Octets, c"ASN1_OCTET_STRING"),
    with_item!(nid::KEY_USAGE, Bits, c"ASN1_BIT_STRING", {
        i2v: Some(i2v::<{ nid::KEY_USAGE }>),
        v2i: Some(v2i::<{ nid::KEY_USAGE }>),
        usr_data: table(&KEY_USAGES),
    }),
    free_only!(nid::PRIVATE_KEY_USAGE_PERIOD, PKEY_USAGE_PERIOD, c"PKEY_USAGE_PERIOD"),
    pairs!(nid::SUBJECT_ALT_NAME, GENERAL_NAMES, c"GENERAL_NAMES", 0),
    pairs!(nid::ISSUER_ALT_NAME, GENERAL_NAMES, c"GENERAL_NAMES", 0),
    pairs!(nid::BASIC_CONSTRAINTS, BASIC_CONSTRAINTS, c"BASIC_CONSTRAINTS", 0),
    text_only!(nid::CRL_NUMBER, Integer, c"ASN1_INTEGER"),
    with_item!(nid::CERTIFICATE_POLICIES, CERTIFICATEPOLICIES, c"CERTIFICATEPOLICIES", {
        i2r: Some(i2r::<{ nid::CERTIFICATE_POLICIES }>),
        r2i: Some(s2i::<{ nid::CERTIFICATE_POLICIES }>),
    }),
    pairs!(nid::AUTHORITY_KEY_IDENTIFIER, AUTHORITY_KEYID, c"AUTHORITY_KEYID", MULTILINE),
    free!(nid::CRL_DISTRIBUTION_POINTS, CRL_DIST_POINTS, c"CRL_DIST_POINTS", 0),
    pairs!(nid::EXT_KEY_USAGE, EXTENDED_KEY_USAGE, c"EXTENDED_KEY_USAGE", 0),
    text_only!(nid::DELTA_CRL, Integer, c"ASN1_INTEGER"),
    with_item!(nid::CRL_REASON, Enumerated, c"ASN1_ENUMERATED", {
        i2s: Some(i2s::<{ nid::CRL_REASON }>),
        usr_data: table(&CRL_REASONS),
    }),
    free_only!(nid::INVALIDITY_DATE, GeneralizedTime, c"ASN1_GENERALIZEDTIME"),
    free!(nid::SXNET, SXNET, c"SXNET", MULTILINE),
    pairs!(nid::INFO_ACCESS, AUTHORITY_INFO_ACCESS, c"AUTHORITY_INFO_ACCESS", MULTILINE),
    free!(nid::SBGP_IPADDRBLOCK, IPAddrBlocks, c"IPAddrBlocks", 0),
    free!(nid::SBGP_AUTONOMOUSSYSNUM, ASIdentifiers, c"ASIdentifiers", 0),
    X509V3_EXT_METHOD {
        ext_new: Some(new_value::<{ nid::ID_PKIX_OCSP_NONCE }> as New),
        ext_free: Some(free_value::<{ nid::ID_PKIX_OCSP_NONCE }> as Free),
        d2i: Some(d2i_value::<{ nid::ID_PKIX_OCSP_NONCE }>),
        i2d: Some(i2d_value::<{ nid::ID_PKIX_OCSP_NONCE }> as I2d),
        i2r: Some(i2r::<{ nid::ID_PKIX_OCSP_NONCE }>),
        ..plain(nid::ID_PKIX_OCSP_NONCE)
    },
    free_only!(nid::ID_PKIX_OCSP_CRLID, OCSP_CRLID, c"OCSP_CRLID"),
    pairs!(nid::ID_PKIX_OCSP_ACCEPTABLERESPONSES, EXTENDED_KEY_USAGE, c"EXTENDED_KEY_USAGE", 0),
    with_item!(nid::ID_PKIX_OCSP_NOCHECK, Null, c"ASN1_NULL", {
        s2i: Some(s2i::<{ nid::ID_PKIX_OCSP_NOCHECK }>),
        i2r: Some(i2r::<{ nid::ID_PKIX_OCSP_NOCHECK }>),
    }),
    free_only!(nid::ID_PKIX_OCSP_ARCHIVECUTOFF, GeneralizedTime, c"ASN1_GENERALIZEDTIME"),
    free_only!(nid::ID_PKIX_OCSP_SERVICELOCATOR, OCSP_SERVICELOC, c"OCSP_SERVICELOC"),
    pairs!(nid::SINFO_ACCESS, AUTHORITY_INFO_ACCESS, c"AUTHORITY_INFO_ACCESS", MULTILINE),
    pairs!(nid::POLICY_CONSTRAINTS, POLICY_CONSTRAINTS, c"POLICY_CONSTRAINTS", 0),
    free_only!(nid::HOLD_INSTRUCTION_CODE, Oid, c"ASN1_OBJECT"),
    with_item!(nid::PROXYCERTINFO, PROXY_CERT_INFO_EXTENSION, c"PROXY_CERT_INFO_EXTENSION", {
        i2r: Some(i2r::<{ nid::PROXYCERTINFO }>),
        r2i: Some(s2i::<{ nid::PROXYCERTINFO }>),
    }),
    free!(nid::NAME_CONSTRAINTS, NAME_CONSTRAINTS, c"NAME_CONSTRAINTS", 0),
    pairs!(nid::POLICY_MAPPINGS, POLICY_MAPPINGS, c"POLICY_MAPPINGS", 0),
    text!(nid::INHIBIT_ANY_POLICY, Integer, c"ASN1_INTEGER"),
    free!(nid::ISSUING_DISTRIBUTION_POINT, ISSUING_DIST_POINT, c"ISSUING_DIST_POINT", MULTILINE),
    with_item!(nid::CERTIFICATE_ISSUER, GENERAL_NAMES, c"GENERAL_NAMES", {
        i2v: Some(i2v::<{ nid::CERTIFICATE_ISSUER }>),
    }),
    free!(nid::FRESHEST_CRL, CRL_DIST_POINTS, c"CRL_DIST_POINTS", 0),
    text!(nid::CT_PRECERT_POISON, Null, c"ASN1_NULL"),
    text!(nid::SUBJECTSIGNTOOL, Utf8, c"ASN1_UTF8STRING"),
    free!(nid::ISSUERSIGNTOOL, ISSUER_SIGN_TOOL, c"ISSUER_SIGN_TOOL", MULTILINE),
    pairs!(nid::TLSFEATURE, TLS_FEATURE, c"TLS_FEATURE", 0),
    free_only!(nid::X509EXTADMISSION, ADMISSION_SYNTAX, c"ADMISSION_SYNTAX"),
];

/// A method that the program added.
enum Added {
    /// The program's own, which lives as long as it is registered.
    Theirs(&'static X509V3_EXT_METHOD),
    /// An alias, made here.
    Ours(Box<X509V3_EXT_METHOD>),
}

impl std::ops::Deref for Added {
    type Target = X509V3_EXT_METHOD;
    fn deref(&self) -> &X509V3_EXT_METHOD {
        match self {
            Added::Theirs(method) => method,
            Added::Ours(method) => method,
        }
    }
}

static ADDED: Mutex<Vec<Added>> = Mutex::new(Vec::new());

/// Runs `look` on the method of extension `number`; never calls C.
pub fn with<R>(number: c_int, look: impl FnOnce(&X509V3_EXT_METHOD) -> R) -> Option<R> {
    if number < 0 {
        return None;
    }
    if let Some(method) = METHODS.iter().find(|m| m.ext_nid == number) {
        return Some(look(method));
    }
    let added = ADDED.lock().unwrap_or_else(PoisonError::into_inner);
    added.iter().find(|m| m.ext_nid == number).map(|method| look(method))
}

/// The method of extension `number`; it lives until the methods are forgotten.
pub fn get(number: c_int) -> Option<X509V3_EXT_METHOD> {
    with(number, Clone::clone)
}

/// Adds a method of the program's.
pub fn add(method: &'static X509V3_EXT_METHOD) {
    ADDED.lock().unwrap_or_else(PoisonError::into_inner).push(Added::Theirs(method));
}

/// Makes extension `to` one like `from`.
pub fn alias(to: c_int, from: c_int) -> Result<()> {
    let mut method = get(from).ok_or_else(|| error(x509v3::R_EXTENSION_NOT_FOUND))?;
    method.ext_nid = to;
    method.ext_flags |= DYNAMIC;
    ADDED.lock().unwrap_or_else(PoisonError::into_inner).push(Added::Ours(Box::new(method)));
    Ok(())
}

/// Forgets what the program added.
pub fn forget() {
    ADDED.lock().unwrap_or_else(PoisonError::into_inner).clear();
}
