//! Makes `include/openssl/*.h`.
//!
//! Each header is put together from
//! - its part, `include/parts/<name>.h`: types, macros, constants, inlines;
//! - the prototypes of its functions: those of implemented functions come
//!   from the Rust source (`expanded.rs`, see rustc.sh) through cbindgen,
//!   those of stubs and of functions written in C from `prototypes.tsv`,
//!   which also says in which header a function belongs;
//! - for the `*err.h` headers, the reason codes of `src/err/reasons.tsv`;
//! - for `obj_mac.h`, the objects that `objects.tsv` here gives C names.
//!
//! The pointer types of `src/abi` come out as plain C pointers.
//! Run by build.rs with the cargo feature `headers`: `make headers`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Where prototypes go in a part; at its end without the line.
const MARK: &str = "PROTOTYPES";
const WIDTH: usize = 98;
/// What the functions of [`name_callbacks`] are called by.
const CALLBACK: &str = "tlsrs_callback_";

/// A C function declaration, in pieces.
#[derive(Clone, Default)]
struct Prototype {
    /// What stands before the name, such as `const char *` or `int (*`.
    before: String,
    /// The parameters, with their names where they are known.
    params: Vec<String>,
    /// What stands after the parameters: `)(int)` for `int (*f(void))(int)`.
    after: String,
    /// The first sentence of the Rust documentation.
    doc: String,
}

/// A row of `prototypes.tsv`: the header, and the types alone.
struct Row {
    header: String,
    prototype: Prototype,
}

/// Writes every header into `out`.
pub fn write(out: &Path) {
    let parts = Path::new("include/parts");
    println!("cargo::rerun-if-changed=include/parts");
    let table = table(&parts.join("prototypes.tsv"));
    let mut headers: BTreeMap<String, String> = BTreeMap::new();
    for entry in fs::read_dir(parts).expect("include/parts is part of the source") {
        let path = entry.expect("a readable folder").path();
        if path.extension().is_some_and(|e| e == "h") {
            let name = path.file_name().expect("a file").to_string_lossy().into_owned();
            headers.insert(name, fs::read_to_string(&path).expect("a readable part"));
        }
    }
    let implemented = implemented(&out.join("expanded.rs"), &table, &headers);
    for (name, text) in reasons("src/err/reasons.tsv") {
        headers.entry(name).or_default().push_str(&text);
    }
    headers
        .entry("obj_mac.h".to_owned())
        .or_default()
        .push_str(&objects(&parts.join("objects.tsv"), Path::new("src/obj/objects/objects.tsv")));
    fs::create_dir_all(out).expect("a writable output folder");
    for (name, part) in headers {
        let text = header(&name, &part, &table, &implemented);
        let path = out.join(&name);
        if fs::read_to_string(&path).is_ok_and(|old| old == text) {
            continue;
        }
        fs::write(path, text).expect("a writable output folder");
    }
    if let Some(stray) = implemented.keys().find(|name| !table.contains_key(*name)) {
        println!("cargo::warning={stray} is in no header of OpenSSL's");
    }
}

/// The text of one header.
fn header(
    name: &str,
    part: &str,
    table: &BTreeMap<String, Row>,
    implemented: &HashMap<String, Prototype>,
) -> String {
    let (includes, body): (Vec<&str>, Vec<&str>) = {
        let lines: Vec<&str> = part.lines().collect();
        let end = lines.iter().rposition(|l| l.starts_with("#include")).map_or(0, |i| i + 1);
        // Includes in the middle of a part stay where they are.
        let end = lines
            .iter()
            .take(end)
            .position(|l| !l.is_empty() && !l.starts_with("#include"))
            .unwrap_or(end);
        (lines[..end].to_vec(), lines[end..].to_vec())
    };
    let body = body.join("\n");
    let variadic = fs::read_to_string("src/abi/variadic.c").expect("it is part of the source");
    let variadic: BTreeSet<&str> = variadic.lines().filter_map(defined).collect();
    let (mut ours, mut stubs, mut doc) = (String::new(), String::new(), String::new());
    for (function, row) in table.iter().filter(|(_, row)| row.header == name) {
        if declared(&body, function) {
            continue;
        }
        match implemented.get(function) {
            Some(prototype) => {
                // A family made by one macro shares one comment.
                let mut prototype = prototype.clone();
                if std::mem::replace(&mut doc, prototype.doc.clone()) == prototype.doc {
                    prototype.doc.clear();
                }
                ours.push_str(&declaration(function, &prototype));
            }
            None if variadic.contains(&function.as_str()) => {
                ours.push_str(&declaration(function, &row.prototype));
            }
            None => stubs.push_str(&declaration(function, &row.prototype)),
        }
    }
    let mut prototypes = ours;
    if !stubs.is_empty() {
        let lead = if prototypes.is_empty() { "" } else { "\n" };
        write!(
            prototypes,
            "{lead}/* Not implemented: a call fails and says so in the error queue. */\n{stubs}"
        )
        .expect("a string takes text");
    }
    let body = if body.contains(MARK) {
        body.replace(MARK, prototypes.trim_end())
    } else {
        format!("{}\n\n{prototypes}", body.trim_end())
    };
    let guard = format!("OPENSSL_{}", name.to_uppercase().replace('.', "_"));
    let mut text = format!(
        "/* openssl/{name} of tlsrs: OpenSSL 3.0's C API over rustls. Generated by `make headers`. */\n\
         #ifndef {guard}\n#define {guard}\n\n"
    );
    if !includes.is_empty() {
        writeln!(text, "{}\n", includes.join("\n").trim()).expect("a string takes text");
    }
    let body = body.trim();
    // A header of macros alone may be read by the assembler's preprocessor.
    if body.lines().all(|l| l.is_empty() || l.starts_with(['#', ' ', '/'])) {
        writeln!(text, "{body}\n").expect("a string takes text");
    } else {
        writeln!(
            text,
            "#ifdef __cplusplus\nextern \"C\" {{\n#endif\n\n{body}\n\n#ifdef __cplusplus\n}}\n#endif\n"
        )
        .expect("a string takes text");
    }
    writeln!(text, "#endif /* {guard} */").expect("a string takes text");
    collapse(&text)
}

/// At most one empty line in a row.
fn collapse(text: &str) -> String {
    let mut out = String::new();
    let mut empty = false;
    for line in text.lines() {
        if line.trim().is_empty() {
            empty = true;
            continue;
        }
        if empty {
            out.push('\n');
            empty = false;
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// The function whose definition in C starts on `line`.
fn defined(line: &str) -> Option<&str> {
    let (head, _) = line.split_once('(')?;
    let function = line.starts_with(|c: char| c.is_ascii_lowercase()) && !line.ends_with(';');
    function.then(|| words(head).last()).flatten()
}

/// Whether the part itself declares `function`, with an attribute say.
fn declared(body: &str, function: &str) -> bool {
    let call = format!("{function}(");
    body.lines().any(|line| {
        line.starts_with(|c: char| c.is_ascii_lowercase())
            && line.find(&call).is_some_and(|at| !line[..at].contains('('))
            && !line.starts_with("typedef")
            && line.split(['(', ' ', '*']).any(|word| word == function)
    })
}

/// `prototype` as C text, with its documentation.
fn declaration(name: &str, prototype: &Prototype) -> String {
    let mut text = String::new();
    if !prototype.doc.is_empty() {
        text.push_str(&comment(&prototype.doc));
    }
    let space = if prototype.before.ends_with('*') { "" } else { " " };
    let mut line = format!("{}{space}{name}(", prototype.before);
    let params: Vec<&str> = if prototype.params.is_empty() {
        vec!["void"]
    } else {
        prototype.params.iter().map(String::as_str).collect()
    };
    for (i, param) in params.iter().enumerate() {
        let piece = if i + 1 == params.len() {
            format!("{param}){};", prototype.after)
        } else {
            format!("{param},")
        };
        let gap = if i == 0 { "" } else { " " };
        if line.len() + gap.len() + piece.len() > WIDTH {
            text.push_str(line.trim_end());
            text.push('\n');
            line = format!("    {piece}");
        } else {
            line.push_str(gap);
            line.push_str(&piece);
        }
    }
    text + &line + "\n"
}

/// `doc` as a C comment.
fn comment(doc: &str) -> String {
    let doc = doc.replace("*/", "* /").replace(['[', ']'], "");
    if doc.len() + 6 <= WIDTH {
        return format!("/* {doc} */\n");
    }
    let mut text = String::from("/*");
    let mut width = 2;
    for word in doc.split(' ') {
        if width + word.len() + 4 > WIDTH {
            text.push_str("\n  ");
            width = 2;
        }
        text.push(' ');
        text.push_str(word);
        width += word.len() + 1;
    }
    text + " */\n"
}

/// Reads `prototypes.tsv`: header, name, result type, parameter types.
fn table(path: &Path) -> BTreeMap<String, Row> {
    let text = fs::read_to_string(path).expect("the table is part of the source");
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let mut cells = line.split('\t').map(str::to_owned);
            let header = cells.next().expect("a header");
            let name = cells.next().expect("a name");
            let result = cells.next().expect("a result type");
            let (before, after) = match result.split_once("(*)") {
                Some((before, after)) => (format!("{before}(*"), format!("){after}")),
                None => (result, String::new()),
            };
            let params: Vec<String> = cells.filter(|c| c != "void").collect();
            (
                name,
                Row { header, prototype: Prototype { before, params, after, doc: String::new() } },
            )
        })
        .collect()
}

/// The `*err.h` headers' bodies, by header name.
fn reasons(path: &str) -> BTreeMap<String, String> {
    let mut headers: BTreeMap<String, String> = BTreeMap::new();
    let text = fs::read_to_string(path).expect("the table is part of the source");
    for row in text.lines().filter(|l| !l.starts_with('#') && !l.starts_with("lib\t")) {
        let cells: Vec<&str> = row.split('\t').collect();
        let (lib, name, code) = (cells[0], cells[1], cells[2]);
        // OpenSSL keeps these to itself.
        if lib == "DSO" {
            continue;
        }
        let stem = match lib {
            "BUF" => "buffer".to_owned(),
            "OBJ" => "objects".to_owned(),
            "OSSL_STORE" | "OSSL_ENCODER" | "OSSL_DECODER" => lib[5..].to_lowercase(),
            _ => lib.to_lowercase(),
        };
        let body = headers.entry(format!("{stem}err.h")).or_insert_with(|| "\n".to_owned());
        writeln!(body, "#define {lib}_R_{name} {code}").expect("a string takes text");
    }
    headers
}

/// The macros of all named objects.
fn objects(names: &Path, table: &Path) -> String {
    let read = |path: &Path| fs::read_to_string(path).expect("the table is part of the source");
    let table = read(table);
    let rows: HashMap<&str, Vec<&str>> = table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .map(|cells| (cells[0], cells))
        .collect();
    let mut text = String::new();
    for line in read(names).lines().filter(|line| !line.starts_with('#')) {
        let (name, nid) = line.split_once('\t').expect("a name and its NID");
        let row = rows.get(nid).expect("the NID of a known object");
        for (prefix, value) in [("SN", row[1]), ("LN", row[2])] {
            if !value.is_empty() {
                writeln!(text, "#define {prefix}_{name} {value:?}").expect("a string takes text");
            }
        }
        writeln!(text, "#define NID_{name} {nid}").expect("a string takes text");
        if !row[3].is_empty() {
            writeln!(text, "#define OBJ_{name} {}", arcs(row[3])).expect("a string takes text");
        }
        text.push('\n');
    }
    text
}

/// The arcs of an object identifier in hexadecimal DER, as C longs.
fn arcs(hex: &str) -> String {
    let mut arcs = Vec::new();
    let mut arc = 0u64;
    for at in (0..hex.len()).step_by(2) {
        let byte = u64::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal digits");
        arc = arc << 7 | byte & 0x7f;
        if byte & 0x80 == 0 {
            if arcs.is_empty() {
                let first = (arc / 40).min(2);
                arcs.push(first);
                arc -= 40 * first;
            }
            arcs.push(std::mem::take(&mut arc));
        }
    }
    arcs.iter().map(|arc| format!("{arc}L")).collect::<Vec<_>>().join(",")
}

/// The prototypes of all exported Rust functions, by name.
fn implemented(
    expanded: &Path,
    table: &BTreeMap<String, Row>,
    headers: &BTreeMap<String, String>,
) -> HashMap<String, Prototype> {
    let mut config = cbindgen::Config {
        language: cbindgen::Language::C,
        style: cbindgen::Style::Type,
        usize_is_size_t: true,
        documentation_style: cbindgen::DocumentationStyle::C,
        no_includes: true,
        line_length: 10_000,
        ..cbindgen::Config::default()
    };
    config.parse.parse_deps = false;
    config.function.args = cbindgen::Layout::Horizontal;
    println!("cargo::rerun-if-changed={}", expanded.display());
    let source = fs::read_to_string(expanded).expect("rustc.sh has written the source");
    let prepared = expanded.with_file_name("prepared.rs");
    fs::write(&prepared, name_callbacks(&source, &known(table))).expect("a writable output folder");
    let builder = cbindgen::Builder::new().with_config(config).with_src(&prepared);
    let bindings = builder.generate().expect("cbindgen reads the source");
    let mut raw = Vec::new();
    bindings.write(&mut raw);
    // A nullable callback is a function pointer like any other.
    let raw = String::from_utf8(raw).expect("C text").replace("Option_", "");
    let mut reader = Reader::new(table, Types::new(headers));
    let functions = reader.read(&raw);
    fs::write(expanded.with_file_name("callbacks.tsv"), &reader.callbacks)
        .expect("a writable output folder");
    functions
}

/// Types that the source says in plainer words.
struct Types {
    /// Typedefs of typed stacks, such as `GENERAL_NAMES`.
    stacks: BTreeSet<String>,
    /// Typedefs of enumerations, such as `X509_LOOKUP_TYPE`.
    enums: BTreeSet<String>,
    /// Typedefs of functions, such as `EVP_PBE_KEYGEN`.
    functions: BTreeSet<String>,
}

impl Types {
    fn new(headers: &BTreeMap<String, String>) -> Self {
        let empty = BTreeSet::new;
        let mut types = Types { stacks: empty(), enums: empty(), functions: empty() };
        for text in headers.values() {
            let mut inside = false;
            for line in text.lines() {
                inside |= line.starts_with("typedef enum");
                if let Some(name) = line.strip_prefix('}') {
                    if std::mem::take(&mut inside) {
                        types.enums.insert(name.trim_matches([' ', ';']).to_owned());
                    }
                } else if let Some((_, name)) =
                    line.strip_prefix("typedef STACK_OF(").and_then(|rest| rest.split_once(')'))
                {
                    types.stacks.insert(name.trim_matches([' ', ';']).to_owned());
                } else if let Some((before, _)) =
                    line.strip_prefix("typedef ").and_then(|rest| rest.split_once('('))
                    && let Some(name) = words(before).last().filter(|_| !before.ends_with('*'))
                {
                    types.functions.insert(name.to_owned());
                }
            }
        }
        types
    }
}

/// The words that OpenSSL's own prototypes use.
fn known(table: &BTreeMap<String, Row>) -> BTreeSet<String> {
    let texts =
        table.values().flat_map(|row| row.prototype.params.iter().chain([&row.prototype.before]));
    texts.flat_map(|text| words(text)).map(str::to_owned).collect()
}

/// Prepares the aliases of callback types for cbindgen, which does not look
/// into `Option<Alias>`: those of our own names are replaced by what they
/// stand for; for those of OpenSSL's a function is added that takes one, so
/// that their signatures come out too.
fn name_callbacks(source: &str, known: &BTreeSet<String>) -> String {
    let mut own: BTreeMap<&str, String> = BTreeMap::new();
    let mut theirs: BTreeMap<&str, String> = BTreeMap::new();
    for (at, _) in source.match_indices("type ") {
        let Some((alias, rest)) = source[at + 5..].split_once('=') else { continue };
        let Some((meaning, _)) = rest.split_once(';') else { continue };
        let alias = alias.trim();
        if !meaning.contains("extern \"C\" fn(") || words(alias).next() != Some(alias) {
            continue;
        }
        let meaning = meaning.split_whitespace().collect::<Vec<_>>().join(" ");
        if known.contains(alias) {
            theirs.insert(alias, meaning);
        } else if !meaning.starts_with("Option") {
            own.insert(alias, meaning);
        }
    }
    let mut text = String::new();
    let mut rest = source;
    while let Some(at) = rest.find("Option<") {
        let (head, tail) = rest.split_at(at + "Option<".len());
        text.push_str(head);
        rest = tail;
        let Some(end) = tail.find('>') else { continue };
        let last = tail[..end].rsplit("::").next().unwrap_or_default().trim();
        if let Some(meaning) = own.get(last) {
            text.push_str(meaning);
            rest = &tail[end..];
        }
    }
    text.push_str(rest);
    for (alias, meaning) in theirs {
        writeln!(
            text,
            "#[unsafe(no_mangle)] pub extern \"C\" fn {CALLBACK}{alias}(cb: {meaning}) {{}}"
        )
        .expect("a string takes text");
    }
    text
}

/// Reads cbindgen's output.
struct Reader<'a> {
    table: &'a BTreeMap<String, Row>,
    /// `typedef`s of pointer types and callbacks: name to (before, after) of
    /// the declared name.
    aliases: HashMap<String, (String, String)>,
    /// Words that OpenSSL's own headers use, which stay as they are.
    known: BTreeSet<String>,
    /// OpenSSL's types that plain ones stand for in the source.
    types: Types,
    /// Callback types that OpenSSL names too: name and type a line.
    callbacks: String,
}

impl<'a> Reader<'a> {
    fn new(table: &'a BTreeMap<String, Row>, types: Types) -> Self {
        // cbindgen leaves a default type argument out.
        let bytes = [("InBuf", "const unsigned char *"), ("OutBuf", "unsigned char *")];
        let aliases =
            bytes.map(|(name, plain)| (name.to_owned(), (plain.to_owned(), String::new())));
        let aliases = HashMap::from(aliases);
        Reader { table, aliases, known: known(table), callbacks: String::new(), types }
    }

    fn read(&mut self, raw: &str) -> HashMap<String, Prototype> {
        let mut functions = HashMap::new();
        let mut doc = String::new();
        let mut lines = raw.lines().peekable();
        let mut declarations: Vec<(String, String)> = Vec::new();
        while let Some(line) = lines.next() {
            let trimmed = line.trim();
            if trimmed.starts_with("/*") {
                doc.clear();
                for line in std::iter::once(line).chain(lines.by_ref()) {
                    let text = line.trim().trim_start_matches("/*").trim_end_matches("*/");
                    let text = text.trim().trim_start_matches("* ").trim_start_matches('*');
                    doc.push_str(if text.is_empty() { "\n" } else { text });
                    doc.push(' ');
                    if line.contains("*/") {
                        break;
                    }
                }
            } else if trimmed.starts_with("typedef struct") && trimmed.ends_with('{')
                || trimmed.starts_with("typedef union")
                || trimmed.starts_with("enum")
            {
                for line in lines.by_ref() {
                    if line.starts_with('}') {
                        break;
                    }
                }
                doc.clear();
            } else if trimmed.ends_with(';') {
                declarations
                    .push((trimmed.trim_end_matches(';').to_owned(), std::mem::take(&mut doc)));
            }
        }
        for (text, _) in &declarations {
            if let Some(text) = text.strip_prefix("typedef ") {
                self.alias(text);
            }
        }
        for (text, doc) in declarations {
            if text.starts_with("typedef ") {
                continue;
            }
            let text = text.strip_prefix("extern ").unwrap_or(&text);
            if let Some((name, prototype)) = self.function(text, &doc) {
                match name.strip_prefix(CALLBACK) {
                    Some(alias) => {
                        let signature = prototype.params.join(", ").replacen("*cb)", "*)", 1);
                        writeln!(self.callbacks, "{alias}\t{signature}")
                            .expect("a string takes text");
                    }
                    None => {
                        functions.insert(name, prototype);
                    }
                }
            }
        }
        functions
    }

    /// Notes what a `typedef` stands for, unless it is one of OpenSSL's.
    fn alias(&mut self, text: &str) {
        if text.starts_with("struct ") && !text.contains('*') {
            return;
        }
        if let Some((before, rest)) = text.split_once("(*") {
            let Some((name, after)) = rest.split_once(')') else { return };
            if !self.known.contains(name) {
                self.aliases.insert(name.to_owned(), (format!("{before}(*"), format!("){after}")));
            }
        } else if let Some(at) = text.rfind(|c: char| !c.is_alphanumeric() && c != '_') {
            let (before, name) = text.split_at(at + 1);
            if !self.known.contains(name) {
                self.aliases.insert(name.to_owned(), (before.to_owned(), String::new()));
            }
        }
    }

    /// A function's name and prototype from `int f(char *a, int b)`.
    fn function(&self, text: &str, doc: &str) -> Option<(String, Prototype)> {
        let text = self.inline_result(text);
        // The name is the word before the first parenthesis that follows one.
        let mut at = 0;
        let open = loop {
            let open = at + text[at..].find('(')?;
            if text[..open].ends_with(|c: char| c.is_alphanumeric() || c == '_')
                && !text[open..].starts_with("(*")
            {
                break open;
            }
            at = open + 1;
        };
        let close = matching(&text, open)?;
        let start =
            text[..open].rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |i| i + 1);
        let name = text[start..open].to_owned();
        let row = self.table.get(&name);
        let mut params: Vec<String> = split(&text[open + 1..close])
            .into_iter()
            .filter(|param| param != "void")
            .map(|param| self.inline(&param).replace(" _", " ").replace("*_", "*"))
            .collect();
        let mut before = tidy(&text[..start]);
        if let Some(row) = row {
            for (param, theirs) in params.iter_mut().zip(&row.prototype.params) {
                adopt(param, theirs, &self.types);
            }
            if typeless(&before, &row.prototype.before, &self.types) {
                before.clone_from(&row.prototype.before);
            }
        }
        // The parameters of the function that a function pointer points to.
        let after = match text[close + 1..].trim().strip_prefix(")(") {
            Some(inner) => {
                let inner = split(inner.trim_end_matches(')'));
                format!(
                    ")({})",
                    inner.iter().map(|p| self.inline(p)).collect::<Vec<_>>().join(", ")
                )
            }
            None => String::new(),
        };
        Some((name, Prototype { before, params, after, doc: sentence(doc) }))
    }

    /// Replaces a pointer type of ours as the result type.
    fn inline_result(&self, text: &str) -> String {
        let Some((first, rest)) = text.split_once(' ') else { return text.to_owned() };
        let Some((before, after)) = self.aliases.get(first) else { return text.to_owned() };
        if after.is_empty() {
            return self.inline_result(&format!("{before}{rest}"));
        }
        format!("{before}{rest}{after}")
    }

    /// Replaces the pointer types of ours in a parameter.
    fn inline(&self, param: &str) -> String {
        let mut param = param.to_owned();
        for _ in 0..16 {
            let found = words(&param).find_map(|word| {
                self.aliases.get(word).map(|alias| (word.to_owned(), alias.clone()))
            });
            let Some((word, (before, after))) = found else { break };
            let at = position(&param, &word).unwrap_or(0);
            let (head, tail) = (param[..at].to_owned(), param[at + word.len()..].to_owned());
            param = if after.is_empty() {
                format!(
                    "{head}{}{}",
                    before.trim_end(),
                    if before.ends_with('*') { tail.trim_start().to_owned() } else { tail }
                )
            } else {
                // The declared name goes inside the pointer's parentheses.
                let end = tail.find([',', ')']).unwrap_or(tail.len());
                let (name, rest) = tail.split_at(end);
                format!("{head}{before}{}{after}{rest}", name.trim())
            };
        }
        tidy(&param)
    }
}

/// Takes OpenSSL's spelling where cbindgen cannot know it: typed stacks and
/// hash tables, C's `struct` tags, and callback typedefs of functions.
fn adopt(param: &mut String, theirs: &str, types: &Types) {
    let end = param.rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |i| i + 1);
    let (ours, name) = (param[..end].trim(), param[end..].trim());
    if !typeless(ours, theirs, types) {
        return;
    }
    *param = match theirs.split_once("(*)") {
        Some((before, after)) => format!("{before}(*{name}){after}"),
        None if theirs.ends_with('*') => format!("{theirs}{name}"),
        None => format!("{theirs} {name}"),
    };
}

/// Whether `ours` says the same as `theirs` but for what cbindgen cannot say.
fn typeless(ours: &str, theirs: &str, types: &Types) -> bool {
    let (ours, theirs) = (tidy(ours), tidy(theirs));
    for (open, plain) in [("STACK_OF(", "OPENSSL_STACK"), ("LHASH_OF(", "OPENSSL_LHASH")] {
        if let Some(at) = theirs.find(open) {
            let Some(close) = theirs[at..].find(')') else { return false };
            let untyped = format!("{}{plain}{}", &theirs[..at], &theirs[at + close + 1..]);
            return untyped == ours;
        }
    }
    if ours.contains("OPENSSL_STACK") {
        return words(&theirs).any(|word| {
            types.stacks.contains(word) && ours.replace("OPENSSL_STACK", word) == theirs
        });
    }
    // An enumeration is an int to the ABI.
    if ours == "int" && (theirs.starts_with("enum ") || types.enums.contains(theirs.as_str())) {
        return true;
    }
    let tagless = |text: &str| {
        text.split(' ')
            .filter(|word| !["struct", "union"].contains(word))
            .collect::<Vec<_>>()
            .join(" ")
    };
    // C adjusts a parameter of function type to a pointer; and some of
    // OpenSSL's parameters are only read, though they are not const.
    theirs == format!("{ours} *") && !ours.contains('*')
        || theirs == format!("{ours}*") && words(&ours).any(|word| types.functions.contains(word))
        || ours == tagless(&theirs)
        || ours.ends_with('*') && ours == format!("const {theirs}")
}

/// The first sentence of a doc comment.
fn sentence(doc: &str) -> String {
    let paragraph = doc.split('\n').map(str::trim).find(|p| !p.is_empty()).unwrap_or("");
    let end = paragraph.find(". ").map_or(paragraph.len(), |at| at + 1);
    let text = paragraph[..end].split_whitespace().collect::<Vec<_>>().join(" ");
    text.replace("[`", "`").replace("`]", "`")
}

/// The words of a C fragment.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// Where `word` stands as a whole word.
fn position(text: &str, word: &str) -> Option<usize> {
    let plain = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_');
    text.match_indices(word)
        .find(|(at, _)| {
            plain(text[..*at].chars().next_back()) && plain(text[at + word.len()..].chars().next())
        })
        .map(|(at, _)| at)
}

/// The index of the parenthesis that closes the one at `open`.
fn matching(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (i, c) in text[open..].char_indices() {
        match c {
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(open + i);
                }
            }
            _ => {}
        }
    }
    None
}

/// Splits a parameter list at its top-level commas.
fn split(list: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0usize;
    for c in list.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = parts.last_mut() {
            last.push(c);
        }
    }
    parts.into_iter().map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect()
}

/// One space between words, none after a `*`.
fn tidy(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::new();
    let mut previous = ' ';
    for c in text.chars() {
        if c == '*' && (previous.is_alphanumeric() || previous == '_') {
            out.push(' ');
        }
        if c == ' ' && previous == '*' {
            continue;
        }
        out.push(c);
        previous = c;
    }
    out.trim().replace("*const", "*const ").replace("const  ", "const ")
}
