//! `CRYPTO_…_ex_data`: application data on objects.

use crate::abi::{In, Mut, Opaque, entry, quiet};
use crate::obj::ex_data::{CRYPTO_EX_DATA, CRYPTO_EX_dup, CRYPTO_EX_free, CRYPTO_EX_new, Class};
use std::ffi::{c_int, c_long, c_void};

/// Registers an index for values on objects of a class, with callbacks for
/// when such objects are made, copied and freed.
///
/// Returns: the index, from 1 up; -1 for an unknown class.
/// See: CRYPTO_get_ex_new_index(3).
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_get_ex_new_index(
    class_index: c_int,
    argl: c_long,
    argp: *mut c_void,
    new_func: Option<CRYPTO_EX_new>,
    dup_func: Option<CRYPTO_EX_dup>,
    free_func: Option<CRYPTO_EX_free>,
) -> c_int {
    entry(-1, || {
        let class = Class::try_from(class_index)?;
        Ok(class.new_index(argl, Opaque(argp), new_func, dup_func, free_func))
    })
}

/// Takes the callbacks of an index away.
///
/// Returns: 1; 0 if there is no such index.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_free_ex_index(class_index: c_int, idx: c_int) -> c_int {
    entry(0, || Ok(Class::try_from(class_index)?.free_index(idx).into()))
}

/// Makes `ad` an empty set of values of `obj` and runs the `new` callbacks.
///
/// Returns: 1; 0 for an unknown class.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_new_ex_data(
    class_index: c_int,
    obj: *mut c_void,
    ad: Mut<CRYPTO_EX_DATA>,
) -> c_int {
    entry(0, || {
        ad.get()?.initialise(Class::try_from(class_index)?, obj);
        Ok(1)
    })
}

/// Copies the values of `from` to `to` through the `dup` callbacks.
///
/// Returns: 1; 0 for an unknown class or if a callback returns 0.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_dup_ex_data(
    class_index: c_int,
    to: Mut<CRYPTO_EX_DATA>,
    from: In<CRYPTO_EX_DATA>,
) -> c_int {
    entry(0, || {
        to.get()?.duplicate(Class::try_from(class_index)?, from.get()?)?;
        Ok(1)
    })
}

/// Runs the `free` callbacks for `obj` and forgets the values in `ad`.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_free_ex_data(
    class_index: c_int,
    obj: *mut c_void,
    ad: Mut<CRYPTO_EX_DATA>,
) {
    entry((), || {
        if let Some(ad) = ad.opt() {
            ad.release(Class::try_from(class_index)?, obj);
        }
        Ok(())
    });
}

/// Runs the `new` callback of one index if its value is NULL.
///
/// Returns: 1; 0 if there is neither a value nor a callback.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_alloc_ex_data(
    class_index: c_int,
    obj: *mut c_void,
    ad: Mut<CRYPTO_EX_DATA>,
    idx: c_int,
) -> c_int {
    entry(0, || Ok(ad.get()?.allocate(Class::try_from(class_index)?, obj, idx).into()))
}

/// Sets the value at `idx`.
///
/// Returns: 1; 0 for a bad index.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_set_ex_data(
    ad: Mut<CRYPTO_EX_DATA>,
    idx: c_int,
    val: *mut c_void,
) -> c_int {
    entry(0, || ad.get()?.set(idx, Opaque(val)).map(|()| 1))
}

/// The value at `idx`; NULL if none was set.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_get_ex_data(ad: In<CRYPTO_EX_DATA>, idx: c_int) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(ad.get()?.get(idx).0))
}
