//! Sockets and their addresses.
#![allow(
    clippy::not_unsafe_ptr_arg_deref,
    reason = "C's contract for the pointer is stated at each function; entry points are safe"
)]

use super::sys::errno;
use std::ffi::{CStr, CString, c_int, c_void};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddrV4, SocketAddrV6};
use std::{mem, ptr};

/// The address of one end of a socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Addr {
    /// Nothing yet.
    None,
    /// IPv4.
    V4(SocketAddrV4),
    /// IPv6.
    V6(SocketAddrV6),
    /// A path.
    Unix(Vec<u8>),
}

/// One answer of a look-up.
#[derive(Debug)]
pub struct Found {
    /// `AF_…`.
    pub family: c_int,
    /// `SOCK_…`.
    pub socktype: c_int,
    /// `IPPROTO_…`.
    pub protocol: c_int,
    /// The address.
    pub addr: Addr,
}

impl Addr {
    /// `AF_…`.
    pub fn family(&self) -> c_int {
        match self {
            Addr::None => libc::AF_UNSPEC,
            Addr::V4(_) => libc::AF_INET,
            Addr::V6(_) => libc::AF_INET6,
            Addr::Unix(_) => libc::AF_UNIX,
        }
    }

    /// Passes the kernel's form of it to `f`.
    fn with_raw<R>(&self, f: impl FnOnce(*const libc::sockaddr, libc::socklen_t) -> R) -> R {
        // SAFETY: all zeros is a valid value of each of these.
        let mut storage: libc::sockaddr_storage = unsafe { mem::zeroed() };
        let place: *mut libc::sockaddr_storage = &mut storage;
        let len = match self {
            Addr::None => mem::size_of::<libc::sockaddr>(),
            Addr::V4(addr) => {
                let raw = libc::sockaddr_in {
                    sin_family: libc::AF_INET as libc::sa_family_t,
                    sin_port: addr.port().to_be(),
                    sin_addr: libc::in_addr { s_addr: u32::from(*addr.ip()).to_be() },
                    sin_zero: [0; 8],
                };
                // SAFETY: the storage has room for every kind of address.
                unsafe { place.cast::<libc::sockaddr_in>().write(raw) };
                mem::size_of::<libc::sockaddr_in>()
            }
            Addr::V6(addr) => {
                let raw = libc::sockaddr_in6 {
                    sin6_family: libc::AF_INET6 as libc::sa_family_t,
                    sin6_port: addr.port().to_be(),
                    sin6_flowinfo: addr.flowinfo(),
                    sin6_addr: libc::in6_addr { s6_addr: addr.ip().octets() },
                    sin6_scope_id: addr.scope_id(),
                };
                // SAFETY: as above.
                unsafe { place.cast::<libc::sockaddr_in6>().write(raw) };
                mem::size_of::<libc::sockaddr_in6>()
            }
            Addr::Unix(path) => {
                let raw = place.cast::<libc::sockaddr_un>();
                // SAFETY: as above; the path is shortened to the room there.
                unsafe {
                    (*raw).sun_family = libc::AF_UNIX as libc::sa_family_t;
                    let room = (*raw).sun_path.len() - 1;
                    let n = path.len().min(room);
                    ptr::copy_nonoverlapping(
                        path.as_ptr().cast(),
                        (&raw mut (*raw).sun_path).cast::<libc::c_char>(),
                        n,
                    );
                }
                mem::size_of::<libc::sockaddr_un>()
            }
        };
        f(place.cast(), len as libc::socklen_t)
    }

    /// From the kernel's form, `len` bytes of it.
    ///
    /// # Safety
    /// `raw` points to `len` bytes of an address.
    unsafe fn from_raw(raw: *const libc::sockaddr, len: usize) -> Addr {
        if raw.is_null() || len < mem::size_of::<libc::sa_family_t>() {
            return Addr::None;
        }
        // SAFETY: the family says which it is, and the length is checked.
        unsafe {
            match c_int::from((*raw).sa_family) {
                libc::AF_INET if len >= mem::size_of::<libc::sockaddr_in>() => {
                    let raw = ptr::read_unaligned(raw.cast::<libc::sockaddr_in>());
                    let ip = Ipv4Addr::from(u32::from_be(raw.sin_addr.s_addr));
                    Addr::V4(SocketAddrV4::new(ip, u16::from_be(raw.sin_port)))
                }
                libc::AF_INET6 if len >= mem::size_of::<libc::sockaddr_in6>() => {
                    let raw = ptr::read_unaligned(raw.cast::<libc::sockaddr_in6>());
                    Addr::V6(SocketAddrV6::new(
                        Ipv6Addr::from(raw.sin6_addr.s6_addr),
                        u16::from_be(raw.sin6_port),
                        raw.sin6_flowinfo,
                        raw.sin6_scope_id,
                    ))
                }
                libc::AF_UNIX => {
                    let at = mem::offset_of!(libc::sockaddr_un, sun_path);
                    let path = raw.cast::<u8>().add(at);
                    let path = std::slice::from_raw_parts(path, len.saturating_sub(at));
                    Addr::Unix(path.split(|b| *b == 0).next().unwrap_or_default().to_vec())
                }
                _ => Addr::None,
            }
        }
    }

    /// Its host and port as text; `numeric` asks no name server. The error is
    /// `getnameinfo`'s.
    pub fn names(&self, numeric: bool) -> Result<(Vec<u8>, Vec<u8>), c_int> {
        let (mut host, mut port) = ([0_u8; 1025], [0_u8; 32]);
        let flags = if numeric { libc::NI_NUMERICHOST | libc::NI_NUMERICSERV } else { 0 };
        let result = self.with_raw(|raw, len| {
            // SAFETY: the address and the buffers are valid for their lengths.
            unsafe {
                libc::getnameinfo(
                    raw,
                    len,
                    host.as_mut_ptr().cast(),
                    host.len() as libc::socklen_t,
                    port.as_mut_ptr().cast(),
                    port.len() as libc::socklen_t,
                    flags,
                )
            }
        });
        let text = |buffer: &[u8]| buffer.split(|b| *b == 0).next().unwrap_or_default().to_vec();
        if result == 0 { Ok((text(&host), text(&port))) } else { Err(result) }
    }
}

/// Looks a host and service up. The error is `getaddrinfo`'s.
pub fn look_up(
    host: Option<&CStr>,
    service: Option<&CStr>,
    flags: c_int,
    family: c_int,
    socktype: c_int,
    protocol: c_int,
) -> Result<Vec<Found>, c_int> {
    // SAFETY: all zeros is a valid value.
    let mut hints: libc::addrinfo = unsafe { mem::zeroed() };
    (hints.ai_flags, hints.ai_family) = (flags, family);
    (hints.ai_socktype, hints.ai_protocol) = (socktype, protocol);
    let text = |t: Option<&CStr>| t.map_or(ptr::null(), CStr::as_ptr);
    let mut list = ptr::null_mut();
    // SAFETY: strings are terminated or NULL, the hints complete.
    let result = unsafe { libc::getaddrinfo(text(host), text(service), &hints, &mut list) };
    if result != 0 {
        return Err(result);
    }
    let mut found = Vec::new();
    let mut at = list;
    // SAFETY: a list that ends with NULL, each with a valid address.
    unsafe {
        while let Some(info) = at.as_ref() {
            found.push(Found {
                family: info.ai_family,
                socktype: info.ai_socktype,
                protocol: info.ai_protocol,
                addr: Addr::from_raw(info.ai_addr, info.ai_addrlen as usize),
            });
            at = info.ai_next;
        }
        libc::freeaddrinfo(list);
    }
    Ok(found)
}

/// What `getaddrinfo`'s error means.
pub fn look_up_error(code: c_int) -> String {
    // SAFETY: gives a constant string for any code.
    let text = unsafe { CStr::from_ptr(libc::gai_strerror(code)) };
    text.to_string_lossy().into_owned()
}

/// `socket`; the error is errno.
pub fn socket(domain: c_int, kind: c_int, protocol: c_int) -> Result<c_int, c_int> {
    // SAFETY: no memory is involved.
    let fd = unsafe { libc::socket(domain, kind, protocol) };
    if fd < 0 { Err(errno()) } else { Ok(fd) }
}

/// `connect`; the error is errno.
pub fn connect(fd: c_int, addr: &Addr) -> Result<(), c_int> {
    // SAFETY: the address is valid for its length.
    let result = addr.with_raw(|raw, len| unsafe { libc::connect(fd, raw, len) });
    if result < 0 { Err(errno()) } else { Ok(()) }
}

/// `bind`; the error is errno.
pub fn bind(fd: c_int, addr: &Addr) -> Result<(), c_int> {
    // SAFETY: the address is valid for its length.
    let result = addr.with_raw(|raw, len| unsafe { libc::bind(fd, raw, len) });
    if result < 0 { Err(errno()) } else { Ok(()) }
}

/// `listen`; the error is errno.
pub fn listen(fd: c_int) -> Result<(), c_int> {
    // SAFETY: no memory is involved.
    if unsafe { libc::listen(fd, 32) } < 0 { Err(errno()) } else { Ok(()) }
}

type AddressCall = unsafe extern "C" fn(c_int, *mut libc::sockaddr, *mut libc::socklen_t) -> c_int;

fn with_address(call: AddressCall, fd: c_int) -> Result<(c_int, Addr), c_int> {
    // SAFETY: the place has room for any address, and the length says so.
    address_of(|place, len| unsafe { call(fd, place, len) })
}

/// Lets `call` fill in an address.
fn address_of(
    call: impl FnOnce(*mut libc::sockaddr, *mut libc::socklen_t) -> c_int,
) -> Result<(c_int, Addr), c_int> {
    // SAFETY: all zeros is a valid value.
    let mut storage: libc::sockaddr_storage = unsafe { mem::zeroed() };
    let mut len = mem::size_of::<libc::sockaddr_storage>() as libc::socklen_t;
    let place: *mut libc::sockaddr = (&raw mut storage).cast();
    let result = call(place, &mut len);
    if result < 0 {
        return Err(errno());
    }
    // SAFETY: the kernel filled `len` bytes.
    Ok((result, unsafe { Addr::from_raw(place, len as usize) }))
}

/// `accept`: the new socket and the peer; the error is errno.
pub fn accept(fd: c_int) -> Result<(c_int, Addr), c_int> {
    with_address(libc::accept, fd)
}

/// `getsockname`; the error is errno.
pub fn own_address(fd: c_int) -> Result<Addr, c_int> {
    with_address(libc::getsockname, fd).map(|(_, addr)| addr)
}

/// `getpeername`; the error is errno.
pub fn peer_address(fd: c_int) -> Result<Addr, c_int> {
    with_address(libc::getpeername, fd).map(|(_, addr)| addr)
}

/// `setsockopt` of an `int`; the error is errno.
pub fn set_option(fd: c_int, level: c_int, option: c_int, value: c_int) -> Result<(), c_int> {
    let place: *const c_int = &value;
    let len = mem::size_of::<c_int>() as libc::socklen_t;
    // SAFETY: the value is valid for its length.
    let result = unsafe { libc::setsockopt(fd, level, option, place.cast(), len) };
    if result < 0 { Err(errno()) } else { Ok(()) }
}

/// `getsockopt` of an `int`; the error is errno.
pub fn option(fd: c_int, level: c_int, option: c_int) -> Result<c_int, c_int> {
    let mut value: c_int = 0;
    let mut len = mem::size_of::<c_int>() as libc::socklen_t;
    let place: *mut c_int = &mut value;
    // SAFETY: the place has room for its length.
    let result = unsafe { libc::getsockopt(fd, level, option, place.cast(), &mut len) };
    if result < 0 { Err(errno()) } else { Ok(value) }
}

/// `recvfrom`: bytes received, or -1 with errno set, and the sender.
pub fn receive_from(fd: c_int, place: &mut [u8], flags: c_int) -> (isize, Addr) {
    let mut n = -1;
    let call = |from: *mut libc::sockaddr, len: *mut libc::socklen_t| {
        // SAFETY: `place` is writable for its length, and `from` for `*len`.
        n = unsafe { libc::recvfrom(fd, place.as_mut_ptr().cast(), place.len(), flags, from, len) };
        if n < 0 { -1 } else { 0 }
    };
    let from = address_of(call).map_or(Addr::None, |(_, addr)| addr);
    (n, from)
}

/// `sendto`: bytes sent, or -1 with errno set.
pub fn send_to(fd: c_int, bytes: &[u8], addr: &Addr) -> isize {
    // SAFETY: bytes and address are valid for their lengths.
    addr.with_raw(|raw, len| unsafe {
        libc::sendto(fd, bytes.as_ptr().cast(), bytes.len(), 0, raw, len)
    })
}

/// Which timeout of a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timeout {
    /// `SO_RCVTIMEO`.
    Receive,
    /// `SO_SNDTIMEO`.
    Send,
}

impl Timeout {
    fn option(self) -> c_int {
        match self {
            Timeout::Receive => libc::SO_RCVTIMEO,
            Timeout::Send => libc::SO_SNDTIMEO,
        }
    }

    /// Sets it; the error is errno.
    pub fn set(self, fd: c_int, time: libc::timeval) -> Result<(), c_int> {
        let place: *const libc::timeval = &time;
        let len = mem::size_of::<libc::timeval>() as libc::socklen_t;
        // SAFETY: the value is valid for its length.
        let result =
            unsafe { libc::setsockopt(fd, libc::SOL_SOCKET, self.option(), place.cast(), len) };
        if result < 0 { Err(errno()) } else { Ok(()) }
    }

    /// What it is; the error is errno.
    pub fn get(self, fd: c_int) -> Result<libc::timeval, c_int> {
        let mut time = libc::timeval { tv_sec: 0, tv_usec: 0 };
        let mut len = mem::size_of::<libc::timeval>() as libc::socklen_t;
        let place: *mut libc::timeval = &mut time;
        // SAFETY: the place has room for its length.
        let result = unsafe {
            libc::getsockopt(fd, libc::SOL_SOCKET, self.option(), place.cast(), &mut len)
        };
        if result < 0 { Err(errno()) } else { Ok(time) }
    }
}

/// Makes a descriptor blocking or not; the error is errno.
pub fn set_nonblocking(fd: c_int, on: bool) -> Result<(), c_int> {
    // SAFETY: no memory is involved.
    let result = unsafe {
        let flags = libc::fcntl(fd, libc::F_GETFL, 0);
        let flags = if on { flags | libc::O_NONBLOCK } else { flags & !libc::O_NONBLOCK };
        libc::fcntl(fd, libc::F_SETFL, flags)
    };
    if result < 0 { Err(errno()) } else { Ok(()) }
}

/// Waits until a descriptor can be read or written: 1; 0 after `timeout`
/// milliseconds, -1 with errno set on an error.
pub fn wait(fd: c_int, for_read: bool, timeout: c_int) -> c_int {
    let events = if for_read { libc::POLLIN } else { libc::POLLOUT };
    let mut poll = libc::pollfd { fd, events, revents: 0 };
    // SAFETY: one valid entry.
    unsafe { libc::poll(&mut poll, 1, timeout) }
}

/// `ioctl`, as the program asks for it.
pub fn ioctl(fd: c_int, request: std::ffi::c_ulong, arg: *mut c_void) -> c_int {
    // SAFETY: the program answers for request and argument.
    unsafe { libc::ioctl(fd, request, arg) }
}

/// `gethostbyname`, for the program.
pub fn host_by_name(name: &CString) -> *mut libc::hostent {
    unsafe extern "C" {
        fn gethostbyname(name: *const libc::c_char) -> *mut libc::hostent;
    }
    // SAFETY: the name is terminated.
    unsafe { gethostbyname(name.as_ptr()) }
}
