//! `openssl/lhash.h`: hash tables of pointers, the base of `LHASH_OF(T)`.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use crate::abi::{Give, In, Mut, Opaque, Str, Take, entry, quiet};
use crate::obj::bio::BIO;
use crate::obj::lhash::{Compare, Hash, OPENSSL_LHASH, text_hash};
use crate::obj::stream::Channel;
use libc::FILE;
use std::ffi::{c_int, c_ulong, c_void};

crate::box_handle!(OPENSSL_LHASH);

/// Hashes an element.
pub type OPENSSL_LH_HASHFUNC = Option<Hash>;
/// Compares two elements.
pub type OPENSSL_LH_COMPFUNC = Option<Compare>;
/// Is called for an element.
pub type OPENSSL_LH_DOALL_FUNC = Option<extern "C" fn(*mut c_void)>;
/// Is called for an element, with a pointer of the program's.
pub type OPENSSL_LH_DOALL_FUNCARG = Option<extern "C" fn(*mut c_void, *mut c_void)>;

/// An empty table; without functions it holds strings.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_LH_new(
    h: OPENSSL_LH_HASHFUNC,
    c: OPENSSL_LH_COMPFUNC,
) -> Give<OPENSSL_LHASH> {
    entry(Give::null(), || Ok(Give::new(OPENSSL_LHASH::new(h, c))))
}

/// Frees a table, not its elements. That of a configuration goes with it, by
/// `CONF_free`.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_LH_free(lh: Take<OPENSSL_LHASH>) {
    quiet((), || {
        if lh.peek()?.whole.get().is_null() {
            drop(lh.opt());
        }
        Ok(())
    });
}

/// Forgets every element.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_LH_flush(lh: Mut<OPENSSL_LHASH>) {
    quiet((), || {
        lh.get()?.flush();
        Ok(())
    });
}

/// Inserts an element; the equal one it replaces, or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_LH_insert(lh: Mut<OPENSSL_LHASH>, data: *mut c_void) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(lh.get()?.insert(Opaque(data)).0))
}

/// Removes and returns the element equal to `data`; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_LH_delete(lh: Mut<OPENSSL_LHASH>, data: *const c_void) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(lh.get()?.delete(Opaque(data.cast_mut())).0))
}

/// The element equal to `data`; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_LH_retrieve(lh: Mut<OPENSSL_LHASH>, data: *const c_void) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(lh.get()?.retrieve(Opaque(data.cast_mut())).0))
}

/// Calls `func` for every element; it may delete that one.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_LH_doall(lh: Mut<OPENSSL_LHASH>, func: OPENSSL_LH_DOALL_FUNC) {
    quiet((), || {
        if let Some(func) = func {
            lh.get()?.items().into_iter().for_each(|item| func(item.0));
        }
        Ok(())
    });
}

/// Calls `func` for every element, with `arg`; it may delete that one.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_LH_doall_arg(
    lh: Mut<OPENSSL_LHASH>,
    func: OPENSSL_LH_DOALL_FUNCARG,
    arg: *mut c_void,
) {
    quiet((), || {
        if let Some(func) = func {
            lh.get()?.items().into_iter().for_each(|item| func(item.0, arg));
        }
        Ok(())
    });
}

/// Errors since the last insertion: 0.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_LH_error(_lh: Mut<OPENSSL_LHASH>) -> c_int {
    0
}

/// How many elements there are.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_LH_num_items(lh: In<OPENSSL_LHASH>) -> c_ulong {
    quiet(0, || Ok(lh.opt().map_or(0, OPENSSL_LHASH::len)))
}

/// The load below which the table shrinks, in 256ths.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_LH_get_down_load(lh: In<OPENSSL_LHASH>) -> c_ulong {
    quiet(0, || Ok(lh.get()?.down_load()))
}

/// Sets the load below which the table shrinks, in 256ths.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_LH_set_down_load(lh: Mut<OPENSSL_LHASH>, down_load: c_ulong) {
    quiet((), || {
        lh.get()?.set_down_load(down_load);
        Ok(())
    });
}

/// OpenSSL's hash of a string; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_LH_strhash(c: Str) -> c_ulong {
    quiet(0, || Ok(c.opt().map_or(0, |text| text_hash(text.to_bytes()))))
}

/// The counters of a table, as text.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_LH_stats(lh: In<OPENSSL_LHASH>, fp: Mut<FILE>) {
    quiet((), || {
        Channel::file(&fp)?.write(lh.get()?.statistics().as_bytes());
        Ok(())
    });
}

/// The counters of a table, as text.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_LH_stats_bio(lh: In<OPENSSL_LHASH>, out: Mut<BIO>) {
    quiet((), || {
        Channel::Bio(out.get()?).write(lh.get()?.statistics().as_bytes());
        Ok(())
    });
}

/// The length of each chain of a table, as text.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_LH_node_stats(lh: In<OPENSSL_LHASH>, fp: Mut<FILE>) {
    quiet((), || {
        Channel::file(&fp)?.write(lh.get()?.chain_lengths().as_bytes());
        Ok(())
    });
}

/// The length of each chain of a table, as text.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_LH_node_stats_bio(lh: In<OPENSSL_LHASH>, out: Mut<BIO>) {
    quiet((), || {
        Channel::Bio(out.get()?).write(lh.get()?.chain_lengths().as_bytes());
        Ok(())
    });
}

/// How well the chains of a table are used, as text.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_LH_node_usage_stats(lh: In<OPENSSL_LHASH>, fp: Mut<FILE>) {
    quiet((), || {
        Channel::file(&fp)?.write(lh.get()?.usage().as_bytes());
        Ok(())
    });
}

/// How well the chains of a table are used, as text.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_LH_node_usage_stats_bio(lh: In<OPENSSL_LHASH>, out: Mut<BIO>) {
    quiet((), || {
        Channel::Bio(out.get()?).write(lh.get()?.usage().as_bytes());
        Ok(())
    });
}
