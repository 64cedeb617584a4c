//! Padding of records, which hides how long their contents are. TLS 1.3 has
//! it; records of TLS 1.2 are never padded.

use crate::abi::{In, Mut, Opaque, quiet};
use crate::obj::ssl::{SSL, SSL_CTX};
use std::ffi::{c_int, c_void};

/// Lets `cb` say how many zeros each encrypted record of TLS 1.3 gets; NULL
/// leaves it to the block size. It is told the content type and the length
/// of the contents, the type's byte included. A record never gets longer than
/// allowed, whatever it says. An alert during the handshake is not asked about.
/// Connections take a copy of the setting.
/// See: SSL_CTX_set_record_padding_callback(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_record_padding_callback(
    ctx: Mut<SSL_CTX>,
    cb: Option<extern "C" fn(Mut<SSL>, c_int, usize, *mut c_void) -> usize>,
) {
    quiet((), || {
        ctx.get()?.config.with(|c| c.padding.call = cb);
        Ok(())
    });
}

/// Sets the last argument of the padding callback.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_record_padding_callback_arg(ctx: Mut<SSL_CTX>, arg: *mut c_void) {
    quiet((), || {
        ctx.get()?.config.with(|c| c.padding.arg = Opaque(arg));
        Ok(())
    });
}

/// The last argument of the padding callback.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get_record_padding_callback_arg(ctx: In<SSL_CTX>) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(ctx.get()?.config.look(|c| c.padding.arg.0)))
}

/// Pads the records of TLS 1.3 to multiples of `block_size`; 0 and 1 for none.
///
/// Returns: 1; 0 if that is more than a record holds (16384).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_block_padding(ctx: Mut<SSL_CTX>, block_size: usize) -> c_int {
    quiet(0, || Ok(ctx.get()?.config.with(|c| c.set_block_padding(block_size)).into()))
}

/// Lets `cb` say how many zeros each encrypted record of TLS 1.3 gets; NULL
/// leaves it to the block size. It is told the content type and the length
/// of the contents, the type's byte included. A record never gets longer than
/// allowed, whatever it says. An alert during the handshake is not asked about.
///
/// Returns: 1; 0 for NULL.
/// See: SSL_CTX_set_record_padding_callback(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_record_padding_callback(
    ssl: Mut<SSL>,
    cb: Option<extern "C" fn(Mut<SSL>, c_int, usize, *mut c_void) -> usize>,
) -> c_int {
    quiet(0, || {
        ssl.get()?.config.with(|c| c.padding.call = cb);
        Ok(1)
    })
}

/// Sets the last argument of the padding callback.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_record_padding_callback_arg(ssl: Mut<SSL>, arg: *mut c_void) {
    quiet((), || {
        ssl.get()?.config.with(|c| c.padding.arg = Opaque(arg));
        Ok(())
    });
}

/// The last argument of the padding callback.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_record_padding_callback_arg(ssl: In<SSL>) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(ssl.get()?.config.look(|c| c.padding.arg.0)))
}

/// Pads the records of TLS 1.3 to multiples of `block_size`; 0 and 1 for none.
///
/// Returns: 1; 0 if that is more than a record holds (16384).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_block_padding(ssl: Mut<SSL>, block_size: usize) -> c_int {
    quiet(0, || Ok(ssl.get()?.config.with(|c| c.set_block_padding(block_size)).into()))
}
