//! `SSL_alert_…`: the names of alerts.
//!
//! All take the value an info callback gets: level << 8 | description.

use crate::abi::{LendConst, quiet};
use crate::obj::ssl::texts;
use std::ffi::{c_char, c_int};

/// The level's name: "warning", "fatal" or "unknown".
#[unsafe(no_mangle)]
pub extern "C" fn SSL_alert_type_string_long(value: c_int) -> LendConst<c_char> {
    quiet(LendConst::cstr(c""), || Ok(LendConst::cstr(texts::alert_level(value).1)))
}

/// The level's letter: "W", "F" or "U".
#[unsafe(no_mangle)]
pub extern "C" fn SSL_alert_type_string(value: c_int) -> LendConst<c_char> {
    quiet(LendConst::cstr(c""), || Ok(LendConst::cstr(texts::alert_level(value).0)))
}

/// The alert's name in two letters.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_alert_desc_string(value: c_int) -> LendConst<c_char> {
    quiet(LendConst::cstr(c""), || Ok(LendConst::cstr(texts::alert(value).0)))
}

/// The alert's name.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_alert_desc_string_long(value: c_int) -> LendConst<c_char> {
    quiet(LendConst::cstr(c""), || Ok(LendConst::cstr(texts::alert(value).1)))
}
