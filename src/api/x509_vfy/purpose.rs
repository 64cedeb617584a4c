//! `X509_PURPOSE_…` and `X509_TRUST_…`: the tables of what certificates may be
//! used and trusted for.

use crate::abi::{In, Lend, Mut, Opaque, Out, Str, entry, quiet};
use crate::err::{self, Error, Lib, Result, x509, x509v3};
use crate::obj::x509::X509;
use crate::obj::x509_vfy::tables::{
    self, NewPurpose, NewTrust, X509_PURPOSE, X509_PURPOSE_check_fn, X509_TRUST,
    X509_TRUST_check_fn, X509_TRUST_default_fn,
};
use crate::pki::{purpose, trust};
use std::ffi::{CString, c_char, c_int};

fn index(found: Option<usize>) -> c_int {
    found.and_then(|index| c_int::try_from(index).ok()).unwrap_or(-1)
}

/// Whether `x` may be used for the purpose `id`, as a CA if `ca`; with an `id`
/// of -1 only whether its extensions are well formed.
///
/// Returns: above 0 yes, 0 no, -1 if the purpose is unknown or the
/// certificate is malformed.
/// See: X509_check_purpose(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_check_purpose(x: Mut<X509>, id: c_int, ca: c_int) -> c_int {
    entry(-1, || {
        let cert = x.get()?.cert()?;
        if cert.has(crate::pki::info::flag::INVALID) {
            return Err(Error::new(Lib::X509v3, x509v3::R_INVALID_CERTIFICATE));
        }
        let own = tables::own_purpose(x.get()?, id, ca != 0).filter(|_| id != -1);
        Ok(own.unwrap_or_else(|| purpose::check(&cert, id, ca != 0)))
    })
}

/// Whether `x` is a CA: 0 if not, else why it counts as one.
/// See: X509_check_ca(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_check_ca(x: Mut<X509>) -> c_int {
    entry(0, || {
        let cert = x.get()?.cert()?;
        if cert.has(crate::pki::info::flag::INVALID) {
            return Err(Error::new(Lib::X509v3, x509v3::R_INVALID_CERTIFICATE));
        }
        Ok(purpose::check_ca(&cert))
    })
}

/// How far the trust settings of `x` trust it for `id`.
///
/// Returns: `X509_TRUST_TRUSTED`, `_REJECTED` or `_UNTRUSTED`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_check_trust(x: Mut<X509>, id: c_int, flags: c_int) -> c_int {
    quiet(trust::Trust::Untrusted as c_int, || {
        tables::check_trust(x.get()?, id, flags).map(|verdict| verdict as c_int)
    })
}

/// How many purposes there are.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PURPOSE_get_count() -> c_int {
    index(Some(tables::count_purposes()))
}

/// Lends the purpose at index `idx`; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PURPOSE_get0(idx: c_int) -> Lend<X509_PURPOSE> {
    quiet(Lend::null(), || {
        Ok(Lend::opt(usize::try_from(idx).ok().and_then(tables::purpose_at).as_deref()))
    })
}

/// The index of the purpose with a short name; -1 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PURPOSE_get_by_sname(sname: Str) -> c_int {
    quiet(-1, || {
        let name = sname.get()?;
        Ok(index(tables::place_of_name(name)))
    })
}

/// The index of the purpose with a number; -1 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PURPOSE_get_by_id(id: c_int) -> c_int {
    quiet(-1, || Ok(index(tables::place_of_purpose(id))))
}

/// Stores a purpose, if it exists.
///
/// Returns: 1; 0 for an unknown purpose.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PURPOSE_set(p: Out<c_int>, purpose: c_int) -> c_int {
    entry(0, || {
        if purpose::trust_of(purpose).is_none() {
            return Err(Error::new(Lib::X509v3, x509v3::R_INVALID_PURPOSE));
        }
        p.write(purpose).map(|()| 1)
    })
}

/// The number of a purpose.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PURPOSE_get_id(xp: In<X509_PURPOSE>) -> c_int {
    quiet(0, || Ok(xp.get()?.purpose))
}

/// Lends the name of a purpose.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PURPOSE_get0_name(xp: In<X509_PURPOSE>) -> *mut c_char {
    quiet(std::ptr::null_mut(), || Ok(xp.get()?.name.get().0.cast()))
}

/// Lends the short name of a purpose.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PURPOSE_get0_sname(xp: In<X509_PURPOSE>) -> *mut c_char {
    quiet(std::ptr::null_mut(), || Ok(xp.get()?.sname.get().0.cast()))
}

/// The trust that goes with a purpose.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PURPOSE_get_trust(xp: In<X509_PURPOSE>) -> c_int {
    quiet(0, || Ok(xp.get()?.trust.get()))
}

/// Forgets the purposes that were added; those that were changed stay so.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PURPOSE_cleanup() {
    quiet((), || {
        tables::forget_purposes();
        Ok(())
    });
}

/// The name of a row; `lib` says whose error its absence is.
fn row_name(name: &Str, lib: Lib) -> Result<CString> {
    let name = name.opt().ok_or_else(|| Error::new(lib, err::R_MALLOC_FAILURE))?;
    Ok(name.to_owned())
}

/// Adds a purpose, or changes the one with this number, which verifications
/// then check by calling `ck`.
///
/// Returns: 1; 0 without a name.
/// Ownership: the names are copied; `arg` is handed back as `usr_data`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PURPOSE_add(
    id: c_int,
    trust: c_int,
    flags: c_int,
    ck: Option<X509_PURPOSE_check_fn>,
    name: Str,
    sname: Str,
    arg: Opaque,
) -> c_int {
    entry(0, || {
        let names = [row_name(&name, Lib::X509v3)?, row_name(&sname, Lib::X509v3)?];
        tables::add_purpose(NewPurpose { id, trust, flags, check: ck, names, data: arg });
        Ok(1)
    })
}

/// How many trust settings there are.
#[unsafe(no_mangle)]
pub extern "C" fn X509_TRUST_get_count() -> c_int {
    index(Some(tables::count_trusts()))
}

/// Lends the trust setting at index `idx`; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_TRUST_get0(idx: c_int) -> Lend<X509_TRUST> {
    quiet(Lend::null(), || {
        Ok(Lend::opt(usize::try_from(idx).ok().and_then(tables::trust_at).as_deref()))
    })
}

/// The index of the trust setting with a number; -1 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_TRUST_get_by_id(id: c_int) -> c_int {
    quiet(-1, || Ok(index(tables::place_of_trust(id))))
}

/// Stores a trust setting, if it exists.
///
/// Returns: 1; 0 for an unknown one.
#[unsafe(no_mangle)]
pub extern "C" fn X509_TRUST_set(t: Out<c_int>, trust: c_int) -> c_int {
    entry(0, || {
        if !trust::exists(trust) {
            return Err(Error::new(Lib::X509, x509::R_INVALID_TRUST));
        }
        t.write(trust).map(|()| 1)
    })
}

/// The flags of a trust setting.
#[unsafe(no_mangle)]
pub extern "C" fn X509_TRUST_get_flags(xp: In<X509_TRUST>) -> c_int {
    quiet(0, || Ok(xp.get()?.flags.get()))
}

/// Lends the name of a trust setting.
#[unsafe(no_mangle)]
pub extern "C" fn X509_TRUST_get0_name(xp: In<X509_TRUST>) -> *mut c_char {
    quiet(std::ptr::null_mut(), || Ok(xp.get()?.name.get().0.cast()))
}

/// The number of a trust setting.
#[unsafe(no_mangle)]
pub extern "C" fn X509_TRUST_get_trust(xp: In<X509_TRUST>) -> c_int {
    quiet(0, || Ok(xp.get()?.trust))
}

/// Forgets the trust settings that were added; those that were changed stay so.
#[unsafe(no_mangle)]
pub extern "C" fn X509_TRUST_cleanup() {
    quiet((), || {
        tables::forget_trusts();
        Ok(())
    });
}

/// Adds a trust setting, or changes the one with this number, which
/// verifications then check by calling `ck`.
///
/// Returns: 1; 0 without a name.
/// Ownership: the name is copied; `arg2` is handed back.
#[unsafe(no_mangle)]
pub extern "C" fn X509_TRUST_add(
    id: c_int,
    flags: c_int,
    ck: Option<X509_TRUST_check_fn>,
    name: Str,
    arg1: c_int,
    arg2: Opaque,
) -> c_int {
    entry(0, || {
        let name = row_name(&name, Lib::X509)?;
        tables::add_trust(NewTrust { id, flags, check: ck, name, arg1, arg2 });
        Ok(1)
    })
}

/// Replaces the function that decides about trust for what is not in the
/// table; NULL brings the library's back.
///
/// Returns: the old one.
#[unsafe(no_mangle)]
pub extern "C" fn X509_TRUST_set_default(
    trust: Option<X509_TRUST_default_fn>,
) -> Option<X509_TRUST_default_fn> {
    quiet(None, || Ok(tables::set_trust_default(trust)))
}
