//! `SSL_CONF_…`: configuring contexts and connections by words.

use crate::abi::{Arg, Give, Mut, Out, Str, Take, entry, quiet};
use crate::err::{self, Error, Lib};
use crate::obj::ssl::conf::{self, Refusal, SSL_CONF_CTX};
use crate::obj::ssl::{SSL, SSL_CTX};
use std::ffi::{CStr, c_char, c_int, c_uint};

crate::box_handle!(SSL_CONF_CTX);

/// Makes an object that takes words.
///
/// Ownership: freed with `SSL_CONF_CTX_free`.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CONF_CTX_new() -> Give<SSL_CONF_CTX> {
    entry(Give::null(), || Ok(Give::new(SSL_CONF_CTX::new())))
}

/// Frees the object; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CONF_CTX_free(cctx: Take<SSL_CONF_CTX>) {
    quiet((), || {
        drop(cctx.opt());
        Ok(())
    });
}

/// Sets `SSL_CONF_FLAG_*`; returns all that are set now.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CONF_CTX_set_flags(cctx: Mut<SSL_CONF_CTX>, flags: c_uint) -> c_uint {
    entry(0, || Ok(cctx.get()?.set_flags(flags)))
}

/// Clears `SSL_CONF_FLAG_*`; returns those that are left.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CONF_CTX_clear_flags(cctx: Mut<SSL_CONF_CTX>, flags: c_uint) -> c_uint {
    entry(0, || Ok(cctx.get()?.clear_flags(flags)))
}

/// Sets what every command's name begins with; NULL for nothing.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CONF_CTX_set1_prefix(cctx: Mut<SSL_CONF_CTX>, pre: Str) -> c_int {
    entry(0, || {
        cctx.get()?.set_prefix(pre.opt().map(std::ffi::CStr::to_bytes));
        Ok(1)
    })
}

/// Sets the context to work on; with NULL only the syntax is checked.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CONF_CTX_set_ssl_ctx(cctx: Mut<SSL_CONF_CTX>, ctx: Mut<SSL_CTX>) {
    quiet((), || {
        cctx.get()?.set_ctx(ctx.share_opt());
        Ok(())
    });
}

/// Sets the connection to work on; with NULL only the syntax is checked.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CONF_CTX_set_ssl(cctx: Mut<SSL_CONF_CTX>, ssl: Mut<SSL>) {
    quiet((), || {
        cctx.get()?.set_ssl(ssl.share_opt());
        Ok(())
    });
}

/// Does what the command `cmd` with the value `value` says.
///
/// Returns: 2 if both were used, 1 if `cmd` alone; 0 for a bad value, -2 for
/// an unknown command, -3 if the value is missing. See: SSL_CONF_cmd(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CONF_cmd(cctx: Mut<SSL_CONF_CTX>, cmd: Str, value: Str) -> c_int {
    entry(0, || {
        let Some(name) = cmd.opt() else {
            return Err(Error::new(Lib::Ssl, err::ssl::R_INVALID_NULL_CMD_NAME));
        };
        Ok(run(cctx.get()?, name, value.opt()))
    })
}

/// Does a command; the result is that of `SSL_CONF_cmd`.
fn run(cctx: &SSL_CONF_CTX, name: &CStr, value: Option<&CStr>) -> c_int {
    let done = cctx.run(name.to_bytes(), value);
    done.unwrap_or_else(|refusal: Refusal| refusal as c_int)
}

/// Does what the first words of a command line say, and steps over them.
///
/// Returns: how many words were used; 0 if there are none or the first is no
/// command; -1 for a bad value, -3 if the value is missing.
/// See: SSL_CONF_cmd_argv(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CONF_cmd_argv(
    cctx: Mut<SSL_CONF_CTX>,
    pargc: Out<c_int>,
    pargv: Out<*mut *mut c_char>,
) -> c_int {
    /// `SSL_CONF_FLAG_CMDLINE`.
    const CMDLINE: c_uint = 1;
    /// `SSL_CONF_FLAG_FILE`.
    const FILE: c_uint = 2;
    /// What `SSL_CONF_cmd` gives for an unknown command.
    const UNKNOWN: c_int = -2;
    entry(0, || {
        let left = if pargc.is_null() { c_int::MAX } else { pargc.read()? };
        if left == 0 {
            return Ok(0);
        }
        let words = pargv.read()?;
        let word = |at: usize| {
            let word = Arg(words.wrapping_add(at).cast()).out::<*mut c_char>().read()?;
            crate::err::Result::Ok(Arg(word.cast()).str())
        };
        let Some(name) = word(0)? else { return Ok(0) };
        let value = if left > 1 { word(1)? } else { None };
        let cctx = cctx.get()?;
        cctx.clear_flags(FILE);
        cctx.set_flags(CMDLINE);
        Ok(match run(cctx, name, value) {
            used @ 1.. => {
                pargv.write(words.wrapping_add(usize::try_from(used).unwrap_or(0)))?;
                pargc.write_opt(left - used);
                used
            }
            0 => -1,
            UNKNOWN => 0,
            refused => refused,
        })
    })
}

/// What the value of the command `cmd` is (`SSL_CONF_TYPE_*`).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CONF_cmd_value_type(cctx: Mut<SSL_CONF_CTX>, cmd: Str) -> c_int {
    quiet(0, || Ok(cctx.get()?.value_kind(cmd.bytes()?).map_or(0, |kind| kind as c_int)))
}

/// Completes the configuration.
///
/// Returns: 1; 0 if a private key that must be in its certificate's file is
/// not.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CONF_CTX_finish(cctx: Mut<SSL_CONF_CTX>) -> c_int {
    entry(0, || {
        cctx.get()?.finish()?;
        Ok(1)
    })
}

/// Configures a context by the section `name` of the configuration file.
///
/// Returns: 1; 0 if there is no such section or a command in it fails.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_config(ctx: Mut<SSL_CTX>, name: Str) -> c_int {
    entry(0, || conf::configure(Some(ctx.share()?), None, name.opt()).map(|()| 1))
}

/// Configures a connection by the section `name` of the configuration file.
///
/// Returns: 1; 0 if there is no such section or a command in it fails.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_config(s: Mut<SSL>, name: Str) -> c_int {
    entry(0, || conf::configure(None, Some(s.share()?), name.opt()).map(|()| 1))
}

/// Adds the module `ssl_conf` to those of configuration files: it is there.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_add_ssl_module() {}
