//! `X509_STORE_CTX`: one verification, before, during and after it.

use super::dane::SSL_DANE;
use super::hooks::Hooks;
use super::object::Content;
use super::param::X509_VERIFY_PARAM;
use super::policy::X509_POLICY_TREE;
use super::store::{Trusted, X509_STORE};
use super::{crl_link, crl_of, link, tables, x509_of};
use crate::abi::{In, Mut, Opaque, Out, poison, stack};
use crate::err::{self, Error, Lib, Result, push, x509};
use crate::obj::cell::Guarded;
use crate::obj::ex_data::{Class, ExData};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::{X509, X509_CRL, X509_NAME};
use crate::pki::error::VerifyError;
use crate::pki::name::NameRef;
use crate::pki::param::Param;
use crate::pki::trust::Trust;
use crate::pki::verify::{self, CrlLink, Host, Link, PolicyTree, State, Step, Stop};
use std::ffi::c_int;
use std::sync::Arc;

/// One verification.
pub struct X509_STORE_CTX {
    inner: Guarded<Inner>,
    /// The program's own functions, taken over from the store.
    pub hooks: Hooks,
    /// The program's own data.
    pub ex_data: ExData,
}

#[derive(Default)]
struct Inner {
    store: Option<Arc<X509_STORE>>,
    cert: Option<Arc<X509>>,
    /// Stacks that C lends for as long as the context is used.
    untrusted: Option<Opaque>,
    trusted: Option<Opaque>,
    crls: Option<Opaque>,
    param: Option<Arc<X509_VERIFY_PARAM>>,
    chain: Option<Chain>,
    error: c_int,
    error_depth: c_int,
    current_cert: Option<Arc<X509>>,
    current_issuer: Option<Arc<X509>>,
    current_crl: Option<Arc<X509_CRL>>,
    num_untrusted: c_int,
    explicit_policy: bool,
    policies: Option<Arc<PolicyTree>>,
    /// The same, as C has been lent it.
    policy_tree: Option<Arc<X509_POLICY_TREE>>,
    dane: Option<Arc<SSL_DANE>>,
    /// The context that verifies for what this one checks the signer of a CRL;
    /// it lives longer.
    parent: Option<Opaque>,
}

/// The chain, and the stack of it that C is lent.
struct Chain {
    stack: Box<OPENSSL_STACK>,
    certs: Vec<Arc<X509>>,
}

impl Chain {
    fn of(certs: Vec<Arc<X509>>) -> Chain {
        let stack = OPENSSL_STACK::lending(certs.iter().map(|x| &**x));
        Chain { stack, certs }
    }

    /// The same stack, its certificates from now on ours.
    fn taken(stack: Box<OPENSSL_STACK>) -> Chain {
        let certs = stack.drain_owners::<X509>();
        stack.refill(OPENSSL_STACK::lending(certs.iter().map(|x| &**x)).items());
        Chain { stack, certs }
    }

    /// Replaces the certificates in the same stack; gives the old ones.
    fn replace(&mut self, certs: Vec<Arc<X509>>) -> Vec<Arc<X509>> {
        self.stack.refill(OPENSSL_STACK::lending(certs.iter().map(|x| &**x)).items());
        std::mem::replace(&mut self.certs, certs)
    }
}

impl std::fmt::Debug for X509_STORE_CTX {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("X509_STORE_CTX").finish_non_exhaustive()
    }
}

fn lent<'a>(stack: Option<Opaque>) -> Option<&'a OPENSSL_STACK> {
    stack.and_then(stack::look)
}

impl X509_STORE_CTX {
    /// A context that must be initialised before use.
    pub fn new() -> Arc<Self> {
        Arc::new(X509_STORE_CTX {
            inner: Guarded::default(),
            hooks: Hooks::default(),
            ex_data: ExData::new(),
        })
    }

    /// Prepares to verify `cert` against `store` with the help of the
    /// certificates in `untrusted`, which C keeps alive.
    pub fn init(
        &self,
        store: Option<Arc<X509_STORE>>,
        cert: Option<Arc<X509>>,
        untrusted: Option<Opaque>,
    ) {
        self.cleanup();
        let stored = store.as_ref().map(|store| store.param().values());
        let param = X509_VERIFY_PARAM::of(Param::for_verification(stored.as_deref()));
        match &store {
            Some(store) => self.hooks.copy_from(&store.hooks),
            None => self.hooks.copy_from(&Hooks::default()),
        }
        let fresh = Inner { store, cert, untrusted, param: Some(param), ..Inner::default() };
        drop(self.inner.with(|inner| std::mem::replace(inner, fresh)));
        self.ex_data.created(Class::X509StoreCtx, self);
    }

    /// Gives up what was set for a verification, and the chain; what came of it
    /// can still be asked for.
    pub fn cleanup(&self) {
        if let Some(cleanup) = self.hooks.cleanup.get() {
            cleanup(Mut::lend(self));
            self.hooks.cleanup.set(None);
        }
        let old = self.inner.with(|inner| {
            let outcome = Inner {
                store: inner.store.clone(),
                cert: inner.cert.clone(),
                error: inner.error,
                error_depth: inner.error_depth,
                current_cert: inner.current_cert.clone(),
                current_issuer: inner.current_issuer.clone(),
                current_crl: inner.current_crl.clone(),
                num_untrusted: inner.num_untrusted,
                explicit_policy: inner.explicit_policy,
                ..Inner::default()
            };
            std::mem::replace(inner, outcome)
        });
        if old.param.is_some() {
            self.ex_data.freed(Class::X509StoreCtx, self);
        }
        drop(old);
    }

    /// The store.
    pub fn store(&self) -> Option<Arc<X509_STORE>> {
        self.inner.with(|inner| inner.store.clone())
    }

    /// The certificate to verify.
    pub fn cert(&self) -> Option<Arc<X509>> {
        self.inner.with(|inner| inner.cert.clone())
    }

    /// Replaces the certificate to verify.
    pub fn set_cert(&self, cert: Option<Arc<X509>>) {
        drop(self.inner.with(|inner| std::mem::replace(&mut inner.cert, cert)));
    }

    /// The stack of untrusted certificates that C lent.
    pub fn untrusted(&self) -> Option<Opaque> {
        self.inner.with(|inner| inner.untrusted)
    }

    /// Replaces that stack.
    pub fn set_untrusted(&self, stack: Option<Opaque>) {
        self.inner.with(|inner| inner.untrusted = stack);
    }

    /// Replaces the store by a stack of trusted certificates that C lends.
    pub fn set_trusted(&self, stack: Option<Opaque>) {
        self.inner.with(|inner| inner.trusted = stack);
    }

    /// Adds CRLs in a stack that C lends.
    pub fn set_crls(&self, stack: Option<Opaque>) {
        self.inner.with(|inner| inner.crls = stack);
    }

    /// The parameters; none before the context is initialised.
    pub fn param(&self) -> Option<Arc<X509_VERIFY_PARAM>> {
        self.inner.with(|inner| inner.param.clone())
    }

    /// Replaces the parameters.
    pub fn set_param(&self, param: Option<Arc<X509_VERIFY_PARAM>>) {
        drop(self.inner.with(|inner| std::mem::replace(&mut inner.param, param)));
    }

    /// Holds the peer to the TLSA records of a connection.
    pub fn set_dane(&self, dane: Option<Arc<SSL_DANE>>) {
        drop(self.inner.with(|inner| std::mem::replace(&mut inner.dane, dane)));
    }

    /// The last error.
    pub fn error(&self) -> c_int {
        self.inner.with(|inner| inner.error)
    }

    /// Replaces the last error.
    pub fn set_error(&self, error: c_int) {
        self.inner.with(|inner| inner.error = error);
    }

    /// The depth of the last error.
    pub fn error_depth(&self) -> c_int {
        self.inner.with(|inner| inner.error_depth)
    }

    /// Replaces the depth of the last error.
    pub fn set_error_depth(&self, depth: c_int) {
        self.inner.with(|inner| inner.error_depth = depth);
    }

    /// The certificate that the last report is about.
    pub fn current_cert(&self) -> Option<Arc<X509>> {
        self.inner.with(|inner| inner.current_cert.clone())
    }

    /// Replaces it.
    pub fn set_current_cert(&self, x: Option<Arc<X509>>) {
        drop(self.inner.with(|inner| std::mem::replace(&mut inner.current_cert, x)));
    }

    /// That certificate's issuer.
    pub fn current_issuer(&self) -> Option<Arc<X509>> {
        self.inner.with(|inner| inner.current_issuer.clone())
    }

    /// The CRL that the last report is about.
    pub fn current_crl(&self) -> Option<Arc<X509_CRL>> {
        self.inner.with(|inner| inner.current_crl.clone())
    }

    /// The context that verifies the certificate for which this one checks the
    /// signer of a CRL.
    pub fn parent(&self) -> Option<Opaque> {
        self.inner.with(|inner| inner.parent)
    }

    /// A context to check the signer of a CRL with, for this one.
    fn for_signer(&self, signer: &Arc<Link>) -> Arc<X509_STORE_CTX> {
        let ctx = X509_STORE_CTX::new();
        ctx.init(self.store(), Some(x509_of(signer)), self.untrusted());
        ctx.set_param(self.param());
        ctx.hooks.verify_cb.set(self.hooks.verify_cb.get());
        let crls = self.inner.with(|inner| inner.crls);
        ctx.inner.with(|inner| {
            inner.crls = crls;
            inner.parent = Some(Opaque(std::ptr::from_ref(self).cast_mut().cast()));
        });
        ctx
    }

    /// How many certificates of the chain came from the peer.
    pub fn num_untrusted(&self) -> c_int {
        self.inner.with(|inner| inner.num_untrusted)
    }

    /// Whether a policy was required.
    pub fn explicit_policy(&self) -> bool {
        self.inner.with(|inner| inner.explicit_policy)
    }

    /// The policies that are valid for the chain, made for C when it first
    /// asks; none if there are none, or they were not looked at.
    pub fn policy_tree(&self) -> Result<Option<Arc<X509_POLICY_TREE>>> {
        self.inner.with(|inner| {
            if inner.policy_tree.is_none() {
                let found = inner.policies.as_deref().map(X509_POLICY_TREE::of);
                inner.policy_tree = found.transpose()?;
            }
            Ok(inner.policy_tree.clone())
        })
    }

    /// The chain; none before a verification.
    pub fn chain(&self) -> Option<Vec<Arc<X509>>> {
        self.inner.with(|inner| inner.chain.as_ref().map(|chain| chain.certs.clone()))
    }

    /// Runs `lend` on the stack of the chain that the context keeps.
    pub fn lend_chain<R>(&self, lend: impl FnOnce(Option<&OPENSSL_STACK>) -> R) -> R {
        self.inner.with(|inner| lend(inner.chain.as_ref().map(|chain| &*chain.stack)))
    }

    /// Replaces the chain.
    pub fn set_chain(&self, stack: Option<Box<OPENSSL_STACK>>) {
        let chain = stack.map(Chain::taken);
        drop(self.inner.with(|inner| std::mem::replace(&mut inner.chain, chain)));
    }

    /// Verifies: 1 accepted, 0 refused, below that it could not be done.
    /// OpenSSL: `X509_verify_cert`.
    pub fn verify(&self) -> c_int {
        match self.try_verify() {
            Ok(ok) => ok,
            Err(error) => {
                push(&error, "X509_verify_cert");
                self.set_error(VerifyError::INVALID_CALL.0);
                -1
            }
        }
    }

    fn try_verify(&self) -> Result<c_int> {
        let cert = self
            .cert()
            .ok_or_else(|| Error::new(Lib::X509, x509::R_NO_CERT_SET_FOR_US_TO_VERIFY))?;
        if self.lend_chain(|chain| chain.is_some()) {
            return Err(Error::new(Lib::X509, err::R_SHOULD_NOT_HAVE_BEEN_CALLED));
        }
        let param = self.param().ok_or_else(|| Error::new(Lib::X509, err::R_INTERNAL_ERROR))?;
        let store = self.store();
        let store_param = store.as_ref().map(|store| Arc::as_ptr(&store.param()));
        if poison::is_poisoned(Arc::as_ptr(&param))
            || poison::is_poisoned(std::ptr::from_ref(self))
            || store.as_ref().is_some_and(|store| poison::is_poisoned(Arc::as_ptr(store)))
            || store_param.is_some_and(poison::is_poisoned)
        {
            return Err(Error::new(Lib::X509, err::R_UNSUPPORTED));
        }
        let (untrusted, crls, error) =
            self.inner.with(|inner| (inner.untrusted, inner.crls, inner.error));
        let untrusted = lent(untrusted).map(links);
        let crls: Vec<Arc<CrlLink>> = lent(crls)
            .map(OPENSSL_STACK::shares::<X509_CRL>)
            .unwrap_or_default()
            .iter()
            .filter_map(|crl| crl_link(crl).ok())
            .collect();
        let Ok(leaf) = link(&cert) else {
            // It cannot even be decoded for verification.
            let chain = Chain::of(vec![Arc::clone(&cert)]);
            drop(self.inner.with(|inner| inner.chain.replace(chain)));
            self.set_current_cert(Some(cert));
            self.set_error(VerifyError::UNSPECIFIED.0);
            return Ok(0);
        };
        let values = param.values();
        let mut host = CtxHost::new(self, Arc::clone(&param));
        let dane = self.inner.with(|inner| inner.dane.clone());
        let records = dane.as_ref().map(|dane| dane.records());
        let untrusted = untrusted.as_deref();
        let records = records.as_deref();
        let outcome = verify::verify(&mut host, leaf, untrusted, &crls, &values, records, error);
        if let Some(dane) = dane {
            dane.keep(outcome.dane);
        }
        let mut state = outcome.state;
        host.publish(&mut state);
        Ok(host.code.filter(|code| code.signum() == outcome.ok).unwrap_or(outcome.ok))
    }

    /// Trusted certificates with this subject, in order of preference.
    pub fn trusted_by_subject(&self, name: NameRef<'_>) -> Vec<Arc<Link>> {
        self.trusted(name, X509_STORE::certs_by_subject)
    }

    /// The same for the search for an issuer, which may be one that a
    /// program's own lookup answers with and the store does not hold.
    fn trusted_issuers(&self, name: NameRef<'_>) -> Vec<Arc<Link>> {
        self.trusted(name, X509_STORE::issuers)
    }

    fn trusted(
        &self,
        name: NameRef<'_>,
        search: fn(&X509_STORE, NameRef<'_>) -> Vec<Trusted>,
    ) -> Vec<Arc<Link>> {
        let (trusted, store) = self.inner.with(|inner| (inner.trusted, inner.store.clone()));
        if let Some(stack) = lent(trusted) {
            let mut found = links(stack);
            found.retain(|link| link.cert.subject() == name);
            return found;
        }
        let found = store.map(|store| search(&store, name)).unwrap_or_default();
        found.into_iter().map(|(_, link)| link).collect()
    }

    /// The trusted issuer of `x`, if there is one. OpenSSL:
    /// `X509_STORE_CTX_get1_issuer`.
    pub fn issuer_of(&self, x: &Arc<X509>) -> Result<Option<Arc<X509>>> {
        let cert = x.cert()?;
        let param = self.param().ok_or_else(Error::quiet)?.values();
        let now = verify::check_time(&param);
        let issued =
            |link: &&Arc<Link>| crate::pki::issuer::likely_issued(&link.cert, &cert).is_ok();
        let candidates = self.trusted_issuers(cert.issuer());
        let valid = candidates
            .iter()
            .filter(issued)
            .find(|link| now.is_none_or(|now| verify::is_valid_at(&link.cert, now)));
        let best = valid.or_else(|| {
            candidates.iter().filter(issued).max_by_key(|link| link.cert.not_after().unix())
        });
        Ok(best.map(x509_of))
    }

    /// What the store has under `name`, first. OpenSSL:
    /// `X509_STORE_CTX_get_by_subject`.
    pub fn object_by_subject(&self, kind: c_int, name: NameRef<'_>) -> Option<Content> {
        self.store()?.object_by_subject(kind, name)
    }
}

impl Drop for X509_STORE_CTX {
    fn drop(&mut self) {
        self.cleanup();
    }
}

/// The certificates of a stack, as path validation sees them; those that
/// cannot be decoded for it are left out.
fn links(stack: &OPENSSL_STACK) -> Vec<Arc<Link>> {
    stack.shares::<X509>().iter().filter_map(|x| link(x).ok()).collect()
}

/// Lets C take part in a verification.
struct CtxHost<'a> {
    outer: &'a X509_STORE_CTX,
    /// While the path of a CRL's signer is validated.
    inner: Option<Arc<X509_STORE_CTX>>,
    param: Arc<X509_VERIFY_PARAM>,
    /// See [`CtxHost::step`].
    code: Option<c_int>,
}

impl<'a> CtxHost<'a> {
    fn new(ctx: &'a X509_STORE_CTX, param: Arc<X509_VERIFY_PARAM>) -> Self {
        CtxHost { outer: ctx, inner: None, param, code: None }
    }

    /// The context that C sees.
    fn ctx(&self) -> &X509_STORE_CTX {
        self.inner.as_deref().unwrap_or(self.outer)
    }

    /// Makes `state` visible in the context.
    fn publish(&self, state: &mut State) {
        if let Some(name) = &state.peer_name {
            self.param.set_peer_name(Some(name));
        }
        let chain: Vec<Arc<X509>> = state.chain.iter().map(x509_of).collect();
        let cert = state.current_cert.as_ref().map(x509_of);
        let issuer = state.current_issuer.as_ref().map(x509_of);
        let crl = state.current_crl.as_ref().map(crl_of);
        // What is replaced may be a last share, whose end may call C: it is
        // dropped outside.
        let old = self.ctx().inner.with(|inner| {
            inner.error = state.error;
            inner.error_depth = state.error_depth;
            inner.num_untrusted = c_int::try_from(state.num_untrusted).unwrap_or(c_int::MAX);
            inner.explicit_policy = state.explicit_policy;
            let same = |a: &Arc<_>, b: &Arc<_>| Arc::ptr_eq(a, b);
            let known = inner.policies.as_ref().zip(state.policy_tree.as_ref());
            if !known.is_some_and(|(a, b)| same(a, b)) {
                inner.policies.clone_from(&state.policy_tree);
                inner.policy_tree = None;
            }
            let certs = match &mut inner.chain {
                Some(there) => {
                    let same = there.certs.len() == chain.len()
                        && there.certs.iter().zip(&chain).all(|(a, b)| Arc::ptr_eq(a, b));
                    if same { chain } else { there.replace(chain) }
                }
                None => {
                    inner.chain = Some(Chain::of(chain));
                    Vec::new()
                }
            };
            (
                certs,
                std::mem::replace(&mut inner.current_cert, cert),
                std::mem::replace(&mut inner.current_issuer, issuer),
                std::mem::replace(&mut inner.current_crl, crl),
            )
        });
        drop(old);
    }

    /// Calls C between publishing the state and reading back what it may
    /// have changed.
    fn call<R>(&self, state: &mut State, call: impl FnOnce(Mut<X509_STORE_CTX>) -> R) -> R {
        self.publish(state);
        let result = call(Mut::lend(self.ctx()));
        state.error = self.ctx().error();
        state.error_depth = self.ctx().error_depth();
        result
    }

    /// Goes by what the program's function for a whole step says, which is
    /// what the verification then says if it failed or was the last.
    fn step(&mut self, code: c_int, last: bool) -> Step {
        let counts = self.inner.is_none() && (last || code < 0);
        self.code = Some(code).filter(|_| counts);
        Self::answer(code)
    }

    fn answer(code: c_int) -> Step {
        match code {
            ..0 => Err(Stop::Failed),
            0 => Err(Stop::Refused),
            1.. => Ok(()),
        }
    }

    fn name(name: NameRef<'_>) -> Option<Box<X509_NAME>> {
        X509_NAME::from_der(name.raw()).ok()
    }
}

impl Host for CtxHost<'_> {
    fn decide(&mut self, ok: i32, state: &mut State) -> bool {
        match self.ctx().hooks.verify_cb.get() {
            Some(decide) => self.call(state, |ctx| decide(ok, ctx)) != 0,
            None => ok != 0,
        }
    }

    fn candidates(&mut self, subject: NameRef<'_>) -> Vec<Arc<Link>> {
        self.ctx().trusted_issuers(subject)
    }

    fn certs_by_subject(&mut self, name: NameRef<'_>, state: &mut State) -> Option<Vec<Arc<Link>>> {
        let Some(lookup) = self.ctx().hooks.lookup_certs.get() else {
            return Some(self.ctx().trusted_by_subject(name));
        };
        let name = Self::name(name)?;
        let found = self.call(state, |ctx| lookup(ctx, In::lend(&*name)));
        let certs = stack::take::<OPENSSL_STACK>(Opaque(found.cast()))
            .map(|stack| stack.into_owners::<X509>())
            .unwrap_or_default();
        Some(certs.iter().filter_map(|x| link(x).ok()).collect())
    }

    fn crls_by_issuer(&mut self, name: NameRef<'_>, state: &mut State) -> Vec<Arc<CrlLink>> {
        let Some(lookup) = self.ctx().hooks.lookup_crls.get() else {
            let store = self.ctx().store();
            let found = store.map(|store| store.crls_by_issuer(name)).unwrap_or_default();
            return found.into_iter().map(|(_, link)| link).collect();
        };
        let Some(name) = Self::name(name) else { return Vec::new() };
        let found = self.call(state, |_| lookup(In::lend(self.ctx()), In::lend(&*name)));
        let crls = stack::take::<OPENSSL_STACK>(Opaque(found.cast()))
            .map(|stack| stack.into_owners::<X509_CRL>())
            .unwrap_or_default();
        crls.iter().filter_map(|crl| crl_link(crl).ok()).collect()
    }

    fn own_issuer(
        &mut self,
        cert: &Arc<Link>,
        state: &mut State,
    ) -> Option<std::result::Result<Option<Arc<Link>>, Stop>> {
        let get = self.ctx().hooks.get_issuer.get()?;
        let x = x509_of(cert);
        let mut found = std::ptr::null_mut();
        let code = self.call(state, |ctx| get(Out::lend(&mut found), ctx, Mut::lend(&*x)));
        let issuer = stack::take::<X509>(Opaque(found.cast()));
        Some(match code {
            ..0 => Err(Stop::Failed),
            0 => Ok(None),
            1.. => issuer
                .ok_or(Stop::Failed)
                .and_then(|x| link(&x).map_err(|_| Stop::Failed))
                .map(Some),
        })
    }

    fn own_check_issued(
        &mut self,
        cert: &Arc<Link>,
        issuer: &Arc<Link>,
        state: &mut State,
    ) -> Option<bool> {
        let check = self.ctx().hooks.check_issued.get()?;
        let (x, issuer) = (x509_of(cert), x509_of(issuer));
        Some(self.call(state, |ctx| check(ctx, Mut::lend(&*x), Mut::lend(&*issuer))) != 0)
    }

    fn begin_crl_path(&mut self, signer: &Arc<Link>, state: &mut State) {
        self.publish(state);
        self.inner = Some(self.outer.for_signer(signer));
    }

    fn end_crl_path(&mut self) {
        self.inner = None;
    }

    fn own_trust(&mut self, cert: &Arc<Link>, trust: i32, flags: i32) -> Option<Trust> {
        tables::own_trust(&x509_of(cert), trust, flags)
    }

    fn own_purpose(&mut self, cert: &Arc<Link>, purpose: i32, ca: bool) -> Option<i32> {
        tables::own_purpose(&x509_of(cert), purpose, ca)
    }

    fn own_revocation(&mut self, state: &mut State) -> Option<Step> {
        let check = self.ctx().hooks.check_revocation.get()?;
        let code = self.call(state, |ctx| check(ctx));
        Some(self.step(code, false))
    }

    fn own_crl(&mut self, cert: &Arc<Link>, state: &mut State) -> Option<Option<Arc<CrlLink>>> {
        let get = self.ctx().hooks.get_crl.get()?;
        let x = x509_of(cert);
        let mut found = std::ptr::null_mut();
        let code = self.call(state, |ctx| get(ctx, Out::lend(&mut found), Mut::lend(&*x)));
        let crl = stack::take::<X509_CRL>(Opaque(found.cast()));
        Some(crl.filter(|_| code != 0).and_then(|crl| crl_link(&crl).ok()))
    }

    fn own_check_crl(&mut self, crl: &Arc<CrlLink>, state: &mut State) -> Option<Step> {
        let check = self.ctx().hooks.check_crl.get()?;
        let crl = crl_of(crl);
        Some(Self::answer(self.call(state, |ctx| check(ctx, Mut::lend(&*crl)))))
    }

    fn own_cert_crl(
        &mut self,
        crl: &Arc<CrlLink>,
        cert: &Arc<Link>,
        state: &mut State,
    ) -> Option<std::result::Result<i32, Stop>> {
        let check = self.ctx().hooks.cert_crl.get()?;
        let (crl, x) = (crl_of(crl), x509_of(cert));
        let code = self.call(state, |ctx| check(ctx, Mut::lend(&*crl), Mut::lend(&*x)));
        Some(Self::answer(code).map(|()| code))
    }

    fn own_verify(&mut self, state: &mut State) -> Option<Step> {
        let verify = self.ctx().hooks.verify.get()?;
        let code = self.call(state, |ctx| verify(ctx));
        Some(self.step(code, false))
    }

    fn own_policy(&mut self, state: &mut State) -> Option<Step> {
        let check = self.ctx().hooks.check_policy.get()?;
        let code = self.call(state, |ctx| check(ctx));
        Some(self.step(code, true))
    }
}

/// Builds the chain of `target`: from `certs` up to a trusted certificate of
/// `store`, or without one as far as `certs` go. OpenSSL: `X509_build_chain`.
pub fn build_chain(
    target: &Arc<X509>,
    certs: Option<Opaque>,
    store: Option<Arc<X509_STORE>>,
    with_self_signed: bool,
) -> Result<Vec<Arc<X509>>> {
    let finish = store.is_some();
    let (built, chain) = build(target, certs, store)?;
    if finish && built == Err(Stop::Refused) {
        return Err(Error::quiet());
    }
    let keep_last = with_self_signed || chain.len() == 1;
    let kept = chain.iter().filter(|link| keep_last || !link.cert.has(crate::pki::info::flag::SS));
    Ok(kept.map(x509_of).collect())
}

/// The chain of `target` as far as `store` knows it, up to a trusted
/// certificate or not.
pub fn known_chain(target: &Arc<X509>, store: Arc<X509_STORE>) -> Result<Vec<Arc<X509>>> {
    Ok(build(target, None, Some(store))?.1.iter().map(x509_of).collect())
}

/// What was found of a chain, and whether it is complete.
type Found = (std::result::Result<(), Stop>, Vec<Arc<Link>>);

fn build(
    target: &Arc<X509>,
    certs: Option<Opaque>,
    store: Option<Arc<X509_STORE>>,
) -> Result<Found> {
    let ctx = X509_STORE_CTX::new();
    let finish = store.is_some();
    ctx.init(store, Some(Arc::clone(target)), if finish { certs } else { None });
    if !finish {
        ctx.set_trusted(certs);
    }
    let param = ctx.param().ok_or_else(Error::quiet)?;
    let untrusted = lent(ctx.untrusted()).map(links);
    let mut host = CtxHost::new(&ctx, Arc::clone(&param));
    Ok(verify::build_chain(&mut host, link(target)?, untrusted.as_deref(), &param.values()))
}
