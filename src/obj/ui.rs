//! Asking a person: `UI` and the methods that do it.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::cell::Guarded;
use super::ex_data::{Class, ExData};
use crate::abi::func::FnCell;
use crate::abi::{Arg, In, Mut, Opaque, Str, tty};
use crate::err::ui::{
    R_INDEX_TOO_LARGE, R_INDEX_TOO_SMALL, R_NO_RESULT_BUFFER, R_PROCESSING_ERROR,
    R_RESULT_TOO_LARGE, R_RESULT_TOO_SMALL,
};
use crate::err::{self, Error, Lib, Result};
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::sync::{Arc, LazyLock};
use zeroize::Zeroizing;

/// Opens, flushes or closes.
pub type Session = extern "C" fn(Mut<UI>) -> c_int;
/// Shows or asks one string.
pub type Handle = extern "C" fn(Mut<UI>, Mut<UI_STRING>) -> c_int;
/// Copies the program's data.
pub type Duplicate = extern "C" fn(Mut<UI>, *mut c_void) -> *mut c_void;
/// Frees the program's data.
pub type Destroy = extern "C" fn(Mut<UI>, *mut c_void);
/// Words a prompt.
pub type Construct = extern "C" fn(Mut<UI>, Str, Str) -> *mut c_char;

/// How to ask.
#[derive(Debug)]
pub struct UI_METHOD {
    /// For people.
    pub name: CString,
    /// Begins.
    pub open: FnCell<Session>,
    /// Shows a string.
    pub write: FnCell<Handle>,
    /// Ends showing.
    pub flush: FnCell<Session>,
    /// Asks for the answer to a string.
    pub read: FnCell<Handle>,
    /// Ends.
    pub close: FnCell<Session>,
    /// Copies the program's data.
    pub duplicate: FnCell<Duplicate>,
    /// Frees the program's data.
    pub destroy: FnCell<Destroy>,
    /// Words a prompt.
    pub construct: FnCell<Construct>,
    /// The program's values.
    pub ex_data: ExData,
}

impl UI_METHOD {
    /// A method without functions.
    pub fn new(name: &CStr) -> Arc<Self> {
        let method = Arc::new(UI_METHOD {
            name: name.to_owned(),
            open: FnCell::new(None),
            write: FnCell::new(None),
            flush: FnCell::new(None),
            read: FnCell::new(None),
            close: FnCell::new(None),
            duplicate: FnCell::new(None),
            destroy: FnCell::new(None),
            construct: FnCell::new(None),
            ex_data: ExData::new(),
        });
        method.ex_data.created(Class::UiMethod, &*method);
        method
    }
}

impl Drop for UI_METHOD {
    fn drop(&mut self) {
        self.ex_data.freed(Class::UiMethod, self);
    }
}

static TERMINAL: LazyLock<Arc<UI_METHOD>> = LazyLock::new(|| {
    let method = UI_METHOD::new(c"OpenSSL default user interface");
    method.open.set(Some(nothing_to_do));
    method.write.set(Some(show));
    method.read.set(Some(ask));
    method.close.set(Some(nothing_to_do));
    method
});
static SILENT: LazyLock<Arc<UI_METHOD>> = LazyLock::new(|| UI_METHOD::new(c"OpenSSL NULL UI"));
static DEFAULT: Guarded<Option<Arc<UI_METHOD>>> = Guarded::new(None);

/// The method that asks at the terminal.
pub fn terminal() -> &'static Arc<UI_METHOD> {
    &TERMINAL
}

/// The method that asks nobody.
pub fn silent() -> &'static Arc<UI_METHOD> {
    &SILENT
}

/// The method that new UIs have.
pub fn default_method() -> Arc<UI_METHOD> {
    DEFAULT.get().unwrap_or_else(|| TERMINAL.clone())
}

/// Sets the method that new UIs have.
pub fn set_default_method(method: Option<Arc<UI_METHOD>>) {
    DEFAULT.set(method);
}

extern "C" fn nothing_to_do(_: Mut<UI>) -> c_int {
    1
}

extern "C" fn show(_: Mut<UI>, string: Mut<UI_STRING>) -> c_int {
    let Some(string) = string.opt() else { return 0 };
    if matches!(string.kind, Kind::Info | Kind::Error) {
        eprint!("{}", string.out.to_string_lossy());
    }
    1
}

extern "C" fn ask(ui: Mut<UI>, string: Mut<UI_STRING>) -> c_int {
    let (Some(ui), Some(string)) = (ui.opt(), string.opt()) else { return 0 };
    let answer = |prompt: &[u8]| {
        let mut line = Zeroizing::new(vec![0; 8192]);
        let len = tty::ask(prompt, &mut line).ok()?;
        line.truncate(len);
        Some(line)
    };
    let verifying;
    let prompt = match string.kind {
        Kind::Info | Kind::Error => return 1,
        Kind::Verify => {
            verifying = [b"Verifying - ".as_slice(), string.out.to_bytes()].concat();
            &verifying
        }
        Kind::Prompt | Kind::Boolean => string.out.to_bytes(),
    };
    let Some(line) = answer(prompt) else { return -1 };
    if ui.set_result(string, &line).is_err() {
        return 0;
    }
    let verified = string.kind != Kind::Verify || string.verifies(&line);
    if !verified {
        eprintln!("Verify failure");
    }
    verified.into()
}

/// What a string is for (`enum UI_string_types`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub enum Kind {
    /// Ask.
    Prompt = 1,
    /// Ask again, and compare.
    Verify = 2,
    /// Ask for one of two answers.
    Boolean = 3,
    /// Show.
    Info = 4,
    /// Show an error.
    Error = 5,
}

/// A string to show or to ask with.
#[derive(Debug)]
pub struct UI_STRING {
    /// What it is for.
    pub kind: Kind,
    /// The words.
    pub out: CString,
    /// `UI_INPUT_FLAG_…`.
    pub flags: c_int,
    /// Where the answer goes: room for `max` bytes and a terminator.
    pub buffer: Opaque,
    /// The shortest answer.
    pub min: c_int,
    /// The longest answer.
    pub max: c_int,
    /// What to compare with.
    pub test: Opaque,
    /// For a question with two answers: what to do.
    pub action: Option<CString>,
    /// The characters of the first and of the second answer.
    pub choices: Option<(CString, CString)>,
    len: Guarded<Option<usize>>,
}

impl UI_STRING {
    /// A string without an answer.
    pub fn new(kind: Kind, out: &CStr, flags: c_int, buffer: *mut c_char) -> Self {
        UI_STRING {
            kind,
            out: out.to_owned(),
            flags,
            buffer: Opaque(buffer.cast()),
            min: 0,
            max: 0,
            test: Opaque::NULL,
            action: None,
            choices: None,
            len: Guarded::new(None),
        }
    }

    /// The length of the answer; `None` if there is none yet.
    pub fn result_len(&self) -> Option<usize> {
        self.len.get()
    }

    fn verifies(&self, line: &[u8]) -> bool {
        Arg(self.test.0).str().is_some_and(|test| test.to_bytes() == line)
    }
}

/// A conversation with a person.
#[derive(Debug)]
pub struct UI {
    method: Guarded<Arc<UI_METHOD>>,
    strings: Guarded<Vec<Arc<UI_STRING>>>,
    data: Guarded<Data>,
    flags: Guarded<c_int>,
    /// The program's values.
    pub ex_data: ExData,
}

#[derive(Debug, Clone, Copy)]
struct Data {
    pointer: Opaque,
    ours: bool,
}

/// An answer was wrong: ask again.
const REDOABLE: c_int = 1;
/// `UI_FLAG_PRINT_ERRORS`.
const PRINT_ERRORS: c_int = 0x0100;

#[track_caller]
fn error(reason: c_int) -> Error {
    Error::new(Lib::Ui, reason)
}

impl UI {
    /// A conversation by `method`.
    pub fn new(method: Arc<UI_METHOD>) -> Arc<Self> {
        let ui = Arc::new(UI {
            method: Guarded::new(method),
            strings: Guarded::default(),
            data: Guarded::new(Data { pointer: Opaque::NULL, ours: false }),
            flags: Guarded::new(0),
            ex_data: ExData::new(),
        });
        ui.ex_data.created(Class::Ui, &*ui);
        ui
    }

    /// Its method.
    pub fn method(&self) -> Arc<UI_METHOD> {
        self.method.get()
    }

    /// Sets its method.
    pub fn set_method(&self, method: Arc<UI_METHOD>) {
        self.method.set(method);
    }

    /// Adds a string; how many there are.
    pub fn add(&self, string: UI_STRING) -> c_int {
        let count = self.strings.with(|strings| {
            strings.push(Arc::new(string));
            strings.len()
        });
        count.try_into().unwrap_or(c_int::MAX)
    }

    /// The string at `index`.
    #[track_caller]
    pub fn string(&self, index: c_int) -> Result<Arc<UI_STRING>> {
        let index = usize::try_from(index).map_err(|_| error(R_INDEX_TOO_SMALL))?;
        self.strings.with(|s| s.get(index).cloned()).ok_or_else(|| error(R_INDEX_TOO_LARGE))
    }

    /// Sets the program's data; what it was.
    pub fn set_data(&self, pointer: *mut c_void) -> *mut c_void {
        self.replace_data(Data { pointer: Opaque(pointer), ours: false })
    }

    fn replace_data(&self, new: Data) -> *mut c_void {
        let old = self.data.with(|data| std::mem::replace(data, new));
        match self.method().destroy.get() {
            Some(destroy) if old.ours => {
                destroy(Mut::lend(self), old.pointer.0);
                std::ptr::null_mut()
            }
            _ => old.pointer.0,
        }
    }

    /// Sets a copy, made by the method, of the program's data.
    pub fn duplicate_data(&self, pointer: *mut c_void) -> Result<()> {
        let method = self.method();
        let copy = match (method.duplicate.get(), method.destroy.is_some()) {
            (Some(duplicate), true) => duplicate(Mut::lend(self), pointer),
            _ => return Err(error(err::ui::R_USER_DATA_DUPLICATION_UNSUPPORTED)),
        };
        if copy.is_null() {
            return Err(error(err::R_MALLOC_FAILURE));
        }
        self.replace_data(Data { pointer: Opaque(copy), ours: true });
        Ok(())
    }

    /// The program's data.
    pub fn data(&self) -> *mut c_void {
        self.data.get().pointer.0
    }

    /// `UI_CTRL_PRINT_ERRORS` and `UI_CTRL_IS_REDOABLE`.
    pub fn control(&self, cmd: c_int, i: std::ffi::c_long) -> Result<c_int> {
        match cmd {
            1 => Ok(self.flags.with(|flags| {
                let was = *flags & PRINT_ERRORS != 0;
                *flags = if i != 0 { *flags | PRINT_ERRORS } else { *flags & !PRINT_ERRORS };
                was.into()
            })),
            2 => Ok((self.flags.get() & REDOABLE != 0).into()),
            _ => Err(error(err::ui::R_UNKNOWN_CONTROL_COMMAND)),
        }
    }

    /// Takes `answer` as that to `string`.
    pub fn set_result(&self, string: &UI_STRING, answer: &[u8]) -> Result<()> {
        self.flags.with(|flags| *flags &= !REDOABLE);
        let mut place = Arg(string.buffer.0).buffer();
        match string.kind {
            Kind::Prompt | Kind::Verify => {
                let (min, max) = (string.min, string.max);
                let len = c_int::try_from(answer.len()).unwrap_or(c_int::MAX);
                if len < min || len > max {
                    self.flags.with(|flags| *flags |= REDOABLE);
                    let reason = if len < min { R_RESULT_TOO_SMALL } else { R_RESULT_TOO_LARGE };
                    let words = format!("You must type in {min} to {max} characters");
                    return Err(error(reason).with(words));
                }
                if place.is_null() {
                    return Err(error(R_NO_RESULT_BUFFER));
                }
                crate::abi::err::write_str(place.slice(answer.len() + 1)?, answer);
                string.len.set(Some(answer.len()));
            }
            Kind::Boolean => {
                if place.is_null() {
                    return Err(error(R_NO_RESULT_BUFFER));
                }
                let Some((yes, no)) = &string.choices else { return Ok(()) };
                let chosen = answer.iter().find_map(|c| {
                    let set = [yes, no].into_iter().find(|set| set.to_bytes().contains(c))?;
                    set.to_bytes().first().copied()
                });
                if let [first, ..] = place.slice(1)? {
                    *first = chosen.unwrap_or(0);
                }
            }
            Kind::Info | Kind::Error => {}
        }
        Ok(())
    }

    /// Shows and asks everything: 0; -1 on an error, -2 if the person gave up.
    pub fn process(&self) -> c_int {
        let method = self.method();
        let this = || Mut::lend(self);
        let strings = self.strings.get();
        let go = || -> std::result::Result<(), Option<&'static str>> {
            if method.open.get().is_some_and(|open| open(this()) <= 0) {
                return Err(Some("opening session"));
            }
            for string in &strings {
                if method.write.get().is_some_and(|write| write(this(), Mut::lend(string)) <= 0) {
                    return Err(Some("writing strings"));
                }
            }
            let step = |answer: c_int, name| match answer {
                -1 => Err(None),
                0 => Err(Some(name)),
                _ => Ok(()),
            };
            if let Some(flush) = method.flush.get() {
                step(flush(this()), "flushing")?;
            }
            for string in &strings {
                if let Some(read) = method.read.get() {
                    step(read(this(), Mut::lend(string)), "reading strings")?;
                }
            }
            Ok(())
        };
        let mut outcome = go();
        if method.close.get().is_some_and(|close| close(this()) <= 0) {
            outcome = Err(Some(outcome.err().flatten().unwrap_or("closing session")));
        }
        match outcome {
            Ok(()) => 0,
            Err(None) => -2,
            Err(Some(state)) => {
                let error = error(R_PROCESSING_ERROR).with(format!("while {state}"));
                err::push(&error, "UI_process");
                -1
            }
        }
    }
}

impl Drop for UI {
    fn drop(&mut self) {
        self.replace_data(Data { pointer: Opaque::NULL, ours: false });
        self.ex_data.freed(Class::Ui, self);
    }
}

/// The words of a prompt: by the method, or "Enter WHAT for NAME:".
pub fn construct(ui: &UI, what: In<c_char>, name: In<c_char>) -> Result<*mut c_char> {
    let text = |p: &In<c_char>| Arg(p.as_ptr().cast_mut().cast()).str();
    if let Some(construct) = ui.method().construct.get() {
        let lend = |p: &In<c_char>| text(p).map_or(Str::NULL, Str::lend);
        return Ok(construct(Mut::lend(ui), lend(&what), lend(&name)));
    }
    let Some(what) = text(&what) else { return Ok(std::ptr::null_mut()) };
    let mut words = [b"Enter ", what.to_bytes()].concat();
    if let Some(name) = text(&name) {
        words.extend_from_slice(b" for ");
        words.extend_from_slice(name.to_bytes());
    }
    words.push(b':');
    crate::abi::mem::strdup(&words)
}
