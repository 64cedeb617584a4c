//! Methods: what a kind of BIO does for each call.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::BIO;
use crate::abi::func::FnCell;
use crate::abi::{InBuf, Mut, Out, OutBuf, Str};
use std::ffi::{CStr, CString, c_char, c_int, c_long, c_void};
use std::sync::Arc;

/// Writes; the `_ex` form.
pub type WriteEx = extern "C" fn(Mut<BIO>, InBuf<c_char>, usize, Out<usize>) -> c_int;
/// Writes.
pub type Write = extern "C" fn(Mut<BIO>, InBuf<c_char>, c_int) -> c_int;
/// Reads; the `_ex` form.
pub type ReadEx = extern "C" fn(Mut<BIO>, OutBuf<c_char>, usize, Out<usize>) -> c_int;
/// Reads.
pub type Read = extern "C" fn(Mut<BIO>, OutBuf<c_char>, c_int) -> c_int;
/// Writes a string.
pub type Puts = extern "C" fn(Mut<BIO>, Str) -> c_int;
/// Reads a line.
pub type Gets = extern "C" fn(Mut<BIO>, OutBuf<c_char>, c_int) -> c_int;
/// Carries out a command.
pub type Ctrl = extern "C" fn(Mut<BIO>, c_int, c_long, *mut c_void) -> c_long;
/// Sets a new BIO up, or takes an old one down.
pub type Life = extern "C" fn(Mut<BIO>) -> c_int;
/// Carries out a command about a callback.
pub type CallbackCtrl = extern "C" fn(Mut<BIO>, c_int, Option<BIO_info_cb>) -> c_long;
/// Hears of the steps of a connection.
pub type BIO_info_cb = extern "C" fn(Mut<BIO>, c_int, c_int) -> c_int;

/// A kind of BIO: a name, a type and the functions.
#[derive(Debug)]
pub struct BIO_METHOD {
    /// `BIO_TYPE_…`, or an index of the program's own.
    pub kind: c_int,
    /// The name for people.
    pub name: CString,
    /// `bwrite`.
    pub write_ex: FnCell<WriteEx>,
    /// `bwrite_old`.
    pub write: FnCell<Write>,
    /// `bread`.
    pub read_ex: FnCell<ReadEx>,
    /// `bread_old`.
    pub read: FnCell<Read>,
    /// `bputs`.
    pub puts: FnCell<Puts>,
    /// `bgets`.
    pub gets: FnCell<Gets>,
    /// `ctrl`.
    pub ctrl: FnCell<Ctrl>,
    /// `create`.
    pub create: FnCell<Life>,
    /// `destroy`.
    pub destroy: FnCell<Life>,
    /// `callback_ctrl`.
    pub callback_ctrl: FnCell<CallbackCtrl>,
}

/// The functions of one of our own methods.
#[derive(Default)]
pub struct Own {
    /// `bwrite_old`.
    pub write: Option<Write>,
    /// `bread_old`.
    pub read: Option<Read>,
    /// `bputs`.
    pub puts: Option<Puts>,
    /// `bgets`.
    pub gets: Option<Gets>,
    /// `ctrl`.
    pub ctrl: Option<Ctrl>,
    /// `create`.
    pub create: Option<Life>,
    /// `destroy`.
    pub destroy: Option<Life>,
    /// `callback_ctrl`.
    pub callback_ctrl: Option<CallbackCtrl>,
}

impl BIO_METHOD {
    /// A method without functions.
    pub fn new(kind: c_int, name: &CStr) -> Arc<Self> {
        Self::own(kind, name, Own::default())
    }

    /// One of our own methods.
    pub fn own(kind: c_int, name: &CStr, functions: Own) -> Arc<Self> {
        let method = BIO_METHOD {
            kind,
            name: name.to_owned(),
            write_ex: FnCell::new(None),
            write: FnCell::new(None),
            read_ex: FnCell::new(None),
            read: FnCell::new(None),
            puts: FnCell::new(functions.puts),
            gets: FnCell::new(functions.gets),
            ctrl: FnCell::new(functions.ctrl),
            create: FnCell::new(functions.create),
            destroy: FnCell::new(functions.destroy),
            callback_ctrl: FnCell::new(functions.callback_ctrl),
        };
        if functions.write.is_some() {
            method.set_write(functions.write);
        }
        if functions.read.is_some() {
            method.set_read(functions.read);
        }
        Arc::new(method)
    }

    /// Sets how to write, the `_ex` form made from it.
    pub fn set_write(&self, write: Option<Write>) {
        self.write.set(write);
        self.write_ex.set(Some(write_through));
    }

    /// Sets how to read, the `_ex` form made from it.
    pub fn set_read(&self, read: Option<Read>) {
        self.read.set(read);
        self.read_ex.set(Some(read_through));
    }
}

/// `bwrite` by way of `bwrite_old`.
extern "C" fn write_through(
    bio: Mut<BIO>,
    data: InBuf<c_char>,
    len: usize,
    n: Out<usize>,
) -> c_int {
    let Some(write) = bio.opt().and_then(|b| b.method().write.get()) else {
        return super::unsupported();
    };
    let done = write(bio, data, c_int::try_from(len).unwrap_or(c_int::MAX));
    n.write_opt(usize::try_from(done).unwrap_or(0));
    done.min(1)
}

/// `bread` by way of `bread_old`.
extern "C" fn read_through(
    bio: Mut<BIO>,
    data: OutBuf<c_char>,
    len: usize,
    n: Out<usize>,
) -> c_int {
    let Some(read) = bio.opt().and_then(|b| b.method().read.get()) else {
        return super::unsupported();
    };
    let done = read(bio, data, c_int::try_from(len).unwrap_or(c_int::MAX));
    n.write_opt(usize::try_from(done).unwrap_or(0));
    done.min(1)
}
