//! `openssl/conf.h`: ways in which configurations are written.

use super::{NCONF_dump_bio, NCONF_free, NCONF_free_data, NCONF_load, NCONF_load_bio};
use crate::abi::{Give, In, Lend, Mut, Opaque, Out, Str, Take, entry, quiet};
use crate::err::{self, Error, Lib, Result};
use crate::obj::bio::BIO;
use crate::obj::cell::Guarded;
use crate::obj::conf::{CONF, Syntax};
use crate::obj::lhash::OPENSSL_LHASH;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use std::ffi::{CStr, c_char, c_int, c_long};

/// A way of writing configurations, in OpenSSL's public layout. There are the
/// two of this file; one of the program's own is refused.
#[repr(C)]
#[allow(non_camel_case_types, reason = "OpenSSL's name")]
pub struct CONF_METHOD {
    name: Opaque,
    create: extern "C" fn(Mut<CONF_METHOD>) -> Give<CONF>,
    init: extern "C" fn(Mut<CONF>) -> c_int,
    destroy: extern "C" fn(Take<CONF>) -> c_int,
    destroy_data: extern "C" fn(Mut<CONF>) -> c_int,
    load_bio: extern "C" fn(Mut<CONF>, Mut<BIO>, Out<c_long>) -> c_int,
    dump: extern "C" fn(In<CONF>, Mut<BIO>) -> c_int,
    is_number: extern "C" fn(In<CONF>, c_char) -> c_int,
    to_int: extern "C" fn(In<CONF>, c_char) -> c_int,
    load: extern "C" fn(Mut<CONF>, Str, Out<c_long>) -> c_int,
}

impl CONF_METHOD {
    const fn of(name: &'static CStr) -> Self {
        CONF_METHOD {
            name: Opaque(name.as_ptr().cast_mut().cast()),
            create: NCONF_new,
            init,
            destroy,
            destroy_data,
            load_bio: NCONF_load_bio,
            dump: NCONF_dump_bio,
            is_number,
            to_int,
            load: NCONF_load,
        }
    }
}

static DEFAULT: CONF_METHOD = CONF_METHOD::of(c"OpenSSL default");
static WINDOWS: CONF_METHOD = CONF_METHOD::of(c"WIN32");
/// How the functions read that know a configuration by its table.
static OF_TABLES: Guarded<Syntax> = Guarded::new(Syntax::Default);

/// A configuration is made whole, so that there is nothing to begin again.
extern "C" fn init(_conf: Mut<CONF>) -> c_int {
    0
}

extern "C" fn destroy(conf: Take<CONF>) -> c_int {
    NCONF_free(conf);
    1
}

extern "C" fn destroy_data(conf: Mut<CONF>) -> c_int {
    NCONF_free_data(conf);
    1
}

extern "C" fn is_number(_conf: In<CONF>, c: c_char) -> c_int {
    u8::try_from(c).is_ok_and(|c| c.is_ascii_digit()).into()
}

extern "C" fn to_int(_conf: In<CONF>, c: c_char) -> c_int {
    c_int::from(c) - c_int::from(b'0')
}

fn method(syntax: Syntax) -> &'static CONF_METHOD {
    match syntax {
        Syntax::Default => &DEFAULT,
        Syntax::Windows => &WINDOWS,
    }
}

/// The syntax of a method; an error for one of the program's.
fn syntax(meth: &Mut<CONF_METHOD>) -> Result<Syntax> {
    let is = |syntax| std::ptr::eq(meth.as_ptr(), method(syntax));
    match () {
        () if meth.is_null() || is(Syntax::Default) => Ok(Syntax::Default),
        () if is(Syntax::Windows) => Ok(Syntax::Windows),
        () => Err(Error::new(Lib::Conf, err::R_UNSUPPORTED)),
    }
}

fn address(syntax: Syntax) -> Opaque {
    Opaque(std::ptr::from_ref(method(syntax)).cast_mut().cast())
}

fn made(syntax: Syntax) -> Box<CONF> {
    CONF::with_syntax(syntax, address(syntax))
}

/// An empty one for the functions that know it by its table.
pub(super) fn new_default() -> Box<CONF> {
    made(OF_TABLES.get())
}

/// The way of config(5).
#[unsafe(no_mangle)]
pub extern "C" fn NCONF_default() -> Lend<CONF_METHOD> {
    Lend::new(&DEFAULT)
}

/// A way without escapes, where `;` begins a line of comment.
#[unsafe(no_mangle)]
pub extern "C" fn NCONF_WIN32() -> Lend<CONF_METHOD> {
    Lend::new(&WINDOWS)
}

/// An empty configuration; NULL is `NCONF_default`.
///
/// Returns: NULL for a method of the program's own.
/// Errors: `ERR_R_UNSUPPORTED`.
#[unsafe(no_mangle)]
pub extern "C" fn NCONF_new(meth: Mut<CONF_METHOD>) -> Give<CONF> {
    entry(Give::null(), || Ok(Give::new(made(syntax(&meth)?))))
}

/// The same as `NCONF_new`: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn NCONF_new_ex(_libctx: Mut<OSSL_LIB_CTX>, meth: Mut<CONF_METHOD>) -> Give<CONF> {
    NCONF_new(meth)
}

/// Sets how `CONF_load` and its like read; NULL is `NCONF_default`.
///
/// Returns: 1; 0 for a method of the program's own.
#[unsafe(no_mangle)]
pub extern "C" fn CONF_set_default_method(meth: Mut<CONF_METHOD>) -> c_int {
    entry(0, || {
        OF_TABLES.set(syntax(&meth)?);
        Ok(1)
    })
}

/// Makes `conf`, a variable of the program's, show what is in a table that
/// `CONF_load` gave; NULL is an empty one.
///
/// Ownership: the table stays the program's, and `conf` is not to be freed.
#[unsafe(no_mangle)]
pub extern "C" fn CONF_set_nconf(conf: Out<CONF>, hash: Mut<OPENSSL_LHASH>) {
    quiet((), || conf.write(CONF::around(hash.opt(), address(OF_TABLES.get()))));
}
