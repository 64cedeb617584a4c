//! Which engine does what unless a program names one: those that are
//! registered for an algorithm, and its default.

use super::{ENGINE, Working, failed};
use crate::abi::{Mut, Out};
use crate::err::{Result, engine};
use crate::obj::cell::Guarded;
use std::collections::BTreeMap;
use std::ffi::{CStr, c_int, c_uint};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Weak};

/// What an engine can do (`ENGINE_METHOD_…`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ability {
    /// RSA.
    Rsa,
    /// DSA.
    Dsa,
    /// Diffie-Hellman.
    Dh,
    /// Elliptic curves.
    Ec,
    /// Random bytes.
    Rand,
    /// Ciphers, by NID.
    Ciphers,
    /// Digests, by NID.
    Digests,
    /// Methods of keys, by NID.
    PkeyMeths,
    /// Forms of keys, by NID.
    PkeyAsn1Meths,
}

impl Ability {
    /// In the order in which defaults are set.
    pub const ALL: [Ability; 9] = [
        Ability::Ciphers,
        Ability::Digests,
        Ability::Rsa,
        Ability::Dsa,
        Ability::Dh,
        Ability::Ec,
        Ability::Rand,
        Ability::PkeyMeths,
        Ability::PkeyAsn1Meths,
    ];

    const fn bit(self) -> c_uint {
        match self {
            Ability::Rsa => 1,
            Ability::Dsa => 2,
            Ability::Dh => 4,
            Ability::Rand => 8,
            Ability::Ciphers => 0x40,
            Ability::Digests => 0x80,
            Ability::PkeyMeths => 0x200,
            Ability::PkeyAsn1Meths => 0x400,
            Ability::Ec => 0x800,
        }
    }
}

/// The number of what has none.
const ONE: c_int = 1;
/// `ENGINE_TABLE_FLAG_NOINIT`: no engine begins to work because it is asked
/// for as a default.
const NO_INIT: c_uint = 1;

/// The engines for one algorithm.
#[derive(Default)]
struct Pile {
    registered: Vec<Weak<ENGINE>>,
    chosen: Option<Working>,
    /// Whether nobody was registered since one was looked for.
    searched: bool,
}

static TABLE: Guarded<BTreeMap<(Ability, c_int), Pile>> = Guarded::new(BTreeMap::new());
/// Whether there is any registration, so that those without engines need not
/// look.
static ANY: AtomicBool = AtomicBool::new(false);
static FLAGS: AtomicU32 = AtomicU32::new(0);

/// The flags of the table.
pub fn flags() -> c_uint {
    FLAGS.load(Ordering::Relaxed)
}

/// Sets them.
pub fn set_flags(flags: c_uint) {
    FLAGS.store(flags, Ordering::Relaxed);
}

/// Forgets all.
pub(super) fn clear() {
    let old = TABLE.with(std::mem::take);
    drop(old);
}

impl ENGINE {
    /// The NIDs that its function lists; `None` without a function.
    fn numbers(&self, ability: Ability) -> Option<Vec<c_int>> {
        let fields = self.fields();
        let mut list = std::ptr::null();
        let (engine, place) = (Mut::lend(self), Out::lend(&mut list));
        macro_rules! ask {
            ($function:ident) => {
                fields.$function?(engine, Out::at(std::ptr::null_mut()), place, 0)
            };
        }
        let count = match ability {
            Ability::Ciphers => ask!(ciphers),
            Ability::Digests => ask!(digests),
            Ability::PkeyMeths => ask!(pkey_meths),
            Ability::PkeyAsn1Meths => ask!(pkey_asn1_meths),
            Ability::Rsa => return fields.rsa.map(|_| vec![ONE]),
            Ability::Dsa => return fields.dsa.map(|_| vec![ONE]),
            Ability::Dh => return fields.dh.map(|_| vec![ONE]),
            Ability::Ec => return fields.ec.map(|_| vec![ONE]),
            Ability::Rand => return (!fields.rand.is_null()).then(|| vec![ONE]),
        };
        let count = usize::try_from(count).unwrap_or(0);
        let numbers = Out::at(list.cast_mut());
        (0..count).map(|at| numbers.offset(at).read().ok()).collect()
    }

    /// The NIDs of the types of keys that it has forms for.
    pub fn form_numbers(&self) -> Vec<c_int> {
        self.numbers(Ability::PkeyAsn1Meths).unwrap_or_default()
    }

    /// Registers it for what it can do, and as the default if that is wanted,
    /// which it works as from then on.
    ///
    /// Errors: `ENGINE_R_INIT_FAILED`.
    #[track_caller]
    pub fn register(self: &Arc<Self>, ability: Ability, default: bool) -> Result<()> {
        for nid in self.numbers(ability).unwrap_or_default() {
            self.enter((ability, nid));
            if default {
                let working = self.work().map_err(|_| failed(engine::R_INIT_FAILED))?;
                let old = TABLE.with(|table| {
                    let pile = table.entry((ability, nid)).or_default();
                    pile.searched = true;
                    pile.chosen.replace(working)
                });
                drop(old);
            }
        }
        Ok(())
    }

    fn enter(self: &Arc<Self>, key: (Ability, c_int)) {
        ANY.store(true, Ordering::Release);
        TABLE.with(|table| {
            let pile = table.entry(key).or_default();
            pile.registered.retain(|known| !is(known, self));
            pile.registered.push(Arc::downgrade(self));
            pile.searched = false;
        });
    }

    /// Registers it for all it can do.
    pub fn register_all(self: &Arc<Self>) {
        for ability in Ability::ALL {
            // Without being the default it need not begin to work.
            let _ = self.register(ability, false);
        }
    }

    /// Undoes its registration.
    pub fn unregister(self: &Arc<Self>, ability: Ability) {
        let dropped: Vec<Working> = TABLE.with(|table| {
            let piles = table.iter_mut().filter(|(key, _)| key.0 == ability);
            piles
                .filter_map(|(_, pile)| {
                    let before = pile.registered.len();
                    pile.registered.retain(|known| !is(known, self));
                    if pile.registered.len() != before {
                        pile.searched = false;
                    }
                    let chosen = pile.chosen.as_ref().is_some_and(|c| Arc::ptr_eq(c, self));
                    if chosen { pile.chosen.take() } else { None }
                })
                .collect()
        });
        drop(dropped);
    }

    /// Makes it the default for all that the `ENGINE_METHOD_…` in `what` say.
    #[track_caller]
    pub fn set_default(self: &Arc<Self>, what: c_uint) -> Result<()> {
        for ability in Ability::ALL {
            if what & ability.bit() != 0 {
                self.register(ability, true)?;
            }
        }
        Ok(())
    }
}

fn is(known: &Weak<ENGINE>, engine: &Arc<ENGINE>) -> bool {
    std::ptr::eq(known.as_ptr(), Arc::as_ptr(engine))
}

/// The engine for an algorithm, at work: the default, else the first that is
/// registered and works.
pub fn find(ability: Ability, nid: Option<c_int>) -> Option<Working> {
    if !ANY.load(Ordering::Acquire) {
        return None;
    }
    let key = (ability, nid.unwrap_or(ONE));
    let (chosen, candidates) = TABLE.with(|table| {
        let pile = table.get(&key)?;
        let live = pile.registered.iter().filter_map(Weak::upgrade);
        let candidates = if pile.searched { Vec::new() } else { live.collect() };
        Some((pile.chosen.clone(), candidates))
    })?;
    if let Some(working) = chosen.and_then(|chosen| chosen.work().ok()) {
        return Some(working);
    }
    let may_begin = flags() & NO_INIT == 0;
    let mut able = candidates.iter().filter(|engine| may_begin || engine.is_used());
    let found = able.find_map(|engine| engine.work().ok());
    let old = TABLE.with(|table| {
        let pile = table.get_mut(&key)?;
        pile.searched = true;
        found.clone().and_then(|found| pile.chosen.replace(found))
    });
    drop(old);
    found
}

/// The abilities that a list of names, as `RSA,DSA` or `ALL`, says; `None` for
/// one that is not known.
pub fn parse(list: &CStr) -> Option<c_uint> {
    let names = list.to_bytes().split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
    names.into_iter().try_fold(0, |all, name| {
        Some(
            all | match name {
                b"ALL" => 0xffff,
                b"RSA" => Ability::Rsa.bit(),
                b"DSA" => Ability::Dsa.bit(),
                b"DH" => Ability::Dh.bit(),
                b"EC" => Ability::Ec.bit(),
                b"RAND" => Ability::Rand.bit(),
                b"CIPHERS" => Ability::Ciphers.bit(),
                b"DIGESTS" => Ability::Digests.bit(),
                b"PKEY" => Ability::PkeyMeths.bit() | Ability::PkeyAsn1Meths.bit(),
                b"PKEY_CRYPTO" => Ability::PkeyMeths.bit(),
                b"PKEY_ASN1" => Ability::PkeyAsn1Meths.bit(),
                _ => return None,
            },
        )
    })
}

/// Whether an engine is registered for what has no numbers.
pub fn has(ability: Ability) -> bool {
    ANY.load(Ordering::Acquire) && TABLE.with(|table| table.contains_key(&(ability, ONE)))
}
