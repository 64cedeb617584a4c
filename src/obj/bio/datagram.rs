//! `BIO_s_datagram`: datagram sockets.

use super::addr::BIO_ADDR;
use super::command::*;
use super::fd::{self, fd_free};
use super::{BIO, BIO_METHOD, Own};
use crate::abi::net::{self, Addr, Timeout};
use crate::abi::{Arg, InBuf, Mut, OutBuf, Str, entry, quiet, sys};
use crate::err::Result;
use std::ffi::{c_char, c_int, c_long, c_void};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

static DATAGRAM: LazyLock<Arc<BIO_METHOD>> = LazyLock::new(|| {
    let functions = Own {
        write: Some(dgram_write),
        read: Some(dgram_read),
        puts: Some(dgram_puts),
        ctrl: Some(dgram_ctrl),
        create: Some(dgram_new),
        destroy: Some(fd_free),
        ..Own::default()
    };
    BIO_METHOD::own(TYPE_DGRAM, c"datagram socket", functions)
});

/// `BIO_s_datagram`.
pub fn datagram_method() -> &'static Arc<BIO_METHOD> {
    &DATAGRAM
}

/// Whether an operation on a datagram socket that failed with `errno` is to be
/// tried again.
pub fn datagram_non_fatal(errno: c_int) -> bool {
    errno != libc::ENOTCONN && fd::non_fatal(errno)
}

/// What such a BIO remembers.
struct State {
    /// Whom it sends to, and hears from.
    peer: Addr,
    /// The socket is connected to its peer.
    connected: bool,
    /// The packet size that a program noted.
    mtu: c_long,
    /// The error for which the last operation is to be tried again.
    errno: c_int,
    /// The time by which a read is to end; `None` for the socket's own limit.
    deadline: Option<Duration>,
    /// Reads leave what they read.
    peek: bool,
}

/// The headers of IP and UDP.
const OVERHEAD_V4: c_long = 20 + 8;
const OVERHEAD_V6: c_long = 40 + 8;
/// What every host can receive (RFC 791, RFC 8200).
const LEAST_V4: c_long = 576;
const LEAST_V6: c_long = 1280;
/// A `BIO_ADDR`, whatever is in it.
const ADDR_SIZE: c_long = 112;
const TIME_SIZE: c_long = 16;

impl State {
    fn new() -> State {
        let peer = Addr::None;
        State { peer, connected: false, mtu: 0, errno: 0, deadline: None, peek: false }
    }

    fn mapped(&self) -> bool {
        matches!(&self.peer, Addr::V6(addr) if addr.ip().to_ipv4_mapped().is_some())
    }

    fn overhead(&self) -> c_long {
        if matches!(self.peer, Addr::V6(_)) && !self.mapped() { OVERHEAD_V6 } else { OVERHEAD_V4 }
    }

    fn fallback_mtu(&self) -> c_long {
        let v6 = matches!(self.peer, Addr::V6(_)) && !self.mapped();
        (if v6 { LEAST_V6 } else { LEAST_V4 }) - self.overhead()
    }

    fn peer_size(&self) -> c_long {
        match self.peer {
            Addr::None => ADDR_SIZE,
            Addr::V4(_) => 16,
            Addr::V6(_) => 28,
            Addr::Unix(_) => 110,
        }
    }
}

fn state<R>(bio: &BIO, step: impl FnOnce(&mut State) -> R) -> Option<R> {
    bio.state(step)
}

extern "C" fn dgram_new(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        bio.set_init(0);
        bio.set_num(0);
        bio.set_state(State::new());
        Ok(1)
    })
}

fn timeval(time: Duration) -> libc::timeval {
    let tv_sec = time.as_secs().try_into().unwrap_or(i64::MAX);
    libc::timeval { tv_sec, tv_usec: time.subsec_micros().into() }
}

fn duration(time: libc::timeval) -> Option<Duration> {
    let (secs, micros) = (u64::try_from(time.tv_sec).ok()?, u64::try_from(time.tv_usec).ok()?);
    Duration::from_secs(secs).checked_add(Duration::from_micros(micros))
}

/// Makes reads end by the deadline; the socket's own limit, if that is later.
fn hurry(fd: c_int, deadline: Option<Duration>) -> Option<libc::timeval> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    // One that has passed still gives the read a try.
    let left = deadline?.saturating_sub(now).max(Duration::from_micros(1));
    let own = Timeout::Receive.get(fd).ok()?;
    if duration(own).is_some_and(|own| own.is_zero() || own > left) {
        Timeout::Receive.set(fd, timeval(left)).ok()?;
        return Some(own);
    }
    None
}

fn ended(bio: &BIO, n: isize, retry: impl FnOnce()) -> c_int {
    bio.clear_retry();
    let errno = sys::errno();
    if n < 0 && datagram_non_fatal(errno) {
        retry();
        state(bio, |s| s.errno = errno);
    }
    n.try_into().unwrap_or(-1)
}

extern "C" fn dgram_read(bio: Mut<BIO>, mut out: OutBuf<c_char>, len: c_int) -> c_int {
    quiet(-1, || {
        let bio = bio.get()?;
        if out.is_null() {
            return Ok(0);
        }
        let place = out.slice(len)?;
        let fd = bio.num();
        let known = state(bio, |s| (s.peek, s.connected, s.deadline));
        let (peek, connected, deadline) = known.unwrap_or_default();
        let before = hurry(fd, deadline);
        sys::set_errno(0);
        let (n, from) = net::receive_from(fd, place, if peek { libc::MSG_PEEK } else { 0 });
        let errno = sys::errno();
        if !connected && n >= 0 {
            state(bio, |s| s.peer = from);
        }
        if let Some(before) = before {
            let _ = Timeout::Receive.set(fd, before);
        }
        sys::set_errno(errno);
        Ok(ended(bio, n, || bio.set_retry_read()))
    })
}

fn send(bio: &BIO, bytes: &[u8]) -> c_int {
    let peer = state(bio, |s| (!s.connected).then(|| s.peer.clone())).flatten();
    sys::set_errno(0);
    let n = match peer {
        Some(peer) => net::send_to(bio.num(), bytes, &peer),
        None => sys::write(bio.num(), bytes),
    };
    ended(bio, n, || bio.set_retry_write())
}

extern "C" fn dgram_write(bio: Mut<BIO>, data: InBuf<c_char>, len: c_int) -> c_int {
    quiet(-1, || Ok(send(bio.get()?, data.slice(len)?)))
}

extern "C" fn dgram_puts(bio: Mut<BIO>, text: Str) -> c_int {
    quiet(-1, || Ok(send(bio.get()?, text.bytes()?)))
}

/// Takes the peer that a program names.
fn name_peer(bio: &BIO, ptr: Arg) -> Result<c_long> {
    let peer = ptr.object::<BIO_ADDR>().get()?.get();
    state(bio, |s| s.peer = peer);
    Ok(1)
}

/// Sets an option of the IP layer, as `family` has it; -1 if it fails.
fn set_discovery(fd: c_int, family: c_int, v4: c_int, v6: c_int) -> c_long {
    let set = match family {
        libc::AF_INET => net::set_option(fd, libc::IPPROTO_IP, libc::IP_MTU_DISCOVER, v4),
        libc::AF_INET6 => net::set_option(fd, libc::IPPROTO_IPV6, libc::IPV6_MTU_DISCOVER, v6),
        _ => return -1,
    };
    if set.is_ok() { 0 } else { -1 }
}

/// The packet size that the kernel knows for the connected socket; 0 for none.
fn query_mtu(fd: c_int) -> c_long {
    let known = match net::own_address(fd) {
        Ok(Addr::V4(_)) => {
            let mtu = net::option(fd, libc::IPPROTO_IP, libc::IP_MTU);
            mtu.map(|mtu| c_long::from(mtu) - OVERHEAD_V4)
        }
        Ok(Addr::V6(_)) => {
            let mtu = net::option(fd, libc::IPPROTO_IPV6, libc::IPV6_MTU);
            mtu.map(|mtu| c_long::from(mtu) - OVERHEAD_V6)
        }
        _ => return 0,
    };
    known.unwrap_or(0).max(0)
}

fn set_timeout(bio: &BIO, which: Timeout, ptr: Arg) -> c_long {
    let set = ptr.time().is_some_and(|time| which.set(bio.num(), time).is_ok());
    if set { 1 } else { -1 }
}

fn get_timeout(bio: &BIO, which: Timeout, ptr: Arg) -> Result<c_long> {
    let Ok(time) = which.get(bio.num()) else { return Ok(-1) };
    ptr.out::<libc::timeval>().write(time)?;
    Ok(TIME_SIZE)
}

/// Whether the last operation met `errno`; that is told once.
fn met(bio: &BIO, errno: c_int) -> c_long {
    let met = state(bio, |s| {
        let met = s.errno == errno;
        if met {
            s.errno = 0;
        }
        met
    });
    met.unwrap_or(false).into()
}

extern "C" fn dgram_ctrl(bio: Mut<BIO>, cmd: c_int, num: c_long, ptr: *mut c_void) -> c_long {
    entry(0, || control(bio.get()?, cmd, num, Arg(ptr)))
}

fn control(bio: &BIO, cmd: c_int, num: c_long, ptr: Arg) -> Result<c_long> {
    let fd = bio.num();
    let told = |look: fn(&mut State) -> c_long| state(bio, look).unwrap_or(0);
    Ok(match cmd {
        CTRL_EOF => 0,
        CTRL_DGRAM_CONNECT | CTRL_DGRAM_SET_PEER => name_peer(bio, ptr)?,
        CTRL_DGRAM_SET_CONNECTED => {
            let connected = !ptr.is_null();
            let peer = if connected { ptr.object::<BIO_ADDR>().get()?.get() } else { Addr::None };
            state(bio, |s| (s.connected, s.peer) = (connected, peer));
            1
        }
        CTRL_DGRAM_GET_PEER => {
            let Some((peer, size)) = state(bio, |s| (s.peer.clone(), s.peer_size())) else {
                return Ok(0);
            };
            let room = usize::try_from(num).ok().filter(|room| *room > 0);
            ptr.object::<BIO_ADDR>().get()?.set_within(peer, room.unwrap_or(usize::MAX));
            if num > 0 { size.min(num) } else { size }
        }
        CTRL_DGRAM_MTU_DISCOVER => {
            let family = net::own_address(fd).map_or(libc::AF_UNSPEC, |own| own.family());
            match family {
                libc::AF_INET | libc::AF_INET6 => {
                    set_discovery(fd, family, libc::IP_PMTUDISC_DO, libc::IPV6_PMTUDISC_DO)
                }
                _ => 0,
            }
        }
        CTRL_DGRAM_SET_DONT_FRAG => {
            let (v4, v6) = if num != 0 {
                (libc::IP_PMTUDISC_PROBE, libc::IPV6_PMTUDISC_PROBE)
            } else {
                (libc::IP_PMTUDISC_DONT, libc::IPV6_PMTUDISC_DONT)
            };
            let family = state(bio, |s| s.peer.family()).unwrap_or(libc::AF_UNSPEC);
            set_discovery(fd, family, v4, v6)
        }
        CTRL_DGRAM_QUERY_MTU => {
            let mtu = query_mtu(fd);
            if mtu > 0 {
                state(bio, |s| s.mtu = mtu);
            }
            mtu
        }
        CTRL_DGRAM_GET_MTU => told(|s| s.mtu),
        CTRL_DGRAM_SET_MTU => {
            state(bio, |s| s.mtu = num);
            num
        }
        CTRL_DGRAM_GET_FALLBACK_MTU => told(|s| s.fallback_mtu()),
        CTRL_DGRAM_GET_MTU_OVERHEAD => told(|s| s.overhead()),
        CTRL_DGRAM_MTU_EXCEEDED => met(bio, libc::EMSGSIZE),
        CTRL_DGRAM_GET_RECV_TIMER_EXP | CTRL_DGRAM_GET_SEND_TIMER_EXP => met(bio, libc::EAGAIN),
        CTRL_DGRAM_SET_NEXT_TIMEOUT => {
            let Some(time) = ptr.time() else { return Ok(0) };
            state(bio, |s| s.deadline = duration(time).filter(|time| !time.is_zero()));
            1
        }
        CTRL_DGRAM_SET_RECV_TIMEOUT => set_timeout(bio, Timeout::Receive, ptr),
        CTRL_DGRAM_GET_RECV_TIMEOUT => get_timeout(bio, Timeout::Receive, ptr)?,
        CTRL_DGRAM_SET_SEND_TIMEOUT => set_timeout(bio, Timeout::Send, ptr),
        CTRL_DGRAM_GET_SEND_TIMEOUT => get_timeout(bio, Timeout::Send, ptr)?,
        CTRL_DGRAM_SET_PEEK_MODE => {
            state(bio, |s| s.peek = num != 0);
            1
        }
        // It concerns SCTP alone.
        CTRL_DGRAM_SCTP_SET_IN_HANDSHAKE => 1,
        _ => fd::common(bio, cmd, num, ptr),
    })
}
