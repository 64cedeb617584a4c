//! Run by build.rs: the stubs and version scripts, from `exports.tsv`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Writes the stub table to `out`, compiles the stubs and `variadic.c` into
/// the library, and leaves what the Makefile links with in
/// `target/<profile>/abi`.
pub fn generate(out: &Path) {
    let abi = out.ancestors().nth(3).expect("OUT_DIR is below target/<profile>").join("abi");
    fs::create_dir_all(&abi).expect("the target directory is writable");
    let write = |dir: &Path, name: &str, text: String| {
        fs::write(dir.join(name), text).expect("it is writable");
    };

    println!("cargo::rerun-if-changed=src/abi/generate.rs");
    println!("cargo::rerun-if-changed=src/abi/exports.tsv");
    let table = fs::read_to_string("src/abi/exports.tsv").expect("it is part of the source");
    let exports: Vec<Export> =
        table.lines().filter(|l| !l.starts_with('#')).map(Export::parse).collect();
    write(out, "stubs.rs", stub_table(&exports));
    write(out, "stubs.S", stub_code(&exports));
    write(&abi, "libtlsrs.map", version_script(&exports));
    for library in ["ssl", "crypto"] {
        let own: Vec<Export> = exports.iter().filter(|e| e.library == library).copied().collect();
        write(&abi, &format!("lib{library}.map"), version_script(&own));
        write(&abi, &format!("lib{library}.S"), filter_code(&own));
    }

    println!("cargo::rerun-if-changed=src/abi/variadic.c");
    cc::Build::new()
        .file(out.join("stubs.S"))
        .file("src/abi/variadic.c")
        .flag("-Wextra")
        .compile("tlsrs_abi");
}

/// A row of `exports.tsv`, where the columns are explained.
#[derive(Clone, Copy)]
struct Export<'a> {
    library: &'a str,
    name: &'a str,
    node: &'a str,
    failure: &'a str,
    signature: &'a str,
}

impl<'a> Export<'a> {
    fn parse(row: &'a str) -> Self {
        let mut cells = row.split('\t');
        let mut cell = || cells.next().expect("five cells a row");
        Export { library: cell(), name: cell(), node: cell(), failure: cell(), signature: cell() }
    }

    /// What the stub does, as a `Failure` of `src/abi/stubs.rs`.
    fn failure(&self) -> String {
        match self.failure {
            "\"\"" => "Empty".into(),
            "void" => "Nothing".into(),
            "poison" => "Poison".into(),
            "abort" => "Abort".into(),
            "out" => {
                let (wide, narrow) = self.out_words();
                assert!(wide | narrow != 0, "{}: no out-parameter to zero", self.name);
                format!("Out {{ wide: {wide:#b}, narrow: {narrow:#b} }}")
            }
            number => format!("Return({})", number.parse::<i16>().expect(self.name)),
        }
    }

    /// Which argument words point to 8 and to 4 bytes of output.
    fn out_words(&self) -> (u16, u16) {
        let open = self.signature.find(" (").expect("a parameter list") + 2;
        let list = self.signature[open..].strip_suffix(')').expect("a parameter list");
        let (mut depth, mut start, mut params) = (0, 0, Vec::new());
        for (at, c) in list.char_indices() {
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                ',' if depth == 0 => {
                    params.push(list[start..at].trim());
                    start = at + 1;
                }
                _ => {}
            }
        }
        params.push(list[start..].trim());
        let (mut wide, mut narrow) = (0, 0);
        for (at, param) in params.iter().enumerate() {
            // Six words are registers, the next is the return address.
            let word = 1 << if at < 6 { at } else { at + 1 };
            if param.ends_with("**") || param.contains("(**)") || param.ends_with("long *") {
                wide |= word;
            } else if param.ends_with("int *") {
                narrow |= word;
            }
        }
        (wide, narrow)
    }
}

/// The table `src/abi/stubs.rs` looks a stub's index up in.
fn stub_table(exports: &[Export]) -> String {
    let ssl = exports.iter().take_while(|e| e.library == "ssl").count();
    let (mut names, mut rows) = (String::new(), String::new());
    for export in exports {
        let (at, len) = (names.len(), export.name.len());
        let failure = export.failure();
        writeln!(rows, "    Stub {{ at: {at}, len: {len}, failure: Failure::{failure} }},")
            .unwrap();
        names.push_str(export.name);
    }
    format!(
        "/// How many of the stubs, the first ones, are of libssl.\nconst SSL_STUBS: usize = {ssl};\n\
         static NAMES: &str = {names:?};\nstatic STUBS: [Stub; {}] = [\n{rows}];\n",
        exports.len()
    )
}

/// The stubs: weak, so that a Rust function of the same name takes its place,
/// and each in a section of its own, so that the linker then drops it.
fn stub_code(exports: &[Export]) -> String {
    let mut code = String::from(
        "\t.macro stub name, index
\t.section .text.stub.\\name, \"ax\", @progbits
\t.balign 16
\t.weak \\name
\t.type \\name, @function
\\name:
\tendbr64
\tmov $\\index, %eax
\tjmp tlsrs_stub
\t.size \\name, . - \\name
\t.endm

/* Lays the argument registers out below the stack arguments. */
\t.text
\t.type tlsrs_stub, @function
tlsrs_stub:
\t.cfi_startproc
\t.irp reg, r9, r8, rcx, rdx, rsi, rdi
\tpush %\\reg
\t.cfi_adjust_cfa_offset 8
\t.endr
\tmov %eax, %edi
\tmov %rsp, %rsi
\tsub $8, %rsp
\t.cfi_adjust_cfa_offset 8
\tcall tlsrs_stub_called@PLT
\tadd $56, %rsp
\t.cfi_adjust_cfa_offset -56
\tret
\t.cfi_endproc
\t.size tlsrs_stub, . - tlsrs_stub

",
    );
    for (index, export) in exports.iter().enumerate() {
        writeln!(code, "\tstub {}, {index}", export.name).unwrap();
    }
    code + "\t.section .note.GNU-stack, \"\", @progbits\n"
}

/// The symbols of a filter library. Nothing in it is ever run: the loader
/// finds each name in libtlsrs.so.0 first.
fn filter_code(exports: &[Export]) -> String {
    let mut code = String::from(
        "\t.macro filtered name
\t.globl \\name
\t.type \\name, @function
\\name:
\tud2
\t.size \\name, . - \\name
\t.endm
\t.text
",
    );
    for export in exports {
        writeln!(code, "\tfiltered {}", export.name).unwrap();
    }
    code + "\t.section .note.GNU-stack, \"\", @progbits\n"
}

/// A linker version script that gives each name its node, and hides the rest.
fn version_script(exports: &[Export]) -> String {
    let nodes: BTreeSet<&str> = exports.iter().map(|e| e.node).collect();
    let (mut script, mut parent) = (String::new(), "");
    for node in nodes {
        writeln!(script, "{node} {{\n  global:").unwrap();
        for export in exports.iter().filter(|e| e.node == node) {
            writeln!(script, "    {};", export.name).unwrap();
        }
        let local = if parent.is_empty() { "  local:\n    *;\n" } else { "" };
        writeln!(script, "{local}}}{}{parent};", if parent.is_empty() { "" } else { " " }).unwrap();
        parent = node;
    }
    script
}
