//! The kinds of mutable state in a handle.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// A value reached through a closure only, so that no borrow or lock can
/// outlive a step.
///
/// Never call C inside the closure: a callback may call back into the same
/// object, or longjmp. Copy the function and its argument out, leave, call,
/// enter again.
#[derive(Debug, Default)]
pub struct Guarded<T>(Mutex<T>);

impl<T> Guarded<T> {
    /// A cell holding `value`.
    pub const fn new(value: T) -> Self {
        Guarded(Mutex::new(value))
    }

    /// Runs `step` on the value.
    pub fn with<R>(&self, step: impl FnOnce(&mut T) -> R) -> R {
        // A panic inside a step is caught at the boundary and poisons the
        // connection there; the value itself is whole between steps.
        step(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<T: Clone> Guarded<T> {
    /// A copy of the value.
    pub fn get(&self) -> T {
        self.with(|value| value.clone())
    }

    /// Replaces the value.
    pub fn set(&self, value: T) {
        self.with(|place| *place = value);
    }
}

/// Counts changes, for whoever keeps what was read of something before one.
#[derive(Debug, Default)]
pub struct Changes(AtomicU64);

impl Changes {
    /// Notes one.
    pub fn mark(&self) {
        self.0.fetch_add(1, Ordering::AcqRel);
    }

    /// How many there were: ask before a look.
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }
}

/// A [`Guarded`] value that is made when it is first used, in a place of its
/// own: the cell itself is small, and one of zero bytes is an empty one.
///
/// Programs from before OpenSSL 1.1 have some objects in memory of their own,
/// which they fill with zeros and "reset" (MariaDB: `EVP_CIPHER_CTX`, of at
/// most 200 bytes, and `EVP_MD_CTX`, of at most 80).
#[derive(Debug)]
pub struct Blank<T>(Guarded<Option<Box<T>>>);

impl<T> Default for Blank<T> {
    fn default() -> Self {
        Blank(Guarded::new(None))
    }
}

impl<T: Default> Blank<T> {
    /// Runs `step` on the value.
    pub fn with<R>(&self, step: impl FnOnce(&mut T) -> R) -> R {
        self.0.with(|place| step(place.get_or_insert_default()))
    }

    /// Runs `look` on the value, which is not made for that.
    pub fn look<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        self.0.with(|place| match place {
            Some(value) => look(value),
            None => look(&T::default()),
        })
    }

    /// Takes the value out, if there is one, and leaves an empty cell.
    pub fn take(&self) -> Option<Box<T>> {
        self.0.with(Option::take)
    }
}

/// What is lent to C again and again: the same object as long as it would say
/// the same, so that no call takes away what an earlier one, or one of another
/// thread, has lent.
pub fn lend_again<T>(place: &mut Option<Arc<T>>, fresh: T, same: fn(&T, &T) -> bool) -> Arc<T> {
    match place {
        Some(lent) if same(lent, &fresh) => Arc::clone(lent),
        _ => Arc::clone(place.insert(Arc::new(fresh))),
    }
}

/// What a program handed over and may go on reading, as OpenSSL lets it: it
/// lives as long as the object it was given to, which itself uses a copy.
pub struct Handed<T>(#[allow(dead_code, reason = "kept for C alone")] pub T);

impl<T> std::fmt::Debug for Handed<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Handed")
    }
}

/// A [`Guarded`] value that many threads read and few change: readers do not
/// exclude each other.
///
/// As there, never call C inside a closure, nor look twice at once: a change
/// that waits goes before the second look.
#[derive(Debug, Default)]
pub struct ReadMostly<T>(RwLock<T>);

impl<T> ReadMostly<T> {
    /// A cell holding `value`.
    pub const fn new(value: T) -> Self {
        ReadMostly(RwLock::new(value))
    }

    /// Runs `look` on the value, beside others that do.
    pub fn look<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        look(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Runs `step` on the value, which it may change, alone.
    pub fn with<R>(&self, step: impl FnOnce(&mut T) -> R) -> R {
        step(&mut self.0.write().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<T: Clone> ReadMostly<T> {
    /// A copy of the value.
    pub fn get(&self) -> T {
        self.look(T::clone)
    }
}

/// A value that is changed seldom and read by many: whoever reads shares it,
/// and a change makes a copy if it is shared. It tells whether it may have
/// changed, so that what was read of it can be kept.
#[derive(Debug, Default)]
pub struct Tracked<T> {
    value: Guarded<Arc<T>>,
    generation: AtomicU64,
}

impl<T: Clone> Tracked<T> {
    /// A cell holding `value`, which others may share.
    pub fn new(value: Arc<T>) -> Self {
        Tracked { value: Guarded::new(value), generation: AtomicU64::new(0) }
    }

    /// Grows whenever the value may have changed: ask before a look.
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Runs `step` on the value, which it may change.
    pub fn with<R>(&self, step: impl FnOnce(&mut T) -> R) -> R {
        self.value.with(|value| {
            // Before the change: whoever sees the new number waits for it.
            self.generation.fetch_add(1, Ordering::AcqRel);
            step(Arc::make_mut(value))
        })
    }

    /// Runs `look` on the value.
    pub fn look<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        self.value.with(|value| look(value))
    }

    /// The value as it is now.
    pub fn share(&self) -> Arc<T> {
        self.value.get()
    }

    /// Replaces the value.
    pub fn set(&self, value: Arc<T>) {
        let former = self.value.with(|place| {
            self.generation.fetch_add(1, Ordering::AcqRel);
            std::mem::replace(place, value)
        });
        drop(former);
    }
}

/// What was seen of a [`Tracked`] value that many threads see: it is shared
/// again only when it may have changed, so that they do not wait for each
/// other's counting.
#[derive(Debug)]
pub struct Seen<T>(Guarded<(u64, Arc<T>)>);

impl<T: Clone> Seen<T> {
    /// What `source` is now.
    pub fn new(source: &Tracked<T>) -> Self {
        Seen(Guarded::new((source.generation(), source.share())))
    }

    /// Runs `look` on what `source`, the same every time, is now.
    pub fn look<R>(&self, source: &Tracked<T>, look: impl FnOnce(&T) -> R) -> R {
        self.0.with(|(generation, value)| {
            let now = source.generation();
            if *generation != now {
                (*generation, *value) = (now, source.share());
            }
            look(value)
        })
    }
}
