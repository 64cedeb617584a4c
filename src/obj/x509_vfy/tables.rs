//! The tables of purposes and trust settings, which a program may extend and
//! change: `X509_PURPOSE` and `X509_TRUST`.

use super::aux;
use crate::abi::func::FnCell;
use crate::abi::layout::Field;
use crate::abi::{In, Mut, Opaque, entry, quiet};
use crate::err::Result;
use crate::obj::cell::Guarded;
use crate::obj::objects;
use crate::obj::x509::X509;
use crate::pki::trust::Trust;
use crate::pki::{purpose, trust};
use std::ffi::{CStr, CString, c_int};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

/// Whether a certificate may be used for a purpose, as a CA if the last is not 0.
pub type X509_PURPOSE_check_fn = extern "C" fn(In<X509_PURPOSE>, In<X509>, c_int) -> c_int;
/// How far a certificate is trusted, `X509_TRUST_…`.
pub type X509_TRUST_check_fn = extern "C" fn(Mut<X509_TRUST>, Mut<X509>, c_int) -> c_int;
/// How far a certificate is trusted for what is not in the table.
pub type X509_TRUST_default_fn = extern "C" fn(c_int, Mut<X509>, c_int) -> c_int;

/// In the flags of a row: the row was added (`X509_PURPOSE_DYNAMIC`).
const DYNAMIC: c_int = 1;
/// In the flags of a row: its names are the program's (`X509_PURPOSE_DYNAMIC_NAME`).
const DYNAMIC_NAME: c_int = 2;

/// `X509_PURPOSE`: a purpose that certificates may be checked for.
#[repr(C)]
pub struct X509_PURPOSE {
    /// `X509_PURPOSE_…`.
    pub purpose: c_int,
    /// `X509_TRUST_…` that goes with it.
    pub trust: Field<c_int>,
    /// What was added or changed.
    pub flags: Field<c_int>,
    /// Checks a certificate.
    pub check_purpose: FnCell<X509_PURPOSE_check_fn>,
    /// Its name for people.
    pub name: Field<Opaque>,
    /// Its name in options.
    pub sname: Field<Opaque>,
    /// The program's own.
    pub usr_data: Field<Opaque>,
    /// Owns the names of a program's.
    names: Guarded<[CString; 2]>,
}

/// `X509_TRUST`: a trust setting.
#[repr(C)]
pub struct X509_TRUST {
    /// `X509_TRUST_…`.
    pub trust: c_int,
    /// What was added or changed.
    pub flags: Field<c_int>,
    /// Checks a certificate.
    pub check_trust: FnCell<X509_TRUST_check_fn>,
    /// Its name.
    pub name: Field<Opaque>,
    /// The number of the purpose it stands for, or the program's own.
    pub arg1: Field<c_int>,
    /// The program's own.
    pub arg2: Field<Opaque>,
    /// Owns the name of a program's.
    names: Guarded<CString>,
}

/// A row of either table.
trait Row {
    fn id(&self) -> c_int;
}

impl Row for X509_PURPOSE {
    fn id(&self) -> c_int {
        self.purpose
    }
}

impl Row for X509_TRUST {
    fn id(&self) -> c_int {
        self.trust
    }
}

/// Rows that are always there, and those of a program's.
struct Table<T> {
    known: Vec<Arc<T>>,
    added: Guarded<Vec<Arc<T>>>,
    /// Whether a program has added or changed anything.
    touched: AtomicBool,
}

impl<T: Row> Table<T> {
    fn new(known: Vec<T>) -> Self {
        let known = known.into_iter().map(Arc::new).collect();
        Table { known, added: Guarded::new(Vec::new()), touched: AtomicBool::new(false) }
    }

    fn len(&self) -> usize {
        self.known.len() + self.added.with(|added| added.len())
    }

    fn at(&self, index: usize) -> Option<Arc<T>> {
        let added = || self.added.with(|added| added.get(index - self.known.len()).cloned());
        self.known.get(index).cloned().or_else(added)
    }

    /// The place of the row with this number. The rows of a program's are put
    /// in order by it, as in OpenSSL.
    fn place(&self, id: c_int) -> Option<usize> {
        if let Some(place) = self.known.iter().position(|row| row.id() == id) {
            return Some(place);
        }
        self.added.with(|added| {
            added.sort_by_key(|row| row.id());
            added.iter().position(|row| row.id() == id).map(|place| self.known.len() + place)
        })
    }

    fn by_id(&self, id: c_int) -> Option<Arc<T>> {
        self.place(id).and_then(|place| self.at(place))
    }

    fn add(&self, row: T) {
        self.added.with(|added| added.push(Arc::new(row)));
    }

    /// Whether the program may have changed what is found by a number.
    fn touched(&self) -> bool {
        self.touched.load(Ordering::Acquire)
    }

    fn touch(&self) {
        self.touched.store(true, Ordering::Release);
    }

    fn clear(&self) {
        drop(self.added.with(std::mem::take));
    }
}

fn pointer(name: &CStr) -> Opaque {
    Opaque(name.as_ptr().cast_mut().cast())
}

static PURPOSES: LazyLock<Table<X509_PURPOSE>> = LazyLock::new(|| {
    let row = |p: &purpose::Purpose| X509_PURPOSE {
        purpose: p.id,
        trust: Field::new(p.trust),
        flags: Field::new(0),
        check_purpose: FnCell::new(Some(check_known_purpose)),
        name: Field::new(pointer(p.name)),
        sname: Field::new(pointer(p.short_name)),
        usr_data: Field::new(Opaque::NULL),
        names: Guarded::default(),
    };
    Table::new(purpose::TABLE.iter().map(row).collect())
});

static TRUSTS: LazyLock<Table<X509_TRUST>> = LazyLock::new(|| {
    let row = |t: &trust::Setting| X509_TRUST {
        trust: t.id,
        flags: Field::new(0),
        check_trust: FnCell::new(Some(check_known_trust)),
        name: Field::new(pointer(t.name)),
        arg1: Field::new(t.nid),
        arg2: Field::new(Opaque::NULL),
        names: Guarded::default(),
    };
    Table::new(trust::TABLE.iter().map(row).collect())
});

/// What `X509_TRUST_set_default` has set.
static TRUST_DEFAULT: FnCell<X509_TRUST_default_fn> = FnCell::new(Some(check_unknown_trust));

extern "C" fn check_known_purpose(row: In<X509_PURPOSE>, x: In<X509>, ca: c_int) -> c_int {
    entry(-1, || Ok(purpose::check(&*x.get()?.cert()?, row.get()?.purpose, ca != 0)))
}

extern "C" fn check_known_trust(row: Mut<X509_TRUST>, x: Mut<X509>, flags: c_int) -> c_int {
    quiet(Trust::Untrusted as c_int, || {
        let x = x.get()?;
        Ok(trust::check(&*x.cert()?, aux(x)?.as_deref(), row.get()?.trust, flags) as c_int)
    })
}

extern "C" fn check_unknown_trust(id: c_int, x: Mut<X509>, flags: c_int) -> c_int {
    quiet(Trust::Untrusted as c_int, || {
        let x = x.get()?;
        let object = objects::by_nid(id).map(objects::ASN1_OBJECT::der);
        Ok(trust::check_use(&*x.cert()?, aux(x)?.as_deref(), object, flags) as c_int)
    })
}

/// What `X509_PURPOSE_add` and `X509_TRUST_add` make of the flags of a row.
fn new_flags(old: c_int, wanted: c_int) -> c_int {
    (old & DYNAMIC) | (wanted & !DYNAMIC) | DYNAMIC_NAME
}

/// What a program says about a purpose.
#[derive(Debug)]
pub struct NewPurpose {
    /// `X509_PURPOSE_…`.
    pub id: c_int,
    /// `X509_TRUST_…` that goes with it.
    pub trust: c_int,
    /// What `X509_PURPOSE` keeps of flags.
    pub flags: c_int,
    /// Checks a certificate.
    pub check: Option<X509_PURPOSE_check_fn>,
    /// Its names for people and in options.
    pub names: [CString; 2],
    /// The program's own.
    pub data: Opaque,
}

/// Adds a purpose, or changes one. OpenSSL: `X509_PURPOSE_add`.
pub fn add_purpose(new: NewPurpose) {
    let [name, sname] = &new.names;
    let (name, sname) = (pointer(name), pointer(sname));
    purpose::define(new.id, new.trust);
    PURPOSES.touch();
    match PURPOSES.by_id(new.id) {
        Some(row) => {
            row.trust.set(new.trust);
            row.flags.set(new_flags(row.flags.get(), new.flags));
            row.check_purpose.set(new.check);
            row.name.set(name);
            row.sname.set(sname);
            row.usr_data.set(new.data);
            drop(row.names.with(|names| std::mem::replace(names, new.names)));
        }
        None => PURPOSES.add(X509_PURPOSE {
            purpose: new.id,
            trust: Field::new(new.trust),
            flags: Field::new(new_flags(DYNAMIC, new.flags)),
            check_purpose: FnCell::new(new.check),
            name: Field::new(name),
            sname: Field::new(sname),
            usr_data: Field::new(new.data),
            names: Guarded::new(new.names),
        }),
    }
}

/// What a program says about a trust setting.
#[derive(Debug)]
pub struct NewTrust {
    /// `X509_TRUST_…`.
    pub id: c_int,
    /// What `X509_TRUST` keeps of flags.
    pub flags: c_int,
    /// Checks a certificate.
    pub check: Option<X509_TRUST_check_fn>,
    /// Its name.
    pub name: CString,
    /// The program's own.
    pub arg1: c_int,
    /// The program's own.
    pub arg2: Opaque,
}

/// Adds a trust setting, or changes one. OpenSSL: `X509_TRUST_add`.
pub fn add_trust(new: NewTrust) {
    let name = pointer(&new.name);
    trust::define(new.id);
    TRUSTS.touch();
    match TRUSTS.by_id(new.id) {
        Some(row) => {
            row.flags.set(new_flags(row.flags.get(), new.flags));
            row.check_trust.set(new.check);
            row.name.set(name);
            row.arg1.set(new.arg1);
            row.arg2.set(new.arg2);
            drop(row.names.with(|old| std::mem::replace(old, new.name)));
        }
        None => TRUSTS.add(X509_TRUST {
            trust: new.id,
            flags: Field::new(new_flags(DYNAMIC, new.flags)),
            check_trust: FnCell::new(new.check),
            name: Field::new(name),
            arg1: Field::new(new.arg1),
            arg2: Field::new(new.arg2),
            names: Guarded::new(new.name),
        }),
    }
}

/// Forgets the purposes that were added; changed ones stay changed.
pub fn forget_purposes() {
    purpose::forget_added();
    PURPOSES.clear();
}

/// Forgets the trust settings that were added; changed ones stay changed.
pub fn forget_trusts() {
    trust::forget_added();
    TRUSTS.clear();
}

/// Replaces the function that checks trust for what is not in the table; gives
/// the old one. NULL brings the library's back.
pub fn set_trust_default(function: Option<X509_TRUST_default_fn>) -> Option<X509_TRUST_default_fn> {
    let old = TRUST_DEFAULT.get();
    TRUST_DEFAULT.set(function.or(Some(check_unknown_trust)));
    old
}

/// How many purposes there are.
pub fn count_purposes() -> usize {
    PURPOSES.len()
}

/// How many trust settings there are.
pub fn count_trusts() -> usize {
    TRUSTS.len()
}

/// The purpose at a place.
pub fn purpose_at(place: usize) -> Option<Arc<X509_PURPOSE>> {
    PURPOSES.at(place)
}

/// The trust setting at a place.
pub fn trust_at(place: usize) -> Option<Arc<X509_TRUST>> {
    TRUSTS.at(place)
}

/// The place of a purpose.
pub fn place_of_purpose(id: c_int) -> Option<usize> {
    PURPOSES.place(id)
}

/// The place of a trust setting.
pub fn place_of_trust(id: c_int) -> Option<usize> {
    TRUSTS.place(id)
}

/// The place of the purpose with a name in options.
pub fn place_of_name(name: &CStr) -> Option<usize> {
    let known = PURPOSES.known.iter().zip(&purpose::TABLE);
    let is = |row: &X509_PURPOSE, known: Option<&CStr>| {
        row.names.with(|[_, sname]| match known {
            Some(known) if row.flags.get() & DYNAMIC_NAME == 0 => known == name,
            _ => sname.as_c_str() == name,
        })
    };
    let place = known.clone().position(|(row, known)| is(row, Some(known.short_name)));
    place.or_else(|| {
        let added = PURPOSES.added.get();
        added.iter().position(|row| is(row, None)).map(|place| PURPOSES.known.len() + place)
    })
}

/// Whether `x` may be used for a purpose; `None` unless the program has
/// changed what decides it.
pub fn own_purpose(x: &X509, id: c_int, ca: bool) -> Option<c_int> {
    if !PURPOSES.touched() {
        return None;
    }
    let row = PURPOSES.by_id(id)?;
    // A row without a function allows nothing.
    let Some(check) = row.check_purpose.get() else { return Some(-1) };
    let own = check as usize != check_known_purpose as X509_PURPOSE_check_fn as usize;
    own.then(|| check(In::lend(&*row), In::lend(x), ca.into()))
}

/// How far `x` is trusted. OpenSSL: `X509_check_trust`.
pub fn check_trust(x: &X509, id: c_int, flags: c_int) -> Result<Trust> {
    if id != trust::DEFAULT
        && let Some(own) = own_trust(x, id, flags)
    {
        return Ok(own);
    }
    Ok(trust::check(&*x.cert()?, aux(x)?.as_deref(), id, flags))
}

/// How far `x` is trusted; `None` unless another than the library's table
/// decides it.
pub fn own_trust(x: &X509, id: c_int, flags: c_int) -> Option<Trust> {
    if id == trust::DEFAULT {
        return None;
    }
    let known = trust::TABLE.iter().any(|setting| setting.id == id);
    if known && !TRUSTS.touched() {
        return None;
    }
    let verdict = match TRUSTS.by_id(id) {
        Some(row) => match row.check_trust.get() {
            Some(check) => check(Mut::lend(&*row), Mut::lend(x), flags),
            // A row without a function trusts nothing.
            None => Trust::Rejected as c_int,
        },
        None => TRUST_DEFAULT.get()?(id, Mut::lend(x), flags),
    };
    Some(match verdict {
        1 => Trust::Trusted,
        2 => Trust::Rejected,
        _ => Trust::Untrusted,
    })
}
