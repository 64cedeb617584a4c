//! `BIO_s_connect`: a socket that connects itself.

use super::addr::{BIO_ADDR, BIO_ADDRINFO, look_up, split};
use super::command::*;
use super::{BIO, BIO_METHOD, BIO_info_cb, Own, fd, sock};
use crate::abi::net::Addr;
use crate::abi::{Arg, InBuf, Mut, OutBuf, Str, entry, quiet, sys};
use crate::err::bio::{
    R_CONNECT_ERROR, R_LOOKUP_RETURNED_NOTHING, R_NBIO_CONNECT_ERROR,
    R_NO_HOSTNAME_OR_SERVICE_SPECIFIED, R_UNSUPPORTED_IP_FAMILY,
};
use crate::err::{self, Error, Lib, Result, queue};
use std::ffi::{CStr, CString, c_char, c_int, c_long, c_void};
use std::sync::{Arc, LazyLock};

static CONNECT: LazyLock<Arc<BIO_METHOD>> = LazyLock::new(|| {
    let functions = Own {
        write: Some(conn_write),
        read: Some(conn_read),
        puts: Some(conn_puts),
        ctrl: Some(conn_ctrl),
        create: Some(conn_new),
        destroy: Some(conn_free),
        callback_ctrl: Some(conn_callback_ctrl),
        ..Own::default()
    };
    BIO_METHOD::own(TYPE_CONNECT, c"socket connect", functions)
});

/// `BIO_s_connect`.
pub fn connect_method() -> &'static Arc<BIO_METHOD> {
    &CONNECT
}

pub(super) const FAMILY_IPV4: c_int = 4;
pub(super) const FAMILY_IPV6: c_int = 6;
pub(super) const FAMILY_ANY: c_int = 256;

/// How far a connection has come; OpenSSL's numbers, which callbacks see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Before = 1,
    GetAddress = 2,
    CreateSocket = 3,
    Connect = 4,
    Done = 5,
    Blocked = 6,
    Failed = 7,
}

struct Connection {
    step: Step,
    family: c_int,
    host: Option<CString>,
    service: Option<CString>,
    mode: c_int,
    addresses: Option<Arc<Vec<Target>>>,
    /// Which of them is tried.
    at: usize,
    callback: Option<BIO_info_cb>,
}

/// One address to try.
struct Target {
    family: c_int,
    socktype: c_int,
    protocol: c_int,
    addr: BIO_ADDR,
}

fn targets(list: Option<Box<BIO_ADDRINFO>>) -> Vec<Target> {
    let mut all = Vec::new();
    let mut next = list;
    while let Some(info) = next {
        let BIO_ADDRINFO { family, socktype, protocol, addr, next: more } = *info;
        all.push(Target { family, socktype, protocol, addr });
        next = more;
    }
    all
}

/// `AF_…` for `BIO_FAMILY_…`.
#[track_caller]
pub(super) fn af(family: c_int) -> Result<c_int> {
    Ok(match family {
        FAMILY_IPV4 => libc::AF_INET,
        FAMILY_IPV6 => libc::AF_INET6,
        FAMILY_ANY => libc::AF_UNSPEC,
        _ => return Err(Error::new(Lib::Bio, R_UNSUPPORTED_IP_FAMILY)),
    })
}

extern "C" fn conn_new(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        bio.set_init(0);
        bio.set_num(-1);
        bio.clear_flags(!0);
        bio.set_state(Connection {
            step: Step::Before,
            family: FAMILY_ANY,
            host: None,
            service: None,
            mode: 0,
            addresses: None,
            at: 0,
            callback: None,
        });
        Ok(1)
    })
}

fn close_socket(bio: &BIO) {
    if bio.num() != -1 {
        if step(bio) == Step::Done {
            sys::shutdown(bio.num());
        }
        sys::close(bio.num());
        bio.set_num(-1);
    }
}

extern "C" fn conn_free(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        if bio.shutdown() != 0 {
            close_socket(bio);
            bio.clear_flags(!0);
            bio.set_init(0);
        }
        drop(bio.take_state::<Connection>());
        Ok(1)
    })
}

fn step(bio: &BIO) -> Step {
    bio.state(|c: &mut Connection| c.step).unwrap_or(Step::Failed)
}

fn go(bio: &BIO, step: Step) {
    bio.state(|c: &mut Connection| c.step = step);
}

/// The outcome of one step.
enum Next {
    /// On to the next one, the callback seeing this result.
    On(c_int),
    /// No further now, with this result.
    Stop(c_int),
}

/// Connects as far as it goes now: 1 when connected; 0 or -1 if not, with
/// retry flags where it is to be tried again.
fn run(bio: &BIO) -> c_int {
    let callback = bio.state(|c: &mut Connection| c.callback).flatten();
    let tell = |result| match callback {
        Some(callback) => callback(Mut::lend(bio), step(bio) as c_int, result),
        None => result,
    };
    let mut last = -1;
    loop {
        let next = one_step(bio, last).unwrap_or_else(|error| {
            err::push(&error, "conn_state");
            Next::Stop(-1)
        });
        match next {
            Next::Stop(result) => return tell(result),
            Next::On(result) => {
                last = result;
                if callback.is_some() {
                    last = tell(result);
                    if last == 0 {
                        return 0;
                    }
                }
            }
        }
    }
}

/// `calling CALL(host, service)`.
fn context(bio: &BIO, call: &str) -> String {
    let names = bio.state(|c: &mut Connection| (c.host.clone(), c.service.clone()));
    let (host, service) = names.unwrap_or_default();
    let text = |name: Option<CString>| {
        name.map_or("<NULL>".to_owned(), |n| n.to_string_lossy().into_owned())
    };
    format!("calling {call}({}, {})", text(host), text(service))
}

/// Turns to the next address; false if there is none.
fn next_address(bio: &BIO) -> bool {
    bio.state(|c: &mut Connection| {
        c.at += 1;
        c.addresses.as_ref().is_some_and(|all| c.at < all.len())
    })
    .unwrap_or(false)
}

fn one_step(bio: &BIO, last: c_int) -> Result<Next> {
    let target = || {
        let all = bio.state(|c: &mut Connection| (c.addresses.clone(), c.at));
        let (all, at) = all.unwrap_or_default();
        (all.unwrap_or_default(), at)
    };
    match step(bio) {
        Step::Before => {
            let named = bio.state(|c: &mut Connection| c.host.is_some() || c.service.is_some());
            if named != Some(true) {
                return Err(Error::new(Lib::Bio, R_NO_HOSTNAME_OR_SERVICE_SPECIFIED)
                    .with("hostname=<NULL> service=<NULL>"));
            }
            go(bio, Step::GetAddress);
            Ok(Next::On(last))
        }
        Step::GetAddress => {
            let names =
                bio.state(|c: &mut Connection| (c.host.clone(), c.service.clone(), c.family));
            let (host, service, family) = names.unwrap_or_default();
            let (host, service) = (host.as_deref(), service.as_deref());
            let list = look_up(host, service, false, af(family)?, libc::SOCK_STREAM, 0)?;
            let all = targets(list);
            if all.is_empty() {
                return Err(Error::new(Lib::Bio, R_LOOKUP_RETURNED_NOTHING));
            }
            bio.state(|c: &mut Connection| (c.addresses, c.at) = (Some(Arc::new(all)), 0));
            go(bio, Step::CreateSocket);
            Ok(Next::On(last))
        }
        Step::CreateSocket => {
            let (all, at) = target();
            let target = all.get(at).ok_or_else(|| Error::new(Lib::Bio, R_CONNECT_ERROR))?;
            let fd = sock::socket(target.family, target.socktype, target.protocol)?;
            bio.set_num(fd);
            go(bio, Step::Connect);
            Ok(Next::On(fd))
        }
        Step::Connect => {
            let (all, at) = target();
            let mode = bio.state(|c: &mut Connection| c.mode).unwrap_or(0);
            let addr = all.get(at).map_or(Addr::None, |t| t.addr.get());
            bio.clear_retry();
            bio.set_retry_reason(0);
            queue::set_mark();
            let result = sock::connect(bio.num(), &addr, sock::KEEPALIVE | mode);
            let errno = sys::errno();
            match result {
                Ok(()) => {
                    queue::clear_last_mark();
                    go(bio, Step::Done);
                    Ok(Next::On(1))
                }
                Err(_) if fd::non_fatal(errno) => {
                    bio.set_retry_special(RR_CONNECT);
                    go(bio, Step::Blocked);
                    queue::pop_to_mark();
                    Ok(Next::Stop(0))
                }
                Err(error) => {
                    if next_address(bio) {
                        sys::close(bio.num());
                        bio.set_num(-1);
                        go(bio, Step::CreateSocket);
                        queue::pop_to_mark();
                        return Ok(Next::On(0));
                    }
                    queue::clear_last_mark();
                    err::push(&error, "BIO_connect");
                    let call = Error::new(Lib::Sys, errno).with(context(bio, "connect"));
                    err::push(&call, "conn_state");
                    go(bio, Step::Failed);
                    Ok(Next::On(0))
                }
            }
        }
        Step::Blocked => {
            if crate::abi::net::wait(bio.num(), false, 0) == 0 {
                bio.set_retry_special(RR_CONNECT);
                return Ok(Next::Stop(-1));
            }
            match sock::error(bio.num()) {
                0 => {
                    bio.clear_retry();
                    bio.set_retry_reason(0);
                    go(bio, Step::Done);
                    Ok(Next::On(1))
                }
                errno => {
                    bio.clear_retry();
                    if next_address(bio) {
                        sys::close(bio.num());
                        bio.set_num(-1);
                        go(bio, Step::CreateSocket);
                        return Ok(Next::On(0));
                    }
                    let call = Error::new(Lib::Sys, errno).with(context(bio, "connect"));
                    err::push(&call, "conn_state");
                    err::push(&Error::new(Lib::Bio, R_NBIO_CONNECT_ERROR), "conn_state");
                    Ok(Next::Stop(0))
                }
            }
        }
        Step::Failed => {
            err::push(&Error::new(Lib::Bio, R_CONNECT_ERROR), "conn_state");
            Ok(Next::Stop(0))
        }
        Step::Done => Ok(Next::Stop(1)),
    }
}

/// Connects if need be; `Ok` when connected.
fn connected(bio: &BIO) -> std::result::Result<(), c_int> {
    match step(bio) {
        Step::Done => Ok(()),
        _ => match run(bio) {
            1.. => Ok(()),
            result => Err(result),
        },
    }
}

extern "C" fn conn_read(bio: Mut<BIO>, out: OutBuf<c_char>, len: c_int) -> c_int {
    quiet(-1, || {
        let bio = bio.get()?;
        match connected(bio) {
            Ok(()) => fd::read(bio, bio.num(), out, len),
            Err(result) => Ok(result),
        }
    })
}

fn write(bio: &BIO, bytes: &[u8]) -> c_int {
    match connected(bio) {
        Ok(()) => fd::write(bio, bio.num(), bytes),
        Err(result) => result,
    }
}

extern "C" fn conn_write(bio: Mut<BIO>, data: InBuf<c_char>, len: c_int) -> c_int {
    quiet(-1, || Ok(write(bio.get()?, data.slice(len)?)))
}

extern "C" fn conn_puts(bio: Mut<BIO>, text: Str) -> c_int {
    quiet(-1, || Ok(write(bio.get()?, text.bytes()?)))
}

extern "C" fn conn_ctrl(bio: Mut<BIO>, cmd: c_int, num: c_long, ptr: *mut c_void) -> c_long {
    entry(0, || command(bio.get()?, cmd, num, Arg(ptr)))
}

extern "C" fn conn_callback_ctrl(
    bio: Mut<BIO>,
    cmd: c_int,
    callback: Option<BIO_info_cb>,
) -> c_long {
    quiet(0, || {
        if cmd != CTRL_SET_CALLBACK {
            return Ok(0);
        }
        bio.get()?.state(|c: &mut Connection| c.callback = callback);
        Ok(1)
    })
}

fn set_target(bio: &BIO, what: c_long, ptr: Arg) -> Result<c_long> {
    bio.set_init(1);
    match what {
        0 => {
            // A host may bring its service along.
            let parts = split(ptr.str().unwrap_or_default(), true)?;
            bio.state(|c: &mut Connection| {
                c.host = parts.host.flatten();
                if let Some(service) = parts.service {
                    c.service = service;
                }
            });
        }
        1 => {
            let service = ptr.str().map(CStr::to_owned);
            bio.state(|c: &mut Connection| c.service = service);
        }
        2 => {
            let addr = ptr.object::<BIO_ADDR>().get()?.get();
            let names = addr.names(true).map_err(|_| Error::quiet())?;
            let target = Target {
                family: addr.family(),
                socktype: libc::SOCK_STREAM,
                protocol: 0,
                addr: BIO_ADDR::new(addr),
            };
            bio.state(|c: &mut Connection| {
                (c.host, c.service) = (CString::new(names.0).ok(), CString::new(names.1).ok());
                (c.addresses, c.at) = (Some(Arc::new(vec![target])), 0);
            });
        }
        3 => {
            let family = ptr.int().unwrap_or(FAMILY_ANY);
            bio.state(|c: &mut Connection| c.family = family);
        }
        _ => return Ok(0),
    }
    Ok(1)
}

fn get_target(bio: &BIO, what: c_long, ptr: Arg) -> c_long {
    let text = |name: &Option<CString>| name.as_ref().map_or(std::ptr::null(), |n| n.as_ptr());
    bio.state(|c: &mut Connection| {
        let current = c.addresses.as_ref().and_then(|all| all.get(c.at));
        match what {
            0 => ptr.out().write_opt(text(&c.host)),
            1 => ptr.out().write_opt(text(&c.service)),
            2 => {
                let addr = current.map_or(std::ptr::null(), |t| std::ptr::from_ref(&t.addr));
                ptr.out().write_opt(addr);
            }
            3 => {
                return match current.map(|t| t.family) {
                    Some(libc::AF_INET) => FAMILY_IPV4.into(),
                    Some(libc::AF_INET6) => FAMILY_IPV6.into(),
                    None => c.family.into(),
                    Some(_) => -1,
                };
            }
            4 => return c.mode.into(),
            _ => return 0,
        }
        1
    })
    .unwrap_or(0)
}

fn command(bio: &BIO, cmd: c_int, num: c_long, ptr: Arg) -> Result<c_long> {
    let int = c_int::try_from(num).unwrap_or(0);
    Ok(match cmd {
        CTRL_RESET => {
            close_socket(bio);
            bio.state(|c: &mut Connection| (c.step, c.addresses, c.at) = (Step::Before, None, 0));
            bio.clear_flags(!0);
            0
        }
        C_DO_STATE_MACHINE => match step(bio) {
            Step::Done => 1,
            _ => run(bio).into(),
        },
        C_GET_CONNECT if ptr.is_null() => 0,
        C_GET_CONNECT => get_target(bio, num, ptr),
        C_SET_CONNECT if ptr.is_null() => 1,
        C_SET_CONNECT => set_target(bio, num, ptr)?,
        C_SET_NBIO => {
            bio.state(|c: &mut Connection| match num {
                0 => c.mode &= !sock::NONBLOCK,
                _ => c.mode |= sock::NONBLOCK,
            });
            1
        }
        C_SET_CONNECT_MODE => {
            bio.state(|c: &mut Connection| c.mode = int);
            1
        }
        C_GET_FD if bio.init() != 0 => {
            ptr.out::<c_int>().write_opt(bio.num());
            bio.num().into()
        }
        C_GET_FD => -1,
        CTRL_GET_CLOSE => bio.shutdown().into(),
        CTRL_SET_CLOSE => {
            bio.set_shutdown(int);
            1
        }
        CTRL_FLUSH => 1,
        CTRL_DUP => {
            let from = bio.state(|c: &mut Connection| {
                (c.host.clone(), c.service.clone(), c.family, c.mode, c.callback)
            });
            let copy = ptr.object::<BIO>();
            let copy = copy.get()?;
            if let Some(from) = from {
                copy.set_num(-1);
                copy.state(|c: &mut Connection| {
                    (c.host, c.service, c.family, c.mode, c.callback) = from;
                });
            }
            1
        }
        CTRL_EOF => (bio.flags() & FLAGS_IN_EOF != 0).into(),
        _ => 0,
    })
}
