//! `OCSP_sendreq_…`: asking a responder over HTTP.

use crate::abi::{Give, In, Mut, Str, entry};
use crate::err::{self, Error, Lib, Result};
use crate::obj::asn1::codec::{Kind, encode_complete};
use crate::obj::bio::BIO;
use crate::obj::http::OSSL_HTTP_REQ_CTX;
use crate::obj::http::session::{self, Outcome};
use crate::obj::ocsp::{OCSP_REQUEST, OCSP_RESPONSE};
use crate::obj::stream::Channel;
use std::ffi::{CStr, c_int};

const ASKED: &[u8] = b"application/ocsp-request";
const ANSWERED: &[u8] = b"application/ocsp-response";

fn prepare(
    io: &Mut<BIO>,
    path: &Str,
    req: Option<&OCSP_REQUEST>,
    line: c_int,
) -> Result<Box<OSSL_HTTP_REQ_CTX>> {
    let null = || Error::new(Lib::Http, err::R_PASSED_NULL_PARAMETER);
    let io = io.share_opt().ok_or_else(null)?;
    let ctx = OSSL_HTTP_REQ_CTX::new(io.clone(), io, line);
    ctx.set_request_line(true, None, None, path.opt().map(CStr::to_bytes))?;
    ctx.set_expected(Some(ANSWERED), true, 0, 0)?;
    if let Some(req) = req {
        ctx.set_value(Some(ASKED), Some(encode_complete::<OCSP_REQUEST>(req)?))?;
    }
    Ok(ctx)
}

/// A request to a responder, to be carried out by `OCSP_sendreq_nbio`; `req`
/// may be NULL, and set later.
///
/// Returns: NULL on failure. See: OCSP_sendreq_new(3).
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_sendreq_new(
    io: Mut<BIO>,
    path: Str,
    req: In<OCSP_REQUEST>,
    buf_size: c_int,
) -> Give<OSSL_HTTP_REQ_CTX> {
    entry(Give::null(), || prepare(&io, &path, req.opt(), buf_size).map(Give::new))
}

/// Asks a responder, and waits for its answer.
///
/// Returns: NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_sendreq_bio(
    b: Mut<BIO>,
    path: Str,
    req: Mut<OCSP_REQUEST>,
) -> Give<OCSP_RESPONSE> {
    entry(Give::null(), || {
        let ctx = prepare(&b, &path, req.opt(), -1)?;
        let Outcome::Answer(answer) = session::exchange(&ctx)? else {
            return Err(Error::quiet());
        };
        let der = Channel::Bio(&answer).read_der()?;
        Ok(Give::new(OCSP_RESPONSE::decode(&der)?.0))
    })
}
