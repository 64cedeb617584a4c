//! Early data: this end offers none and takes none, which TLS 1.3 has every
//! peer prepared for.

use crate::abi::{InBuf, Mut, Out, OutBuf, entry};
use crate::err::{self, Error, Lib};
use crate::obj::ssl::SSL;
use std::ffi::{c_int, c_void};

/// What `SSL_read_early_data` returns on failure.
const ERROR: c_int = 0;
/// What it returns when there is no more early data.
const FINISH: c_int = 2;

/// Server: reads early data, of which there is none, and so takes the
/// handshake as far as to where it would have ended: until the client is to
/// answer in TLS 1.3, else to the end. `SSL_do_handshake` does the rest.
///
/// Returns: 2 (`SSL_READ_EARLY_DATA_FINISH`) with 0 in `*readbytes`; 0 on
/// failure and to be called again, which `SSL_get_error` tells apart.
/// Errors: `ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED` for a client, and after the
/// handshake has begun otherwise or this function has returned 2.
/// See: SSL_read_early_data(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_read_early_data(
    s: Mut<SSL>,
    buf: OutBuf<c_void>,
    num: usize,
    readbytes: Out<usize>,
) -> c_int {
    entry(ERROR, || {
        let _ = (buf, num);
        if !s.get()?.finish_early_data()? {
            return Ok(ERROR);
        }
        readbytes.write(0)?;
        Ok(FINISH)
    })
}

/// Client: would write early data, for which no session here has leave.
///
/// Returns: 0.
/// Errors: `ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED`, as for any session without.
/// See: SSL_write_early_data(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_write_early_data(
    s: Mut<SSL>,
    buf: InBuf<c_void>,
    num: usize,
    written: Out<usize>,
) -> c_int {
    entry(0, || {
        let _ = (s.get()?, buf, num, written);
        Err(Error::new(Lib::Ssl, err::R_SHOULD_NOT_HAVE_BEEN_CALLED))
    })
}
