//! Tables of text: a row a line, a tab between fields.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::bio::BIO;
use super::lhash::{Compare, Hash, OPENSSL_LHASH};
use super::stack::OPENSSL_STACK;
use crate::abi::Opaque;
use crate::abi::layout::txt_db::{Row, TXT_DB_qualifier, Table};
use crate::err::{Error, Result};
use std::ffi::{CStr, c_int, c_long};

/// A table of text.
pub type TXT_DB = Table<OPENSSL_STACK, OPENSSL_LHASH>;

/// `DB_ERROR_…`: what `error` tells.
pub mod db_error {
    #![allow(missing_docs, reason = "OpenSSL's names")]
    use std::ffi::c_long;
    pub const OK: c_long = 0;
    pub const MALLOC: c_long = 1;
    pub const INDEX_CLASH: c_long = 2;
    pub const INDEX_OUT_OF_RANGE: c_long = 3;
    pub const NO_INDEX: c_long = 4;
}

/// No file is read further than this.
const SIZE_LIMIT: usize = 256 << 20;

/// The fields of a line: a tab behind a backslash is part of a field.
fn split(line: &[u8]) -> Vec<Vec<u8>> {
    let mut fields = vec![Vec::new()];
    let mut escaped = false;
    for c in line {
        match (c, fields.last_mut()) {
            (b'\t', Some(field)) if escaped => {
                field.pop();
                field.push(b'\t');
            }
            (b'\t', _) => fields.push(Vec::new()),
            (c, Some(field)) => field.push(*c),
            (_, None) => {}
        }
        escaped = *c == b'\\';
    }
    fields
}

/// Reads a table up to the end of a BIO. Lines that begin with `#` are left
/// out, and so is a last line that does not end.
///
/// Fails if a line has another number of fields.
pub fn read(from: &BIO, fields: usize) -> Result<Box<TXT_DB>> {
    let text = from.read_to_end(SIZE_LIMIT).ok_or_else(Error::quiet)?;
    let table = Table::new(fields, OPENSSL_STACK::new(None))?;
    let rows = table.data.get().ok_or_else(Error::quiet)?;
    let lines = text.split_inclusive(|c| *c == b'\n').filter_map(|line| line.strip_suffix(b"\n"));
    for line in lines.filter(|line| !line.starts_with(b"#")) {
        // What follows a NUL is not seen in C.
        let line = line.split(|c| *c == 0).next().unwrap_or_default();
        let parts = split(line);
        if parts.len() != fields {
            release(table);
            return Err(Error::quiet());
        }
        rows.push(Row::new(&parts)?.element());
    }
    Ok(table)
}

/// Frees a table and its rows.
#[allow(clippy::boxed_local, reason = "C owns it as a box")]
pub fn release(table: Box<TXT_DB>) {
    let rows = table.data.get().map(OPENSSL_STACK::items).unwrap_or_default();
    for row in rows.into_iter().filter(|row| !row.is_null()) {
        Row::of(row).free(table.fields());
    }
}

/// The text of a table.
pub fn text(table: &TXT_DB) -> Vec<u8> {
    let mut out = Vec::new();
    let rows = table.data.get().map(OPENSSL_STACK::items).unwrap_or_default();
    for row in rows.into_iter().filter(|row| !row.is_null()) {
        let fields: Vec<Vec<u8>> = Row::of(row)
            .texts(table.fields())
            .into_iter()
            .map(|field| escaped(field.map_or(&[][..], CStr::to_bytes)))
            .collect();
        out.extend(fields.join(&b'\t'));
        out.push(b'\n');
    }
    out
}

fn escaped(field: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(field.len());
    for c in field {
        if *c == b'\t' {
            out.push(b'\\');
        }
        out.push(*c);
    }
    out
}

impl TXT_DB {
    fn fail(&self, error: c_long) -> Error {
        self.error.set(error);
        Error::quiet()
    }

    /// A field's number; an error if there is no such field.
    fn field(&self, field: c_int) -> Result<usize> {
        let number = usize::try_from(field).ok().filter(|field| *field < self.fields());
        number.ok_or_else(|| self.fail(db_error::INDEX_OUT_OF_RANGE))
    }

    /// The row whose field is the same as that of `wanted`, by the field's
    /// index.
    pub fn find(&self, field: c_int, wanted: Row) -> Result<Option<Row>> {
        let field = self.field(field)?;
        let (index, _) = self.index(field).ok_or_else(|| self.fail(db_error::NO_INDEX))?;
        self.error.set(db_error::OK);
        let found = index.retrieve(wanted.element());
        Ok((!found.is_null()).then(|| Row::of(found)))
    }

    /// Indexes a field of all rows, or of those that `qualifier` accepts.
    ///
    /// Fails if two have the same there.
    pub fn make_index(
        &self,
        field: c_int,
        qualifier: Option<TXT_DB_qualifier>,
        hash: Option<Hash>,
        compare: Option<Compare>,
    ) -> Result<()> {
        let field = self.field(field)?;
        let rows = self.data.get().map(OPENSSL_STACK::items).unwrap_or_default();
        let index = OPENSSL_LHASH::new(hash, compare);
        let position = |row: Opaque| rows.iter().position(|other| *other == row);
        let number = |at: usize| c_long::try_from(at).unwrap_or(c_long::MAX);
        for (at, row) in rows.iter().enumerate() {
            if qualifier.is_some_and(|accepts| accepts(Row::of(*row).0) == 0) {
                continue;
            }
            let old = index.insert(*row);
            if !old.is_null() {
                self.arg1.set(position(old).map_or(-1, number));
                self.arg2.set(number(at));
                return Err(self.fail(db_error::INDEX_CLASH));
            }
        }
        self.set_index(field, index, qualifier);
        Ok(())
    }

    /// Adds a row of the program's, which the table then owns.
    ///
    /// Fails if an index has the same already.
    pub fn insert(&self, row: Row) -> Result<()> {
        let indexes: Vec<_> = (0..self.fields())
            .filter_map(|field| self.index(field).map(|(index, accepts)| (field, index, accepts)))
            .filter(|(_, _, accepts)| accepts.is_none_or(|accepts| accepts(row.0) != 0))
            .map(|(field, index, _)| (field, index))
            .collect();
        for (field, index) in &indexes {
            let there = index.retrieve(row.element());
            if !there.is_null() {
                self.arg1.set(c_long::try_from(*field).unwrap_or(c_long::MAX));
                self.arg_row.set(Row::of(there).0);
                return Err(self.fail(db_error::INDEX_CLASH));
            }
        }
        let rows = self.data.get().ok_or_else(Error::quiet)?;
        if rows.push(row.element()) == 0 {
            return Err(self.fail(db_error::MALLOC));
        }
        for (_, index) in indexes {
            index.insert(row.element());
        }
        Ok(())
    }
}
