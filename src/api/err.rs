//! `openssl/err.h`: the thread's error queue and the words for its codes.
//! See: ERR_get_error(3), ERR_error_string(3), ERR_set_mark(3).
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use crate::abi::err::{ERR_STRING_DATA, StaticText, StringTable, write_str};
use crate::abi::stdio::Stream;
use crate::abi::{Arg, LendConst, Mut, Out, OutBuf, Str, entry, mem, quiet};
use crate::err::queue::{self, Report, Which};
use crate::err::{Lib, text};
use crate::obj::bio::{BIO, command::CTRL_INFO};
use libc::FILE;
use std::ffi::{CStr, CString, c_char, c_int, c_ulong, c_void};
use std::sync::atomic::{AtomicI32, Ordering};

/// What `ERR_error_string(e, NULL)` fills.
static OWN_BUFFER: StaticText<256> = StaticText::new();

/// The number `ERR_get_next_error_library` gives next.
static NEXT_LIBRARY: AtomicI32 = AtomicI32::new(128);
/// What `ERR_print_errors_cb` has room for in a line.
const PRINT_ROOM: usize = 4096;

/// `int (*)(const char *str, size_t len, void *u)`.
pub type ERR_print_cb = Option<extern "C" fn(*const c_char, usize, *mut c_void) -> c_int>;

/// Where one entry's parts go.
struct Places<'a> {
    file: Option<&'a Out<*const c_char>>,
    line: Option<&'a Out<c_int>>,
    func: Option<&'a Out<*const c_char>>,
    data: Option<&'a Out<*const c_char>>,
    flags: Option<&'a Out<c_int>>,
}

/// Hands out one entry; its code, or 0 for an empty queue.
fn get(which: Which, places: Places) -> c_ulong {
    quiet(0, || {
        let keep = places.data.is_some_and(|p| !p.is_null());
        let Some(Report { code, file, line, function, data, flags }) = queue::get(which, keep)
        else {
            return Ok(0);
        };
        let store = |place: Option<&Out<*const c_char>>, text| {
            if let Some(place) = place {
                place.write_opt(text);
            }
        };
        store(places.file, file);
        store(places.func, function);
        store(places.data, data);
        if let Some(place) = places.line {
            place.write_opt(line);
        }
        if let Some(place) = places.flags {
            place.write_opt(flags);
        }
        Ok(code)
    })
}

const NOWHERE: Places<'static> =
    Places { file: None, line: None, func: None, data: None, flags: None };

/// The code of the oldest entry, which is taken out; 0 if the queue is empty.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_get_error() -> c_ulong {
    get(Which::Pop, NOWHERE)
}

/// The code of the oldest entry, which is taken out, with file and line.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_get_error_line(file: Out<*const c_char>, line: Out<c_int>) -> c_ulong {
    get(Which::Pop, Places { file: Some(&file), line: Some(&line), ..NOWHERE })
}

/// The code of the oldest entry, which is taken out, with file, line, text and the text's flags.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_get_error_line_data(
    file: Out<*const c_char>,
    line: Out<c_int>,
    data: Out<*const c_char>,
    flags: Out<c_int>,
) -> c_ulong {
    let (file, line, data, flags) = (Some(&file), Some(&line), Some(&data), Some(&flags));
    get(Which::Pop, Places { file, line, func: None, data, flags })
}

/// The code of the oldest entry, which is taken out, with everything known of it.
///
/// Ownership: the strings belong to the queue, until the entry is overwritten
/// or cleared.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_get_error_all(
    file: Out<*const c_char>,
    line: Out<c_int>,
    func: Out<*const c_char>,
    data: Out<*const c_char>,
    flags: Out<c_int>,
) -> c_ulong {
    let (file, line, func) = (Some(&file), Some(&line), Some(&func));
    get(Which::Pop, Places { file, line, func, data: Some(&data), flags: Some(&flags) })
}

/// The code of the oldest entry; 0 if the queue is empty.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_peek_error() -> c_ulong {
    get(Which::Oldest, NOWHERE)
}

/// The code of the oldest entry, with file and line.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_peek_error_line(file: Out<*const c_char>, line: Out<c_int>) -> c_ulong {
    get(Which::Oldest, Places { file: Some(&file), line: Some(&line), ..NOWHERE })
}

/// The code of the oldest entry, with file, line, text and the text's flags.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_peek_error_line_data(
    file: Out<*const c_char>,
    line: Out<c_int>,
    data: Out<*const c_char>,
    flags: Out<c_int>,
) -> c_ulong {
    let (file, line, data, flags) = (Some(&file), Some(&line), Some(&data), Some(&flags));
    get(Which::Oldest, Places { file, line, func: None, data, flags })
}

/// The code of the oldest entry, with everything known of it.
///
/// Ownership: the strings belong to the queue, until the entry is overwritten
/// or cleared.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_peek_error_all(
    file: Out<*const c_char>,
    line: Out<c_int>,
    func: Out<*const c_char>,
    data: Out<*const c_char>,
    flags: Out<c_int>,
) -> c_ulong {
    let (file, line, func) = (Some(&file), Some(&line), Some(&func));
    get(Which::Oldest, Places { file, line, func, data: Some(&data), flags: Some(&flags) })
}

/// The code of the newest entry; 0 if the queue is empty.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_peek_last_error() -> c_ulong {
    get(Which::Newest, NOWHERE)
}

/// The code of the newest entry, with file and line.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_peek_last_error_line(file: Out<*const c_char>, line: Out<c_int>) -> c_ulong {
    get(Which::Newest, Places { file: Some(&file), line: Some(&line), ..NOWHERE })
}

/// The code of the newest entry, with file, line, text and the text's flags.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_peek_last_error_line_data(
    file: Out<*const c_char>,
    line: Out<c_int>,
    data: Out<*const c_char>,
    flags: Out<c_int>,
) -> c_ulong {
    let (file, line, data, flags) = (Some(&file), Some(&line), Some(&data), Some(&flags));
    get(Which::Newest, Places { file, line, func: None, data, flags })
}

/// The code of the newest entry, with everything known of it.
///
/// Ownership: the strings belong to the queue, until the entry is overwritten
/// or cleared.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_peek_last_error_all(
    file: Out<*const c_char>,
    line: Out<c_int>,
    func: Out<*const c_char>,
    data: Out<*const c_char>,
    flags: Out<c_int>,
) -> c_ulong {
    let (file, line, func) = (Some(&file), Some(&line), Some(&func));
    get(Which::Newest, Places { file, line, func, data: Some(&data), flags: Some(&flags) })
}

/// The code of the oldest entry, with its function.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_peek_error_func(func: Out<*const c_char>) -> c_ulong {
    get(Which::Oldest, Places { func: Some(&func), ..NOWHERE })
}

/// The code of the newest entry, with its function.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_peek_last_error_func(func: Out<*const c_char>) -> c_ulong {
    get(Which::Newest, Places { func: Some(&func), ..NOWHERE })
}

/// The code of the oldest entry, with its text.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_peek_error_data(data: Out<*const c_char>, flags: Out<c_int>) -> c_ulong {
    get(Which::Oldest, Places { data: Some(&data), flags: Some(&flags), ..NOWHERE })
}

/// The code of the newest entry, with its text.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_peek_last_error_data(data: Out<*const c_char>, flags: Out<c_int>) -> c_ulong {
    get(Which::Newest, Places { data: Some(&data), flags: Some(&flags), ..NOWHERE })
}

/// Empties the queue.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_clear_error() {
    quiet((), || {
        queue::clear();
        Ok(())
    });
}

/// Describes `e` in `buf`, which has room for `len` bytes with terminator:
/// `error:0A000086:SSL routines::certificate verify failed`.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_error_string_n(e: c_ulong, mut buf: OutBuf<c_char>, len: usize) {
    quiet((), || {
        if len > 0 {
            let text = text::describe(e, b"", len);
            write_str(buf.slice(len.min(text.len() + 1))?, &text);
        }
        Ok(())
    });
}

/// Describes `e` in `buf`, which has room for 256 bytes; for NULL in a buffer
/// of the library's that the next such call overwrites.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_error_string(e: c_ulong, buf: OutBuf<c_char>) -> *mut c_char {
    quiet(std::ptr::null_mut(), || {
        let mut place = if buf.is_null() { OWN_BUFFER.place() } else { buf };
        write_str(place.slice(256_usize)?, &text::describe(e, b"", 256));
        Ok(place.as_ptr())
    })
}

/// The name of the library in `e`; NULL if unknown.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_lib_error_string(e: c_ulong) -> LendConst<c_char> {
    quiet(LendConst::null(), || Ok(text::lib_text(e).map_or(LendConst::null(), LendConst::cstr)))
}

/// NULL: error codes no longer hold a function.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_func_error_string(_e: c_ulong) -> LendConst<c_char> {
    LendConst::null()
}

/// The text of the reason in `e`; NULL if unknown or a system error.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_reason_error_string(e: c_ulong) -> LendConst<c_char> {
    quiet(LendConst::null(), || Ok(text::reason_text(e).map_or(LendConst::null(), LendConst::cstr)))
}

/// Takes all entries out and passes each, as a line of text, to `cb`, until
/// that returns 0 or less.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_print_errors_cb(cb: ERR_print_cb, u: *mut c_void) {
    quiet((), || {
        let Some(cb) = cb else { return Ok(()) };
        print_each(|line| cb(line.as_ptr(), line.count_bytes(), u) > 0);
        Ok(())
    });
}

/// Takes all entries out and prints each as a line to the C stream `fp`.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_print_errors_fp(fp: Mut<FILE>) {
    quiet((), || {
        let stream = Stream::from_ptr(fp.as_ptr().cast());
        print_each(|line| stream.write(line.to_bytes()) == line.count_bytes());
        Ok(())
    });
}

/// Takes all entries out and prints each as a line to `bp`.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_print_errors(bp: Mut<BIO>) {
    quiet((), || {
        let bio = bp.get()?;
        print_each(|line| bio.write(line.to_bytes()) > 0);
        Ok(())
    });
}

/// Adds all that `bio`, a memory BIO, holds to the newest entry's text, after
/// `separator`.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_add_error_mem_bio(separator: Str, bio: Mut<BIO>) {
    quiet((), || {
        let Some(bio) = bio.opt() else { return Ok(()) };
        let mut start = std::ptr::null_mut();
        let len = bio.ctrl(CTRL_INFO, 0, Arg::to(&mut start));
        let bytes = Arg(start).bytes(usize::try_from(len).unwrap_or(0))?;
        let text = queue::lossy(bytes);
        // As in OpenSSL, what the BIO holds is a terminated string from then on.
        if bytes.last().is_some_and(|last| *last != 0) {
            bio.write(&[0]);
        }
        if !text.is_empty() {
            add_text(separator.opt().unwrap_or_default().to_bytes(), text.to_bytes());
        }
        Ok(())
    });
}

/// Takes entries out, oldest first, and passes each as a line to `out` until
/// that returns false.
pub(crate) fn print_each(mut out: impl FnMut(&CStr) -> bool) {
    let thread: String = crate::abi::thread::current_id()
        .to_ne_bytes()
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    while let Some(report) = queue::get(Which::Pop, true) {
        let part = |text| crate::abi::err::text(text).to_bytes();
        let data = if report.flags & 2 == 0 { b"".as_slice() } else { part(report.data) };
        let mut line = format!("{thread}:").into_bytes();
        let room = PRINT_ROOM - line.len();
        line.extend(text::describe(report.code, part(report.function), room));
        line.push(b':');
        line.extend_from_slice(part(report.file));
        line.extend(format!(":{}:", report.line).into_bytes());
        line.extend_from_slice(data);
        line.push(b'\n');
        line.truncate(PRINT_ROOM - 1);
        if !out(&queue::lossy(&line)) {
            break;
        }
    }
}

/// Opens a new entry, for `ERR_set_debug` and `ERR_set_error` to fill.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_new() {
    quiet((), || {
        queue::open();
        Ok(())
    });
}

/// Says where the newest entry's error was found.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_set_debug(file: Str, line: c_int, func: Str) {
    quiet((), || {
        queue::set_debug(file.opt().map(CStr::to_owned), line, func.opt().map(CStr::to_owned));
        Ok(())
    });
}

/// Replaces the newest entry's text.
///
/// Ownership: `data` is taken, and freed with `OPENSSL_free`, if `flags` has
/// `ERR_TXT_MALLOCED`.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_set_error_data(data: *mut c_char, flags: c_int) {
    quiet((), || {
        const MALLOCED: c_int = 1;
        if !data.is_null() {
            queue::set_data(crate::abi::err::text(data).to_owned(), flags);
            if flags & MALLOCED != 0 {
                mem::free_c(data.cast());
            }
        }
        Ok(())
    });
}

/// Adds `txt` to the newest entry's text after `separator`, going on in a new
/// entry of the same code where a line would get too long to print.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_add_error_txt(separator: Str, txt: Str) {
    quiet((), || {
        add_text(separator.opt().unwrap_or_default().to_bytes(), txt.bytes()?);
        Ok(())
    });
}

/// The text of one entry stays below this, so that it prints in a line.
const DATA_ROOM: usize = PRINT_ROOM - 100;

pub(crate) fn add_text(separator: &[u8], mut rest: &[u8]) {
    let first = queue::get(Which::Newest, true);
    if first.is_none() {
        open_like(text::pack(Lib::None as c_int, 0), None);
    }
    let code = first.map_or(0, |report| report.code);
    loop {
        let now = queue::get(Which::Newest, true);
        let have = now.filter(|r| r.flags & 2 != 0).map(|r| crate::abi::err::text(r.data));
        let have = have.map_or(0, |data| data.count_bytes());
        let lead = if have == 0 && now.is_none_or(|r| r.flags & 2 == 0) { b"" } else { separator };
        let room = DATA_ROOM.saturating_sub(have + separator.len() + 1);
        let cut = split_point(rest, separator, room);
        let (head, tail) = rest.split_at(cut);
        if tail.is_empty() {
            let head = match head.strip_suffix(separator) {
                Some(trimmed) if !separator.is_empty() => trimmed,
                _ => head,
            };
            queue::add_data(&queue::lossy(&[lead, head].concat()));
            break;
        }
        if !head.is_empty() {
            queue::add_data(&queue::lossy(&[separator, head].concat()));
        }
        open_like(code, now);
        rest = tail;
    }
}

/// Where to cut `text` so that the head fits `room`, after a separator.
fn split_point(text: &[u8], separator: &[u8], room: usize) -> usize {
    if text.len() <= room {
        return text.len();
    }
    if separator.is_empty() {
        return room;
    }
    let ends = text.windows(separator.len()).enumerate();
    let ends = ends.filter(|(_, window)| *window == separator).map(|(at, _)| at + separator.len());
    ends.take_while(|end| *end <= room).last().unwrap_or(room.max(1))
}

/// Opens an entry with the code and place of an earlier one.
fn open_like(code: c_ulong, report: Option<Report>) {
    let owned = |text: *const c_char| crate::abi::err::text(text).to_owned();
    let place = report.map(|r| (owned(r.file), r.line, owned(r.function)));
    queue::open();
    if let Some((file, line, function)) = place {
        queue::set_debug(Some(file), line, Some(function));
    }
    queue::set_error(code, None::<CString>);
}

/// Marks the newest entry.
///
/// Returns: 1; 0 if the queue is empty.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_set_mark() -> c_int {
    quiet(0, || Ok(queue::set_mark().into()))
}

/// Removes the entries after the last mark, and the mark.
///
/// Returns: 1; 0 if there is no mark, and then the queue is empty.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_pop_to_mark() -> c_int {
    quiet(0, || Ok(queue::pop_to_mark().into()))
}

/// Removes the last mark, and no entry.
///
/// Returns: 1; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_clear_last_mark() -> c_int {
    quiet(0, || Ok(queue::clear_last_mark().into()))
}

/// Registers texts for the codes of `lib`; the codes in the table, which ends
/// with code 0, get the library added.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_strings(lib: c_int, str: *mut ERR_STRING_DATA) -> c_int {
    entry(0, || {
        let table = StringTable::of(str)?;
        table.add_library(text::pack(lib, 0));
        table.each(text::register);
        Ok(1)
    })
}

/// Registers texts for whole codes; the table ends with code 0.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_strings_const(str: *const ERR_STRING_DATA) -> c_int {
    entry(0, || {
        StringTable::of(str.cast_mut())?.each(text::register);
        Ok(1)
    })
}

/// Forgets the texts of a table.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_unload_strings(_lib: c_int, str: *mut ERR_STRING_DATA) -> c_int {
    entry(0, || {
        StringTable::of(str)?.each(|code, _| text::unregister(code));
        Ok(1)
    })
}

/// A library number for the program's own errors, from 128 up.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_get_next_error_library() -> c_int {
    NEXT_LIBRARY.fetch_add(1, Ordering::Relaxed)
}

/// Does nothing: a thread's queue is freed when the thread ends.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_remove_thread_state(_: *mut c_void) {}

/// Does nothing: a thread's queue is freed when the thread ends.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_remove_state(_pid: c_ulong) {}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_ASN1_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_ASYNC_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_BIO_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_BN_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_BUF_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_CMS_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_COMP_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_CONF_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_CRYPTO_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_CT_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_DH_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_DSA_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_EC_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_ENGINE_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_ERR_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_EVP_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_KDF_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_OBJ_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_OCSP_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_OSSL_STORE_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_PEM_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_PKCS12_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_PKCS7_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_RAND_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_RSA_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_SSL_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_TS_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_UI_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_X509V3_strings() -> c_int {
    1
}

/// Returns 1: the texts are part of the library.
#[unsafe(no_mangle)]
pub extern "C" fn ERR_load_X509_strings() -> c_int {
    1
}
