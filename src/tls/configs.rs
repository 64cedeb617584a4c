//! rustls's configurations. What is the same for many connections is built
//! once by each thread: the builder makes session caches of 40 KiB that nobody
//! uses, and sorts suites and groups.

#![forbid(unsafe_code)]

use super::provider;
use super::roles::{Clients, ROLES};
use super::settings::PeerAuth;
use rustls::client::Resumption;
use rustls::server::{ClientHello, NoServerSessionStorage, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, Error, ServerConfig, SupportedProtocolVersion};
use std::cell::RefCell;
use std::sync::Arc;
use std::thread::LocalKey;

/// How many of a kind a thread keeps.
const KEPT: usize = 8;

/// What a configuration is built of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    pub(super) suites: &'a [u16],
    pub(super) groups: &'a [u16],
    pub(super) versions: &'a [&'static SupportedProtocolVersion],
    /// Server: what it asks of clients, and the names it tells them.
    pub(super) clients: (PeerAuth, &'a [Vec<u8>]),
}

/// The same, kept.
struct Owned {
    suites: Vec<u16>,
    groups: Vec<u16>,
    versions: Vec<&'static SupportedProtocolVersion>,
    clients: (PeerAuth, Vec<Vec<u8>>),
}

impl Owned {
    fn of(parts: &Parts<'_>) -> Owned {
        Owned {
            suites: parts.suites.to_vec(),
            groups: parts.groups.to_vec(),
            versions: parts.versions.to_vec(),
            clients: (parts.clients.0, parts.clients.1.to_vec()),
        }
    }

    fn parts(&self) -> Parts<'_> {
        let Owned { suites, groups, versions, clients } = self;
        Parts { suites, groups, versions, clients: (clients.0, &clients.1) }
    }
}

type Place<C> = RefCell<Vec<(Owned, C)>>;

thread_local! {
    static CLIENTS: Place<ClientConfig> = const { RefCell::new(Vec::new()) };
    static SERVERS: Place<ServerConfig> = const { RefCell::new(Vec::new()) };
}

/// A copy of the configuration of these parts, built if there is none.
fn kept<C: Clone>(
    place: &'static LocalKey<Place<C>>,
    parts: &Parts<'_>,
    build: impl FnOnce() -> Result<C, Error>,
) -> Result<C, Error> {
    let find = |place: &Place<C>| {
        let place = place.borrow();
        let found = place.iter().find(|(owned, _)| owned.parts() == *parts);
        found.map(|(_, config)| config.clone())
    };
    // At the end of a thread there is no place any more.
    if let Ok(Some(config)) = place.try_with(find) {
        return Ok(config);
    }
    let config = build()?;
    let keep = |place: &Place<C>| {
        let mut place = place.borrow_mut();
        if place.len() == KEPT {
            place.remove(0);
        }
        place.push((Owned::of(parts), config.clone()));
    };
    let _ = place.try_with(keep);
    Ok(config)
}

/// A client's, without what its connection alone decides.
pub(super) fn client(parts: &Parts<'_>) -> Result<ClientConfig, Error> {
    kept(&CLIENTS, parts, || {
        let provider = provider::provider(parts.suites, parts.groups);
        let mut config = ClientConfig::builder_with_details(Arc::new(provider), ROLES.clone())
            .with_protocol_versions(parts.versions)?
            .dangerous()
            .with_custom_certificate_verifier(ROLES.clone())
            .with_client_cert_resolver(ROLES.clone());
        config.resumption = Resumption::disabled();
        config.key_log = ROLES.clone();
        config.enable_secret_extraction = true;
        config.cert_decompressors = Vec::new();
        config.cert_compressors = Vec::new();
        Ok(config)
    })
}

/// A server's, likewise: it has no certificate yet.
pub(super) fn server(parts: &Parts<'_>) -> Result<ServerConfig, Error> {
    kept(&SERVERS, parts, || {
        let provider = provider::for_server(parts.suites, parts.groups);
        let (auth, names) = parts.clients;
        let mut config = ServerConfig::builder_with_details(Arc::new(provider), ROLES.clone())
            .with_protocol_versions(parts.versions)?
            .with_client_cert_verifier(Arc::new(Clients::new(auth, names)))
            .with_cert_resolver(Arc::new(Nobody));
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.key_log = ROLES.clone();
        config.enable_secret_extraction = true;
        config.cert_decompressors = Vec::new();
        config.cert_compressors = Vec::new();
        Ok(config)
    })
}

/// In the place of a certificate.
#[derive(Debug)]
struct Nobody;

impl ResolvesServerCert for Nobody {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        None
    }
}
