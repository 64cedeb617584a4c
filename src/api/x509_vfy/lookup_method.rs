//! `X509_LOOKUP_meth_…`: a program's own way to find certificates, which a
//! store uses like the library's.

use crate::abi::{Give, In, Mut, Str, Take, entry, quiet};
use crate::err::{self, Error, Lib, Result};
use crate::obj::x509_vfy::X509_LOOKUP;
use crate::obj::x509_vfy::lookup_method::{
    Kind, Own, X509_LOOKUP_METHOD, X509_LOOKUP_ctrl_fn, X509_LOOKUP_free_fn,
    X509_LOOKUP_get_by_alias_fn, X509_LOOKUP_get_by_fingerprint_fn,
    X509_LOOKUP_get_by_issuer_serial_fn, X509_LOOKUP_get_by_subject_fn, X509_LOOKUP_step_fn,
};
use std::ffi::c_int;

/// Makes a method without any function yet; its name is of no use.
///
/// Returns: the method, which the caller frees; NULL without a name.
/// See: X509_LOOKUP_meth_new(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_meth_new(name: Str) -> Give<X509_LOOKUP_METHOD> {
    entry(Give::null(), || {
        name.opt().ok_or_else(|| Error::new(Lib::X509, err::R_MALLOC_FAILURE))?;
        Ok(Give::new(X509_LOOKUP_METHOD::new(Kind::Own)))
    })
}

/// Frees a method; lookups that use it keep a share of it. The library's own
/// stay.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_meth_free(method: Take<X509_LOOKUP_METHOD>) {
    quiet((), || {
        if let Some(method) = method.opt()
            && method.kind != Kind::Own
        {
            // C was only lent it.
            std::mem::forget(method);
        }
        Ok(())
    });
}

/// Sets a function of a program's own method; the library's cannot be changed.
fn set(method: &Mut<X509_LOOKUP_METHOD>, set: impl FnOnce(&Own)) -> Result<c_int> {
    let method = method.get()?;
    if method.kind != Kind::Own {
        return Err(Error::new(Lib::X509, err::R_SHOULD_NOT_HAVE_BEEN_CALLED));
    }
    set(&method.own);
    Ok(1)
}

extern "C" fn prepare_nothing(ctx: Mut<X509_LOOKUP>) -> c_int {
    let _ = ctx;
    1
}

extern "C" fn free_nothing(ctx: Mut<X509_LOOKUP>) {
    let _ = ctx;
}

/// Sets the function that prepares a lookup for `X509_LOOKUP_init`.
///
/// Returns: 1; 0 for a method of the library's.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_meth_set_init(
    method: Mut<X509_LOOKUP_METHOD>,
    init_fn: Option<X509_LOOKUP_step_fn>,
) -> c_int {
    entry(0, || set(&method, |own| own.init.set(init_fn)))
}

/// The function that prepares a lookup for `X509_LOOKUP_init`; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_meth_get_init(
    method: In<X509_LOOKUP_METHOD>,
) -> Option<X509_LOOKUP_step_fn> {
    quiet(None, || Ok(method.get()?.own.init.get()))
}

/// Sets the function that ends a lookup before its store is freed.
///
/// Returns: 1; 0 for a method of the library's.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_meth_set_shutdown(
    method: Mut<X509_LOOKUP_METHOD>,
    shutdown_fn: Option<X509_LOOKUP_step_fn>,
) -> c_int {
    entry(0, || set(&method, |own| own.shutdown.set(shutdown_fn)))
}

/// The function that ends a lookup before its store is freed; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_meth_get_shutdown(
    method: In<X509_LOOKUP_METHOD>,
) -> Option<X509_LOOKUP_step_fn> {
    quiet(None, || Ok(method.get()?.own.shutdown.get()))
}

/// Sets the function that is given the commands of `X509_LOOKUP_ctrl`.
///
/// Returns: 1; 0 for a method of the library's.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_meth_set_ctrl(
    method: Mut<X509_LOOKUP_METHOD>,
    ctrl_fn: Option<X509_LOOKUP_ctrl_fn>,
) -> c_int {
    entry(0, || set(&method, |own| own.ctrl.set(ctrl_fn)))
}

/// The function that is given the commands of `X509_LOOKUP_ctrl`; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_meth_get_ctrl(
    method: In<X509_LOOKUP_METHOD>,
) -> Option<X509_LOOKUP_ctrl_fn> {
    quiet(None, || {
        let method = method.get()?;
        if method.kind == Kind::Own {
            return Ok(method.own.ctrl.get());
        }
        let library: Option<X509_LOOKUP_ctrl_fn> = Some(super::lookup::X509_LOOKUP_ctrl);
        Ok(library)
    })
}

/// Sets the function that prepares what the method keeps in a new lookup.
///
/// Returns: 1; 0 for a method of the library's.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_meth_set_new_item(
    method: Mut<X509_LOOKUP_METHOD>,
    new_item: Option<X509_LOOKUP_step_fn>,
) -> c_int {
    entry(0, || set(&method, |own| own.new_item.set(new_item)))
}

/// The function that prepares what the method keeps in a new lookup; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_meth_get_new_item(
    method: In<X509_LOOKUP_METHOD>,
) -> Option<X509_LOOKUP_step_fn> {
    quiet(None, || {
        let method = method.get()?;
        if method.kind == Kind::Own {
            return Ok(method.own.new_item.get());
        }
        let library: Option<X509_LOOKUP_step_fn> =
            (method.kind == Kind::HashDir).then_some(prepare_nothing as _);
        Ok(library)
    })
}

/// Sets the function that frees what the method keeps in a lookup.
///
/// Returns: 1; 0 for a method of the library's.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_meth_set_free(
    method: Mut<X509_LOOKUP_METHOD>,
    free_fn: Option<X509_LOOKUP_free_fn>,
) -> c_int {
    entry(0, || set(&method, |own| own.free.set(free_fn)))
}

/// The function that frees what the method keeps in a lookup; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_meth_get_free(
    method: In<X509_LOOKUP_METHOD>,
) -> Option<X509_LOOKUP_free_fn> {
    quiet(None, || {
        let method = method.get()?;
        if method.kind == Kind::Own {
            return Ok(method.own.free.get());
        }
        let library: Option<X509_LOOKUP_free_fn> =
            (method.kind != Kind::File).then_some(free_nothing as _);
        Ok(library)
    })
}

/// Sets the function that finds a certificate or CRL by name.
///
/// Returns: 1; 0 for a method of the library's.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_meth_set_get_by_subject(
    method: Mut<X509_LOOKUP_METHOD>,
    fn_: Option<X509_LOOKUP_get_by_subject_fn>,
) -> c_int {
    entry(0, || set(&method, |own| own.by_subject.set(fn_)))
}

/// The function that finds a certificate or CRL by name; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_meth_get_get_by_subject(
    method: In<X509_LOOKUP_METHOD>,
) -> Option<X509_LOOKUP_get_by_subject_fn> {
    quiet(None, || {
        let method = method.get()?;
        if method.kind == Kind::Own {
            return Ok(method.own.by_subject.get());
        }
        let library: Option<X509_LOOKUP_get_by_subject_fn> =
            (method.kind != Kind::File).then_some(super::lookup::X509_LOOKUP_by_subject as _);
        Ok(library)
    })
}

/// Sets the function that finds one by issuer and serial number.
///
/// Returns: 1; 0 for a method of the library's.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_meth_set_get_by_issuer_serial(
    method: Mut<X509_LOOKUP_METHOD>,
    fn_: Option<X509_LOOKUP_get_by_issuer_serial_fn>,
) -> c_int {
    entry(0, || set(&method, |own| own.by_issuer_serial.set(fn_)))
}

/// The function that finds one by issuer and serial number; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_meth_get_get_by_issuer_serial(
    method: In<X509_LOOKUP_METHOD>,
) -> Option<X509_LOOKUP_get_by_issuer_serial_fn> {
    quiet(None, || Ok(method.get()?.own.by_issuer_serial.get()))
}

/// Sets the function that finds one by fingerprint.
///
/// Returns: 1; 0 for a method of the library's.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_meth_set_get_by_fingerprint(
    method: Mut<X509_LOOKUP_METHOD>,
    fn_: Option<X509_LOOKUP_get_by_fingerprint_fn>,
) -> c_int {
    entry(0, || set(&method, |own| own.by_fingerprint.set(fn_)))
}

/// The function that finds one by fingerprint; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_meth_get_get_by_fingerprint(
    method: In<X509_LOOKUP_METHOD>,
) -> Option<X509_LOOKUP_get_by_fingerprint_fn> {
    quiet(None, || Ok(method.get()?.own.by_fingerprint.get()))
}

/// Sets the function that finds one by alias.
///
/// Returns: 1; 0 for a method of the library's.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_meth_set_get_by_alias(
    method: Mut<X509_LOOKUP_METHOD>,
    fn_: Option<X509_LOOKUP_get_by_alias_fn>,
) -> c_int {
    entry(0, || set(&method, |own| own.by_alias.set(fn_)))
}

/// The function that finds one by alias; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_meth_get_get_by_alias(
    method: In<X509_LOOKUP_METHOD>,
) -> Option<X509_LOOKUP_get_by_alias_fn> {
    quiet(None, || Ok(method.get()?.own.by_alias.get()))
}
