//! How a configuration file is read: its lines, `.include` and `.pragma`.
//! See: config(5).
#![forbid(unsafe_code)]

use super::{CONF, Syntax, error, read_all};
use crate::abi::dir::Directory;
use crate::abi::startup;
use crate::err::conf::{
    R_INVALID_PRAGMA, R_MISSING_CLOSE_SQUARE_BRACKET, R_MISSING_EQUAL_SIGN, R_NO_CLOSE_BRACE,
    R_RECURSIVE_DIRECTORY_INCLUDE, R_RECURSIVE_SECTION_REFERENCE, R_RELATIVE_PATH,
    R_VARIABLE_EXPANSION_TOO_LONG, R_VARIABLE_HAS_NO_VALUE,
};
use crate::err::{self, Error, Lib, Result, queue};
use crate::obj::bio::open_file;
use crate::obj::stream::Channel;
use std::ffi::{CStr, CString, OsStr, c_long};
use std::os::unix::ffi::OsStrExt;

/// No file is read further than this, with what it includes.
pub(super) const SIZE_LIMIT: usize = 16 << 20;
/// No value grows beyond this by its variables (`MAX_CONF_VALUE_LENGTH`).
const VALUE_LIMIT: usize = 65_536;
/// How many files include each other at most; what is deeper is left out.
/// OpenSSL goes on until it has no descriptors left.
const DEPTH_LIMIT: usize = 64;
/// How many files one load reads at most.
const FILES_LIMIT: usize = 1000;

/// The reading of one file and of what it includes.
pub(super) struct Parser<'a> {
    conf: &'a CONF,
    /// The section that assignments go to: also one that an included file began.
    section: Vec<u8>,
    /// Lines read so far, of all files.
    pub(super) lines: c_long,
    /// Files that may still be included, and bytes that they may have.
    files: usize,
    bytes: usize,
}

/// Where a line is.
#[derive(Clone, Copy)]
struct Place {
    /// How many files include it.
    depth: usize,
    /// Whether one of these was found in a directory.
    listed: bool,
}

impl<'a> Parser<'a> {
    pub(super) fn new(conf: &'a CONF) -> Self {
        let section = b"default".to_vec();
        Parser { conf, section, lines: 0, files: FILES_LIMIT, bytes: SIZE_LIMIT }
    }

    /// Adds what `text` says to the configuration.
    pub(super) fn run(&mut self, text: &[u8]) -> Result<()> {
        self.conf.section(&self.section);
        self.text(text, Place { depth: 0, listed: false })
    }

    fn text(&mut self, text: &[u8], place: Place) -> Result<()> {
        let mut lines = text.split(|byte| *byte == b'\n');
        let bare = |line: &[u8]| line.strip_suffix(b"\r").unwrap_or(line).to_vec();
        let syntax = self.conf.syntax();
        while let Some(first) = lines.next() {
            // What follows the last end of line is no line, if it is empty.
            if first.is_empty() && lines.clone().next().is_none() {
                break;
            }
            self.lines += 1;
            let mut line = bare(first);
            // A backslash that is not itself escaped joins the next line.
            while syntax == Syntax::Default
                && line.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
            {
                line.pop();
                let Some(next) = lines.next() else { break };
                self.lines += 1;
                line.extend(bare(next));
            }
            self.line(without_comment(&line, syntax).trim_ascii(), place)?;
        }
        Ok(())
    }

    fn line(&mut self, line: &[u8], place: Place) -> Result<()> {
        if let Some(rest) = line.strip_prefix(b"[") {
            let end = self.header_end(rest);
            let end = end.ok_or_else(|| error(R_MISSING_CLOSE_SQUARE_BRACKET))?;
            let name = rest.get(..end).unwrap_or_default().trim_ascii();
            self.section = self.expand(name, b"")?;
            self.conf.section(&self.section);
            return Ok(());
        }
        if line.is_empty() { Ok(()) } else { self.assignment(line, place) }
    }

    /// Where the bracket is that closes a section's name, which is made of
    /// names and spaces.
    fn header_end(&self, text: &[u8]) -> Option<usize> {
        let mut at = 0;
        loop {
            let rest = text.get(at..).unwrap_or_default();
            match rest.first()? {
                b']' => return Some(at),
                byte if byte.is_ascii_whitespace() => at += 1,
                _ => match self.name_len(rest) {
                    0 => return None,
                    len => at += len,
                },
            }
        }
    }

    /// The length of the name that `text` begins with.
    fn name_len(&self, text: &[u8]) -> usize {
        let dollar = self.conf.dollar_is_letter();
        let escapes = self.conf.syntax() == Syntax::Default;
        let mut at = 0;
        while let Some(byte) = text.get(at) {
            match byte {
                b'\\' if escapes => at = (at + 2).min(text.len()),
                b'$' if dollar => at += 1,
                byte if is_name(*byte) => at += 1,
                _ => break,
            }
        }
        at
    }

    fn assignment(&mut self, line: &[u8], place: Place) -> Result<()> {
        let (mut name, mut rest) = line.split_at(self.name_len(line));
        let mut section = self.section.clone();
        if let Some(after) = rest.strip_prefix(b"::") {
            section = name.to_vec();
            (name, rest) = after.split_at(self.name_len(after));
        }
        let spaced = rest.first().is_some_and(u8::is_ascii_whitespace);
        let rest = rest.trim_ascii_start();
        let after_sign = rest.strip_prefix(b"=").map(<[u8]>::trim_ascii_start);
        // Only alone on its line is the bare word of a directive no directive.
        let argument = |word: &[u8]| {
            let longer = name.strip_prefix(word)?;
            let told = !longer.is_empty() || spaced || after_sign.is_some();
            told.then(|| after_sign.unwrap_or(rest))
        };
        if let Some(pragma) = argument(b".pragma") {
            return self.pragma(pragma);
        }
        if let Some(path) = argument(b".include") {
            let path = self.expand(path, &section)?;
            return self.include(path, place);
        }
        let value = after_sign.ok_or_else(|| {
            let rest = String::from_utf8_lossy(rest).into_owned();
            error(R_MISSING_EQUAL_SIGN).with(format!("HERE-->{rest}"))
        })?;
        let value = self.expand(value, &section)?;
        self.conf.set(&section, name, &value);
        Ok(())
    }

    /// `.pragma name:value`; names that are not known are passed over.
    fn pragma(&self, text: &[u8]) -> Result<()> {
        let wrong = || error(R_INVALID_PRAGMA);
        let colon = text.iter().position(|byte| *byte == b':').filter(|at| *at > 0);
        let (name, value) = text.split_at(colon.ok_or_else(wrong)?);
        let value = value.get(1..).unwrap_or_default().trim_ascii();
        if value.is_empty() {
            return Err(wrong());
        }
        let switch = || match value.to_ascii_lowercase().as_slice() {
            b"on" | b"true" => Ok(true),
            b"off" | b"false" => Ok(false),
            _ => Err(wrong()),
        };
        match name.trim_ascii() {
            b"dollarid" => self.conf.set_dollar_is_letter(switch()?),
            b"abspath" => self.conf.set_absolute_only(switch()?),
            b"includedir" => self.conf.set_include_folder(value)?,
            _ => {}
        }
        Ok(())
    }

    /// `.include path`: a file, or all of a directory whose names end in
    /// `.cnf` or `.conf`. One that is not there is passed over, with its error
    /// queued, as in OpenSSL.
    fn include(&mut self, path: Vec<u8>, place: Place) -> Result<()> {
        let absolute = path.first() == Some(&b'/');
        if self.conf.absolute_only() && !absolute {
            return Err(error(R_RELATIVE_PATH));
        }
        let folder = startup::env("OPENSSL_CONF_INCLUDE").or_else(|| self.conf.include_folder());
        let path = match folder {
            Some(folder) if !absolute => [&folder, b"/".as_slice(), &path].concat(),
            _ => path,
        };
        let path = queue::lossy(&path);
        let metadata = match std::fs::metadata(OsStr::from_bytes(path.to_bytes())) {
            Ok(metadata) => metadata,
            Err(cause) => {
                let errno = cause.raw_os_error().unwrap_or(libc::ENOENT);
                let call = format!("calling stat({})", path.to_string_lossy());
                err::push(&Error::new(Lib::Sys, errno).with(call), "process_include");
                return Ok(());
            }
        };
        if !metadata.is_dir() {
            return self.file(&path, Place { depth: place.depth + 1, ..place });
        }
        if place.listed {
            let text = path.to_string_lossy().into_owned();
            err::push(&error(R_RECURSIVE_DIRECTORY_INCLUDE).with(text), "get_next_file");
            return Ok(());
        }
        let Ok(mut directory) = Directory::open(&path) else { return Ok(()) };
        while let Some(name) = directory.next_name() {
            if is_configuration(&name) {
                let file = [path.to_bytes(), b"/", name.to_bytes()].concat();
                self.file(&queue::lossy(&file), Place { depth: place.depth + 1, listed: true })?;
            }
        }
        Ok(())
    }

    /// Reads an included file. One that cannot be opened is passed over, with
    /// its error queued; and so is one that is too deep.
    fn file(&mut self, path: &CStr, place: Place) -> Result<()> {
        if place.depth > DEPTH_LIMIT {
            let text = path.to_string_lossy().into_owned();
            err::push(&error(R_RECURSIVE_SECTION_REFERENCE).with(text), "process_include");
            return Ok(());
        }
        let too_much = || error(err::lib_failed(Lib::Bio));
        self.files = self.files.checked_sub(1).ok_or_else(too_much)?;
        let text = match open_file(path, c"r") {
            Ok(bio) => {
                // What cannot be read, such as a directory, has no lines.
                queue::set_mark();
                let text = read_all(Channel::Bio(&bio), self.bytes);
                queue::pop_to_mark();
                text?
            }
            Err(cause) => {
                err::push(&cause, "BIO_new_file");
                return Ok(());
            }
        };
        self.bytes = self.bytes.saturating_sub(text.len());
        self.text(&text, place)
    }

    /// Takes quotes and escapes out of a value and puts variables in.
    fn expand(&self, value: &[u8], section: &[u8]) -> Result<Vec<u8>> {
        let plain = self.conf.syntax() == Syntax::Windows;
        let mut out = Vec::new();
        let mut rest = value;
        while let Some((first, tail)) = rest.split_first() {
            rest = tail;
            match first {
                b'"' if plain => rest = doubled_quotes(rest, &mut out),
                b'"' | b'\'' | b'`' if !plain => {
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
                b'\\' if !plain => {
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
                b'$' if !self.conf.dollar_is_letter()
                    || matches!(rest.first(), Some(b'{' | b'(')) =>
                {
                    rest = self.variable(rest, section, &mut out)?;
                }
                c => out.push(*c),
            }
        }
        Ok(out)
    }

    /// Adds the value of the variable that `text`, behind a `$`, names; what
    /// follows it.
    fn variable<'t>(&self, text: &'t [u8], section: &[u8], out: &mut Vec<u8>) -> Result<&'t [u8]> {
        let (close, inner) = match text.split_first() {
            Some((b'{', inner)) => (Some(b'}'), inner),
            Some((b'(', inner)) => (Some(b')'), inner),
            _ => (None, text),
        };
        let letters = |text: &[u8]| {
            let dollar = self.conf.dollar_is_letter();
            let letter = |c: &u8| c.is_ascii_alphanumeric() || *c == b'_' || (dollar && *c == b'$');
            text.iter().take_while(|c| letter(c)).count()
        };
        let (mut name, mut after) = inner.split_at(letters(inner));
        let mut group = section;
        if let Some(rest) = after.strip_prefix(b"::") {
            group = name;
            (name, after) = rest.split_at(letters(rest));
        }
        if let Some(close) = close {
            let closed = after.split_first().filter(|(c, _)| **c == close);
            (_, after) = closed.ok_or_else(|| error(R_NO_CLOSE_BRACE))?;
        }
        let value = self.conf.find(Some(group), name);
        let value: CString = value.ok_or_else(|| error(R_VARIABLE_HAS_NO_VALUE))?;
        out.extend_from_slice(value.to_bytes());
        if out.len() > VALUE_LIMIT {
            return Err(error(R_VARIABLE_EXPANSION_TOO_LONG));
        }
        Ok(after)
    }
}

/// Adds a text in quotes, where two stand for one; what follows it.
fn doubled_quotes<'t>(text: &'t [u8], out: &mut Vec<u8>) -> &'t [u8] {
    let mut rest = text;
    while let Some((c, tail)) = rest.split_first() {
        rest = tail;
        if *c == b'"' {
            match rest.strip_prefix(b"\"") {
                Some(tail) => rest = tail,
                None => break,
            }
        }
        out.push(*c);
    }
    rest
}

/// Whether a file in a directory is read.
fn is_configuration(name: &CStr) -> bool {
    let name = name.to_bytes().to_ascii_lowercase();
    [b".conf".as_slice(), b".cnf"].iter().any(|end| name.len() > end.len() && name.ends_with(end))
}

fn is_name(c: u8) -> bool {
    c.is_ascii_alphanumeric() || b"_!.%&*+,/;?@^~|-".contains(&c)
}

/// The line up to a `#` that is in no quotes and not escaped; in the other
/// syntax a `;` that is the first on its line.
fn without_comment(line: &[u8], syntax: Syntax) -> Vec<u8> {
    if syntax == Syntax::Windows {
        let comment = line.trim_ascii_start().first() == Some(&b';');
        return if comment { Vec::new() } else { line.to_vec() };
    }
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
