//! `X509_VERIFY_PARAM`: verification parameters as C holds them.

use crate::err::{self, Error, Lib, Result, x509, x509v3};
use crate::obj::cell::{Handed, ReadMostly};
use crate::obj::objects::{ASN1_OBJECT, Object};
use crate::pki::param::{self, Param};
use crate::pki::{host, purpose, trust};
use std::ffi::{CStr, CString, c_int};
use std::sync::{Arc, LazyLock};

/// Verification parameters.
#[derive(Debug, Default)]
pub struct X509_VERIFY_PARAM {
    state: ReadMostly<State>,
}

#[derive(Debug, Default, Clone)]
struct State {
    name: Option<Arc<CStr>>,
    param: Arc<Param>,
    peer_name: Option<Arc<CStr>>,
    /// Terminated copies of hosts and e-mail that C was lent.
    hosts: Vec<Arc<CStr>>,
    email: Option<Arc<CStr>>,
    /// Acceptable policies that were handed over.
    policies: Vec<Arc<Handed<Object>>>,
}

fn c_text(bytes: &[u8]) -> Option<Arc<CStr>> {
    // Up to an embedded NUL, which is where C would stop reading.
    let end = bytes.iter().position(|&b| b == 0).unwrap_or(bytes.len());
    CString::new(bytes.get(..end)?).ok().map(Arc::from)
}

/// A name given with a length: 0 means terminated; a NUL only at its end.
fn host_name(name: Option<&[u8]>) -> Option<Option<&[u8]>> {
    let Some(name) = name else { return Some(None) };
    let name = match name {
        [start @ .., 0] if !start.is_empty() => start,
        _ => name,
    };
    if name.contains(&0) {
        return None;
    }
    Some((!name.is_empty()).then_some(name))
}

impl X509_VERIFY_PARAM {
    /// Parameters of which none is set.
    pub fn new() -> Arc<Self> {
        Arc::new(Self::default())
    }

    /// Parameters with these values.
    pub fn of(param: Param) -> Arc<Self> {
        Self::named(None, param)
    }

    fn named(name: Option<&CStr>, param: Param) -> Arc<Self> {
        let state = State { name: name.map(Arc::from), param: Arc::new(param), ..State::default() };
        Arc::new(X509_VERIFY_PARAM { state: ReadMostly::new(state) })
    }

    /// The values.
    pub fn values(&self) -> Arc<Param> {
        self.state.look(|state| Arc::clone(&state.param))
    }

    /// Changes the values.
    pub fn change<R>(&self, step: impl FnOnce(&mut Param) -> R) -> R {
        self.state.with(|state| step(Arc::make_mut(&mut state.param)))
    }

    /// Takes over what `from` has, as the inheritance flags say.
    pub fn inherit(&self, from: &X509_VERIFY_PARAM) {
        let from = from.values();
        self.change(|param| param.inherit(&from));
    }

    /// Takes over whatever `from` has set.
    pub fn assign(&self, from: &X509_VERIFY_PARAM) {
        let from = from.values();
        self.change(|param| param.assign(&from));
    }

    /// Runs `step` while the values are being read.
    #[cfg(test)]
    pub(super) fn while_read(&self, step: impl FnOnce()) {
        self.state.look(|_| step());
    }

    /// Its name; NULL without.
    pub fn name(&self) -> Option<Arc<CStr>> {
        self.state.look(|state| state.name.clone())
    }

    /// Sets its name, or takes it away.
    pub fn set_name(&self, name: Option<&CStr>) {
        self.state.with(|state| state.name = name.map(Arc::from));
    }

    /// The wanted IP address as text.
    #[track_caller]
    pub fn ip_text(&self) -> Result<String> {
        let values = self.values();
        let ip = values.ip.as_deref();
        ip.and_then(host::format_ip)
            .ok_or_else(|| Error::new(Lib::X509, err::R_PASSED_NULL_PARAMETER))
    }

    /// Sets the purpose, one that exists.
    pub fn set_purpose(&self, id: c_int) -> Result<()> {
        if purpose::trust_of(id).is_none() {
            return Err(Error::new(Lib::X509v3, x509v3::R_INVALID_PURPOSE));
        }
        self.change(|param| param.purpose = id);
        Ok(())
    }

    /// Sets the trust, one that exists.
    pub fn set_trust(&self, id: c_int) -> Result<()> {
        if !trust::exists(id) {
            return Err(Error::new(Lib::X509, x509::R_INVALID_TRUST));
        }
        self.change(|param| param.trust = id);
        Ok(())
    }

    /// Replaces the wanted host names by `name`, or by none.
    pub fn set_host(&self, name: Option<&[u8]>) -> Result<()> {
        let name = host_name(name).ok_or_else(Error::quiet)?;
        self.change(|param| param.hosts = name.map(|name| vec![name.to_vec()]));
        Ok(())
    }

    /// Adds a wanted host name.
    pub fn add_host(&self, name: Option<&[u8]>) -> Result<()> {
        let name = host_name(name).ok_or_else(Error::quiet)?;
        if let Some(name) = name {
            self.change(|param| param.hosts.get_or_insert_default().push(name.to_vec()));
        }
        Ok(())
    }

    /// The wanted host name at `index`, lent until they change.
    pub fn host(&self, index: c_int) -> Option<Arc<CStr>> {
        self.state.with(|state| {
            let hosts = state.param.hosts.clone().unwrap_or_default();
            let same = hosts.len() == state.hosts.len()
                && hosts.iter().zip(&state.hosts).all(|(a, b)| a.as_slice() == b.to_bytes());
            if !same {
                state.hosts = hosts.iter().filter_map(|host| c_text(host)).collect();
            }
            state.hosts.get(usize::try_from(index).ok()?).cloned()
        })
    }

    /// Replaces the wanted e-mail address.
    pub fn set_email(&self, email: Option<&[u8]>) {
        self.change(|param| param.email = email.map(<[u8]>::to_vec));
    }

    /// The wanted e-mail address, lent until it changes.
    pub fn email(&self) -> Option<Arc<CStr>> {
        self.state.with(|state| {
            let text = state.param.email.as_deref().and_then(c_text);
            if text.as_deref() != state.email.as_deref() {
                state.email = text;
            }
            state.email.clone()
        })
    }

    /// Replaces the wanted IP address, of 4 or 16 bytes.
    pub fn set_ip(&self, ip: Option<&[u8]>) -> Result<()> {
        if ip.is_some_and(|ip| !matches!(ip.len(), 4 | 16)) {
            return Err(Error::new(Lib::X509, err::R_PASSED_INVALID_ARGUMENT));
        }
        self.change(|param| param.ip = ip.map(<[u8]>::to_vec));
        Ok(())
    }

    /// Replaces the wanted IP address by the one in `text`.
    pub fn set_ip_text(&self, text: &[u8]) -> Result<()> {
        let ip = host::parse_ip(text).ok_or_else(Error::quiet)?;
        self.set_ip(Some(&ip))
    }

    /// The name in the certificate that a wanted host name matched.
    pub fn peer_name(&self) -> Option<Arc<CStr>> {
        self.state.look(|state| state.peer_name.clone())
    }

    /// Replaces that name.
    pub fn set_peer_name(&self, name: Option<&[u8]>) {
        self.state.with(|state| state.peer_name = name.and_then(c_text));
    }

    /// Moves that name here from `from`.
    pub fn move_peer_name(&self, from: &X509_VERIFY_PARAM) {
        let name = from.state.with(|state| state.peer_name.take());
        self.state.with(|state| state.peer_name = name);
    }

    /// Replaces the acceptable policies.
    pub fn set_policies(&self, policies: Option<&[&ASN1_OBJECT]>) {
        self.change(|param| {
            param.policies =
                policies.map(|oids| oids.iter().map(|oid| oid.der().to_vec()).collect());
            if policies.is_some() {
                param.flags |= param::flag::POLICY_CHECK;
            }
        });
    }

    /// Adds an acceptable policy.
    pub fn add_policy(&self, policy: Object) {
        let der = policy.der().to_vec();
        self.change(|param| param.policies.get_or_insert_default().push(der));
        self.state.with(|state| state.policies.push(Arc::new(Handed(policy))));
    }
}

/// The named sets that are always there, in OpenSSL's order.
static BUILT_IN: LazyLock<[Arc<X509_VERIFY_PARAM>; 5]> = LazyLock::new(|| {
    let named = |name, param: &Param| X509_VERIFY_PARAM::named(Some(name), param.clone());
    [
        named(c"default", &param::DEFAULT),
        named(c"pkcs7", &param::SMIME),
        named(c"smime_sign", &param::SMIME),
        named(c"ssl_client", &param::SSL_CLIENT),
        named(c"ssl_server", &param::SSL_SERVER),
    ]
});

/// The sets that the program added, by name.
static ADDED: ReadMostly<Vec<Arc<X509_VERIFY_PARAM>>> = ReadMostly::new(Vec::new());

/// How many named sets there are.
pub fn count() -> usize {
    BUILT_IN.len() + ADDED.look(Vec::len)
}

/// The named set at `index`.
pub fn at(index: c_int) -> Option<Arc<X509_VERIFY_PARAM>> {
    let index = usize::try_from(index).ok()?;
    match index.checked_sub(BUILT_IN.len()) {
        None => BUILT_IN.get(index).cloned(),
        Some(index) => ADDED.look(|added| added.get(index).cloned()),
    }
}

/// The set with the name `name`; the program's own come first.
pub fn lookup(name: &CStr) -> Option<Arc<X509_VERIFY_PARAM>> {
    let wanted = |set: &&Arc<X509_VERIFY_PARAM>| set.name().as_deref() == Some(name);
    ADDED
        .look(|added| added.iter().find(wanted).cloned())
        .or_else(|| BUILT_IN.iter().find(wanted).cloned())
}

/// Adds a named set, in place of one with the same name.
pub fn add(set: Arc<X509_VERIFY_PARAM>) {
    ADDED.with(|added| {
        let name = set.name();
        added.retain(|other| other.name() != name);
        added.push(set);
    });
}

/// Forgets the sets that the program added.
pub fn forget_added() {
    drop(ADDED.with(std::mem::take));
}
