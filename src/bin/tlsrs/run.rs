//! `tlsrs run`: a program with tlsrs in OpenSSL's place.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

/// tlsrs itself failed; this and the next two are as `env` and `timeout` have them.
const FAILED: u8 = 125;
/// The program was found and cannot be run.
const NOT_RUNNABLE: u8 = 126;
/// The program was not found.
const NOT_FOUND: u8 = 127;

/// The libraries that take OpenSSL's place, by their own names, so that the
/// loader looks for no others.
const PAIR: [&str; 2] = ["libssl.so.3", "libcrypto.so.3"];

/// Replaces this process by the command in `args`.
pub fn run(args: Vec<OsString>) -> ExitCode {
    let mut args = args.into_iter().peekable();
    let dashes = args.next_if(|arg| arg == "--").is_some();
    let Some(program) = args.next() else {
        return super::usage("run needs a command");
    };
    if !dashes && program.as_bytes().starts_with(b"-") {
        return super::usage(&format!("run has no option {}", program.display()));
    }
    let preload = match pair().and_then(|pair| preload(&pair, env::var_os("LD_PRELOAD"))) {
        Ok(preload) => preload,
        Err(problem) => {
            eprintln!("tlsrs: {problem}");
            return ExitCode::from(FAILED);
        }
    };
    let error = Command::new(&program).args(args).env("LD_PRELOAD", preload).exec();
    eprintln!("tlsrs: cannot run {}: {error}", program.display());
    ExitCode::from(if error.kind() == ErrorKind::NotFound { NOT_FOUND } else { NOT_RUNNABLE })
}

/// The folder of the drop-in pair: `../lib/tlsrs` of this executable's.
pub fn drop_in() -> Result<PathBuf, String> {
    let exe = env::current_exe().map_err(|e| format!("cannot tell where tlsrs stands: {e}"))?;
    let bin = exe.parent().ok_or("cannot tell where tlsrs stands")?;
    // The executable has been run, so its folder's parent is there.
    let prefix = bin.parent().unwrap_or(bin);
    Ok(prefix.join("lib/tlsrs"))
}

fn pair() -> Result<Vec<PathBuf>, String> {
    let folder = drop_in()?;
    PAIR.iter()
        .map(|name| {
            let path = folder.join(name);
            if path.is_file() {
                Ok(path)
            } else {
                Err(format!("{} is missing: run make, or install tlsrs anew", path.display()))
            }
        })
        .collect()
}

/// The value of `LD_PRELOAD`: the pair, then what was there.
fn preload(pair: &[PathBuf], old: Option<OsString>) -> Result<OsString, String> {
    let mut list = OsString::new();
    for path in pair {
        if path.as_os_str().as_bytes().iter().any(|b| matches!(b, b':' | b' ')) {
            return Err(format!(
                "{}: a path with a space or a colon cannot be preloaded",
                path.display()
            ));
        }
        if !list.is_empty() {
            list.push(":");
        }
        list.push(path);
    }
    if let Some(old) = old.filter(|old| old != OsStr::new("")) {
        list.push(":");
        list.push(old);
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_preload_is_kept() {
        let pair = ["/l/libssl.so.3".into(), "/l/libcrypto.so.3".into()];
        let both = "/l/libssl.so.3:/l/libcrypto.so.3";
        assert_eq!(preload(&pair, None).unwrap(), both);
        assert_eq!(preload(&pair, Some("".into())).unwrap(), both);
        assert_eq!(preload(&pair, Some("x.so".into())).unwrap(), format!("{both}:x.so").as_str());
        assert!(preload(&["/a b/libssl.so.3".into()], None).is_err());
    }
}
