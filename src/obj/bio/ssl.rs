//! `BIO_f_ssl`: TLS as a filter, over an `SSL` object.

use super::command::*;
use super::{BIO, BIO_METHOD, BIO_info_cb, Own};
use crate::abi::{Arg, InBuf, Mut, Opaque, OutBuf, Str, entry, quiet, stack};
use crate::err::{Error, Result};
use crate::obj::ssl::SSL;
use crate::tls::Role;
use std::ffi::{c_char, c_int, c_long, c_void};
use std::sync::{Arc, LazyLock};

static SSL_FILTER: LazyLock<Arc<BIO_METHOD>> = LazyLock::new(|| {
    let functions = Own {
        write: Some(ssl_write),
        read: Some(ssl_read),
        puts: Some(ssl_puts),
        ctrl: Some(ssl_ctrl),
        create: Some(ssl_new),
        destroy: Some(ssl_free),
        callback_ctrl: Some(ssl_callback_ctrl),
        ..Own::default()
    };
    BIO_METHOD::own(TYPE_SSL, c"ssl", functions)
});

/// `BIO_f_ssl`.
pub fn ssl_method() -> &'static Arc<BIO_METHOD> {
    &SSL_FILTER
}

struct Filter(Arc<SSL>);

/// The connection behind an SSL filter.
pub fn connection(bio: &BIO) -> Option<Arc<SSL>> {
    bio.state(|filter: &mut Filter| filter.0.clone())
}

/// A filter that owns `ssl`.
pub fn new_filter(ssl: Arc<SSL>) -> Result<Arc<BIO>> {
    let bio = BIO::new(SSL_FILTER.clone())?;
    attach(&bio, ssl, CLOSE);
    Ok(bio)
}

fn attach(bio: &BIO, ssl: Arc<SSL>, close: c_int) {
    if let Some(old) = bio.take_state::<Filter>() {
        // The answer does not matter: it is replaced.
        let _ = old.0.shutdown();
    }
    bio.set_shutdown(close);
    if let Some(below) = ssl.bios().0 {
        if let Some(next) = bio.next() {
            below.push(Some(&next));
        }
        bio.set_next(Some(below.clone()));
        // The chain's share, which C gives back when it frees the chain.
        std::mem::forget(below);
    }
    bio.set_state(Filter(ssl));
    bio.set_init(1);
}

extern "C" fn ssl_new(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        bio.set_init(0);
        bio.clear_flags(!0);
        Ok(1)
    })
}

extern "C" fn ssl_free(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        if let Some(filter) = bio.take_state::<Filter>() {
            let _ = filter.0.shutdown();
        }
        if bio.shutdown() != 0 {
            bio.clear_flags(!0);
            bio.set_init(0);
        }
        Ok(1)
    })
}

/// Sets the retry flags for what a call of `ssl` returned.
fn mark(bio: &BIO, ssl: &SSL, result: c_int) {
    const WANT_READ: c_int = 2;
    const WANT_WRITE: c_int = 3;
    const WANT_X509_LOOKUP: c_int = 4;
    const WANT_CONNECT: c_int = 7;
    const WANT_ACCEPT: c_int = 8;
    bio.set_retry_reason(0);
    match ssl.error_of(result) {
        WANT_READ => bio.set_retry_read(),
        WANT_WRITE => bio.set_retry_write(),
        WANT_X509_LOOKUP => bio.set_retry_special(RR_SSL_X509_LOOKUP),
        WANT_CONNECT => bio.set_retry_special(RR_CONNECT),
        WANT_ACCEPT => bio.set_retry_special(RR_ACCEPT),
        _ => {}
    }
}

/// The C value of a transfer, the retry flags set for it.
fn done(bio: &BIO, ssl: &SSL, transfer: std::result::Result<usize, c_int>) -> c_int {
    let result = transfer.map_or_else(|failure| failure, |n| n.try_into().unwrap_or(c_int::MAX));
    mark(bio, ssl, result);
    result
}

extern "C" fn ssl_read(bio: Mut<BIO>, mut out: OutBuf<c_char>, len: c_int) -> c_int {
    quiet(-1, || {
        let bio = bio.get()?;
        let (Some(ssl), false) = (connection(bio), out.is_null()) else { return Ok(0) };
        bio.clear_retry();
        Ok(done(bio, &ssl, ssl.read(out.slice(len)?)))
    })
}

fn write(bio: &BIO, bytes: &[u8]) -> c_int {
    let Some(ssl) = connection(bio) else { return 0 };
    bio.clear_retry();
    done(bio, &ssl, ssl.write(bytes))
}

extern "C" fn ssl_write(bio: Mut<BIO>, data: InBuf<c_char>, len: c_int) -> c_int {
    quiet(-1, || Ok(write(bio.get()?, data.slice(len)?)))
}

extern "C" fn ssl_puts(bio: Mut<BIO>, text: Str) -> c_int {
    // A write of its own, which callbacks and counters see as well.
    quiet(-1, || Ok(bio.get()?.write(text.bytes()?)))
}

extern "C" fn ssl_callback_ctrl(
    bio: Mut<BIO>,
    cmd: c_int,
    callback: Option<BIO_info_cb>,
) -> c_long {
    quiet(0, || {
        let below = connection(bio.get()?).and_then(|ssl| ssl.bios().0);
        Ok(below.map_or(0, |below| below.callback_ctrl(cmd, callback)))
    })
}

extern "C" fn ssl_ctrl(bio: Mut<BIO>, cmd: c_int, num: c_long, ptr: *mut c_void) -> c_long {
    entry(0, || {
        let this = bio.get()?;
        if cmd == C_SET_SSL {
            let close = c_int::try_from(num).unwrap_or(0);
            let given = Arg(ptr).object::<SSL>();
            let ssl = match close {
                NOCLOSE => given.share_opt(),
                _ => stack::take::<SSL>(Opaque(ptr)),
            };
            attach(this, ssl.ok_or_else(Error::quiet)?, close);
            return Ok(1);
        }
        match connection(this) {
            Some(ssl) => command(this, &ssl, cmd, num, Arg(ptr)),
            None => Ok(0),
        }
    })
}

/// Gives `ssl` a share of `below` as its transport both ways.
fn stand_on(ssl: &SSL, below: Arc<BIO>) {
    ssl.set_bios(Mut::lend(&below), Mut::lend(&below));
    std::mem::forget(below);
}

fn command(bio: &BIO, ssl: &Arc<SSL>, cmd: c_int, num: c_long, ptr: Arg) -> Result<c_long> {
    let (rbio, wbio) = ssl.bios();
    let hand_on = |to: Option<Arc<BIO>>| to.map_or(0, |to| to.ctrl(cmd, num, ptr));
    let long = |n: usize| c_long::try_from(n).unwrap_or(c_long::MAX);
    Ok(match cmd {
        CTRL_RESET => {
            let _ = ssl.shutdown();
            let role = ssl.role();
            if ssl.clear().is_err() {
                return Ok(0);
            }
            if let Some(role) = role {
                ssl.set_role(role);
            }
            match bio.next().or(rbio) {
                Some(below) => below.ctrl(cmd, num, ptr),
                None => 1,
            }
        }
        CTRL_INFO | CTRL_SET_CALLBACK => 0,
        C_SSL_MODE => {
            ssl.set_role(if num != 0 { Role::Client } else { Role::Server });
            1
        }
        // There is no renegotiation.
        C_SET_SSL_RENEGOTIATE_BYTES
        | C_SET_SSL_RENEGOTIATE_TIMEOUT
        | C_GET_SSL_NUM_RENEGOTIATES => 0,
        C_GET_SSL => {
            ptr.out().write_opt(Arg::object_of(&**ssl).0);
            1
        }
        CTRL_GET_CLOSE => bio.shutdown().into(),
        CTRL_SET_CLOSE => {
            bio.set_shutdown(num.try_into().unwrap_or(0));
            1
        }
        CTRL_WPENDING => hand_on(wbio),
        CTRL_PENDING => match ssl.pending() {
            0 => hand_on(rbio),
            n => long(n),
        },
        CTRL_FLUSH => {
            bio.clear_retry();
            let answer = hand_on(wbio);
            bio.copy_next_retry();
            answer
        }
        CTRL_PUSH => {
            if let Some(next) = bio.next()
                && !rbio.is_some_and(|rbio| Arc::ptr_eq(&rbio, &next))
            {
                stand_on(ssl, next);
            }
            1
        }
        CTRL_POP => {
            // Only if this very link is taken out.
            if ptr == Arg::object_of(bio) {
                ssl.set_rbio(None);
                ssl.set_wbio(None);
            }
            1
        }
        C_DO_STATE_MACHINE => {
            bio.clear_retry();
            let result = ssl.handshake().map_or_else(|failure| failure, |()| 1);
            mark(bio, ssl, result);
            if bio.should_io_special() {
                bio.set_retry_reason(bio.next().map_or(0, |next| next.retry_reason()));
            }
            result.into()
        }
        CTRL_DUP => {
            let copy = ptr.object::<BIO>();
            let copy = copy.get()?;
            copy.set_state(Filter(SSL::duplicate(ssl)?));
            1
        }
        _ => hand_on(rbio),
    })
}
