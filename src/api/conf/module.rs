//! `openssl/conf.h`: modules of configuration files, which the program adds,
//! and what they were given.

use crate::abi::{In, Lend, Mut, Opaque, Out, Str, entry, quiet};
use crate::err::Result;
use crate::obj::conf::modules::{self, CONF_IMODULE, CONF_MODULE, SSL_CONF_CMD};
use std::ffi::{c_char, c_int, c_ulong};

crate::arc_handle!(CONF_MODULE);

/// Adds a module: `ifunc` is called for each of its names in the section that
/// is loaded, and `ffunc` when it is finished or failed. Either may be NULL.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn CONF_module_add(
    name: Str,
    ifunc: Option<modules::conf_init_func>,
    ffunc: Option<modules::conf_finish_func>,
) -> c_int {
    entry(0, || {
        modules::add(name.get()?, ifunc, ffunc);
        Ok(1)
    })
}

/// The name under which a module was called, with its suffix.
#[unsafe(no_mangle)]
pub extern "C" fn CONF_imodule_get_name(md: In<CONF_IMODULE>) -> *const c_char {
    entry(std::ptr::null(), || Ok(md.get()?.name.as_ptr()))
}

/// The value that stands behind the name.
#[unsafe(no_mangle)]
pub extern "C" fn CONF_imodule_get_value(md: In<CONF_IMODULE>) -> *const c_char {
    entry(std::ptr::null(), || Ok(md.get()?.value.as_ptr()))
}

/// What `CONF_imodule_set_usr_data` set.
#[unsafe(no_mangle)]
pub extern "C" fn CONF_imodule_get_usr_data(md: In<CONF_IMODULE>) -> Opaque {
    entry(Opaque::NULL, || Ok(md.get()?.data.get()))
}

/// Keeps a pointer of the program's with one call of a module.
#[unsafe(no_mangle)]
pub extern "C" fn CONF_imodule_set_usr_data(md: Mut<CONF_IMODULE>, usr_data: Opaque) {
    quiet((), || {
        md.get()?.data.set(usr_data);
        Ok(())
    });
}

/// The module that was called.
#[unsafe(no_mangle)]
pub extern "C" fn CONF_imodule_get_module(md: In<CONF_IMODULE>) -> Lend<CONF_MODULE> {
    entry(Lend::null(), || Ok(Lend::new(&*md.get()?.module)))
}

/// What `CONF_imodule_set_flags` set; 0 at first.
#[unsafe(no_mangle)]
pub extern "C" fn CONF_imodule_get_flags(md: In<CONF_IMODULE>) -> c_ulong {
    entry(0, || Ok(md.get()?.flags.get()))
}

/// Keeps a number of the program's with one call of a module.
#[unsafe(no_mangle)]
pub extern "C" fn CONF_imodule_set_flags(md: Mut<CONF_IMODULE>, flags: c_ulong) {
    quiet((), || {
        md.get()?.flags.set(flags);
        Ok(())
    });
}

/// What `CONF_module_set_usr_data` set.
#[unsafe(no_mangle)]
pub extern "C" fn CONF_module_get_usr_data(pmod: Mut<CONF_MODULE>) -> Opaque {
    entry(Opaque::NULL, || Ok(pmod.get()?.data.get()))
}

/// Keeps a pointer of the program's with a module.
#[unsafe(no_mangle)]
pub extern "C" fn CONF_module_set_usr_data(pmod: Mut<CONF_MODULE>, usr_data: Opaque) {
    quiet((), || {
        pmod.get()?.data.set(usr_data);
        Ok(())
    });
}

/// Ends what was loaded, the last one first: calls the `ffunc` of each.
#[unsafe(no_mangle)]
pub extern "C" fn CONF_modules_finish() {
    quiet((), || finished(modules::finish));
}

/// Ends what was loaded; with `all`, forgets the modules, too.
#[unsafe(no_mangle)]
pub extern "C" fn CONF_modules_unload(all: c_int) {
    quiet((), || finished(|| modules::unload(all != 0)));
}

fn finished(run: impl FnOnce()) -> Result<()> {
    run();
    Ok(())
}

/// Adds the modules that the library has.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_load_builtin_modules() {
    quiet((), || finished(modules::add_built_in));
}

/// Adds the module `oid_section`, which creates objects.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_add_oid_module() {
    quiet((), || finished(|| modules::add_known(c"oid_section")));
}

/// Adds the module `alg_section`, which sets properties of algorithms.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_add_alg_module() {
    quiet((), || finished(|| modules::add_known(c"alg_section")));
}

/// Finds a name of the section `ssl_conf` that was loaded: its place goes to
/// `*idx`.
///
/// Returns: 1; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn conf_ssl_name_find(name: Str, idx: Out<usize>) -> c_int {
    quiet(0, || match name.opt().and_then(modules::ssl_index) {
        Some(index) => idx.write(index).map(|()| 1),
        None => Ok(0),
    })
}

/// The commands at a place of the section `ssl_conf`: their name goes to
/// `*name`, and how many they are to `*cnt`; NULL for no such place.
///
/// Ownership: they live until a file is loaded again, or modules are finished.
#[unsafe(no_mangle)]
pub extern "C" fn conf_ssl_get(
    idx: usize,
    name: Out<*const c_char>,
    cnt: Out<usize>,
) -> *const SSL_CONF_CMD {
    quiet(std::ptr::null(), || {
        let Some((text, commands, count)) = modules::ssl_section(idx) else {
            return Ok(std::ptr::null());
        };
        name.write(text)?;
        cnt.write(count)?;
        Ok(commands)
    })
}

/// One of the commands that [`conf_ssl_get`] gave: its name and value.
#[unsafe(no_mangle)]
pub extern "C" fn conf_ssl_get_cmd(
    cmd: In<SSL_CONF_CMD>,
    idx: usize,
    cmdstr: Out<*const c_char>,
    arg: Out<*const c_char>,
) {
    quiet((), || {
        let command = cmd.get()?.at(idx);
        cmdstr.write(command.map_or(std::ptr::null(), |(name, _)| name.as_ptr()))?;
        arg.write(command.map_or(std::ptr::null(), |(_, value)| value.as_ptr()))
    });
}
