//! BIOs: sources, sinks and filters of bytes.
//!
//! Every kind, ours or a program's, is a [`BIO_METHOD`], a table of C
//! functions; this module calls them as OpenSSL does, with callbacks before
//! and after. What our own kinds remember is in [`BIO::state`].
//!
//! The rest of the crate reads and writes with [`BIO::read`],
//! [`BIO::write`] and [`BIO::ctrl`], and asks [`BIO::should_retry`].

#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

mod accept;
pub mod addr;
mod base64;
mod buffer;
mod chain;
mod cipher;
pub mod command;
mod connect;
mod datagram;
pub mod debug;
mod digest;
pub mod dump;
mod fd;
mod file;
mod linebuffer;
mod log;
pub mod mem;
mod method;
mod nbio_test;
mod null;
mod pair;
mod pieces;
mod prefix;
mod readbuffer;
pub mod sock;
mod ssl;
pub mod wait;

pub use accept::accept_method;
pub use base64::base64_method;
pub use buffer::buffer_method;
pub use cipher::{cipher_method, cipher_of, set_cipher};
pub use connect::connect_method;
pub use datagram::{datagram_method, datagram_non_fatal};
pub use digest::{digest_of, digesting, md_method};
pub use fd::{Retry, fd_method, non_fatal, socket_method};
pub use file::{file_method, open_file};
pub use linebuffer::linebuffer_method;
pub use log::log_method;
pub use mem::{mem_method, new_mem_buf, new_mem_over, secmem_method};
pub use method::*;
pub use nbio_test::nbio_test_method;
pub use null::{null_filter_method, null_method};
pub use pair::{new_pair, pair_method};
pub use pieces::{frame, pieces};
pub use prefix::prefix_method;
pub use readbuffer::readbuffer_method;
pub use ssl::{connection as ssl_connection, new_filter as new_ssl_filter, ssl_method};

use super::cell::Guarded;
use super::ex_data::{Class, ExData};
use crate::abi::func::FnCell;
use crate::abi::{Arg, InBuf, Mut, Out, OutBuf, Str};
use crate::err::bio::{
    R_INVALID_ARGUMENT, R_LENGTH_TOO_LONG, R_UNINITIALIZED, R_UNSUPPORTED_METHOD,
};
use crate::err::{self, Error, Lib, Result};
use command::*;
use std::any::Any;
use std::ffi::{CStr, c_char, c_int, c_long, c_void};
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicPtr, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Weak};

/// Hears of every operation before and after; may change the result.
pub type BIO_callback_fn_ex = extern "C" fn(
    Mut<BIO>,
    c_int,
    *const c_char,
    usize,
    c_int,
    c_long,
    c_int,
    *mut usize,
) -> c_long;
/// The same, in the form before OpenSSL 1.1.1.
pub type BIO_callback_fn =
    extern "C" fn(Mut<BIO>, c_int, *const c_char, c_int, c_long, c_long) -> c_long;

/// One link of a chain.
#[derive(Debug)]
pub struct BIO {
    method: Arc<BIO_METHOD>,
    callback: FnCell<BIO_callback_fn>,
    callback_ex: FnCell<BIO_callback_fn_ex>,
    callback_arg: AtomicPtr<c_char>,
    init: AtomicI32,
    shutdown: AtomicI32,
    flags: AtomicI32,
    retry_reason: AtomicI32,
    num: AtomicI32,
    data: AtomicPtr<c_void>,
    next: Guarded<Option<Arc<BIO>>>,
    prev: Guarded<Weak<BIO>>,
    /// How many BIOs have this one as their next.
    links: AtomicUsize,
    read: AtomicU64,
    written: AtomicU64,
    ex_data: ExData,
    /// `destroy` has run.
    finished: AtomicBool,
    state: Guarded<Option<Box<dyn Any + Send>>>,
}

/// One call as callbacks see it.
#[derive(Clone, Copy)]
struct Call {
    oper: c_int,
    arg: *const c_char,
    len: usize,
    argi: c_int,
    argl: c_long,
}

/// Queues "unsupported method"; the value for it.
fn unsupported() -> c_int {
    report(R_UNSUPPORTED_METHOD);
    -2
}

/// Queues a reason of the BIO library.
#[track_caller]
fn report(reason: c_int) {
    err::push(&Error::new(Lib::Bio, reason), "BIO");
}

/// Counts bytes. One thread at a time uses a BIO, so this needs no locked
/// instruction, which each record would pay for.
fn count(counter: &AtomicU64, n: u64) {
    counter.store(counter.load(Ordering::Relaxed).wrapping_add(n), Ordering::Relaxed);
}

impl BIO {
    /// A BIO of `method`.
    #[track_caller]
    pub fn new(method: Arc<BIO_METHOD>) -> Result<Arc<BIO>> {
        let create = method.create.get();
        let bio = Arc::new(BIO {
            method,
            callback: FnCell::new(None),
            callback_ex: FnCell::new(None),
            callback_arg: AtomicPtr::default(),
            init: AtomicI32::new(0),
            shutdown: AtomicI32::new(1),
            flags: AtomicI32::new(0),
            retry_reason: AtomicI32::new(0),
            num: AtomicI32::new(0),
            data: AtomicPtr::default(),
            next: Guarded::default(),
            prev: Guarded::default(),
            links: AtomicUsize::new(0),
            read: AtomicU64::new(0),
            written: AtomicU64::new(0),
            ex_data: ExData::new(),
            finished: AtomicBool::new(false),
            state: Guarded::default(),
        });
        bio.ex_data.created(Class::Bio, &*bio);
        match create {
            None => bio.set_init(1),
            Some(create) => {
                if create(Mut::lend(&bio)) == 0 {
                    bio.finished.store(true, Ordering::Release);
                    bio.ex_data.freed(Class::Bio, &*bio);
                    return Err(Error::new(Lib::Bio, err::R_INIT_FAIL));
                }
            }
        }
        Ok(bio)
    }

    /// Its method.
    pub fn method(&self) -> &BIO_METHOD {
        &self.method
    }

    /// `BIO_TYPE_…`.
    pub fn kind(&self) -> c_int {
        self.method.kind
    }

    /// The program's values on it.
    pub fn ex_data(&self) -> &ExData {
        &self.ex_data
    }

    /// Runs `step` on what one of our own kinds remembers; `None` if it is of
    /// another kind.
    fn state<T: Any, R>(&self, step: impl FnOnce(&mut T) -> R) -> Option<R> {
        self.state.with(|s| Some(step(s.as_mut()?.downcast_mut::<T>()?)))
    }

    fn set_state<T: Any + Send>(&self, state: T) {
        self.state.with(|s| *s = Some(Box::new(state)));
    }

    fn take_state<T: Any>(&self) -> Option<Box<T>> {
        self.state.with(Option::take)?.downcast().ok()
    }

    // Fields that methods use.

    /// The pointer of a program's method.
    pub fn data(&self) -> *mut c_void {
        self.data.load(Ordering::Acquire)
    }

    /// Sets the pointer of a program's method.
    pub fn set_data(&self, data: *mut c_void) {
        self.data.store(data, Ordering::Release);
    }

    /// Whether it is ready for use.
    pub fn init(&self) -> c_int {
        self.init.load(Ordering::Acquire)
    }

    /// Says whether it is ready for use.
    pub fn set_init(&self, init: c_int) {
        self.init.store(init, Ordering::Release);
    }

    /// Whether freeing it closes what it stands on.
    pub fn shutdown(&self) -> c_int {
        self.shutdown.load(Ordering::Acquire)
    }

    /// Says whether freeing it closes what it stands on.
    pub fn set_shutdown(&self, shutdown: c_int) {
        self.shutdown.store(shutdown, Ordering::Release);
    }

    /// A number of the method's: a descriptor, or what reading nothing returns.
    fn num(&self) -> c_int {
        self.num.load(Ordering::Acquire)
    }

    fn set_num(&self, num: c_int) {
        self.num.store(num, Ordering::Release);
    }

    /// `BIO_FLAGS_…`.
    pub fn flags(&self) -> c_int {
        self.flags.load(Ordering::Acquire)
    }

    /// Sets some flags.
    pub fn set_flags(&self, flags: c_int) {
        self.flags.fetch_or(flags, Ordering::AcqRel);
    }

    /// Clears some flags.
    pub fn clear_flags(&self, flags: c_int) {
        // Mostly there are none, and a look is cheaper than a change.
        if self.flags() & flags != 0 {
            self.flags.fetch_and(!flags, Ordering::AcqRel);
        }
    }

    /// Forgets that the last operation was to be tried again.
    pub fn clear_retry(&self) {
        self.clear_flags(FLAGS_RWS | FLAGS_SHOULD_RETRY);
    }

    /// Says that reading is to be tried again.
    pub fn set_retry_read(&self) {
        self.set_flags(FLAGS_READ | FLAGS_SHOULD_RETRY);
    }

    /// Says that writing is to be tried again.
    pub fn set_retry_write(&self) {
        self.set_flags(FLAGS_WRITE | FLAGS_SHOULD_RETRY);
    }

    /// Says that the operation is to be tried again for `reason`.
    pub fn set_retry_special(&self, reason: c_int) {
        self.set_flags(FLAGS_IO_SPECIAL | FLAGS_SHOULD_RETRY);
        self.set_retry_reason(reason);
    }

    /// Whether the last operation is to be tried again.
    pub fn should_retry(&self) -> bool {
        self.flags() & FLAGS_SHOULD_RETRY != 0
    }

    /// Whether it waits for something to read.
    pub fn should_read(&self) -> bool {
        self.flags() & FLAGS_READ != 0
    }

    /// Whether it waits until it can write.
    pub fn should_write(&self) -> bool {
        self.flags() & FLAGS_WRITE != 0
    }

    /// Whether it waits for something else, see [`retry_reason`](Self::retry_reason).
    pub fn should_io_special(&self) -> bool {
        self.flags() & FLAGS_IO_SPECIAL != 0
    }

    /// `BIO_RR_…`.
    pub fn retry_reason(&self) -> c_int {
        self.retry_reason.load(Ordering::Acquire)
    }

    /// Sets `BIO_RR_…`.
    pub fn set_retry_reason(&self, reason: c_int) {
        self.retry_reason.store(reason, Ordering::Release);
    }

    /// Bytes read so far.
    pub fn number_read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// Bytes written so far.
    pub fn number_written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }

    // Callbacks.

    /// The callback of the old form.
    pub fn callback(&self) -> Option<BIO_callback_fn> {
        self.callback.get()
    }

    /// Sets the callback of the old form.
    pub fn set_callback(&self, callback: Option<BIO_callback_fn>) {
        self.callback.set(callback);
    }

    /// The callback.
    pub fn callback_ex(&self) -> Option<BIO_callback_fn_ex> {
        self.callback_ex.get()
    }

    /// Sets the callback.
    pub fn set_callback_ex(&self, callback: Option<BIO_callback_fn_ex>) {
        self.callback_ex.set(callback);
    }

    /// The callback's pointer.
    pub fn callback_arg(&self) -> *mut c_char {
        self.callback_arg.load(Ordering::Acquire)
    }

    /// Sets the callback's pointer.
    pub fn set_callback_arg(&self, arg: *mut c_char) {
        self.callback_arg.store(arg, Ordering::Release);
    }

    fn has_callback(&self) -> bool {
        self.callback_ex.is_some() || self.callback.is_some()
    }

    /// Tells the callback of an operation; its answer, or `result` without one.
    fn tell(&self, call: Call, result: c_long, processed: Option<&mut usize>) -> c_long {
        let this = Mut::lend(self);
        let returning = call.oper & CB_RETURN != 0;
        if let Some(callback) = self.callback_ex.get() {
            let place = processed.map_or(std::ptr::null_mut(), std::ptr::from_mut);
            let result = result.try_into().unwrap_or(c_int::MAX);
            return callback(
                this, call.oper, call.arg, call.len, call.argi, call.argl, result, place,
            );
        }
        let Some(callback) = self.callback.get() else { return result };
        let bare = call.oper & !CB_RETURN;
        let mut argi = call.argi;
        if matches!(bare, CB_READ | CB_WRITE | CB_GETS) {
            let Ok(len) = call.len.try_into() else { return -1 };
            argi = len;
        }
        let mut shown = result;
        if let (true, true, Some(n)) = (result > 0, returning && bare != CB_CTRL, &processed) {
            let Ok(n) = c_int::try_from(**n) else { return -1 };
            shown = n.into();
        }
        let answer = callback(this, call.oper, call.arg, argi, call.argl, shown);
        match processed {
            Some(n) if answer > 0 && returning && bare != CB_CTRL => {
                *n = usize::try_from(answer).unwrap_or(0);
                1
            }
            _ => answer,
        }
    }

    /// Runs `operation` between the callback's two turns. It returns its
    /// result, and how many bytes it handled.
    fn run(&self, call: Call, operation: impl FnOnce(&mut usize) -> c_int) -> (c_int, usize) {
        let mut processed = 0;
        let int = |value: c_long| c_int::try_from(value).unwrap_or(c_int::MAX);
        if self.has_callback() {
            let answer = self.tell(call, 1, None);
            if answer <= 0 {
                return (int(answer), 0);
            }
        }
        if self.init() == 0 {
            report(R_UNINITIALIZED);
            return (-1, 0);
        }
        let mut result = operation(&mut processed);
        if self.has_callback() {
            let after = Call { oper: call.oper | CB_RETURN, ..call };
            result = int(self.tell(after, result.into(), Some(&mut processed)));
        }
        (result, processed)
    }

    // Operations.

    /// Reads as `BIO_read_ex` does, for the entry points: the result, 1 for
    /// some bytes, and their number.
    pub fn read_call(&self, place: OutBuf<c_char>, len: usize) -> (c_int, usize) {
        let Some(read) = self.method.read_ex.get() else {
            return (unsupported(), 0);
        };
        let call = Call { oper: CB_READ, arg: place.as_ptr(), len, argi: 0, argl: 0 };
        let (result, n) = self.run(call, |n| {
            let result = read(Mut::lend(self), place, len, Out::lend(n));
            if result > 0 {
                count(&self.read, *n as u64);
            }
            result
        });
        if result > 0 && n > len {
            err::push(&Error::new(Lib::Bio, err::R_INTERNAL_ERROR), "bio_read_intern");
            return (-1, 0);
        }
        (result, n)
    }

    /// Writes as `BIO_write_ex` does, for the entry points.
    pub fn write_call(&self, bytes: InBuf<c_char>, len: usize) -> (c_int, usize) {
        let Some(write) = self.method.write_ex.get() else {
            return (unsupported(), 0);
        };
        let call = Call { oper: CB_WRITE, arg: bytes.as_ptr(), len, argi: 0, argl: 0 };
        self.run(call, |n| {
            let result = write(Mut::lend(self), bytes, len, Out::lend(n));
            if result > 0 {
                count(&self.written, *n as u64);
            }
            result
        })
    }

    /// Reads into `place`: the number of bytes; 0 or less if there are none,
    /// now or ever, see [`should_retry`](Self::should_retry).
    pub fn read(&self, place: &mut [u8]) -> c_int {
        let len = place.len().min(MOST);
        let (result, n) = self.read_call(OutBuf::lend(place.as_mut_ptr().cast()), len);
        if result > 0 { n.try_into().unwrap_or(c_int::MAX) } else { result }
    }

    /// Reads a head of `head` bytes, and then as many more as `rest` makes of
    /// it: what two calls of [`read`](Self::read) would, in one step. `None`
    /// if this BIO is of a kind that cannot do that; nothing is read then.
    pub fn read_counted(
        &self,
        place: &mut [u8],
        head: usize,
        rest: impl Fn(&[u8]) -> usize,
    ) -> Option<c_int> {
        if self.has_callback() || self.init() == 0 {
            return None;
        }
        let n = if pair::is_pair(&self.method) {
            pair::read_counted(self, place, head, rest)
        } else if mem::is_mem(&self.method) {
            mem::read_counted(self, place, head, rest)
        } else {
            return None;
        };
        if let Ok(n) = u64::try_from(n) {
            count(&self.read, n);
        }
        Some(n)
    }

    /// Writes `bytes`: how many went; 0 or less if none.
    pub fn write(&self, bytes: &[u8]) -> c_int {
        if bytes.is_empty() {
            return 0;
        }
        let len = bytes.len().min(MOST);
        let (result, n) = self.write_call(InBuf::lend(bytes.as_ptr().cast()), len);
        if result > 0 { n.try_into().unwrap_or(c_int::MAX) } else { result }
    }

    /// Writes all of `bytes`, for printers; whether it could.
    pub fn write_all(&self, mut bytes: &[u8]) -> bool {
        while !bytes.is_empty() {
            match usize::try_from(self.write(bytes)) {
                Ok(n) if n > 0 => bytes = bytes.get(n..).unwrap_or_default(),
                _ => return false,
            }
        }
        true
    }

    /// Everything up to the end, for parsers, `limit` bytes at most; `None`
    /// if reading failed.
    pub fn read_to_end(&self, limit: usize) -> Option<Vec<u8>> {
        let (mut all, mut chunk) = (Vec::new(), [0; 4096]);
        loop {
            let n = self.read(&mut chunk);
            match usize::try_from(n) {
                Ok(0) => return Some(all),
                Ok(n) => all.extend_from_slice(chunk.get(..n)?),
                Err(_) => return (!self.should_retry() && self.eof() && n == -1).then_some(all),
            }
            if all.len() > limit {
                return None;
            }
        }
    }

    /// Writes a string.
    pub fn puts(&self, text: &CStr) -> c_int {
        let Some(puts) = self.method.puts.get() else { return unsupported() };
        let call = Call { oper: CB_PUTS, arg: text.as_ptr(), len: 0, argi: 0, argl: 0 };
        let (result, n) = self.run(call, |n| {
            let result = puts(Mut::lend(self), Str::lend(text));
            if let Ok(some @ 1..) = usize::try_from(result) {
                count(&self.written, some as u64);
                *n = some;
            }
            result.min(1)
        });
        match (result, c_int::try_from(n)) {
            (..=0, _) => result,
            (_, Ok(n)) => n,
            (_, Err(_)) => {
                report(R_LENGTH_TOO_LONG);
                -1
            }
        }
    }

    /// Reads a line, with its end and a terminator, for the entry points.
    pub fn gets_call(&self, place: OutBuf<c_char>, size: c_int) -> c_int {
        let Some(gets) = self.method.gets.get() else { return unsupported() };
        let Ok(len) = usize::try_from(size) else {
            report(R_INVALID_ARGUMENT);
            return -1;
        };
        let call = Call { oper: CB_GETS, arg: place.as_ptr(), len, argi: 0, argl: 0 };
        let (result, n) = self.run(call, |n| {
            let result = gets(Mut::lend(self), place, size);
            *n = usize::try_from(result).unwrap_or(0);
            result.min(1)
        });
        match result {
            ..=0 => result,
            _ if n > len => -1,
            _ => n.try_into().unwrap_or(-1),
        }
    }

    /// Reads a line into `place`, a terminator behind it.
    pub fn gets(&self, place: &mut [u8]) -> c_int {
        let size = place.len().try_into().unwrap_or(c_int::MAX);
        self.gets_call(OutBuf::lend(place.as_mut_ptr().cast()), size)
    }

    /// Carries out a command.
    pub fn ctrl(&self, command: c_int, larg: c_long, parg: Arg) -> c_long {
        let Some(ctrl) = self.method.ctrl.get() else { return unsupported().into() };
        let call = Call { oper: CB_CTRL, arg: parg.0.cast(), len: 0, argi: command, argl: larg };
        if self.has_callback() {
            let answer = self.tell(call, 1, None);
            if answer <= 0 {
                return answer;
            }
        }
        let result = ctrl(Mut::lend(self), command, larg, parg.0);
        if self.has_callback() {
            let after = Call { oper: call.oper | CB_RETURN, ..call };
            return self.tell(after, result, None);
        }
        result
    }

    /// Carries out a command about a callback; only setting one is known.
    pub fn callback_ctrl(&self, command: c_int, callback: Option<BIO_info_cb>) -> c_long {
        let ctrl = self.method.callback_ctrl.get().filter(|_| command == CTRL_SET_CALLBACK);
        let Some(ctrl) = ctrl else { return unsupported().into() };
        let place = std::ptr::from_ref(&callback).cast();
        let call = Call { oper: CB_CTRL, arg: place, len: 0, argi: command, argl: 0 };
        if self.has_callback() {
            let answer = self.tell(call, 1, None);
            if answer <= 0 {
                return answer;
            }
        }
        let result = ctrl(Mut::lend(self), command, callback);
        if self.has_callback() {
            let after = Call { oper: call.oper | CB_RETURN, ..call };
            return self.tell(after, result, None);
        }
        result
    }

    /// Sends on what is buffered: 1 when done; less with retry flags if not.
    pub fn flush(&self) -> c_long {
        self.ctrl(CTRL_FLUSH, 0, Arg::NULL)
    }

    /// Bytes that can be read at once.
    pub fn pending(&self) -> usize {
        self.ctrl(CTRL_PENDING, 0, Arg::NULL).try_into().unwrap_or(0)
    }

    /// Bytes not sent on yet.
    pub fn wpending(&self) -> usize {
        self.ctrl(CTRL_WPENDING, 0, Arg::NULL).try_into().unwrap_or(0)
    }

    /// Whether the end was reached.
    pub fn eof(&self) -> bool {
        self.ctrl(CTRL_EOF, 0, Arg::NULL) == 1
    }

    /// The descriptor below; `None` if there is none.
    pub fn fd(&self) -> Option<c_int> {
        let mut fd: c_int = -1;
        let answer = self.ctrl(C_GET_FD, 0, Arg::to(&mut fd));
        (answer >= 0 && fd >= 0).then_some(fd)
    }

    /// The descriptor, where plain system calls on it do all that this BIO
    /// does: our own socket or descriptor kind, without a callback.
    pub fn socket_fd(&self) -> Option<c_int> {
        let plain = self.init() != 0 && !self.has_callback() && fd::is_plain(&self.method);
        plain.then(|| self.num())
    }

    /// Runs the callback and `destroy`, once; false if the callback forbids.
    pub(in crate::obj) fn finish(&self) -> bool {
        if self.finished.swap(true, Ordering::AcqRel) {
            return true;
        }
        if self.has_callback() {
            let call = Call { oper: CB_FREE, arg: std::ptr::null(), len: 0, argi: 0, argl: 0 };
            if self.tell(call, 1, None) <= 0 {
                return false;
            }
        }
        if let Some(destroy) = self.method.destroy.get() {
            destroy(Mut::lend(self));
        }
        self.ex_data.freed(Class::Bio, self);
        true
    }
}

/// The most bytes one operation handles.
const MOST: usize = c_int::MAX as usize;

impl Drop for BIO {
    fn drop(&mut self) {
        self.finish();
        self.unlink_next();
    }
}
