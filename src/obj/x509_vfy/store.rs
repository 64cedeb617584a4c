//! `X509_STORE`: trusted certificates, CRLs, and how to verify with them.

use super::hooks::Hooks;
use super::lookup::X509_LOOKUP;
use super::lookup_method::X509_LOOKUP_METHOD;
use super::object::{self, Content, X509_OBJECT};
use super::param::X509_VERIFY_PARAM;
use crate::err::{Error, Result};
use crate::obj::cell::{Guarded, ReadMostly};
use crate::obj::ex_data::{Class, ExData};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::{X509, X509_CRL};
use crate::pki::name::NameRef;
use crate::pki::verify::{CrlLink, Link};
use std::collections::HashMap;
use std::ffi::{CStr, c_int, c_long};
use std::sync::Arc;

/// A trust store, shared between threads. A verification only reads it, in
/// short looks that do not exclude each other, so verifications do not wait
/// for each other; what it has read stays as it was when others add to it.
pub struct X509_STORE {
    table: ReadMostly<Arc<Table>>,
    lookups: ReadMostly<Vec<Arc<X509_LOOKUP>>>,
    param: Arc<X509_VERIFY_PARAM>,
    /// The program's own functions.
    pub hooks: Hooks,
    /// The program's own data.
    pub ex_data: ExData,
    /// The stack that C was lent, and the objects in it.
    lent: Guarded<Option<Lent>>,
}

struct Lent {
    stack: Box<OPENSSL_STACK>,
    objects: Vec<Arc<X509_OBJECT>>,
}

/// A trusted certificate, for C and for path validation.
pub type Trusted = (Arc<X509>, Arc<Link>);
/// A CRL, for C and for path validation.
pub type Listed = (Arc<X509_CRL>, Arc<CrlLink>);

/// What a store holds.
#[derive(Clone, Default)]
struct Table {
    objects: Vec<Arc<X509_OBJECT>>,
    certs: HashMap<Arc<[u8]>, Vec<Trusted>>,
    crls: HashMap<Box<[u8]>, Vec<Listed>>,
}

impl std::fmt::Debug for X509_STORE {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("X509_STORE").finish_non_exhaustive()
    }
}

impl X509_STORE {
    /// An empty store.
    pub fn new() -> Arc<Self> {
        let store = Arc::new(X509_STORE {
            table: ReadMostly::default(),
            lookups: ReadMostly::default(),
            param: X509_VERIFY_PARAM::new(),
            hooks: Hooks::default(),
            ex_data: ExData::new(),
            lent: Guarded::new(None),
        });
        store.ex_data.created(Class::X509Store, &*store);
        store
    }

    /// The parameters that verifications with this store start from.
    pub fn param(&self) -> Arc<X509_VERIFY_PARAM> {
        Arc::clone(&self.param)
    }

    /// Adds a trusted certificate, once.
    pub fn add_cert(&self, x: &Arc<X509>) -> Result<()> {
        let content = Content::cert(x)?;
        let Content::Cert(_, link) = &content else { return Ok(()) };
        let key = link.cert.subject_key();
        self.table.with(|table| {
            let there = table.certs.get(&key);
            if there.is_some_and(|certs| certs.iter().any(|(_, l)| l.cert == link.cert)) {
                return;
            }
            let entry = (Arc::clone(x), Arc::clone(link));
            let table = Arc::make_mut(table);
            table.certs.entry(key).or_default().push(entry);
            table.objects.push(Arc::new(X509_OBJECT::new(content.clone())));
        });
        Ok(())
    }

    /// Adds a CRL, once.
    pub fn add_crl(&self, crl: &Arc<X509_CRL>) -> Result<()> {
        let content = Content::crl(crl)?;
        let Content::Crl(_, link) = &content else { return Ok(()) };
        let key: Box<[u8]> = link.crl.issuer().canonical().into();
        self.table.with(|table| {
            let there = table.crls.get(&key);
            if there.is_some_and(|crls| crls.iter().any(|(_, l)| l.crl == link.crl)) {
                return;
            }
            let entry = (Arc::clone(crl), Arc::clone(link));
            let table = Arc::make_mut(table);
            table.crls.entry(key).or_default().push(entry);
            table.objects.push(Arc::new(X509_OBJECT::new(content.clone())));
        });
        Ok(())
    }

    /// The lookup with `method`, made if there is none; `None` if it cannot be
    /// made.
    pub fn add_lookup(
        self: &Arc<Self>,
        method: &Arc<X509_LOOKUP_METHOD>,
    ) -> Option<Arc<X509_LOOKUP>> {
        let find = |lookups: &Vec<Arc<X509_LOOKUP>>| {
            lookups.iter().find(|lookup| Arc::ptr_eq(lookup.method(), method)).cloned()
        };
        if let Some(there) = self.lookups.look(find) {
            return Some(there);
        }
        let lookup = X509_LOOKUP::new(method)?;
        lookup.set_store(self);
        self.lookups.with(|lookups| {
            Some(find(lookups).unwrap_or_else(|| {
                lookups.push(Arc::clone(&lookup));
                Arc::clone(&lookup)
            }))
        })
    }

    /// Gives a command to the lookup with one of the library's methods.
    pub fn load(
        self: &Arc<Self>,
        method: &Arc<X509_LOOKUP_METHOD>,
        command: c_int,
        argument: Option<&CStr>,
        number: c_long,
    ) -> Result<()> {
        let lookup = self.add_lookup(method).ok_or_else(Error::quiet)?;
        lookup.control(command, argument, number)
    }

    /// Every certificate and CRL, in OpenSSL's order.
    pub fn objects(&self) -> Vec<Arc<X509_OBJECT>> {
        let mut objects = self.table.get().objects.clone();
        let key = |object: &Arc<X509_OBJECT>| object.content();
        objects.sort_by(|a, b| key(a).order(&key(b)));
        objects
    }

    /// Runs `lend` on a stack of all objects that the store keeps.
    pub fn lend_objects<R>(&self, lend: impl FnOnce(&OPENSSL_STACK) -> R) -> R {
        let objects = self.objects();
        self.lent.with(|lent| {
            let lent = lent.get_or_insert_with(|| Lent {
                stack: OPENSSL_STACK::new(None),
                objects: Vec::new(),
            });
            if lent.objects.len() != objects.len() {
                let fresh = OPENSSL_STACK::lending(objects.iter().map(|object| &**object));
                lent.stack.refill(fresh.items());
                lent.objects = objects;
            }
            lend(&lent.stack)
        })
    }

    /// Every certificate.
    pub fn all_certs(&self) -> Vec<Arc<X509>> {
        self.objects()
            .iter()
            .filter_map(|object| match object.content() {
                Content::Cert(x, _) => Some(x),
                _ => None,
            })
            .collect()
    }

    fn cached_certs(&self, name: NameRef<'_>) -> Vec<Trusted> {
        self.table.get().certs.get(name.canonical()).cloned().unwrap_or_default()
    }

    /// The certificates with this subject; directories and the program's own
    /// lookups are searched if none is known yet.
    pub fn certs_by_subject(&self, name: NameRef<'_>) -> Vec<Trusted> {
        self.search_certs(name).0
    }

    /// The same, with the answer of a program's own lookup that the store does
    /// not hold.
    pub fn issuers(&self, name: NameRef<'_>) -> Vec<Trusted> {
        let (mut known, answer) = self.search_certs(name);
        if let Some((x, link)) = answer
            && known.iter().all(|(_, l)| l.cert != link.cert)
        {
            known.insert(0, (x, link));
        }
        known
    }

    fn search_certs(&self, name: NameRef<'_>) -> (Vec<Trusted>, Option<Trusted>) {
        let cached = self.cached_certs(name);
        if !cached.is_empty() {
            return (cached, None);
        }
        for lookup in self.lookups.get() {
            lookup.load_certs(self, name);
            let answer = match lookup.ask(object::CERT, name) {
                Some(Content::Cert(x, link)) => Some((x, link)),
                _ => None,
            };
            let found = self.cached_certs(name);
            if !found.is_empty() || answer.is_some() {
                return (found, answer);
            }
        }
        (Vec::new(), None)
    }

    /// The CRLs of this issuer; directories and the program's own lookups are
    /// searched every time, since new ones may have come.
    pub fn crls_by_issuer(&self, name: NameRef<'_>) -> Vec<Listed> {
        self.search_crls(name).0
    }

    fn search_crls(&self, name: NameRef<'_>) -> (Vec<Listed>, Option<Content>) {
        let mut answer = None;
        for lookup in self.lookups.get() {
            lookup.load_crls(self, name);
            answer = lookup.ask(object::CRL, name);
            if answer.is_some() {
                break;
            }
        }
        (self.table.get().crls.get(name.canonical()).cloned().unwrap_or_default(), answer)
    }

    /// The first object of a kind under `name`. OpenSSL:
    /// `X509_STORE_CTX_get_by_subject`.
    pub fn object_by_subject(&self, kind: c_int, name: NameRef<'_>) -> Option<Content> {
        match kind {
            object::CERT => {
                let first = self.issuers(name).into_iter().next();
                first.map(|(x, link)| Content::Cert(x, link))
            }
            object::CRL => {
                let (known, answer) = self.search_crls(name);
                let first = known.into_iter().next().map(|(crl, link)| Content::Crl(crl, link));
                answer.or(first)
            }
            _ => None,
        }
    }
}

impl Drop for X509_STORE {
    fn drop(&mut self) {
        for lookup in self.lookups.get() {
            lookup.end();
        }
        self.ex_data.freed(Class::X509Store, self);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::time::Duration;

    /// A verification that has not ended holds up no other: each of its looks
    /// into the store goes on while somebody else's look lasts.
    #[test]
    fn verifications_do_not_exclude_each_other() {
        let store = X509_STORE::new();
        let root = X509::parse(include_bytes!("../../tls/testdata/p256.cert.der")).unwrap().0;
        store.add_cert(&root).unwrap();
        let (tell, told) = mpsc::channel();
        let others = || {
            for _ in 0..3 {
                let (store, root, tell) = (Arc::clone(&store), Arc::clone(&root), tell.clone());
                std::thread::spawn(move || {
                    let ctx = super::super::X509_STORE_CTX::new();
                    ctx.init(Some(Arc::clone(&store)), Some(Arc::clone(&root)), None);
                    ctx.verify();
                    let cert = root.cert().unwrap();
                    let found = store.certs_by_subject(cert.subject()).len();
                    let crls = store.crls_by_issuer(cert.subject()).len();
                    tell.send((ctx.chain().map(|chain| chain.len()), found, crls)).unwrap();
                });
            }
            for _ in 0..3 {
                let done = told.recv_timeout(Duration::from_secs(60));
                assert_eq!(done, Ok((Some(1), 1, 0)), "a verification waits for another");
            }
        };
        // Every cell of the store that a verification looks into.
        store.table.look(|_| others());
        store.lookups.look(|_| others());
        store.param.while_read(others);
    }
}
