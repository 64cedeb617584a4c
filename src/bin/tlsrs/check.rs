//! `tlsrs check`: whether tlsrs has all of OpenSSL that programs and libraries use.

use super::elf::{Loader, Object};
use super::run::drop_in;
use std::collections::{BTreeMap, HashSet};
use std::env;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::process::ExitCode;

/// Some function is a stub, or the program wants another OpenSSL.
const INCOMPLETE: u8 = 1;
/// A file could not be checked.
const TROUBLE: u8 = 2;

/// The libraries whose place tlsrs takes.
const OURS: [&str; 2] = ["libssl.so.3", "libcrypto.so.3"];

/// Whether a name is one of OpenSSL's libraries, of whatever version.
fn is_openssl(library: &str) -> bool {
    library.starts_with("libssl.so") || library.starts_with("libcrypto.so")
}

/// What tlsrs does for a function.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    /// tlsrs does not even have the name.
    Unknown,
    /// It fails, whatever it is asked.
    Stub,
    Implemented,
}

/// What was found out about one file.
struct Report {
    /// By the object that imports them.
    functions: Vec<(OsString, BTreeMap<String, State>)>,
    /// Libraries of another OpenSSL.
    foreign: Vec<String>,
    missing: Vec<String>,
}

impl Report {
    fn count(&self, state: Option<State>) -> usize {
        let names: HashSet<_> = self
            .functions
            .iter()
            .flat_map(|(_, names)| names)
            .filter(|(_, has)| state.is_none_or(|wanted| wanted == **has))
            .map(|(name, _)| name)
            .collect();
        names.len()
    }

    fn status(&self) -> u8 {
        if !self.missing.is_empty() {
            TROUBLE
        } else if self.count(None) != self.count(Some(State::Implemented))
            || !self.foreign.is_empty()
        {
            INCOMPLETE
        } else {
            0
        }
    }
}

/// Checks the files named in `args` and prints what they use.
pub fn check(args: Vec<OsString>) -> ExitCode {
    let mut brief = false;
    let mut files = Vec::new();
    let mut options = true;
    for arg in args {
        match arg.to_str() {
            Some("--") if options => options = false,
            Some("-b" | "--brief") if options => brief = true,
            _ if options && arg.as_bytes().starts_with(b"-") => {
                return super::usage(&format!("check has no option {}", arg.display()));
            }
            _ => files.push(arg),
        }
    }
    if files.is_empty() {
        return super::usage("check needs a file");
    }
    let library = match own_library() {
        Ok(library) => library,
        Err(problem) => {
            eprintln!("tlsrs: {problem}");
            return ExitCode::from(TROUBLE);
        }
    };
    let loader = Loader::new(env::var_os("LD_LIBRARY_PATH"));
    let colour = std::io::stdout().is_terminal() && env::var_os("NO_COLOR").is_none();
    let mut worst = 0;
    let mut full = 0;
    let mut text = String::new();
    for file in &files {
        match examine(Path::new(file), &loader, &library) {
            Ok(report) => {
                full += usize::from(report.status() == 0);
                worst = worst.max(report.status());
                show(&mut text, Path::new(file), &report, brief, colour);
            }
            Err(problem) => {
                worst = TROUBLE;
                // In order with what is printed.
                super::show(&std::mem::take(&mut text));
                eprintln!("tlsrs: {}: {problem}", file.display());
            }
        }
    }
    if files.len() > 1 {
        line(&mut text, &format!("{full} of {} files run fully over tlsrs", files.len()));
    }
    if super::show(&text) == ExitCode::FAILURE {
        return ExitCode::from(TROUBLE);
    }
    ExitCode::from(worst)
}

/// The library beside this command, whose symbols say what is implemented.
fn own_library() -> Result<Object, String> {
    let folder = drop_in()?;
    let path = folder.parent().unwrap_or(&folder).join("libtlsrs.so.0");
    Object::read(&path).map_err(|problem| {
        format!("{}: {problem}: run make, or install tlsrs anew", path.display())
    })
}

fn examine(file: &Path, loader: &Loader, library: &Object) -> Result<Report, String> {
    let root = Object::read(file)?;
    let (objects, missing) = loader.closure(root, is_openssl);
    let mut foreign: Vec<String> = objects
        .iter()
        .flat_map(|object| &object.needed)
        .filter(|name| is_openssl(name) && !OURS.contains(&name.as_str()))
        .cloned()
        .collect();
    foreign.sort();
    foreign.dedup();
    let functions = objects
        .iter()
        .map(|object| {
            let names = object
                .imports
                .iter()
                .filter(|import| match &import.library {
                    Some(library) => OURS.contains(&library.as_str()),
                    // A plugin may leave its libraries to the program that loads it.
                    None => {
                        library.exports.contains_key(&import.name)
                            && !objects.iter().any(|o| o.exports.contains_key(&import.name))
                    }
                })
                .map(|import| {
                    let state = match library.exports.get(&import.name) {
                        None => State::Unknown,
                        Some(true) => State::Stub,
                        Some(false) => State::Implemented,
                    };
                    (import.name.clone(), state)
                })
                .collect::<BTreeMap<_, _>>();
            (object.name().to_owned(), names)
        })
        .filter(|(_, names)| !names.is_empty())
        .collect();
    Ok(Report { functions, foreign, missing: missing.into_iter().collect() })
}

/// Adds a line; writing to a String cannot fail.
fn line(text: &mut String, words: &str) {
    let _ = writeln!(text, "{words}");
}

fn show(text: &mut String, file: &Path, report: &Report, brief: bool, colour: bool) {
    let paint = |code: &str, words: &str| {
        if colour { format!("\x1b[{code}m{words}\x1b[0m") } else { words.to_owned() }
    };
    let all = report.count(None);
    let implemented = report.count(Some(State::Implemented));
    let verdict = match (all, all - implemented) {
        (0, _) => "uses no function of OpenSSL".to_owned(),
        (1, 0) => "1 function of OpenSSL, implemented".to_owned(),
        (_, 0) => format!("{all} functions of OpenSSL, all implemented"),
        (_, lacking) => {
            format!("{all} functions of OpenSSL, {implemented} implemented, {lacking} not")
        }
    };
    let good = report.status() == 0;
    line(text, &format!("{}: {}", file.display(), paint(if good { "32" } else { "31" }, &verdict)));
    for name in &report.foreign {
        line(text, &format!("  wants {name}: tlsrs takes the place of OpenSSL 3 only"));
    }
    for name in &report.missing {
        line(text, &format!("  {name} was not found: what it imports is not known"));
    }
    for (object, names) in &report.functions {
        let lacking = names.values().filter(|state| **state != State::Implemented).count();
        if brief && lacking == 0 {
            continue;
        }
        line(text, &format!("  {} ({})", object.display(), names.len()));
        let mut sorted: Vec<_> = names.iter().map(|(name, state)| (*state, name)).collect();
        sorted.sort();
        for (state, name) in sorted {
            match state {
                State::Implemented if brief => {}
                State::Implemented => line(text, &format!("    ok    {name}")),
                State::Stub => line(text, &format!("    {}  {name}", paint("31", "stub"))),
                State::Unknown => line(text, &format!("    {}  {name}", paint("31", "none"))),
            }
        }
    }
}
