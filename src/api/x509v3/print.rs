//! Texts of extensions, and their values by type.

use crate::abi::{Give, In, Mut, Opaque, Out, Str, entry, quiet};
use crate::err::{Error, Result};
use crate::obj::bio::BIO;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::stream::Channel;
use crate::obj::x509::X509_EXTENSION;
use crate::obj::x509::extension::ExtensionList;
use crate::obj::x509::v3::general::{self, GENERAL_NAME};
use crate::obj::x509::v3::{self, print};
use crate::obj::x509_vfy::policy::X509_POLICY_NODE;
use libc::FILE;
use std::ffi::{c_int, c_ulong, c_void};

fn show(to: Channel<'_>, ext: &X509_EXTENSION, flag: c_ulong, indent: c_int) -> Result<c_int> {
    match print::to_text(ext, flag, indent) {
        Ok(text) => Ok(to.write(&text).into()),
        Err(partial) => {
            to.write(&partial);
            Ok(0)
        }
    }
}

/// Writes the value of an extension; `flag` says what happens to an unknown
/// or broken one, `X509V3_EXT_…`.
///
/// Returns: 1; 0 if it cannot be shown.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_EXT_print(
    out: Mut<BIO>,
    ext: Mut<X509_EXTENSION>,
    flag: c_ulong,
    indent: c_int,
) -> c_int {
    entry(0, || show(Channel::Bio(out.get()?), ext.get()?, flag, indent))
}

/// Like `X509V3_EXT_print`, to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_EXT_print_fp(
    out: Mut<FILE>,
    ext: Mut<X509_EXTENSION>,
    flag: c_int,
    indent: c_int,
) -> c_int {
    entry(0, || {
        let flag = c_ulong::try_from(flag).unwrap_or(0);
        show(Channel::file(&out)?, ext.get()?, flag, indent)
    })
}

/// Writes a list of extensions under a title, which may be NULL.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_extensions_print(
    out: Mut<BIO>,
    title: Str,
    exts: In<OPENSSL_STACK>,
    flag: c_ulong,
    indent: c_int,
) -> c_int {
    entry(0, || {
        let Some(list) = exts.opt() else { return Ok(1) };
        let title = title.opt().map(|t| t.to_string_lossy().into_owned());
        let indent = usize::try_from(indent).unwrap_or(0);
        let list = list.objects::<X509_EXTENSION>();
        let text = crate::obj::x509::print::extensions(title.as_deref(), &list, flag, indent);
        Ok(out.get()?.write_all(&text).into())
    })
}

/// Writes a name of any kind, such as `DNS:example.com`. Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn GENERAL_NAME_print(out: Mut<BIO>, gen_: Mut<GENERAL_NAME>) -> c_int {
    entry(0, || Ok(out.get()?.write_all(&gen_.get()?.to_text()).into()))
}

/// The value of a name of any kind, and its kind.
/// Ownership: it belongs to the name.
#[unsafe(no_mangle)]
pub extern "C" fn GENERAL_NAME_get0_value(a: In<GENERAL_NAME>, ptype: Out<c_int>) -> *mut c_void {
    quiet(std::ptr::null_mut(), || {
        let name = a.get()?;
        ptype.write_opt(name.kind.get());
        Ok(match name.value() {
            general::Value::None => std::ptr::null_mut(),
            _ => name.raw().0,
        })
    })
}

/// Sets kind and value of a name, which then owns the value.
#[unsafe(no_mangle)]
pub extern "C" fn GENERAL_NAME_set0_value(a: Mut<GENERAL_NAME>, type_: c_int, value: *mut c_void) {
    quiet((), || {
        a.get()?.set_raw(type_, Opaque(value));
        Ok(())
    });
}

/// Compares two names; 0 if they are equal.
#[unsafe(no_mangle)]
pub extern "C" fn GENERAL_NAME_cmp(a: Mut<GENERAL_NAME>, b: Mut<GENERAL_NAME>) -> c_int {
    quiet(-1, || {
        use crate::obj::asn1::codec::Kind;
        let (a, b) = (a.get()?, b.get()?);
        if a.kind.get() != b.kind.get() {
            return Ok(-1);
        }
        Ok(GENERAL_NAME::encode(a).cmp(&GENERAL_NAME::encode(b)) as c_int)
    })
}

/// Decodes an extension to its C type. Returns: NULL if it is unknown or broken.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_EXT_d2i(ext: Mut<X509_EXTENSION>) -> *mut c_void {
    entry(std::ptr::null_mut(), || {
        // Without a word, as for an unknown one.
        let ext = ext.opt().ok_or_else(Error::quiet)?;
        v3::decode(ext).map(|value| value.0)
    })
}

/// Encodes a value of its C type as the extension `ext_nid`.
/// Errors: `X509V3_R_UNKNOWN_EXTENSION`.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_EXT_i2d(
    ext_nid: c_int,
    crit: c_int,
    ext_struc: *mut c_void,
) -> Give<X509_EXTENSION> {
    entry(Give::null(), || v3::encode(ext_nid, Opaque(ext_struc), crit != 0).map(Give::new))
}

/// Finds and decodes the extension `nid` in a list.
///
/// Returns: the value; NULL if there is none (`*crit` -1), more than one (-2)
/// or it is malformed. See: X509V3_get_d2i(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_get_d2i(
    x: In<OPENSSL_STACK>,
    nid: c_int,
    crit: Out<c_int>,
    idx: Out<c_int>,
) -> *mut c_void {
    entry(std::ptr::null_mut(), || {
        crate::api::x509::extension::decoded(x.opt(), nid, &crit, &idx).map(|value| value.0)
    })
}

/// Adds the extension `nid` with a value of its C type to `*x`, which is made
/// if it is NULL; `flags` are `X509V3_ADD_…`.
///
/// Returns: 1; 0 or less on failure. See: X509V3_add1_i2d(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_add1_i2d(
    x: Out<*mut OPENSSL_STACK>,
    nid: c_int,
    value: *mut c_void,
    crit: c_int,
    flags: c_ulong,
) -> c_int {
    entry(0, || {
        // The list is C's before and after; it is ours for the call.
        let raw = Opaque(x.read()?.cast());
        let there = crate::abi::stack::take::<OPENSSL_STACK>(raw);
        let list = there.map_or(ExtensionList::null(), ExtensionList::new);
        let result = v3::add(&list, nid, Opaque(value), crit != 0, flags);
        x.write(list.into_raw())?;
        result
    })
}

/// Writes a policy and its qualifiers.
#[unsafe(no_mangle)]
pub extern "C" fn X509_POLICY_NODE_print(
    out: Mut<BIO>,
    node: Mut<X509_POLICY_NODE>,
    indent: c_int,
) {
    quiet((), || {
        let node = node.get()?;
        let info = node.info.get().ok_or_else(Error::quiet)?;
        out.get()?.write(&print::policy_node(info, node.critical, indent));
        Ok(())
    });
}
