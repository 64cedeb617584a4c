//! The thread's error queue: fifteen entries, the oldest lost first.
//!
//! It has to work in `atexit` handlers and in destructors of thread keys,
//! where thread-locals with a destructor are gone; so the queue has none, and
//! a second thread-local, which may be gone, empties it at the thread's end.

use super::{Error, Lib};
use std::cell::RefCell;
use std::ffi::{CStr, CString, c_char, c_int, c_ulong};
use std::mem::ManuallyDrop;

/// The ring; one of its slots is always empty, as in OpenSSL.
const SLOTS: usize = 16;
/// `ERR_TXT_STRING` and `ERR_TXT_MALLOCED`: the data is text of the queue's own.
pub const TEXT: c_int = 3;

/// Which entry is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The oldest, and take it out.
    Pop,
    /// The oldest.
    Oldest,
    /// The newest.
    Newest,
}

/// An entry as C sees it. The strings stay valid until the slot is used again.
#[derive(Debug, Clone, Copy)]
pub struct Report {
    /// The packed library and reason.
    pub code: c_ulong,
    /// The source file; "" if unknown.
    pub file: *const c_char,
    /// The line in it.
    pub line: c_int,
    /// The function; "" if unknown.
    pub function: *const c_char,
    /// The text added; "" if none.
    pub data: *const c_char,
    /// `ERR_TXT_…` of the data; 0 if none.
    pub flags: c_int,
}

struct Slot {
    code: c_ulong,
    marks: u32,
    line: c_int,
    file: Option<CString>,
    function: Option<CString>,
    data: Option<CString>,
    flags: c_int,
}

struct Queue {
    slots: [Slot; SLOTS],
    /// The newest entry's slot; equal to `bottom` when empty.
    top: usize,
    /// The slot before the oldest entry's.
    bottom: usize,
}

/// Empties the queue when its thread ends.
struct Cleaner;

impl Drop for Cleaner {
    fn drop(&mut self) {
        with(Queue::release);
    }
}

thread_local! {
    static QUEUE: RefCell<ManuallyDrop<Queue>> =
        const { RefCell::new(ManuallyDrop::new(Queue::new())) };
    static CLEANER: Cleaner = const { Cleaner };
}

fn with<R>(step: impl FnOnce(&mut Queue) -> R) -> Option<R> {
    QUEUE.try_with(|queue| queue.try_borrow_mut().ok().map(|mut q| step(&mut q))).ok().flatten()
}

impl Slot {
    const fn new() -> Self {
        Slot { code: 0, marks: 0, line: 0, file: None, function: None, data: None, flags: 0 }
    }
}

impl Queue {
    const fn new() -> Self {
        Queue { slots: [const { Slot::new() }; SLOTS], top: 0, bottom: 0 }
    }

    #[allow(clippy::indexing_slicing, reason = "indexes are taken modulo the array's length")]
    fn slot(&mut self, index: usize) -> &mut Slot {
        &mut self.slots[index % SLOTS]
    }

    fn newest(&mut self) -> &mut Slot {
        self.slot(self.top)
    }

    fn is_empty(&self) -> bool {
        self.top == self.bottom
    }

    /// Opens a new entry, over the oldest if need be.
    fn open(&mut self) -> &mut Slot {
        self.top = (self.top + 1) % SLOTS;
        if self.top == self.bottom {
            self.bottom = (self.bottom + 1) % SLOTS;
        }
        let slot = self.newest();
        *slot = Slot::new();
        slot
    }

    /// Removes the newest entry.
    fn drop_newest(&mut self) {
        *self.newest() = Slot::new();
        self.top = (self.top + SLOTS - 1) % SLOTS;
    }

    fn clear(&mut self) {
        while !self.is_empty() {
            self.drop_newest();
        }
        self.newest().marks = 0;
    }

    fn release(&mut self) {
        *self = Queue::new();
    }
}

/// Adds `error`, found in `function`, as the newest entry.
pub fn put(error: &Error, function: &str) {
    open();
    set_debug(
        CString::new(error.at.file()).ok(),
        error.at.line().try_into().unwrap_or(0),
        CString::new(function).ok(),
    );
    let data = error.data.as_ref().map(|text| lossy(text.as_bytes()));
    set_error(error.packed(), data);
}

/// `text` up to its first NUL.
pub fn lossy(text: &[u8]) -> CString {
    let text = text.split(|byte| *byte == 0).next().unwrap_or_default();
    CString::new(text).unwrap_or_default()
}

/// Opens an entry that [`set_debug`] and [`set_error`] then fill.
pub fn open() {
    // So that the strings are freed at the thread's end; nothing is lost but
    // those few bytes if that has come already.
    let _ = CLEANER.try_with(|_| ());
    with(|queue| {
        queue.open();
    });
}

/// Says where the newest entry's error was found.
pub fn set_debug(file: Option<CString>, line: c_int, function: Option<CString>) {
    with(|queue| {
        let slot = queue.newest();
        (slot.file, slot.line, slot.function) = (file, line, function);
    });
}

/// Gives the newest entry its code and text.
pub fn set_error(code: c_ulong, data: Option<CString>) {
    with(|queue| {
        let slot = queue.newest();
        slot.code = code;
        slot.flags = if data.is_some() { TEXT } else { 0 };
        slot.data = data;
    });
}

/// Replaces the newest entry's text.
pub fn set_data(data: CString, flags: c_int) {
    with(|queue| {
        let slot = queue.newest();
        (slot.data, slot.flags) = (Some(data), flags);
    });
}

/// Adds to the newest entry's text.
pub fn add_data(more: &CStr) {
    with(|queue| {
        let slot = queue.newest();
        let text = slot.data.take().map(CString::into_bytes).unwrap_or_default();
        slot.data = Some(lossy(&[&text, more.to_bytes()].concat()));
        slot.flags = TEXT;
    });
}

/// The entry asked for; `None` if the queue is empty. `keep_data` is whether
/// the caller wants the text of an entry it takes out.
pub fn get(which: Which, keep_data: bool) -> Option<Report> {
    with(|queue| {
        if queue.is_empty() {
            return None;
        }
        let at = match which {
            Which::Newest => queue.top,
            Which::Pop | Which::Oldest => (queue.bottom + 1) % SLOTS,
        };
        let slot = queue.slot(at);
        let text = |s: &Option<CString>| s.as_ref().map_or(c"".as_ptr(), |s| s.as_ptr());
        let report = Report {
            code: slot.code,
            file: text(&slot.file),
            line: slot.line,
            function: text(&slot.function),
            data: text(&slot.data),
            flags: if slot.data.is_some() { slot.flags } else { 0 },
        };
        if which == Which::Pop {
            slot.code = 0;
            if !keep_data {
                (slot.data, slot.flags) = (None, 0);
            }
            queue.bottom = at;
        }
        Some(report)
    })
    .flatten()
}

/// Takes the newest entry back if `when` says so; which it is, the time taken
/// does not tell.
pub fn take_back(when: bool) {
    with(|queue| queue.top = (queue.top + SLOTS - usize::from(when)) % SLOTS);
}

/// Empties the queue.
pub fn clear() {
    with(Queue::clear);
}

/// Sets a mark on the newest entry; false if there is none.
pub fn set_mark() -> bool {
    let mark = |queue: &mut Queue| {
        let any = !queue.is_empty();
        if any {
            queue.newest().marks += 1;
        }
        any
    };
    with(mark).unwrap_or(false)
}

/// Removes entries down to the newest marked one, and that mark; false if
/// there is none.
pub fn pop_to_mark() -> bool {
    let pop = |queue: &mut Queue| {
        while !queue.is_empty() && queue.newest().marks == 0 {
            queue.drop_newest();
        }
        let any = !queue.is_empty();
        if any {
            queue.newest().marks -= 1;
        }
        any
    };
    with(pop).unwrap_or(false)
}

/// Removes the newest mark; false if there is none.
pub fn clear_last_mark() -> bool {
    let clear = |queue: &mut Queue| {
        let mut at = queue.top;
        while at != queue.bottom && queue.slot(at).marks == 0 {
            at = (at + SLOTS - 1) % SLOTS;
        }
        if at == queue.bottom {
            return false;
        }
        queue.slot(at).marks -= 1;
        true
    };
    with(clear).unwrap_or(false)
}

/// Whether the newest entry is `reason` of `lib`.
pub fn newest_is(lib: Lib, reason: c_int) -> bool {
    let code = Error::new(lib, reason).packed();
    get(Which::Newest, true).is_some_and(|report| report.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifteen_entries_fit_and_the_oldest_goes_first() {
        clear();
        for reason in 1..=20 {
            put(&Error::new(Lib::Ssl, reason), "f");
        }
        let reasons: Vec<_> =
            std::iter::from_fn(|| get(Which::Pop, true)).map(|r| r.code & 0xff).collect();
        assert_eq!(reasons, (6..=20).collect::<Vec<_>>());
    }

    #[test]
    fn marks_cut_back_to_where_they_were_set() {
        clear();
        assert!(!set_mark());
        put(&Error::new(Lib::Ssl, 1), "f");
        assert!(set_mark());
        put(&Error::new(Lib::Ssl, 2).with("text"), "f");
        assert!(pop_to_mark());
        assert!(newest_is(Lib::Ssl, 1));
        assert!(!pop_to_mark());
        assert!(get(Which::Oldest, true).is_none());
    }
}
