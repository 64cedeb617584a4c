//! Commands of engines (`ENGINE_ctrl`), and how they are found by their names.

use super::{ENGINE, Function, failed, flag, text};
use crate::abi::layout::engine::ENGINE_CMD_DEFN;
use crate::abi::{Arg, Graded, Mut, Str};
use crate::err::{self, Lib, engine, queue};
use std::ffi::{CStr, CString, c_int, c_long, c_uint, c_void};

/// `ENGINE_CTRL_…`.
mod about {
    use std::ffi::c_int;
    pub(super) const HAS_CTRL_FUNCTION: c_int = 10;
    pub(super) const FIRST: c_int = 11;
    pub(super) const NEXT: c_int = 12;
    pub(super) const FROM_NAME: c_int = 13;
    pub(super) const NAME_LEN: c_int = 14;
    pub(super) const NAME: c_int = 15;
    pub(super) const DESC_LEN: c_int = 16;
    pub(super) const DESC: c_int = 17;
    pub(super) const FLAGS: c_int = 18;
}

/// `ENGINE_CMD_FLAG_…`.
mod takes {
    use std::ffi::c_uint;
    pub(super) const NUMBER: c_uint = 1;
    pub(super) const STRING: c_uint = 2;
    pub(super) const NOTHING: c_uint = 4;
}

type Outcome<T> = std::result::Result<T, Graded>;

#[track_caller]
fn minus_one(reason: c_int) -> Graded {
    Graded::new(-1, failed(reason))
}

fn int(value: impl TryInto<c_int>) -> c_int {
    value.try_into().unwrap_or(c_int::MAX)
}

impl ENGINE {
    /// Does a command: what its function gives, or what is asked about its
    /// commands.
    ///
    /// Errors: `ENGINE_R_NO_CONTROL_FUNCTION`, `ENGINE_R_INVALID_CMD_NUMBER`,
    /// `ENGINE_R_INVALID_CMD_NAME`.
    #[track_caller]
    pub fn control(
        &self,
        cmd: c_int,
        number: c_long,
        argument: *mut c_void,
        function: Function,
    ) -> Outcome<c_int> {
        let (control, flags) = self.look(|fields| (fields.ctrl, fields.flags));
        let told = matches!(cmd, about::FIRST..=about::FLAGS);
        match control {
            _ if cmd == about::HAS_CTRL_FUNCTION => Ok(control.is_some().into()),
            Some(_) if told && flags & flag::MANUAL_CMD_CTRL == 0 => {
                self.tell(cmd, number, argument)
            }
            Some(control) => Ok(control(Mut::lend(self), cmd, number, argument, function)),
            None if told => Err(minus_one(engine::R_NO_CONTROL_FUNCTION)),
            None => Err(failed(engine::R_NO_CONTROL_FUNCTION).into()),
        }
    }

    fn command(&self, wanted: impl Fn(&ENGINE_CMD_DEFN) -> bool) -> Option<ENGINE_CMD_DEFN> {
        self.look(|fields| fields.commands).iter().find(wanted)
    }

    /// Answers a question about its commands.
    #[track_caller]
    fn tell(&self, cmd: c_int, number: c_long, argument: *mut c_void) -> Outcome<c_int> {
        if cmd == about::FIRST {
            return Ok(self.command(|_| true).map_or(0, |first| int(first.cmd_num)));
        }
        let writes = matches!(cmd, about::FROM_NAME | about::NAME | about::DESC);
        if writes && argument.is_null() {
            let null = err::Error::new(Lib::Engine, err::R_PASSED_NULL_PARAMETER);
            return Err(Graded::new(-1, null));
        }
        if cmd == about::FROM_NAME {
            let name = text(argument).unwrap_or_default();
            let found = self.command(|known| known.name() == name);
            let found = found.ok_or_else(|| minus_one(engine::R_INVALID_CMD_NAME))?;
            return Ok(int(found.cmd_num));
        }
        let known = c_uint::try_from(number).ok();
        let found = known.and_then(|number| self.command(|known| known.cmd_num == number));
        let found = found.ok_or_else(|| minus_one(engine::R_INVALID_CMD_NUMBER))?;
        Ok(match cmd {
            about::NEXT => {
                let mut commands = self.look(|fields| fields.commands).iter();
                commands.find(|known| known.cmd_num == found.cmd_num);
                commands.next().map_or(0, |next| int(next.cmd_num))
            }
            about::NAME_LEN => int(found.name().count_bytes()),
            about::NAME => put(found.name(), argument)?,
            about::DESC_LEN => int(found.description().count_bytes()),
            about::DESC => put(found.description(), argument)?,
            _ => int(found.cmd_flags),
        })
    }

    /// Whether a command can be given as text.
    ///
    /// Errors: `ENGINE_R_INVALID_CMD_NUMBER`.
    #[track_caller]
    pub fn is_executable(&self, cmd: c_int) -> Outcome<bool> {
        let flags = self.control(about::FLAGS, cmd.into(), std::ptr::null_mut(), None);
        let flags = queued(flags, "ENGINE_ctrl");
        let flags = c_uint::try_from(flags).map_err(|_| failed(engine::R_INVALID_CMD_NUMBER))?;
        Ok(flags & (takes::NUMBER | takes::STRING | takes::NOTHING) != 0)
    }

    /// The number of a command, more than 0; `None` if it is unknown and need
    /// not be known.
    #[track_caller]
    fn number_of(&self, name: &CStr, optional: bool) -> Outcome<Option<c_int>> {
        if self.look(|fields| fields.ctrl).is_some() {
            let place = name.as_ptr().cast_mut().cast();
            let number = queued(self.control(about::FROM_NAME, 0, place, None), "ENGINE_ctrl");
            if number > 0 {
                return Ok(Some(number));
            }
        }
        if optional {
            queue::clear();
            return Ok(None);
        }
        Err(failed(engine::R_INVALID_CMD_NAME).into())
    }

    /// Does a command by its name; whether it was done, as an unknown one is
    /// that is `optional`.
    #[track_caller]
    pub fn control_by_name(
        &self,
        name: &CStr,
        number: c_long,
        argument: *mut c_void,
        function: Function,
        optional: bool,
    ) -> Outcome<bool> {
        let Some(cmd) = self.number_of(name, optional)? else { return Ok(true) };
        Ok(queued(self.control(cmd, number, argument, function), "ENGINE_ctrl") > 0)
    }

    /// The same with text for what it takes.
    ///
    /// Errors: `ENGINE_R_CMD_NOT_EXECUTABLE`, `ENGINE_R_COMMAND_TAKES_INPUT`,
    /// `ENGINE_R_COMMAND_TAKES_NO_INPUT`, `ENGINE_R_ARGUMENT_IS_NOT_A_NUMBER`.
    #[track_caller]
    pub fn control_by_text(&self, name: &CStr, value: &Str, optional: bool) -> Outcome<bool> {
        let Some(cmd) = self.number_of(name, optional)? else { return Ok(true) };
        let executable = match self.is_executable(cmd) {
            Ok(executable) => executable,
            Err(cause) => {
                queued(Err(cause), "ENGINE_cmd_is_executable");
                false
            }
        };
        if !executable {
            return Err(failed(engine::R_CMD_NOT_EXECUTABLE).into());
        }
        let none = std::ptr::null_mut();
        let flags = queued(self.control(about::FLAGS, cmd.into(), none, None), "ENGINE_ctrl");
        let flags = c_uint::try_from(flags).map_err(|_| failed(engine::R_INTERNAL_LIST_ERROR))?;
        let give = |number, argument| {
            Ok(queued(self.control(cmd, number, argument, None), "ENGINE_ctrl") > 0)
        };
        match (flags, value.opt()) {
            (flags, None) if flags & takes::NOTHING != 0 => give(0, none),
            (flags, Some(_)) if flags & takes::NOTHING != 0 => {
                Err(failed(engine::R_COMMAND_TAKES_NO_INPUT).into())
            }
            (_, None) => Err(failed(engine::R_COMMAND_TAKES_INPUT).into()),
            (flags, Some(text)) if flags & takes::STRING != 0 => {
                give(0, text.as_ptr().cast_mut().cast())
            }
            (flags, Some(text)) if flags & takes::NUMBER != 0 => {
                let number = decimal(text.to_bytes());
                give(number.ok_or_else(|| failed(engine::R_ARGUMENT_IS_NOT_A_NUMBER))?, none)
            }
            _ => Err(failed(engine::R_INTERNAL_LIST_ERROR).into()),
        }
    }
}

/// What an inner step gives, once its failure is queued under the name of its
/// own function.
fn queued(outcome: Outcome<c_int>, name: &'static str) -> c_int {
    match outcome {
        Ok(value) => value,
        Err(cause) => cause.queue(name, 0),
    }
}

/// Copies a string to a place of C's, which has room for it.
fn put(text: &CStr, place: *mut c_void) -> Outcome<c_int> {
    let bytes = text.to_bytes_with_nul();
    Arg(place).buffer().slice(bytes.len())?.copy_from_slice(bytes);
    Ok(int(text.count_bytes()))
}

/// A number in the form that `strtol` reads to the end: spaces, a sign, and
/// digits; one that is too great is the greatest.
fn decimal(text: &[u8]) -> Option<c_long> {
    let text = text.trim_ascii_start();
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let limit = if negative { c_long::MIN } else { c_long::MAX };
    let number = CString::new(text).ok()?.into_string().ok()?;
    Some(number.parse().unwrap_or(limit))
}
