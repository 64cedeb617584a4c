//! `BIO_s_accept`: listens, and puts a socket BIO behind itself for each
//! connection.

use super::addr::{look_up, split};
use super::command::*;
use super::connect::{FAMILY_ANY, af};
use super::{BIO, BIO_METHOD, Own, fd, sock};
use crate::abi::net::{self, Addr};
use crate::abi::{Arg, InBuf, Mut, OutBuf, Str, entry, quiet, sys};
use crate::err::bio::{R_LOOKUP_RETURNED_NOTHING, R_NO_ACCEPT_ADDR_OR_SERVICE_SPECIFIED};
use crate::err::{self, Error, Lib, Result};
use std::ffi::{CStr, CString, c_char, c_int, c_long, c_void};
use std::sync::{Arc, LazyLock};

static ACCEPT: LazyLock<Arc<BIO_METHOD>> = LazyLock::new(|| {
    let functions = Own {
        write: Some(acpt_write),
        read: Some(acpt_read),
        puts: Some(acpt_puts),
        ctrl: Some(acpt_ctrl),
        create: Some(acpt_new),
        destroy: Some(acpt_free),
        ..Own::default()
    };
    BIO_METHOD::own(TYPE_ACCEPT, c"socket accept", functions)
});

/// `BIO_s_accept`.
pub fn accept_method() -> &'static Arc<BIO_METHOD> {
    &ACCEPT
}

struct Listener {
    host: Option<CString>,
    service: Option<CString>,
    family: c_int,
    /// How to listen, and how what is accepted is to be.
    bind_mode: c_int,
    accepted_mode: c_int,
    listening: bool,
    /// Put in front of each accepted socket.
    chain: Option<Arc<BIO>>,
    /// As text for C: own host and port, the peer's.
    names: [Option<CString>; 4],
}

extern "C" fn acpt_new(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        bio.set_init(0);
        bio.set_num(-1);
        bio.set_shutdown(1);
        bio.set_state(Listener {
            host: None,
            service: None,
            family: FAMILY_ANY,
            bind_mode: 0,
            accepted_mode: 0,
            listening: false,
            chain: None,
            names: [None, None, None, None],
        });
        Ok(1)
    })
}

fn close(bio: &BIO) {
    if bio.num() != -1 {
        sys::shutdown(bio.num());
        sys::close(bio.num());
        bio.set_num(-1);
    }
    bio.state(|l: &mut Listener| l.listening = false);
}

extern "C" fn acpt_free(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        if bio.shutdown() != 0 {
            close(bio);
            bio.clear_flags(!0);
            bio.set_init(0);
        }
        if let Some(chain) = bio.take_state::<Listener>().and_then(|l| l.chain) {
            chain.free_all();
        }
        Ok(1)
    })
}

fn names_of(addr: &Addr) -> [Option<CString>; 2] {
    let (host, port) = addr.names(true).unwrap_or_default();
    [CString::new(host).ok(), CString::new(port).ok()]
}

/// Binds and listens.
fn listen(bio: &BIO) -> Result<()> {
    let names =
        bio.state(|l: &mut Listener| (l.host.clone(), l.service.clone(), l.family, l.bind_mode));
    let (host, service, family, mode) = names.unwrap_or_default();
    if host.is_none() && service.is_none() {
        let error = Error::new(Lib::Bio, R_NO_ACCEPT_ADDR_OR_SERVICE_SPECIFIED);
        return Err(error.with("hostname=<NULL>, service=<NULL>"));
    }
    let (host, service) = (host.as_deref(), service.as_deref());
    let found = look_up(host, service, true, af(family)?, libc::SOCK_STREAM, 0)?
        .ok_or_else(|| Error::new(Lib::Bio, R_LOOKUP_RETURNED_NOTHING))?;
    let mut at = Some(&*found);
    while let Some(info) = at {
        let listening = sock::socket(info.family, info.socktype, info.protocol).and_then(|fd| {
            sock::listen(fd, &info.addr.get(), mode).map(|()| fd).inspect_err(|_| {
                sys::close(fd);
            })
        });
        at = info.next.as_deref();
        match listening {
            Err(error) if at.is_none() => return Err(error),
            Err(_) => continue,
            Ok(fd) => {
                let own = net::own_address(fd).unwrap_or(Addr::None);
                let [host, port] = names_of(&own);
                bio.set_num(fd);
                bio.state(|l: &mut Listener| {
                    l.listening = true;
                    let [a, b, ..] = &mut l.names;
                    (*a, *b) = (host, port);
                });
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Listens first, and after that accepts a connection: 1 when done.
fn run(bio: &Arc<BIO>) -> Result<c_int> {
    if bio.state(|l: &mut Listener| l.listening) != Some(true) {
        return listen(bio).map(|()| 1);
    }
    if bio.next().is_some() {
        return Ok(1);
    }
    bio.clear_retry();
    bio.set_retry_reason(0);
    let mode = bio.state(|l: &mut Listener| l.accepted_mode).unwrap_or(0);
    let (fd, peer) = match sock::accept(bio.num(), mode) {
        Ok(accepted) => accepted,
        Err(error) => {
            if fd::non_fatal(sys::errno()) && error.silent {
                bio.set_retry_special(RR_ACCEPT);
            }
            return Err(error);
        }
    };
    let socket = BIO::new(super::socket_method().clone())?;
    let mut fd = fd;
    socket.ctrl(C_SET_FD, CLOSE.into(), Arg::to(&mut fd));
    let template = bio.state(|l: &mut Listener| l.chain.clone()).flatten();
    let first = match template {
        Some(template) => {
            let chain = template.duplicate_chain()?;
            chain.push(Some(&socket));
            std::mem::forget(socket);
            chain
        }
        None => socket,
    };
    let [host, port] = names_of(&peer);
    bio.state(|l: &mut Listener| {
        let [_, _, a, b] = &mut l.names;
        (*a, *b) = (host, port);
    });
    bio.push(Some(&first));
    // C owns what was put behind, as it owns the accept BIO.
    std::mem::forget(first);
    Ok(1)
}

fn machine(bio: &Mut<BIO>) -> c_int {
    bio.share().and_then(|bio| run(&bio)).unwrap_or_else(|error| {
        err::push(&error, "acpt_state");
        -1
    })
}

/// The accepted connection, accepted now if need be.
fn accepted(bio: &Mut<BIO>) -> std::result::Result<Arc<BIO>, c_int> {
    loop {
        let this = bio.share().map_err(|_| -1)?;
        if let Some(next) = this.next() {
            return Ok(next);
        }
        let result = machine(bio);
        if result <= 0 {
            return Err(result);
        }
    }
}

extern "C" fn acpt_read(bio: Mut<BIO>, out: OutBuf<c_char>, len: c_int) -> c_int {
    quiet(-1, || {
        bio.get()?.clear_retry();
        let next = match accepted(&bio) {
            Ok(next) => next,
            Err(result) => return Ok(result),
        };
        let (result, n) = next.read_call(out, usize::try_from(len).unwrap_or(0));
        bio.get()?.copy_next_retry();
        Ok(if result > 0 { n.try_into().unwrap_or(c_int::MAX) } else { result })
    })
}

fn write(bio: &Mut<BIO>, bytes: &[u8]) -> c_int {
    match accepted(bio) {
        Ok(next) => {
            let n = next.write(bytes);
            if let Some(bio) = bio.opt() {
                bio.clear_retry();
                bio.copy_next_retry();
            }
            n
        }
        Err(result) => result,
    }
}

extern "C" fn acpt_write(bio: Mut<BIO>, data: InBuf<c_char>, len: c_int) -> c_int {
    quiet(-1, || Ok(write(&bio, data.slice(len)?)))
}

extern "C" fn acpt_puts(bio: Mut<BIO>, text: Str) -> c_int {
    quiet(-1, || Ok(write(&bio, text.bytes()?)))
}

extern "C" fn acpt_ctrl(bio: Mut<BIO>, cmd: c_int, num: c_long, ptr: *mut c_void) -> c_long {
    entry(0, || {
        if cmd == C_DO_STATE_MACHINE {
            return Ok(machine(&bio).into());
        }
        command(bio.get()?, cmd, num, Arg(ptr))
    })
}

fn set(bio: &BIO, what: c_long, ptr: Arg) -> Result<c_long> {
    let flag = |mode: c_int, on: bool| {
        if on { mode | sock::NONBLOCK } else { mode & !sock::NONBLOCK }
    };
    match what {
        0 => {
            let parts = split(ptr.str().unwrap_or_default(), false)?;
            bio.set_init(1);
            bio.state(|l: &mut Listener| {
                l.host = parts.host.unwrap_or(l.host.take());
                l.service = parts.service.unwrap_or(l.service.take());
            });
        }
        1 => {
            bio.set_init(1);
            let service = ptr.str().map(CStr::to_owned);
            bio.state(|l: &mut Listener| l.service = service);
        }
        2 => {
            bio.state(|l: &mut Listener| l.accepted_mode = flag(l.accepted_mode, !ptr.is_null()));
        }
        3 => {
            let new = ptr.object::<BIO>().share_opt();
            let old = bio.state(|l: &mut Listener| l.chain.take()).flatten();
            if let Some(old) = old {
                old.free_all();
            }
            if let Some(new) = &new {
                // C gives its share away.
                crate::abi::handle::drop_share_of_c(new);
            }
            bio.state(|l: &mut Listener| l.chain = new);
        }
        4 => {
            bio.state(|l: &mut Listener| l.bind_mode = flag(l.bind_mode, !ptr.is_null()));
        }
        5 => {
            let family = ptr.int().unwrap_or(FAMILY_ANY);
            bio.state(|l: &mut Listener| l.family = family);
        }
        _ => return Ok(0),
    }
    Ok(1)
}

fn command(bio: &BIO, cmd: c_int, num: c_long, ptr: Arg) -> Result<c_long> {
    let int = c_int::try_from(num).unwrap_or(0);
    Ok(match cmd {
        CTRL_RESET => {
            close(bio);
            bio.clear_flags(!0);
            0
        }
        C_SET_ACCEPT if ptr.is_null() && !matches!(num, 2 | 4) => 1,
        C_SET_ACCEPT => set(bio, num, ptr)?,
        C_GET_ACCEPT => {
            let which = usize::try_from(num).unwrap_or(usize::MAX);
            let name = bio.state(|l: &mut Listener| {
                let name = l.names.get(which)?.as_ref();
                Some(name.map_or(std::ptr::null(), |n| n.as_ptr()))
            });
            match name.flatten() {
                Some(name) => {
                    ptr.out().write_opt(name);
                    1
                }
                None => -1,
            }
        }
        C_SET_NBIO => {
            bio.state(|l: &mut Listener| {
                l.accepted_mode = if num != 0 {
                    l.accepted_mode | sock::NONBLOCK
                } else {
                    l.accepted_mode & !sock::NONBLOCK
                };
            });
            1
        }
        C_SET_FD => {
            let Some(fd) = ptr.int() else { return Ok(0) };
            bio.set_num(fd);
            bio.set_shutdown(int);
            bio.set_init(1);
            bio.state(|l: &mut Listener| l.listening = true);
            1
        }
        C_GET_FD if bio.init() != 0 => {
            ptr.out::<c_int>().write_opt(bio.num());
            bio.num().into()
        }
        C_GET_FD => -1,
        C_SET_BIND_MODE => {
            bio.state(|l: &mut Listener| l.bind_mode = int);
            1
        }
        C_GET_BIND_MODE => bio.state(|l: &mut Listener| l.bind_mode).unwrap_or(0).into(),
        CTRL_GET_CLOSE => bio.shutdown().into(),
        CTRL_SET_CLOSE => {
            bio.set_shutdown(int);
            1
        }
        CTRL_FLUSH | CTRL_DUP => 1,
        CTRL_EOF => bio.next().map_or(0, |next| next.ctrl(cmd, num, ptr)),
        _ => 0,
    })
}
