//! `BIO_meth_…`: a program's own kinds of BIO.

use crate::abi::{Give, In, Mut, Str, Take, entry, quiet};
use crate::obj::bio::{
    BIO_METHOD, CallbackCtrl, Ctrl, Gets, Life, Puts, Read, ReadEx, Write, WriteEx,
};
use std::ffi::c_int;
use std::sync::atomic::{AtomicI32, Ordering};

/// The last index given out; 128 and up to there are OpenSSL's own.
static LAST_INDEX: AtomicI32 = AtomicI32::new(128);

/// A number for a kind of the program's own.
///
/// Returns: the index; -1 when all 127 are taken.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_get_new_index() -> c_int {
    let next = LAST_INDEX.fetch_add(1, Ordering::Relaxed).saturating_add(1);
    if next > 255 { -1 } else { next }
}

/// Makes a method without functions.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_meth_new(type_: c_int, name: Str) -> Give<BIO_METHOD> {
    entry(Give::null(), || Ok(Give::new(BIO_METHOD::new(type_, name.get()?))))
}

/// Frees a method; BIOs of it keep it while they need it.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_meth_free(biom: Take<BIO_METHOD>) {
    quiet((), || {
        drop(biom.opt());
        Ok(())
    });
}

/// The function that writes.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_meth_get_write(biom: In<BIO_METHOD>) -> Option<Write> {
    quiet(None, || Ok(biom.get()?.write.get()))
}

/// Sets the function that writes.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_meth_set_write(biom: Mut<BIO_METHOD>, write: Option<Write>) -> c_int {
    entry(0, || {
        biom.get()?.set_write(write);
        Ok(1)
    })
}

/// The function that writes, `_ex` form.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_meth_get_write_ex(biom: In<BIO_METHOD>) -> Option<WriteEx> {
    quiet(None, || Ok(biom.get()?.write_ex.get()))
}

/// Sets the function that writes, `_ex` form.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_meth_set_write_ex(biom: Mut<BIO_METHOD>, write_ex: Option<WriteEx>) -> c_int {
    entry(0, || {
        let method = biom.get()?;
        method.write.set(None);
        method.write_ex.set(write_ex);
        Ok(1)
    })
}

/// The function that reads.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_meth_get_read(biom: In<BIO_METHOD>) -> Option<Read> {
    quiet(None, || Ok(biom.get()?.read.get()))
}

/// Sets the function that reads.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_meth_set_read(biom: Mut<BIO_METHOD>, read: Option<Read>) -> c_int {
    entry(0, || {
        biom.get()?.set_read(read);
        Ok(1)
    })
}

/// The function that reads, `_ex` form.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_meth_get_read_ex(biom: In<BIO_METHOD>) -> Option<ReadEx> {
    quiet(None, || Ok(biom.get()?.read_ex.get()))
}

/// Sets the function that reads, `_ex` form.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_meth_set_read_ex(biom: Mut<BIO_METHOD>, read_ex: Option<ReadEx>) -> c_int {
    entry(0, || {
        let method = biom.get()?;
        method.read.set(None);
        method.read_ex.set(read_ex);
        Ok(1)
    })
}

/// The function that writes strings.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_meth_get_puts(biom: In<BIO_METHOD>) -> Option<Puts> {
    quiet(None, || Ok(biom.get()?.puts.get()))
}

/// Sets the function that writes strings.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_meth_set_puts(biom: Mut<BIO_METHOD>, puts: Option<Puts>) -> c_int {
    entry(0, || {
        biom.get()?.puts.set(puts);
        Ok(1)
    })
}

/// The function that reads lines.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_meth_get_gets(biom: In<BIO_METHOD>) -> Option<Gets> {
    quiet(None, || Ok(biom.get()?.gets.get()))
}

/// Sets the function that reads lines.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_meth_set_gets(biom: Mut<BIO_METHOD>, gets: Option<Gets>) -> c_int {
    entry(0, || {
        biom.get()?.gets.set(gets);
        Ok(1)
    })
}

/// The function that carries out commands.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_meth_get_ctrl(biom: In<BIO_METHOD>) -> Option<Ctrl> {
    quiet(None, || Ok(biom.get()?.ctrl.get()))
}

/// Sets the function that carries out commands.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_meth_set_ctrl(biom: Mut<BIO_METHOD>, ctrl: Option<Ctrl>) -> c_int {
    entry(0, || {
        biom.get()?.ctrl.set(ctrl);
        Ok(1)
    })
}

/// The function that sets up a new BIO.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_meth_get_create(biom: In<BIO_METHOD>) -> Option<Life> {
    quiet(None, || Ok(biom.get()?.create.get()))
}

/// Sets the function that sets up a new BIO.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_meth_set_create(biom: Mut<BIO_METHOD>, create: Option<Life>) -> c_int {
    entry(0, || {
        biom.get()?.create.set(create);
        Ok(1)
    })
}

/// The function that takes down a BIO.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_meth_get_destroy(biom: In<BIO_METHOD>) -> Option<Life> {
    quiet(None, || Ok(biom.get()?.destroy.get()))
}

/// Sets the function that takes down a BIO.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_meth_set_destroy(biom: Mut<BIO_METHOD>, destroy: Option<Life>) -> c_int {
    entry(0, || {
        biom.get()?.destroy.set(destroy);
        Ok(1)
    })
}

/// The function that takes callbacks.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_meth_get_callback_ctrl(biom: In<BIO_METHOD>) -> Option<CallbackCtrl> {
    quiet(None, || Ok(biom.get()?.callback_ctrl.get()))
}

/// Sets the function that takes callbacks.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_meth_set_callback_ctrl(
    biom: Mut<BIO_METHOD>,
    callback_ctrl: Option<CallbackCtrl>,
) -> c_int {
    entry(0, || {
        biom.get()?.callback_ctrl.set(callback_ctrl);
        Ok(1)
    })
}
