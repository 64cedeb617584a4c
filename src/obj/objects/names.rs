//! The table of names (`OBJ_NAME`): of digests, ciphers, and what a program
//! adds.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use crate::abi::{Arg, Opaque};
use crate::obj::cell::Guarded;
use crate::obj::evp_names;
use std::ffi::{CStr, c_char, c_int, c_ulong};
use std::sync::{Arc, LazyLock};

/// The bit of a type that says that a name stands for another.
pub const ALIAS: c_int = 0x8000;
/// `OBJ_NAME_TYPE_MD_METH`.
pub const DIGEST: c_int = 1;
/// `OBJ_NAME_TYPE_CIPHER_METH`.
pub const CIPHER: c_int = 2;
/// The first type of a program's own (`OBJ_NAME_TYPE_NUM`).
const FIRST_OWN: c_int = 7;
/// How many names may stand for each other in a row.
const MOST_ALIASES: usize = 10;

/// Hashes a name.
pub type NameHash = extern "C" fn(*const c_char) -> c_ulong;
/// Compares two names: 0 if equal.
pub type NameCompare = extern "C" fn(*const c_char, *const c_char) -> c_int;
/// Frees a name of a type with its data.
pub type NameFree = extern "C" fn(*const c_char, c_int, *const c_char);

/// A name. Public layout; name and data are the program's.
#[repr(C)]
#[derive(Debug)]
pub struct OBJ_NAME {
    kind: c_int,
    alias: c_int,
    name: Opaque,
    data: Opaque,
}

/// How the names of a type are told apart and freed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Functions {
    /// Names with another hash are others.
    pub hash: Option<NameHash>,
    /// In place of the comparison without regard to case.
    pub compare: Option<NameCompare>,
    /// Called for a name that goes.
    pub free: Option<NameFree>,
}

struct State {
    names: Vec<Arc<OBJ_NAME>>,
    /// Of the program's own types, from the first on.
    functions: Vec<Functions>,
}

static STATE: LazyLock<Guarded<State>> = LazyLock::new(|| {
    let mut names = Vec::new();
    let mut add = |kind, name: &'static CStr, of: Option<&'static CStr>, object: Opaque| {
        let alias = if of.is_some() { ALIAS } else { 0 };
        let data = of.map_or(object, |of| Arg::text(of).opaque());
        names.push(Arc::new(OBJ_NAME { kind, alias, name: Arg::text(name).opaque(), data }));
    };
    for name in evp_names::digests() {
        let object = Arg::object_of(name.object).opaque();
        add(DIGEST, &name.name, name.alias_of.as_deref(), object);
    }
    for name in evp_names::ciphers() {
        let object = Arg::object_of(name.object).opaque();
        add(CIPHER, &name.name, name.alias_of.as_deref(), object);
    }
    Guarded::new(State { names, functions: Vec::new() })
});

impl OBJ_NAME {
    fn text(&self) -> &CStr {
        Arg(self.name.0).str().unwrap_or_default()
    }
}

fn functions(kind: c_int) -> Functions {
    let own = usize::try_from(kind - FIRST_OWN).ok();
    own.and_then(|at| STATE.with(|s| s.functions.get(at).copied())).unwrap_or_default()
}

/// The names of a type as they are now: the program's functions are called
/// without the lock.
fn of_type(kind: c_int) -> Vec<Arc<OBJ_NAME>> {
    STATE.with(|s| s.names.iter().filter(|name| name.kind == kind).map(Arc::clone).collect())
}

fn find(kind: c_int, wanted: &CStr) -> Option<Arc<OBJ_NAME>> {
    let Functions { hash, compare, .. } = functions(kind);
    let wanted_ptr = wanted.as_ptr();
    of_type(kind).into_iter().find(|name| {
        let ptr: *const c_char = name.text().as_ptr();
        hash.is_none_or(|hash| hash(wanted_ptr) == hash(ptr))
            && match compare {
                Some(compare) => compare(wanted_ptr, ptr) == 0,
                None => wanted.to_bytes().eq_ignore_ascii_case(name.text().to_bytes()),
            }
    })
}

fn freed(name: &OBJ_NAME) {
    if let Some(free) = functions(name.kind).free {
        free(name.name.0.cast(), name.kind, name.data.0.cast());
    }
}

/// A new type.
pub fn new_type(functions: Functions) -> c_int {
    STATE.with(|s| {
        s.functions.push(functions);
        c_int::try_from(s.functions.len()).map_or(0, |count| FIRST_OWN + count - 1)
    })
}

/// What a name stands for: of an alias what that stands for, unless `kind`
/// asks for the alias itself.
pub fn get(name: &CStr, kind: c_int) -> Option<Opaque> {
    let (kind, alias_itself) = (kind & !ALIAS, kind & ALIAS != 0);
    let mut found = find(kind, name)?;
    for _ in 0..MOST_ALIASES {
        if alias_itself || found.alias == 0 {
            return Some(found.data);
        }
        found = find(kind, Arg(found.data.0).str()?)?;
    }
    None
}

/// Adds a name, in place of one that is equal; both pointers are kept.
pub fn add(name: Opaque, kind: c_int, data: Opaque) {
    let (kind, alias) = (kind & !ALIAS, kind & ALIAS);
    let made = Arc::new(OBJ_NAME { kind, alias, name, data });
    let old = find(kind, made.text());
    STATE.with(|s| {
        let same = |there: &Arc<OBJ_NAME>| old.as_ref().is_some_and(|old| Arc::ptr_eq(old, there));
        match s.names.iter_mut().find(|there| same(there)) {
            Some(place) => *place = made,
            None => s.names.push(made),
        }
    });
    if let Some(old) = old {
        freed(&old);
    }
}

/// Removes a name; whether it was there.
pub fn remove(name: &CStr, kind: c_int) -> bool {
    let Some(old) = find(kind & !ALIAS, name) else { return false };
    STATE.with(|s| s.names.retain(|there| !Arc::ptr_eq(there, &old)));
    freed(&old);
    true
}

/// Removes all names of a type; of all types for a negative one.
pub fn remove_all(kind: c_int) {
    let gone: Vec<Arc<OBJ_NAME>> = STATE.with(|s| {
        let (gone, left) = s.names.drain(..).partition(|name| kind < 0 || name.kind == kind);
        s.names = left;
        gone
    });
    gone.iter().for_each(|name| freed(name));
}

/// Runs `visit` on every name of a type, in order.
pub fn for_each(kind: c_int, visit: impl Fn(&OBJ_NAME)) {
    let mut names = of_type(kind);
    names.sort_by(|a, b| a.text().cmp(b.text()));
    names.iter().for_each(|name| visit(name));
}
