//! `BIO_s_log`: each write is a line of the system's log.

use super::command::{CTRL_SET, TYPE_SOURCE_SINK};
use super::{BIO, BIO_METHOD, Own};
use crate::abi::{InBuf, Mut, Str, quiet, sys};
use crate::err::queue;
use std::ffi::{c_char, c_int, c_long, c_void};
use std::sync::{Arc, LazyLock};

static LOG: LazyLock<Arc<BIO_METHOD>> = LazyLock::new(|| {
    let functions = Own {
        write: Some(log_write),
        puts: Some(log_puts),
        ctrl: Some(log_ctrl),
        create: Some(log_new),
        destroy: Some(log_free),
        ..Own::default()
    };
    BIO_METHOD::own(1 | TYPE_SOURCE_SINK, c"syslog", functions)
});

/// `BIO_s_log`.
pub fn log_method() -> &'static Arc<BIO_METHOD> {
    &LOG
}

/// The words that a line may begin with, up to a blank, and what each means.
static PRIORITIES: &[(&str, c_int)] = &[
    ("PANIC", libc::LOG_EMERG),
    ("EMERG", libc::LOG_EMERG),
    ("EMR", libc::LOG_EMERG),
    ("ALERT", libc::LOG_ALERT),
    ("ALR", libc::LOG_ALERT),
    ("CRIT", libc::LOG_CRIT),
    ("CRI", libc::LOG_CRIT),
    ("ERROR", libc::LOG_ERR),
    ("ERR", libc::LOG_ERR),
    ("WARNING", libc::LOG_WARNING),
    ("WARN", libc::LOG_WARNING),
    ("WAR", libc::LOG_WARNING),
    ("NOTICE", libc::LOG_NOTICE),
    ("NOTE", libc::LOG_NOTICE),
    ("NOT", libc::LOG_NOTICE),
    ("INFO", libc::LOG_INFO),
    ("INF", libc::LOG_INFO),
    ("DEBUG", libc::LOG_DEBUG),
    ("DBG", libc::LOG_DEBUG),
];

extern "C" fn log_new(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        bio.get()?.set_init(1);
        sys::open_log(c"application".as_ptr(), libc::LOG_DAEMON);
        Ok(1)
    })
}

extern "C" fn log_free(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        bio.get()?;
        sys::close_log();
        Ok(1)
    })
}

/// Logs a line, as far as it has no zero byte.
fn log(line: &[u8]) {
    let line = line.split(|byte| *byte == 0).next().unwrap_or_default();
    let split = line.iter().position(|byte| *byte == b' ').map(|at| line.split_at(at));
    let known = split.and_then(|(word, text)| {
        let (_, priority) = PRIORITIES.iter().find(|(known, _)| known.as_bytes() == word)?;
        Some((*priority, text.get(1..)?))
    });
    // An error, unless it says otherwise.
    let (priority, text) = known.unwrap_or((libc::LOG_ERR, line));
    sys::log(priority, &queue::lossy(text));
}

extern "C" fn log_write(bio: Mut<BIO>, data: InBuf<c_char>, len: c_int) -> c_int {
    quiet(0, || {
        bio.get()?;
        log(data.slice(len)?);
        Ok(len)
    })
}

extern "C" fn log_puts(bio: Mut<BIO>, text: Str) -> c_int {
    quiet(0, || {
        bio.get()?;
        let line = text.bytes()?;
        log(line);
        Ok(c_int::try_from(line.len()).unwrap_or(c_int::MAX))
    })
}

/// Opens the log anew under a name of the program's, which must stay, and of
/// its facility.
extern "C" fn log_ctrl(_: Mut<BIO>, cmd: c_int, num: c_long, ptr: *mut c_void) -> c_long {
    if cmd == CTRL_SET {
        sys::close_log();
        sys::open_log(ptr.cast_const().cast(), c_int::try_from(num).unwrap_or(libc::LOG_DAEMON));
    }
    0
}
