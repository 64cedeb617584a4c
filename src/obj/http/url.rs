//! Addresses of HTTP, taken apart. See: OSSL_HTTP_parse_url(3).

use crate::err::{self, Error, Lib, Result, http};

/// The parts of an address; what is not there is empty.
#[derive(Debug, Default)]
pub struct Url<'a> {
    /// `https`.
    pub scheme: &'a [u8],
    /// Before the `@`.
    pub user: &'a [u8],
    /// The host; an IPv6 address with its brackets.
    pub host: &'a [u8],
    /// The port as it is written; `0` if it is not.
    pub port: &'a [u8],
    /// Its number.
    pub number: u16,
    /// The path, with the `/` at its start even where it is not written.
    pub path: Vec<u8>,
    /// Behind the `?`.
    pub query: &'a [u8],
    /// Behind the `#`.
    pub fragment: &'a [u8],
}

#[track_caller]
fn error(reason: std::ffi::c_int) -> Error {
    Error::new(Lib::Http, reason)
}

/// Splits before the first byte of `marks`.
fn until<'a>(text: &'a [u8], marks: &[u8]) -> (&'a [u8], &'a [u8]) {
    let at = text.iter().position(|c| marks.contains(c)).unwrap_or(text.len());
    text.split_at(at)
}

/// The number that C's `strtol` reads at the start.
fn port_number(text: &[u8]) -> Option<u16> {
    let (number, rest) = crate::obj::x509::v3::text::leading_number(text);
    if rest.len() == text.len() {
        return None;
    }
    u16::try_from(number).ok()
}

impl<'a> Url<'a> {
    /// Takes an address apart.
    ///
    /// Errors: `HTTP_R_ERROR_PARSING_URL`, `HTTP_R_INVALID_PORT_NUMBER`,
    /// `HTTP_R_INVALID_URL_PATH`.
    pub fn parse(url: &'a [u8]) -> Result<Self> {
        let wrong = || error(http::R_ERROR_PARSING_URL);
        let mut made = Url { port: b"0", ..Url::default() };
        let mut rest = url;
        if let Some(at) = url.windows(3).position(|mark| mark == b"://") {
            if at == 0 {
                return Err(wrong());
            }
            made.scheme = url.get(..at).unwrap_or_default();
            rest = url.get(at + 3..).unwrap_or_default();
        }
        let (authority, _) = until(rest, b"/?#");
        if let Some(at) = authority.iter().position(|c| *c == b'@') {
            made.user = authority.get(..at).unwrap_or_default();
            rest = rest.get(at + 1..).unwrap_or_default();
        }
        (made.host, rest) = match rest.first() {
            Some(b'[') => {
                let end = rest.iter().position(|c| *c == b']').ok_or_else(wrong)?;
                rest.split_at(end + 1)
            }
            _ => until(rest, b":/?#"),
        };
        if let Some(port) = rest.strip_prefix(b":") {
            made.number = port_number(port).ok_or_else(|| {
                let shown = String::from_utf8_lossy(port).into_owned();
                error(http::R_INVALID_PORT_NUMBER).with(shown)
            })?;
            let len = port.iter().take_while(|c| c.is_ascii_digit()).count();
            (made.port, rest) = port.split_at(len);
        }
        let (path, more) = until(rest, b"?#");
        if !path.is_empty() && !path.starts_with(b"/") {
            err::push(&error(http::R_INVALID_URL_PATH), "OSSL_parse_url");
            return Err(wrong());
        }
        made.path = if path.is_empty() { b"/".to_vec() } else { path.to_vec() };
        if let Some(query) = more.strip_prefix(b"?") {
            let (query, fragment) = until(query, b"#");
            made.query = query;
            made.fragment = fragment.strip_prefix(b"#").unwrap_or_default();
        } else {
            made.fragment = more.strip_prefix(b"#").unwrap_or_default();
        }
        Ok(made)
    }

    /// Takes an address of HTTP apart; also tells whether it is of HTTPS.
    ///
    /// Errors: `HTTP_R_INVALID_URL_SCHEME`, those of [`parse`](Self::parse).
    pub fn parse_http(url: &'a [u8]) -> Result<(Self, bool)> {
        let mut made = Self::parse(url)?;
        let tls = match made.scheme {
            b"https" => true,
            b"" | b"http" => false,
            _ => return Err(error(http::R_INVALID_URL_SCHEME)),
        };
        if made.number == 0 {
            (made.port, made.number) = if tls { (&b"443"[..], 443) } else { (&b"80"[..], 80) };
        }
        Ok((made, tls))
    }
}
