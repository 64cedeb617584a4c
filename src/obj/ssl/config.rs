//! What `SSL_CTX` and `SSL` are told in the same words: each `SSL` starts
//! with a copy of its context's.

use super::async_mode::AsyncHook;
use super::callbacks::*;
use super::certs::Certs;
use super::cipher::SSL_CIPHER;
use super::ct::Transparency;
use super::custom_ext::CustomExts;
use super::method::{DTLS1, DTLS1_2, SSL_METHOD, TLS1_2, TLS1_3};
use super::names::NameList;
use super::psk::Psk;
use super::security::Judge;
use super::tmp_dh::{TmpDh, TmpDhCb};
use super::{cipher_list, groups};
use crate::err::{self, Error, Lib, Result};
use crate::obj::x509_vfy::X509_STORE;
use crate::tls::Padding;
use crate::tls::settings::SIGALGS;
use std::ffi::{c_int, c_uint, c_ulong};
use std::sync::{Arc, LazyLock};

/// `SSL_OP_*` bits that change what we do.
pub mod op {
    /// `SSL_OP_IGNORE_UNEXPECTED_EOF`.
    pub const IGNORE_UNEXPECTED_EOF: u64 = 1 << 7;
    /// `SSL_OP_NO_TICKET`.
    pub const NO_TICKET: u64 = 1 << 14;
    /// `SSL_OP_PRIORITIZE_CHACHA`.
    pub const PRIORITIZE_CHACHA: u64 = 1 << 21;
    /// `SSL_OP_LEGACY_SERVER_CONNECT`.
    pub const LEGACY_SERVER_CONNECT: u64 = 1 << 2;
    /// `SSL_OP_NO_QUERY_MTU`.
    pub const NO_QUERY_MTU: u64 = 1 << 12;
    /// `SSL_OP_COOKIE_EXCHANGE`.
    pub const COOKIE_EXCHANGE: u64 = 1 << 13;
    /// `SSL_OP_CIPHER_SERVER_PREFERENCE`.
    pub const CIPHER_SERVER_PREFERENCE: u64 = 1 << 22;
    /// `SSL_OP_NO_ANTI_REPLAY`.
    pub const NO_ANTI_REPLAY: u64 = 1 << 24;
    /// `SSL_OP_NO_SSLv3`.
    pub const NO_SSL3: u64 = 1 << 25;
    /// `SSL_OP_NO_TLSv1`.
    pub const NO_TLS1: u64 = 1 << 26;
    /// `SSL_OP_NO_TLSv1_1`.
    pub const NO_TLS1_1: u64 = 1 << 28;
    /// `SSL_OP_NO_SSL_MASK`.
    pub const NO_ALL: u64 = NO_SSL3 | NO_TLS1 | NO_TLS1_1 | NO_TLS1_2 | NO_TLS1_3;
    /// `SSL_OP_NO_TLSv1_2`.
    pub const NO_TLS1_2: u64 = 1 << 27;
    /// `SSL_OP_NO_TLSv1_3`.
    pub const NO_TLS1_3: u64 = 1 << 29;
    /// `SSL_OP_NO_RENEGOTIATION`.
    pub const NO_RENEGOTIATION: u64 = 1 << 30;
    /// What a context starts with: `SSL_OP_NO_COMPRESSION` and
    /// `SSL_OP_ENABLE_MIDDLEBOX_COMPAT`.
    pub const DEFAULT: u64 = 1 << 17 | 1 << 20;
}

/// `SSL_MODE_*` bits.
pub mod mode {
    /// `SSL_MODE_ENABLE_PARTIAL_WRITE`.
    pub const ENABLE_PARTIAL_WRITE: u32 = 1;
    /// `SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER`.
    pub const ACCEPT_MOVING_WRITE_BUFFER: u32 = 2;
    /// `SSL_MODE_AUTO_RETRY`.
    pub const AUTO_RETRY: u32 = 4;
    /// `SSL_MODE_ASYNC`.
    pub const ASYNC: u32 = 0x100;
}

/// `SSL_VERIFY_*` bits.
pub mod verify {
    use std::ffi::c_int;
    /// `SSL_VERIFY_PEER`.
    pub const PEER: c_int = 1;
    /// `SSL_VERIFY_FAIL_IF_NO_PEER_CERT`.
    pub const FAIL_IF_NO_PEER_CERT: c_int = 2;
    /// `SSL_VERIFY_CLIENT_ONCE`.
    pub const CLIENT_ONCE: c_int = 4;
    /// `SSL_VERIFY_POST_HANDSHAKE`.
    pub const POST_HANDSHAKE: c_int = 8;
}

/// The most plaintext in one record.
pub const MAX_FRAGMENT: usize = 16384;
/// The least that `SSL_CTX_set_max_send_fragment` takes.
pub const MIN_FRAGMENT: usize = 512;
/// The longest session ID context.
pub const MAX_SID_CTX: usize = 32;

/// The default strings, read once: the suites before TLS 1.3, and TLS 1.3's.
static DEFAULT_SUITES: LazyLock<(Suites, Suites)> = LazyLock::new(|| {
    // The strings are right.
    let suites12 = cipher_list::parse(cipher_list::DEFAULT.to_bytes());
    let suites13 = cipher_list::parse_tls13(cipher_list::DEFAULT_TLS13.to_bytes());
    (suites12.map_or(Vec::new(), |parsed| parsed.suites), suites13.unwrap_or_default())
});

/// Suites, best first.
type Suites = Vec<&'static SSL_CIPHER>;

/// What OpenSSL keeps in its `CERT`, which `SSL_set_SSL_CTX` replaces.
#[derive(Debug, Clone, Default)]
pub struct Identity {
    /// Certificates and keys.
    pub certs: Certs,
    /// Signature schemes in both directions; `None` for the defaults.
    pub sigalgs: Option<Vec<u16>>,
    /// Signature schemes a server accepts from clients.
    pub client_sigalgs: Option<Vec<u16>>,
    /// `SSL_CTX_set_cert_cb`.
    pub cert_cb: Hook<CertCb>,
    /// `SSL_CTX_set1_verify_cert_store`.
    pub verify_store: Option<Arc<X509_STORE>>,
    /// `SSL_CTX_set1_chain_cert_store`.
    pub chain_store: Option<Arc<X509_STORE>>,
    /// `SSL_CTX_set_cert_flags`.
    pub flags: c_uint,
    /// Certificate types for a CertificateRequest: kept, told, not sent.
    pub client_cert_types: Vec<u8>,
    /// Extensions of the program's own.
    pub custom: CustomExts,
    /// Server: parameters for finite-field Diffie-Hellman.
    pub tmp_dh: TmpDh,
    /// Server: asked for parameters if there are none.
    pub tmp_dh_callback: Option<TmpDhCb>,
}

/// Names of authorities; `None` on an `SSL` means its context's.
#[derive(Debug, Clone, Default)]
pub struct CaLists {
    /// `SSL_CTX_set0_CA_list`.
    pub ca_list: Option<Arc<NameList>>,
    /// `SSL_CTX_set_client_CA_list`.
    pub client_ca_list: Option<Arc<NameList>>,
}

/// The shared configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// `SSL_OP_*`.
    pub options: u64,
    /// `SSL_MODE_*`.
    pub mode: u32,
    /// What tells that a job can go on.
    pub async_hook: AsyncHook,
    /// The lowest version allowed; 0 for no limit.
    pub min_version: u16,
    /// The highest version allowed; 0 for no limit.
    pub max_version: u16,
    /// `SSL_CTX_set_security_level`.
    pub security_level: c_int,
    /// `SSL_CTX_set_security_callback` and its data: it judges, not the level.
    pub security: Hook<SecurityCb>,
    /// Who gives external pre-shared keys.
    pub psk: Psk,
    /// A connection's: the suites are its own, not its context's.
    pub own_suites: bool,
    /// Suites before TLS 1.3, best first.
    pub suites12: Vec<&'static SSL_CIPHER>,
    /// TLS 1.3 suites, best first.
    pub suites13: Vec<&'static SSL_CIPHER>,
    /// Groups, best first; `None` for the defaults.
    pub groups: Option<Vec<u16>>,
    /// Certificates and what goes with them.
    pub identity: Identity,
    /// `SSL_VERIFY_*`.
    pub verify_mode: c_int,
    /// Client: `SSL_CTX_set_post_handshake_auth`.
    pub post_handshake_auth: bool,
    /// Sees each step of a verification.
    pub verify_cb: SSL_verify_cb,
    /// Client: the ALPN list in wire form.
    pub alpn: Vec<u8>,
    /// Sessions of other contexts are not resumed.
    pub sid_ctx: Vec<u8>,
    /// `SSL_CTX_set_msg_callback`.
    pub msg_cb: Hook<MsgCb>,
    /// `SSL_CTX_set_default_passwd_cb`.
    pub password: Hook<pem_password_cb>,
    /// `SSL_CTX_set_quiet_shutdown`.
    pub quiet_shutdown: bool,
    /// `SSL_CTX_set_read_ahead`.
    pub read_ahead: bool,
    /// Client: `SSL_CTX_set_tlsext_max_fragment_length`.
    pub fragment: u8,
    /// `SSL_CTX_set_max_send_fragment`.
    pub max_send_fragment: usize,
    /// `SSL_CTX_set_split_send_fragment`.
    pub split_send_fragment: usize,
    /// `SSL_CTX_set_max_cert_list`.
    pub max_cert_list: usize,
    /// TLS 1.3 tickets a server sends after a full handshake.
    pub num_tickets: usize,
    /// Client: `SSL_set_tlsext_status_type`; -1 for none.
    pub status_type: c_int,
    /// Client: who judges the timestamps of certificates.
    pub(super) transparency: Transparency,
    /// `SSL_CTX_set_generate_session_id`.
    pub generate_id: GEN_SESSION_CB,
    /// `SSL_CTX_set_record_padding_callback` and its data.
    pub padding: Hook<RecordPaddingCb>,
    /// `SSL_CTX_set_block_padding`: without that, records become multiples of
    /// this; 0 for no padding.
    pub block_padding: usize,
    /// `SSL_CTX_set_not_resumable_session_callback`.
    pub not_resumable: Option<NotResumableCb>,
    /// `SSL_CTX_set_max_early_data`.
    pub max_early_data: u32,
    /// `SSL_CTX_set_recv_max_early_data`.
    pub recv_max_early_data: u32,
    /// `SSL_CTX_set_allow_early_data_cb`.
    pub allow_early_data: Hook<EarlyDataCb>,
}

impl Default for Config {
    /// What a new context has.
    fn default() -> Config {
        Config {
            options: op::DEFAULT,
            mode: mode::AUTO_RETRY,
            async_hook: AsyncHook::default(),
            min_version: 0,
            max_version: 0,
            security_level: 2,
            security: Hook::default(),
            psk: Psk::default(),
            own_suites: false,
            suites12: DEFAULT_SUITES.0.clone(),
            suites13: DEFAULT_SUITES.1.clone(),
            groups: None,
            identity: Identity::default(),
            verify_mode: 0,
            post_handshake_auth: false,
            verify_cb: None,
            alpn: Vec::new(),
            sid_ctx: Vec::new(),
            msg_cb: Hook::default(),
            password: Hook::default(),
            quiet_shutdown: false,
            read_ahead: false,
            fragment: 0,
            max_send_fragment: MAX_FRAGMENT,
            split_send_fragment: MAX_FRAGMENT,
            max_cert_list: 100 * 1024,
            num_tickets: 2,
            status_type: -1,
            transparency: Transparency::Off,
            generate_id: None,
            padding: Hook::default(),
            block_padding: 0,
            not_resumable: None,
            max_early_data: 0,
            recv_max_early_data: 16 * 1024,
            allow_early_data: Hook::default(),
        }
    }
}

impl Config {
    /// The suites allowed, TLS 1.3's first, as `SSL_get_ciphers` lists them.
    pub fn suites(&self) -> Vec<&'static SSL_CIPHER> {
        self.suites13.iter().chain(&self.suites12).copied().collect()
    }

    /// Takes a cipher string; TLS 1.3's suites are not touched.
    pub fn set_cipher_list(&mut self, string: &[u8]) -> Result<()> {
        let parsed = cipher_list::parse(string)?;
        if let Some(level) = parsed.level {
            self.security_level = c_int::from(level);
        }
        self.suites12 = parsed.suites;
        // TLS 1.3 has external PSKs, if not by these suites.
        if self.suites12.is_empty() && !parsed.psk {
            return Err(Error::new(Lib::Ssl, err::ssl::R_NO_CIPHER_MATCH));
        }
        Ok(())
    }

    /// The versions that method, limits, options and `judge` leave, lowest
    /// and highest; `None` if that is none.
    pub fn versions(&self, method: &SSL_METHOD, judge: &Judge<'_>) -> Option<(u16, u16)> {
        if method.datagrams {
            return self.datagram_version(method, judge).map(|version| (version, version));
        }
        let judged = [TLS1_2, TLS1_3].map(|version| judge.version(version));
        let allowed = |version: u16| {
            let disabled = if version == TLS1_2 { op::NO_TLS1_2 } else { op::NO_TLS1_3 };
            method.version.is_none_or(|only| only == version)
                && self.options & disabled == 0
                && self.min_version <= version
                && (self.max_version == 0 || self.max_version >= version)
        };
        match (allowed(TLS1_2) && judged[0], allowed(TLS1_3) && judged[1]) {
            (true, true) => Some((TLS1_2, TLS1_3)),
            (true, false) => Some((TLS1_2, TLS1_2)),
            (false, true) => Some((TLS1_3, TLS1_3)),
            (false, false) => None,
        }
    }

    /// The version for datagrams, if it is left; the numbers go down.
    fn datagram_version(&self, method: &SSL_METHOD, judge: &Judge<'_>) -> Option<u16> {
        /// `DTLS1_BAD_VER`, which is older than all others.
        const OLDEST: u16 = 0x0100;
        let age = |limit: u16| if limit == OLDEST { u16::MAX } else { limit };
        let allowed = method.version.is_none_or(|only| only == DTLS1_2)
            && self.options & op::NO_TLS1_2 == 0
            && (self.min_version == 0 || age(self.min_version) >= DTLS1_2)
            && (self.max_version == 0 || age(self.max_version) <= DTLS1_2)
            && judge.version(DTLS1_2);
        allowed.then_some(DTLS1_2)
    }

    /// The groups allowed, best first.
    pub fn groups(&self) -> Vec<u16> {
        self.groups.clone().unwrap_or_else(groups::default_groups)
    }

    /// The signature schemes we sign with or are signed for, best first.
    pub fn sigalgs(&self) -> Vec<u16> {
        self.identity.sigalgs.clone().unwrap_or_else(|| SIGALGS.to_vec())
    }

    /// Sets `SSL_OP_*` bits; returns all.
    pub fn set_options(&mut self, bits: u64) -> u64 {
        self.options |= bits;
        self.options
    }

    /// Clears `SSL_OP_*` bits; returns those left.
    pub fn clear_options(&mut self, bits: u64) -> u64 {
        self.options &= !bits;
        self.options
    }

    /// Takes a session ID context.
    pub fn set_sid_ctx(&mut self, context: &[u8]) -> Result<()> {
        if context.len() > MAX_SID_CTX {
            return Err(Error::new(Lib::Ssl, err::ssl::R_SSL_SESSION_ID_CONTEXT_TOO_LONG));
        }
        self.sid_ctx = context.to_vec();
        Ok(())
    }

    /// Takes a limit as `SSL_CTX_set_min_proto_version` gives it: a version
    /// or 0; false if it is none. One of the other kind of protocol is no limit.
    pub fn set_version_limit(&mut self, datagrams: bool, version: c_ulong, highest: bool) -> bool {
        const STREAM: [u16; 5] = [0x0300, 0x0301, 0x0302, TLS1_2, TLS1_3];
        const DATAGRAM: [u16; 3] = [0x0100, DTLS1, DTLS1_2];
        let (own, other): (&[u16], &[u16]) =
            if datagrams { (&DATAGRAM, &STREAM) } else { (&STREAM, &DATAGRAM) };
        let Ok(version) = u16::try_from(version) else { return false };
        let kind = |version: u16| (version != 0).then(|| DATAGRAM.contains(&version));
        let limit = if highest { self.min_version } else { self.max_version };
        if kind(limit).zip(kind(version)).is_some_and(|(limit, this)| limit != this) {
            return false;
        }
        if version != 0 && !own.contains(&version) {
            return other.contains(&version);
        }
        let (min, max) =
            if highest { (self.min_version, version) } else { (version, self.max_version) };
        (self.min_version, self.max_version) = (min, max);
        true
    }

    /// Takes the size that records are padded to a multiple of; false if it
    /// is larger than a record.
    pub fn set_block_padding(&mut self, size: usize) -> bool {
        if size > MAX_FRAGMENT {
            return false;
        }
        self.block_padding = if size == 1 { 0 } else { size };
        true
    }

    /// What decides how much records are padded.
    pub fn record_padding(&self) -> Padding {
        match self.padding.call {
            Some(_) => Padding::Asked,
            None => Padding::Block(self.block_padding),
        }
    }

    /// Takes a record size; false if it is out of range.
    pub fn set_max_send_fragment(&mut self, size: usize) -> bool {
        if !(MIN_FRAGMENT..=MAX_FRAGMENT).contains(&size) {
            return false;
        }
        self.max_send_fragment = size;
        self.split_send_fragment = self.split_send_fragment.min(size);
        true
    }
}

/// Whether `list` is an ALPN list in wire form: no empty names, no overhang.
pub fn is_alpn_list(list: &[u8]) -> bool {
    let mut rest = list;
    while let Some((len, tail)) = rest.split_first() {
        match tail.split_at_checked(usize::from(*len)) {
            Some((name, next)) if !name.is_empty() => rest = next,
            _ => return false,
        }
    }
    list.len() >= 2
}

/// The names of an ALPN list in wire form.
pub fn alpn_names(list: &[u8]) -> Vec<Vec<u8>> {
    let mut names = Vec::new();
    let mut rest = list;
    while let Some((len, tail)) = rest.split_first() {
        let Some((name, next)) = tail.split_at_checked(usize::from(*len)) else { break };
        names.push(name.to_vec());
        rest = next;
    }
    names
}

/// The first name of `ours` that `theirs` has too, and true; failing that the
/// first of `theirs`. Both are lists in wire form (`SSL_select_next_proto`).
pub fn select_protocol<'a>(ours: &'a [u8], theirs: &'a [u8]) -> (Option<&'a [u8]>, bool) {
    fn names(list: &[u8]) -> impl Iterator<Item = &[u8]> + Clone {
        let mut rest = list;
        std::iter::from_fn(move || {
            let (len, tail) = rest.split_first()?;
            let (name, next) = tail.split_at_checked(usize::from(*len))?;
            rest = next;
            Some(name)
        })
    }
    let Some(first) = names(theirs).next().filter(|name| !name.is_empty()) else {
        return (None, false);
    };
    let mut candidates = names(ours).filter(|name| !name.is_empty());
    match candidates.find(|name| names(theirs).any(|other| other == *name)) {
        Some(name) => (Some(name), true),
        None => (Some(first), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protocols_are_chosen_by_our_preference() {
        let (ours, theirs) = (b"\x02h2\x08http/1.1", b"\x08http/1.1\x02h2");
        assert_eq!(select_protocol(ours, theirs), (Some(&b"h2"[..]), true));
        assert_eq!(select_protocol(b"\x01x", theirs), (Some(&b"http/1.1"[..]), false));
        assert_eq!(select_protocol(ours, b""), (None, false));
        assert!(is_alpn_list(theirs) && !is_alpn_list(b"\x03h2") && !is_alpn_list(b""));
    }
}
