//! A context's cache of sessions.

use super::SSL_CTX;
use super::session::SSL_SESSION;
use crate::abi::{Arg, Mut, Opaque};
use crate::obj::lhash::OPENSSL_LHASH;
use std::collections::{BTreeMap, HashMap};
use std::ffi::{c_int, c_long, c_ulong, c_void};
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};

/// `SSL_SESS_CACHE_*` bits.
pub mod mode {
    /// `SSL_SESS_CACHE_CLIENT`.
    pub const CLIENT: u32 = 1;
    /// `SSL_SESS_CACHE_SERVER`.
    pub const SERVER: u32 = 2;
    /// `SSL_SESS_CACHE_NO_AUTO_CLEAR`.
    pub const NO_AUTO_CLEAR: u32 = 0x80;
    /// `SSL_SESS_CACHE_NO_INTERNAL_LOOKUP`.
    pub const NO_INTERNAL_LOOKUP: u32 = 0x100;
    /// `SSL_SESS_CACHE_NO_INTERNAL_STORE`.
    pub const NO_INTERNAL_STORE: u32 = 0x200;
}

/// How many sessions a cache holds unless told otherwise.
pub const DEFAULT_SIZE: usize = 20 * 1024;

/// Counters, each as `SSL_CTX_sess_…` names it.
#[derive(Debug, Default)]
#[allow(missing_docs)]
pub struct Stats {
    pub connect: AtomicI32,
    pub connect_good: AtomicI32,
    pub accept: AtomicI32,
    pub accept_good: AtomicI32,
    pub hits: AtomicI32,
    pub cb_hits: AtomicI32,
    pub misses: AtomicI32,
    pub timeouts: AtomicI32,
    pub cache_full: AtomicI32,
}

/// Counts one.
pub fn count(counter: &AtomicI32) {
    counter.fetch_add(1, Ordering::Relaxed);
}

/// Sessions by ID; each with the number of its entry, so that the oldest can
/// go first.
#[derive(Debug, Default)]
pub struct Cache {
    sessions: HashMap<Vec<u8>, (u64, Arc<SSL_SESSION>)>,
    /// The IDs by those numbers: a full cache must not be searched for each
    /// connection.
    order: BTreeMap<u64, Vec<u8>>,
    entered: u64,
}

impl Cache {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.sessions.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.sessions.is_empty()
    }

    fn find(&self, id: &[u8]) -> Option<Arc<SSL_SESSION>> {
        self.sessions.get(id).map(|(_, session)| Arc::clone(session))
    }

    /// Puts a session in; the one of the same ID before.
    fn insert(&mut self, id: &[u8], session: &Arc<SSL_SESSION>) -> Option<Arc<SSL_SESSION>> {
        let former = self.remove(id);
        self.entered += 1;
        self.sessions.insert(id.to_vec(), (self.entered, Arc::clone(session)));
        self.order.insert(self.entered, id.to_vec());
        former
    }

    fn remove(&mut self, id: &[u8]) -> Option<Arc<SSL_SESSION>> {
        let (number, session) = self.sessions.remove(id)?;
        self.order.remove(&number);
        Some(session)
    }

    fn remove_oldest(&mut self) -> Option<Arc<SSL_SESSION>> {
        let (_, id) = self.order.pop_first()?;
        self.sessions.remove(&id).map(|(_, session)| session)
    }

    /// Takes out the sessions that are `over`, the oldest first.
    fn remove_if(&mut self, over: impl Fn(&SSL_SESSION) -> bool) -> Vec<Arc<SSL_SESSION>> {
        let found = |id: &Vec<u8>| self.sessions.get(id).is_some_and(|(_, s)| over(s));
        let ids: Vec<_> = self.order.values().filter(|id| found(id)).cloned().collect();
        ids.iter().filter_map(|id| self.remove(id)).collect()
    }
}

/// Sessions as a hash table for C, kept as long as the table.
#[derive(Debug)]
pub struct Listed {
    table: Box<OPENSSL_LHASH>,
    sessions: Vec<Arc<SSL_SESSION>>,
}

/// A session in such a table.
fn element(session: *const c_void) -> Mut<SSL_SESSION> {
    Arg(session.cast_mut()).object::<SSL_SESSION>()
}

extern "C" fn hash(session: *const c_void) -> c_ulong {
    let id = element(session).opt().map(SSL_SESSION::id).unwrap_or_default();
    let mut first = [0; 4];
    first.iter_mut().zip(id.iter()).for_each(|(to, from)| *to = *from);
    u32::from_le_bytes(first).into()
}

extern "C" fn compare(a: *const c_void, b: *const c_void) -> c_int {
    let key = |session| element(session).opt().map(|s| (s.version(), s.id()));
    (key(a) != key(b)).into()
}

impl SSL_CTX {
    /// The sessions in the cache now, as a table for C, which replaces the one
    /// before.
    pub fn list_sessions(&self) -> *mut OPENSSL_LHASH {
        let sessions: Vec<_> =
            self.cache.with(|cache| cache.sessions.values().map(|e| Arc::clone(&e.1)).collect());
        let (former, table) = self.lent.with(|lent| {
            let listed = lent.sessions.get_or_insert_with(|| Listed {
                table: OPENSSL_LHASH::new(Some(hash), Some(compare)),
                sessions: Vec::new(),
            });
            listed.table.flush();
            for session in &sessions {
                listed.table.insert(Opaque(std::ptr::from_ref(&**session).cast_mut().cast()));
            }
            // What goes may call the program back: not in here.
            let former = std::mem::replace(&mut listed.sessions, sessions);
            (former, std::ptr::from_ref(&*listed.table).cast_mut())
        });
        drop(former);
        table
    }

    /// Puts a session into the cache.
    ///
    /// Returns false if it is in there already. One of the same ID goes; if
    /// the cache is full the oldest goes, and is told to the remove callback.
    pub fn add_session(&self, session: &Arc<SSL_SESSION>) -> bool {
        let size = self.hooks.look(|hooks| hooks.cache_size);
        let id = session.id();
        let mut gone = Vec::new();
        let mut former = None;
        let mut full = 0;
        // OpenSSL keeps one less than the size, but always the new one.
        let most = size.saturating_sub(1).max(1);
        let added = self.cache.with(|cache| {
            if cache.find(&id).is_some_and(|held| Arc::ptr_eq(&held, session)) {
                return false;
            }
            // Another of this ID makes room untold, as in OpenSSL.
            former = cache.insert(&id, session);
            while size > 0 && cache.len() > most {
                let Some(oldest) = cache.remove_oldest() else { break };
                gone.push(oldest);
                full += 1;
            }
            true
        });
        drop(former);
        self.stats.cache_full.fetch_add(full, Ordering::Relaxed);
        for session in gone {
            self.removed(&session);
        }
        added
    }

    /// Takes the session of this ID out of the cache and forbids its
    /// resumption; false if there is none.
    pub fn remove_session(&self, session: &SSL_SESSION) -> bool {
        let id = session.id();
        if id.is_empty() {
            return false;
        }
        let found = self.cache.with(|cache| cache.remove(&id));
        // Another object of the same ID may be resumed still.
        self.removed(session);
        found.is_some()
    }

    /// Takes out the sessions that are over at `time`; all for 0.
    pub fn flush_sessions(&self, time: c_long) {
        let over = |session: &SSL_SESSION| time == 0 || session.is_expired(time);
        let gone = self.cache.with(|cache| cache.remove_if(over));
        for session in gone {
            self.removed(&session);
        }
    }

    /// The cached session with this ID.
    pub fn cached_session(&self, id: &[u8]) -> Option<Arc<SSL_SESSION>> {
        self.cache.with(|cache| cache.find(id))
    }

    fn removed(&self, session: &SSL_SESSION) {
        session.set_unresumable();
        if let Some(callback) = self.hooks.look(|hooks| hooks.remove_session) {
            callback(Mut::lend(self), Mut::lend(session));
        }
    }
}
