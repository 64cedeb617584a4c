//! A list of certificates that C may hold as `STACK_OF(X509)`.

use crate::obj::cell::{Guarded, Handed};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509;
use crate::pki::recent::Recent;
use std::sync::Arc;

/// Certificates, and two stacks of them: all, and all but the first.
#[derive(Debug)]
pub struct Chain {
    certs: Vec<Arc<X509>>,
    all: Box<OPENSSL_STACK>,
    rest: Box<OPENSSL_STACK>,
    /// What this one came from by an addition: C may still hold its stack.
    #[allow(dead_code, reason = "kept for C alone")]
    before: Option<Handed<Arc<Chain>>>,
}

impl Chain {
    /// A chain of these.
    pub fn new(certs: Vec<Arc<X509>>) -> Arc<Chain> {
        let all = OPENSSL_STACK::lending(certs.iter().map(|x509| &**x509));
        let rest = OPENSSL_STACK::lending(certs.iter().skip(1).map(|x509| &**x509));
        Arc::new(Chain { certs, all, rest, before: None })
    }

    /// A chain of what was handed over, and in that very stack.
    pub fn taken(all: Box<OPENSSL_STACK>) -> Arc<Chain> {
        let certs = all.drain_owners::<X509>();
        let lend = |skip| OPENSSL_STACK::lending(certs.iter().skip(skip).map(|x509| &**x509));
        all.refill(lend(0).items());
        let rest = lend(1);
        Arc::new(Chain { certs, all, rest, before: None })
    }

    /// Adds a certificate: in the same stack, unless others have the chain, too.
    pub fn push(chain: &mut Option<Arc<Chain>>, x509: Arc<X509>) {
        let Some(chain) = chain else {
            *chain = Some(Chain::new(vec![x509]));
            return;
        };
        let added = Chain::new(chain.certs.iter().cloned().chain([x509]).collect());
        match Arc::get_mut(chain) {
            Some(chain) => {
                chain.all.refill(added.all.items());
                chain.rest.refill(added.rest.items());
                chain.certs = added.certs.clone();
            }
            None => {
                let before = Some(Handed(Arc::clone(chain)));
                let lend = |stack: &OPENSSL_STACK| OPENSSL_STACK::of(stack.items());
                let (all, rest) = (lend(&added.all), lend(&added.rest));
                *chain = Arc::new(Chain { certs: added.certs.clone(), all, rest, before });
            }
        }
    }

    /// A chain read from DER; `None` if one certificate cannot be read.
    pub fn of_der(ders: &[Vec<u8>]) -> Option<Arc<Chain>> {
        let read = |der: &Vec<u8>| match X509::parse(der) {
            Ok((x509, used)) if used == der.len() => Some(x509),
            _ => None,
        };
        Some(Chain::new(ders.iter().map(read).collect::<Option<_>>()?))
    }

    /// The same with what is known of certificates seen before.
    pub fn of_peer(ders: &[Vec<u8>], recent: &Guarded<Recent>) -> Option<Arc<Chain>> {
        let read = |der: &Vec<u8>| match recent.with(|recent| recent.find(der)) {
            Some(cert) => Some(X509::from_cert(cert)),
            None => X509::parse(der).ok().filter(|(_, used)| *used == der.len()).map(|(x, _)| x),
        };
        Some(Chain::new(ders.iter().map(read).collect::<Option<_>>()?))
    }

    /// Remembers its certificates.
    pub fn keep_in(&self, recent: &Guarded<Recent>) {
        for cert in self.certs.iter().filter_map(|x509| x509.cert().ok()) {
            recent.with(|recent| recent.keep(&cert));
        }
    }

    /// The certificates.
    pub fn certs(&self) -> &[Arc<X509>] {
        &self.certs
    }

    /// All of them, to be lent.
    pub fn stack(&self) -> &OPENSSL_STACK {
        &self.all
    }

    /// All but the first, to be lent.
    pub fn stack_without_leaf(&self) -> &OPENSSL_STACK {
        &self.rest
    }
}
