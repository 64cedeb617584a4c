//! `OSSL_HTTP_open`, `OSSL_HTTP_transfer` and their kin: whole exchanges.

use super::request::text;
use crate::abi::{Give, In, InOut, LendConst, Mut, Opaque, Out, Str, Take, entry};
use crate::err::{self, Error, Lib, Result, http};
use crate::obj::bio::BIO;
use crate::obj::conf::CONF_VALUE;
use crate::obj::http::OSSL_HTTP_REQ_CTX;
use crate::obj::http::proxy::{self, Tunnel};
use crate::obj::http::request::OSSL_HTTP_bio_cb_t;
use crate::obj::http::session::{self, Opening, Outcome, Question, Target, Update};
use crate::obj::stack::OPENSSL_STACK;
use std::ffi::{CString, c_char, c_int, c_void};
use std::sync::Arc;

#[track_caller]
fn null() -> Error {
    Error::new(Lib::Http, err::R_PASSED_NULL_PARAMETER)
}

fn own(string: &Str) -> Option<Vec<u8>> {
    text(string).map(<[u8]>::to_vec)
}

/// Connects to a server, by way of a proxy or not, or over BIOs of the
/// program's.
///
/// Returns: NULL on failure. Ownership: BIOs stay the program's.
/// See: OSSL_HTTP_transfer(3).
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_HTTP_open(
    server: Str,
    port: Str,
    proxy: Str,
    no_proxy: Str,
    use_ssl: c_int,
    bio: Mut<BIO>,
    rbio: Mut<BIO>,
    bio_update_fn: Option<OSSL_HTTP_bio_cb_t>,
    arg: *mut c_void,
    buf_size: c_int,
    overall_timeout: c_int,
) -> Give<OSSL_HTTP_REQ_CTX> {
    entry(Give::null(), || {
        let target = Target {
            server: own(&server),
            port: own(&port),
            proxy: own(&proxy),
            tls: use_ssl != 0,
        };
        let opening = Opening {
            target,
            no_proxy: own(&no_proxy),
            bio: bio.share_opt(),
            rbio: rbio.share_opt(),
            update: Update { function: bio_update_fn, arg: Opaque(arg) },
            line: buf_size,
            timeout: overall_timeout,
        };
        session::open(opening).map(Give::new)
    })
}

/// Sets up what is asked over a connection, and what is expected.
///
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_HTTP_set1_request(
    rctx: Mut<OSSL_HTTP_REQ_CTX>,
    path: Str,
    headers: In<OPENSSL_STACK>,
    content_type: Str,
    req: Mut<BIO>,
    expected_content_type: Str,
    expect_asn1: c_int,
    max_resp_len: usize,
    timeout: c_int,
    keep_alive: c_int,
) -> c_int {
    entry(0, || {
        let rctx = rctx.opt().ok_or_else(null)?;
        let list = headers.opt().map_or(Vec::new(), |list| list.objects::<CONF_VALUE>());
        let question = Question {
            path: text(&path),
            headers: &list,
            content_type: text(&content_type),
            body: req.share_opt(),
            expected: text(&expected_content_type),
            asn1: expect_asn1 != 0,
            limit: max_resp_len as u64,
            timeout,
            keep_alive,
        };
        session::ask(rctx, &question)?;
        Ok(1)
    })
}

fn exchange(rctx: &OSSL_HTTP_REQ_CTX, redirection_url: &Out<*mut c_char>) -> Result<Arc<BIO>> {
    redirection_url.write_opt(std::ptr::null_mut());
    match session::exchange(rctx)? {
        Outcome::Answer(bio) => Ok(bio),
        Outcome::Elsewhere(_) if redirection_url.is_null() => {
            Err(Error::new(Lib::Http, http::R_REDIRECTION_NOT_ENABLED))
        }
        Outcome::Elsewhere(url) => {
            redirection_url.write(crate::abi::mem::strdup(&url)?)?;
            Err(Error::quiet())
        }
    }
}

/// Asks and waits for the answer; the BIO to read it from.
///
/// Returns: NULL on failure, and for a redirection, whose address goes to
/// `*redirection_url`. Ownership: C frees BIO and address.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_HTTP_exchange(
    rctx: Mut<OSSL_HTTP_REQ_CTX>,
    redirection_url: Out<*mut c_char>,
) -> Give<BIO> {
    entry(Give::null(), || exchange(rctx.opt().ok_or_else(null)?, &redirection_url).map(Give::new))
}

/// Gets what is at an address, following fewer than 50 redirections.
///
/// Returns: the BIO to read it from; NULL on failure. Ownership: C frees it.
/// Errors: `HTTP_R_TOO_MANY_REDIRECTIONS`,
/// `HTTP_R_REDIRECTION_FROM_HTTPS_TO_HTTP`, those of the exchange.
/// See: OSSL_HTTP_transfer(3).
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_HTTP_get(
    url: Str,
    proxy: Str,
    no_proxy: Str,
    bio: Mut<BIO>,
    rbio: Mut<BIO>,
    bio_update_fn: Option<OSSL_HTTP_bio_cb_t>,
    arg: *mut c_void,
    buf_size: c_int,
    headers: In<OPENSSL_STACK>,
    expected_content_type: Str,
    expect_asn1: c_int,
    max_resp_len: usize,
    timeout: c_int,
) -> Give<BIO> {
    entry(Give::null(), || {
        let list = headers.opt().map_or(Vec::new(), |list| list.objects::<CONF_VALUE>());
        let expected = text(&expected_content_type);
        let got = session::get(
            text(&url).ok_or_else(null)?,
            |target| Opening {
                target: Target { proxy: own(&proxy), ..target },
                no_proxy: own(&no_proxy),
                bio: bio.share_opt(),
                rbio: rbio.share_opt(),
                update: Update { function: bio_update_fn, arg: Opaque(arg) },
                line: buf_size,
                timeout,
            },
            &list,
            expected,
            expect_asn1 != 0,
            max_resp_len as u64,
        );
        got.map(Give::new)
    })
}

/// Connects if there is no connection at `*prctx`, asks, waits for the
/// answer, and closes the connection unless it is kept.
///
/// Returns: the BIO to read the answer from; NULL on failure. Ownership: C
/// frees it. See: OSSL_HTTP_transfer(3).
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_HTTP_transfer(
    prctx: InOut<OSSL_HTTP_REQ_CTX>,
    server: Str,
    port: Str,
    path: Str,
    use_ssl: c_int,
    proxy: Str,
    no_proxy: Str,
    bio: Mut<BIO>,
    rbio: Mut<BIO>,
    bio_update_fn: Option<OSSL_HTTP_bio_cb_t>,
    arg: *mut c_void,
    buf_size: c_int,
    headers: In<OPENSSL_STACK>,
    content_type: Str,
    req: Mut<BIO>,
    expected_content_type: Str,
    expect_asn1: c_int,
    max_resp_len: usize,
    timeout: c_int,
    keep_alive: c_int,
) -> Give<BIO> {
    entry(Give::null(), || {
        let rctx = match prctx.take() {
            Some(rctx) => rctx,
            None => session::open(Opening {
                target: Target {
                    server: own(&server),
                    port: own(&port),
                    proxy: own(&proxy),
                    tls: use_ssl != 0,
                },
                no_proxy: own(&no_proxy),
                bio: bio.share_opt(),
                rbio: rbio.share_opt(),
                update: Update { function: bio_update_fn, arg: Opaque(arg) },
                line: buf_size,
                timeout,
            })?,
        };
        let list = headers.opt().map_or(Vec::new(), |list| list.objects::<CONF_VALUE>());
        let question = Question {
            path: text(&path),
            headers: &list,
            content_type: text(&content_type),
            body: req.share_opt(),
            expected: text(&expected_content_type),
            asn1: expect_asn1 != 0,
            limit: max_resp_len as u64,
            timeout,
            keep_alive,
        };
        let nowhere = Out::at(std::ptr::null_mut());
        let answer = session::ask(&rctx, &question).and_then(|()| exchange(&rctx, &nowhere));
        if answer.is_ok() && rctx.is_alive() && !prctx.is_null() {
            prctx.give(rctx, drop);
        } else if !session::close(rctx, answer.is_ok()) {
            return Err(answer.err().unwrap_or_else(Error::quiet));
        }
        answer.map(Give::new)
    })
}

/// Closes a connection; NULL is nothing. The program's function hears by `ok`
/// whether all went well.
///
/// Returns: 1; 0 if that function failed.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_HTTP_close(rctx: Take<OSSL_HTTP_REQ_CTX>, ok: c_int) -> c_int {
    entry(0, || Ok(rctx.opt().is_none_or(|rctx| session::close(rctx, ok != 0)).into()))
}

/// Asks the proxy at the other end of a BIO for a tunnel to a server, on port
/// 443 if `port` is NULL or empty.
///
/// Returns: 1; 0 on failure. Errors: `HTTP_R_CONNECT_FAILURE` and others,
/// which `prog` tells on `bio_err`, too, unless that is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_HTTP_proxy_connect(
    bio: Mut<BIO>,
    server: Str,
    port: Str,
    proxyuser: Str,
    proxypass: Str,
    timeout: c_int,
    bio_err: Mut<BIO>,
    prog: Str,
) -> c_int {
    entry(0, || {
        let (bio, server) = bio.opt().zip(text(&server)).ok_or_else(null)?;
        let tunnel = Tunnel {
            server,
            port: text(&port).filter(|port| !port.is_empty()).unwrap_or(b"443"),
            user: text(&proxyuser),
            password: text(&proxypass),
        };
        let done = proxy::connect(bio, &tunnel, timeout);
        if let (Err(error), Some(told)) = (&done, bio_err.opt()) {
            let name = String::from_utf8_lossy(text(&prog).unwrap_or(b"<unknown>")).into_owned();
            let why = error.data.as_deref().unwrap_or("no connection");
            if let Ok(line) = CString::new(format!("{name}: HTTP CONNECT failed, {why}\n")) {
                told.puts(&line);
            }
        }
        done.map(|()| 1)
    })
}

/// The proxy to use for a server: `proxy`, or else the environment's, unless
/// `no_proxy`, or else the environment's, lists the server.
///
/// Returns: NULL for none. Ownership: what was given, or the environment's.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_HTTP_adapt_proxy(
    proxy: Str,
    no_proxy: Str,
    server: Str,
    use_ssl: c_int,
) -> LendConst<c_char> {
    entry(LendConst::null(), || {
        let chosen = match proxy.opt() {
            Some(_) => proxy.as_ptr(),
            None => proxy::variable(proxy::variables(use_ssl != 0))
                .map_or(std::ptr::null(), |value| value.0.cast_const().cast()),
        };
        let listed = match no_proxy.opt() {
            Some(hosts) => Some(hosts),
            None => proxy::variable(proxy::NONE_FOR).and_then(crate::abi::Arg::str),
        };
        let empty = crate::abi::Arg(chosen.cast_mut().cast()).str().is_none_or(|p| p.is_empty());
        let excluded = match text(&server) {
            None => true,
            Some(server) => listed.is_some_and(|hosts| proxy::is_listed(hosts.to_bytes(), server)),
        };
        Ok(LendConst::from_ptr(if empty || excluded { std::ptr::null() } else { chosen }))
    })
}
