//! The engine `dynamic`, which loads others from shared objects.
//! See: ENGINE_add(3).

use super::{ENGINE, Fields, Function, failed, flag, kept, text};
use crate::abi::dso::Dso;
use crate::abi::layout::engine::{Commands, LOADER_COMMANDS};
use crate::abi::{Mut, entry, startup};
use crate::err::{self, Error, Lib, Result, dso, engine};
use crate::obj::cell::Guarded;
use std::ffi::{CStr, CString, c_int, c_long, c_ulong, c_void};
use std::sync::Arc;

/// `OSSL_DYNAMIC_VERSION`, and `OSSL_DYNAMIC_OLDEST`.
const VERSION: c_ulong = 0x0003_0000;
/// Debian's folder of engines.
const FOLDER: &CStr = c"/usr/lib/x86_64-linux-gnu/engines-3";
/// The most folders that are looked in.
const FOLDER_LIMIT: usize = 64;

/// Its commands.
mod command {
    use std::ffi::c_int;
    pub(super) const SO_PATH: c_int = 200;
    pub(super) const NO_VCHECK: c_int = 201;
    pub(super) const ID: c_int = 202;
    pub(super) const LIST_ADD: c_int = 203;
    pub(super) const DIR_LOAD: c_int = 204;
    pub(super) const DIR_ADD: c_int = 205;
    pub(super) const LOAD: c_int = 206;
}

/// What is to be loaded, and how.
#[derive(Default, Clone)]
struct Wanted {
    file: Option<CString>,
    id: Option<CString>,
    unchecked: bool,
    /// 0 not at all, 1 to the list if it can be, 2 to the list.
    list: c_long,
    /// 0 no folders, 1 folders too, 2 folders alone.
    folders: c_long,
    paths: Vec<CString>,
    /// Whether there was an attempt that is the only one.
    done: bool,
}

/// The shared objects whose engines are there.
static BOUND: Guarded<Vec<usize>> = Guarded::new(Vec::new());

/// The hold on a shared object, which serves one engine and its copies.
struct Bound(usize);

impl Drop for Bound {
    fn drop(&mut self) {
        BOUND.with(|bound| bound.retain(|known| *known != self.0));
    }
}

/// What an engine that loads is told.
#[derive(Default)]
pub struct Loader {
    wanted: Guarded<Wanted>,
    bound: Guarded<Option<Arc<Bound>>>,
}

impl Loader {
    /// That of a copy of the engine.
    pub(super) fn duplicate(&self) -> Loader {
        Loader { wanted: Guarded::default(), bound: Guarded::new(self.bound.get()) }
    }
}

/// One that loads.
pub(super) fn engine() -> Arc<ENGINE> {
    ENGINE::made(Fields {
        id: Some(kept(c"dynamic")),
        name: Some(kept(c"Dynamic engine loading support")),
        init: Some(never),
        finish: Some(never),
        ctrl: Some(control),
        commands: Commands(&raw const LOADER_COMMANDS.0[0]),
        flags: flag::BY_ID_COPY,
        ..Fields::default()
    })
}

/// It does not work itself.
extern "C" fn never(_e: Mut<ENGINE>) -> c_int {
    0
}

extern "C" fn control(
    e: Mut<ENGINE>,
    cmd: c_int,
    number: c_long,
    argument: *mut c_void,
    _function: Function,
) -> c_int {
    entry(0, || Ok(e.get()?.control_loader(cmd, number, argument)?.into()))
}

impl ENGINE {
    /// Does a command of the engine that loads; whether it is done.
    fn control_loader(&self, cmd: c_int, number: c_long, argument: *mut c_void) -> Result<bool> {
        let wanted = &self.loader.wanted;
        if wanted.with(|wanted| wanted.done) {
            return Err(failed(engine::R_ALREADY_LOADED));
        }
        let given = text(argument).filter(|text| !text.is_empty()).map(CStr::to_owned);
        let choice = || match number {
            0..=2 => Ok(number),
            _ => Err(failed(engine::R_INVALID_ARGUMENT)),
        };
        match cmd {
            command::SO_PATH => {
                wanted.with(|w| w.file.clone_from(&given));
                Ok(given.is_some())
            }
            command::ID => {
                wanted.with(|w| w.id.clone_from(&given));
                Ok(given.is_some())
            }
            command::NO_VCHECK => {
                wanted.with(|w| w.unchecked = number != 0);
                Ok(true)
            }
            command::LIST_ADD => {
                let choice = choice()?;
                wanted.with(|w| w.list = choice);
                Ok(true)
            }
            command::DIR_LOAD => {
                let choice = choice()?;
                wanted.with(|w| w.folders = choice);
                Ok(true)
            }
            command::DIR_ADD => {
                let path = given.ok_or_else(|| failed(engine::R_INVALID_ARGUMENT))?;
                let added = wanted.with(|w| {
                    let room = w.paths.len() < FOLDER_LIMIT;
                    if room {
                        w.paths.push(path);
                    }
                    room
                });
                if added { Ok(true) } else { Err(failed(engine::R_INVALID_ARGUMENT)) }
            }
            command::LOAD => self.load(),
            _ => Err(failed(engine::R_CTRL_COMMAND_NOT_IMPLEMENTED)),
        }
    }

    /// Loads the shared object, which makes another engine of this one.
    fn load(&self) -> Result<bool> {
        let wanted = self.loader.wanted.get();
        let named = || {
            let id = wanted.id.as_ref()?;
            CString::new([id.as_bytes(), b".so"].concat()).ok()
        };
        let Some(file) = wanted.file.clone().or_else(named) else {
            self.loader.wanted.with(|w| w.done = true);
            return Ok(false);
        };
        let object = open(&file, &wanted)?;
        let binder = object.binder();
        let Some(binder) = binder.filter(|_| object.calls_us()) else {
            let missing = Error::new(Lib::Dso, dso::R_SYM_FAILURE);
            let data = format!("symname(bind_engine): {}", file.to_string_lossy());
            err::push(&missing.clone().with(data), "dlfcn_bind_func");
            err::push(&missing, "DSO_bind_func");
            return Err(failed(engine::R_DSO_FAILURE));
        };
        if !wanted.unchecked && object.check_version(VERSION) < VERSION {
            return Err(failed(engine::R_VERSION_INCOMPATIBILITY));
        }
        let address = binder.address();
        let free = BOUND.with(|bound| {
            let free = !bound.contains(&address);
            if free {
                bound.push(address);
            }
            free
        });
        if !free {
            return Err(failed(engine::R_INIT_FAILED));
        }
        let bound = Arc::new(Bound(address));
        let before = self.change(std::mem::take);
        if !binder.bind(self, wanted.id.as_deref()) {
            self.change(|fields| *fields = before);
            drop(bound);
            return Err(failed(engine::R_INIT_FAILED));
        }
        self.loader.bound.set(Some(bound));
        self.loader.wanted.with(|w| w.done = true);
        if wanted.list > 0
            && let Err(cause) = self.share().and_then(|engine| engine.add())
        {
            if wanted.list > 1 {
                err::push(&cause, "ENGINE_add");
                return Err(failed(engine::R_CONFLICTING_ENGINE_ID));
            }
            err::queue::clear();
        }
        Ok(true)
    }

    fn share(&self) -> Result<Arc<ENGINE>> {
        Mut::lend(self).share()
    }
}

/// The name that the system's loader is asked for: a plain one is a library's.
fn translated(name: &CStr, by_id: bool) -> CString {
    let bytes = name.to_bytes();
    if by_id || bytes.contains(&b'/') {
        return name.to_owned();
    }
    CString::new([b"lib", bytes, b".so"].concat()).unwrap_or_default()
}

/// Opens the shared object, in the folders where it may be.
fn open(file: &CStr, wanted: &Wanted) -> Result<Dso> {
    let in_folder = |folder: &CString| {
        let path = if file.to_bytes().starts_with(b"/") {
            file.to_bytes().to_vec()
        } else {
            [folder.to_bytes(), b"/", file.to_bytes()].concat()
        };
        CString::new(path).unwrap_or_default()
    };
    let mut names = Vec::new();
    if wanted.folders != 2 {
        names.push(translated(file, wanted.file.is_none()));
    }
    if wanted.folders != 0 {
        names.extend(wanted.paths.iter().map(in_folder));
    }
    let mut refused = Vec::new();
    for name in names {
        match Dso::open(&name) {
            Ok(object) => return Ok(object),
            Err(cause) => refused.push((name, cause)),
        }
    }
    for (name, cause) in refused {
        let reason = Error::new(Lib::Dso, dso::R_LOAD_FAILED);
        let (name, cause) = (name.to_string_lossy(), cause.to_string_lossy());
        err::push(&reason.clone().with(format!("filename({name}): {cause}")), "dlfcn_load");
        err::push(&reason, "DSO_load");
    }
    Err(failed(engine::R_DSO_NOT_FOUND))
}

/// Loads the engine with an identifier from the folder of engines:
/// `OPENSSL_ENGINES`, or Debian's.
pub(super) fn load_by_id(id: &CStr) -> Result<Arc<ENGINE>> {
    let folder = startup::env("OPENSSL_ENGINES").and_then(|path| CString::new(path).ok());
    let loading = engine();
    loading.loader.wanted.set(Wanted {
        id: Some(id.to_owned()),
        folders: 2,
        list: 1,
        paths: vec![folder.unwrap_or_else(|| FOLDER.to_owned())],
        ..Wanted::default()
    });
    if loading.load()? { Ok(loading) } else { Err(Error::quiet()) }
}
