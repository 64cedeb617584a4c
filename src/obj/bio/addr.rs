//! Addresses of sockets, and looking them up.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use crate::abi::layout::Field;
use crate::abi::net::{self, Addr};
use crate::abi::sys;
use crate::err::bio::{
    R_AMBIGUOUS_HOST_OR_SERVICE, R_MALFORMED_HOST_OR_SERVICE, R_UNSUPPORTED_PROTOCOL_FAMILY,
};
use crate::err::{self, Error, Lib, Result};
use std::ffi::{CStr, CString, c_int};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddrV4, SocketAddrV6};

/// What follows the family in the longest address, a path.
const BODY: usize = 110;

/// An address: one of C's `struct sockaddr_…`, since programs pass those for
/// it. No more of it is read or written than its family has.
#[repr(C)]
#[derive(Debug)]
pub struct BIO_ADDR {
    family: Field<u16>,
    body: [Field<u8>; BODY],
}

impl BIO_ADDR {
    /// The address `addr`.
    pub fn new(addr: Addr) -> Self {
        let made = BIO_ADDR { family: Field::new(0), body: std::array::from_fn(|_| Field::new(0)) };
        made.set(addr);
        made
    }

    fn part<const N: usize>(&self, from: usize) -> [u8; N] {
        std::array::from_fn(|at| self.body.get(from + at).map_or(0, Field::get))
    }

    /// A copy of it.
    pub fn get(&self) -> Addr {
        let port = || u16::from_be_bytes(self.part(0));
        match c_int::from(self.family.get()) {
            libc::AF_INET => Addr::V4(SocketAddrV4::new(Ipv4Addr::from(self.part::<4>(2)), port())),
            libc::AF_INET6 => {
                let number = |from| u32::from_ne_bytes(self.part(from));
                let ip = Ipv6Addr::from(self.part::<16>(6));
                Addr::V6(SocketAddrV6::new(ip, port(), number(2), number(22)))
            }
            libc::AF_UNIX => {
                let path = self.body.iter().take(BODY - 2).map(Field::get);
                Addr::Unix(path.take_while(|byte| *byte != 0).collect())
            }
            _ => Addr::None,
        }
    }

    /// Replaces it.
    pub fn set(&self, addr: Addr) {
        self.set_within(addr, usize::MAX);
    }

    /// Replaces it where there is room for `room` bytes only: what goes beyond
    /// is left out.
    pub fn set_within(&self, addr: Addr, room: usize) {
        let (family, body) = match addr {
            Addr::None => (libc::AF_UNSPEC, Vec::new()),
            Addr::V4(addr) => {
                let parts = [&addr.port().to_be_bytes()[..], &addr.ip().octets(), &[0; 8]];
                (libc::AF_INET, parts.concat())
            }
            Addr::V6(addr) => {
                let (flow, scope) = (addr.flowinfo().to_ne_bytes(), addr.scope_id().to_ne_bytes());
                let parts = [&addr.port().to_be_bytes()[..], &flow, &addr.ip().octets(), &scope];
                (libc::AF_INET6, parts.concat())
            }
            Addr::Unix(mut path) => {
                path.push(0);
                (libc::AF_UNIX, path)
            }
        };
        if room < 2 {
            return;
        }
        self.family.set(u16::try_from(family).unwrap_or(0));
        for (place, byte) in self.body.iter().zip(body).take(room - 2) {
            place.set(byte);
        }
    }

    /// The bytes of the address, or the path.
    pub fn raw(&self) -> Vec<u8> {
        match self.get() {
            Addr::None => Vec::new(),
            Addr::V4(addr) => addr.ip().octets().to_vec(),
            Addr::V6(addr) => addr.ip().octets().to_vec(),
            Addr::Unix(path) => path,
        }
    }

    /// The port in network order; 0 if it has none.
    pub fn raw_port(&self) -> u16 {
        match self.get() {
            Addr::V4(addr) => addr.port().to_be(),
            Addr::V6(addr) => addr.port().to_be(),
            Addr::None | Addr::Unix(_) => 0,
        }
    }

    /// Makes it of the bytes `raw` and a port in network order; false if they
    /// are no address of that family.
    pub fn make(&self, family: c_int, raw: &[u8], port: u16) -> bool {
        let port = u16::from_be(port);
        let addr = match family {
            libc::AF_INET => <[u8; 4]>::try_from(raw)
                .map(|ip| Addr::V4(SocketAddrV4::new(Ipv4Addr::from(ip), port)))
                .ok(),
            libc::AF_INET6 => <[u8; 16]>::try_from(raw)
                .map(|ip| Addr::V6(SocketAddrV6::new(Ipv6Addr::from(ip), port, 0, 0)))
                .ok(),
            libc::AF_UNIX if raw.len() < 108 => Some(Addr::Unix(raw.to_vec())),
            _ => None,
        };
        addr.map(|addr| self.set(addr)).is_some()
    }
}

/// A list of addresses that a look-up found.
#[derive(Debug)]
pub struct BIO_ADDRINFO {
    /// `AF_…`.
    pub family: c_int,
    /// `SOCK_…`.
    pub socktype: c_int,
    /// `IPPROTO_…`.
    pub protocol: c_int,
    /// The address.
    pub addr: BIO_ADDR,
    /// The next one.
    pub next: Option<Box<BIO_ADDRINFO>>,
}

fn list(found: Vec<net::Found>) -> Option<Box<BIO_ADDRINFO>> {
    found.into_iter().rev().fold(None, |next, f| {
        let addr = BIO_ADDR::new(f.addr);
        let (family, socktype, protocol) = (f.family, f.socktype, f.protocol);
        Some(Box::new(BIO_ADDRINFO { family, socktype, protocol, addr, next }))
    })
}

/// Looks up a host and service, for a server or a client.
#[track_caller]
pub fn look_up(
    host: Option<&CStr>,
    service: Option<&CStr>,
    server: bool,
    family: c_int,
    socktype: c_int,
    protocol: c_int,
) -> Result<Option<Box<BIO_ADDRINFO>>> {
    match family {
        libc::AF_INET | libc::AF_INET6 | libc::AF_UNSPEC => {}
        libc::AF_UNIX => {
            let path = host.map(CStr::to_bytes).unwrap_or_default().to_vec();
            return Ok(list(vec![net::Found {
                family,
                socktype,
                protocol,
                addr: Addr::Unix(path),
            }]));
        }
        _ => return Err(Error::new(Lib::Bio, R_UNSUPPORTED_PROTOCOL_FAMILY)),
    }
    let config = if family == libc::AF_UNSPEC { libc::AI_ADDRCONFIG } else { 0 };
    let passive = if server { libc::AI_PASSIVE } else { 0 };
    let ask = |flags| net::look_up(host, service, flags | passive, family, socktype, protocol);
    let mut answer = ask(config);
    if let Err(first) = answer {
        // A host without a configured address still knows numeric ones.
        if config != 0 && first != libc::EAI_SYSTEM && first != libc::EAI_MEMORY {
            answer = ask(libc::AI_NUMERICHOST).map_err(|_| first);
        }
    }
    match answer {
        Ok(found) => Ok(list(found)),
        Err(libc::EAI_SYSTEM) => {
            err::push(&Error::sys(sys::errno(), "getaddrinfo"), "BIO_lookup_ex");
            Err(Error::new(Lib::Bio, err::lib_failed(Lib::Sys)))
        }
        Err(libc::EAI_MEMORY) => Err(Error::new(Lib::Bio, err::R_MALLOC_FAILURE)),
        Err(code) => {
            Err(Error::new(Lib::Bio, err::lib_failed(Lib::Sys)).with(net::look_up_error(code)))
        }
    }
}

/// A host and a service; a missing one is `None`, a wild one too, but then it
/// was given.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct HostService {
    /// `Some` if a host was given; inside, `None` for an empty one or `*`.
    pub host: Option<Option<CString>>,
    /// The same of the service.
    pub service: Option<Option<CString>>,
}

/// Splits `host:service`, `[host]:service`, or one of the two: by preference
/// the host.
#[track_caller]
pub fn split(text: &CStr, prefer_host: bool) -> Result<HostService> {
    let malformed = || Error::new(Lib::Bio, R_MALFORMED_HOST_OR_SERVICE);
    let part = |text: &[u8]| match text {
        b"" | b"*" => None,
        text => CString::new(text).ok(),
    };
    let bytes = text.to_bytes();
    let (host, service) = if let Some(inner) = bytes.strip_prefix(b"[") {
        let end = inner.iter().position(|b| *b == b']').ok_or_else(malformed)?;
        let (host, rest) = inner.split_at(end);
        match rest.get(1..).unwrap_or_default() {
            b"" => (Some(host), None),
            [b':', service @ ..] => (Some(host), Some(service)),
            _ => return Err(malformed()),
        }
    } else {
        let mut parts = bytes.splitn(2, |b| *b == b':');
        match (parts.next(), parts.next()) {
            (_, Some(rest)) if rest.contains(&b':') => {
                return Err(Error::new(Lib::Bio, R_AMBIGUOUS_HOST_OR_SERVICE));
            }
            (host, Some(service)) => (host, Some(service)),
            (one, None) if prefer_host => (one, None),
            (one, None) => (None, one),
        }
    };
    if service.is_some_and(|s| s.contains(&b':')) {
        return Err(malformed());
    }
    Ok(HostService { host: host.map(part), service: service.map(part) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_services_come_apart() {
        let (host, port) = (CString::new("h").unwrap(), CString::new("80").unwrap());
        let both = split(c"h:80", true).unwrap();
        assert_eq!(both, HostService { host: Some(Some(host)), service: Some(Some(port.clone())) });
        assert_eq!(split(c"*:80", true).unwrap().host, Some(None));
        assert_eq!(split(c"80", false).unwrap().service, Some(Some(port)));
        assert_eq!(split(c"[::1]", true).unwrap().service, None);
        assert!(split(c"::1", true).is_err());
        assert!(split(c"[::1", true).is_err());
    }
}
