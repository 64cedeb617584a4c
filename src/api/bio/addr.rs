//! `BIO_ADDR`, `BIO_ADDRINFO`: addresses of sockets, and looking them up.

use crate::abi::{Give, In, InBuf, LendConst, Mut, Out, OutBuf, Str, Take, entry, mem, quiet};
use crate::err::{self, Error, Lib, Result};
use crate::obj::bio::addr::{BIO_ADDR, BIO_ADDRINFO, look_up, split};
use std::ffi::{CString, c_char, c_int, c_ushort, c_void};
use std::ptr;

use crate::abi::net::{Addr, look_up_error};

crate::box_handle!(BIO_ADDR, BIO_ADDRINFO);

/// An address of nothing.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_ADDR_new() -> Give<BIO_ADDR> {
    entry(Give::null(), || Ok(Give::new(Box::new(BIO_ADDR::new(Addr::None)))))
}

/// Frees an address.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_ADDR_free(ap: Take<BIO_ADDR>) {
    quiet((), || {
        drop(ap.opt());
        Ok(())
    });
}

/// Makes it an address of nothing.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_ADDR_clear(ap: Mut<BIO_ADDR>) {
    quiet((), || {
        ap.get()?.set(Addr::None);
        Ok(())
    });
}

/// Makes it of the `wherelen` bytes at `where`, which are those of an address
/// or a path, and a port in network order.
///
/// Returns: 1; 0 if the bytes are none of that family.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_ADDR_rawmake(
    ap: Mut<BIO_ADDR>,
    family: c_int,
    where_: InBuf<c_void>,
    wherelen: usize,
    port: c_ushort,
) -> c_int {
    quiet(0, || Ok(ap.get()?.make(family, where_.slice(wherelen)?, port).into()))
}

/// The family, `AF_…`.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_ADDR_family(ap: In<BIO_ADDR>) -> c_int {
    quiet(libc::AF_UNSPEC, || Ok(ap.get()?.get().family()))
}

/// The bytes of the address in `p`, unless that is NULL, and how many in `*l`.
///
/// Returns: 1; 0 if there is no address.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_ADDR_rawaddress(
    ap: In<BIO_ADDR>,
    mut p: OutBuf<c_void>,
    l: Out<usize>,
) -> c_int {
    quiet(0, || {
        let addr = ap.get()?;
        if addr.get() == Addr::None {
            return Ok(0);
        }
        let raw = addr.raw();
        if !p.is_null() {
            p.slice(raw.len())?.copy_from_slice(&raw);
        }
        l.write_opt(raw.len());
        Ok(1)
    })
}

/// The port in network order; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_ADDR_rawport(ap: In<BIO_ADDR>) -> c_ushort {
    quiet(0, || Ok(ap.get()?.raw_port()))
}

/// Host and port as text.
fn names(ap: &In<BIO_ADDR>, numeric: c_int) -> Result<(Vec<u8>, Vec<u8>)> {
    ap.get()?
        .get()
        .names(numeric != 0)
        .map_err(|code| Error::new(Lib::Bio, err::lib_failed(Lib::Sys)).with(look_up_error(code)))
}

/// The host's name, or its number if `numeric`; C frees it.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_ADDR_hostname_string(ap: In<BIO_ADDR>, numeric: c_int) -> *mut c_char {
    entry(ptr::null_mut(), || mem::strdup(&names(&ap, numeric)?.0))
}

/// The service's name, or its port if `numeric`; C frees it.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_ADDR_service_string(ap: In<BIO_ADDR>, numeric: c_int) -> *mut c_char {
    entry(ptr::null_mut(), || mem::strdup(&names(&ap, numeric)?.1))
}

/// The path; NULL if it is no path. C frees it.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_ADDR_path_string(ap: In<BIO_ADDR>) -> *mut c_char {
    entry(ptr::null_mut(), || match ap.get()?.get() {
        Addr::Unix(path) => mem::strdup(&path),
        _ => Ok(ptr::null_mut()),
    })
}

/// Looks up a host and a service, for a client (0) or a server (1).
///
/// Returns: 1, and the list in `*res`; 0 if none was found.
/// Ownership: C frees the list with `BIO_ADDRINFO_free`.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_lookup_ex(
    host: Str,
    service: Str,
    lookup_type: c_int,
    family: c_int,
    socktype: c_int,
    protocol: c_int,
    res: Out<Give<BIO_ADDRINFO>>,
) -> c_int {
    entry(0, || {
        let (host, service) = (host.opt(), service.opt());
        let server = lookup_type == 1;
        let list = look_up(host, service, server, family, socktype, protocol)?;
        res.write(Give::opt(list))?;
        Ok(1)
    })
}

/// The same for any protocol.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_lookup(
    host: Str,
    service: Str,
    lookup_type: c_int,
    family: c_int,
    socktype: c_int,
    res: Out<Give<BIO_ADDRINFO>>,
) -> c_int {
    BIO_lookup_ex(host, service, lookup_type, family, socktype, 0, res)
}

/// Frees a list of addresses.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_ADDRINFO_free(bai: Take<BIO_ADDRINFO>) {
    quiet((), || {
        // One after the other, so that a long list needs no deep stack.
        let mut next = bai.opt();
        while let Some(mut info) = next {
            next = info.next.take();
        }
        Ok(())
    });
}

/// The address after this one; NULL at the end.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_ADDRINFO_next(bai: In<BIO_ADDRINFO>) -> LendConst<BIO_ADDRINFO> {
    quiet(LendConst::null(), || Ok(LendConst::opt(bai.get()?.next.as_deref())))
}

/// The family, `AF_…`.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_ADDRINFO_family(bai: In<BIO_ADDRINFO>) -> c_int {
    quiet(0, || Ok(bai.get()?.family))
}

/// The type of socket, `SOCK_…`.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_ADDRINFO_socktype(bai: In<BIO_ADDRINFO>) -> c_int {
    quiet(0, || Ok(bai.get()?.socktype))
}

/// The protocol; for a stream or a datagram without one that of IP.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_ADDRINFO_protocol(bai: In<BIO_ADDRINFO>) -> c_int {
    quiet(0, || {
        let info = bai.get()?;
        Ok(match (info.protocol, info.family, info.socktype) {
            (0, libc::AF_UNIX, _) => 0,
            (0, _, libc::SOCK_STREAM) => libc::IPPROTO_TCP,
            (0, _, libc::SOCK_DGRAM) => libc::IPPROTO_UDP,
            (protocol, ..) => protocol,
        })
    })
}

/// The address itself.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_ADDRINFO_address(bai: In<BIO_ADDRINFO>) -> LendConst<BIO_ADDR> {
    quiet(LendConst::null(), || Ok(LendConst::new(&bai.get()?.addr)))
}

/// Splits `host:service`, `[host]:service` or one of the two, which
/// `hostserv_prio` decides (0: the host).
///
/// Returns: 1; 0 for what is ambiguous or malformed.
/// Ownership: C frees `*host` and `*service`, which are NULL for `*`.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_parse_hostserv(
    hostserv: Str,
    host: Out<*mut c_char>,
    service: Out<*mut c_char>,
    hostserv_prio: c_int,
) -> c_int {
    entry(0, || {
        let parts = split(hostserv.get()?, hostserv_prio == 0)?;
        let give = |part: Option<Option<CString>>, place: &Out<*mut c_char>| -> Result<()> {
            if let Some(part) = part.filter(|_| !place.is_null()) {
                let text = part.map(|text| mem::strdup(text.to_bytes())).transpose()?;
                place.write(text.unwrap_or(ptr::null_mut()))?;
            }
            Ok(())
        };
        give(parts.host, &host)?;
        give(parts.service, &service)?;
        Ok(1)
    })
}

/// `union BIO_sock_info_u`: where an address is to go.
#[allow(non_camel_case_types, reason = "OpenSSL's name")]
#[repr(C)]
pub struct BIO_sock_info_u {
    /// `BIO_ADDR *addr`.
    pub addr: *mut BIO_ADDR,
}

/// A socket's own address (`type_` 0) into `info->addr`.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_sock_info(sock: c_int, type_: c_int, info: Mut<BIO_sock_info_u>) -> c_int {
    entry(0, || {
        if type_ != 0 {
            return Err(Error::new(Lib::Bio, err::bio::R_UNKNOWN_INFO_TYPE));
        }
        let addr = crate::abi::net::own_address(sock).map_err(|errno| {
            err::push(&Error::sys(errno, "getsockname"), "BIO_sock_info");
            Error::new(Lib::Bio, err::bio::R_GETSOCKNAME_ERROR)
        })?;
        let place: Mut<BIO_ADDR> = Mut::from_element(crate::abi::Opaque(info.get()?.addr.cast()));
        place.get()?.set(addr);
        Ok(1)
    })
}
