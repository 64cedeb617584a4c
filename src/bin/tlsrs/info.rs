//! `tlsrs info`: what this library is and can.

use super::run::drop_in;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use tlsrs::obj::ssl::{cipher_list, groups};
use tlsrs::obj::x509_vfy::load::{Item, items};
use tlsrs::obj::x509_vfy::lookup::{DefaultTrust, default_directory, default_trust};
use tlsrs::pki::roots;

/// Everything, as text.
pub fn info() -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &str| {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{name:<10} {value}");
    };
    line("tlsrs", env!("CARGO_PKG_VERSION"));
    line("rustls", env!("TLSRS_RUSTLS_VERSION"));
    line("aws-lc", &format!("{} (aws-lc-sys)", env!("TLSRS_AWS_LC_SYS_VERSION")));
    line("protocols", "TLSv1.2 TLSv1.3");
    let names: Vec<_> = groups::default_groups()
        .into_iter()
        .filter_map(|id| groups::Group::by_id(id).map(|group| group.name.to_string_lossy()))
        .collect();
    line("groups", &names.join(" "));
    // The defaults parse, and a list that did not would be shown empty.
    let tls13 = cipher_list::parse_tls13(cipher_list::DEFAULT_TLS13.to_bytes()).unwrap_or_default();
    let tls12 = cipher_list::parse(b"ALL:DHE").map(|parsed| parsed.suites).unwrap_or_default();
    for suite in tls13.into_iter().chain(tls12) {
        let name = suite.name().to_string_lossy();
        line("suite", &format!("{name:<30} {}", suite.version().to_string_lossy()));
    }
    line("trust", &trust_file());
    for directory in default_directory().split(|byte| *byte == b':') {
        line("trust", &trust_directory(OsStr::from_bytes(directory)));
    }
    match drop_in() {
        Ok(folder) => line("drop-in", &folder.display().to_string()),
        Err(problem) => line("drop-in", &format!("({problem})")),
    }
    text
}

/// What a program that asks for the default trust loads at once.
fn trust_file() -> String {
    let file = match default_trust() {
        Ok(DefaultTrust::BuiltIn) => {
            return format!("built in: {} certificates", roots::certificates().count());
        }
        Ok(DefaultTrust::File(file)) => file,
        Err(_) => return "(the name of a file with a NUL)".to_owned(),
    };
    let path = Path::new(OsStr::from_bytes(file.to_bytes()));
    let found = match std::fs::read(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => "missing".to_owned(),
        Err(error) => format!("cannot be read: {error}"),
        Ok(text) => match items(&text) {
            Ok(items) => {
                let certificates = items.iter().filter(|item| matches!(item, Item::Cert(_)));
                format!("{} certificates", certificates.count())
            }
            Err(_) => "damaged".to_owned(),
        },
    };
    format!("file {}: {found}", path.display())
}

/// Where it looks for more when it meets an unknown name.
fn trust_directory(directory: &OsStr) -> String {
    let found = match std::fs::read_dir(directory) {
        Ok(entries) => {
            let hashed = entries.filter_map(Result::ok).filter(|entry| {
                let name = entry.file_name();
                let (hash, number) = name.as_bytes().split_at(name.len().min(8));
                hash.iter().all(u8::is_ascii_hexdigit) && number.starts_with(b".")
            });
            format!("{} hashed names", hashed.count())
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => "missing".to_owned(),
        Err(error) => format!("cannot be read: {error}"),
    };
    format!("directory {}: {found}", directory.display())
}
