//! Values of extensions to and from text, by the functions that methods of
//! the program's own are made of.

use crate::abi::layout::asn1::{
    ASN1_BIT_STRING, ASN1_ENUMERATED, ASN1_IA5STRING, ASN1_INTEGER, ASN1_OCTET_STRING, ASN1_STRING,
    ASN1_UTF8STRING,
};
use crate::abi::layout::x509v3::BIT_STRING_BITNAME;
use crate::abi::{Give, In, Mut, Opaque, Str, Take, entry, mem, quiet};
use crate::err::{Error, Result, x509v3};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::integer;
use crate::obj::asn1::primitive::ASN1_TYPE;
use crate::obj::asn1::primitive::v;
use crate::obj::conf::CONF_VALUE;
use crate::obj::objects::ASN1_OBJECT;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::v3::context::{Pair, X509V3_CTX, X509V3_EXT_METHOD, error};
use crate::obj::x509::v3::general::{GENERAL_NAME, OTHERNAME, Value, kind};
use crate::obj::x509::v3::types::DIST_POINT_NAME;
use crate::obj::x509::v3::{make, method, names, print, text};
use crate::obj::x509::{X509_NAME, X509_NAME_ENTRY};
use std::ffi::{c_char, c_int};

/// The text of a string that C frees; NULL if it is empty.
fn plain(string: Option<&ASN1_STRING>) -> Result<*mut c_char> {
    match string.map(ASN1_STRING::bytes) {
        Some(bytes) if !bytes.is_empty() => mem::strdup(bytes),
        _ => Ok(std::ptr::null_mut()),
    }
}

/// The text of an IA5String; C frees it. NULL if it is empty.
#[unsafe(no_mangle)]
pub extern "C" fn i2s_ASN1_IA5STRING(
    _method: Mut<X509V3_EXT_METHOD>,
    ia5: Mut<ASN1_IA5STRING>,
) -> *mut c_char {
    entry(std::ptr::null_mut(), || plain(ia5.opt()))
}

/// The text of a UTF8String; C frees it. NULL if it is empty.
#[unsafe(no_mangle)]
pub extern "C" fn i2s_ASN1_UTF8STRING(
    _method: Mut<X509V3_EXT_METHOD>,
    utf8: Mut<ASN1_UTF8STRING>,
) -> *mut c_char {
    entry(std::ptr::null_mut(), || match utf8.opt() {
        Some(text) if !text.bytes().is_empty() => mem::strdup(text.bytes()),
        _ => Err(error(crate::err::R_PASSED_NULL_PARAMETER)),
    })
}

fn from_text(kind: c_int, str: &Str) -> Result<Give<ASN1_STRING>> {
    let text = str.opt().ok_or_else(|| error(x509v3::R_INVALID_NULL_ARGUMENT))?;
    ASN1_STRING::with(kind, text.to_bytes()).map(Give::new)
}

/// An IA5String with a text.
#[unsafe(no_mangle)]
pub extern "C" fn s2i_ASN1_IA5STRING(
    _method: Mut<X509V3_EXT_METHOD>,
    _ctx: Mut<X509V3_CTX>,
    str: Str,
) -> Give<ASN1_IA5STRING> {
    entry(Give::null(), || from_text(v::IA5STRING, &str))
}

/// A UTF8String with a text.
#[unsafe(no_mangle)]
pub extern "C" fn s2i_ASN1_UTF8STRING(
    _method: Mut<X509V3_EXT_METHOD>,
    _ctx: Mut<X509V3_CTX>,
    str: Str,
) -> Give<ASN1_UTF8STRING> {
    entry(Give::null(), || from_text(v::UTF8STRING, &str))
}

/// The bytes of an OCTET STRING in hexadecimal; C frees it.
#[unsafe(no_mangle)]
pub extern "C" fn i2s_ASN1_OCTET_STRING(
    _method: Mut<X509V3_EXT_METHOD>,
    ia5: In<ASN1_OCTET_STRING>,
) -> *mut c_char {
    entry(std::ptr::null_mut(), || mem::strdup(print::hex(ia5.get()?.bytes()).as_bytes()))
}

/// An OCTET STRING with the bytes that hexadecimal text writes.
#[unsafe(no_mangle)]
pub extern "C" fn s2i_ASN1_OCTET_STRING(
    _method: Mut<X509V3_EXT_METHOD>,
    _ctx: Mut<X509V3_CTX>,
    str: Str,
) -> Give<ASN1_OCTET_STRING> {
    entry(Give::null(), || make::octets(str.get()?).map(Give::new))
}

/// The text of a number, which C frees; NULL for NULL.
fn number(value: Option<&ASN1_STRING>) -> Result<*mut c_char> {
    match value {
        Some(number) => mem::strdup(integer::to_text(number).as_bytes()),
        None => Ok(std::ptr::null_mut()),
    }
}

/// The text of an INTEGER; C frees it.
#[unsafe(no_mangle)]
pub extern "C" fn i2s_ASN1_INTEGER(
    _meth: Mut<X509V3_EXT_METHOD>,
    a: In<ASN1_INTEGER>,
) -> *mut c_char {
    entry(std::ptr::null_mut(), || number(a.opt()))
}

/// The text of an ENUMERATED; C frees it.
#[unsafe(no_mangle)]
pub extern "C" fn i2s_ASN1_ENUMERATED(
    _meth: Mut<X509V3_EXT_METHOD>,
    a: In<ASN1_ENUMERATED>,
) -> *mut c_char {
    entry(std::ptr::null_mut(), || number(a.opt()))
}

/// The name of an ENUMERATED's value in the method's table, else its number;
/// C frees it.
#[unsafe(no_mangle)]
pub extern "C" fn i2s_ASN1_ENUMERATED_TABLE(
    meth: Mut<X509V3_EXT_METHOD>,
    aenum: In<ASN1_ENUMERATED>,
) -> *mut c_char {
    entry(std::ptr::null_mut(), || {
        let value = aenum.get()?;
        let code = integer::to_i64(value, v::ENUMERATED).unwrap_or(-1);
        let rows = table(meth.get()?);
        match rows.into_iter().find(|row| i64::from(row.bitnum) == code) {
            Some(row) => mem::strdup(row.long().to_bytes()),
            None => number(Some(value)),
        }
    })
}

/// The INTEGER that text writes: decimal, or hexadecimal behind `0x`.
#[unsafe(no_mangle)]
pub extern "C" fn s2i_ASN1_INTEGER(
    _meth: Mut<X509V3_EXT_METHOD>,
    value: Str,
) -> Give<ASN1_INTEGER> {
    entry(Give::null(), || {
        let text = value.opt().ok_or_else(|| error(x509v3::R_INVALID_NULL_VALUE))?;
        text::integer(text.to_bytes()).map(Give::new)
    })
}

fn table(method: &X509V3_EXT_METHOD) -> Vec<&BIT_STRING_BITNAME> {
    BIT_STRING_BITNAME::table(method.usr_data.0.cast_const().cast())
}

/// Adds the names of the bits that are set, by the method's table, to a list,
/// which is made if it is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn i2v_ASN1_BIT_STRING(
    method: Mut<X509V3_EXT_METHOD>,
    bits: Mut<ASN1_BIT_STRING>,
    extlist: Mut<OPENSSL_STACK>,
) -> *mut OPENSSL_STACK {
    entry(std::ptr::null_mut(), || {
        let names = print::table_names(bits.get()?, &table(method.get()?));
        if names.is_empty() {
            return Ok(extlist.as_ptr());
        }
        method::append(extlist.as_ptr(), names)
    })
}

/// The bits that pairs name, by the method's table.
#[unsafe(no_mangle)]
pub extern "C" fn v2i_ASN1_BIT_STRING(
    method: Mut<X509V3_EXT_METHOD>,
    _ctx: Mut<X509V3_CTX>,
    nval: Mut<OPENSSL_STACK>,
) -> Give<ASN1_BIT_STRING> {
    entry(Give::null(), || {
        let pairs = Pair::all(nval.get()?);
        method::bits_of(&table(method.get()?), &pairs).map(Give::new)
    })
}

/// Adds a name of any kind to a list, which is made if it is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn i2v_GENERAL_NAME(
    _method: Mut<X509V3_EXT_METHOD>,
    gen_: Mut<GENERAL_NAME>,
    ret: Mut<OPENSSL_STACK>,
) -> *mut OPENSSL_STACK {
    entry(std::ptr::null_mut(), || {
        let (label, text) = gen_.get()?.label_and_text().ok_or_else(Error::quiet)?;
        method::append(ret.as_ptr(), vec![(Some(label), Some(text))])
    })
}

/// Adds names of any kind to a list, which is made if it is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn i2v_GENERAL_NAMES(
    _method: Mut<X509V3_EXT_METHOD>,
    gen_: Mut<OPENSSL_STACK>,
    extlist: Mut<OPENSSL_STACK>,
) -> *mut OPENSSL_STACK {
    entry(std::ptr::null_mut(), || {
        let names = gen_.get()?.objects::<GENERAL_NAME>();
        let pair = |name: &GENERAL_NAME| {
            name.label_and_text().map(|(label, text)| (Some(label), Some(text)))
        };
        let pairs: Option<Vec<_>> = names.into_iter().map(pair).collect();
        method::append(extlist.as_ptr(), pairs.ok_or_else(Error::quiet)?)
    })
}

/// Gives a name, in the place of `out`, if C has one.
fn give_name(out: &Mut<GENERAL_NAME>, made: Box<GENERAL_NAME>) -> Give<GENERAL_NAME> {
    match out.opt() {
        Some(place) => {
            place.take_over(&made);
            Give::back(out.as_ptr())
        }
        None => Give::new(made),
    }
}

/// The name of a kind that text writes, in `out` unless that is NULL.
///
/// Returns: NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn a2i_GENERAL_NAME(
    out: Mut<GENERAL_NAME>,
    _method: In<X509V3_EXT_METHOD>,
    ctx: Mut<X509V3_CTX>,
    gen_type: c_int,
    value: Str,
    is_nc: c_int,
) -> Give<GENERAL_NAME> {
    entry(Give::null(), || {
        let made = names::general_name(ctx.opt(), gen_type, value.opt(), is_nc != 0)?;
        Ok(give_name(&out, made))
    })
}

/// The name that a pair such as `DNS` and `example.com` writes.
#[unsafe(no_mangle)]
pub extern "C" fn v2i_GENERAL_NAME(
    method: In<X509V3_EXT_METHOD>,
    ctx: Mut<X509V3_CTX>,
    cnf: Mut<CONF_VALUE>,
) -> Give<GENERAL_NAME> {
    v2i_GENERAL_NAME_ex(Mut::from_element(Opaque::NULL), method, ctx, cnf, 0)
}

/// Like `v2i_GENERAL_NAME`, in `out` unless that is NULL; `is_nc` for
/// addresses with masks.
#[unsafe(no_mangle)]
pub extern "C" fn v2i_GENERAL_NAME_ex(
    out: Mut<GENERAL_NAME>,
    _method: In<X509V3_EXT_METHOD>,
    ctx: Mut<X509V3_CTX>,
    cnf: Mut<CONF_VALUE>,
    is_nc: c_int,
) -> Give<GENERAL_NAME> {
    entry(Give::null(), || {
        let made = names::from_pair(ctx.opt(), &Pair::of(cnf.get()?), is_nc != 0)?;
        Ok(give_name(&out, made))
    })
}

/// The names that pairs write.
#[unsafe(no_mangle)]
pub extern "C" fn v2i_GENERAL_NAMES(
    _method: In<X509V3_EXT_METHOD>,
    ctx: Mut<X509V3_CTX>,
    nval: Mut<OPENSSL_STACK>,
) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || names::from_pairs(ctx.opt(), &Pair::all(nval.get()?)).map(Give::new))
}

/// The bytes of an IP address, 4 or 16. Returns: NULL for what is none.
#[unsafe(no_mangle)]
pub extern "C" fn a2i_IPADDRESS(ipasc: Str) -> Give<ASN1_OCTET_STRING> {
    quiet(Give::null(), || {
        let bytes = names::address(ipasc.bytes()?).ok_or_else(Error::quiet)?;
        ASN1_STRING::with(v::OCTET_STRING, &bytes).map(Give::new)
    })
}

/// The bytes of an IP address and its mask, with `/` between them.
///
/// Returns: NULL for what is none.
#[unsafe(no_mangle)]
pub extern "C" fn a2i_IPADDRESS_NC(ipasc: Str) -> Give<ASN1_OCTET_STRING> {
    quiet(Give::null(), || {
        let bytes = names::address_and_mask(ipasc.bytes()?).ok_or_else(Error::quiet)?;
        ASN1_STRING::with(v::OCTET_STRING, &bytes).map(Give::new)
    })
}

/// The kind and value of an otherName. Returns: 0 for a name of another kind.
/// Ownership: both belong to the name.
#[unsafe(no_mangle)]
pub extern "C" fn GENERAL_NAME_get0_otherName(
    gen_: In<GENERAL_NAME>,
    poid: crate::abi::Out<*mut ASN1_OBJECT>,
    pvalue: crate::abi::Out<*mut ASN1_TYPE>,
) -> c_int {
    quiet(0, || {
        let name = gen_.get()?;
        let Value::Other(other) = name.value() else { return Ok(0) };
        poid.write_opt(other.type_id.as_ptr());
        pvalue.write_opt(other.value.as_ptr());
        Ok(1)
    })
}

/// Makes a name an otherName. Returns: 1; 0 on failure.
/// Ownership: takes `oid` and `value` if it succeeds.
#[unsafe(no_mangle)]
pub extern "C" fn GENERAL_NAME_set0_othername(
    gen_: Mut<GENERAL_NAME>,
    oid: Take<ASN1_OBJECT>,
    value: Take<ASN1_TYPE>,
) -> c_int {
    quiet(0, || {
        let name = gen_.get()?;
        let other = OTHERNAME::blank();
        other.type_id.set(oid.opt());
        other.value.set(value.opt());
        name.set_raw(kind::OTHERNAME, crate::abi::stack::give::<OTHERNAME>(other));
        Ok(1)
    })
}

/// Compares two otherNames; 0 if they are equal.
#[unsafe(no_mangle)]
pub extern "C" fn OTHERNAME_cmp(a: Mut<OTHERNAME>, b: Mut<OTHERNAME>) -> c_int {
    quiet(-1, || {
        let (a, b) = (a.get()?, b.get()?);
        let ids = a.type_id.get().zip(b.type_id.get());
        let (id, other) = ids.ok_or_else(Error::quiet)?;
        let by_id = id.der().len().cmp(&other.der().len()).then_with(|| id.der().cmp(other.der()));
        if by_id.is_ne() {
            return Ok(by_id as c_int);
        }
        let (value, other) = a.value.get().zip(b.value.get()).ok_or_else(Error::quiet)?;
        Ok(crate::obj::x509::algorithm::compare_any(value, other))
    })
}

/// Makes the full name of a distribution point that is relative to an issuer.
///
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn DIST_POINT_set_dpname(dpn: Mut<DIST_POINT_NAME>, iname: In<X509_NAME>) -> c_int {
    entry(0, || {
        let Some(point) = dpn.opt().filter(|point| point.kind.get() == 1) else { return Ok(1) };
        let name = X509_NAME::duplicate(iname.get()?)?;
        let entries = point.list().map_or(Vec::new(), |list| list.objects::<X509_NAME_ENTRY>());
        for (at, entry) in entries.into_iter().enumerate() {
            name.add(entry, -1, if at == 0 { 0 } else { -1 })?;
        }
        point.dpname.set(Some(name));
        Ok(1)
    })
}
