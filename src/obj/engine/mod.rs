//! `ENGINE`: methods of the program's own, or of a shared object, under one
//! name; their list, and who holds them.
#![allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "OpenSSL's typedef names")]

pub mod command;
pub mod conf;
pub mod dynamic;
pub mod key;
pub mod table;

use super::cell::Guarded;
use super::dh_method::DH_METHOD;
use super::dsa_method::DSA_METHOD;
use super::ec_method::EC_KEY_METHOD;
use super::evp_cipher::EVP_CIPHER;
use super::evp_md::EVP_MD;
use super::evp_pkey::EVP_PKEY;
use super::evp_pkey_asn1::EVP_PKEY_ASN1_METHOD;
use super::evp_pkey_meth::EVP_PKEY_METHOD;
use super::ex_data::{Class, ExData};
use super::rand::RAND_METHOD;
use super::rsa_method::RSA_METHOD;
use super::ssl::SSL;
use super::stack::OPENSSL_STACK;
use super::ui::UI_METHOD;
use super::x509::certificate::X509;
use crate::abi::layout::engine::Commands;
use crate::abi::{Arg, Mut, Opaque, Out, Str};
use crate::err::{Error, Lib, Result, engine};
use std::ffi::{CStr, CString, c_char, c_int, c_long, c_void};
use std::sync::Arc;

/// Is told that an engine begins, ends, or goes; gives 1.
pub type EngineStep = extern "C" fn(Mut<ENGINE>) -> c_int;
/// Does a command; gives more than 0.
pub type ENGINE_CTRL_FUNC_PTR =
    extern "C" fn(Mut<ENGINE>, c_int, c_long, *mut c_void, Option<extern "C" fn()>) -> c_int;
/// Loads a key by its name.
pub type EngineLoadKey =
    extern "C" fn(Mut<ENGINE>, Str, Mut<UI_METHOD>, *mut c_void) -> *mut EVP_PKEY;
/// Chooses a client's certificate and key.
pub type ENGINE_SSL_CLIENT_CERT_PTR = extern "C" fn(
    Mut<ENGINE>,
    Mut<SSL>,
    Mut<OPENSSL_STACK>,
    Out<*mut X509>,
    Out<*mut EVP_PKEY>,
    Out<*mut OPENSSL_STACK>,
    Mut<UI_METHOD>,
    *mut c_void,
) -> c_int;
/// Gives a cipher by its NID, or, without a place for it, all NIDs.
pub type EngineCiphers =
    extern "C" fn(Mut<ENGINE>, Out<*const EVP_CIPHER>, Out<*const c_int>, c_int) -> c_int;
/// The same for digests.
pub type EngineDigests =
    extern "C" fn(Mut<ENGINE>, Out<*const EVP_MD>, Out<*const c_int>, c_int) -> c_int;
/// The same for methods of keys.
pub type EnginePkeyMeths =
    extern "C" fn(Mut<ENGINE>, Out<*mut EVP_PKEY_METHOD>, Out<*const c_int>, c_int) -> c_int;
/// The same for the forms of keys.
pub type EnginePkeyAsn1Meths =
    extern "C" fn(Mut<ENGINE>, Out<*mut EVP_PKEY_ASN1_METHOD>, Out<*const c_int>, c_int) -> c_int;

/// `ENGINE_FLAGS_…`.
pub mod flag {
    #![allow(missing_docs, reason = "each is OpenSSL's constant")]
    use std::ffi::c_int;
    pub const MANUAL_CMD_CTRL: c_int = 2;
    pub const BY_ID_COPY: c_int = 4;
    pub const NO_REGISTER_ALL: c_int = 8;
}

/// What is set of an engine.
#[derive(Clone)]
#[allow(missing_docs, reason = "each is named for the function that sets it")]
pub struct Fields {
    pub id: Option<Arc<CStr>>,
    pub name: Option<Arc<CStr>>,
    pub rsa: Option<Arc<RSA_METHOD>>,
    pub dsa: Option<Arc<DSA_METHOD>>,
    pub dh: Option<Arc<DH_METHOD>>,
    pub ec: Option<Arc<EC_KEY_METHOD>>,
    pub rand: Opaque,
    pub ciphers: Option<EngineCiphers>,
    pub digests: Option<EngineDigests>,
    pub pkey_meths: Option<EnginePkeyMeths>,
    pub pkey_asn1_meths: Option<EnginePkeyAsn1Meths>,
    pub destroy: Option<EngineStep>,
    pub init: Option<EngineStep>,
    pub finish: Option<EngineStep>,
    pub ctrl: Option<ENGINE_CTRL_FUNC_PTR>,
    pub load_privkey: Option<EngineLoadKey>,
    pub load_pubkey: Option<EngineLoadKey>,
    pub client_cert: Option<ENGINE_SSL_CLIENT_CERT_PTR>,
    pub commands: Commands,
    pub flags: c_int,
}

impl Default for Fields {
    fn default() -> Self {
        Fields {
            id: None,
            name: None,
            rsa: None,
            dsa: None,
            dh: None,
            ec: None,
            rand: Opaque::NULL,
            ciphers: None,
            digests: None,
            pkey_meths: None,
            pkey_asn1_meths: None,
            destroy: None,
            init: None,
            finish: None,
            ctrl: None,
            load_privkey: None,
            load_pubkey: None,
            client_cert: None,
            commands: Commands::NONE,
            flags: 0,
        }
    }
}

impl Fields {
    /// The generator, which lives as long as the program has it set.
    pub fn rand(&self) -> *const RAND_METHOD {
        self.rand.0.cast_const().cast()
    }
}

/// Methods under one name. What C calls a structural reference is a share.
pub struct ENGINE {
    fields: Guarded<Fields>,
    /// How many want it to work: functional references.
    uses: Guarded<usize>,
    /// What it is to load, if it is one that loads.
    loader: dynamic::Loader,
    /// The program's own values.
    pub ex_data: ExData,
}

/// The engines that are found by their names, in their order.
static LIST: Guarded<Vec<Arc<ENGINE>>> = Guarded::new(Vec::new());

/// Fails as an engine does.
#[track_caller]
pub fn failed(reason: c_int) -> Error {
    Error::new(Lib::Engine, reason)
}

/// A share of an engine that works: a functional reference.
pub struct Working(Arc<ENGINE>);

impl std::ops::Deref for Working {
    type Target = Arc<ENGINE>;
    fn deref(&self) -> &Arc<ENGINE> {
        &self.0
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.0.give_up();
    }
}

impl Clone for Working {
    fn clone(&self) -> Self {
        self.0.uses.with(|uses| *uses += 1);
        Working(Arc::clone(&self.0))
    }
}

impl Working {
    /// Hands the reference to C, which gives it back with `ENGINE_finish`.
    pub fn hand_over(self) -> Arc<ENGINE> {
        let engine = Arc::clone(&self.0);
        // The use stays counted; the share goes to C with the result.
        self.0.uses.with(|uses| *uses += 1);
        engine
    }
}

impl ENGINE {
    fn made(fields: Fields) -> Arc<ENGINE> {
        Self::with(fields, dynamic::Loader::default())
    }

    fn with(fields: Fields, loader: dynamic::Loader) -> Arc<ENGINE> {
        let engine = Arc::new(ENGINE {
            fields: Guarded::new(fields),
            uses: Guarded::default(),
            loader,
            ex_data: ExData::new(),
        });
        engine.ex_data.created(Class::Engine, &*engine);
        engine
    }

    /// One with nothing set.
    pub fn new() -> Arc<ENGINE> {
        Self::made(Fields::default())
    }

    /// What is set of it.
    pub fn fields(&self) -> Fields {
        self.fields.get()
    }

    /// Reads what is set of it.
    pub fn look<R>(&self, look: impl FnOnce(&Fields) -> R) -> R {
        self.fields.with(|fields| look(fields))
    }

    /// Changes what is set of it.
    pub fn change<R>(&self, step: impl FnOnce(&mut Fields) -> R) -> R {
        // What is replaced is freed outside: that may call the program.
        let mut new = self.fields();
        let result = step(&mut new);
        let old = self.fields.with(|fields| std::mem::replace(fields, new));
        drop(old);
        result
    }

    /// The address of its identifier, valid until that is changed.
    pub fn id_ptr(&self) -> *const c_char {
        self.look(|fields| fields.id.as_ref().map_or(std::ptr::null(), |id| id.as_ptr()))
    }

    /// The address of its name, valid until that is changed.
    pub fn name_ptr(&self) -> *const c_char {
        self.look(|fields| fields.name.as_ref().map_or(std::ptr::null(), |name| name.as_ptr()))
    }

    fn is_called(&self, id: &CStr) -> bool {
        self.look(|fields| fields.id.as_deref() == Some(id))
    }

    /// Whether anybody wants it to work.
    pub fn is_used(&self) -> bool {
        self.uses.get() > 0
    }

    /// Has it work: a functional reference. It is told of the first.
    ///
    /// Errors: silent if it does not want to.
    pub fn work(self: &Arc<Self>) -> Result<Working> {
        let first = self.uses.get() == 0;
        let init = if first { self.look(|fields| fields.init) } else { None };
        if init.is_some_and(|init| init(Mut::lend(&**self)) == 0) {
            return Err(Error::quiet());
        }
        self.uses.with(|uses| *uses += 1);
        Ok(Working(Arc::clone(self)))
    }

    /// Gives up a functional reference. It is told of the last; whether it
    /// agrees. `None` if there was none.
    pub fn give_up(&self) -> Option<bool> {
        let left = self.uses.with(|uses| {
            *uses = uses.checked_sub(1)?;
            Some(*uses)
        })?;
        let finish = if left == 0 { self.look(|fields| fields.finish) } else { None };
        Some(finish.is_none_or(|finish| finish(Mut::lend(self)) != 0))
    }

    /// Adds it to the list.
    ///
    /// Errors: `ENGINE_R_ID_OR_NAME_MISSING`, `ENGINE_R_CONFLICTING_ENGINE_ID`.
    #[track_caller]
    pub fn add(self: &Arc<Self>) -> Result<()> {
        let (id, name) = self.look(|fields| (fields.id.clone(), fields.name.clone()));
        let (Some(id), Some(_)) = (id, name) else {
            return Err(failed(engine::R_ID_OR_NAME_MISSING));
        };
        builtin();
        let added = LIST.with(|list| {
            let free = !list.iter().any(|known| known.is_called(&id));
            if free {
                list.push(Arc::clone(self));
            }
            free
        });
        if added {
            return Ok(());
        }
        crate::err::push(&failed(engine::R_CONFLICTING_ENGINE_ID), "ENGINE_add");
        Err(failed(engine::R_INTERNAL_LIST_ERROR))
    }

    /// Takes it off the list.
    ///
    /// Errors: `ENGINE_R_ENGINE_IS_NOT_IN_LIST`.
    #[track_caller]
    pub fn remove(&self) -> Result<()> {
        let removed = LIST.with(|list| {
            let at = list.iter().position(|known| std::ptr::eq(&**known, self))?;
            Some(list.remove(at))
        });
        if removed.is_some() {
            return Ok(());
        }
        crate::err::push(&failed(engine::R_ENGINE_IS_NOT_IN_LIST), "ENGINE_remove");
        Err(failed(engine::R_INTERNAL_LIST_ERROR))
    }

    /// The one after it in the list, or before it.
    pub fn neighbour(&self, after: bool) -> Option<Arc<ENGINE>> {
        LIST.with(|list| {
            let at = list.iter().position(|known| std::ptr::eq(&**known, self))?;
            let at = if after { at.checked_add(1) } else { at.checked_sub(1) }?;
            list.get(at).cloned()
        })
    }

    /// One that does the same.
    fn duplicate(&self) -> Arc<ENGINE> {
        Self::with(self.fields(), self.loader.duplicate())
    }

    /// Its method for a type of keys.
    ///
    /// Errors: `ENGINE_R_UNIMPLEMENTED_PUBLIC_KEY_METHOD`.
    #[track_caller]
    pub fn pkey_meth(&self, nid: c_int) -> Result<Arc<EVP_PKEY_METHOD>> {
        let mut method = std::ptr::null_mut();
        let (place, none) = (Out::lend(&mut method), Out::at(std::ptr::null_mut()));
        let ask = self.look(|fields| fields.pkey_meths);
        let found = ask.is_some_and(|ask| ask(Mut::lend(self), place, none, nid) != 0);
        let method = Mut::from_element(Opaque(method.cast())).share_opt().filter(|_| found);
        method.ok_or_else(|| failed(engine::R_UNIMPLEMENTED_PUBLIC_KEY_METHOD))
    }

    /// Its client certificate function.
    ///
    /// Errors: `ENGINE_R_NOT_INITIALISED`, `ENGINE_R_NO_LOAD_FUNCTION`.
    #[track_caller]
    pub fn client_cert_function(&self) -> Result<ENGINE_SSL_CLIENT_CERT_PTR> {
        if !self.is_used() {
            return Err(failed(engine::R_NOT_INITIALISED));
        }
        let function = self.look(|fields| fields.client_cert);
        function.ok_or_else(|| failed(engine::R_NO_LOAD_FUNCTION))
    }
}

impl Drop for ENGINE {
    fn drop(&mut self) {
        if let Some(destroy) = self.look(|fields| fields.destroy) {
            destroy(Mut::lend(self));
        }
        self.ex_data.freed(Class::Engine, self);
    }
}

/// Makes sure that the engine that loads others is in the list.
pub fn builtin() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        super::lifetime::at_end(end);
        LIST.with(|list| list.push(dynamic::engine()));
    });
}

/// The first of the list, or the last.
pub fn end_of_list(first: bool) -> Option<Arc<ENGINE>> {
    builtin();
    LIST.with(|list| if first { list.first().cloned() } else { list.last().cloned() })
}

/// The engines of the list that want to be registered with all.
pub fn all() -> Vec<Arc<ENGINE>> {
    builtin();
    let mut all = LIST.get();
    all.retain(|engine| engine.look(|fields| fields.flags & flag::NO_REGISTER_ALL == 0));
    all
}

fn listed(id: &CStr) -> Option<Arc<ENGINE>> {
    builtin();
    let found = LIST.with(|list| list.iter().find(|known| known.is_called(id)).cloned())?;
    if found.look(|fields| fields.flags & flag::BY_ID_COPY != 0) {
        return Some(found.duplicate());
    }
    Some(found)
}

/// The engine with an identifier: of the list, or loaded from the folder of
/// engines.
///
/// Errors: `ENGINE_R_NO_SUCH_ENGINE`.
#[track_caller]
pub fn by_id(id: &CStr) -> Result<Arc<ENGINE>> {
    if let Some(found) = listed(id) {
        return Ok(found);
    }
    let unknown = failed(engine::R_NO_SUCH_ENGINE).with(format!("id={}", id.to_string_lossy()));
    if id == c"dynamic" {
        return Err(unknown);
    }
    match dynamic::load_by_id(id) {
        Ok(engine) => Ok(engine),
        Err(cause) => {
            crate::err::push(&cause, "ENGINE_by_id");
            Err(unknown)
        }
    }
}

/// A string of the program's, as an engine keeps it.
pub fn kept(text: &CStr) -> Arc<CStr> {
    Arc::from(CString::from(text))
}

/// The library ends: engines that are the default end, and the list is freed.
extern "C" fn end() {
    conf::end();
    table::clear();
    while let Some(engine) = LIST.with(Vec::pop) {
        drop(engine);
    }
}

/// An argument of a command that is an engine's own affair.
type Function = Option<extern "C" fn()>;

/// A `ctrl` argument as a string.
fn text<'a>(arg: *mut c_void) -> Option<&'a CStr> {
    Arg(arg).str()
}
