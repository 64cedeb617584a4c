//! Proxies: which one to use, and a tunnel through one.

use super::error;
use super::request::read_line;
use crate::abi::{Arg, sys};
use crate::der::base64;
use crate::err::{self, Error, Lib, Result, http};
use crate::obj::bio::{BIO, wait};
use libc::time_t;
use std::ffi::{CStr, c_int};

/// Longest line of a proxy's answer.
const LINE: usize = 8 * 1024;
/// Most lines of it.
const MOST_LINES: u32 = 256;

/// Whether a list of hosts that need no proxy has one.
pub fn is_listed(hosts: &[u8], server: &[u8]) -> bool {
    let bare = server.strip_prefix(b"[").and_then(|rest| rest.strip_suffix(b"]"));
    let server = bare.unwrap_or(server);
    let parts = hosts.split(|c| *c == b',' || c.is_ascii_whitespace());
    !server.is_empty() && parts.into_iter().any(|host| host == server)
}

/// The environment's own string for the first of two variables that is set;
/// none for a setuid program.
pub fn variable(names: [&CStr; 2]) -> Option<Arg> {
    let mut values = names.into_iter().map(|name| Arg(sys::getenv(name).cast()));
    values.find(|value| !value.is_null() && !sys::is_setugid())
}

/// The variables that name a proxy.
pub fn variables(tls: bool) -> [&'static CStr; 2] {
    if tls { [c"https_proxy", c"HTTPS_PROXY"] } else { [c"http_proxy", c"HTTP_PROXY"] }
}

/// The variables that list hosts without one.
pub const NONE_FOR: [&CStr; 2] = [c"no_proxy", c"NO_PROXY"];

/// The proxy to use: the one that is given or that the environment names,
/// unless the server needs none.
pub fn adapt(
    proxy: Option<Vec<u8>>,
    no_proxy: Option<Vec<u8>>,
    server: &[u8],
    tls: bool,
) -> Option<Vec<u8>> {
    let first = |names| Some(variable(names)?.str()?.to_bytes().to_vec());
    let proxy = proxy.or_else(|| first(variables(tls))).filter(|proxy| !proxy.is_empty())?;
    match no_proxy.or_else(|| first(NONE_FOR)) {
        Some(hosts) if is_listed(&hosts, server) => None,
        _ => Some(proxy),
    }
}

/// What a tunnel leads to, and who asks for it.
pub struct Tunnel<'a> {
    /// The host.
    pub server: &'a [u8],
    /// Its port.
    pub port: &'a [u8],
    /// The user, known to the proxy.
    pub user: Option<&'a [u8]>,
    /// The user's password.
    pub password: Option<&'a [u8]>,
}

/// Waits for a BIO, if there is a limit.
fn ready(bio: &BIO, until: time_t) -> Result<()> {
    let waited = match until {
        0 => wait::until_ready(bio, wait::now() + 1, 100).max(1),
        until => wait::until_ready(bio, until, 100),
    };
    match waited {
        1.. => Ok(()),
        0 => Err(Error::new(Lib::Bio, err::bio::R_TRANSFER_TIMEOUT)),
        _ => Err(Error::new(Lib::Bio, err::bio::R_TRANSFER_ERROR)),
    }
}

/// Reads a whole line, without its end.
fn line(bio: &BIO, until: time_t) -> Result<Vec<u8>> {
    let mut all = Vec::new();
    let mut place = [0; 1];
    loop {
        // A BIO that blocks is not asked before there is something.
        if let (Some(fd), true) = (bio.fd(), until != 0 && bio.pending() == 0)
            && wait::descriptor(fd, true, until) == 0
        {
            return Err(Error::new(Lib::Bio, err::bio::R_TRANSFER_TIMEOUT));
        }
        match read_line(bio, &mut place) {
            1 => {
                all.extend_from_slice(&place);
                if place == [b'\n'] {
                    return Ok(all.trim_ascii_end().to_vec());
                }
                if all.len() > LINE {
                    return Err(error(http::R_RESPONSE_LINE_TOO_LONG));
                }
            }
            _ if bio.should_retry() => ready(bio, until)?,
            _ => return Err(error(http::R_CONNECT_FAILURE)),
        }
    }
}

/// Asks the proxy at the other end of a BIO for a tunnel.
///
/// Errors: `HTTP_R_CONNECT_FAILURE`, `HTTP_R_RECEIVED_WRONG_HTTP_VERSION`,
/// `HTTP_R_RESPONSE_PARSE_ERROR`, `BIO_R_TRANSFER_TIMEOUT`.
pub fn connect(bio: &BIO, tunnel: &Tunnel<'_>, timeout: c_int) -> Result<()> {
    for (text, what) in [(tunnel.server, "server"), (tunnel.port, "port")] {
        if text.iter().any(|c| matches!(c, b'\r' | b'\n')) {
            let data = format!("CR or LF character in {what}");
            return Err(error(err::R_PASSED_INVALID_ARGUMENT).with(data));
        }
    }
    let until = wait::deadline(timeout);
    let mut request = b"CONNECT ".to_vec();
    for part in [tunnel.server, b":", tunnel.port, b" HTTP/1.0\r\n"] {
        request.extend_from_slice(part);
    }
    request.extend_from_slice(b"Proxy-Connection: Keep-Alive\r\n");
    if let Some(user) = tunnel.user {
        let both = [user, b":", tunnel.password.unwrap_or_default()].concat();
        request.extend_from_slice(b"Proxy-Authorization: Basic ");
        request.extend_from_slice(&base64::encode_block(&both));
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"\r\n");
    let mut rest = request.as_slice();
    while !rest.is_empty() {
        match usize::try_from(bio.write(rest)) {
            Ok(n) if n > 0 => rest = rest.get(n..).unwrap_or_default(),
            _ if bio.should_retry() => ready(bio, until)?,
            _ => return Err(error(http::R_CONNECT_FAILURE)),
        }
    }
    while bio.flush() <= 0 {
        if !bio.should_retry() {
            return Err(error(http::R_CONNECT_FAILURE));
        }
        ready(bio, until)?;
    }
    let status = line(bio, until)?;
    let Some(version) = status.strip_prefix(b"HTTP/") else {
        return Err(error(http::R_RESPONSE_PARSE_ERROR));
    };
    if !version.starts_with(b"1.") {
        return Err(error(http::R_RECEIVED_WRONG_HTTP_VERSION));
    }
    let rest = version.get(3..).unwrap_or_default();
    if !rest.starts_with(b" 2") {
        let data = format!("reason={}", String::from_utf8_lossy(rest));
        return Err(error(http::R_CONNECT_FAILURE).with(data));
    }
    for _ in 0..MOST_LINES {
        if line(bio, until)?.is_empty() {
            return Ok(());
        }
    }
    Err(error(http::R_RESPONSE_PARSE_ERROR))
}
