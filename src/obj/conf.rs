//! Configuration files: sections of names and values. See: config(5).
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::bio::{BIO, open_file};
use super::cell::Guarded;
use super::lhash::{OPENSSL_LHASH, text_hash};
use super::stack::OPENSSL_STACK;
use super::stream::Channel;
use crate::abi::{Arg, Opaque, mem, stack};
use crate::err::conf::{
    R_MISSING_CLOSE_SQUARE_BRACKET, R_MISSING_EQUAL_SIGN, R_NO_CLOSE_BRACE, R_NO_SUCH_FILE,
    R_NUMBER_TOO_LARGE, R_VARIABLE_HAS_NO_VALUE,
};
use crate::err::{self, Error, Lib, Result, queue};
use std::ffi::{CStr, CString, c_char, c_int, c_long, c_ulong, c_void};
use std::os::unix::ffi::OsStringExt;

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

/// A configuration, in OpenSSL's public layout (`struct conf_st`): Ruby's
/// binding walks through its table. What follows that is ours.
#[repr(C)]
#[derive(Debug)]
pub struct CONF {
    meth: Opaque,
    meth_data: Opaque,
    /// Sections and values once more, as the old functions see them: of a
    /// section the name is NULL and the value its list.
    pub table: Box<OPENSSL_LHASH>,
    flag_dollarid: c_int,
    flag_abspath: c_int,
    includedir: Opaque,
    libctx: Opaque,
    sections: Guarded<Vec<Section>>,
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

/// No file is read further than this.
const SIZE_LIMIT: usize = 16 << 20;
/// No value grows beyond this by its variables (`MAX_CONF_VALUE_LENGTH`).
const VALUE_LIMIT: usize = 65_536;

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

impl CONF {
    /// An empty one.
    pub fn new() -> Box<Self> {
        let made = Box::new(CONF {
            meth: Opaque::NULL,
            meth_data: Opaque::NULL,
            table: OPENSSL_LHASH::new(Some(hash), Some(compare)),
            flag_dollarid: 0,
            flag_abspath: 0,
            includedir: Opaque::NULL,
            libctx: Opaque::NULL,
            sections: Guarded::new(Vec::new()),
        });
        made.table.whole.set(Arg::object_of(&*made).opaque());
        made
    }

    /// The configuration that a table is of; an error for another table.
    pub fn of_table(table: &OPENSSL_LHASH) -> Result<&CONF> {
        let unsupported = || error(err::R_UNSUPPORTED);
        stack::look(table.whole.get()).ok_or_else(unsupported)
    }

    /// All sections and values as text, in the table's order.
    pub fn dump(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for item in self.table.items() {
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
        list.refill(self.sections.with(|sections| sections.iter().map(name).collect()));
        list
    }

    /// Adds a file. On an error the line it is in goes to `line`.
    pub fn load(&self, path: &CStr, line: &mut Option<c_long>) -> Result<()> {
        let bio = open_file(path, c"rb").map_err(|cause| {
            let missing = cause.lib == Lib::Bio && cause.reason == err::bio::R_NO_SUCH_FILE;
            err::push(&cause, "BIO_new_file");
            error(if missing { R_NO_SUCH_FILE } else { err::lib_failed(Lib::Sys) })
        })?;
        self.load_bio(&bio, line)
    }

    /// Adds all that a BIO holds.
    pub fn load_bio(&self, bio: &BIO, line: &mut Option<c_long>) -> Result<()> {
        let bytes = bio.read_to_end(SIZE_LIMIT).ok_or_else(|| error(err::lib_failed(Lib::Bio)))?;
        self.load_bytes(&bytes, line)
    }

    /// Adds all that a channel holds.
    pub fn load_from(&self, from: Channel<'_>, line: &mut Option<c_long>) -> Result<()> {
        let (mut all, mut chunk) = (Vec::new(), [0; 4096]);
        while let Some(read) = usize::try_from(from.read(&mut chunk)).ok().filter(|n| *n > 0) {
            all.extend_from_slice(chunk.get(..read).unwrap_or_default());
            if all.len() > SIZE_LIMIT {
                return Err(error(err::lib_failed(Lib::Bio)));
            }
        }
        self.load_bytes(&all, line)
    }

    fn load_bytes(&self, bytes: &[u8], line: &mut Option<c_long>) -> Result<()> {
        let mut number = 0;
        self.parse(bytes, &mut number).map_err(|error| {
            *line = Some(number);
            let words = error.data.as_deref().unwrap_or_default();
            let words = format!("{words}line {number}");
            error.with(words)
        })
    }

    fn parse(&self, bytes: &[u8], number: &mut c_long) -> Result<()> {
        let mut section = b"default".to_vec();
        self.section(&section);
        let mut lines = bytes.split(|b| *b == b'\n');
        while let Some(first) = lines.next() {
            *number += 1;
            let mut line = first.strip_suffix(b"\r").unwrap_or(first).to_vec();
            // A backslash that is not itself escaped joins the next line.
            while line.iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1 {
                line.pop();
                let Some(next) = lines.next() else { break };
                *number += 1;
                line.extend_from_slice(next.strip_suffix(b"\r").unwrap_or(next));
            }
            let line = without_comment(&line);
            let line = line.trim_ascii();
            if let Some(rest) = line.strip_prefix(b"[") {
                let end = rest.iter().position(|b| *b == b']');
                let end = end.ok_or_else(|| error(R_MISSING_CLOSE_SQUARE_BRACKET))?;
                section = self.expand(rest.get(..end).unwrap_or_default().trim_ascii(), b"")?;
                self.section(&section);
            } else if !line.is_empty() {
                self.assignment(&section, line)?;
            }
        }
        Ok(())
    }

    fn assignment(&self, section: &[u8], line: &[u8]) -> Result<()> {
        let end = line.iter().position(|b| !is_name(*b)).unwrap_or(line.len());
        let (name, rest) = line.split_at(end);
        let (section, name) = match split_at_colons(name) {
            (Some(other), name) => (other, name),
            (None, name) => (section, name),
        };
        let value = rest.trim_ascii_start().strip_prefix(b"=").ok_or_else(|| {
            let rest = String::from_utf8_lossy(rest.trim_ascii_start()).into_owned();
            error(R_MISSING_EQUAL_SIGN).with(format!("HERE-->{rest}"))
        })?;
        let value = self.expand(value.trim_ascii(), section)?;
        self.set(section, name, &value);
        Ok(())
    }

    /// Makes sure that there is a section.
    fn section(&self, name: &[u8]) {
        self.sections.with(|sections| {
            if !sections.iter().any(|s| s.name.to_bytes() == name) {
                let (name, list) = (text(name), OPENSSL_STACK::new(None));
                let shown = Box::new(CONF_VALUE {
                    section: name.as_ptr(),
                    name: std::ptr::null(),
                    value: std::ptr::from_ref(&*list).cast(),
                });
                self.table.insert(address(&shown));
                sections.push(Section { name, entries: Vec::new(), list, shown });
            }
        });
    }

    fn set(&self, section: &[u8], name: &[u8], value: &[u8]) {
        self.section(section);
        self.sections.with(|sections| {
            let found = sections.iter_mut().find(|s| s.name.to_bytes() == section);
            let Some(section) = found else { return };
            section.entries.retain(|entry| {
                let stays = entry.name.to_bytes() != name;
                if !stays {
                    section.list.delete_ptr(address(&entry.shown));
                    self.table.delete(address(&entry.shown));
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
            self.table.insert(address(&shown));
            section.entries.push(Entry { name, value, shown });
        });
    }

    /// Takes quotes and escapes out of a value and puts variables in.
    fn expand(&self, value: &[u8], section: &[u8]) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        let mut rest = value;
        while let Some((first, tail)) = rest.split_first() {
            rest = tail;
            match first {
                b'"' | b'\'' | b'`' => {
                    while let Some((c, tail)) = rest.split_first() {
                        rest = tail;
                        match (c, rest.split_first()) {
                            (c, _) if c == first => break,
                            (b'\\', Some((c, tail))) => {
                                out.push(*c);
                                rest = tail;
                            }
                            _ => out.push(*c),
                        }
                    }
                }
                b'\\' => {
                    let Some((c, tail)) = rest.split_first() else { break };
                    rest = tail;
                    out.push(match c {
                        b'r' => b'\r',
                        b'n' => b'\n',
                        b'b' => 8,
                        b't' => b'\t',
                        other => *other,
                    });
                }
                b'$' => {
                    let (close, inner) = match rest.split_first() {
                        Some((b'{', inner)) => (Some(b'}'), inner),
                        Some((b'(', inner)) => (Some(b')'), inner),
                        _ => (None, rest),
                    };
                    let mut end = 0;
                    while let Some(c) = inner.get(end) {
                        let colons = inner.get(end..end + 2) == Some(b"::");
                        match () {
                            () if colons => end += 2,
                            () if c.is_ascii_alphanumeric() || *c == b'_' => end += 1,
                            () => break,
                        }
                    }
                    let (name, after) = inner.split_at(end);
                    rest = match close {
                        None => after,
                        Some(close) => match after.split_first() {
                            Some((c, after)) if *c == close => after,
                            _ => return Err(error(R_NO_CLOSE_BRACE)),
                        },
                    };
                    let (other, name) = split_at_colons(name);
                    let value = self
                        .find(Some(other.unwrap_or(section)), name)
                        .ok_or_else(|| error(R_VARIABLE_HAS_NO_VALUE))?;
                    out.extend_from_slice(value.to_bytes());
                    if out.len() > VALUE_LIMIT {
                        return Err(error(err::conf::R_VARIABLE_EXPANSION_TOO_LONG));
                    }
                }
                c => out.push(*c),
            }
        }
        Ok(out)
    }

    /// Runs `look` on a value: of the section, of the environment for `ENV`,
    /// or else of the section `default`.
    pub fn with_value<R>(
        &self,
        section: Option<&[u8]>,
        name: &[u8],
        look: impl FnOnce(&CStr) -> R,
    ) -> Option<R> {
        self.sections.with(|sections| {
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
        self.sections.with(|sections| {
            sections.iter().find(|s| s.name.to_bytes() == name).map(|s| look(&s.list))
        })
    }

    /// The names of the sections.
    pub fn section_names(&self) -> Vec<CString> {
        self.sections.with(|sections| sections.iter().map(|s| s.name.clone()).collect())
    }

    /// Forgets everything.
    pub fn clear(&self) {
        self.table.flush();
        self.sections.with(Vec::clear);
    }

    /// A section's names and values, in the file's order; `None` if there is
    /// no such section.
    pub fn entries(&self, section: &[u8]) -> Option<Vec<(CString, CString)>> {
        self.sections.with(|sections| {
            let found = sections.iter().find(|s| s.name.to_bytes() == section)?;
            Some(found.entries.iter().map(|e| (e.name.clone(), e.value.clone())).collect())
        })
    }
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

fn is_name(c: u8) -> bool {
    c.is_ascii_alphanumeric() || b"_!.%&*+,/;?@^~|-:".contains(&c)
}

fn split_at_colons(name: &[u8]) -> (Option<&[u8]>, &[u8]) {
    match name.windows(2).position(|pair| pair == b"::") {
        Some(at) => (name.get(..at), name.get(at + 2..).unwrap_or_default()),
        None => (None, name),
    }
}

/// The line up to a `#` that is in no quotes and not escaped.
fn without_comment(line: &[u8]) -> Vec<u8> {
    let (mut quote, mut escaped) = (None, false);
    let mut out = Vec::new();
    for c in line {
        match (quote, c) {
            _ if escaped => escaped = false,
            (_, b'\\') => escaped = true,
            (None, b'#') => break,
            (None, b'"' | b'\'' | b'`') => quote = Some(*c),
            (Some(open), c) if open == *c => quote = None,
            _ => {}
        }
        out.push(*c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Box<CONF>> {
        let conf = CONF::new();
        conf.parse(text.as_bytes(), &mut 0).map(|()| conf)
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
