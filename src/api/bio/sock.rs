//! `BIO_socket`, `BIO_connect` and their kin: sockets without a BIO.

use crate::abi::net::{self, Addr};
use crate::abi::{In, Mut, Out, OutBuf, Str, entry, mem, quiet, sys};
use crate::err::bio::{
    R_ACCEPT_ERROR, R_GETHOSTBYNAME_ADDR_IS_NOT_AF_INET, R_TRANSFER_ERROR, R_TRANSFER_TIMEOUT,
};
use crate::err::{Error, Lib};
use crate::obj::bio::addr::{BIO_ADDR, look_up, split};
use crate::obj::bio::{BIO, Retry, datagram_non_fatal, non_fatal, sock, wait};
use libc::time_t;
use std::ffi::{CStr, c_char, c_int, c_long, c_uchar, c_uint, c_ulong, c_ushort, c_void};

/// A socket; -1 on an error.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_socket(
    domain: c_int,
    socktype: c_int,
    protocol: c_int,
    _options: c_int,
) -> c_int {
    entry(-1, || sock::socket(domain, socktype, protocol))
}

/// Connects a socket, with `BIO_SOCK_…` options.
///
/// Returns: 1; 0 if it is not connected yet, and `BIO_sock_should_retry`
/// tells whether it may be.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_connect(sock: c_int, addr: In<BIO_ADDR>, options: c_int) -> c_int {
    entry(0, || sock::connect(sock, &addr.get()?.get(), options).map(|()| 1))
}

/// Binds a socket, with `BIO_SOCK_…` options: 1.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_bind(sock: c_int, addr: In<BIO_ADDR>, options: c_int) -> c_int {
    entry(0, || sock::bind(sock, &addr.get()?.get(), options).map(|()| 1))
}

/// Binds a socket and listens, with `BIO_SOCK_…` options: 1.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_listen(sock: c_int, addr: In<BIO_ADDR>, options: c_int) -> c_int {
    entry(0, || sock::listen(sock, &addr.get()?.get(), options).map(|()| 1))
}

/// Accepts a connection; the peer's address in `addr` unless that is NULL.
///
/// Returns: the new socket; -1 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_accept_ex(accept_sock: c_int, addr: Mut<BIO_ADDR>, options: c_int) -> c_int {
    entry(-1, || {
        let (fd, peer) = sock::accept(accept_sock, options)?;
        if let Some(place) = addr.opt() {
            place.set(peer);
        }
        Ok(fd)
    })
}

/// Accepts a connection; the peer as `host:port`, which C frees, in `*ip_port`.
///
/// Returns: the new socket; -1 on an error, -2 to try again.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_accept(sock: c_int, ip_port: Out<*mut c_char>) -> c_int {
    entry(-1, || match sock::accept(sock, 0) {
        Ok((fd, peer)) => {
            if !ip_port.is_null() {
                let (host, port) = peer.names(true).unwrap_or_default();
                ip_port.write(mem::strdup(&[&host, b":".as_slice(), &port].concat())?)?;
            }
            Ok(fd)
        }
        Err(error) if error.silent && non_fatal(sys::errno()) => Ok(-2),
        Err(error) => {
            // OpenSSL reports it from both of its layers.
            let errno = sys::errno();
            crate::err::push(&error, "BIO_accept_ex");
            Err(sock::failed(errno, "accept", R_ACCEPT_ERROR))
        }
    })
}

/// Closes a socket: 1; 0 on an error.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_closesocket(sock: c_int) -> c_int {
    (sock >= 0 && sys::close(sock) == 0).into()
}

/// Makes a socket blocking (0) or not (1): 1; 0 on an error.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_socket_nbio(fd: c_int, mode: c_int) -> c_int {
    entry(0, || sock::set_nonblocking(fd, mode != 0).map(|()| 1))
}

/// `ioctl` on a socket.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_socket_ioctl(fd: c_int, type_: c_long, arg: *mut c_void) -> c_int {
    entry(-1, || {
        let result = net::ioctl(fd, c_ulong::from_ne_bytes(type_.to_ne_bytes()), arg);
        if result < 0 {
            return Err(Error::sys(sys::errno(), "ioctlsocket"));
        }
        Ok(result)
    })
}

/// Sends small pieces at once (1) or gathers them (0): 1; 0 on an error.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_set_tcp_ndelay(sock: c_int, turn_on: c_int) -> c_int {
    net::set_option(sock, libc::IPPROTO_TCP, libc::TCP_NODELAY, turn_on).is_ok().into()
}

/// A socket's waiting error, an errno; 0 for none.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_sock_error(sock: c_int) -> c_int {
    sock::error(sock)
}

/// Sockets need no start: 1.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_sock_init() -> c_int {
    1
}

/// Whether a call that returned `i` is worth another try.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_sock_should_retry(i: c_int) -> c_int {
    matches!(Retry::of(i.try_into().unwrap_or(0)), Retry::Yes).into()
}

/// Whether a call that returned `i` is worth another try.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_fd_should_retry(i: c_int) -> c_int {
    BIO_sock_should_retry(i)
}

/// Whether errno `error` is worth another try.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_sock_non_fatal_error(error: c_int) -> c_int {
    non_fatal(error).into()
}

/// Whether errno `error` of a datagram socket is worth another try.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_dgram_non_fatal_error(error: c_int) -> c_int {
    datagram_non_fatal(error).into()
}

/// Whether errno `error` is worth another try.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_fd_non_fatal_error(error: c_int) -> c_int {
    non_fatal(error).into()
}

/// Waits until a descriptor can be read or written: 1; 0 after `max_time`, -1
/// on an error. A `max_time` of 0 waits not at all, and gives 1.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_socket_wait(fd: c_int, for_read: c_int, max_time: time_t) -> c_int {
    wait::descriptor(fd, for_read != 0, max_time)
}

/// Waits until a BIO can go on: 1; 0 after `max_time`, -1 on an error.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_wait(bio: Mut<BIO>, max_time: time_t, nap_milliseconds: c_uint) -> c_int {
    entry(-1, || match wait::until_ready(bio.get()?, max_time, nap_milliseconds) {
        0 => {
            crate::err::push(&Error::new(Lib::Bio, R_TRANSFER_TIMEOUT), "BIO_wait");
            Ok(0)
        }
        1.. => Ok(1),
        _ => Err(Error::new(Lib::Bio, R_TRANSFER_ERROR)),
    })
}

/// Connects a BIO, trying again for `timeout` seconds whatever the failure was
/// (0: for ever; negative: one try), `nap_milliseconds` (negative: 100) apart.
///
/// Returns: 1; 0 with `BIO_R_CONNECT_TIMEOUT` after the time; -1 on an error.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_do_connect_retry(
    bio: Mut<BIO>,
    timeout: c_int,
    nap_milliseconds: c_int,
) -> c_int {
    entry(-1, || {
        let nap = c_uint::try_from(nap_milliseconds).unwrap_or(100);
        wait::connect(bio.get()?, timeout, nap)
    })
}

fn ipv4(name: &CStr, service: Option<&CStr>) -> crate::err::Result<Addr> {
    let list = look_up(Some(name), service, false, libc::AF_INET, libc::SOCK_STREAM, 0)?;
    list.map(|info| info.addr.get())
        .ok_or_else(|| Error::new(Lib::Bio, R_GETHOSTBYNAME_ADDR_IS_NOT_AF_INET))
}

/// The IPv4 address of a host, four bytes at `ip`: 1; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_get_host_ip(str: Str, mut ip: OutBuf<c_uchar>) -> c_int {
    entry(0, || match ipv4(str.get()?, None)? {
        Addr::V4(addr) => {
            ip.slice(4_usize)?.copy_from_slice(&addr.ip().octets());
            Ok(1)
        }
        _ => Err(Error::new(Lib::Bio, R_GETHOSTBYNAME_ADDR_IS_NOT_AF_INET)),
    })
}

/// The port of a service: 1; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_get_port(str: Str, port_ptr: Out<c_ushort>) -> c_int {
    use crate::err::bio::R_NO_PORT_DEFINED;
    entry(0, || {
        let service = str.opt().ok_or_else(|| Error::new(Lib::Bio, R_NO_PORT_DEFINED))?;
        let list = look_up(None, Some(service), false, libc::AF_INET, libc::SOCK_STREAM, 0)?;
        let port = list.map_or(0, |info| u16::from_be(info.addr.raw_port()));
        port_ptr.write(port)?;
        Ok(1)
    })
}

/// `gethostbyname`.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_gethostbyname(name: Str) -> *mut libc::hostent {
    quiet(std::ptr::null_mut(), || Ok(net::host_by_name(&name.get()?.to_owned())))
}

/// A socket that listens at `host_port`; -1 on an error.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_get_accept_socket(host_port: Str, mode: c_int) -> c_int {
    entry(-1, || {
        let parts = split(host_port.get()?, false)?;
        let (host, service) = (parts.host.flatten(), parts.service.flatten());
        let unspec = libc::AF_UNSPEC;
        let list =
            look_up(host.as_deref(), service.as_deref(), true, unspec, libc::SOCK_STREAM, 0)?;
        let Some(info) = list else { return Ok(-1) };
        let fd = sock::socket(info.family, info.socktype, info.protocol)?;
        let options = if mode == 1 { sock::REUSEADDR } else { 0 };
        if let Err(error) = sock::listen(fd, &info.addr.get(), options) {
            sys::close(fd);
            return Err(error);
        }
        Ok(fd)
    })
}
