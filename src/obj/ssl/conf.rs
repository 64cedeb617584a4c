//! `SSL_CONF_CTX`: configuring contexts and connections by words from files
//! and command lines. See: SSL_CONF_cmd(3).

use super::certs::{check_issuer_strength, check_strength};
use super::config::CaLists;
use super::files;
use super::method::SSL_METHOD;
use super::names::NameList;
use super::{Configured, SSL, SSL_CTX, cipher_list, groups, op, sigalgs};
use crate::err::{self, Error, Lib, Result, queue};
use crate::obj::cell::Guarded;
use crate::obj::conf::modules as conf_modules;
use crate::obj::x509::X509;
use crate::obj::x509_vfy::X509_STORE;
use crate::tls::Role;
use std::ffi::{CStr, CString, c_int, c_uint};
use std::sync::Arc;

/// `SSL_CONF_FLAG_*`.
#[allow(missing_docs, reason = "the names are OpenSSL's own")]
pub mod flag {
    pub const CMDLINE: u32 = 1;
    pub const FILE: u32 = 2;
    pub const CLIENT: u32 = 4;
    pub const SERVER: u32 = 8;
    pub const SHOW_ERRORS: u32 = 0x10;
    pub const CERTIFICATE: u32 = 0x20;
    pub const REQUIRE_PRIVATE: u32 = 0x40;
}

/// `SSL_CONF_TYPE_*`: what a command's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are OpenSSL's own")]
#[repr(i32)]
pub enum Kind {
    String = 1,
    File = 2,
    Dir = 3,
    None = 4,
}

/// How a command ends that does not succeed; the numbers are C's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum Refusal {
    /// The value is wrong.
    BadValue = 0,
    /// There is no such command here.
    Unknown = -2,
    /// It needs a value.
    NoValue = -3,
}

/// The words given so far and what they are for.
#[allow(non_camel_case_types)]
#[derive(Debug, Default)]
pub struct SSL_CONF_CTX(Guarded<State>);

#[derive(Debug, Default, Clone)]
struct State {
    flags: u32,
    prefix: Option<Vec<u8>>,
    ctx: Option<Arc<SSL_CTX>>,
    ssl: Option<Arc<SSL>>,
    /// Certificate files whose keys may be in them too.
    certificates: Vec<CString>,
    ca_names: Option<Arc<NameList>>,
}

type Action = fn(&State, &Target<'_>, &CStr) -> Result<bool>;

/// What a command works on.
enum Target<'a> {
    /// Only the syntax is checked.
    Nothing,
    Ctx(&'a SSL_CTX),
    Ssl(&'a SSL),
}

impl Target<'_> {
    /// Whether a certificate is strong enough for it.
    fn check_strength(&self, x509: &X509) -> Result<()> {
        match self {
            Target::Nothing => Ok(()),
            Target::Ctx(ctx) => check_strength(x509, &ctx.security()),
            Target::Ssl(ssl) => check_strength(x509, &ssl.security()),
        }
    }

    /// Whether certificates to be sent behind it are.
    fn check_issuers(&self, chain: &[Arc<X509>]) -> Result<()> {
        let judge = match self {
            Target::Nothing => return Ok(()),
            Target::Ctx(ctx) => ctx.security(),
            Target::Ssl(ssl) => ssl.security(),
        };
        chain.iter().try_for_each(|x509| check_issuer_strength(x509, &judge))
    }

    /// A connection gets suites of its own, for a change of them.
    fn take_own_suites(&self) {
        if let Target::Ssl(ssl) = self {
            ssl.take_own_suites();
        }
    }

    /// Changes the configuration, if there is one.
    fn change(&self, step: impl FnOnce(&mut super::config::Config) -> Result<()>) -> Result<()> {
        match self {
            Target::Nothing => Ok(()),
            Target::Ctx(ctx) => ctx.config().with(step),
            Target::Ssl(ssl) => ssl.config().with(step),
        }
    }

    /// Sets the authorities named to the peer.
    fn set_ca_list(&self, names: &Arc<NameList>) {
        let set = |lists: &mut CaLists| lists.ca_list = Some(Arc::clone(names));
        match self {
            Target::Nothing => {}
            Target::Ctx(ctx) => ctx.ca_lists.with(set),
            Target::Ssl(ssl) => ssl.ca_lists.with(set),
        }
    }
}

/// A command: its name in files, on command lines, who may give it.
struct Command {
    file: &'static str,
    line: &'static str,
    flags: u32,
    kind: Kind,
    action: Action,
}

const fn command(
    file: &'static str,
    line: &'static str,
    flags: u32,
    kind: Kind,
    action: Action,
) -> Command {
    Command { file, line, flags, kind, action }
}

const CERT: u32 = flag::CERTIFICATE;
const SERVER_CERT: u32 = flag::SERVER | flag::CERTIFICATE;

static COMMANDS: &[Command] = &[
    command("SignatureAlgorithms", "sigalgs", 0, Kind::String, |_, target, value| {
        let algs = sigalgs::parse(value.to_bytes())?;
        target.change(|c| set(&mut c.identity.sigalgs, algs))?;
        Ok(true)
    }),
    command("ClientSignatureAlgorithms", "client_sigalgs", 0, Kind::String, |_, target, value| {
        let algs = sigalgs::parse(value.to_bytes())?;
        target.change(|c| set(&mut c.identity.client_sigalgs, algs))?;
        Ok(true)
    }),
    command("Curves", "curves", 0, Kind::String, groups_of),
    command("Groups", "groups", 0, Kind::String, groups_of),
    command("ECDHParameters", "named_curve", flag::SERVER, Kind::String, |state, target, value| {
        let automatic = match state.flags & flag::FILE != 0 {
            true => matches!(
                value.to_bytes().to_ascii_lowercase().as_slice(),
                b"automatic" | b"+automatic"
            ),
            false => value.to_bytes() == b"auto",
        };
        if automatic {
            return Ok(true);
        }
        if value.to_bytes().contains(&b':') {
            return Ok(false);
        }
        groups_of(state, target, value)
    }),
    command("CipherString", "cipher", 0, Kind::String, |_, target, value| {
        target.take_own_suites();
        target.change(|c| c.set_cipher_list(value.to_bytes()))?;
        Ok(true)
    }),
    command("Ciphersuites", "ciphersuites", 0, Kind::String, |_, target, value| {
        let suites = cipher_list::parse_tls13(value.to_bytes())?;
        target.take_own_suites();
        target.change(|c| {
            c.suites13 = suites;
            Ok(())
        })?;
        Ok(true)
    }),
    command("Protocol", "", 0, Kind::String, |state, target, value| {
        switches(state, target, value, PROTOCOLS)
    }),
    command("MinProtocol", "min_protocol", 0, Kind::String, |_, target, value| {
        limit(target, value, false)
    }),
    command("MaxProtocol", "max_protocol", 0, Kind::String, |_, target, value| {
        limit(target, value, true)
    }),
    command("Options", "", 0, Kind::String, |state, target, value| {
        switches(state, target, value, OPTIONS)
    }),
    command("VerifyMode", "", 0, Kind::String, |state, target, value| {
        switches(state, target, value, VERIFY_MODES)
    }),
    command("Certificate", "cert", CERT, Kind::File, |_, target, value| {
        let (leaf, chain) = match target {
            Target::Nothing => return Ok(true),
            _ => files::chain(value)?,
        };
        target.check_strength(&leaf)?;
        target.check_issuers(&chain)?;
        target.change(|c| {
            c.identity.certs.set_certificate(leaf)?;
            c.identity.certs.set_chain(chain);
            Ok(())
        })?;
        Ok(true)
    }),
    command("PrivateKey", "key", CERT, Kind::File, |_, target, value| {
        private_key(target, value)?;
        Ok(true)
    }),
    command("ChainCAPath", "chainCApath", CERT, Kind::Dir, |_, target, value| {
        load(target, value, true, |c| &mut c.identity.chain_store)
    }),
    command("ChainCAFile", "chainCAfile", CERT, Kind::File, |_, target, value| {
        load(target, value, false, |c| &mut c.identity.chain_store)
    }),
    command("VerifyCAPath", "verifyCApath", CERT, Kind::Dir, |_, target, value| {
        load(target, value, true, |c| &mut c.identity.verify_store)
    }),
    command("VerifyCAFile", "verifyCAfile", CERT, Kind::File, |_, target, value| {
        load(target, value, false, |c| &mut c.identity.verify_store)
    }),
    command("RequestCAFile", "requestCAFile", CERT, Kind::File, |state, _, value| {
        add_names(state, value, false)
    }),
    command("ClientCAFile", "", SERVER_CERT, Kind::File, |state, _, value| {
        add_names(state, value, false)
    }),
    command("RequestCAPath", "", CERT, Kind::Dir, |state, _, value| add_names(state, value, true)),
    command("ClientCAPath", "", SERVER_CERT, Kind::Dir, |state, _, value| {
        add_names(state, value, true)
    }),
    // Parameters for suites that are never chosen; the file must be there.
    command("DHParameters", "dhparam", SERVER_CERT, Kind::File, |_, _, value| {
        files::contents(value).map(|_| true)
    }),
    command("NumTickets", "num_tickets", flag::SERVER, Kind::String, |_, target, value| {
        let number = value.to_str().ok().and_then(|text| text.parse().ok());
        let Some(number) = number else { return Ok(false) };
        target.change(|c| {
            c.num_tickets = number;
            Ok(())
        })?;
        Ok(true)
    }),
];

fn set<T>(place: &mut Option<T>, value: T) -> Result<()> {
    *place = Some(value);
    Ok(())
}

fn groups_of(_: &State, target: &Target<'_>, value: &CStr) -> Result<bool> {
    let groups = groups::parse(value.to_bytes())?;
    target.change(|c| set(&mut c.groups, groups))?;
    Ok(true)
}

fn limit(target: &Target<'_>, value: &CStr, highest: bool) -> Result<bool> {
    let version = match value.to_bytes() {
        b"None" => 0,
        b"SSLv3" => 0x0300,
        b"TLSv1" => 0x0301,
        b"TLSv1.1" => 0x0302,
        b"TLSv1.2" => 0x0303,
        b"TLSv1.3" => 0x0304,
        b"DTLSv1" => 0xfeff,
        b"DTLSv1.2" => 0xfefd,
        _ => return Ok(false),
    };
    let datagrams = match target {
        Target::Nothing => return Ok(false),
        Target::Ctx(ctx) => ctx.method().datagrams,
        Target::Ssl(ssl) => ssl.is_datagrams(),
    };
    target.change(|c| {
        c.set_version_limit(datagrams, version, highest);
        Ok(())
    })?;
    Ok(true)
}

fn private_key(target: &Target<'_>, path: &CStr) -> Result<()> {
    let password = match target {
        Target::Nothing => return Ok(()),
        Target::Ctx(ctx) => ctx.config.look(|c| c.password),
        Target::Ssl(ssl) => ssl.config.look(|c| c.password),
    };
    /// `SSL_FILETYPE_PEM`.
    const PEM: c_int = 1;
    let key = files::private_key(path, PEM, password)?;
    target.change(|c| c.identity.certs.set_key(key))
}

fn load(
    target: &Target<'_>,
    path: &CStr,
    folder: bool,
    place: fn(&mut super::config::Config) -> &mut Option<Arc<X509_STORE>>,
) -> Result<bool> {
    let mut store = None;
    target.change(|c| {
        store = Some(Arc::clone(place(c).get_or_insert_with(X509_STORE::new)));
        Ok(())
    })?;
    let Some(store) = store else { return Ok(true) };
    if folder {
        super::trust::load_dir(&store, path)?
    } else {
        super::trust::load_file(&store, path)?
    }
    Ok(true)
}

fn add_names(state: &State, path: &CStr, folder: bool) -> Result<bool> {
    let Some(names) = &state.ca_names else { return Ok(false) };
    if folder {
        files::add_names_of_folder(names.stack(), path)?;
    } else {
        files::add_names(names.stack(), path)?;
    }
    Ok(true)
}

/// A word of a list: its name, the bits, whether it clears them, who may
/// give it; the last says whether they are of the verify mode.
type Switch = (&'static str, u64, bool, u32, bool);

const BOTH: u32 = flag::CLIENT | flag::SERVER;

#[rustfmt::skip]
const PROTOCOLS: &[Switch] = &[
    ("ALL", op::NO_ALL, true, BOTH, false),
    ("SSLv2", 0, true, BOTH, false),
    ("SSLv3", op::NO_SSL3, true, BOTH, false),
    ("TLSv1", op::NO_TLS1, true, BOTH, false),
    ("TLSv1.1", op::NO_TLS1_1, true, BOTH, false),
    ("TLSv1.2", op::NO_TLS1_2, true, BOTH, false),
    ("TLSv1.3", op::NO_TLS1_3, true, BOTH, false),
];

#[rustfmt::skip]
const OPTIONS: &[Switch] = &[
    ("SessionTicket", op::NO_TICKET, true, BOTH, false),
    ("EmptyFragments", 1 << 11, true, BOTH, false),
    ("Bugs", 0x8000_0850, false, BOTH, false),
    ("Compression", 1 << 17, true, BOTH, false),
    ("ServerPreference", op::CIPHER_SERVER_PREFERENCE, false, flag::SERVER, false),
    ("NoResumptionOnRenegotiation", 1 << 16, false, flag::SERVER, false),
    ("DHSingle", 0, false, flag::SERVER, false),
    ("ECDHSingle", 0, false, flag::SERVER, false),
    ("UnsafeLegacyRenegotiation", 1 << 18, false, BOTH, false),
    ("EncryptThenMac", 1 << 19, true, BOTH, false),
    ("NoRenegotiation", op::NO_RENEGOTIATION, false, BOTH, false),
    ("AllowNoDHEKEX", 1 << 10, false, BOTH, false),
    ("PrioritizeChaCha", 1 << 21, false, BOTH, false),
    ("MiddleboxCompat", 1 << 20, false, BOTH, false),
    ("AntiReplay", 1 << 24, true, BOTH, false),
    ("ExtendedMasterSecret", 1, true, BOTH, false),
    ("CANames", 1 << 9, true, BOTH, false),
    ("KTLS", 1 << 3, false, BOTH, false),
    ("IgnoreUnexpectedEOF", op::IGNORE_UNEXPECTED_EOF, false, BOTH, false),
];

#[rustfmt::skip]
const VERIFY_MODES: &[Switch] = &[
    ("Peer", 1, false, flag::CLIENT, true),
    ("Request", 1, false, flag::SERVER, true),
    ("Require", 3, false, flag::SERVER, true),
    ("Once", 5, false, flag::SERVER, true),
    ("RequestPostHandshake", 9, false, flag::SERVER, true),
    ("RequirePostHandshake", 11, false, flag::SERVER, true),
];

/// The switches of command lines: name, option bits, whether it clears them,
/// who may give it.
#[rustfmt::skip]
const SWITCHES: &[(&str, u64, bool, u32)] = &[
    ("no_ssl3", op::NO_SSL3, false, 0),
    ("no_tls1", op::NO_TLS1, false, 0),
    ("no_tls1_1", op::NO_TLS1_1, false, 0),
    ("no_tls1_2", op::NO_TLS1_2, false, 0),
    ("no_tls1_3", op::NO_TLS1_3, false, 0),
    ("bugs", 0x8000_0850, false, 0),
    ("no_comp", 1 << 17, false, 0),
    ("comp", 1 << 17, true, 0),
    ("ecdh_single", 0, false, flag::SERVER),
    ("no_ticket", op::NO_TICKET, false, 0),
    ("serverpref", op::CIPHER_SERVER_PREFERENCE, false, flag::SERVER),
    ("legacy_renegotiation", 1 << 18, false, 0),
    ("client_renegotiation", 1 << 8, false, flag::SERVER),
    ("legacy_server_connect", 1 << 2, false, flag::CLIENT),
    ("no_legacy_server_connect", 1 << 2, true, flag::CLIENT),
    ("no_renegotiation", op::NO_RENEGOTIATION, false, 0),
    ("no_resumption_on_reneg", 1 << 16, false, flag::SERVER),
    ("allow_no_dhe_kex", 1 << 10, false, 0),
    ("prioritize_chacha", 1 << 21, false, flag::SERVER),
    ("no_middlebox", 1 << 20, true, 0),
    ("anti_replay", 1 << 24, true, flag::SERVER),
    ("no_anti_replay", 1 << 24, false, flag::SERVER),
    ("no_etm", 1 << 19, false, 0),
];

/// Applies a list of words joined by commas, each with `-` to reverse it.
fn switches(state: &State, target: &Target<'_>, value: &CStr, table: &[Switch]) -> Result<bool> {
    for word in value.to_bytes().split(|c| *c == b',').map(<[u8]>::trim_ascii) {
        let (on, name) = match word.split_first() {
            Some((b'+', name)) => (true, name),
            Some((b'-', name)) => (false, name),
            _ => (true, word),
        };
        let found = table.iter().find(|(known, _, _, who, _)| {
            state.flags & who != 0 && known.as_bytes().eq_ignore_ascii_case(name)
        });
        let Some((_, bits, inverted, _, verify)) = found else { return Ok(false) };
        let on = on != *inverted;
        target.change(|c| {
            if *verify {
                let bits = c_int::try_from(*bits).unwrap_or(0);
                c.verify_mode = if on { c.verify_mode | bits } else { c.verify_mode & !bits };
            } else {
                c.options = if on { c.options | bits } else { c.options & !bits };
            }
            Ok(())
        })?;
    }
    Ok(true)
}

impl State {
    fn target(&self) -> Target<'_> {
        match (&self.ctx, &self.ssl) {
            (Some(ctx), _) => Target::Ctx(ctx),
            (None, Some(ssl)) => Target::Ssl(ssl),
            (None, None) => Target::Nothing,
        }
    }

    fn allows(&self, flags: u32) -> bool {
        let needed = flags & (flag::SERVER | flag::CLIENT | flag::CERTIFICATE);
        self.flags & needed == needed
    }

    /// The name without its prefix; `None` if it lacks it.
    fn strip<'a>(&self, name: &'a [u8]) -> Option<&'a [u8]> {
        match &self.prefix {
            Some(prefix) if name.len() > prefix.len() => {
                let (head, tail) = name.split_at(prefix.len());
                let same = match self.flags & flag::FILE != 0 {
                    true => head.eq_ignore_ascii_case(prefix),
                    false => head == prefix,
                };
                same.then_some(tail)
            }
            Some(_) => None,
            None if self.flags & flag::CMDLINE != 0 => {
                name.strip_prefix(b"-").filter(|rest| !rest.is_empty())
            }
            None => Some(name),
        }
    }

    fn command(&self, name: &[u8]) -> Option<&'static Command> {
        COMMANDS.iter().filter(|command| self.allows(command.flags)).find(|command| {
            self.flags & flag::CMDLINE != 0
                && !command.line.is_empty()
                && command.line.as_bytes() == name
                || self.flags & flag::FILE != 0
                    && command.file.as_bytes().eq_ignore_ascii_case(name)
        })
    }

    fn switch(&self, name: &[u8]) -> Option<&'static (&'static str, u64, bool, u32)> {
        let line = self.flags & flag::CMDLINE != 0;
        let known = |s: &&(&str, u64, bool, u32)| self.allows(s.3) && s.0.as_bytes() == name;
        SWITCHES.iter().find(known).filter(|_| line)
    }
}

impl SSL_CONF_CTX {
    /// One without flags or target.
    pub fn new() -> Box<SSL_CONF_CTX> {
        Box::default()
    }

    /// Sets flags; returns all.
    pub fn set_flags(&self, bits: c_uint) -> c_uint {
        self.0.with(|s| {
            s.flags |= bits;
            s.flags
        })
    }

    /// Clears flags; returns those left.
    pub fn clear_flags(&self, bits: c_uint) -> c_uint {
        self.0.with(|s| {
            s.flags &= !bits;
            s.flags
        })
    }

    /// Sets what every command begins with; `None` for nothing.
    pub fn set_prefix(&self, prefix: Option<&[u8]>) {
        self.0.with(|s| s.prefix = prefix.map(<[u8]>::to_vec));
    }

    /// Sets the context to work on.
    pub fn set_ctx(&self, ctx: Option<Arc<SSL_CTX>>) {
        self.0.with(|s| (s.ctx, s.ssl) = (ctx, None));
    }

    /// Sets the connection to work on.
    pub fn set_ssl(&self, ssl: Option<Arc<SSL>>) {
        self.0.with(|s| (s.ctx, s.ssl) = (None, ssl));
    }

    /// Does what the command says: how many words were used.
    pub fn run(&self, name: &[u8], value: Option<&CStr>) -> std::result::Result<c_int, Refusal> {
        let mut state = self.0.get();
        let show = state.flags & flag::SHOW_ERRORS != 0;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let Some(bare) = state.strip(name) else { return Err(Refusal::Unknown) };
        if let Some((_, bits, clears, _)) = state.switch(bare) {
            let _ = state.target().change(|c| {
                c.options = if *clears { c.options & !bits } else { c.options | bits };
                Ok(())
            });
            return Ok(1);
        }
        let Some(command) = state.command(bare) else {
            if show {
                let error = Error::new(Lib::Ssl, err::ssl::R_UNKNOWN_CMD_NAME);
                err::push(&error.with(format!("cmd={}", text(name))), "SSL_CONF_cmd");
            }
            return Err(Refusal::Unknown);
        };
        let Some(value) = value else {
            if show {
                let data = format!("cmd={}", text(name));
                let error = Error::new(Lib::Ssl, err::ssl::R_BAD_VALUE).with(data);
                err::push(&error, "SSL_CONF_cmd");
            }
            return Err(Refusal::NoValue);
        };
        let names = matches!(
            command.file,
            "RequestCAFile" | "ClientCAFile" | "RequestCAPath" | "ClientCAPath"
        );
        if names && state.ca_names.is_none() {
            state.ca_names = Some(Arc::new(NameList::empty()));
        }
        let done = (command.action)(&state, &state.target(), value).unwrap_or_else(|error| {
            err::push(&error, "SSL_CONF_cmd");
            false
        });
        if !done {
            if show {
                let data = format!("cmd={}, value={}", text(name), value.to_string_lossy());
                let error = Error::new(Lib::Ssl, err::ssl::R_BAD_VALUE).with(data);
                err::push(&error, "SSL_CONF_cmd");
            }
            return Err(Refusal::BadValue);
        }
        self.0.with(|s| {
            s.ca_names = state.ca_names.clone();
            if command.file == "Certificate" {
                s.certificates.push(value.to_owned());
            }
        });
        Ok(2)
    }

    /// What a command's value is; `None` for an unknown command.
    pub fn value_kind(&self, name: &[u8]) -> Option<Kind> {
        let state = self.0.get();
        let bare = state.strip(name)?;
        match state.switch(bare) {
            Some(_) => Some(Kind::None),
            None => state.command(bare).map(|command| command.kind),
        }
    }

    /// Completes the configuration: keys that are in their certificates'
    /// files, names of authorities.
    pub fn finish(&self) -> Result<()> {
        let state = self.0.get();
        let target = state.target();
        if state.flags & flag::REQUIRE_PRIVATE != 0 {
            for path in &state.certificates {
                let mut missing = false;
                target.change(|c| {
                    let current = c.identity.certs.current();
                    missing = current.is_some_and(|entry| entry.key.is_none());
                    Ok(())
                })?;
                if missing {
                    private_key(&target, path)?;
                }
            }
        }
        if let Some(names) = &state.ca_names {
            target.set_ca_list(names);
            self.0.with(|s| s.ca_names = None);
        }
        Ok(())
    }
}

/// Runs the commands that the configuration file has under `name`; all of
/// them, also after one that fails.
fn run_section(words: &SSL_CONF_CTX, method: &SSL_METHOD, name: &CStr, flags: u32) -> Option<bool> {
    let commands = conf_modules::ssl_commands(name)?;
    let role = |serves: bool, bit: u32| if serves { bit } else { 0 };
    words.set_flags(
        flag::FILE
            | flags
            | role(method.allows(Role::Client), flag::CLIENT)
            | role(method.allows(Role::Server), flag::SERVER),
    );
    let mut good = true;
    for (name, value) in &commands {
        good &= words.run(name.to_bytes(), Some(value)).is_ok();
    }
    Some(words.finish().is_ok() && good)
}

/// Configures a new context as the system's administrator wants every one to
/// be (`system_default`); what is wrong there is passed over, as OpenSSL does.
pub fn system_default(ctx: &Arc<SSL_CTX>) {
    let words = SSL_CONF_CTX::new();
    words.set_ctx(Some(ctx.clone()));
    queue::set_mark();
    let _ = run_section(&words, ctx.method(), c"system_default", 0);
    queue::pop_to_mark();
}

/// Configures a context or a connection by a section of the configuration
/// file; certificates too.
///
/// Errors: `R_INVALID_CONFIGURATION_NAME`; nothing queued for commands that fail.
pub fn configure(
    ctx: Option<Arc<SSL_CTX>>,
    ssl: Option<Arc<SSL>>,
    name: Option<&CStr>,
) -> Result<()> {
    let words = SSL_CONF_CTX::new();
    let method = match (&ctx, &ssl) {
        (Some(ctx), _) => ctx.method(),
        (None, Some(ssl)) => ssl.method(),
        (None, None) => return Err(Error::new(Lib::Ssl, err::R_PASSED_NULL_PARAMETER)),
    };
    match ctx {
        Some(ctx) => words.set_ctx(Some(ctx)),
        None => words.set_ssl(ssl),
    }
    let flags = flag::CERTIFICATE | flag::REQUIRE_PRIVATE;
    let done = name.and_then(|name| run_section(&words, method, name, flags));
    match done {
        Some(true) => Ok(()),
        Some(false) => Err(Error::quiet()),
        None => {
            let name = name.map_or("<NULL>".into(), CStr::to_string_lossy);
            let error = Error::new(Lib::Ssl, err::ssl::R_INVALID_CONFIGURATION_NAME);
            Err(error.with(format!("name={name}")))
        }
    }
}
