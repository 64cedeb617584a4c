//! What `BIO_debug_callback` says of a call.

#![forbid(unsafe_code)]

use super::BIO;
use super::command::TYPE_DESCRIPTOR;
use std::ffi::{c_int, c_long};

/// One call as a callback hears of it.
pub struct Heard {
    /// `BIO_CB_…`.
    pub oper: c_int,
    /// The length of what is read or written.
    pub len: usize,
    /// The number of a command.
    pub argi: c_int,
    /// What the call returned.
    pub ret: c_long,
    /// How many bytes it moved.
    pub processed: usize,
}

/// A line about it.
pub fn describe(bio: &BIO, heard: &Heard) -> String {
    const RETURN: c_int = 0x80;
    let Heard { oper, len, argi, ret, processed } = heard;
    let name = bio.method().name.to_string_lossy();
    let number = bio.num();
    let descriptor = bio.method().kind & TYPE_DESCRIPTOR != 0;
    let place = if descriptor { format!("{name} fd={number}") } else { name.to_string() };
    let what = ["", "", "read", "write", "puts", "gets", "ctrl"];
    let verb = usize::try_from(oper & !RETURN).ok().and_then(|at| what.get(at)).unwrap_or(&"");
    let text = match (oper & !RETURN, oper & RETURN != 0) {
        (1, false) => format!("Free - {name}"),
        (2 | 3, false) => format!("{verb}({number},{len}) - {place}"),
        (4, false) => format!("puts() - {name}"),
        (5, false) => format!("gets({len}) - {name}"),
        (6, false) => format!("ctrl({argi}) - {name}"),
        (2..=5, true) => format!("{verb} return {ret} processed: {processed}"),
        (6, true) => format!("ctrl return {ret}"),
        _ => format!("bio callback - unknown type ({oper})"),
    };
    format!("BIO[{:p}]: {text}\n", std::ptr::from_ref(bio))
}
