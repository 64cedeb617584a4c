//! `openssl/txt_db.h`: tables of text.

use crate::abi::layout::txt_db::{Row, TXT_DB_qualifier};
use crate::abi::{Give, Mut, Take, entry, quiet};
use crate::api::lhash::{OPENSSL_LH_COMPFUNC, OPENSSL_LH_HASHFUNC};
use crate::err::Error;
use crate::obj::bio::BIO;
use crate::obj::txt_db::{self, TXT_DB};
use std::ffi::{c_char, c_int, c_long};

crate::box_handle!(TXT_DB);

/// Reads a table whose rows have `num` fields up to the end of a BIO: a row a
/// line, a tab between fields. Lines that begin with `#` are left out, and so
/// is a last line that does not end.
///
/// Returns: NULL if it cannot be read, or a row has another number of fields.
#[unsafe(no_mangle)]
pub extern "C" fn TXT_DB_read(in_: Mut<BIO>, num: c_int) -> Give<TXT_DB> {
    entry(Give::null(), || {
        let fields = usize::try_from(num).map_err(|_| Error::quiet())?;
        txt_db::read(in_.get()?, fields).map(Give::new)
    })
}

/// Writes a table.
///
/// Returns: the number of bytes; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn TXT_DB_write(out: Mut<BIO>, db: Mut<TXT_DB>) -> c_long {
    entry(-1, || {
        let text = txt_db::text(db.get()?);
        if !text.is_empty() && !out.get()?.write_all(&text) {
            return Err(Error::quiet());
        }
        Ok(c_long::try_from(text.len()).unwrap_or(c_long::MAX))
    })
}

/// Indexes a field of all rows, or of those that `qual` accepts.
///
/// Returns: 1; 0 if two rows have the same there, or there is no such field;
/// `error` in the table says which.
#[unsafe(no_mangle)]
pub extern "C" fn TXT_DB_create_index(
    db: Mut<TXT_DB>,
    field: c_int,
    qual: Option<TXT_DB_qualifier>,
    hash: OPENSSL_LH_HASHFUNC,
    cmp: OPENSSL_LH_COMPFUNC,
) -> c_int {
    entry(0, || db.get()?.make_index(field, qual, hash, cmp).map(|()| 1))
}

/// Frees a table with its rows; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn TXT_DB_free(db: Take<TXT_DB>) {
    quiet((), || {
        db.opt().into_iter().for_each(txt_db::release);
        Ok(())
    });
}

/// The row whose field `idx` is the same as that of `value`, by the field's
/// index.
///
/// Returns: NULL if there is none; `error` in the table says why.
/// Ownership: it belongs to the table.
#[unsafe(no_mangle)]
pub extern "C" fn TXT_DB_get_by_index(
    db: Mut<TXT_DB>,
    idx: c_int,
    value: *mut *mut c_char,
) -> *mut *mut c_char {
    entry(std::ptr::null_mut(), || {
        let found = db.get()?.find(idx, Row(value))?;
        Ok(found.map_or(std::ptr::null_mut(), |row| row.0))
    })
}

/// Adds a row: an array of as many strings as there are fields and a NULL, all
/// from `OPENSSL_malloc`, which the table owns from then on.
///
/// Returns: 1; 0 if an index has the same already, which `error`, `arg1` and
/// `arg_row` of the table tell; then the row stays with the caller.
#[unsafe(no_mangle)]
pub extern "C" fn TXT_DB_insert(db: Mut<TXT_DB>, value: *mut *mut c_char) -> c_int {
    entry(0, || {
        if value.is_null() {
            return Err(Error::quiet());
        }
        db.get()?.insert(Row(value)).map(|()| 1)
    })
}
