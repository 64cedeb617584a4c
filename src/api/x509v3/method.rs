//! The methods of extensions.

use crate::abi::{LendConst, Mut, Opaque, entry, quiet, stack};
use crate::obj::x509::X509_EXTENSION;
use crate::obj::x509::v3::context::X509V3_EXT_METHOD;
use crate::obj::x509::v3::method;
use std::ffi::c_int;

/// The method of an extension; NULL if it is unknown.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_EXT_get(ext: Mut<X509_EXTENSION>) -> LendConst<X509V3_EXT_METHOD> {
    quiet(LendConst::null(), || {
        let number = ext.get()?.nid();
        Ok(if number == 0 { LendConst::null() } else { X509V3_EXT_get_nid(number) })
    })
}

/// The method of the extension `nid`; NULL if it is unknown.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_EXT_get_nid(nid: c_int) -> LendConst<X509V3_EXT_METHOD> {
    quiet(LendConst::null(), || Ok(method::with(nid, LendConst::new).unwrap_or(LendConst::null())))
}

/// The program's method, which must live as long as it is registered.
fn lasting(ext: &Mut<X509V3_EXT_METHOD>) -> Option<&'static X509V3_EXT_METHOD> {
    stack::look(Opaque(ext.as_ptr().cast()))
}

/// Adds a method of the program's. Returns: 1; 0 for NULL.
///
/// Ownership: the method stays the program's, and in use until
/// `X509V3_EXT_cleanup`.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_EXT_add(ext: Mut<X509V3_EXT_METHOD>) -> c_int {
    entry(0, || {
        ext.get()?;
        lasting(&ext).into_iter().for_each(method::add);
        Ok(1)
    })
}

/// Adds the methods of an array that one with `ext_nid` -1 ends. Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_EXT_add_list(extlist: Mut<X509V3_EXT_METHOD>) -> c_int {
    entry(0, || {
        extlist.get()?;
        let end = |method: &X509V3_EXT_METHOD| method.ext_nid == -1;
        stack::array_until(extlist.as_ptr(), end).into_iter().for_each(method::add);
        Ok(1)
    })
}

/// Makes the extension `nid_to` one like `nid_from`. Returns: 1; 0 if that is
/// unknown.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_EXT_add_alias(nid_to: c_int, nid_from: c_int) -> c_int {
    entry(0, || method::alias(nid_to, nid_from).map(|()| 1))
}

/// Forgets the methods that were added.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_EXT_cleanup() {
    quiet((), || {
        method::forget();
        Ok(())
    });
}

/// Does nothing: the known extensions are there. Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_add_standard_extensions() -> c_int {
    1
}
