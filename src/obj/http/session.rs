//! Connections, and whole exchanges over them. See: OSSL_HTTP_transfer(3).

use super::proxy;
use super::request::{OSSL_HTTP_REQ_CTX, OSSL_HTTP_bio_cb_t};
use super::{Url, error};
use crate::abi::handle::take_back;
use crate::abi::{Arg, Handle, Mut, Opaque};
use crate::err::{self, Error, Lib, Result, http};
use crate::obj::bio::command::C_SET_CONNECT;
use crate::obj::bio::{BIO, connect_method, wait};
use crate::obj::cell::Guarded;
use crate::obj::conf::CONF_VALUE;
use libc::time_t;
use std::ffi::{CString, c_int};
use std::sync::Arc;

/// `OSSL_HTTP_get` gives up at as many redirections.
const TOO_MANY_REDIRECTIONS: u32 = 50;

/// Where a connection goes to, and how.
#[derive(Debug, Default)]
pub struct Target {
    /// The host.
    pub server: Option<Vec<u8>>,
    /// Its port.
    pub port: Option<Vec<u8>>,
    /// The proxy.
    pub proxy: Option<Vec<u8>>,
    /// Whether TLS is spoken.
    pub tls: bool,
}

/// The program's function for connecting and disconnecting.
#[derive(Debug, Clone, Copy)]
pub struct Update {
    /// The function.
    pub function: Option<OSSL_HTTP_bio_cb_t>,
    /// Its argument.
    pub arg: Opaque,
}

/// What a request and its answer travel on.
#[derive(Debug)]
pub struct Connection {
    write: Guarded<Option<Arc<BIO>>>,
    /// `None` if it is the one that is written to.
    read: Option<Arc<BIO>>,
    /// Whether the BIO is closed with it.
    owned: bool,
    target: Target,
    update: Update,
    /// When everything is to be over; 0 is never.
    pub(super) until: time_t,
}

impl Connection {
    /// Over BIOs of the program's.
    pub(super) fn lent(write: Arc<BIO>, read: Arc<BIO>) -> Self {
        Connection {
            write: Guarded::new(Some(write)),
            read: Some(read),
            owned: false,
            target: Target::default(),
            update: Update { function: None, arg: Opaque::NULL },
            until: 0,
        }
    }

    pub(super) fn write_end(&self) -> Result<Arc<BIO>> {
        self.write.get().ok_or_else(Error::quiet)
    }

    pub(super) fn read_end(&self) -> Result<Arc<BIO>> {
        self.read.clone().map_or_else(|| self.write_end(), Ok)
    }

    /// Tells the program that it ends, and closes what it owns; false if the
    /// program's function failed.
    fn close(&self, ok: bool) -> bool {
        let Some(bio) = self.write.with(Option::take) else { return true };
        let (bio, done) = self.update.call(bio, self.owned, false, ok);
        if let Some(bio) = bio.filter(|_| self.owned) {
            bio.free_all();
        }
        done
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let (Some(bio), true) = (self.write.with(Option::take), self.owned) {
            bio.free_all();
        }
    }
}

impl Update {
    /// Calls the function with a BIO: what it gives back, or what it has left
    /// alone, and whether it succeeded.
    ///
    /// An owned BIO is our share of it, which is C's during the call: C may
    /// free it, or put another link before it. Of another our share ends
    /// before, so that the program can free its own.
    fn call(
        &self,
        bio: Arc<BIO>,
        owned: bool,
        connect: bool,
        detail: bool,
    ) -> (Option<Arc<BIO>>, bool) {
        let Some(function) = self.function else { return (Some(bio), true) };
        let raw = match owned {
            true => <BIO as Handle>::into_raw(bio),
            false => Arc::as_ptr(&bio).cast_mut(),
        };
        let element = |raw: *mut BIO| Mut::from_element(Opaque(raw.cast()));
        let back = function(element(raw), self.arg.0, connect.into(), detail.into());
        let done = !back.is_null();
        let now = if done { back } else { raw };
        (if owned { take_back(now) } else { element(now).share_opt() }, done)
    }
}

fn invalid() -> Error {
    error(err::R_PASSED_INVALID_ARGUMENT)
}

/// A BIO that will connect to a host, or to its proxy.
fn connector(target: &Target) -> Result<Arc<BIO>> {
    let own = |text: &Option<Vec<u8>>| text.clone().unwrap_or_default();
    let (host, port) = match &target.proxy {
        Some(proxy) => {
            let (url, _) = Url::parse_http(proxy)?;
            (url.host.to_vec(), url.port.to_vec())
        }
        None => (own(&target.server), own(&target.port)),
    };
    let port = match (port.is_empty(), target.tls) {
        (false, _) => port,
        (true, true) => b"443".to_vec(),
        (true, false) => b"80".to_vec(),
    };
    let text = |bytes: Vec<u8>| CString::new(bytes).map_err(|_| invalid());
    let bio = BIO::new(connect_method().clone())?;
    for (index, part) in [text(host)?, text(port)?].iter().enumerate() {
        if bio.ctrl(C_SET_CONNECT, index.try_into().unwrap_or(0), Arg::text(part)) <= 0 {
            bio.free_all();
            return Err(Error::quiet());
        }
    }
    Ok(bio)
}

/// What [`open`] connects to, and how.
pub struct Opening {
    /// Where to.
    pub target: Target,
    /// Hosts that are reached without a proxy.
    pub no_proxy: Option<Vec<u8>>,
    /// A BIO of the program's.
    pub bio: Option<Arc<BIO>>,
    /// Another that is read from.
    pub rbio: Option<Arc<BIO>>,
    /// The program's function.
    pub update: Update,
    /// Longest line of a header.
    pub line: c_int,
    /// Seconds for everything; 0 or less is for ever.
    pub timeout: c_int,
}

/// Connects.
///
/// Errors: `HTTP_R_TLS_NOT_ENABLED`, `ERR_R_PASSED_INVALID_ARGUMENT`,
/// `ERR_R_PASSED_NULL_PARAMETER`, those of connecting.
pub fn open(opening: Opening) -> Result<Box<OSSL_HTTP_REQ_CTX>> {
    let Opening { mut target, no_proxy, bio, rbio, update, line, timeout } = opening;
    if target.tls && update.function.is_none() {
        return Err(error(http::R_TLS_NOT_ENABLED));
    }
    if rbio.is_some() && (bio.is_none() || update.function.is_some()) {
        return Err(invalid());
    }
    let owned = bio.is_none();
    let bio = match bio {
        Some(_) if target.proxy.is_some() || no_proxy.is_some() => return Err(invalid()),
        Some(bio) => bio,
        None => {
            let server = target.server.as_deref();
            let server = server.ok_or_else(|| error(err::R_PASSED_NULL_PARAMETER))?;
            target.proxy = proxy::adapt(target.proxy, no_proxy, server, target.tls);
            connector(&target)?
        }
    };
    let connection = Connection {
        write: Guarded::new(Some(Arc::clone(&bio))),
        read: rbio,
        owned,
        target,
        update,
        until: wait::deadline(timeout),
    };
    if connection.read.is_none() && wait::connect(&bio, timeout, 100)? <= 0 {
        drop(bio);
        return Err(Error::quiet());
    }
    drop(bio);
    if let Some(bio) = connection.write.with(Option::take) {
        let tls = connection.target.tls;
        let (bio, done) = connection.update.call(bio, owned, true, tls);
        connection.write.set(bio);
        if !done {
            return Err(Error::quiet());
        }
    }
    Ok(OSSL_HTTP_REQ_CTX::over(connection, line))
}

/// Disconnects; false if the program's function failed.
pub fn close(ctx: Box<OSSL_HTTP_REQ_CTX>, ok: bool) -> bool {
    ctx.connection.close(ok)
}

/// What is asked, and which answer is expected.
pub struct Question<'a> {
    /// The path.
    pub path: Option<&'a [u8]>,
    /// More lines for the header.
    pub headers: &'a [&'a CONF_VALUE],
    /// What the body is.
    pub content_type: Option<&'a [u8]>,
    /// The body; `POST` with one.
    pub body: Option<Arc<BIO>>,
    /// What the answer is to be.
    pub expected: Option<&'a [u8]>,
    /// Whether it is to be in DER.
    pub asn1: bool,
    /// Longest answer; 0 is no limit.
    pub limit: u64,
    /// Seconds for it; 0 is for ever, less is what the connection has.
    pub timeout: c_int,
    /// Whether the connection is kept.
    pub keep_alive: c_int,
}

/// Sets a request up.
pub fn ask(ctx: &OSSL_HTTP_REQ_CTX, question: &Question<'_>) -> Result<()> {
    let target = &ctx.connection.target;
    let (server, port) = (target.server.as_deref(), target.port.as_deref());
    let by_proxy = target.proxy.is_some() && !target.tls;
    if by_proxy && server.is_none() {
        return Err(invalid());
    }
    ctx.set_limit(question.limit);
    let (absolute, port) = if by_proxy { (server, port) } else { (None, None) };
    ctx.set_request_line(question.body.is_some(), absolute, port, question.path)?;
    let mut host = server.filter(|server| !server.is_empty());
    for header in question.headers {
        let name = header.name().ok_or_else(|| error(err::R_PASSED_NULL_PARAMETER))?;
        if name.to_bytes().eq_ignore_ascii_case(b"host") {
            host = None;
        }
        ctx.add_header(name.to_bytes(), header.value().map(std::ffi::CStr::to_bytes))?;
    }
    if let Some(host) = host {
        ctx.add_header(b"Host", Some(host))?;
    }
    let Question { expected, asn1, timeout, keep_alive, .. } = *question;
    ctx.set_expected(expected, asn1, timeout, keep_alive)?;
    ctx.set_body(question.content_type, question.body.clone())
}

/// How an exchange ended.
pub enum Outcome {
    /// With an answer.
    Answer(Arc<BIO>),
    /// With another place to look at.
    Elsewhere(Vec<u8>),
}

/// Asks and waits for the answer.
///
/// Errors: those of the exchange, then `HTTP_R_ERROR_RECEIVING`.
pub fn exchange(ctx: &OSSL_HTTP_REQ_CTX) -> Result<Outcome> {
    let failure = match ctx.exchange() {
        Ok(Some(bio)) => return Ok(Outcome::Answer(bio)),
        Ok(None) => return Ok(Outcome::Elsewhere(ctx.redirection().unwrap_or_default())),
        Err(failure) => failure,
    };
    let of_bio = failure.lib == Lib::Bio;
    err::push(&failure, "OSSL_HTTP_exchange");
    if of_bio {
        return Err(Error::quiet());
    }
    let receiving = error(http::R_ERROR_RECEIVING);
    let target = &ctx.connection.target;
    let Some(server) = &target.server else { return Err(receiving) };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let scheme = if target.tls { "https" } else { "http" };
    let mut shown = format!("server={scheme}://{}", text(server));
    if let Some(port) = target.port.as_deref().filter(|port| !port.is_empty()) {
        shown = format!("{shown}:{}", text(port));
    }
    if let Some(proxy) = &target.proxy {
        shown = format!("{shown} proxy={}", text(proxy));
    }
    Err(receiving.with(shown))
}

/// Gets what is at an address, following redirections.
///
/// `opening` makes what connects to a host and port by TLS or without.
pub fn get(
    url: &[u8],
    opening: impl Fn(Target) -> Opening,
    headers: &[&CONF_VALUE],
    expected: Option<&[u8]>,
    asn1: bool,
    limit: u64,
) -> Result<Arc<BIO>> {
    let mut current = url.to_vec();
    let mut redirections = 0;
    let mut kept: Option<Box<OSSL_HTTP_REQ_CTX>> = None;
    loop {
        let ctx;
        let path;
        let tls;
        match kept.take() {
            // Elsewhere on the same server.
            Some(same) => {
                (ctx, path) = (same, current.clone());
                tls = ctx.connection.target.tls;
            }
            None => {
                let (url, https) = Url::parse_http(&current)?;
                let mut whole = url.path.clone();
                if !url.query.is_empty() {
                    whole.push(b'?');
                    whole.extend_from_slice(url.query);
                }
                (path, tls) = (whole, https);
                let (server, port) = (Some(url.host.to_vec()), Some(url.port.to_vec()));
                ctx = open(opening(Target { server, port, proxy: None, tls }))?;
            }
        }
        let question = Question {
            path: Some(&path),
            headers,
            content_type: None,
            body: None,
            expected,
            asn1,
            limit,
            timeout: -1,
            keep_alive: 0,
        };
        let outcome = ask(&ctx, &question).and_then(|()| exchange(&ctx));
        let next = match outcome {
            Ok(Outcome::Answer(bio)) => {
                return match close(ctx, true) {
                    true => Ok(bio),
                    false => Err(Error::quiet()),
                };
            }
            Ok(Outcome::Elsewhere(next)) => {
                redirections += 1;
                if redirections >= TOO_MANY_REDIRECTIONS {
                    Err(error(http::R_TOO_MANY_REDIRECTIONS))
                } else if tls && next.starts_with(b"http:") {
                    Err(error(http::R_REDIRECTION_FROM_HTTPS_TO_HTTP))
                } else {
                    Ok(next)
                }
            }
            Err(failure) => Err(failure),
        };
        match next {
            Ok(next) if next.starts_with(b"/") => {
                current = next;
                kept = Some(ctx);
            }
            Ok(next) => {
                current = next;
                close(ctx, true);
            }
            Err(failure) => {
                close(ctx, false);
                return Err(failure);
            }
        }
    }
}
