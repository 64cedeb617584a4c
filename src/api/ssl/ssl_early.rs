//! Early data (0-RTT): what a client sends with its first flight, when it
//! resumes a session of TLS 1.3.
//!
//! A server that allows early data keeps the sessions it allows it for in the
//! cache of its context, and each serves once: what is sent again is not
//! taken again. With `SSL_OP_NO_ANTI_REPLAY` tickets hold their sessions
//! themselves, and allow no early data: rustls does not take it with such.

use crate::abi::{In, InBuf, Mut, Opaque, Out, OutBuf, entry, quiet};
use crate::obj::ssl::callbacks::SSL_allow_early_data_cb_fn;
use crate::obj::ssl::early::EarlyRead;
use crate::obj::ssl::{SSL, SSL_CTX};
use std::ffi::{c_int, c_void};

/// What `SSL_read_early_data` returns on failure.
const ERROR: c_int = 0;
/// What it returns with data.
const SUCCESS: c_int = 1;
/// What it returns when there is no more early data.
const FINISH: c_int = 2;

/// Server: reads early data, and takes the handshake as far as to where it
/// ends: if none is taken, until the client is to answer in TLS 1.3, else to
/// the end. `SSL_do_handshake` does the rest, but only after the end was told.
///
/// Returns: 1 (`SSL_READ_EARLY_DATA_SUCCESS`) with data; 2
/// (`SSL_READ_EARLY_DATA_FINISH`) with 0 in `*readbytes` when there is no
/// more; 0 on failure and to be called again, which `SSL_get_error` tells
/// apart.
/// Errors: `ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED` for a client, and after the
/// handshake has begun otherwise or this function has returned 2;
/// `R_TOO_MUCH_EARLY_DATA` where the client exceeds what is allowed.
/// See: SSL_read_early_data(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_read_early_data(
    s: Mut<SSL>,
    mut buf: OutBuf<c_void>,
    num: usize,
    readbytes: Out<usize>,
) -> c_int {
    entry(ERROR, || {
        let (n, told) = match s.get()?.read_early(buf.slice(num)?)? {
            EarlyRead::Data(n) => (n, SUCCESS),
            EarlyRead::Finished => (0, FINISH),
            EarlyRead::Failed => return Ok(ERROR),
        };
        readbytes.write(n)?;
        Ok(told)
    })
}

/// Client: writes early data, before the handshake is driven otherwise, if
/// the session to resume allows it. Server: writes to a client that has not
/// finished its handshake, once `SSL_read_early_data` was called.
///
/// Returns: 1, with the number of bytes in `*written`; 0 on failure and to be
/// called again, which `SSL_get_error` tells apart.
/// Errors: `ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED` without such a session, or at
/// another time; `R_INCONSISTENT_EARLY_DATA_SNI` and
/// `R_INCONSISTENT_EARLY_DATA_ALPN` if the session was made for another name
/// or protocol; `R_TOO_MUCH_EARLY_DATA` beyond what it allows.
/// See: SSL_write_early_data(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_write_early_data(
    s: Mut<SSL>,
    buf: InBuf<c_void>,
    num: usize,
    written: Out<usize>,
) -> c_int {
    entry(0, || {
        Ok(match s.get()?.write_early(buf.slice(num)?)? {
            Some(n) => {
                written.write(n)?;
                1
            }
            None => 0,
        })
    })
}

/// What became of early data: not sent, rejected, accepted
/// (`SSL_EARLY_DATA_NOT_SENT` and so on).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_early_data_status(s: In<SSL>) -> c_int {
    quiet(0, || Ok(s.get()?.facts(|facts| facts.early as c_int)))
}

/// Sets how much early data a server's tickets allow; 0 for none.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_max_early_data(ctx: Mut<SSL_CTX>, max_early_data: u32) -> c_int {
    entry(0, || {
        ctx.get()?.config.with(|c| c.max_early_data = max_early_data);
        Ok(1)
    })
}

/// How much early data a server's tickets allow.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get_max_early_data(ctx: In<SSL_CTX>) -> u32 {
    quiet(0, || Ok(ctx.get()?.config.with(|c| c.max_early_data)))
}

/// Sets how much early data a server takes at most, whatever its tickets allow;
/// at first 16384.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_recv_max_early_data(
    ctx: Mut<SSL_CTX>,
    recv_max_early_data: u32,
) -> c_int {
    entry(0, || {
        ctx.get()?.config.with(|c| c.recv_max_early_data = recv_max_early_data);
        Ok(1)
    })
}

/// How much early data a server takes at most.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get_recv_max_early_data(ctx: In<SSL_CTX>) -> u32 {
    quiet(0, || Ok(ctx.get()?.config.with(|c| c.recv_max_early_data)))
}

/// Lets `cb` have the last word on early data that may be taken: with 0 it is
/// not.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_allow_early_data_cb(
    ctx: Mut<SSL_CTX>,
    cb: SSL_allow_early_data_cb_fn,
    arg: *mut c_void,
) {
    quiet((), || {
        ctx.get()?.config.with(|c| (c.allow_early.call, c.allow_early.arg) = (cb, Opaque(arg)));
        Ok(())
    });
}

/// Sets how much early data a server's tickets allow; 0 for none.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_max_early_data(s: Mut<SSL>, max_early_data: u32) -> c_int {
    entry(0, || {
        s.get()?.config.with(|c| c.max_early_data = max_early_data);
        Ok(1)
    })
}

/// How much early data a server's tickets allow.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_max_early_data(s: In<SSL>) -> u32 {
    quiet(0, || Ok(s.get()?.config.with(|c| c.max_early_data)))
}

/// Sets how much early data a server takes at most, whatever its tickets allow;
/// at first 16384.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_recv_max_early_data(s: Mut<SSL>, recv_max_early_data: u32) -> c_int {
    entry(0, || {
        s.get()?.config.with(|c| c.recv_max_early_data = recv_max_early_data);
        Ok(1)
    })
}

/// How much early data a server takes at most.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_recv_max_early_data(s: In<SSL>) -> u32 {
    quiet(0, || Ok(s.get()?.config.with(|c| c.recv_max_early_data)))
}

/// Lets `cb` have the last word on early data that may be taken: with 0 it is
/// not.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_allow_early_data_cb(
    s: Mut<SSL>,
    cb: SSL_allow_early_data_cb_fn,
    arg: *mut c_void,
) {
    quiet((), || {
        s.get()?.config.with(|c| (c.allow_early.call, c.allow_early.arg) = (cb, Opaque(arg)));
        Ok(())
    });
}
