#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a build script stops the build by panicking"
)]
//! Generates the tables that the crate includes.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs};

#[path = "src/obj/objects/generate.rs"]
mod generate_objects;
#[path = "src/abi/generate.rs"]
mod generate_stubs;
#[cfg(feature = "headers")]
#[path = "include/parts/generate.rs"]
mod headers;

fn main() {
    // The headers are committed; `make headers` builds with the feature.
    #[cfg(feature = "headers")]
    if let Some(dir) = env::var_os("TLSRS_HEADERS") {
        println!("cargo::rerun-if-env-changed=TLSRS_HEADERS");
        headers::write(&PathBuf::from(dir));
    }

    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let write = |name, text: String| fs::write(out.join(name), text).expect("OUT_DIR is writable");
    write("reasons.rs", reasons("src/err/reasons.tsv"));
    write("objects.rs", generate_objects::objects("src/obj/objects"));
    generate_stubs::generate(&out);
    versions("Cargo.lock");
    println!("cargo::rerun-if-changed=build.rs");
}

/// Tells the crate which versions of its engines it was built with.
fn versions(lock: &str) {
    println!("cargo::rerun-if-changed={lock}");
    let text = fs::read_to_string(lock).expect("the lock file is part of the source");
    for name in ["rustls", "aws-lc-sys"] {
        let entry = text.split_once(&format!("name = \"{name}\"\nversion = \"")).expect(name).1;
        let version = entry.split('"').next().expect("a version ends with a quote");
        let variable = name.to_uppercase().replace('-', "_");
        println!("cargo::rustc-env=TLSRS_{variable}_VERSION={version}");
    }
}

/// Rust constants for OpenSSL's library numbers and reason codes, and the
/// table of their texts.
fn reasons(path: &str) -> String {
    println!("cargo::rerun-if-changed={path}");
    let table = fs::read_to_string(path).expect("the reason table is part of the source");
    let mut libs = String::new();
    let mut modules: Vec<(String, String)> = Vec::new();
    let mut texts = String::new();
    let mut lib_texts = String::new();
    for row in table.lines().filter(|l| !l.starts_with('#')) {
        let mut cells = row.split('\t');
        let mut cell = || cells.next().expect("four cells a row");
        let (lib, name, code, text) = (cell(), cell(), cell(), cell());
        if lib == "lib" {
            if name != "MASK" {
                writeln!(libs, "    /// `ERR_LIB_{name}`.\n    {} = {code},", camel(name)).unwrap();
                writeln!(lib_texts, "    ({code}, c{text:?}),").unwrap();
            }
            continue;
        }
        let module = lib.to_lowercase();
        if modules.last().is_none_or(|(m, _)| *m != module) {
            modules.push((module.clone(), String::new()));
        }
        let (_, body) = modules.last_mut().unwrap();
        writeln!(
            body,
            "    /// `{lib}_R_{name}`: {text}.\n    pub const R_{name}: std::ffi::c_int = {code};"
        )
        .unwrap();
        if !text.is_empty() {
            writeln!(texts, "    (Lib::{} as u32, {code}, c{text:?}),", camel(lib)).unwrap();
        }
    }
    let mut out = format!(
        "/// OpenSSL's libraries, as error codes number them.\n#[derive(Debug, Clone, Copy, PartialEq, Eq)]\n#[repr(u32)]\npub enum Lib {{\n{libs}}}\n\n\
         /// The name of each library, by number.\npub static LIB_TEXTS: &[(u32, &std::ffi::CStr)] = &[\n{lib_texts}];\n\n\
         /// The text of each reason, by library and code.\npub static REASON_TEXTS: &[(u32, std::ffi::c_int, &std::ffi::CStr)] = &[\n{texts}];\n"
    );
    for (module, body) in modules {
        let raw = if module == "async" { "r#" } else { "" };
        write!(out, "\n/// Reasons of this library.\npub mod {raw}{module} {{\n{body}}}\n")
            .unwrap();
    }
    out
}

/// `OSSL_STORE` as a Rust variant: `OsslStore`.
fn camel(name: &str) -> String {
    name.split('_')
        .map(|word| {
            let (head, tail) = word.split_at(1);
            head.to_owned() + &tail.to_lowercase()
        })
        .collect()
}
