//! Configuration files: sections of names and values. See: config(5).
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

pub mod modules;
mod parse;

use super::bio::{BIO, open_file};
use super::cell::Guarded;
use super::lhash::{OPENSSL_LHASH, text_hash};
use super::stack::OPENSSL_STACK;
use super::stream::Channel;
use crate::abi::{Arg, Opaque, mem, stack};
use crate::err::conf::{R_NO_SUCH_FILE, R_NUMBER_TOO_LARGE, R_UNABLE_TO_CREATE_NEW_SECTION};
use crate::err::{self, Error, Lib, Result, queue};
use std::ffi::{CStr, CString, c_char, c_int, c_long, c_ulong, c_void};
use std::os::unix::ffi::OsStringExt;
use std::sync::atomic::{AtomicI32, AtomicPtr, Ordering};

/// `CONF_VALUE`: a name and its value, in OpenSSL's public layout.
#[repr(C)]
#[derive(Debug)]
pub struct CONF_VALUE {
    section: *const c_char,
    name: *const c_char,
    value: *const c_char,
}

impl CONF_VALUE {
    /// A pair on its own, whose strings C may free: see
    /// [`free`](Self::free).
    pub fn make(name: Option<&[u8]>, value: Option<&[u8]>) -> Result<Box<Self>> {
        let copy = |text: Option<&[u8]>| match text {
            Some(text) => mem::strdup(text).map(<*mut c_char>::cast_const),
            None => Ok(std::ptr::null()),
        };
        Ok(Box::new(CONF_VALUE {
            section: std::ptr::null(),
            name: copy(name)?,
            value: copy(value)?,
        }))
    }

    /// Frees the strings of a pair on its own, which is given up.
    #[allow(clippy::boxed_local, reason = "the pair is given up")]
    pub fn free(self: Box<Self>) {
        for text in [self.section, self.name, self.value] {
            mem::free_c(text.cast_mut().cast());
        }
    }

    /// The section it stands in.
    pub fn section(&self) -> Option<&CStr> {
        Arg(self.section.cast_mut().cast()).str()
    }

    /// Its name.
    pub fn name(&self) -> Option<&CStr> {
        Arg(self.name.cast_mut().cast()).str()
    }

    /// Its value.
    pub fn value(&self) -> Option<&CStr> {
        Arg(self.value.cast_mut().cast()).str()
    }
}

/// How a configuration is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// That of config(5).
    Default,
    /// `NCONF_WIN32`: comments begin lines and with `;`, a backslash is a
    /// backslash, and quotes are double and are doubled.
    Windows,
}

/// A configuration, in OpenSSL's public layout (`struct conf_st`): Ruby's
/// binding walks through its table, and `CONF_set_nconf` fills one that is a
/// variable of the program's.
#[repr(C)]
#[derive(Debug)]
pub struct CONF {
    /// Its `CONF_METHOD`.
    pub meth: Opaque,
    /// The [`Contents`], if they go with this structure.
    meth_data: Opaque,
    /// The table of the contents.
    data: Opaque,
    flag_dollarid: AtomicI32,
    flag_abspath: AtomicI32,
    includedir: AtomicPtr<c_char>,
    libctx: Opaque,
}

/// What is in a configuration.
#[derive(Debug)]
pub struct Contents {
    /// Sections and values once more, as the old functions see them: of a
    /// section the name is NULL and the value its list.
    table: Box<OPENSSL_LHASH>,
    sections: Guarded<Vec<Section>>,
    syntax: Syntax,
    /// What the old functions, which have the table alone, take them for.
    front: CONF,
}

extern "C" fn hash(value: *const c_void) -> c_ulong {
    let Some(value) = stack::look::<CONF_VALUE>(Opaque(value.cast_mut())) else { return 0 };
    let part = |text: Option<&CStr>| text.map_or(0, |text| text_hash(text.to_bytes()));
    part(value.section()) << 2 ^ part(value.name())
}

/// Compares two strings, of which a stack lends the places.
extern "C" fn by_text(a: *const c_void, b: *const c_void) -> c_int {
    let text = |place: *const c_void| {
        let place = stack::look::<Opaque>(Opaque(place.cast_mut()));
        place.and_then(|text| Arg(text.0).str())
    };
    ordering(text(a).cmp(&text(b)))
}

fn ordering(order: std::cmp::Ordering) -> c_int {
    match order {
        std::cmp::Ordering::Less => -1,
        std::cmp::Ordering::Equal => 0,
        std::cmp::Ordering::Greater => 1,
    }
}

extern "C" fn compare(a: *const c_void, b: *const c_void) -> c_int {
    let key = |value: *const c_void| {
        let value = stack::look::<CONF_VALUE>(Opaque(value.cast_mut()));
        value.map(|value| (value.section(), value.name()))
    };
    ordering(key(a).cmp(&key(b)))
}

/// One section, and what C sees of it.
#[derive(Debug)]
struct Section {
    name: CString,
    entries: Vec<Entry>,
    /// Lent to C; its elements point into `entries`.
    list: Box<OPENSSL_STACK>,
    /// Name and list; boxed, since the table holds its address.
    #[expect(dead_code, reason = "only the table looks at it")]
    shown: Box<CONF_VALUE>,
}

#[derive(Debug)]
struct Entry {
    name: CString,
    value: CString,
    /// Its strings are the two above; boxed, since C holds its address.
    shown: Box<CONF_VALUE>,
}

#[track_caller]
fn error(reason: c_int) -> Error {
    Error::new(Lib::Conf, reason)
}

/// As an element of a stack.
fn address(value: &CONF_VALUE) -> Opaque {
    Opaque(std::ptr::from_ref(value).cast_mut().cast())
}

fn text(bytes: &[u8]) -> CString {
    queue::lossy(bytes)
}

/// Reads all that a channel holds, up to its end or an error.
fn read_all(from: Channel<'_>, limit: usize) -> Result<Vec<u8>> {
    let (mut all, mut chunk) = (Vec::new(), [0; 4096]);
    while let Some(read) = usize::try_from(from.read(&mut chunk)).ok().filter(|n| *n > 0) {
        all.extend_from_slice(chunk.get(..read).unwrap_or_default());
        if all.len() > limit {
            return Err(error(err::lib_failed(Lib::Bio)));
        }
    }
    Ok(all)
}

impl Contents {
    fn new(syntax: Syntax) -> Box<Self> {
        let table = OPENSSL_LHASH::new(Some(hash), Some(compare));
        let front = CONF::around(Some(&table), Opaque::NULL);
        let made = Box::new(Contents { table, sections: Guarded::default(), syntax, front });
        made.table.whole.set(Arg::object_of(&*made).opaque());
        made
    }

    /// Those that a table is of; `None` for a table of the program's own.
    fn of_table(table: &OPENSSL_LHASH) -> Option<&Contents> {
        stack::look(table.whole.get())
    }
}

impl Drop for CONF {
    fn drop(&mut self) {
        if let Some(contents) = stack::take::<Contents>(self.meth_data) {
            drop(contents);
            mem::free_c(self.includedir.load(Ordering::Acquire).cast());
        }
    }
}

impl CONF {
    /// An empty one in the syntax of config(5).
    pub fn new() -> Box<Self> {
        CONF::with_syntax(Syntax::Default, Opaque::NULL)
    }

    /// An empty one, of the `CONF_METHOD` `meth`.
    pub fn with_syntax(syntax: Syntax, meth: Opaque) -> Box<Self> {
        let contents = Contents::new(syntax);
        let mut made = CONF::around(Some(&contents.table), meth);
        made.meth_data = stack::give::<Contents>(contents);
        Box::new(made)
    }

    /// One that shows `table`, which stays with its owner.
    pub fn around(table: Option<&OPENSSL_LHASH>, meth: Opaque) -> CONF {
        CONF {
            meth,
            meth_data: Opaque::NULL,
            data: table.map_or(Opaque::NULL, |table| Arg::object_of(table).opaque()),
            flag_dollarid: AtomicI32::new(0),
            flag_abspath: AtomicI32::new(0),
            includedir: AtomicPtr::default(),
            libctx: Opaque::NULL,
        }
    }

    /// The configuration that a table is of; an error for another table.
    pub fn of_table(table: &OPENSSL_LHASH) -> Result<&CONF> {
        let unsupported = || error(err::R_UNSUPPORTED);
        Ok(&Contents::of_table(table).ok_or_else(unsupported)?.front)
    }

    /// Gives its table away, which [`free_table`] frees.
    pub fn into_table(mut self) -> Opaque {
        self.meth_data = Opaque::NULL;
        mem::free_c(self.includedir.load(Ordering::Acquire).cast());
        self.data
    }

    fn contents(&self) -> Option<&Contents> {
        Contents::of_table(stack::look(self.data)?)
    }

    /// Runs `look` on the sections; on none if the table is not ours.
    fn with_sections<R>(&self, look: impl FnOnce(&mut Vec<Section>) -> R) -> R {
        match self.contents() {
            Some(contents) => contents.sections.with(look),
            None => look(&mut Vec::new()),
        }
    }

    fn syntax(&self) -> Syntax {
        self.contents().map_or(Syntax::Default, |contents| contents.syntax)
    }

    /// Whether `$` is a letter (`.pragma dollarid`).
    fn dollar_is_letter(&self) -> bool {
        self.flag_dollarid.load(Ordering::Relaxed) != 0
    }

    fn set_dollar_is_letter(&self, on: bool) {
        self.flag_dollarid.store(on.into(), Ordering::Relaxed);
    }

    /// Whether only absolute paths are included (`.pragma abspath`).
    fn absolute_only(&self) -> bool {
        self.flag_abspath.load(Ordering::Relaxed) != 0
    }

    fn set_absolute_only(&self, on: bool) {
        self.flag_abspath.store(on.into(), Ordering::Relaxed);
    }

    /// Where relative paths begin (`.pragma includedir`).
    fn include_folder(&self) -> Option<Vec<u8>> {
        let path = Arg(self.includedir.load(Ordering::Acquire).cast());
        path.str().map(|path| path.to_bytes().into())
    }

    fn set_include_folder(&self, path: &[u8]) -> Result<()> {
        let old = self.includedir.swap(mem::strdup(path)?, Ordering::AcqRel);
        mem::free_c(old.cast());
        Ok(())
    }

    /// All sections and values as text, in the table's order.
    pub fn dump(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for item in self.contents().map(|c| c.table.items()).unwrap_or_default() {
            let Some(value) = stack::look::<CONF_VALUE>(item) else { continue };
            let section = value.section().unwrap_or_default().to_bytes();
            match value.name() {
                Some(name) => {
                    let text = value.value().unwrap_or_default().to_bytes();
                    out.extend([b"[", section, b"] ", name.to_bytes(), b"=", text, b"\n"].concat());
                }
                None => out.extend([b"[[", section, b"]]\n"].concat()),
            }
        }
        out
    }

    /// The names of the sections as a stack for C, good as long as the
    /// configuration is not changed.
    pub fn lend_section_names(&self) -> Box<OPENSSL_STACK> {
        let name = |section: &Section| Arg::text(&section.name).opaque();
        let list = OPENSSL_STACK::new(Some(by_text));
        list.refill(self.with_sections(|sections| sections.iter().map(name).collect()));
        list
    }

    /// Reads a file. On an error the line it is in goes to `line`.
    pub fn load(&self, path: &CStr, line: &mut Option<c_long>) -> Result<()> {
        let bio = open_file(path, c"rb").map_err(|cause| {
            let missing = cause.lib == Lib::Bio && cause.reason == err::bio::R_NO_SUCH_FILE;
            err::push(&cause, "BIO_new_file");
            error(if missing { R_NO_SUCH_FILE } else { err::lib_failed(Lib::Sys) })
        })?;
        self.load_bio(&bio, line)
    }

    /// Reads all that a BIO holds.
    pub fn load_bio(&self, bio: &BIO, line: &mut Option<c_long>) -> Result<()> {
        self.check_empty(line)?;
        let bytes =
            bio.read_to_end(parse::SIZE_LIMIT).ok_or_else(|| error(err::lib_failed(Lib::Bio)))?;
        self.load_bytes(&bytes, line)
    }

    /// Reads all that a channel holds.
    pub fn load_from(&self, from: Channel<'_>, line: &mut Option<c_long>) -> Result<()> {
        self.check_empty(line)?;
        self.load_bytes(&read_all(from, parse::SIZE_LIMIT)?, line)
    }

    /// An error for a configuration that was read already: OpenSSL adds to none.
    fn check_empty(&self, line: &mut Option<c_long>) -> Result<()> {
        if self.with_sections(|sections| sections.is_empty()) {
            return Ok(());
        }
        *line = Some(0);
        Err(error(R_UNABLE_TO_CREATE_NEW_SECTION).with("line 0"))
    }

    /// Reads what `bytes` say. After an error nothing is left, as in OpenSSL.
    fn load_bytes(&self, bytes: &[u8], line: &mut Option<c_long>) -> Result<()> {
        let mut parser = parse::Parser::new(self);
        parser.run(bytes).map_err(|error| {
            self.clear();
            let number = parser.lines;
            *line = Some(number);
            let words = error.data.as_deref().unwrap_or_default();
            let words = format!("{words}line {number}");
            error.with(words)
        })
    }

    /// Makes sure that there is a section.
    fn section(&self, name: &[u8]) {
        let Some(contents) = self.contents() else { return };
        contents.sections.with(|sections| {
            if !sections.iter().any(|s| s.name.to_bytes() == name) {
                let (name, list) = (text(name), OPENSSL_STACK::new(None));
                let shown = Box::new(CONF_VALUE {
                    section: name.as_ptr(),
                    name: std::ptr::null(),
                    value: std::ptr::from_ref(&*list).cast(),
                });
                contents.table.insert(address(&shown));
                sections.push(Section { name, entries: Vec::new(), list, shown });
            }
        });
    }

    fn set(&self, section: &[u8], name: &[u8], value: &[u8]) {
        self.section(section);
        let Some(contents) = self.contents() else { return };
        contents.sections.with(|sections| {
            let found = sections.iter_mut().find(|s| s.name.to_bytes() == section);
            let Some(section) = found else { return };
            section.entries.retain(|entry| {
                let stays = entry.name.to_bytes() != name;
                if !stays {
                    section.list.delete_ptr(address(&entry.shown));
                    contents.table.delete(address(&entry.shown));
                }
                stays
            });
            let (name, value) = (text(name), text(value));
            let shown = Box::new(CONF_VALUE {
                section: section.name.as_ptr(),
                name: name.as_ptr(),
                value: value.as_ptr(),
            });
            section.list.push(address(&shown));
            contents.table.insert(address(&shown));
            section.entries.push(Entry { name, value, shown });
        });
    }

    /// Runs `look` on a value: of the section, of the environment for `ENV`,
    /// or else of the section `default`.
    pub fn with_value<R>(
        &self,
        section: Option<&[u8]>,
        name: &[u8],
        look: impl FnOnce(&CStr) -> R,
    ) -> Option<R> {
        self.with_sections(|sections| {
            let get = |wanted: &[u8]| {
                let section = sections.iter().find(|s| s.name.to_bytes() == wanted)?;
                section.entries.iter().find(|e| e.name.to_bytes() == name)
            };
            let own = section.and_then(get);
            own.or_else(|| get(b"default")).map(|entry| look(&entry.value))
        })
    }

    /// A value, as [`Self::with_value`] finds it; the environment's own for `ENV`.
    pub fn find(&self, section: Option<&[u8]>, name: &[u8]) -> Option<CString> {
        if section == Some(b"ENV")
            && let Some(value) = environment(name)
        {
            return Some(value);
        }
        self.with_value(section, name, CStr::to_owned)
    }

    /// The value of `name` in a section, else in `default`.
    ///
    /// Errors: `CONF_R_NO_VALUE`.
    pub fn required(&self, section: Option<&[u8]>, name: &str) -> Result<CString> {
        let value = self.find(section, name.as_bytes());
        value.ok_or_else(|| no_value(section.unwrap_or_default(), name.as_bytes()))
    }

    /// A section's list for C; `None` if there is no such section.
    pub fn with_section<R>(
        &self,
        name: &[u8],
        look: impl FnOnce(&OPENSSL_STACK) -> R,
    ) -> Option<R> {
        self.with_sections(|sections| {
            sections.iter().find(|s| s.name.to_bytes() == name).map(|s| look(&s.list))
        })
    }

    /// The names of the sections.
    pub fn section_names(&self) -> Vec<CString> {
        self.with_sections(|sections| sections.iter().map(|s| s.name.clone()).collect())
    }

    /// Forgets everything.
    pub fn clear(&self) {
        if let Some(contents) = self.contents() {
            contents.table.flush();
            contents.sections.with(Vec::clear);
        }
    }

    /// A section's names and values, in the file's order; `None` if there is
    /// no such section.
    pub fn entries(&self, section: &[u8]) -> Option<Vec<(CString, CString)>> {
        self.with_sections(|sections| {
            let found = sections.iter().find(|s| s.name.to_bytes() == section)?;
            Some(found.entries.iter().map(|e| (e.name.clone(), e.value.clone())).collect())
        })
    }
}

/// Frees the contents of a configuration by their table; another table is none.
pub fn free_table(table: &OPENSSL_LHASH) {
    drop(stack::take::<Contents>(table.whole.get()));
}

/// That a section has no such value.
#[track_caller]
pub fn no_value(section: &[u8], name: &[u8]) -> Error {
    let (section, name) = (String::from_utf8_lossy(section), String::from_utf8_lossy(name));
    error(err::conf::R_NO_VALUE).with(format!("group={section} name={name}"))
}

/// A variable of the environment.
pub fn environment(name: &[u8]) -> Option<CString> {
    let name = std::str::from_utf8(name).ok().filter(|n| !n.is_empty())?;
    std::env::var_os(name).map(|value| text(&value.into_vec()))
}

/// Reads a number as OpenSSL does: digits up to the first other character.
#[track_caller]
pub fn number(value: &CStr) -> Result<c_long> {
    let mut total: c_long = 0;
    for digit in value.to_bytes().iter().take_while(|b| b.is_ascii_digit()) {
        let next = total.checked_mul(10).and_then(|t| t.checked_add((digit - b'0').into()));
        total = next.ok_or_else(|| error(R_NUMBER_TOO_LARGE))?;
    }
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Box<CONF>> {
        let conf = CONF::new();
        conf.load_bytes(text.as_bytes(), &mut None).map(|()| conf)
    }

    #[test]
    fn sections_quotes_comments_and_variables() {
        let conf =
            parsed("top = 1 # one\n[ s ]\na = \"x # y\" z\nb = ${a}-$top\\\n more\nother::c=\\n\n")
                .unwrap();
        let get = |s: &str, n: &str| {
            conf.find(Some(s.as_bytes()), n.as_bytes()).map(|v| v.into_string().unwrap())
        };
        assert_eq!(get("s", "a").unwrap(), "x # y z");
        assert_eq!(get("s", "b").unwrap(), "x # y z-1 more");
        assert_eq!(get("s", "top").unwrap(), "1");
        assert_eq!(get("other", "c").unwrap(), "\n");
        assert!(get("s", "none").is_none());
        assert!(parsed("x").is_err());
        assert!(parsed("[x").is_err());
        assert!(parsed("a = $missing").is_err());
    }
}
