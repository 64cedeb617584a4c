//! One request and its answer. See: OSSL_HTTP_REQ_CTX(3).
#![allow(non_camel_case_types, reason = "OpenSSL's typedef name")]

use super::answer::{self, Line};
use super::error;
use super::session::Connection;
use crate::abi::Arg;
use crate::abi::layout::item::ASN1_ITEM;
use crate::abi::{Mut, Opaque};
use crate::err::{self, Error, Lib, Result, http};
use crate::obj::asn1::item;
use crate::obj::bio::command::{CTRL_EOF, CTRL_INFO};
use crate::obj::bio::{BIO, mem, mem_method, new_mem_over, wait};
use crate::obj::cell::Guarded;
use libc::time_t;
use std::ffi::{c_int, c_void};
use std::sync::Arc;

/// Hears of connecting and disconnecting, and may change the BIO.
pub type OSSL_HTTP_bio_cb_t = extern "C" fn(Mut<BIO>, *mut c_void, c_int, c_int) -> *mut BIO;

/// Longest line of a header, and how much of a body is read at a time.
const DEFAULT_LINE: usize = 4 * 1024;
/// Longest body of which the program sets no limit.
const DEFAULT_LIMIT: u64 = 100 * 1024;
/// Most lines of a header.
const MOST_LINES: u32 = 256;

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nothing is sent; lines may be added.
    Adding,
    /// The request is on its way.
    Sending,
    /// What is sent is flushed.
    Flushing,
    /// The status line is read.
    Status,
    /// The header is read.
    Header,
    /// The header of an answer that is refused is read.
    Refused,
    /// The header of a redirection is read.
    Redirected,
    /// The head of a body in DER is read.
    Head,
    /// A body in DER is read.
    Body,
    /// The answer is there.
    Done,
    /// It failed.
    Failed,
}

#[derive(Debug, Clone)]
struct Progress {
    phase: Phase,
    post: bool,
    /// The body that is sent.
    body: Option<Arc<BIO>>,
    /// What is on its way.
    pending: Vec<u8>,
    expected: Option<Vec<u8>>,
    asn1: bool,
    keep_alive: c_int,
    /// Whether the answer says that the connection is kept.
    granted: bool,
    typed: bool,
    lines: u32,
    length: u64,
    limit: u64,
    until: time_t,
    redirection: Option<Vec<u8>>,
}

/// A request, its answer, and what they travel on.
#[derive(Debug)]
pub struct OSSL_HTTP_REQ_CTX {
    /// What it travels on.
    pub(super) connection: Connection,
    line: usize,
    /// The lines of the request, then those of the answer.
    memory: Guarded<Option<Arc<BIO>>>,
    progress: Guarded<Progress>,
}

fn has_line_end(text: &[u8]) -> bool {
    text.iter().any(|c| matches!(c, b'\r' | b'\n'))
}

/// Refuses a text that would make lines of its own.
fn one_line(text: &[u8], what: &'static str) -> Result<()> {
    if has_line_end(text) {
        let data = format!("CR or LF character in {what}");
        return Err(error(err::R_PASSED_INVALID_ARGUMENT).with(data));
    }
    Ok(())
}

fn misuse() -> Error {
    error(err::R_SHOULD_NOT_HAVE_BEEN_CALLED)
}

impl OSSL_HTTP_REQ_CTX {
    /// A request over `connection`, whose lines have `line` bytes at most.
    pub(super) fn over(connection: Connection, line: c_int) -> Box<Self> {
        let progress = Progress {
            phase: Phase::Failed,
            post: false,
            body: None,
            pending: Vec::new(),
            expected: None,
            asn1: false,
            keep_alive: 0,
            granted: false,
            typed: false,
            lines: 0,
            length: 0,
            limit: DEFAULT_LIMIT,
            until: 0,
            redirection: None,
        };
        Box::new(OSSL_HTTP_REQ_CTX {
            connection,
            line: usize::try_from(line).ok().filter(|n| *n > 0).unwrap_or(DEFAULT_LINE),
            memory: Guarded::default(),
            progress: Guarded::new(progress),
        })
    }

    /// A request that is written to one BIO and answered by another.
    pub fn new(write: Arc<BIO>, read: Arc<BIO>, line: c_int) -> Box<Self> {
        Self::over(Connection::lent(write, read), line)
    }

    /// The lines of the request, then those of the answer.
    pub fn memory(&self) -> Option<Arc<BIO>> {
        self.memory.get()
    }

    fn lines(&self) -> Result<Arc<BIO>> {
        self.memory.get().ok_or_else(misuse)
    }

    /// Begins a request.
    ///
    /// Errors: `ERR_R_PASSED_INVALID_ARGUMENT`.
    pub fn set_request_line(
        &self,
        post: bool,
        server: Option<&[u8]>,
        port: Option<&[u8]>,
        path: Option<&[u8]>,
    ) -> Result<()> {
        one_line(server.unwrap_or_default(), "server")?;
        one_line(port.unwrap_or_default(), "port")?;
        one_line(path.unwrap_or_default(), "path")?;
        let memory = BIO::new(mem_method().clone())?;
        self.memory.set(Some(Arc::clone(&memory)));
        self.progress.with(|p| {
            p.phase = Phase::Failed;
            p.post = post;
        });
        let mut line = if post { b"POST ".to_vec() } else { b"GET ".to_vec() };
        let mut path = path.unwrap_or(b"/");
        let mut absolute = false;
        if let Some(server) = server {
            line.extend_from_slice(b"http://");
            line.extend_from_slice(server);
            if let Some(port) = port {
                line.push(b':');
                line.extend_from_slice(port);
            }
        }
        if let Some(rest) = path.strip_prefix(b"http://") {
            if server.is_some() {
                memory.write(&line);
                return Err(error(err::R_PASSED_INVALID_ARGUMENT));
            }
            absolute = !rest.is_empty();
        }
        if path.is_empty() {
            path = b"/";
        }
        if !absolute && !path.starts_with(b"/") {
            line.push(b'/');
        }
        line.extend_from_slice(path);
        line.extend_from_slice(b" HTTP/1.0\r\n");
        memory.write(&line);
        self.progress.with(|p| {
            p.phase = Phase::Adding;
            p.length = 0;
        });
        Ok(())
    }

    /// Adds a line to the request.
    ///
    /// Errors: `ERR_R_PASSED_INVALID_ARGUMENT`.
    pub fn add_header(&self, name: &[u8], value: Option<&[u8]>) -> Result<()> {
        let memory = self.lines()?;
        one_line(name, "header name")?;
        one_line(value.unwrap_or_default(), "header value")?;
        if name.is_empty() {
            return Err(Error::quiet());
        }
        let mut line = name.to_vec();
        if let Some(value) = value {
            line.extend_from_slice(b": ");
            line.extend_from_slice(value);
        }
        line.extend_from_slice(b"\r\n");
        match memory.write_all(&line) {
            true => Ok(()),
            false => Err(Error::quiet()),
        }
    }

    /// Says what answer is expected.
    pub fn set_expected(
        &self,
        kind: Option<&[u8]>,
        asn1: bool,
        timeout: c_int,
        keep_alive: c_int,
    ) -> Result<()> {
        self.progress.with(|p| {
            if p.keep_alive != 0 && p.phase != Phase::Adding && p.phase != Phase::Failed {
                return Err(misuse());
            }
            p.expected = kind.map(<[u8]>::to_vec);
            p.asn1 = asn1;
            if timeout >= 0 {
                p.until = wait::deadline(timeout);
            } else {
                p.until = self.connection.until;
            }
            p.keep_alive = keep_alive;
            Ok(())
        })
    }

    /// Sets the longest body; 0 is no limit.
    pub fn set_limit(&self, limit: u64) {
        self.progress.with(|p| p.limit = limit);
    }

    /// Sets the longest body; 0 is the default.
    pub fn set_limit_or_default(&self, limit: u64) {
        self.set_limit(if limit == 0 { DEFAULT_LIMIT } else { limit });
    }

    /// Ends the header of the request, and keeps the body to be sent.
    pub fn set_body(&self, kind: Option<&[u8]>, body: Option<Arc<BIO>>) -> Result<()> {
        let (post, keep_alive) = self.progress.with(|p| (p.post, p.keep_alive));
        self.lines()?;
        if body.is_some() && !post {
            return Err(misuse());
        }
        if keep_alive != 0 {
            self.add_header(b"Connection", Some(b"keep-alive"))?;
        }
        let Some(body) = body else {
            self.progress.with(|p| p.body = None);
            return match kind {
                Some(_) => Err(error(err::R_PASSED_NULL_PARAMETER)),
                None => Ok(()),
            };
        };
        if let Some(kind) = kind {
            self.add_header(b"Content-Type", Some(kind))?;
        }
        // What can tell its length does.
        let length = body.ctrl(CTRL_INFO, 0, Arg::NULL);
        if length > 0 {
            self.add_header(b"Content-Length", Some(length.to_string().as_bytes()))?;
        }
        self.progress.with(|p| p.body = Some(body));
        Ok(())
    }

    /// As [`set_body`](Self::set_body), with a body in DER.
    pub fn set_value(&self, kind: Option<&[u8]>, der: Option<Vec<u8>>) -> Result<()> {
        let body = der.map(|der| new_mem_over(&der)).transpose()?;
        self.set_body(kind, body)
    }

    /// The length of the body, as far as it is known; else 0.
    pub fn length(&self) -> u64 {
        self.progress.with(|p| p.length)
    }

    /// Whether the connection is kept.
    pub fn is_alive(&self) -> bool {
        self.progress.with(|p| p.keep_alive != 0)
    }

    /// Where the answer points at.
    pub(super) fn redirection(&self) -> Option<Vec<u8>> {
        self.progress.with(|p| p.redirection.clone())
    }

    /// Goes on as far as it can: 1 when the answer is there, -1 if it is to be
    /// tried again, 0 for a redirection or after an error that is queued.
    pub fn go_on(&self) -> Result<c_int> {
        let mut progress = self.progress.get();
        let result = self.advance(&mut progress);
        if result.is_err() {
            progress.phase = Phase::Failed;
        }
        self.progress.set(progress);
        result
    }

    fn advance(&self, p: &mut Progress) -> Result<c_int> {
        // Whatever was there is used up: a call that goes on needs more.
        let mut receive = true;
        loop {
            let memory = self.lines()?;
            match p.phase {
                Phase::Failed => return Ok(0),
                Phase::Done => return Ok(1),
                Phase::Adding => {
                    memory.write(b"\r\n");
                    p.pending = vec![0; memory.pending()];
                    memory.read(&mut p.pending);
                    p.redirection = None;
                    (p.granted, p.typed, p.lines) = (false, false, 0);
                    p.phase = Phase::Sending;
                }
                Phase::Sending => match self.send(p)? {
                    true => p.phase = Phase::Flushing,
                    false => return Ok(-1),
                },
                Phase::Flushing => {
                    let write = self.connection.write_end()?;
                    if write.flush() > 0 {
                        p.phase = Phase::Status;
                    } else if write.should_retry() {
                        return Ok(-1);
                    } else {
                        return Err(Error::quiet());
                    }
                }
                _ if std::mem::take(&mut receive) => {
                    if !self.receive(p, &memory)? {
                        return Ok(-1);
                    }
                }
                Phase::Head | Phase::Body => {
                    if self.take_body(p, &memory)? {
                        return Ok(1);
                    }
                    if !self.receive(p, &memory)? {
                        return Ok(-1);
                    }
                }
                _ => {
                    if let Some(line) = self.next_line(&memory)? {
                        if let Some(result) = take_line(p, &line)? {
                            return Ok(result);
                        }
                    } else if !self.receive(p, &memory)? {
                        return Ok(-1);
                    }
                }
            }
        }
    }

    /// Sends on; false if it is to be tried again.
    fn send(&self, p: &mut Progress) -> Result<bool> {
        let write = self.connection.write_end()?;
        loop {
            while !p.pending.is_empty() {
                match usize::try_from(write.write(&p.pending)) {
                    Ok(n) if n > 0 => drop(p.pending.drain(..n.min(p.pending.len()))),
                    _ if write.should_retry() => return Ok(false),
                    _ => return Err(Error::quiet()),
                }
            }
            let Some(body) = &p.body else { return Ok(true) };
            let mut chunk = vec![0; self.line];
            match usize::try_from(body.read(&mut chunk)) {
                Ok(n) if n > 0 => {
                    chunk.truncate(n);
                    p.pending = chunk;
                }
                _ if body.ctrl(CTRL_EOF, 0, Arg::NULL) == 1 => p.body = None,
                _ if body.should_retry() => return Ok(false),
                Ok(_) => p.body = None,
                Err(_) => return Err(error(http::R_FAILED_READING_DATA)),
            }
        }
    }

    /// Receives some bytes; false if it is to be tried again.
    fn receive(&self, p: &Progress, memory: &BIO) -> Result<bool> {
        let read = self.connection.read_end()?;
        let mut place = vec![0; self.line];
        // Of a body that is not DER no byte is taken: the program reads it.
        let got = if p.asn1 {
            read.read(&mut place)
        } else if read.method().gets.is_some() {
            read.gets(&mut place)
        } else {
            read_line(&read, &mut place)
        };
        match usize::try_from(got) {
            Ok(n) if n > 0 => {
                memory.write(place.get(..n).unwrap_or_default());
                Ok(true)
            }
            _ if read.should_retry() => Ok(false),
            _ if p.phase == Phase::Refused => Err(Error::quiet()),
            _ => Err(error(http::R_FAILED_READING_DATA)),
        }
    }

    /// The next whole line.
    ///
    /// Errors: `HTTP_R_RESPONSE_LINE_TOO_LONG`.
    fn next_line(&self, memory: &BIO) -> Result<Option<Vec<u8>>> {
        let (length, whole) =
            mem::look(memory, |bytes| match bytes.iter().position(|c| *c == b'\n') {
                Some(end) => (end + 1, true),
                None => (bytes.len(), false),
            })
            .unwrap_or_default();
        if length >= self.line {
            return Err(error(http::R_RESPONSE_LINE_TOO_LONG));
        }
        if !whole {
            return Ok(None);
        }
        let mut line = vec![0; length];
        memory.read(&mut line);
        // As a C string.
        let end = line.iter().position(|c| *c == 0).unwrap_or(line.len());
        line.truncate(end);
        Ok(Some(line))
    }

    /// Whether the whole body in DER is there.
    fn take_body(&self, p: &mut Progress, memory: &BIO) -> Result<bool> {
        if p.phase == Phase::Head {
            let head = mem::look(memory, answer::sequence_length).ok_or_else(Error::quiet)??;
            let Some(length) = head else { return Ok(false) };
            set_length(p, length)?;
            p.phase = Phase::Body;
        }
        let there = memory.pending() as u64;
        if there < p.length {
            return Ok(false);
        }
        p.phase = Phase::Done;
        Ok(true)
    }

    /// Reads the answer, which is there, as a value of C's.
    pub fn read_value(&self, it: &ASN1_ITEM) -> Result<Opaque> {
        let memory = self.lines()?;
        let read = mem::look(&memory, |bytes| item::read(it, bytes)).ok_or_else(misuse)?;
        read.map(|(value, _)| value)
    }

    /// Sends and receives until the answer is there, an error has happened or
    /// the time is over. `None` for a redirection.
    pub fn exchange(&self) -> Result<Option<Arc<BIO>>> {
        loop {
            match self.go_on()? {
                1 => break,
                -1 => self.wait()?,
                _ if self.redirection().is_some() => return Ok(None),
                _ => return Err(Error::quiet()),
            }
        }
        match self.progress.with(|p| p.asn1) {
            true => self.lines().map(Some),
            false => self.connection.read_end().map(Some),
        }
    }

    fn wait(&self) -> Result<()> {
        let (phase, until) = self.progress.with(|p| (p.phase, p.until));
        let bio = match phase {
            Phase::Sending | Phase::Flushing => self.connection.write_end()?,
            _ => self.connection.read_end()?,
        };
        if until == 0 {
            // For ever, a while at a time.
            wait::until_ready(&bio, wait::now() + 1, 100);
            return Ok(());
        }
        match wait::until_ready(&bio, until, 100) {
            1.. => Ok(()),
            0 => Err(Error::new(Lib::Bio, err::bio::R_TRANSFER_TIMEOUT)),
            _ => Err(Error::new(Lib::Bio, err::bio::R_TRANSFER_ERROR)),
        }
    }
}

/// Reads up to the end of a line, and no byte behind it.
pub(super) fn read_line(from: &BIO, place: &mut [u8]) -> c_int {
    let mut n = 0;
    while let Some(slot) = place.get_mut(n..=n) {
        let got = from.read(slot);
        if got <= 0 {
            return if n == 0 { got } else { n.try_into().unwrap_or(-1) };
        }
        let last = slot.first() == Some(&b'\n');
        n += 1;
        if last {
            break;
        }
    }
    n.try_into().unwrap_or(-1)
}

/// Notes how long the body is.
///
/// Errors: `HTTP_R_MAX_RESP_LEN_EXCEEDED`, `HTTP_R_INCONSISTENT_CONTENT_LENGTH`.
fn set_length(p: &mut Progress, length: u64) -> Result<()> {
    if p.limit != 0 && length > p.limit {
        let data = format!("length={length}, max={}", p.limit);
        return Err(error(http::R_MAX_RESP_LEN_EXCEEDED).with(data));
    }
    if p.length != 0 && p.length != length {
        let data = format!("ASN.1 length={length}, Content-Length={}", p.length);
        return Err(error(http::R_INCONSISTENT_CONTENT_LENGTH).with(data));
    }
    p.length = length;
    Ok(())
}

/// Takes in one line of the answer; the result if it is the last.
fn take_line(p: &mut Progress, line: &[u8]) -> Result<Option<c_int>> {
    if p.phase == Phase::Status {
        return take_status(p, line).map(|()| None);
    }
    p.lines += 1;
    if p.lines > MOST_LINES {
        return Err(error(http::R_RESPONSE_PARSE_ERROR));
    }
    match answer::field(line) {
        Line::End => end_header(p),
        Line::Field(_, b"") => Ok(None),
        Line::Field(name, value) => take_field(p, name, value),
    }
}

fn take_status(p: &mut Progress, line: &[u8]) -> Result<()> {
    let refused = match answer::status(line) {
        Err(error) => error,
        Ok(status) => {
            p.granted = status.keeps;
            match status.code {
                200 => {
                    p.phase = Phase::Header;
                    return Ok(());
                }
                301 | 302 if !p.post => {
                    p.phase = Phase::Redirected;
                    return Ok(());
                }
                301 | 302 => error(http::R_REDIRECTION_NOT_ENABLED),
                _ => answer::refusal(&status, line),
            }
        }
    };
    if !p.asn1 {
        return Err(refused);
    }
    err::push(&refused, "OSSL_HTTP_REQ_CTX_nbio");
    p.phase = Phase::Refused;
    Ok(())
}

fn take_field(p: &mut Progress, name: &[u8], value: &[u8]) -> Result<Option<c_int>> {
    let is = |known: &[u8]| name.eq_ignore_ascii_case(known);
    if p.phase == Phase::Redirected && is(b"Location") {
        p.redirection = Some(value.to_vec());
        return Ok(Some(0));
    }
    if let (true, Phase::Header, Some(expected)) = (is(b"Content-Type"), p.phase, &p.expected) {
        if !value.eq_ignore_ascii_case(expected) {
            let shown = String::from_utf8_lossy;
            let data = format!("expected={}, actual={}", shown(expected), shown(value));
            return Err(error(http::R_UNEXPECTED_CONTENT_TYPE).with(data));
        }
        p.typed = true;
    }
    if is(b"Connection") {
        if value.eq_ignore_ascii_case(b"keep-alive") {
            p.granted = true;
        } else if value.eq_ignore_ascii_case(b"close") {
            p.granted = false;
        }
    } else if is(b"Content-Length") {
        set_length(p, answer::content_length(value)?)?;
    }
    Ok(None)
}

/// Looks whether the whole header is as it should be.
fn end_header(p: &mut Progress) -> Result<Option<c_int>> {
    if p.keep_alive != 0 && !p.granted {
        let required = p.keep_alive == 2;
        p.keep_alive = 0;
        if required {
            return Err(error(http::R_SERVER_CANCELED_CONNECTION));
        }
    }
    if p.phase == Phase::Refused {
        return Err(Error::quiet());
    }
    if let Some(expected) = p.expected.as_ref().filter(|_| !p.typed) {
        let data = format!("expected={}", String::from_utf8_lossy(expected));
        return Err(error(http::R_MISSING_CONTENT_TYPE).with(data));
    }
    if p.phase == Phase::Redirected {
        return Err(error(http::R_MISSING_REDIRECT_LOCATION));
    }
    if p.asn1 {
        p.phase = Phase::Head;
        return Ok(None);
    }
    p.phase = Phase::Done;
    Ok(Some(1))
}
