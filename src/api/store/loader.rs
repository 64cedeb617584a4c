//! `OSSL_STORE_LOADER_…`: how URIs of a scheme are opened.

use crate::abi::func::FnCell;
use crate::abi::{Give, In, Lend, LendConst, Mut, Str, Take, entry, quiet};
use crate::err::{self, Error, Lib, ossl_store};
use crate::obj::engine::ENGINE;
use crate::obj::lib_ctx::{OSSL_LIB_CTX, OSSL_PROVIDER};
use crate::obj::store::OSSL_STORE_LOADER;
use crate::obj::store::loader::{
    OSSL_STORE_attach_fn, OSSL_STORE_close_fn, OSSL_STORE_ctrl_fn, OSSL_STORE_eof_fn,
    OSSL_STORE_error_fn, OSSL_STORE_expect_fn, OSSL_STORE_find_fn, OSSL_STORE_load_fn,
    OSSL_STORE_open_ex_fn, OSSL_STORE_open_fn,
};
use std::ffi::{CStr, c_char, c_int, c_void};

/// A loader for URIs of `scheme`, without functions yet.
///
/// Errors: `INVALID_SCHEME` for NULL.
/// See: OSSL_STORE_LOADER_new(3). Engines play no part.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_LOADER_new(_e: Mut<ENGINE>, scheme: Str) -> Give<OSSL_STORE_LOADER> {
    entry(Give::null(), || {
        let missing = || Error::new(Lib::OsslStore, ossl_store::R_INVALID_SCHEME);
        Ok(Give::new(OSSL_STORE_LOADER::new(scheme.opt().ok_or_else(missing)?)))
    })
}

/// Frees a loader.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_LOADER_free(loader: Take<OSSL_STORE_LOADER>) {
    quiet((), || {
        drop(loader.opt());
        Ok(())
    });
}

/// Adds a share: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_LOADER_up_ref(loader: Mut<OSSL_STORE_LOADER>) -> c_int {
    quiet(0, || {
        // The share is C's until it calls OSSL_STORE_LOADER_free.
        let _kept = Give::<OSSL_STORE_LOADER>::new(loader.share()?);
        Ok(1)
    })
}

/// The engine of a loader: none.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_LOADER_get0_engine(
    _loader: In<OSSL_STORE_LOADER>,
) -> LendConst<ENGINE> {
    LendConst::null()
}

/// Lends the scheme of a loader of the program's; NULL for the library's own.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_LOADER_get0_scheme(
    loader: In<OSSL_STORE_LOADER>,
) -> LendConst<c_char> {
    quiet(LendConst::null(), || {
        Ok(loader.get()?.scheme().map_or(LendConst::null(), LendConst::cstr))
    })
}

fn set<F: Copy>(
    loader: &Mut<OSSL_STORE_LOADER>,
    place: fn(&OSSL_STORE_LOADER) -> &FnCell<F>,
    function: Option<F>,
) -> c_int {
    quiet(0, || {
        place(loader.get()?).set(function);
        Ok(1)
    })
}

/// Sets the function that opens a URI: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_LOADER_set_open(
    loader: Mut<OSSL_STORE_LOADER>,
    open_function: Option<OSSL_STORE_open_fn>,
) -> c_int {
    set(&loader, |loader| &loader.open, open_function)
}

/// Sets the function that opens a URI in a library context: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_LOADER_set_open_ex(
    loader: Mut<OSSL_STORE_LOADER>,
    open_ex_function: Option<OSSL_STORE_open_ex_fn>,
) -> c_int {
    set(&loader, |loader| &loader.open_ex, open_ex_function)
}

/// Sets the function that opens a BIO: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_LOADER_set_attach(
    loader: Mut<OSSL_STORE_LOADER>,
    attach_function: Option<OSSL_STORE_attach_fn>,
) -> c_int {
    set(&loader, |loader| &loader.attach, attach_function)
}

/// Sets the function for commands: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_LOADER_set_ctrl(
    loader: Mut<OSSL_STORE_LOADER>,
    ctrl_function: Option<OSSL_STORE_ctrl_fn>,
) -> c_int {
    set(&loader, |loader| &loader.ctrl, ctrl_function)
}

/// Sets the function that hears which type is wanted: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_LOADER_set_expect(
    loader: Mut<OSSL_STORE_LOADER>,
    expect_function: Option<OSSL_STORE_expect_fn>,
) -> c_int {
    set(&loader, |loader| &loader.expect, expect_function)
}

/// Sets the function that hears what is looked for: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_LOADER_set_find(
    loader: Mut<OSSL_STORE_LOADER>,
    find_function: Option<OSSL_STORE_find_fn>,
) -> c_int {
    set(&loader, |loader| &loader.find, find_function)
}

/// Sets the function that loads an object: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_LOADER_set_load(
    loader: Mut<OSSL_STORE_LOADER>,
    load_function: Option<OSSL_STORE_load_fn>,
) -> c_int {
    set(&loader, |loader| &loader.load, load_function)
}

/// Sets the function that knows the end: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_LOADER_set_eof(
    loader: Mut<OSSL_STORE_LOADER>,
    eof_function: Option<OSSL_STORE_eof_fn>,
) -> c_int {
    set(&loader, |loader| &loader.eof, eof_function)
}

/// Sets the function that knows of an error: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_LOADER_set_error(
    loader: Mut<OSSL_STORE_LOADER>,
    error_function: Option<OSSL_STORE_error_fn>,
) -> c_int {
    set(&loader, |loader| &loader.error, error_function)
}

/// Sets the function that closes: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_LOADER_set_close(
    loader: Mut<OSSL_STORE_LOADER>,
    close_function: Option<OSSL_STORE_close_fn>,
) -> c_int {
    set(&loader, |loader| &loader.close, close_function)
}

/// Makes a loader serve its scheme, in place of one that did.
///
/// Returns: 1; 0 for an invalid scheme or a loader without what it needs.
/// Ownership: it stays the program's, which must unregister it before it frees it.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_register_loader(loader: Mut<OSSL_STORE_LOADER>) -> c_int {
    entry(0, || OSSL_STORE_LOADER::register(loader.share()?).map(|()| 1))
}

/// Takes the loader of a scheme out.
///
/// Returns: it; NULL with `UNREGISTERED_SCHEME` if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_unregister_loader(scheme: Str) -> Lend<OSSL_STORE_LOADER> {
    entry(Lend::null(), || {
        // The program holds a share of its own.
        Ok(Lend::new(&*OSSL_STORE_LOADER::unregister(scheme.get()?)?))
    })
}

/// Calls `do_function` for each registered loader: 1.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_do_all_loaders(
    do_function: Option<extern "C" fn(In<OSSL_STORE_LOADER>, *mut c_void)>,
    do_arg: *mut c_void,
) -> c_int {
    quiet(0, || {
        let Some(function) = do_function else { return Ok(0) };
        for loader in OSSL_STORE_LOADER::all() {
            function(In::lend(&loader), do_arg);
        }
        Ok(1)
    })
}

/// The library's loader of a scheme, which is `file` alone.
///
/// Errors: `unsupported` for another scheme.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_LOADER_fetch(
    _libctx: Mut<OSSL_LIB_CTX>,
    scheme: Str,
    _properties: Str,
) -> Give<OSSL_STORE_LOADER> {
    entry(Give::null(), || {
        if scheme.get()?.to_bytes().eq_ignore_ascii_case(b"file") {
            return Ok(Give::new(OSSL_STORE_LOADER::built_in()));
        }
        let text = format!("No store loader found. Scheme ({})", scheme.get()?.to_string_lossy());
        Err(Error::new(Lib::OsslStore, err::R_UNSUPPORTED).with(text))
    })
}

/// Calls `user_fn` for each loader of the library's own.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_LOADER_do_all_provided(
    _libctx: Mut<OSSL_LIB_CTX>,
    user_fn: Option<extern "C" fn(Mut<OSSL_STORE_LOADER>, *mut c_void)>,
    user_arg: *mut c_void,
) {
    quiet((), || {
        if let Some(function) = user_fn {
            function(Mut::lend(&OSSL_STORE_LOADER::built_in()), user_arg);
        }
        Ok(())
    });
}

/// Whether it is the library's loader and serves `scheme`, in any case.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_LOADER_is_a(loader: In<OSSL_STORE_LOADER>, scheme: Str) -> c_int {
    quiet(0, || {
        let own = loader.get()?.scheme().is_none();
        Ok((own && scheme.get()?.to_bytes().eq_ignore_ascii_case(b"file")).into())
    })
}

/// Calls `function` with each scheme of a loader of the library's own: 1; 0
/// for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_LOADER_names_do_all(
    loader: In<OSSL_STORE_LOADER>,
    function: Option<extern "C" fn(Str, *mut c_void)>,
    data: *mut c_void,
) -> c_int {
    quiet(0, || {
        if let (None, Some(function)) = (loader.get()?.scheme(), function) {
            function(Str::lend(FILE), data);
        }
        Ok(1)
    })
}

/// The scheme of the library's own loader.
const FILE: &CStr = c"file";

/// Lends the provider of the library's own loader; NULL for the program's.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_LOADER_get0_provider(
    loader: In<OSSL_STORE_LOADER>,
) -> LendConst<OSSL_PROVIDER> {
    quiet(LendConst::null(), || {
        let own = loader.get()?.scheme().is_none();
        let provider = if own { OSSL_PROVIDER::find(c"default") } else { None };
        Ok(provider.map_or(LendConst::null(), LendConst::new))
    })
}

/// Lends the properties of the library's own loader; NULL for the program's.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_LOADER_get0_properties(
    loader: In<OSSL_STORE_LOADER>,
) -> LendConst<c_char> {
    quiet(LendConst::null(), || {
        let own = loader.get()?.scheme().is_none();
        Ok(if own { LendConst::cstr(c"provider=default,fips=yes") } else { LendConst::null() })
    })
}

/// What a loader is, in words: nothing is said.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_LOADER_get0_description(
    _loader: In<OSSL_STORE_LOADER>,
) -> LendConst<c_char> {
    LendConst::null()
}
