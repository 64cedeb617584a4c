//! `SSL_trace`: messages in words.

use crate::abi::{InBuf, Mut, quiet};
use crate::obj::bio::BIO;
use crate::obj::ssl::{SSL, trace};
use std::ffi::{c_int, c_void};

/// Prints what a message callback gets to the BIO `arg`, so that it can be
/// one itself.
/// See: SSL_CTX_set_msg_callback(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_trace(
    write_p: c_int,
    version: c_int,
    content_type: c_int,
    buf: InBuf<c_void>,
    len: usize,
    ssl: Mut<SSL>,
    arg: *mut c_void,
) {
    quiet((), || {
        let _ = version;
        let out = crate::abi::Arg(arg).object::<BIO>();
        let out = out.get()?;
        let bytes = if len == 0 { &[] } else { buf.slice(len)? };
        out.write_all(&trace::text(ssl.get()?, write_p != 0, content_type, bytes));
        Ok(())
    });
}
