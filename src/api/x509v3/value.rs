//! Pairs of names and values, as extensions are shown and made of them.

use crate::abi::layout::asn1::ASN1_INTEGER;
use crate::abi::{Give, In, InBuf, Mut, Out, Str, Take, entry, quiet, stack};
use crate::err::{Error, Result};
use crate::obj::asn1::integer;
use crate::obj::bio::BIO;
use crate::obj::conf::CONF_VALUE;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509_NAME;
use crate::obj::x509::v3::context::Pair;
use crate::obj::x509::v3::{added, conf, names, print, text};
use std::ffi::{CStr, c_int, c_uchar, c_ulong};

/// Frees a pair with its strings; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_conf_free(val: Take<CONF_VALUE>) {
    quiet((), || {
        val.opt().into_iter().for_each(CONF_VALUE::free);
        Ok(())
    });
}

fn bytes(text: &Str) -> Option<&[u8]> {
    text.opt().map(CStr::to_bytes)
}

/// Adds a pair to `*extlist`, which is made if it is NULL; either may be NULL.
///
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_add_value(
    name: Str,
    value: Str,
    extlist: Out<*mut OPENSSL_STACK>,
) -> c_int {
    entry(0, || conf::add_pair(&extlist, bytes(&name), bytes(&value)))
}

/// Like `X509V3_add_value`, for bytes that a NUL ends.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_add_value_uchar(
    name: Str,
    value: InBuf<c_uchar>,
    extlist: Out<*mut OPENSSL_STACK>,
) -> c_int {
    entry(0, || {
        let value = if value.is_null() { None } else { Some(value.c_string()?) };
        conf::add_pair(&extlist, bytes(&name), value)
    })
}

/// Adds `TRUE` or `FALSE` under a name. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_add_value_bool(
    name: Str,
    asn1_bool: c_int,
    extlist: Out<*mut OPENSSL_STACK>,
) -> c_int {
    let truth: &[u8] = if asn1_bool != 0 { b"TRUE" } else { b"FALSE" };
    entry(0, || conf::add_pair(&extlist, bytes(&name), Some(truth)))
}

/// Adds `TRUE` under a name, or nothing. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_add_value_bool_nf(
    name: Str,
    asn1_bool: c_int,
    extlist: Out<*mut OPENSSL_STACK>,
) -> c_int {
    if asn1_bool == 0 {
        return 1;
    }
    X509V3_add_value_bool(name, asn1_bool, extlist)
}

/// Adds a number under a name, or nothing for NULL. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_add_value_int(
    name: Str,
    aint: In<ASN1_INTEGER>,
    extlist: Out<*mut OPENSSL_STACK>,
) -> c_int {
    entry(0, || {
        let Some(number) = aint.opt() else { return Ok(1) };
        let text = integer::to_text(number);
        conf::add_pair(&extlist, bytes(&name), Some(text.as_bytes()))
    })
}

/// The pairs of `name:value, name, …`.
///
/// Returns: a stack of pairs that C frees with `X509V3_conf_free`; NULL if a
/// name or value is empty.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_parse_list(line: Str) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || conf::made_list(line.get()?).map(Give::new))
}

/// Reads yes or no from a pair into `*asn1_bool`: 255 or 0.
///
/// Returns: 1; 0 if it is neither.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_get_value_bool(value: In<CONF_VALUE>, asn1_bool: Out<c_int>) -> c_int {
    entry(0, || {
        let truth = text::pair_boolean(&Pair::of(value.get()?))?;
        asn1_bool.write(if truth { 0xff } else { 0 })?;
        Ok(1)
    })
}

/// Reads a number from a pair into `*aint`, which C frees.
///
/// Returns: 1; 0 if it is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_get_value_int(
    value: In<CONF_VALUE>,
    aint: Out<*mut ASN1_INTEGER>,
) -> c_int {
    entry(0, || {
        let number = text::pair_integer(&Pair::of(value.get()?))?;
        aint.write(stack::give::<ASN1_INTEGER>(number).0.cast())?;
        Ok(1)
    })
}

/// Adds the attributes that pairs name to a name. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_NAME_from_section(
    nm: Mut<X509_NAME>,
    dn_sk: Mut<OPENSSL_STACK>,
    chtype: c_ulong,
) -> c_int {
    entry(0, || {
        let Some(name) = nm.opt() else { return Ok(0) };
        let form = c_int::try_from(chtype).map_err(|_| Error::quiet())?;
        names::add_to_name(name, &Pair::all(dn_sk.get()?), form)?;
        Ok(1)
    })
}

/// Writes pairs, on a line each if `ml` is not 0.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_EXT_val_prn(
    out: Mut<BIO>,
    val: Mut<OPENSSL_STACK>,
    indent: c_int,
    ml: c_int,
) {
    let write = || -> Result<()> {
        let Some(list) = val.opt() else { return Ok(()) };
        let pairs: Vec<print::Pair> =
            list.objects::<CONF_VALUE>().into_iter().map(added::pair).collect();
        let indent = usize::try_from(indent).unwrap_or(0);
        out.get()?.write_all(&print::pairs(&pairs, indent, ml != 0));
        Ok(())
    };
    quiet((), write);
}
