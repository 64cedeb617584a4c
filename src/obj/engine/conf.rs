//! Engines that a configuration file sets up. See: config(5).
#![forbid(unsafe_code)]

use super::{ENGINE, Working, by_id, failed, table};
use crate::abi::{Graded, Str};
use crate::err::{self, Error, Result, engine};
use crate::obj::cell::Guarded;
use crate::obj::conf::{self, CONF};
use std::ffi::{CStr, CString};
use std::sync::Arc;

/// The engines that a file has begun.
static BEGUN: Guarded<Vec<Working>> = Guarded::new(Vec::new());

/// Ends those engines.
pub(super) fn end() {
    while let Some(engine) = BEGUN.with(Vec::pop) {
        drop(engine);
    }
}

/// Sets up the engines of an `engines` section, each as its own section says.
///
/// Errors: `ENGINE_R_ENGINES_SECTION_ERROR`, `ENGINE_R_ENGINE_SECTION_ERROR`,
/// and what keeps an engine from being set up.
pub fn engines(conf: &CONF, value: &CStr) -> Result<()> {
    let wrong = || failed(engine::R_ENGINES_SECTION_ERROR);
    for (name, section) in conf.entries(value.to_bytes()).ok_or_else(wrong)? {
        // A file that is wrong leaves none at work.
        set_up(conf, bare(&name), &section).inspect_err(|_| end())?;
    }
    Ok(())
}

/// A name without what tells it from others of its section.
fn bare(name: &CStr) -> &CStr {
    let start = name.to_bytes().iter().position(|byte| *byte == b'.').map_or(0, |at| at + 1);
    CStr::from_bytes_with_nul(&name.to_bytes_with_nul()[start..]).unwrap_or(name)
}

/// Sets up one engine.
fn set_up(conf: &CONF, name: &CStr, section: &CStr) -> Result<()> {
    let wrong = || failed(engine::R_ENGINE_SECTION_ERROR);
    let entries = conf.entries(section.to_bytes()).ok_or_else(wrong)?;
    let mut setting = Setting { name: name.to_owned(), soft: false, begins: None, engine: None };
    for (entry, value) in &entries {
        let outcome = setting.take(bare(entry), value);
        match outcome.map_err(|cause| told(cause, section, Some((entry, value))))? {
            Step::Next => {}
            Step::Absent => return Ok(()),
        }
    }
    match (setting.engine, setting.begins) {
        (Some(engine), None) => begin(&engine).map_err(|cause| told(cause, section, None)),
        _ => Ok(()),
    }
}

/// Queues the cause, and says where it was.
fn told(cause: Error, section: &CStr, entry: Option<(&CString, &CString)>) -> Error {
    err::push(&cause, "ENGINE_ctrl_cmd_string");
    let error = failed(engine::R_ENGINE_CONFIGURATION_ERROR);
    match entry {
        Some((name, value)) => {
            let section = section.to_string_lossy();
            let (name, value) = (name.to_string_lossy(), value.to_string_lossy());
            error.with(format!("section={section}, name={name}, value={value}"))
        }
        None => error,
    }
}

fn begin(engine: &Arc<ENGINE>) -> Result<()> {
    let working = engine.work()?;
    BEGUN.with(|begun| begun.push(working));
    Ok(())
}

/// What a section has said so far.
struct Setting {
    name: CString,
    soft: bool,
    begins: Option<bool>,
    engine: Option<Arc<ENGINE>>,
}

/// What follows a line.
enum Step {
    /// The next line.
    Next,
    /// Nothing: the engine is absent, and may be.
    Absent,
}

impl Setting {
    fn take(&mut self, name: &CStr, value: &CString) -> Result<Step> {
        match name.to_bytes() {
            b"engine_id" => self.name.clone_from(value),
            b"soft_load" => self.soft = true,
            b"dynamic_path" => self.engine = Some(load(value)?),
            name => {
                let engine = match &self.engine {
                    Some(engine) => Arc::clone(engine),
                    None => match by_id(&self.name) {
                        Ok(found) => Arc::clone(self.engine.insert(found)),
                        Err(_) if self.soft => {
                            err::queue::clear();
                            return Ok(Step::Absent);
                        }
                        Err(cause) => return Err(cause),
                    },
                };
                self.apply(&engine, name, value)?;
            }
        }
        Ok(Step::Next)
    }

    fn apply(&mut self, engine: &Arc<ENGINE>, name: &[u8], value: &CString) -> Result<()> {
        match name {
            b"init" => match conf::number(value)? {
                1 => {
                    begin(engine)?;
                    self.begins = Some(true);
                }
                0 => self.begins = Some(false),
                _ => return Err(failed(engine::R_INVALID_INIT_VALUE)),
            },
            b"default_algorithms" => {
                let text = || format!("str={}", value.to_string_lossy());
                let what = table::parse(value);
                let what = what.ok_or_else(|| failed(engine::R_INVALID_STRING).with(text()))?;
                engine.set_default(what)?;
            }
            _ => {
                let name = CString::new(name).unwrap_or_default();
                command(engine, &name, (value.as_bytes() != b"EMPTY").then_some(value))?;
            }
        }
        Ok(())
    }
}

fn command(engine: &Arc<ENGINE>, name: &CStr, value: Option<&CString>) -> Result<()> {
    let value = value.map_or(Str::NULL, |value| Str::lend(value));
    match engine.control_by_text(name, &value, false).map_err(Graded::into_error)? {
        true => Ok(()),
        false => Err(Error::quiet()),
    }
}

/// The engine in a shared object.
fn load(path: &CString) -> Result<Arc<ENGINE>> {
    let engine = by_id(c"dynamic")?;
    command(&engine, c"SO_PATH", Some(path))?;
    command(&engine, c"LIST_ADD", Some(&c"2".to_owned()))?;
    command(&engine, c"LOAD", None)?;
    Ok(engine)
}
