//! `SSL_CTX_ctrl` and `SSL_ctrl`: the commands behind most macros of
//! `openssl/ssl.h`.
//!
//! Commands of features that this library lacks (SRP, extensions of other
//! eras) give 0, their failure.

use crate::abi::func::retype;
use crate::abi::{Arg, Give, Mut, OutBuf, entry, mem, stack};
use crate::err::{self, Error, Lib, Result};
use crate::obj::dh::DH;
use crate::obj::ec::EC_KEY;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::ssl::callbacks::{MsgCb, ServernameCb, StatusCb, TicketKeyCb, TicketKeys};
use crate::obj::ssl::certs::{Which, check_issuer_strength};
use crate::obj::ssl::chain::Chain;
use crate::obj::ssl::datagram::LEAST_LINK_MTU;
use crate::obj::ssl::groups;
use crate::obj::ssl::method::{DTLS1_2, SSL_METHOD, TLS1_2};
use crate::obj::ssl::own_chain::build_own_chain;
use crate::obj::ssl::sigalgs::{self, SigAlg};
use crate::obj::ssl::tmp_dh::{self, TmpDh};
use crate::obj::ssl::{Configured, SSL, SSL_CTX};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509;
use crate::obj::x509_vfy::X509_STORE;
use std::ffi::{c_int, c_long, c_uchar, c_void};
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};

/// `SSL_CTRL_*`.
#[rustfmt::skip]
mod cmd {
    use std::ffi::c_int;
    pub(super) const SET_TMP_DH: c_int = 3;
    pub(super) const SET_TMP_ECDH: c_int = 4;
    pub(super) const SET_TMP_DH_CB: c_int = 6;
    pub(super) const EXTRA_CHAIN_CERT: c_int = 14;
    pub(super) const SET_MSG_CALLBACK: c_int = 15;
    pub(super) const SET_MSG_CALLBACK_ARG: c_int = 16;
    pub(super) const SET_MTU: c_int = 17;
    pub(super) const SESS_NUMBER: c_int = 20;
    pub(super) const SESS_CONNECT: c_int = 21;
    pub(super) const SESS_CONNECT_GOOD: c_int = 22;
    pub(super) const SESS_ACCEPT: c_int = 24;
    pub(super) const SESS_ACCEPT_GOOD: c_int = 25;
    pub(super) const SESS_HIT: c_int = 27;
    pub(super) const SESS_CB_HIT: c_int = 28;
    pub(super) const SESS_MISSES: c_int = 29;
    pub(super) const SESS_TIMEOUTS: c_int = 30;
    pub(super) const SESS_CACHE_FULL: c_int = 31;
    pub(super) const MODE: c_int = 33;
    pub(super) const GET_READ_AHEAD: c_int = 40;
    pub(super) const SET_READ_AHEAD: c_int = 41;
    pub(super) const SET_SESS_CACHE_SIZE: c_int = 42;
    pub(super) const GET_SESS_CACHE_SIZE: c_int = 43;
    pub(super) const SET_SESS_CACHE_MODE: c_int = 44;
    pub(super) const GET_SESS_CACHE_MODE: c_int = 45;
    pub(super) const GET_MAX_CERT_LIST: c_int = 50;
    pub(super) const SET_MAX_CERT_LIST: c_int = 51;
    pub(super) const SET_MAX_SEND_FRAGMENT: c_int = 52;
    pub(super) const SET_TLSEXT_SERVERNAME_CB: c_int = 53;
    pub(super) const SET_TLSEXT_SERVERNAME_ARG: c_int = 54;
    pub(super) const SET_TLSEXT_HOSTNAME: c_int = 55;
    pub(super) const GET_TLSEXT_TICKET_KEYS: c_int = 58;
    pub(super) const SET_TLSEXT_TICKET_KEYS: c_int = 59;
    pub(super) const SET_TLSEXT_STATUS_REQ_CB: c_int = 63;
    pub(super) const SET_TLSEXT_STATUS_REQ_CB_ARG: c_int = 64;
    pub(super) const SET_TLSEXT_STATUS_REQ_TYPE: c_int = 65;
    pub(super) const GET_TLSEXT_STATUS_REQ_OCSP_RESP: c_int = 70;
    pub(super) const SET_TLSEXT_STATUS_REQ_OCSP_RESP: c_int = 71;
    pub(super) const SET_TLSEXT_TICKET_KEY_CB: c_int = 72;
    pub(super) const DTLS_GET_TIMEOUT: c_int = 73;
    pub(super) const DTLS_HANDLE_TIMEOUT: c_int = 74;
    pub(super) const GET_RI_SUPPORT: c_int = 76;
    pub(super) const CLEAR_MODE: c_int = 78;
    pub(super) const GET_EXTRA_CHAIN_CERTS: c_int = 82;
    pub(super) const CLEAR_EXTRA_CHAIN_CERTS: c_int = 83;
    pub(super) const CHAIN: c_int = 88;
    pub(super) const CHAIN_CERT: c_int = 89;
    pub(super) const GET_GROUPS: c_int = 90;
    pub(super) const SET_GROUPS: c_int = 91;
    pub(super) const SET_GROUPS_LIST: c_int = 92;
    pub(super) const GET_SHARED_GROUP: c_int = 93;
    pub(super) const SET_SIGALGS: c_int = 97;
    pub(super) const SET_SIGALGS_LIST: c_int = 98;
    pub(super) const CERT_FLAGS: c_int = 99;
    pub(super) const CLEAR_CERT_FLAGS: c_int = 100;
    pub(super) const SET_CLIENT_SIGALGS: c_int = 101;
    pub(super) const SET_CLIENT_SIGALGS_LIST: c_int = 102;
    pub(super) const SET_CLIENT_CERT_TYPES: c_int = 104;
    pub(super) const BUILD_CERT_CHAIN: c_int = 105;
    pub(super) const SET_VERIFY_CERT_STORE: c_int = 106;
    pub(super) const SET_CHAIN_CERT_STORE: c_int = 107;
    pub(super) const GET_PEER_SIGNATURE_NID: c_int = 108;
    pub(super) const GET_PEER_TMP_KEY: c_int = 109;
    pub(super) const GET_RAW_CIPHERLIST: c_int = 110;
    pub(super) const GET_CHAIN_CERTS: c_int = 115;
    pub(super) const SELECT_CURRENT_CERT: c_int = 116;
    pub(super) const SET_CURRENT_CERT: c_int = 117;
    pub(super) const SET_DH_AUTO: c_int = 118;
    pub(super) const DTLS_SET_LINK_MTU: c_int = 120;
    pub(super) const DTLS_GET_LINK_MIN_MTU: c_int = 121;
    pub(super) const GET_EXTMS_SUPPORT: c_int = 122;
    pub(super) const SET_MIN_PROTO_VERSION: c_int = 123;
    pub(super) const SET_MAX_PROTO_VERSION: c_int = 124;
    pub(super) const SET_SPLIT_SEND_FRAGMENT: c_int = 125;
    pub(super) const SET_MAX_PIPELINES: c_int = 126;
    pub(super) const GET_TLSEXT_STATUS_REQ_TYPE: c_int = 127;
    pub(super) const GET_TLSEXT_STATUS_REQ_CB: c_int = 128;
    pub(super) const GET_TLSEXT_STATUS_REQ_CB_ARG: c_int = 129;
    pub(super) const GET_MIN_PROTO_VERSION: c_int = 130;
    pub(super) const GET_MAX_PROTO_VERSION: c_int = 131;
    pub(super) const GET_SIGNATURE_NID: c_int = 132;
    pub(super) const GET_NEGOTIATED_GROUP: c_int = 134;
    pub(super) const SET_RETRY_VERIFY: c_int = 136;
    pub(super) const GET_VERIFY_CERT_STORE: c_int = 137;
    pub(super) const GET_CHAIN_CERT_STORE: c_int = 138;
}

/// Bits of `SSL_CTX_set_cert_flags` that would limit a connection to Suite B,
/// which is not offered: they do not stick.
const SUITE_B: u32 = 0x30000;
/// The most that `SSL_CTX_set_max_pipelines` takes.
const MAX_PIPELINES: c_long = 32;

fn refuse<T>(reason: c_int) -> Result<T> {
    Err(Error::new(Lib::Ssl, reason))
}

fn size(n: usize) -> c_long {
    n.try_into().unwrap_or(c_long::MAX)
}

/// The `int`s of `SSL_CTX_set1_groups` and its like.
fn ints(parg: Arg, count: c_long) -> Result<Vec<c_int>> {
    let count = usize::try_from(count).unwrap_or(0);
    let bytes = parg.bytes(count.saturating_mul(size_of::<c_int>()))?;
    let whole = bytes.chunks_exact(size_of::<c_int>());
    Ok(whole.filter_map(|int| int.try_into().ok()).map(c_int::from_ne_bytes).collect())
}

/// A C string's bytes.
fn text<'a>(parg: Arg) -> Result<&'a [u8]> {
    let text = parg.str().ok_or_else(|| Error::new(Lib::Ssl, err::R_PASSED_NULL_PARAMETER))?;
    Ok(text.to_bytes())
}

/// Takes or shares a list of certificates, as `share` says.
fn certificates(parg: Arg, share: bool) -> Option<Arc<Chain>> {
    if share {
        let stack = parg.object::<OPENSSL_STACK>();
        return stack.opt().map(OPENSSL_STACK::shares::<X509>).map(Chain::new);
    }
    stack::take::<OPENSSL_STACK>(parg.opaque()).map(Chain::taken)
}

/// Takes or shares an object, as `share` says.
fn object<T: crate::abi::Shared>(parg: Arg, share: bool) -> Option<Arc<T>> {
    if share { stack::share(parg.opaque()) } else { stack::take::<T>(parg.opaque()) }
}

/// The commands that `SSL_CTX` and `SSL` have alike; `None` for others.
fn common(of: &impl Configured, cmd: c_int, larg: c_long, parg: Arg) -> Result<Option<c_long>> {
    let config = of.config();
    let bits = u32::try_from(larg & 0xffff_ffff).unwrap_or(0);
    Ok(Some(match cmd {
        cmd::GET_READ_AHEAD => config.look(|c| c.read_ahead).into(),
        cmd::SET_READ_AHEAD => {
            config.with(|c| std::mem::replace(&mut c.read_ahead, larg != 0)).into()
        }
        cmd::SET_MSG_CALLBACK_ARG => {
            config.with(|c| c.msg_cb.arg = parg.opaque());
            1
        }
        cmd::MODE => config.with(|c| {
            c.mode |= bits;
            c.mode.into()
        }),
        cmd::CLEAR_MODE => config.with(|c| {
            c.mode &= !bits;
            c.mode.into()
        }),
        cmd::GET_MAX_CERT_LIST => size(config.look(|c| c.max_cert_list)),
        cmd::SET_MAX_CERT_LIST => match usize::try_from(larg) {
            Ok(new) => size(config.with(|c| std::mem::replace(&mut c.max_cert_list, new))),
            Err(_) => 0,
        },
        cmd::SET_MAX_SEND_FRAGMENT => {
            let new = usize::try_from(larg).unwrap_or(0);
            config.with(|c| c.set_max_send_fragment(new)).into()
        }
        cmd::SET_SPLIT_SEND_FRAGMENT => config.with(|c| match usize::try_from(larg) {
            Ok(new) if new != 0 && new <= c.max_send_fragment => {
                c.split_send_fragment = new;
                1
            }
            _ => 0,
        }),
        // Pipelines are for ciphers in hardware: one is always used.
        cmd::SET_MAX_PIPELINES => (1..=MAX_PIPELINES).contains(&larg).into(),
        cmd::CERT_FLAGS => config.with(|c| {
            c.identity.flags |= bits & !SUITE_B;
            c.identity.flags.into()
        }),
        cmd::CLEAR_CERT_FLAGS => config.with(|c| {
            c.identity.flags &= !bits;
            c.identity.flags.into()
        }),
        cmd::GET_MIN_PROTO_VERSION => config.look(|c| c.min_version).into(),
        cmd::GET_MAX_PROTO_VERSION => config.look(|c| c.max_version).into(),
        cmd::SET_TMP_DH => {
            let null = || Error::new(Lib::Ssl, err::R_PASSED_NULL_PARAMETER);
            let params = parg.object::<DH>().opt().ok_or_else(null)?.params()?;
            config.with(|c| c.set_tmp_dh(params))?;
            1
        }
        cmd::SET_DH_AUTO => {
            let kind = c_int::try_from(larg).unwrap_or(1);
            let from = if kind == 0 { TmpDh::None } else { TmpDh::Auto(kind) };
            config.with(|c| c.identity.tmp_dh = from);
            1
        }
        cmd::SET_TMP_ECDH => {
            let null = || Error::new(Lib::Ssl, err::R_PASSED_NULL_PARAMETER);
            let curve = parg.object::<EC_KEY>().opt().ok_or_else(null)?.curve();
            let curve =
                curve.ok_or_else(|| Error::new(Lib::Ssl, err::ssl::R_MISSING_PARAMETERS))?;
            let groups = groups::from_nids(&[curve.nid()])?;
            config.with(|c| c.groups = Some(groups));
            1
        }
        cmd::SET_TMP_DH_CB => return refuse(err::R_SHOULD_NOT_HAVE_BEEN_CALLED),
        cmd::SET_GROUPS => {
            let groups = groups::from_nids(&ints(parg, larg)?)?;
            config.with(|c| c.groups = Some(groups));
            1
        }
        cmd::SET_GROUPS_LIST => {
            let groups = groups::parse(text(parg)?)?;
            config.with(|c| c.groups = Some(groups));
            1
        }
        cmd::SET_SIGALGS | cmd::SET_SIGALGS_LIST => {
            let algs = sigalg_list(cmd == cmd::SET_SIGALGS, larg, parg)?;
            config.with(|c| c.identity.sigalgs = Some(algs));
            1
        }
        cmd::SET_CLIENT_SIGALGS | cmd::SET_CLIENT_SIGALGS_LIST => {
            let algs = sigalg_list(cmd == cmd::SET_CLIENT_SIGALGS, larg, parg)?;
            config.with(|c| c.identity.client_sigalgs = Some(algs));
            1
        }
        cmd::SET_CLIENT_CERT_TYPES => {
            let types = parg.bytes(usize::try_from(larg).unwrap_or(0))?.to_vec();
            config.with(|c| c.identity.client_cert_types = types);
            1
        }
        cmd::SET_VERIFY_CERT_STORE => {
            let store = object::<X509_STORE>(parg, larg != 0);
            config.with(|c| c.identity.verify_store = store);
            1
        }
        cmd::SET_CHAIN_CERT_STORE => {
            let store = object::<X509_STORE>(parg, larg != 0);
            config.with(|c| c.identity.chain_store = store);
            1
        }
        cmd::GET_VERIFY_CERT_STORE => {
            lend(parg, config.look(|c| c.identity.verify_store.clone()).as_deref())?
        }
        cmd::GET_CHAIN_CERT_STORE => {
            lend(parg, config.look(|c| c.identity.chain_store.clone()).as_deref())?
        }
        cmd::CHAIN => {
            // What is refused stays the caller's.
            if let Some(chain) = certificates(parg, true) {
                chain
                    .certs()
                    .iter()
                    .try_for_each(|x509| check_issuer_strength(x509, &of.security()))?;
            }
            let chain = certificates(parg, larg != 0);
            config.with(|c| c.identity.certs.current_mut().chain = chain);
            1
        }
        cmd::CHAIN_CERT => {
            if let Some(x509) = object::<X509>(parg, true) {
                check_issuer_strength(&x509, &of.security())?;
            }
            let x509 = object::<X509>(parg, larg != 0);
            let x509 = x509.ok_or_else(|| Error::new(Lib::Ssl, err::R_PASSED_NULL_PARAMETER))?;
            config.with(|c| {
                Chain::push(&mut c.identity.certs.current_mut().chain, x509);
            });
            1
        }
        cmd::SELECT_CURRENT_CERT => {
            let x509 = parg.object::<X509>();
            config.with(|c| {
                c.identity.certs.select(x509.get()?).then_some(1).ok_or_else(Error::quiet)
            })?
        }
        cmd::SET_CURRENT_CERT => {
            let which = match larg {
                1 => Which::First,
                2 => Which::Next,
                _ => return Ok(Some(0)),
            };
            config.with(|c| c.identity.certs.step(which)).into()
        }
        _ => return Ok(None),
    }))
}

/// The schemes of a ctrl, from NIDs or names.
fn sigalg_list(nids: bool, larg: c_long, parg: Arg) -> Result<Vec<u16>> {
    if nids { sigalgs::from_nids(&ints(parg, larg)?) } else { sigalgs::parse(text(parg)?) }
}

/// Puts a lent object into `*parg`; 1.
fn lend<T>(parg: Arg, object: Option<&T>) -> Result<c_long> {
    let pointer = object.map_or(std::ptr::null_mut(), |o| std::ptr::from_ref(o).cast_mut());
    parg.out::<*mut T>().write(pointer)?;
    Ok(1)
}

/// Sets a limit of versions; a method of one version has no use for it.
fn set_limit(method: &SSL_METHOD, of: &impl Configured, larg: c_long, highest: bool) -> c_long {
    let Ok(version) = larg.try_into() else { return 0 };
    of.config()
        .with(|c| {
            let mut copy = c.clone();
            let known = copy.set_version_limit(method.datagrams, version, highest);
            if known && method.version.is_none() {
                *c = copy;
            }
            known
        })
        .into()
}

/// Does what the command `cmd` says. See the macros of `openssl/ssl.h`.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_ctrl(ctx: Mut<SSL_CTX>, cmd: c_int, larg: c_long, parg: Arg) -> c_long {
    entry(0, || {
        if ctx.is_null() {
            // Checks a list without a context.
            return Ok(match cmd {
                cmd::SET_SIGALGS_LIST | cmd::SET_CLIENT_SIGALGS_LIST => {
                    sigalgs::parse(text(parg)?)?;
                    1
                }
                cmd::SET_GROUPS_LIST => {
                    groups::parse(text(parg)?)?;
                    1
                }
                _ => 0,
            });
        }
        let ctx = ctx.get()?;
        if let Some(result) = common(ctx, cmd, larg, parg)? {
            return Ok(result);
        }
        ctx_ctrl(ctx, cmd, larg, parg)
    })
}

/// The commands of contexts alone.
fn ctx_ctrl(ctx: &SSL_CTX, cmd: c_int, larg: c_long, parg: Arg) -> Result<c_long> {
    let stat = |counter: &AtomicI32| c_long::from(counter.load(Ordering::Relaxed));
    let stats = &ctx.stats;
    Ok(match cmd {
        cmd::SET_SESS_CACHE_SIZE => match usize::try_from(larg) {
            Ok(new) => size(ctx.hooks.with(|h| std::mem::replace(&mut h.cache_size, new))),
            Err(_) => 0,
        },
        cmd::GET_SESS_CACHE_SIZE => size(ctx.hooks.look(|h| h.cache_size)),
        cmd::SET_SESS_CACHE_MODE => {
            let new = u32::try_from(larg).unwrap_or(0);
            ctx.hooks.with(|h| std::mem::replace(&mut h.cache_mode, new)).into()
        }
        cmd::GET_SESS_CACHE_MODE => ctx.hooks.look(|h| h.cache_mode).into(),
        cmd::SESS_NUMBER => size(ctx.cache.with(|cache| cache.len())),
        cmd::SESS_CONNECT => stat(&stats.connect),
        cmd::SESS_CONNECT_GOOD => stat(&stats.connect_good),
        cmd::SESS_ACCEPT => stat(&stats.accept),
        cmd::SESS_ACCEPT_GOOD => stat(&stats.accept_good),
        cmd::SESS_HIT => stat(&stats.hits),
        cmd::SESS_CB_HIT => stat(&stats.cb_hits),
        cmd::SESS_MISSES => stat(&stats.misses),
        cmd::SESS_TIMEOUTS => stat(&stats.timeouts),
        cmd::SESS_CACHE_FULL => stat(&stats.cache_full),
        cmd::SET_MIN_PROTO_VERSION => set_limit(ctx.method(), ctx, larg, false),
        cmd::SET_MAX_PROTO_VERSION => set_limit(ctx.method(), ctx, larg, true),
        cmd::SET_TLSEXT_SERVERNAME_ARG => {
            ctx.hooks.with(|h| h.servername.arg = parg.opaque());
            1
        }
        cmd::GET_TLSEXT_TICKET_KEYS | cmd::SET_TLSEXT_TICKET_KEYS => {
            ticket_keys(ctx, cmd == cmd::SET_TLSEXT_TICKET_KEYS, larg, parg)?
        }
        cmd::SET_TLSEXT_STATUS_REQ_CB_ARG => {
            ctx.hooks.with(|h| h.status.arg = parg.opaque());
            1
        }
        cmd::GET_TLSEXT_STATUS_REQ_CB_ARG => {
            parg.out().write(ctx.hooks.look(|h| h.status.arg).0)?;
            1
        }
        cmd::GET_TLSEXT_STATUS_REQ_CB => {
            parg.out().write(ctx.hooks.look(|h| h.status.call))?;
            1
        }
        cmd::SET_TLSEXT_STATUS_REQ_TYPE => {
            let kind = c_int::try_from(larg).unwrap_or(-1);
            ctx.config.with(|c| c.status_type = kind);
            1
        }
        cmd::GET_TLSEXT_STATUS_REQ_TYPE => ctx.config.look(|c| c.status_type).into(),
        cmd::EXTRA_CHAIN_CERT => {
            let x509 = object::<X509>(parg, false);
            let x509 = x509.ok_or_else(|| Error::new(Lib::Ssl, err::R_PASSED_NULL_PARAMETER))?;
            ctx.hooks.with(|h| Chain::push(&mut h.extra_chain, x509));
            1
        }
        cmd::GET_EXTRA_CHAIN_CERTS => {
            let extra = ctx.hooks.look(|h| h.extra_chain.clone());
            let own = || ctx.config.look(|c| c.identity.certs.current()?.chain.clone());
            let chain = if larg == 0 { extra.or_else(own) } else { extra };
            ctx.lend_chain(chain, &parg.out())?
        }
        cmd::CLEAR_EXTRA_CHAIN_CERTS => {
            ctx.hooks.with(|h| h.extra_chain = None);
            1
        }
        cmd::GET_CHAIN_CERTS => {
            let chain = ctx.config.look(|c| c.identity.certs.current()?.chain.clone());
            ctx.lend_chain(chain, &parg.out())?
        }
        cmd::BUILD_CERT_CHAIN => build_own_chain(ctx, &ctx.store(), larg)?,
        _ => 0,
    })
}

/// Tells or replaces the ticket keys; their size with a NULL `parg`.
fn ticket_keys(ctx: &SSL_CTX, set: bool, larg: c_long, parg: Arg) -> Result<c_long> {
    use crate::obj::ssl::tickets::KEY_BYTES;
    if parg.is_null() {
        return Ok(size(KEY_BYTES));
    }
    if larg != size(KEY_BYTES) {
        return refuse(err::ssl::R_INVALID_TICKET_KEYS_LENGTH);
    }
    if set {
        ctx.tickets.set(parg.bytes(KEY_BYTES)?)?;
    } else {
        let mut place = OutBuf::<c_void>::lend(parg.0);
        place.slice(KEY_BYTES)?.copy_from_slice(&ctx.tickets.bytes());
    }
    Ok(1)
}

/// Does what the command `cmd` says. See the macros of `openssl/ssl.h`.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_ctrl(ssl: Mut<SSL>, cmd: c_int, larg: c_long, parg: Arg) -> c_long {
    entry(0, || {
        let ssl = ssl.get()?;
        if let Some(result) = common(ssl, cmd, larg, parg)? {
            return Ok(result);
        }
        ssl_ctrl(ssl, cmd, larg, parg)
    })
}

/// The commands of connections alone.
fn ssl_ctrl(ssl: &SSL, cmd: c_int, larg: c_long, parg: Arg) -> Result<c_long> {
    /// `TLSEXT_NAMETYPE_host_name`.
    const HOST_NAME: c_long = 0;
    let hash_nid = |scheme: u16| -> Result<c_long> {
        let Some(alg) = SigAlg::by_id(scheme) else { return Ok(0) };
        parg.out::<c_int>().write(alg.hash)?;
        Ok(1)
    };
    Ok(match cmd {
        cmd::SET_MIN_PROTO_VERSION => set_limit(ssl.method(), ssl, larg, false),
        cmd::SET_MAX_PROTO_VERSION => set_limit(ssl.method(), ssl, larg, true),
        cmd::SET_TLSEXT_HOSTNAME if larg == HOST_NAME => {
            ssl.set_server_name(parg.str())?;
            1
        }
        cmd::SET_TLSEXT_HOSTNAME => {
            return refuse(err::ssl::R_SSL3_EXT_INVALID_SERVERNAME_TYPE);
        }
        cmd::SET_TLSEXT_STATUS_REQ_TYPE => {
            let kind = c_int::try_from(larg).unwrap_or(-1);
            ssl.config.with(|c| c.status_type = kind);
            1
        }
        cmd::GET_TLSEXT_STATUS_REQ_TYPE => ssl.status_type().into(),
        cmd::GET_TLSEXT_STATUS_REQ_OCSP_RESP => {
            let response = ssl.ocsp_response();
            let place = parg.out::<*const c_uchar>();
            match response.filter(|bytes| !bytes.is_empty()) {
                Some(bytes) => {
                    place.write(bytes.as_ptr())?;
                    size(bytes.len())
                }
                None => {
                    place.write(std::ptr::null())?;
                    -1
                }
            }
        }
        cmd::SET_TLSEXT_STATUS_REQ_OCSP_RESP => {
            let len = usize::try_from(larg).unwrap_or(0);
            let response = parg.bytes(len)?.to_vec();
            ssl.set_ocsp_response((!response.is_empty()).then_some(response));
            // The memory is ours from now on.
            mem::free_c(parg.0);
            1
        }
        // TLS 1.3 has none, but its clients say that they would.
        cmd::GET_RI_SUPPORT => {
            let (version, known) = ssl.facts(|facts| (facts.version, facts.secure_renegotiation));
            let old = matches!(version, TLS1_2 | DTLS1_2);
            (if ssl.is_server() { version != 0 } else { old && known }).into()
        }
        cmd::GET_EXTMS_SUPPORT if ssl.in_init() => -1,
        cmd::GET_EXTMS_SUPPORT => {
            ssl.facts(|f| f.ems && matches!(f.version, TLS1_2 | DTLS1_2)).into()
        }
        cmd::GET_CHAIN_CERTS => {
            let chain = ssl.config.look(|c| c.identity.certs.current()?.chain.clone());
            ssl.ctx().lend_chain(chain, &parg.out())?
        }
        cmd::BUILD_CERT_CHAIN => build_own_chain(ssl, &ssl.ctx().store(), larg)?,
        cmd::GET_GROUPS => {
            let hello = ssl.client_hello();
            let groups = hello.map(|hello| hello.groups.clone()).unwrap_or_default();
            let nids: Vec<_> = groups.into_iter().map(groups::nid_of).collect();
            if !parg.is_null() {
                let mut place = OutBuf::<c_void>::lend(parg.0);
                let bytes: Vec<u8> = nids.iter().flat_map(|nid| nid.to_ne_bytes()).collect();
                place.slice(bytes.len())?.copy_from_slice(&bytes);
            }
            size(nids.len())
        }
        cmd::GET_SHARED_GROUP => {
            let shared = ssl.shared_groups();
            match usize::try_from(larg) {
                Ok(at) => shared.get(at).map_or(0, |group| groups::nid_of(*group)).into(),
                Err(_) if larg == -1 => size(shared.len()),
                Err(_) => 0,
            }
        }
        cmd::GET_NEGOTIATED_GROUP => match ssl.facts(|facts| facts.group) {
            0 => 0,
            group => groups::nid_of(group).into(),
        },
        cmd::GET_PEER_TMP_KEY => {
            let (group, dh, share) =
                ssl.facts(|facts| (facts.group, facts.dh.clone(), facts.peer_share.clone()));
            let key = match dh {
                Some(params) => tmp_dh::public_key(&params, &share),
                None => groups::public_key(group, &share),
            };
            let Some(key) = key else { return Ok(0) };
            parg.out().write(Give::<EVP_PKEY>::new(key))?;
            1
        }
        cmd::GET_PEER_SIGNATURE_NID => hash_nid(ssl.facts(|facts| facts.peer_sigalg))?,
        cmd::GET_SIGNATURE_NID => hash_nid(ssl.facts(|facts| facts.own_sigalg))?,
        cmd::GET_RAW_CIPHERLIST => {
            let Some(hello) = ssl.client_hello() else { return Ok(0) };
            if parg.is_null() {
                return Ok(2);
            }
            parg.out::<*const c_uchar>().write(hello.suites.as_ptr())?;
            size(hello.suites.len())
        }
        cmd::SET_MTU => ssl.set_mtu(larg),
        cmd::DTLS_GET_TIMEOUT => {
            let Some(left) = ssl.timeout() else { return Ok(0) };
            parg.out().write(libc::timeval {
                tv_sec: left.as_secs().try_into().unwrap_or(libc::time_t::MAX),
                tv_usec: left.subsec_micros().into(),
            })?;
            1
        }
        cmd::DTLS_HANDLE_TIMEOUT => ssl.handle_timeout().into(),
        cmd::DTLS_SET_LINK_MTU => ssl.set_link_mtu(larg).into(),
        cmd::DTLS_GET_LINK_MIN_MTU if ssl.is_datagrams() => LEAST_LINK_MTU,
        cmd::SET_RETRY_VERIFY => {
            ssl.set_retry_verify();
            1
        }
        _ => 0,
    })
}

/// Sets the callback that `cmd` names. See the macros of `openssl/ssl.h`.
///
/// Returns: 1; 0 for callbacks that are not offered.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_callback_ctrl(
    ctx: Mut<SSL_CTX>,
    cmd: c_int,
    fp: Option<extern "C" fn()>,
) -> c_long {
    entry(0, || {
        let ctx = ctx.get()?;
        match cmd {
            cmd::SET_MSG_CALLBACK => {
                ctx.config.with(|c| c.msg_cb.call = retype::<MsgCb>(fp));
            }
            cmd::SET_TLSEXT_SERVERNAME_CB => {
                ctx.hooks.with(|h| h.servername.call = retype::<ServernameCb>(fp));
            }
            cmd::SET_TLSEXT_STATUS_REQ_CB => {
                ctx.hooks.with(|h| h.status.call = retype::<StatusCb>(fp));
            }
            cmd::SET_TLSEXT_TICKET_KEY_CB => {
                ctx.hooks.with(|h| h.ticket_key = retype::<TicketKeyCb>(fp).map(TicketKeys::Hmac));
            }
            _ => return Ok(0),
        }
        Ok(1)
    })
}

/// Sets the callback that `cmd` names. See the macros of `openssl/ssl.h`.
///
/// Returns: 1; 0 for callbacks that are not offered.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_callback_ctrl(
    ssl: Mut<SSL>,
    cmd: c_int,
    fp: Option<extern "C" fn()>,
) -> c_long {
    entry(0, || {
        let ssl = ssl.get()?;
        if cmd != cmd::SET_MSG_CALLBACK {
            return Ok(0);
        }
        ssl.config.with(|c| c.msg_cb.call = retype::<MsgCb>(fp));
        Ok(1)
    })
}
