//! `X509_PURPOSE_…` and `X509_TRUST_…`: the tables of what certificates may be
//! used and trusted for.

use crate::abi::layout::x509_vfy::{X509_PURPOSE, X509_TRUST};
use crate::abi::{In, Lend, Mut, Out, Str, entry, quiet};
use crate::err::{Error, Lib, x509, x509v3};
use crate::obj::x509::X509;
use crate::obj::x509_vfy::aux;
use crate::pki::{purpose, trust};
use std::ffi::{c_char, c_int};
use std::sync::LazyLock;

static PURPOSES: LazyLock<Vec<X509_PURPOSE>> = LazyLock::new(|| {
    let row = |p: &purpose::Purpose| X509_PURPOSE::new(p.id, p.trust, p.name, p.short_name);
    purpose::TABLE.iter().map(row).collect()
});

static TRUSTS: LazyLock<Vec<X509_TRUST>> =
    LazyLock::new(|| trust::TABLE.iter().map(|t| X509_TRUST::new(t.id, t.name, t.nid)).collect());

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
        Ok(purpose::check(&cert, id, ca != 0))
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
        let x = x.get()?;
        Ok(trust::check(&*x.cert()?, aux(x)?.as_deref(), id, flags) as c_int)
    })
}

/// How many purposes there are.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PURPOSE_get_count() -> c_int {
    index(Some(PURPOSES.len()))
}

/// Lends the purpose at index `idx`; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PURPOSE_get0(idx: c_int) -> Lend<X509_PURPOSE> {
    Lend::opt(usize::try_from(idx).ok().and_then(|index| PURPOSES.get(index)))
}

/// The index of the purpose with a short name; -1 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PURPOSE_get_by_sname(sname: Str) -> c_int {
    quiet(-1, || {
        let name = sname.get()?;
        Ok(index(purpose::TABLE.iter().position(|p| p.short_name == name)))
    })
}

/// The index of the purpose with a number; -1 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PURPOSE_get_by_id(id: c_int) -> c_int {
    index(purpose::TABLE.iter().position(|p| p.id == id))
}

/// Stores a purpose, if it exists.
///
/// Returns: 1; 0 for an unknown purpose.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PURPOSE_set(p: Out<c_int>, purpose: c_int) -> c_int {
    entry(0, || {
        if purpose::by_id(purpose).is_none() {
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
    quiet(std::ptr::null_mut(), || Ok(xp.get()?.name.cast_mut()))
}

/// Lends the short name of a purpose.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PURPOSE_get0_sname(xp: In<X509_PURPOSE>) -> *mut c_char {
    quiet(std::ptr::null_mut(), || Ok(xp.get()?.sname.cast_mut()))
}

/// The trust that goes with a purpose.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PURPOSE_get_trust(xp: In<X509_PURPOSE>) -> c_int {
    quiet(0, || Ok(xp.get()?.trust))
}

/// Forgets the purposes that were added: there are none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PURPOSE_cleanup() {}

/// How many trust settings there are.
#[unsafe(no_mangle)]
pub extern "C" fn X509_TRUST_get_count() -> c_int {
    index(Some(TRUSTS.len()))
}

/// Lends the trust setting at index `idx`; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_TRUST_get0(idx: c_int) -> Lend<X509_TRUST> {
    Lend::opt(usize::try_from(idx).ok().and_then(|index| TRUSTS.get(index)))
}

/// The index of the trust setting with a number; -1 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_TRUST_get_by_id(id: c_int) -> c_int {
    index(trust::TABLE.iter().position(|t| t.id == id))
}

/// Stores a trust setting, if it exists.
///
/// Returns: 1; 0 for an unknown one.
#[unsafe(no_mangle)]
pub extern "C" fn X509_TRUST_set(t: Out<c_int>, trust: c_int) -> c_int {
    entry(0, || {
        if trust::by_id(trust).is_none() {
            return Err(Error::new(Lib::X509, x509::R_INVALID_TRUST));
        }
        t.write(trust).map(|()| 1)
    })
}

/// The flags of a trust setting.
#[unsafe(no_mangle)]
pub extern "C" fn X509_TRUST_get_flags(xp: In<X509_TRUST>) -> c_int {
    quiet(0, || Ok(xp.get()?.flags))
}

/// Lends the name of a trust setting.
#[unsafe(no_mangle)]
pub extern "C" fn X509_TRUST_get0_name(xp: In<X509_TRUST>) -> *mut c_char {
    quiet(std::ptr::null_mut(), || Ok(xp.get()?.name.cast_mut()))
}

/// The number of a trust setting.
#[unsafe(no_mangle)]
pub extern "C" fn X509_TRUST_get_trust(xp: In<X509_TRUST>) -> c_int {
    quiet(0, || Ok(xp.get()?.trust))
}

/// Forgets the trust settings that were added: there are none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_TRUST_cleanup() {}
