// Included by build.rs: turns objects.tsv and sigids.tsv into Rust tables.

/// NID, short name, long name, DER content.
type Row<'a> = (usize, &'a str, &'a str, Vec<u8>);

/// Rust source of the table of known objects and its three search orders.
pub fn objects(dir: &str) -> String {
    use std::fmt::Write as _;
    let read = |name: &str| {
        let path = format!("{dir}/{name}");
        println!("cargo::rerun-if-changed={path}");
        std::fs::read_to_string(path).expect("the object tables are part of the source")
    };
    let table = read("objects.tsv");
    let mut rows: Vec<Row<'_>> = Vec::new();
    for line in table.lines().filter(|l| !l.starts_with('#')) {
        let mut cells = line.split('\t');
        let mut cell = || cells.next().expect("four cells a row");
        let (nid, sn, ln, hex) = (cell(), cell(), cell(), cell());
        let der = (0..hex.len())
            .step_by(2)
            .map(|i| u8::from_str_radix(&hex[i..i + 2], 16).expect("hex digits"))
            .collect();
        rows.push((nid.parse().expect("a number"), sn, ln, der));
    }
    let count = rows.last().map_or(0, |r| r.0 + 1);
    let mut out = format!(
        "/// Objects by NID; a gap is `None`.\npub(super) static KNOWN: [Option<ASN1_OBJECT>; {count}] = [\n"
    );
    let mut at = rows.iter().peekable();
    for nid in 0..count {
        match at.next_if(|r| r.0 == nid) {
            Some((_, sn, ln, der)) => {
                writeln!(out, "    Some(ASN1_OBJECT::fixed({nid}, c{sn:?}, c{ln:?}, &{der:?})),")
                    .unwrap();
            }
            None => out.push_str("    None,\n"),
        }
    }
    out.push_str("];\n");
    let mut order = |name: &str,
                     keep: &dyn Fn(&Row<'_>) -> bool,
                     key: &dyn Fn(&Row<'_>) -> (usize, Vec<u8>)| {
        let mut sorted: Vec<_> = rows.iter().filter(|r| keep(r)).collect();
        sorted.sort_by_key(|r| key(r));
        // Of equal names the lowest NID is found.
        sorted.dedup_by_key(|r| key(r));
        writeln!(
            out,
            "/// NIDs in search order.\npub(super) static {name}: [u16; {}] = {:?};",
            sorted.len(),
            sorted.iter().map(|r| r.0).collect::<Vec<_>>()
        )
        .unwrap();
    };
    order("BY_SN", &|_| true, &|r| (0, r.1.as_bytes().to_vec()));
    order("BY_LN", &|_| true, &|r| (0, r.2.as_bytes().to_vec()));
    order("BY_DER", &|r| !r.3.is_empty(), &|r| (r.3.len(), r.3.clone()));
    let sigids = read("sigids.tsv");
    let triples: Vec<String> = sigids
        .lines()
        .filter(|l| !l.starts_with('#'))
        .map(|l| format!("({})", l.replace('\t', ", ")))
        .collect();
    writeln!(
        out,
        "/// Signature, digest and key NIDs that belong together, by signature NID.\npub(super) static SIGIDS: [(c_int, c_int, c_int); {}] = [{}];",
        triples.len(),
        triples.join(", ")
    )
    .unwrap();
    out
}
