//! What a configuration file does: the modules that its `openssl_conf` section
//! names, and the file that every program loads. See: config(5).
#![forbid(unsafe_code)]

use super::cell::Guarded;
use super::conf::CONF;
use super::engine;
use super::objects;
use crate::abi::startup;
use crate::err::conf::{
    R_ERROR_LOADING_DSO, R_MODULE_INITIALIZATION_ERROR, R_NO_SUCH_FILE,
    R_OPENSSL_CONF_REFERENCES_MISSING_SECTION, R_SSL_COMMAND_SECTION_EMPTY,
    R_SSL_COMMAND_SECTION_NOT_FOUND, R_SSL_SECTION_EMPTY, R_SSL_SECTION_NOT_FOUND,
    R_UNKNOWN_MODULE_NAME,
};
use crate::err::{self, Error, Lib, Result, queue};
use std::ffi::{CStr, CString, c_int, c_ulong};
use std::sync::OnceLock;

/// `CONF_MFLAGS_…`.
pub mod flag {
    use std::ffi::c_ulong;

    /// A module that fails does not end the load.
    pub const IGNORE_ERRORS: c_ulong = 0x1;
    /// The result is success, whatever happened.
    pub const IGNORE_RETURN_CODES: c_ulong = 0x2;
    /// A missing file is an empty one.
    pub const IGNORE_MISSING_FILE: c_ulong = 0x10;
    /// Without a section of the application's, `openssl_conf` counts.
    pub const DEFAULT_SECTION: c_ulong = 0x20;
}

/// How the default file is loaded.
const DEFAULT_FLAGS: c_ulong =
    flag::DEFAULT_SECTION | flag::IGNORE_MISSING_FILE | flag::IGNORE_RETURN_CODES;

/// OpenSSL's default file on Debian.
const DEFAULT_FILE: &[u8] = b"/usr/lib/ssl/openssl.cnf";

/// Commands of `SSL_CONF_cmd(3)` under one name of an `ssl_conf` section.
#[derive(Debug, Clone)]
struct SslSection {
    name: CString,
    commands: Vec<(CString, CString)>,
}

static SSL_SECTIONS: Guarded<Vec<SslSection>> = Guarded::new(Vec::new());
/// Whether the default file was loaded, and well enough.
static LOADED: OnceLock<bool> = OnceLock::new();

#[track_caller]
fn error(reason: c_int) -> Error {
    Error::new(Lib::Conf, reason)
}

/// The path of the default file: `OPENSSL_CONF`, or OpenSSL's.
pub fn default_file() -> Vec<u8> {
    startup::env("OPENSSL_CONF").unwrap_or_else(|| DEFAULT_FILE.to_vec())
}

/// Loads the default file unless a file was loaded before: the one that every
/// program's first context brings in.
///
/// Errors: only if the file sets `config_diagnostics`; then each time, with the
/// causes queued the first time.
pub fn load_once(
    path: Option<&CStr>,
    application: Option<&CStr>,
    flags: Option<c_ulong>,
) -> Result<()> {
    let load = || load_file(path, application, flags.unwrap_or(DEFAULT_FLAGS));
    let good = *LOADED.get_or_init(|| {
        load().inspect_err(|error| err::push(error, "CONF_modules_load_file_ex")).is_ok()
    });
    if good { Ok(()) } else { Err(Error::quiet()) }
}

/// Makes sure that no file is loaded later.
pub fn load_none() {
    LOADED.get_or_init(|| true);
}

/// Reads a file, the default one for `None`, and does what it asks for.
///
/// Errors: those of the file and of its modules, unless `flags` say to go on.
pub fn load_file(path: Option<&CStr>, application: Option<&CStr>, flags: c_ulong) -> Result<()> {
    let owned;
    let path = match path {
        Some(path) => path,
        None => {
            owned = CString::new(default_file()).map_err(|_| Error::quiet())?;
            &owned
        }
    };
    let conf = CONF::new();
    queue::set_mark();
    let outcome = conf.load(path, &mut None).and_then(|()| apply(&conf, application, flags));
    let diagnostics = conf
        .with_value(None, b"config_diagnostics", |value| super::conf::number(value).unwrap_or(0))
        .is_some_and(|number| number != 0);
    let Err(cause) = outcome else {
        queue::pop_to_mark();
        return Ok(());
    };
    let missing = cause.lib == Lib::Conf && cause.reason == R_NO_SUCH_FILE;
    let forgiven = (missing && flags & flag::IGNORE_MISSING_FILE != 0)
        || (flags & flag::IGNORE_RETURN_CODES != 0 && !diagnostics);
    if forgiven {
        queue::pop_to_mark();
        return Ok(());
    }
    queue::clear_last_mark();
    Err(cause)
}

/// Does what a configuration asks for: runs each module that the section
/// `openssl_conf`, or that of the application, names.
///
/// Errors: those of the first module that fails, unless `flags` say to go on.
pub fn apply(conf: &CONF, application: Option<&CStr>, flags: c_ulong) -> Result<()> {
    let value = |key: &CStr| conf.with_value(None, key.to_bytes(), CStr::to_owned);
    let key = application.unwrap_or(c"openssl_conf");
    let section = value(key).or_else(|| {
        let default = application.is_some() && flags & flag::DEFAULT_SECTION != 0;
        default.then(|| value(c"openssl_conf")).flatten()
    });
    let Some(section) = section else { return Ok(()) };
    let Some(modules) = conf.entries(section.to_bytes()) else {
        let text = format!("openssl_conf={}", section.to_string_lossy());
        return Err(error(R_OPENSSL_CONF_REFERENCES_MISSING_SECTION).with(text));
    };
    for (name, value) in modules {
        queue::set_mark();
        match run(conf, &name, &value) {
            Err(_) if flags & flag::IGNORE_ERRORS != 0 => {
                queue::pop_to_mark();
            }
            outcome => {
                queue::clear_last_mark();
                outcome?;
            }
        }
    }
    Ok(())
}

/// Runs one module.
fn run(conf: &CONF, name: &CStr, value: &CStr) -> Result<()> {
    // A suffix lets a file name a module twice.
    let module = name.to_bytes().split(|byte| *byte == b'.').next().unwrap_or_default();
    let outcome = match module {
        b"ssl_conf" => ssl_conf(conf, value),
        b"oid_section" => oid_section(conf, value),
        // What the library can do is one set: there is nothing to turn on or off.
        b"random" => Ok(()),
        b"providers" => providers(conf, value),
        b"engines" => engine::conf::engines(conf, value),
        b"alg_section" => alg_section(conf, value),
        _ => {
            let name = name.to_string_lossy();
            let text = format!("module={name}, path={name}");
            err::push(&error(R_ERROR_LOADING_DSO).with(text), "CONF_modules_load");
            return Err(error(R_UNKNOWN_MODULE_NAME).with(format!("module={name}")));
        }
    };
    outcome.map_err(|cause| {
        err::push(&cause, "CONF_modules_load");
        let (name, value) = (name.to_string_lossy(), value.to_string_lossy());
        let text = format!("module={name}, value={value} retcode={:<8}", -1);
        error(R_MODULE_INITIALIZATION_ERROR).with(text)
    })
}

/// Whether a module failed or is not known, which C is told by -1.
pub fn is_of_module(error: &Error) -> bool {
    error.lib == Lib::Conf
        && matches!(error.reason, R_MODULE_INITIALIZATION_ERROR | R_UNKNOWN_MODULE_NAME)
}

/// Providers to activate. Those that are not there are passed over, as in
/// OpenSSL, but each must have its section.
fn providers(conf: &CONF, value: &CStr) -> Result<()> {
    let wrong = || Error::new(Lib::Crypto, err::crypto::R_PROVIDER_SECTION_ERROR);
    for (_, section) in conf.entries(value.to_bytes()).ok_or_else(wrong)? {
        if conf.entries(section.to_bytes()).is_none() {
            let text = format!("section={} not found", section.to_string_lossy());
            return Err(wrong().with(text));
        }
    }
    Ok(())
}

/// Default properties of algorithms. None can be honoured, FIPS least of all,
/// so a section that sets any fails.
fn alg_section(conf: &CONF, value: &CStr) -> Result<()> {
    let wrong = |lib, reason| Error::new(lib, reason);
    let entries = conf.entries(value.to_bytes());
    let entries = entries.ok_or_else(|| wrong(Lib::Evp, err::evp::R_ERROR_LOADING_SECTION))?;
    for (name, value) in entries {
        let (lib, reason) = match (name.to_bytes(), value.to_bytes()) {
            (b"fips_mode", b"FALSE" | b"false" | b"N" | b"n" | b"NO" | b"no") => continue,
            (b"fips_mode", b"TRUE" | b"true" | b"Y" | b"y" | b"YES" | b"yes") => {
                (Lib::Evp, err::evp::R_UNKNOWN_OPTION)
            }
            (b"fips_mode", _) => (Lib::X509v3, err::x509v3::R_INVALID_BOOLEAN_STRING),
            _ => (Lib::Evp, err::evp::R_UNKNOWN_OPTION),
        };
        let (name, value) = (name.to_string_lossy(), value.to_string_lossy());
        return Err(wrong(lib, reason).with(format!("name={name}, value={value}")));
    }
    Ok(())
}

/// Notes what each name of an `ssl_conf` section sets; all or nothing.
fn ssl_conf(conf: &CONF, value: &CStr) -> Result<()> {
    let names = conf.entries(value.to_bytes()).filter(|names| !names.is_empty());
    let Some(names) = names else {
        let there = conf.entries(value.to_bytes()).is_some();
        let reason = if there { R_SSL_SECTION_EMPTY } else { R_SSL_SECTION_NOT_FOUND };
        return Err(error(reason).with(format!("section={}", value.to_string_lossy())));
    };
    let mut sections = Vec::new();
    for (name, section) in names {
        let wrong = |reason| {
            let (name, section) = (name.to_string_lossy(), section.to_string_lossy());
            error(reason).with(format!("name={name}, value={section}"))
        };
        let commands = conf
            .entries(section.to_bytes())
            .ok_or_else(|| wrong(R_SSL_COMMAND_SECTION_NOT_FOUND))?;
        if commands.is_empty() {
            return Err(wrong(R_SSL_COMMAND_SECTION_EMPTY));
        }
        let bare = |command: CString| {
            let bytes = command.to_bytes();
            let start = bytes.iter().position(|byte| *byte == b'.').map_or(0, |at| at + 1);
            CString::new(&bytes[start..]).unwrap_or_default()
        };
        let commands = commands.into_iter().map(|(name, value)| (bare(name), value)).collect();
        sections.push(SslSection { name, commands });
    }
    SSL_SECTIONS.set(sections);
    Ok(())
}

/// The commands that a loaded file has under `name` for TLS contexts.
pub fn ssl_commands(name: &CStr) -> Option<Vec<(CString, CString)>> {
    SSL_SECTIONS.with(|sections| {
        let section = sections.iter().find(|section| *section.name == *name)?;
        Some(section.commands.clone())
    })
}

/// Creates the objects of an `oid_section`: `name = OID`, or
/// `short name = long name, OID`.
fn oid_section(conf: &CONF, value: &CStr) -> Result<()> {
    let reason = err::asn1::R_ERROR_LOADING_SECTION;
    let entries = conf.entries(value.to_bytes()).ok_or_else(|| Error::new(Lib::Asn1, reason))?;
    for (name, value) in entries {
        let bytes = value.to_bytes();
        let (long, oid) = match bytes.iter().rposition(|byte| *byte == b',') {
            Some(comma) => (bytes[..comma].trim_ascii(), bytes[comma + 1..].trim_ascii()),
            None => (name.to_bytes(), bytes),
        };
        let text = |bytes: &[u8]| CString::new(bytes).unwrap_or_default();
        objects::create(Some(&text(oid)), Some(&name), Some(&text(long))).map_err(|cause| {
            err::push(&cause, "OBJ_create");
            Error::new(Lib::Asn1, err::asn1::R_ADDING_OBJECT)
        })?;
    }
    Ok(())
}
