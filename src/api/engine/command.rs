//! `ENGINE_ctrl`, `ENGINE_ctrl_cmd` and their kin: commands of engines.

use super::null;
use crate::abi::{Graded, Mut, Str, graded};
use crate::obj::engine::ENGINE;
use std::ffi::{c_int, c_long, c_void};

/// Gives an engine a command, or asks about its commands
/// (`ENGINE_CTRL_GET_…`).
///
/// Returns: what its function does, or what is asked; 0 or less on error.
/// Errors: `ENGINE_R_NO_CONTROL_FUNCTION`, `ENGINE_R_INVALID_CMD_NUMBER`,
/// `ENGINE_R_INVALID_CMD_NAME`.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_ctrl(
    e: Mut<ENGINE>,
    cmd: c_int,
    i: c_long,
    p: *mut c_void,
    f: Option<extern "C" fn()>,
) -> c_int {
    graded(0, || e.share_opt().ok_or_else(null)?.control(cmd, i, p, f))
}

/// Whether a command can be given as text.
///
/// Returns: 1 or 0.
/// Errors: `ENGINE_R_INVALID_CMD_NUMBER`.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_cmd_is_executable(e: Mut<ENGINE>, cmd: c_int) -> c_int {
    graded(0, || Ok(e.share_opt().ok_or_else(null)?.is_executable(cmd)?.into()))
}

fn with_name<'a>(
    e: &Mut<ENGINE>,
    name: &'a Str,
) -> Result<(std::sync::Arc<ENGINE>, &'a std::ffi::CStr), Graded> {
    Ok((e.share_opt().ok_or_else(null)?, name.opt().ok_or_else(null)?))
}

/// Gives an engine a command by its name; one that it does not know is done if
/// `cmd_optional` says so.
///
/// Returns: 1; 0 on error.
/// Errors: `ENGINE_R_INVALID_CMD_NAME`.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_ctrl_cmd(
    e: Mut<ENGINE>,
    cmd_name: Str,
    i: c_long,
    p: *mut c_void,
    f: Option<extern "C" fn()>,
    cmd_optional: c_int,
) -> c_int {
    graded(0, || {
        let (engine, name) = with_name(&e, &cmd_name)?;
        Ok(engine.control_by_name(name, i, p, f, cmd_optional != 0)?.into())
    })
}

/// Gives an engine a command by its name, with text for what it takes.
///
/// Returns: 1; 0 on error.
/// Errors: `ENGINE_R_INVALID_CMD_NAME`, `ENGINE_R_CMD_NOT_EXECUTABLE`,
/// `ENGINE_R_COMMAND_TAKES_INPUT`, `ENGINE_R_COMMAND_TAKES_NO_INPUT`,
/// `ENGINE_R_ARGUMENT_IS_NOT_A_NUMBER`.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_ctrl_cmd_string(
    e: Mut<ENGINE>,
    cmd_name: Str,
    arg: Str,
    cmd_optional: c_int,
) -> c_int {
    graded(0, || {
        let (engine, name) = with_name(&e, &cmd_name)?;
        Ok(engine.control_by_text(name, &arg, cmd_optional != 0)?.into())
    })
}
