//! The `tlsrs` command: runs programs over the library, checks what they need of it, and says what it is.

mod check;
mod elf;
mod info;
mod run;

use std::env;
use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

const HELP: &str = "\
Usage: tlsrs COMMAND

tlsrs is OpenSSL 3's C API over rustls and aws-lc: programs that were built for
OpenSSL run over it unchanged.

Commands:
  run [--] CMD [ARG...]  run CMD with tlsrs in OpenSSL's place
  check [-b] FILE...     list OpenSSL's functions that programs, libraries and what
                         they load use, and whether tlsrs implements each; with
                         -b (--brief) only those that it does not
  info                   show versions, key-exchange groups, suites, trust, paths

Options:
  -h, --help             show this
  -V, --version          show the version

`run` ends with CMD's exit status; 125 if tlsrs itself fails, 126 if CMD cannot
be run, 127 if it is not found. `check` ends with 0 if every file would run
fully, 1 if something is not implemented, 2 if a file cannot be checked.
";

/// The exit status for a command line that makes no sense.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    // The library keeps silent inside other people's programs; this one is ours.
    drop(std::panic::take_hook());
    let mut args = env::args_os().skip(1);
    let Some(command) = args.next() else {
        eprint!("{HELP}");
        return ExitCode::from(USAGE);
    };
    let rest: Vec<OsString> = args.collect();
    let asked = rest.first().and_then(|arg| arg.to_str());
    match command.to_str() {
        Some("run" | "check" | "info") if matches!(asked, Some("-h" | "--help")) => show(HELP),
        Some("run") => run::run(rest),
        Some("check") => check::check(rest),
        Some("info") if rest.is_empty() => show(&info::info()),
        Some("-h" | "--help" | "help") => show(HELP),
        Some("-V" | "--version") => show(&format!("tlsrs {}\n", env!("CARGO_PKG_VERSION"))),
        Some("info") => usage("info takes no arguments"),
        _ => usage(&format!("no such command: {}", command.display())),
    }
}

/// Prints to standard output, whose reader may have gone.
fn show(text: &str) -> ExitCode {
    match std::io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Says what is wrong with the command line.
fn usage(problem: &str) -> ExitCode {
    eprintln!("tlsrs: {problem}\nTry: tlsrs --help");
    ExitCode::from(USAGE)
}
