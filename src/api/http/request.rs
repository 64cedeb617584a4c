//! `OSSL_HTTP_REQ_CTX_…`: one request and its answer, step by step.

use crate::abi::layout::item::{ASN1_ITEM, ASN1_VALUE};
use crate::abi::{Give, In, Lend, Mut, Opaque, Out, Str, Take, entry, quiet};
use crate::err::{self, Error, Lib, Result};
use crate::obj::asn1::item;
use crate::obj::bio::BIO;
use crate::obj::http::OSSL_HTTP_REQ_CTX;
use std::ffi::{CStr, c_int, c_ulong};

#[track_caller]
fn null() -> Error {
    Error::new(Lib::Http, err::R_PASSED_NULL_PARAMETER)
}

/// The bytes of a string; `None` for NULL.
pub(super) fn text(text: &Str) -> Option<&[u8]> {
    text.opt().map(CStr::to_bytes)
}

/// A request that is written to `wbio` and answered by `rbio`, with lines of
/// `buf_size` bytes at most (0 or less: 4 KiB).
///
/// Returns: NULL on failure. Ownership: the BIOs stay the program's.
/// See: OSSL_HTTP_REQ_CTX(3).
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_HTTP_REQ_CTX_new(
    wbio: Mut<BIO>,
    rbio: Mut<BIO>,
    buf_size: c_int,
) -> Give<OSSL_HTTP_REQ_CTX> {
    entry(Give::null(), || {
        let (write, read) = (wbio.share_opt(), rbio.share_opt());
        let (write, read) = write.zip(read).ok_or_else(null)?;
        Ok(Give::new(OSSL_HTTP_REQ_CTX::new(write, read, buf_size)))
    })
}

/// Frees a request; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_HTTP_REQ_CTX_free(rctx: Take<OSSL_HTTP_REQ_CTX>) {
    quiet((), || {
        drop(rctx.opt());
        Ok(())
    });
}

fn of(rctx: &Mut<OSSL_HTTP_REQ_CTX>) -> Result<&OSSL_HTTP_REQ_CTX> {
    rctx.opt().ok_or_else(null)
}

/// Begins a request: `POST` or `GET`, for a proxy if `server` is not NULL.
///
/// Returns: 1; 0 on failure. Errors: `ERR_R_PASSED_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_HTTP_REQ_CTX_set_request_line(
    rctx: Mut<OSSL_HTTP_REQ_CTX>,
    #[allow(non_snake_case, reason = "OpenSSL's name")] method_POST: c_int,
    server: Str,
    port: Str,
    path: Str,
) -> c_int {
    entry(0, || {
        let (server, port, path) = (text(&server), text(&port), text(&path));
        of(&rctx)?.set_request_line(method_POST != 0, server, port, path)?;
        Ok(1)
    })
}

/// Adds a line to the header of a request.
///
/// Returns: 1; 0 on failure. Errors: `ERR_R_PASSED_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_HTTP_REQ_CTX_add1_header(
    rctx: Mut<OSSL_HTTP_REQ_CTX>,
    name: Str,
    value: Str,
) -> c_int {
    entry(0, || {
        let (rctx, name) = rctx.opt().zip(text(&name)).ok_or_else(null)?;
        rctx.add_header(name, text(&value))?;
        Ok(1)
    })
}

/// Says what answer is expected: its type unless NULL, whether it is DER, how
/// many seconds it may take (0: for ever), whether the connection is kept.
///
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_HTTP_REQ_CTX_set_expected(
    rctx: Mut<OSSL_HTTP_REQ_CTX>,
    content_type: Str,
    asn1: c_int,
    timeout: c_int,
    keep_alive: c_int,
) -> c_int {
    entry(0, || {
        of(&rctx)?.set_expected(text(&content_type), asn1 != 0, timeout, keep_alive)?;
        Ok(1)
    })
}

/// Ends the header of a request, whose body is a value of type `it` in DER,
/// or nothing if `req` is NULL.
///
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_HTTP_REQ_CTX_set1_req(
    rctx: Mut<OSSL_HTTP_REQ_CTX>,
    content_type: Str,
    it: In<ASN1_ITEM>,
    req: *const ASN1_VALUE,
) -> c_int {
    entry(0, || {
        let rctx = of(&rctx)?;
        if !req.is_null() && it.is_null() {
            return Err(null());
        }
        let der = match req.is_null() {
            true => None,
            false => Some(item::write(it.get()?, Opaque(req.cast_mut().cast()))?),
        };
        rctx.set_value(text(&content_type), der)?;
        Ok(1)
    })
}

/// Sends and receives as far as it can.
///
/// Returns: 1 when the answer is there; 0 for a redirection or on failure; -1
/// if it is to be called again. See: OSSL_HTTP_REQ_CTX(3).
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_HTTP_REQ_CTX_nbio(rctx: Mut<OSSL_HTTP_REQ_CTX>) -> c_int {
    entry(0, || of(&rctx)?.go_on())
}

/// As `OSSL_HTTP_REQ_CTX_nbio`; the answer, a value of type `it` in DER, goes
/// to `*pval`.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_HTTP_REQ_CTX_nbio_d2i(
    rctx: Mut<OSSL_HTTP_REQ_CTX>,
    pval: Out<*mut ASN1_VALUE>,
    it: In<ASN1_ITEM>,
) -> c_int {
    entry(0, || {
        pval.write_opt(std::ptr::null_mut());
        let rctx = of(&rctx)?;
        let it = it.get()?;
        let done = rctx.go_on()?;
        if done == 1 {
            let value = rctx.read_value(it)?;
            pval.write(value.0.cast())?;
        }
        Ok(done)
    })
}

/// Sends and receives until the answer is there; the BIO to read it from.
///
/// Returns: NULL on failure and for a redirection. Ownership: it is `rctx`'s,
/// or the one to read from that the program gave.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_HTTP_REQ_CTX_exchange(rctx: Mut<OSSL_HTTP_REQ_CTX>) -> Lend<BIO> {
    entry(Lend::null(), || Ok(Lend::opt(of(&rctx)?.exchange()?.as_deref())))
}

/// The lines of the request, later those of the answer, or the answer.
/// Ownership: it is `rctx`'s.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_HTTP_REQ_CTX_get0_mem_bio(rctx: In<OSSL_HTTP_REQ_CTX>) -> Lend<BIO> {
    entry(Lend::null(), || {
        let rctx = rctx.opt().ok_or_else(null)?;
        Ok(Lend::opt(rctx.memory().as_deref()))
    })
}

/// The length of the answer, as far as it is known; else 0.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_HTTP_REQ_CTX_get_resp_len(rctx: In<OSSL_HTTP_REQ_CTX>) -> usize {
    entry(0, || {
        let rctx = rctx.opt().ok_or_else(null)?;
        Ok(usize::try_from(rctx.length()).unwrap_or(usize::MAX))
    })
}

/// Sets the longest answer; 0 is the default, 100 KiB.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_HTTP_REQ_CTX_set_max_response_length(
    rctx: Mut<OSSL_HTTP_REQ_CTX>,
    len: c_ulong,
) {
    entry((), || {
        of(&rctx)?.set_limit_or_default(len);
        Ok(())
    });
}

/// Whether the connection is kept, as far as is known. Returns: 1; 0.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_HTTP_is_alive(rctx: In<OSSL_HTTP_REQ_CTX>) -> c_int {
    quiet(0, || Ok(rctx.opt().is_some_and(OSSL_HTTP_REQ_CTX::is_alive).into()))
}
