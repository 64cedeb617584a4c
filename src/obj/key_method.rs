//! What computes with a key: a method of the program's own, that of an engine,
//! or the usual one.

use super::cell::Guarded;
use super::dh_method::DH_METHOD;
use super::dsa_method::DSA_METHOD;
use super::ec_method::EC_KEY_METHOD;
use super::engine::table::{self, Ability};
use super::engine::{ENGINE, Fields, Working};
use super::rsa_method::RSA_METHOD;
use crate::err::{self, Error, Lib, Result};
use std::sync::Arc;

/// A type of methods of keys.
pub trait KeyMethod: Sized + 'static {
    /// What an engine that has one can do.
    const ABILITY: Ability;
    /// Whose errors there are.
    const LIB: Lib;
    /// That of an engine.
    fn of(fields: &Fields) -> Option<Arc<Self>>;
    /// That of new keys, if the program chose one.
    fn chosen() -> &'static Guarded<Option<Arc<Self>>>;
    /// The usual one.
    fn usual() -> &'static Arc<Self>;
}

macro_rules! methods {
    ($($method:ty, $ability:ident, $lib:ident, $field:ident;)*) => {$(
        impl KeyMethod for $method {
            const ABILITY: Ability = Ability::$ability;
            const LIB: Lib = Lib::$lib;
            fn of(fields: &Fields) -> Option<Arc<Self>> {
                fields.$field.clone()
            }
            fn chosen() -> &'static Guarded<Option<Arc<Self>>> {
                static CHOSEN: Guarded<Option<Arc<$method>>> = Guarded::new(None);
                &CHOSEN
            }
            fn usual() -> &'static Arc<Self> {
                <$method>::usual()
            }
        }
    )*};
}

methods! {
    RSA_METHOD, Rsa, Rsa, rsa;
    DSA_METHOD, Dsa, Dsa, dsa;
    DH_METHOD, Dh, Dh, dh;
    EC_KEY_METHOD, Ec, Ec, ec;
}

/// The method of new keys that no engine makes.
pub fn default<M: KeyMethod>() -> Arc<M> {
    M::chosen().get().unwrap_or_else(|| Arc::clone(M::usual()))
}

/// Chooses the method of new keys that no engine makes.
pub fn set_default<M: KeyMethod>(method: Arc<M>) {
    let old = M::chosen().with(|place| place.replace(method));
    drop(old);
}

/// Whether new keys compute unusually.
pub fn is_unusual<M: KeyMethod>() -> bool {
    table::has(M::ABILITY)
        || M::chosen().with(|place| place.as_ref().is_some_and(|m| !Arc::ptr_eq(m, M::usual())))
}

/// What computes with a key, and the engine it is of.
pub struct Origin<M> {
    method: Option<Arc<M>>,
    engine: Option<Working>,
}

impl<M> Clone for Origin<M> {
    fn clone(&self) -> Self {
        Origin { method: self.method.clone(), engine: self.engine.clone() }
    }
}

impl<M> Default for Origin<M> {
    fn default() -> Self {
        Origin { method: None, engine: None }
    }
}

impl<M: KeyMethod> Origin<M> {
    /// That of a new key: of an engine, or of the default one.
    ///
    /// Errors: `ERR_R_ENGINE_LIB`.
    #[track_caller]
    pub fn new(engine: Option<&Arc<ENGINE>>) -> Result<Self> {
        let failed = || Error::new(M::LIB, err::lib_failed(Lib::Engine));
        let engine = match engine {
            Some(engine) => Some(engine.work().map_err(|_| failed())?),
            None => table::find(M::ABILITY, None),
        };
        let method = match &engine {
            Some(engine) => Some(engine.look(M::of).ok_or_else(failed)?),
            None => M::chosen().get(),
        };
        Ok(Origin { method, engine })
    }
}

/// What computes with a key, in the key.
pub struct Computing<M>(Guarded<Origin<M>>);

impl<M> Default for Computing<M> {
    fn default() -> Self {
        Computing(Guarded::default())
    }
}

impl<M> Computing<M> {
    /// From an origin.
    pub fn by(origin: Origin<M>) -> Self {
        Computing(Guarded::new(origin))
    }

    /// The origin.
    pub fn origin(&self) -> Origin<M> {
        self.0.get()
    }

    /// Takes another origin.
    pub fn set_origin(&self, origin: Origin<M>) {
        let old = self.0.with(|place| std::mem::replace(place, origin));
        drop(old);
    }

    /// The method, if there is one.
    pub fn method(&self) -> Option<Arc<M>> {
        self.0.with(|origin| origin.method.clone())
    }

    /// Sets the method, which no engine then has; gives the former one.
    pub fn set_method(&self, method: Arc<M>) -> Option<Arc<M>> {
        let new = Origin { method: Some(method), engine: None };
        let old = self.0.with(|place| std::mem::replace(place, new));
        old.method
    }

    /// The address of the engine; NULL without one.
    pub fn engine(&self) -> *mut ENGINE {
        self.0.with(|origin| match &origin.engine {
            Some(engine) => Arc::as_ptr(engine).cast_mut(),
            None => std::ptr::null_mut(),
        })
    }
}
