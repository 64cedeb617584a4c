//! The snapshot of a connection's configuration that the engine works with.

use super::certs::Entry;
use super::cipher::SSL_CIPHER;
use super::config::{self, Config, op, verify};
use super::connection;
use super::early::Early;
use super::method::{DTLS1_2, TLS1_2, TLS1_3};
use super::security::secop;
use super::sigalgs::SigAlg;
use super::tmp_dh;
use super::verify::build_chain;
use super::{Configured, SSL, SSL_CTX, cache, foreign};
use crate::abi::is_poisoned;
use crate::crypto::pkey::KeyKind;
use crate::err::{self, Error, Lib, Result};
use crate::pki::info::{flag, usage};
use crate::tls::{Credential, Options, PeerAuth, Role, Settings, SignKey, dhe, group_of};
use std::ffi::c_int;
use std::sync::Arc;

/// The strength in bits that each security level asks for.
pub fn level_bits(level: c_int) -> c_int {
    match level {
        ..=0 => 0,
        1 => 80,
        2 => 112,
        3 => 128,
        4 => 192,
        _ => 256,
    }
}

/// The strength of a group in bits.
pub(super) fn group_bits(group: u16) -> c_int {
    match group {
        0x0018 | 0x11ec | 0x11eb | 0x0201 => 192,
        0x0019 | 0x0202 => 256,
        _ => 128,
    }
}

/// The strength of a signature scheme in bits.
pub(super) fn sigalg_bits(scheme: u16) -> c_int {
    match SigAlg::by_id(scheme).map(|alg| alg.hash) {
        Some(673) => 192,
        Some(674) => 256,
        _ => 128,
    }
}

/// A certificate and key as the engine shows them; `None` if incomplete.
pub(super) fn credential(
    entry: &Entry,
    ctx: &SSL_CTX,
    config: &Config,
    ocsp: &[u8],
) -> Option<Arc<Credential>> {
    const NO_AUTO_CHAIN: u32 = 8;
    let (x509, key) = (entry.x509.as_ref()?, entry.key.as_ref()?);
    let kind = key.public().ok()?.kind();
    let key: Arc<dyn SignKey> = match foreign::signer(key) {
        Some(signer) => signer,
        None => Arc::new(key.private().ok()?),
    };
    let extra = ctx.hooks.look(|hooks| hooks.extra_chain.clone());
    let mut chain = vec![x509.der().to_vec()];
    match entry.chain.as_ref().or(extra.as_ref()) {
        Some(rest) => chain.extend(rest.certs().iter().map(|x509| x509.der().to_vec())),
        None if config.mode & NO_AUTO_CHAIN != 0 => {}
        None => {
            let store = config.identity.chain_store.clone().unwrap_or_else(|| ctx.store());
            let built = build_chain(&store, x509);
            chain.extend(built.iter().skip(1).map(|x509| x509.der().to_vec()));
        }
    }
    let info = x509.cert().ok()?;
    let may_sign = !matches!(kind, KeyKind::Ec(_))
        || !info.has(flag::KUSAGE)
        || info.info().key_usage & usage::DIGITAL_SIGNATURE != 0;
    let group = group_of(kind);
    Some(Arc::new(Credential { chain, key, ocsp: ocsp.to_vec(), group, may_sign }))
}

impl SSL {
    /// The suites that would be offered now.
    pub fn supported_ciphers(&self) -> Vec<&'static SSL_CIPHER> {
        let config = self.config.share();
        let judge = self.security();
        let Some((min, max)) = config.versions(self.method(), &judge) else { return Vec::new() };
        let datagrams = self.is_datagrams();
        let fits = |suite: &&'static SSL_CIPHER| {
            let version = if suite.is_tls13() { TLS1_3 } else { TLS1_2 };
            let spoken = if datagrams { version == TLS1_2 } else { (min..=max).contains(&version) };
            spoken && judge.suite(&[secop::CIPHER_SUPPORTED], suite)
        };
        self.suites_from().suites().into_iter().filter(fits).collect()
    }

    /// Everything the engine needs to know, as it stands now; for a server
    /// that has no ClientHello yet, only whether there is a version to speak.
    ///
    /// Errors: `R_NO_PROTOCOLS_AVAILABLE`, `R_NO_CIPHERS_AVAILABLE`; a
    /// context marked by a stub fails too.
    pub(super) fn settings(&self, role: Role) -> Result<Settings> {
        let ssl = |reason| Error::new(Lib::Ssl, reason);
        let (ctx, session_ctx) = (self.ctx(), self.session_ctx());
        let marked = [
            is_poisoned(self),
            is_poisoned(&**ctx),
            is_poisoned(&**session_ctx),
            is_poisoned(&**self.param()),
            is_poisoned(&**ctx.param()),
            ctx.look_at_store(|store| is_poisoned(store)),
        ];
        if marked.contains(&true) {
            return Err(Error::new(Lib::Ssl, err::R_DISABLED));
        }
        let server = role == Role::Server;
        let config = self.config.share();
        let psk = config.psk.is_set(server);
        let judge = self.security();
        let versions = config.versions(self.method(), &judge);
        let (min_version, max_version) =
            versions.ok_or_else(|| ssl(err::ssl::R_NO_PROTOCOLS_AVAILABLE))?;
        let bits = level_bits(config.security_level);
        let suites = |list: &[&'static SSL_CIPHER]| -> Vec<u16> {
            let asked: &[c_int] = match server {
                true => &[secop::CIPHER_SHARED],
                false => &[secop::CIPHER_SUPPORTED, secop::CIPHER_CHECK],
            };
            let strong = list.iter().filter(|suite| judge.suite(asked, suite));
            strong.map(|suite| suite.protocol_id()).collect()
        };
        let strong_sigalgs = |list: Vec<u16>, second: c_int| -> Vec<u16> {
            let asked = [secop::SIGALG_SUPPORTED, second];
            list.into_iter().filter(|scheme| judge.scheme(&asked, *scheme)).collect()
        };
        let listed = self.suites_from();
        let datagrams = self.is_datagrams();
        let before13 = datagrams || min_version <= TLS1_2;
        let mut suites12 = if before13 { suites(&listed.suites12) } else { Vec::new() };
        let with13 = !datagrams && max_version >= TLS1_3;
        let suites13 = if with13 { suites(&listed.suites13) } else { Vec::new() };
        // A client learns a server's parameters too late to ask about them.
        let is_dhe = |id: &u16| SSL_CIPHER::find(*id).is_some_and(SSL_CIPHER::must_be_named);
        let mut least_dh = bits;
        if !server && judge.is_own() && suites12.iter().any(is_dhe) {
            match tmp_dh::sample().filter(|sample| judge.parameters(sample)) {
                Some(sample) => least_dh = bits.max(tmp_dh::strength(&sample)),
                None => suites12.retain(|id| !is_dhe(id)),
            }
        }
        // Where the PSK that was to prove the server cannot be offered, its
        // certificate must.
        let offered = !psk || !suites13.is_empty();
        if !server && !offered && config.verify_mode & verify::PEER == 0 {
            return Err(ssl(err::R_DISABLED).with("PSK suites of TLS 1.2 are not offered"));
        }
        if suites12.is_empty() && suites13.is_empty() {
            return Err(ssl(err::ssl::R_NO_CIPHERS_AVAILABLE));
        }
        if datagrams && self.own_secret.with(|own| own.is_set()) {
            return Err(Error::new(Lib::Ssl, err::R_DISABLED));
        }
        let cookies = datagrams && config.options & op::COOKIE_EXCHANGE != 0;
        if role == Role::Server && self.state.with(|s| s.hello.is_none()) {
            return Ok(Settings {
                role,
                min_version,
                max_version,
                suites12,
                suites13,
                retry: self.retry(),
                cookies,
                own_secret: self.own_secret.with(|own| own.secret_cb.call.is_some()),
                keylog: self.hooks(|hooks| hooks.keylog.is_some()),
                messages: config.msg_cb.call.is_some(),
                ..Settings::default()
            });
        }
        let tls13 = self.state.with(|s| s.hello.as_ref().is_some_and(|h| h.version == TLS1_3));
        let asked: &[c_int] = match server && !tls13 {
            true => &[secop::CURVE_SHARED],
            false => &[secop::CURVE_SUPPORTED, secop::CURVE_CHECK],
        };
        let mut groups = config.groups();
        groups.retain(|group| judge.group(asked, *group));
        if !server && groups.is_empty() {
            return Err(ssl(err::ssl::R_NO_SUITABLE_GROUPS));
        }
        // Those of TLS 1.3 are no matter of the level.
        let no_ticket = config.options & op::NO_TICKET != 0
            || !tls13 && !judge.allows(secop::TICKET, 0, 0, std::ptr::null());
        let (ocsp, session, server_name, alpn_choice) = self.state.with(|s| {
            (s.ocsp.clone(), s.session.clone(), s.server_name.clone(), s.alpn_choice.clone())
        });
        let session = session
            .filter(|_| !server)
            .and_then(|session| session.offer())
            .filter(|session| (session.version == DTLS1_2) == datagrams);
        let own = self.own_secret(server, session.as_deref(), !no_ticket);
        let ocsp = ocsp.filter(|_| server).map_or_else(Vec::new, |bytes| bytes.to_vec());
        let entries = config.identity.certs.entries();
        let credentials =
            entries.iter().filter_map(|e| credential(e, &ctx, &config, &ocsp)).collect();
        let peer_auth = match config.verify_mode {
            mode if !server || mode & verify::PEER == 0 => PeerAuth::None,
            mode if tls13 && mode & verify::POST_HANDSHAKE != 0 => PeerAuth::None,
            mode if mode & verify::FAIL_IF_NO_PEER_CERT != 0 => PeerAuth::Require,
            _ => PeerAuth::Request,
        };
        let names = match server {
            true => {
                let for_clients = self.ca_names(true).filter(|names| !names.stack().is_empty());
                for_clients.or_else(|| self.ca_names(false))
            }
            false => self.ca_names(false),
        };
        let own_sigalgs = config.sigalgs();
        let peer_sigalgs = match (&config.identity.client_sigalgs, server) {
            (Some(client), true) => client.clone(),
            _ => own_sigalgs.clone(),
        };
        let finite = server && suites12.iter().any(|suite| dhe::is_suite(*suite));
        let dh = if finite { self.tmp_dh(&config) } else { None };
        let (cache_mode, timeout) = self.session_hooks(|h| (h.cache_mode, h.timeout));
        let server_mode = cache_mode & cache::mode::SERVER != 0;
        // OpenSSL refuses to resume where a peer must be verified but the
        // session could come from anywhere.
        let no_resumption =
            server && config.verify_mode & verify::PEER != 0 && config.sid_ctx.is_empty();
        Ok(Settings {
            role,
            min_version,
            max_version,
            suites12,
            suites13,
            groups,
            verify_sigalgs: strong_sigalgs(peer_sigalgs, secop::SIGALG_CHECK),
            sign_sigalgs: strong_sigalgs(own_sigalgs, secop::SIGALG_SHARED),
            alpn: match server {
                true if alpn_choice.is_empty() => Vec::new(),
                true => vec![alpn_choice],
                false => config::alpn_names(&config.alpn),
            },
            server_name: server_name.filter(|_| !server).and_then(|name| name.into_string().ok()),
            fragment: config.fragment,
            status_request: config.status_type == connection::STATUS_OCSP,
            peer_auth,
            ca_names: names.map_or_else(Vec::new, |names| names.encoded()),
            credentials,
            ask_for_credential: !server
                && (config.identity.cert_cb.call.is_some()
                    || self.hooks(|hooks| hooks.client_cert.is_some())),
            options: Options {
                server_preference: config.options & op::CIPHER_SERVER_PREFERENCE != 0,
                chacha_first: config.options & op::PRIORITIZE_CHACHA != 0,
                no_ticket: no_ticket || own.no_ticket,
                session_cache: server_mode,
                num_tickets: config.num_tickets,
                require_ems: false,
                no_resumption,
                no_anti_replay: config.options & op::NO_ANTI_REPLAY != 0,
                session_timeout: u32::try_from(timeout).unwrap_or(u32::MAX),
            },
            session,
            session_id_context: config.sid_ctx.clone(),
            dh,
            security_bits: u32::try_from(least_dh).unwrap_or(0),
            max_early_data: config.max_early_data,
            recv_max_early_data: config.recv_max_early_data,
            early_data: self.state.with(|s| s.early)
                == match server {
                    true => Early::Reading,
                    false => Early::Writing,
                },
            psk,
            psk_sha256: server && config.psk.server.is_some(),
            custom: config.identity.custom.numbers(role),
            ticket_ext: own.ticket_ext,
            own_secret: own.own_secret,
            given: own.given,
            post_auth: !server && config.post_handshake_auth && max_version >= TLS1_3,
            retry: self.retry().filter(|_| server),
            srtp: if datagrams { self.srtp_profiles().unwrap_or_default() } else { Vec::new() },
            cookies,
            legacy_server: config.options & op::LEGACY_SERVER_CONNECT != 0,
            keylog: self.hooks(|hooks| hooks.keylog.is_some()),
            messages: config.msg_cb.call.is_some(),
        })
    }
}
