//! What `BIO_socket`, `BIO_connect` and their kin do, with OpenSSL's errors.

use super::fd::non_fatal;
use crate::abi::net::{self, Addr};
use crate::abi::sys;
use crate::err::bio::*;
use crate::err::{self, Error, Lib, Result};
use std::ffi::c_int;

/// `BIO_SOCK_REUSEADDR`.
pub const REUSEADDR: c_int = 1;
/// `BIO_SOCK_V6_ONLY`.
pub const V6_ONLY: c_int = 2;
/// `BIO_SOCK_KEEPALIVE`.
pub const KEEPALIVE: c_int = 4;
/// `BIO_SOCK_NONBLOCK`.
pub const NONBLOCK: c_int = 8;
/// `BIO_SOCK_NODELAY`.
pub const NODELAY: c_int = 16;

/// Queues the failed system call, and gives the reason for it.
#[track_caller]
pub fn failed(errno: c_int, call: &str, reason: c_int) -> Error {
    err::push(&Error::sys(errno, call), "BIO_sock");
    Error::new(Lib::Bio, reason)
}

/// A socket.
#[track_caller]
pub fn socket(domain: c_int, kind: c_int, protocol: c_int) -> Result<c_int> {
    net::socket(domain, kind, protocol)
        .map_err(|errno| failed(errno, "socket", R_UNABLE_TO_CREATE_SOCKET))
}

/// Makes a socket blocking or not.
#[track_caller]
pub fn set_nonblocking(fd: c_int, on: bool) -> Result<()> {
    net::set_nonblocking(fd, on).map_err(|errno| {
        err::push(&Error::sys(errno, "fcntl"), "BIO_socket_nbio");
        Error::quiet()
    })
}

fn option(fd: c_int, level: c_int, name: c_int, reason: c_int) -> Result<()> {
    net::set_option(fd, level, name, 1).map_err(|errno| failed(errno, "setsockopt", reason))
}

fn common_options(fd: c_int, options: c_int) -> Result<()> {
    set_nonblocking(fd, options & NONBLOCK != 0)?;
    if options & KEEPALIVE != 0 {
        option(fd, libc::SOL_SOCKET, libc::SO_KEEPALIVE, R_UNABLE_TO_KEEPALIVE)?;
    }
    if options & NODELAY != 0 {
        option(fd, libc::IPPROTO_TCP, libc::TCP_NODELAY, R_UNABLE_TO_NODELAY)?;
    }
    Ok(())
}

fn check(fd: c_int) -> Result<()> {
    if fd < 0 { Err(Error::new(Lib::Bio, R_INVALID_SOCKET)) } else { Ok(()) }
}

/// Connects a socket. An error that is worth another try is not queued.
#[track_caller]
pub fn connect(fd: c_int, addr: &Addr, options: c_int) -> Result<()> {
    check(fd)?;
    common_options(fd, options)?;
    net::connect(fd, addr).map_err(|errno| {
        if non_fatal(errno) {
            sys::set_errno(errno);
            return Error::quiet();
        }
        let error = failed(errno, "connect", R_CONNECT_ERROR);
        sys::set_errno(errno);
        error
    })
}

/// Binds a socket.
#[track_caller]
pub fn bind(fd: c_int, addr: &Addr, options: c_int) -> Result<()> {
    check(fd)?;
    if options & REUSEADDR != 0 {
        option(fd, libc::SOL_SOCKET, libc::SO_REUSEADDR, R_UNABLE_TO_REUSEADDR)?;
    }
    net::bind(fd, addr).map_err(|errno| failed(errno, "bind", R_UNABLE_TO_BIND_SOCKET))
}

/// Binds a socket and listens.
#[track_caller]
pub fn listen(fd: c_int, addr: &Addr, options: c_int) -> Result<()> {
    check(fd)?;
    let kind = net::option(fd, libc::SOL_SOCKET, libc::SO_TYPE)
        .map_err(|errno| failed(errno, "getsockopt", R_GETTING_SOCKTYPE))?;
    common_options(fd, options)?;
    if addr.family() == libc::AF_INET6 {
        let only = (options & V6_ONLY != 0).into();
        net::set_option(fd, libc::IPPROTO_IPV6, libc::IPV6_V6ONLY, only)
            .map_err(|errno| failed(errno, "setsockopt", R_LISTEN_V6_ONLY))?;
    }
    bind(fd, addr, options)?;
    if kind != libc::SOCK_DGRAM {
        net::listen(fd).map_err(|errno| failed(errno, "listen", R_UNABLE_TO_LISTEN_SOCKET))?;
    }
    Ok(())
}

/// Accepts a connection. An error that is worth another try is not queued.
#[track_caller]
pub fn accept(fd: c_int, options: c_int) -> Result<(c_int, Addr)> {
    let (new, peer) = net::accept(fd).map_err(|errno| {
        if non_fatal(errno) {
            sys::set_errno(errno);
            return Error::quiet();
        }
        failed(errno, "accept", R_ACCEPT_ERROR)
    })?;
    if let Err(error) = set_nonblocking(new, options & NONBLOCK != 0) {
        sys::close(new);
        return Err(error);
    }
    Ok((new, peer))
}

/// A socket's waiting error, an errno; 0 for none.
pub fn error(fd: c_int) -> c_int {
    match net::option(fd, libc::SOL_SOCKET, libc::SO_ERROR) {
        Ok(errno) | Err(errno) => errno,
    }
}
