//! `openssl/conf.h`: configuration files.

pub mod method;
pub mod module;

use crate::abi::{Give, In, Lend, Mut, Out, Str, Take, entry, quiet};
use crate::err::conf::{R_NO_CONF, R_NO_CONF_OR_ENVIRONMENT_VARIABLE, R_NO_SECTION};
use crate::err::{self, Error, Lib, Result};
use crate::obj::bio::BIO;
use crate::obj::conf::modules as conf_modules;
use crate::obj::conf::{CONF, environment, free_table, no_value, number};
use crate::obj::lhash::OPENSSL_LHASH;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::stream::Channel;
use libc::FILE;
use std::ffi::{CStr, c_char, c_int, c_long, c_ulong, c_void};

crate::box_handle!(CONF, crate::obj::conf::CONF_VALUE, crate::obj::conf::Contents);

#[track_caller]
fn error(reason: c_int) -> Error {
    Error::new(Lib::Conf, reason)
}

/// Frees a configuration.
#[unsafe(no_mangle)]
pub extern "C" fn NCONF_free(conf: Take<CONF>) {
    quiet((), || {
        drop(conf.opt());
        Ok(())
    });
}

/// Forgets what a configuration holds.
#[unsafe(no_mangle)]
pub extern "C" fn NCONF_free_data(conf: Mut<CONF>) {
    quiet((), || {
        conf.get()?.clear();
        Ok(())
    });
}

fn load(
    conf: &Mut<CONF>,
    eline: &Out<c_long>,
    from: impl FnOnce(&CONF, &mut Option<c_long>) -> Result<()>,
) -> c_int {
    entry(0, || {
        let conf = conf.opt().ok_or_else(|| error(R_NO_CONF))?;
        let mut line = None;
        let result = from(conf, &mut line);
        if let Some(line) = line {
            eline.write_opt(line);
        }
        result.map(|()| 1)
    })
}

/// Reads a file into an empty configuration; on an error in it its line goes
/// to `*eline`, and the configuration is empty.
///
/// Returns: 1; 0 on an error.
/// Errors: `CONF_R_UNABLE_TO_CREATE_NEW_SECTION` for one that was read already,
/// which stays as it is.
#[unsafe(no_mangle)]
pub extern "C" fn NCONF_load(conf: Mut<CONF>, file: Str, eline: Out<c_long>) -> c_int {
    load(&conf, &eline, |conf, line| conf.load(file.get()?, line))
}

/// As [`NCONF_load`], all that a BIO holds.
///
/// Returns: 1; 0 on an error.
#[unsafe(no_mangle)]
pub extern "C" fn NCONF_load_bio(conf: Mut<CONF>, bp: Mut<BIO>, eline: Out<c_long>) -> c_int {
    load(&conf, &eline, |conf, line| conf.load_bio(bp.get()?, line))
}

/// The value of `name` in section `group`, else in `default`; `ENV` is the
/// environment, and so is a NULL configuration.
///
/// Ownership: the string belongs to the configuration.
#[unsafe(no_mangle)]
pub extern "C" fn NCONF_get_string(conf: In<CONF>, group: Str, name: Str) -> *mut c_char {
    entry(std::ptr::null_mut(), || {
        let key = name.bytes()?;
        let section = group.opt().map(CStr::to_bytes);
        if conf.is_null() || section == Some(b"ENV") {
            if environment(key).is_some() {
                return Ok(crate::abi::sys::getenv(name.get()?));
            }
            if conf.is_null() {
                return Err(error(R_NO_CONF_OR_ENVIRONMENT_VARIABLE));
            }
        }
        let value = conf.get()?.with_value(section, key, |v| v.as_ptr().cast_mut());
        value.ok_or_else(|| no_value(section.unwrap_or_default(), key))
    })
}

/// The values of a section, as a stack of `CONF_VALUE`; NULL if there is none.
///
/// Ownership: the stack belongs to the configuration.
#[unsafe(no_mangle)]
pub extern "C" fn NCONF_get_section(conf: In<CONF>, section: Str) -> Lend<OPENSSL_STACK> {
    entry(Lend::null(), || {
        let conf = conf.opt().ok_or_else(|| error(R_NO_CONF))?;
        let name = section.opt().ok_or_else(|| error(R_NO_SECTION))?;
        Ok(conf.with_section(name.to_bytes(), Lend::new).unwrap_or(Lend::null()))
    })
}

/// The number that `name` in section `group` is.
///
/// Returns: 1; 0 if there is none, or it is too large.
#[unsafe(no_mangle)]
pub extern "C" fn NCONF_get_number_e(
    conf: In<CONF>,
    group: Str,
    name: Str,
    result: Out<c_long>,
) -> c_int {
    entry(0, || {
        if result.is_null() {
            return Err(error(err::R_PASSED_NULL_PARAMETER));
        }
        let value = crate::abi::Arg(NCONF_get_string(conf, group, name).cast());
        let Some(value) = value.str() else { return Ok(0) };
        result.write(number(value)?)?;
        Ok(1)
    })
}

/// As [`NCONF_load_bio`], from a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn NCONF_load_fp(conf: Mut<CONF>, fp: Mut<FILE>, eline: Out<c_long>) -> c_int {
    load(&conf, &eline, |conf, line| conf.load_from(Channel::file(&fp)?, line))
}

/// The names of the sections, as a stack that the caller frees.
///
/// Returns: NULL on failure. Ownership: the names belong to the configuration.
#[unsafe(no_mangle)]
pub extern "C" fn NCONF_get_section_names(conf: In<CONF>) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || Ok(Give::new(conf.get()?.lend_section_names())))
}

fn dump(conf: Option<&CONF>, to: Channel<'_>) -> Result<c_int> {
    let text = conf.ok_or_else(|| error(R_NO_CONF))?.dump();
    Ok((text.is_empty() || to.write(&text)).into())
}

/// Writes all sections and values, in no particular order. Returns: 1; 0 on
/// failure.
#[unsafe(no_mangle)]
pub extern "C" fn NCONF_dump_bio(conf: In<CONF>, out: Mut<BIO>) -> c_int {
    entry(0, || dump(conf.opt(), Channel::Bio(out.get()?)))
}

/// As [`NCONF_dump_bio`], to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn NCONF_dump_fp(conf: In<CONF>, out: Mut<FILE>) -> c_int {
    entry(0, || dump(conf.opt(), Channel::file(&out)?))
}

/// The library context of a configuration: NULL, since there is one.
#[unsafe(no_mangle)]
pub extern "C" fn NCONF_get0_libctx(_conf: In<CONF>) -> Lend<OSSL_LIB_CTX> {
    Lend::null()
}

/// Reads a configuration of the old functions' kind: the table of its values.
fn old(
    conf: &Mut<OPENSSL_LHASH>,
    eline: &Out<c_long>,
    from: impl FnOnce(&CONF, &mut Option<c_long>) -> Result<()>,
) -> Lend<OPENSSL_LHASH> {
    entry(Lend::null(), || {
        let mut line = None;
        let result = match conf.opt() {
            Some(table) => from(CONF::of_table(table)?, &mut line).map(|()| Lend::new(table)),
            None => {
                let made = method::new_default();
                from(&made, &mut line).map(|()| Lend::from_ptr((*made).into_table().0.cast()))
            }
        };
        if let Some(line) = line {
            eline.write_opt(line);
        }
        result
    })
}

/// Reads a file; on an error in it its line goes to `*eline`. `conf` is NULL,
/// or a table that `CONF_load` gave, to which nothing can be added.
///
/// Returns: the table of its values, which `CONF_free` frees; NULL on an error.
#[unsafe(no_mangle)]
pub extern "C" fn CONF_load(
    conf: Mut<OPENSSL_LHASH>,
    file: Str,
    eline: Out<c_long>,
) -> Lend<OPENSSL_LHASH> {
    old(&conf, &eline, |conf, line| {
        let unread = |cause: Error| match cause.reason {
            err::conf::R_NO_SUCH_FILE => error(err::lib_failed(Lib::Sys)),
            _ => cause,
        };
        conf.load(file.get()?, line).map_err(unread)
    })
}

/// As [`CONF_load`], all that a BIO holds.
#[unsafe(no_mangle)]
pub extern "C" fn CONF_load_bio(
    conf: Mut<OPENSSL_LHASH>,
    bp: Mut<BIO>,
    eline: Out<c_long>,
) -> Lend<OPENSSL_LHASH> {
    old(&conf, &eline, |conf, line| conf.load_bio(bp.get()?, line))
}

/// As [`CONF_load`], all that a C stream holds.
#[unsafe(no_mangle)]
pub extern "C" fn CONF_load_fp(
    conf: Mut<OPENSSL_LHASH>,
    fp: Mut<FILE>,
    eline: Out<c_long>,
) -> Lend<OPENSSL_LHASH> {
    old(&conf, &eline, |conf, line| conf.load_from(Channel::file(&fp)?, line))
}

/// Frees a configuration by its table; NULL is nothing, and so is another
/// table.
#[unsafe(no_mangle)]
pub extern "C" fn CONF_free(conf: Mut<OPENSSL_LHASH>) {
    quiet((), || {
        free_table(conf.get()?);
        Ok(())
    });
}

/// The configuration that a table is of; `None` for NULL.
pub(in crate::api) fn of_table(table: &Mut<OPENSSL_LHASH>) -> Result<Option<&CONF>> {
    table.opt().map(CONF::of_table).transpose()
}

/// The values of a section; NULL if there is none.
///
/// Ownership: the stack belongs to the configuration.
#[unsafe(no_mangle)]
pub extern "C" fn CONF_get_section(conf: Mut<OPENSSL_LHASH>, section: Str) -> Lend<OPENSSL_STACK> {
    entry(Lend::null(), || match of_table(&conf)? {
        Some(conf) => Ok(NCONF_get_section(In::lend(conf), section)),
        None => Ok(Lend::null()),
    })
}

/// As [`NCONF_get_string`].
#[unsafe(no_mangle)]
pub extern "C" fn CONF_get_string(conf: Mut<OPENSSL_LHASH>, group: Str, name: Str) -> *mut c_char {
    entry(std::ptr::null_mut(), || {
        let conf = of_table(&conf)?.map_or(In::NULL, In::lend);
        Ok(NCONF_get_string(conf, group, name))
    })
}

/// The number that `name` in section `group` is; 0 if it is none, which
/// queues nothing.
#[unsafe(no_mangle)]
pub extern "C" fn CONF_get_number(conf: Mut<OPENSSL_LHASH>, group: Str, name: Str) -> c_long {
    quiet(0, || {
        let (key, section) = (name.bytes()?, group.opt().map(CStr::to_bytes));
        let found = match of_table(&conf)? {
            Some(conf) => conf.find(section, key),
            None => environment(key),
        };
        number(&found.ok_or_else(Error::quiet)?)
    })
}

/// Writes all sections and values, in no particular order. Returns: 1; 0 on
/// failure.
#[unsafe(no_mangle)]
pub extern "C" fn CONF_dump_bio(conf: Mut<OPENSSL_LHASH>, out: Mut<BIO>) -> c_int {
    entry(0, || dump(of_table(&conf)?, Channel::Bio(out.get()?)))
}

/// As [`CONF_dump_bio`], to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn CONF_dump_fp(conf: Mut<OPENSSL_LHASH>, out: Mut<FILE>) -> c_int {
    entry(0, || dump(of_table(&conf)?, Channel::file(&out)?))
}

/// The default configuration file's path; C frees it.
#[unsafe(no_mangle)]
pub extern "C" fn CONF_get1_default_config_file() -> *mut c_char {
    entry(std::ptr::null_mut(), || crate::abi::mem::strdup(&conf_modules::default_file()))
}

/// Reads a file, the default one for NULL, and runs the modules that the
/// section `appname` (`openssl_conf` for NULL) names: `ssl_conf`, `oid_section`.
///
/// Returns: 1; 0 if the file cannot be read; -1 if it asks for what is not
/// known or cannot be had; unless `flags` (`CONF_MFLAGS_…`) say to go on.
/// See: CONF_modules_load_file(3).
#[unsafe(no_mangle)]
pub extern "C" fn CONF_modules_load_file(filename: Str, appname: Str, flags: c_ulong) -> c_int {
    entry(0, || told(conf_modules::load_file(filename.opt(), appname.opt(), flags)))
}

/// What C is told of a load: -1 if a module failed.
fn told(outcome: Result<()>) -> Result<c_int> {
    match outcome {
        Err(error) if conf_modules::is_of_module(&error) => {
            err::push(&error, "CONF_modules_load");
            Ok(-1)
        }
        outcome => outcome.map(|()| 1),
    }
}

/// Reads a file for a library context, the default one for NULL; a file that
/// cannot be read is an error.
///
/// Returns: 1; 0 on error.
/// See: OSSL_LIB_CTX_load_config(3).
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_LIB_CTX_load_config(ctx: Mut<OSSL_LIB_CTX>, config_file: Str) -> c_int {
    (CONF_modules_load_file_ex(ctx, config_file, Str::NULL, 0) > 0).into()
}

/// The same as `CONF_modules_load_file`: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn CONF_modules_load_file_ex(
    _libctx: Mut<OSSL_LIB_CTX>,
    filename: Str,
    appname: Str,
    flags: c_ulong,
) -> c_int {
    CONF_modules_load_file(filename, appname, flags)
}

/// Runs the modules that a configuration names; NULL names none.
///
/// Returns: 1; -1 if one is not known or fails; 0 if their section is missing.
#[unsafe(no_mangle)]
pub extern "C" fn CONF_modules_load(cnf: In<CONF>, appname: Str, flags: c_ulong) -> c_int {
    entry(0, || match cnf.opt() {
        Some(conf) => told(conf_modules::apply(conf, appname.opt(), flags)),
        None => Ok(1),
    })
}

/// Loads the default file, whose section `config_name` counts, unless a file
/// was loaded before. Errors are not told.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_config(config_name: Str) {
    quiet((), || conf_modules::load_once(None, config_name.opt(), None));
}

/// Splits a list at `sep` and passes each element to `list_cb`, with its
/// length; NULL for an empty one. `nospc` leaves out the space around.
///
/// Returns: 1, or what a callback returned that is not above 0.
#[unsafe(no_mangle)]
pub extern "C" fn CONF_parse_list(
    list: Str,
    sep: c_int,
    nospc: c_int,
    list_cb: Option<extern "C" fn(*const c_char, c_int, *mut c_void) -> c_int>,
    arg: *mut c_void,
) -> c_int {
    entry(0, || {
        let Some(list) = list.opt() else {
            return Err(error(err::conf::R_LIST_CANNOT_BE_NULL));
        };
        let Some(call) = list_cb else { return Ok(0) };
        let separator = u8::try_from(sep & 0xff).unwrap_or(0);
        for piece in list.to_bytes().split(|b| *b == separator) {
            let piece = if nospc != 0 { piece.trim_ascii() } else { piece };
            let at = if piece.is_empty() { std::ptr::null() } else { piece.as_ptr().cast() };
            let result = call(at, piece.len().try_into().unwrap_or(c_int::MAX), arg);
            if result <= 0 {
                return Ok(result);
            }
        }
        Ok(1)
    })
}
