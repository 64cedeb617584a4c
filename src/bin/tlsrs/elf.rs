//! Dynamic ELF files: what they import, and where the loader finds their libraries.

use object::Endianness;
use object::elf::{self, FileHeader64};
use object::read::elf::{Dyn as _, FileHeader as _, Sym as _};
use std::collections::{BTreeSet, HashMap};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::{Path, PathBuf};

/// The machine that this command, and so the library beside it, was built for.
const MACHINE: elf::Machine =
    if cfg!(target_arch = "aarch64") { elf::EM_AARCH64 } else { elf::EM_X86_64 };

/// No file that the loader takes is larger.
const LARGEST: u64 = 4 << 30;

/// A symbol that a file wants from another.
pub struct Import {
    pub name: String,
    /// The library it was linked against, if the file says so.
    pub library: Option<String>,
}

/// What a program or library says about its linkage.
pub struct Object {
    pub path: PathBuf,
    pub needed: Vec<String>,
    pub imports: Vec<Import>,
    /// What it defines for others, and whether only weakly.
    pub exports: HashMap<String, bool>,
    /// Folders to search for libraries: its own, or those that count for what its libraries load, too.
    runpath: Vec<PathBuf>,
    rpath: Vec<PathBuf>,
}

impl Object {
    /// Reads a file; the error says what it is instead.
    pub fn read(path: &Path) -> Result<Self, String> {
        let metadata = fs::metadata(path).map_err(|e| e.to_string())?;
        if !metadata.is_file() {
            return Err("not a file".into());
        }
        if metadata.len() > LARGEST {
            return Err("too large for a program".into());
        }
        let data = fs::read(path).map_err(|e| e.to_string())?;
        match data.as_slice() {
            [0x7f, b'E', b'L', b'F', ..] => {}
            [b'#', b'!', rest @ ..] => {
                let line = rest.split(|b| *b == b'\n').next().unwrap_or_default();
                let interpreter = String::from_utf8_lossy(line.get(..80).unwrap_or(line));
                return Err(format!(
                    "a script, not an ELF file: check what runs it, {}",
                    interpreter.trim()
                ));
            }
            _ => return Err("not an ELF file".into()),
        }
        parse(path, &data).map_err(|problem| match problem {
            Problem::Other(text) => text.into(),
            Problem::Malformed(e) => format!("a damaged ELF file: {e}"),
        })
    }

    /// The last part of its path.
    pub fn name(&self) -> &OsStr {
        self.path.file_name().unwrap_or(self.path.as_os_str())
    }
}

enum Problem {
    Malformed(object::Error),
    Other(&'static str),
}

impl From<object::Error> for Problem {
    fn from(e: object::Error) -> Self {
        Self::Malformed(e)
    }
}

fn parse(path: &Path, data: &[u8]) -> Result<Object, Problem> {
    const OTHER_MACHINE: Problem = Problem::Other("an ELF file for another machine");
    const DAMAGED: Problem = Problem::Other("a damaged ELF file: dynamic section");
    // Class and byte order: 64 bits, the least significant byte first.
    if data.get(4..6) != Some(&[2, 1]) {
        return Err(OTHER_MACHINE);
    }
    let header = FileHeader64::<Endianness>::parse(data)?;
    let endian = header.endian()?;
    if header.e_machine(endian) != MACHINE {
        return Err(OTHER_MACHINE);
    }
    if header.e_type(endian) != elf::ET_EXEC && header.e_type(endian) != elf::ET_DYN {
        return Err(Problem::Other("an ELF file, but no program or shared library"));
    }
    let sections = header.sections(endian, data)?;
    let Some((dynamics, strings)) = sections.dynamic(endian, data)? else {
        return Err(Problem::Other(
            "linked statically, or stripped of its sections: nothing can be put in its place",
        ));
    };
    let strings = sections.strings(endian, data, strings)?;
    let mut object = Object {
        path: path.to_owned(),
        needed: Vec::new(),
        imports: Vec::new(),
        exports: HashMap::new(),
        runpath: Vec::new(),
        rpath: Vec::new(),
    };
    let origin = fs::canonicalize(path)
        .ok()
        .and_then(|p| p.parent().map(Path::to_owned))
        .unwrap_or_default();
    for entry in dynamics.iter().take_while(|d| d.tag(endian) != elf::DT_NULL) {
        let tag = entry.tag(endian);
        if tag != elf::DT_NEEDED && tag != elf::DT_RPATH && tag != elf::DT_RUNPATH {
            continue;
        }
        let offset = u32::try_from(entry.d_val(endian)).map_err(|_| DAMAGED)?;
        let text = strings.get(offset).map_err(|()| DAMAGED)?;
        match tag {
            elf::DT_NEEDED => object.needed.push(String::from_utf8_lossy(text).into_owned()),
            elf::DT_RPATH => object.rpath = folders(text, &origin),
            _ => object.runpath = folders(text, &origin),
        }
    }
    // The loader heeds the older of the two only where the newer is missing.
    if !object.runpath.is_empty() {
        object.rpath.clear();
    }
    let symbols = sections.symbols(endian, data, elf::SHT_DYNSYM)?;
    let versions = sections.versions(endian, data)?;
    for (index, symbol) in symbols.enumerate().skip(1) {
        if symbol.st_bind() == elf::STB_LOCAL {
            continue;
        }
        let name = String::from_utf8_lossy(symbols.symbol_name(endian, symbol)?).into_owned();
        if !symbol.is_undefined(endian) {
            object.exports.insert(name, symbol.st_bind() == elf::STB_WEAK);
            continue;
        }
        let version = match &versions {
            Some(table) => table.version(table.version_index(endian, index).index())?,
            None => None,
        };
        let library =
            version.and_then(|v| v.file()).map(|f| String::from_utf8_lossy(f).into_owned());
        object.imports.push(Import { name, library });
    }
    Ok(object)
}

/// The folders of a search path, with `$ORIGIN` put in.
fn folders(path: &[u8], origin: &Path) -> Vec<PathBuf> {
    path.split(|b| *b == b':')
        .filter(|folder| !folder.is_empty())
        .map(|folder| {
            for token in [&b"$ORIGIN"[..], b"${ORIGIN}"] {
                if let Some(rest) = folder.strip_prefix(token) {
                    let mut whole = origin.as_os_str().to_owned();
                    whole.push(OsStr::from_bytes(rest));
                    return PathBuf::from(whole);
                }
            }
            PathBuf::from(OsStr::from_bytes(folder))
        })
        .collect()
}

/// Finds libraries where the loader would.
pub struct Loader {
    library_path: Vec<PathBuf>,
    cache: HashMap<String, Vec<PathBuf>>,
}

impl Loader {
    /// With the value of `LD_LIBRARY_PATH`, and the cache that ldconfig wrote.
    pub fn new(library_path: Option<OsString>) -> Self {
        let library_path = library_path.unwrap_or_default();
        Self {
            library_path: folders(library_path.as_bytes(), Path::new("/")),
            cache: fs::read("/etc/ld.so.cache").map(|data| cache(&data)).unwrap_or_default(),
        }
    }

    /// `root` and every library it loads, each once, in the loader's order, but for those of which
    /// `stop` says that something else takes their place; and the names of those not found.
    pub fn closure(
        &self,
        root: Object,
        stop: impl Fn(&str) -> bool,
    ) -> (Vec<Object>, BTreeSet<String>) {
        let rpath = root.rpath.clone();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut missing = BTreeSet::new();
        let mut loaded = vec![root];
        let mut next = 0;
        while let Some(object) = loaded.get(next) {
            next += 1;
            let mut found = Vec::new();
            for name in &object.needed {
                if stop(name) || !seen.insert(name.clone()) {
                    continue;
                }
                match self.find(name, object, &rpath) {
                    Some(library) => found.push(library),
                    None => drop(missing.insert(name.clone())),
                }
            }
            loaded.append(&mut found);
        }
        (loaded, missing)
    }

    fn find(&self, name: &str, by: &Object, rpath: &[PathBuf]) -> Option<Object> {
        if name.contains('/') {
            return Object::read(Path::new(name)).ok();
        }
        let old =
            if by.runpath.is_empty() { [by.rpath.as_slice(), rpath].concat() } else { Vec::new() };
        let named = [old.as_slice(), &self.library_path, &by.runpath].concat();
        let cached = self.cache.get(name).cloned().unwrap_or_default();
        let default = ["/lib", "/usr/lib", "/lib64", "/usr/lib64"].map(PathBuf::from);
        named
            .into_iter()
            .map(|folder| folder.join(name))
            .chain(cached)
            .chain(default.into_iter().map(|folder| folder.join(name)))
            .find_map(|path| Object::read(&path).ok())
    }
}

/// The libraries in ldconfig's cache (see ldconfig(8)); nothing if its form is another.
fn cache(data: &[u8]) -> HashMap<String, Vec<PathBuf>> {
    const MAGIC: &[u8] = b"glibc-ld.so.cache1.1";
    const HEADER: usize = 48;
    const ENTRY: usize = 24;
    let number = |at: usize| {
        let bytes = data.get(at..at.checked_add(4)?)?;
        usize::try_from(u32::from_le_bytes(bytes.try_into().ok()?)).ok()
    };
    let text = |at: usize| data.get(at..)?.split(|b| *b == 0).next();
    let mut libraries: HashMap<String, Vec<PathBuf>> = HashMap::new();
    if !data.starts_with(MAGIC) {
        return libraries;
    }
    let count = number(MAGIC.len()).unwrap_or(0);
    for index in 0..count {
        let entry = HEADER + index * ENTRY;
        let (Some(name), Some(path)) =
            (number(entry + 4).and_then(text), number(entry + 8).and_then(text))
        else {
            break;
        };
        let path = PathBuf::from(OsString::from_vec(path.to_vec()));
        libraries.entry(String::from_utf8_lossy(name).into_owned()).or_default().push(path);
    }
    libraries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_path_knows_its_origin() {
        let origin = Path::new("/opt/x/bin");
        assert_eq!(
            folders(b"$ORIGIN/../lib:/a::${ORIGIN}", origin),
            ["/opt/x/bin/../lib", "/a", "/opt/x/bin"].map(PathBuf::from)
        );
    }

    #[test]
    fn the_cache_is_read_and_rubbish_is_not() {
        let mut data = b"glibc-ld.so.cache1.1".to_vec();
        data.extend_from_slice(&1u32.to_le_bytes());
        data.resize(48, 0);
        data.extend_from_slice(&[3, 3, 0, 0, 72, 0, 0, 0, 80, 0, 0, 0]);
        data.resize(72, 0);
        data.extend_from_slice(b"libx.so\0/lib/libx.so\0");
        assert_eq!(cache(&data)["libx.so"], [PathBuf::from("/lib/libx.so")]);
        for length in 0..data.len() {
            cache(&data[..length]);
        }
        assert!(cache(b"ld.so-1.7.0").is_empty());
    }
}
