//! Handshake, reading, writing and shutdown of a connection.
//!
//! All return 1 or a number of bytes for success, and 0 or -1 else;
//! `SSL_get_error` then says why.

use crate::abi::{In, InBuf, LendConst, Mut, Out, OutBuf, entry, quiet};
use crate::err::{self, Error, Lib, Result};
use crate::obj::ssl::SSL;
use crate::obj::ssl::io::Call;
use crate::tls::{Facts, Role};
use std::ffi::{c_char, c_int, c_void};

/// The C value of a call: `good` of its result, or the failure as it is.
fn value<T>(call: Call<T>, good: impl FnOnce(T) -> c_int) -> c_int {
    match call {
        Ok(result) => good(result),
        Err(failure) => failure,
    }
}

/// A number of bytes as an `int`.
fn count(n: usize) -> c_int {
    n.try_into().unwrap_or(c_int::MAX)
}

/// A length that C gave as an `int`.
fn length(num: c_int) -> Result<usize> {
    num.try_into().map_err(|_| Error::new(Lib::Ssl, err::ssl::R_BAD_LENGTH))
}

/// Drives the handshake, as the end chosen before.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_do_handshake(s: Mut<SSL>) -> c_int {
    entry(-1, || Ok(value(s.get()?.handshake(), |()| 1)))
}

/// Drives the handshake as the client.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_connect(ssl: Mut<SSL>) -> c_int {
    entry(-1, || {
        let ssl = ssl.get()?;
        let call = ssl.begin(Role::Client).and_then(|()| ssl.handshake());
        Ok(value(call, |()| 1))
    })
}

/// Drives the handshake as the server.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_accept(ssl: Mut<SSL>) -> c_int {
    entry(-1, || {
        let ssl = ssl.get()?;
        let call = ssl.begin(Role::Server).and_then(|()| ssl.handshake());
        Ok(value(call, |()| 1))
    })
}

/// Chooses the client's end, and starts over.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_connect_state(s: Mut<SSL>) {
    quiet((), || {
        s.get()?.set_role(Role::Client);
        Ok(())
    });
}

/// Chooses the server's end, and starts over.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_accept_state(s: Mut<SSL>) {
    quiet((), || {
        s.get()?.set_role(Role::Server);
        Ok(())
    });
}

/// Reads at most one record's worth of data into `buf`.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_read(ssl: Mut<SSL>, mut buf: OutBuf<c_void>, num: c_int) -> c_int {
    entry(-1, || {
        let num = length(num)?;
        Ok(value(ssl.get()?.read(buf.slice(num)?), count))
    })
}

/// Reads like `SSL_read`, but leaves the data for the next read.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_peek(ssl: Mut<SSL>, mut buf: OutBuf<c_void>, num: c_int) -> c_int {
    entry(-1, || {
        let num = length(num)?;
        Ok(value(ssl.get()?.peek(buf.slice(num)?), count))
    })
}

/// Writes `num` bytes; all, or some with `SSL_MODE_ENABLE_PARTIAL_WRITE`.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_write(ssl: Mut<SSL>, buf: InBuf<c_void>, num: c_int) -> c_int {
    entry(-1, || {
        let num = length(num)?;
        Ok(value(ssl.get()?.write(buf.slice(num)?), count))
    })
}

/// Reads like `SSL_read`; the number of bytes goes to `*readbytes`.
///
/// Returns: 1; 0 on any failure.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_read_ex(
    ssl: Mut<SSL>,
    mut buf: OutBuf<c_void>,
    num: usize,
    readbytes: Out<usize>,
) -> c_int {
    entry(0, || {
        Ok(match ssl.get()?.read(buf.slice(num)?) {
            Ok(n) => {
                readbytes.write(n)?;
                1
            }
            Err(_) => 0,
        })
    })
}

/// Reads like `SSL_peek`; the number of bytes goes to `*readbytes`.
///
/// Returns: 1; 0 on any failure.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_peek_ex(
    ssl: Mut<SSL>,
    mut buf: OutBuf<c_void>,
    num: usize,
    readbytes: Out<usize>,
) -> c_int {
    entry(0, || {
        Ok(match ssl.get()?.peek(buf.slice(num)?) {
            Ok(n) => {
                readbytes.write(n)?;
                1
            }
            Err(_) => 0,
        })
    })
}

/// Writes like `SSL_write`; the number of bytes goes to `*written`.
///
/// Returns: 1; 0 on any failure.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_write_ex(
    s: Mut<SSL>,
    buf: InBuf<c_void>,
    num: usize,
    written: Out<usize>,
) -> c_int {
    entry(0, || {
        Ok(match s.get()?.write(buf.slice(num)?) {
            Ok(n) => {
                written.write(n)?;
                1
            }
            Err(_) => 0,
        })
    })
}

/// How many decrypted bytes wait.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_pending(s: In<SSL>) -> c_int {
    quiet(0, || Ok(count(s.get()?.pending())))
}

/// Whether anything waits, decrypted or not.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_has_pending(s: In<SSL>) -> c_int {
    quiet(0, || Ok(s.get()?.has_pending().into()))
}

/// Closes our side, and on the second call waits for the peer's.
///
/// Returns: 1 if both are closed; 0 if ours is; -1 on error or if it must be called
/// again. See: SSL_shutdown(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_shutdown(s: Mut<SSL>) -> c_int {
    entry(-1, || Ok(value(s.get()?.shutdown(), |both| both)))
}

/// Which sides are closed (`SSL_SENT_SHUTDOWN`, `SSL_RECEIVED_SHUTDOWN`).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_shutdown(ssl: In<SSL>) -> c_int {
    quiet(0, || Ok(ssl.get()?.shutdown_state()))
}

/// Says which sides are closed, without any alert.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_shutdown(ssl: Mut<SSL>, mode: c_int) {
    quiet((), || {
        ssl.get()?.set_shutdown_state(mode);
        Ok(())
    });
}

/// Says why the last call on the connection returned `ret_code`.
/// See: SSL_get_error(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_error(s: In<SSL>, ret_code: c_int) -> c_int {
    quiet(1, || Ok(s.get()?.error_of(ret_code)))
}

/// What the last call waits for (`SSL_NOTHING` and its like).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_want(s: In<SSL>) -> c_int {
    quiet(1, || Ok(s.get()?.want() as c_int))
}

/// The handshake's state (`TLS_ST_*`).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_state(ssl: In<SSL>) -> c_int {
    quiet(0, || Ok(ssl.get()?.handshake_state()))
}

/// The state's name.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_state_string_long(s: In<SSL>) -> LendConst<c_char> {
    quiet(LendConst::cstr(c"error"), || Ok(LendConst::cstr(s.get()?.state_text().1)))
}

/// The state's short name.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_state_string(s: In<SSL>) -> LendConst<c_char> {
    quiet(LendConst::cstr(c"SSLERR"), || Ok(LendConst::cstr(s.get()?.state_text().0)))
}

/// The record layer's state: it reads headers and bodies at once.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_rstate_string_long(s: In<SSL>) -> LendConst<c_char> {
    quiet(LendConst::cstr(c"unknown"), || {
        let _ = s;
        Ok(LendConst::cstr(c"read header"))
    })
}

/// The record layer's state, short.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_rstate_string(s: In<SSL>) -> LendConst<c_char> {
    quiet(LendConst::cstr(c"unknown"), || {
        let _ = s;
        Ok(LendConst::cstr(c"RH"))
    })
}

/// Whether a handshake is under way or still to do.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_in_init(s: In<SSL>) -> c_int {
    quiet(1, || Ok(s.get()?.in_init().into()))
}

/// Whether nothing has begun yet.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_in_before(s: In<SSL>) -> c_int {
    quiet(0, || Ok(s.get()?.in_before().into()))
}

/// Whether the handshake is done.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_is_init_finished(s: In<SSL>) -> c_int {
    quiet(0, || Ok((!s.get()?.facts(Facts::in_init)).into()))
}

/// Renegotiation is refused in all versions. A server that goes on to the
/// handshake all the same, where TLS 1.2 would ask for a client's certificate,
/// finds the connection failed.
///
/// Returns: 0 with `SSL_R_NO_RENEGOTIATION`.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_renegotiate(s: Mut<SSL>) -> c_int {
    entry(0, || {
        s.get()?.refuse_renegotiation()?;
        Ok(1)
    })
}

/// Renegotiation is refused in all versions. A server that goes on to the
/// handshake all the same, where TLS 1.2 would ask for a client's certificate,
/// finds the connection failed.
///
/// Returns: 0 with `SSL_R_NO_RENEGOTIATION`.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_renegotiate_abbreviated(s: Mut<SSL>) -> c_int {
    entry(0, || {
        s.get()?.refuse_renegotiation()?;
        Ok(1)
    })
}

/// Whether a renegotiation waits: never.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_renegotiate_pending(s: In<SSL>) -> c_int {
    quiet(0, || {
        let _ = s;
        Ok(0)
    })
}

/// Asks for new keys with the next write; with type `SSL_KEY_UPDATE_REQUESTED` (1)
/// from the peer as well.
///
/// Returns: 1; 0 on error. See: SSL_key_update(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_key_update(s: Mut<SSL>, updatetype: c_int) -> c_int {
    entry(0, || {
        if !(0..=1).contains(&updatetype) {
            return Err(Error::new(Lib::Ssl, err::ssl::R_INVALID_KEY_UPDATE_TYPE));
        }
        s.get()?.key_update(updatetype == 1)?;
        Ok(1)
    })
}

/// Which key update waits: none, since it goes out at once.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_key_update_type(s: In<SSL>) -> c_int {
    quiet(-1, || {
        let _ = s;
        Ok(-1)
    })
}
