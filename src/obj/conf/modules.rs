//! What a configuration file does: the modules that its `openssl_conf` section
//! names, and the file that every program loads. See: config(5).
#![forbid(unsafe_code)]

use super::CONF;
use crate::abi::{In, Mut, Opaque, startup};
use crate::err::conf::{
    R_ERROR_LOADING_DSO, R_MODULE_INITIALIZATION_ERROR, R_NO_SUCH_FILE,
    R_OPENSSL_CONF_REFERENCES_MISSING_SECTION, R_SSL_COMMAND_SECTION_EMPTY,
    R_SSL_COMMAND_SECTION_NOT_FOUND, R_SSL_SECTION_EMPTY, R_SSL_SECTION_NOT_FOUND,
    R_UNKNOWN_MODULE_NAME,
};
use crate::err::{self, Error, Lib, Result, queue};
use crate::obj::cell::Guarded;
use crate::obj::{engine, lifetime, objects};
use std::ffi::{CStr, CString, c_char, c_int, c_ulong};
use std::sync::{Arc, Once, OnceLock};

/// `CONF_MFLAGS_…`.
pub mod flag {
    use std::ffi::c_ulong;

    /// A module that fails does not end the load.
    pub const IGNORE_ERRORS: c_ulong = 0x1;
    /// The result is success, whatever happened.
    pub const IGNORE_RETURN_CODES: c_ulong = 0x2;
    /// A module that fails queues only its own errors.
    pub const SILENT: c_ulong = 0x4;
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

/// Commands of `SSL_CONF_cmd(3)`, and their values.
#[derive(Debug)]
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
pub struct SSL_CONF_CMD(Vec<(CString, CString)>);

impl SSL_CONF_CMD {
    /// The command at `index`.
    pub fn at(&self, index: usize) -> Option<&(CString, CString)> {
        self.0.get(index)
    }
}

/// One name of an `ssl_conf` section, and its commands.
#[derive(Debug)]
struct SslSection {
    name: CString,
    /// Boxed, since C holds its address.
    commands: Box<SSL_CONF_CMD>,
}

/// `conf_init_func`: a module is called.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
pub type conf_init_func = extern "C" fn(Mut<CONF_IMODULE>, In<CONF>) -> c_int;
/// `conf_finish_func`: what a call of a module did ends.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
pub type conf_finish_func = extern "C" fn(Mut<CONF_IMODULE>);

/// A module of configuration files.
#[derive(Debug)]
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
pub struct CONF_MODULE {
    name: CString,
    action: Action,
    /// The program's.
    pub data: Guarded<Opaque>,
}

/// What a module of the library does, by the value in the file.
type BuiltIn = fn(&CONF, &CStr) -> Result<()>;

#[derive(Debug, Clone, Copy)]
enum Action {
    BuiltIn(BuiltIn),
    Own { init: Option<conf_init_func>, finish: Option<conf_finish_func> },
}

/// A call of a module, which a file asked for.
#[derive(Debug)]
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
pub struct CONF_IMODULE {
    /// What was called.
    pub module: Arc<CONF_MODULE>,
    /// The name in the file.
    pub name: CString,
    /// The value in the file.
    pub value: CString,
    /// The program's.
    pub flags: Guarded<c_ulong>,
    /// The program's.
    pub data: Guarded<Opaque>,
}

impl CONF_IMODULE {
    fn finish(&self) {
        if let Action::Own { finish: Some(finish), .. } = self.module.action {
            finish(Mut::lend(self));
        }
    }
}

/// The library's own modules, in the order in which a name is looked for.
const BUILT_IN: [(&CStr, BuiltIn); 6] = [
    (c"oid_section", oid_section),
    (c"engines", engine::conf::engines),
    (c"alg_section", alg_section),
    (c"ssl_conf", ssl_conf),
    // What the library can do is one set: there is nothing to turn on or off.
    (c"random", |_, _| Ok(())),
    (c"providers", providers),
];

static MODULES: Guarded<Vec<Arc<CONF_MODULE>>> = Guarded::new(Vec::new());
/// What was called, and is to be finished; C may hold the addresses.
static CALLED: Guarded<Vec<Arc<CONF_IMODULE>>> = Guarded::new(Vec::new());
/// The library's modules are added once; after that the program may take
/// them away.
static ADDED: Once = Once::new();
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
        .with_value(None, b"config_diagnostics", |value| super::number(value).unwrap_or(0))
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
    ADDED.call_once(add_built_in);
    let on = conf
        .with_value(None, b"config_diagnostics", |value| super::number(value).unwrap_or(0))
        .is_some_and(|number| number != 0);
    let flags = if on { 0 } else { flags };
    let value = |key: &CStr| conf.with_value(None, key.to_bytes(), CStr::to_owned);
    let key = application.unwrap_or(c"openssl_conf");
    let section = value(key).or_else(|| {
        let default = application.is_some() && flags & flag::DEFAULT_SECTION != 0;
        default.then(|| value(c"openssl_conf")).flatten()
    });
    let Some(section) = section else { return Ok(()) };
    let Some(modules) = conf.entries(section.to_bytes()) else {
        let text = format!("openssl_conf={}", section.to_string_lossy());
        let missing = error(R_OPENSSL_CONF_REFERENCES_MISSING_SECTION).with(text);
        return Err(if flags & flag::SILENT != 0 { missing.silenced() } else { missing });
    };
    for (name, value) in modules {
        queue::set_mark();
        match run(conf, &name, &value, flags & flag::SILENT != 0) {
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

/// Adds a module of the program's.
pub fn add(name: &CStr, init: Option<conf_init_func>, finish: Option<conf_finish_func>) {
    push(name, Action::Own { init, finish });
}

fn push(name: &CStr, action: Action) {
    let data = Guarded::new(Opaque::NULL);
    let module = Arc::new(CONF_MODULE { name: name.to_owned(), action, data });
    MODULES.with(|modules| modules.push(module));
}

/// Adds the library's modules.
pub fn add_built_in() {
    for (name, run) in BUILT_IN {
        push(name, Action::BuiltIn(run));
    }
}

/// Adds one of the library's modules.
pub fn add_known(name: &CStr) {
    for (known, run) in BUILT_IN.into_iter().filter(|(known, _)| *known == name) {
        push(known, Action::BuiltIn(run));
    }
}

/// Ends what was called, the last one first.
pub fn finish() {
    while let Some(called) = CALLED.with(Vec::pop) {
        called.finish();
        if called.module.name.as_c_str() == c"ssl_conf" {
            SSL_SECTIONS.with(Vec::clear);
        }
    }
}

/// Ends what was called; with `all`, forgets the modules, too.
pub fn unload(all: bool) {
    finish();
    if all {
        MODULES.with(Vec::clear);
    }
}

/// The first module whose name begins with `name`, without its suffix.
fn find(name: &CStr) -> Option<Arc<CONF_MODULE>> {
    let bytes = name.to_bytes();
    // A suffix lets a file name a module twice.
    let end = bytes.iter().rposition(|byte| *byte == b'.').unwrap_or(bytes.len());
    let start = bytes.get(..end).unwrap_or_default();
    MODULES.with(|modules| {
        modules.iter().find(|module| module.name.to_bytes().starts_with(start)).cloned()
    })
}

/// Runs one module.
fn run(conf: &CONF, name: &CStr, value: &CStr, silent: bool) -> Result<()> {
    let Some(module) = find(name) else {
        let text = name.to_string_lossy();
        let error_of_load = error(R_ERROR_LOADING_DSO).with(format!("module={text}, path={text}"));
        err::push(&error_of_load, "CONF_modules_load");
        let unknown = error(R_UNKNOWN_MODULE_NAME).with(format!("module={text}"));
        return Err(if silent { unknown.silenced() } else { unknown });
    };
    let called = Arc::new(CONF_IMODULE {
        module,
        name: name.to_owned(),
        value: value.to_owned(),
        flags: Guarded::new(0),
        data: Guarded::new(Opaque::NULL),
    });
    let outcome = match called.module.action {
        Action::BuiltIn(run) => {
            run(conf, value).inspect_err(|cause| err::push(cause, "CONF_modules_load"))
        }
        Action::Own { init: None, .. } => Ok(()),
        Action::Own { init: Some(init), .. } => match init(Mut::lend(&*called), In::lend(conf)) {
            1.. => Ok(()),
            _ => Err(Error::quiet()),
        },
    };
    if outcome.is_ok() {
        if matches!(called.module.action, Action::Own { .. }) {
            lifetime::arm();
        }
        CALLED.with(|all| all.push(called));
        return Ok(());
    }
    called.finish();
    let (name, value) = (name.to_string_lossy(), value.to_string_lossy());
    let text = format!("module={name}, value={value} retcode={:<8}", -1);
    let failed = error(R_MODULE_INITIALIZATION_ERROR).with(text);
    Err(if silent { failed.silenced() } else { failed })
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

/// Notes what each name of an `ssl_conf` section sets; all or nothing, and
/// what was noted before is forgotten.
fn ssl_conf(conf: &CONF, value: &CStr) -> Result<()> {
    SSL_SECTIONS.with(Vec::clear);
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
        sections.push(SslSection { name, commands: Box::new(SSL_CONF_CMD(commands)) });
    }
    SSL_SECTIONS.with(|all| *all = sections);
    Ok(())
}

/// The commands that a loaded file has under `name` for TLS contexts.
pub fn ssl_commands(name: &CStr) -> Option<Vec<(CString, CString)>> {
    SSL_SECTIONS.with(|sections| {
        let section = sections.iter().find(|section| *section.name == *name)?;
        Some(section.commands.0.clone())
    })
}

/// The place of a name in the `ssl_conf` section.
pub fn ssl_index(name: &CStr) -> Option<usize> {
    SSL_SECTIONS.with(|sections| sections.iter().position(|section| *section.name == *name))
}

/// What C sees of a place in the `ssl_conf` section: the name, the commands
/// and their number.
pub fn ssl_section(index: usize) -> Option<(*const c_char, *const SSL_CONF_CMD, usize)> {
    SSL_SECTIONS.with(|sections| {
        let section = sections.get(index)?;
        let commands = &*section.commands;
        Some((section.name.as_ptr(), std::ptr::from_ref(commands), commands.0.len()))
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
