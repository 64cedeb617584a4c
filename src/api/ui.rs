//! `openssl/ui.h`: asking a person.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use crate::abi::{Give, In, Lend, LendConst, Mut, Str, Take, entry, mem, quiet};
use crate::err::{self, Error, Lib, Result};
use crate::obj::ui::{
    self, Construct, Destroy, Duplicate, Handle, Kind, Session, UI, UI_METHOD, UI_STRING,
};
use std::ffi::{CStr, c_char, c_int, c_long, c_void};

crate::arc_handle!(UI, UI_METHOD, UI_STRING);

/// A conversation by the default method.
#[unsafe(no_mangle)]
pub extern "C" fn UI_new() -> Give<UI> {
    entry(Give::null(), || Ok(Give::new(UI::new(ui::default_method()))))
}

/// A conversation by `method`; NULL is the default one.
#[unsafe(no_mangle)]
pub extern "C" fn UI_new_method(method: In<UI_METHOD>) -> Give<UI> {
    entry(Give::null(), || {
        Ok(Give::new(UI::new(method.share_opt().unwrap_or_else(ui::default_method))))
    })
}

/// Frees a conversation.
#[unsafe(no_mangle)]
pub extern "C" fn UI_free(ui: Take<UI>) {
    quiet((), || {
        drop(ui.opt());
        Ok(())
    });
}

/// Adds a question; its answer goes to `result_buf`, which has room for
/// `maxsize` bytes and a terminator.
///
/// Returns: how many strings there are; -1 on an error.
#[unsafe(no_mangle)]
pub extern "C" fn UI_add_input_string(
    ui: Mut<UI>,
    prompt: Str,
    flags: c_int,
    result_buf: *mut c_char,
    minsize: c_int,
    maxsize: c_int,
) -> c_int {
    entry(-1, || {
        let string = input(Kind::Prompt, &prompt, flags, result_buf, minsize, maxsize)?;
        Ok(ui.get()?.add(string))
    })
}

/// Adds a question whose answer must be what `test_buf` holds then.
///
/// Returns: how many strings there are; -1 on an error.
#[unsafe(no_mangle)]
pub extern "C" fn UI_add_verify_string(
    ui: Mut<UI>,
    prompt: Str,
    flags: c_int,
    result_buf: *mut c_char,
    minsize: c_int,
    maxsize: c_int,
    test_buf: *const c_char,
) -> c_int {
    entry(-1, || {
        let mut string = input(Kind::Verify, &prompt, flags, result_buf, minsize, maxsize)?;
        string.test = crate::abi::Opaque(test_buf.cast_mut().cast());
        Ok(ui.get()?.add(string))
    })
}

/// Adds a question with two answers: a character of `ok_chars` or of
/// `cancel_chars`.
///
/// Returns: how many strings there are; -1 on an error.
#[unsafe(no_mangle)]
pub extern "C" fn UI_add_input_boolean(
    ui: Mut<UI>,
    prompt: Str,
    action_desc: Str,
    ok_chars: Str,
    cancel_chars: Str,
    flags: c_int,
    result_buf: *mut c_char,
) -> c_int {
    entry(-1, || {
        let (yes, no) = (ok_chars.get()?, cancel_chars.get()?);
        if yes.to_bytes().iter().any(|c| no.to_bytes().contains(c)) {
            let reason = err::ui::R_COMMON_OK_AND_CANCEL_CHARACTERS;
            err::push(&Error::new(Lib::Ui, reason), "UI_add_input_boolean");
        }
        let mut string = input(Kind::Boolean, &prompt, flags, result_buf, 0, 0)?;
        string.action = action_desc.opt().map(CStr::to_owned);
        string.choices = Some((yes.to_owned(), no.to_owned()));
        Ok(ui.get()?.add(string))
    })
}

/// Adds words to show.
///
/// Returns: how many strings there are; -1 on an error.
#[unsafe(no_mangle)]
pub extern "C" fn UI_add_info_string(ui: Mut<UI>, text: Str) -> c_int {
    entry(-1, || Ok(ui.get()?.add(words(Kind::Info, &text)?)))
}

/// Adds the words of an error.
///
/// Returns: how many strings there are; -1 on an error.
#[unsafe(no_mangle)]
pub extern "C" fn UI_add_error_string(ui: Mut<UI>, text: Str) -> c_int {
    entry(-1, || Ok(ui.get()?.add(words(Kind::Error, &text)?)))
}

/// Adds a question; its answer goes to `result_buf`, which has room for
/// `maxsize` bytes and a terminator. The words are copied, as all are.
///
/// Returns: how many strings there are; -1 on an error.
#[unsafe(no_mangle)]
pub extern "C" fn UI_dup_input_string(
    ui: Mut<UI>,
    prompt: Str,
    flags: c_int,
    result_buf: *mut c_char,
    minsize: c_int,
    maxsize: c_int,
) -> c_int {
    entry(-1, || {
        let string = input(Kind::Prompt, &prompt, flags, result_buf, minsize, maxsize)?;
        Ok(ui.get()?.add(string))
    })
}

/// Adds a question whose answer must be what `test_buf` holds then. The words are copied, as all are.
///
/// Returns: how many strings there are; -1 on an error.
#[unsafe(no_mangle)]
pub extern "C" fn UI_dup_verify_string(
    ui: Mut<UI>,
    prompt: Str,
    flags: c_int,
    result_buf: *mut c_char,
    minsize: c_int,
    maxsize: c_int,
    test_buf: *const c_char,
) -> c_int {
    entry(-1, || {
        let mut string = input(Kind::Verify, &prompt, flags, result_buf, minsize, maxsize)?;
        string.test = crate::abi::Opaque(test_buf.cast_mut().cast());
        Ok(ui.get()?.add(string))
    })
}

/// Adds a question with two answers: a character of `ok_chars` or of
/// `cancel_chars`. The words are copied, as all are.
///
/// Returns: how many strings there are; -1 on an error.
#[unsafe(no_mangle)]
pub extern "C" fn UI_dup_input_boolean(
    ui: Mut<UI>,
    prompt: Str,
    action_desc: Str,
    ok_chars: Str,
    cancel_chars: Str,
    flags: c_int,
    result_buf: *mut c_char,
) -> c_int {
    entry(-1, || {
        let (yes, no) = (ok_chars.get()?, cancel_chars.get()?);
        if yes.to_bytes().iter().any(|c| no.to_bytes().contains(c)) {
            let reason = err::ui::R_COMMON_OK_AND_CANCEL_CHARACTERS;
            err::push(&Error::new(Lib::Ui, reason), "UI_dup_input_boolean");
        }
        let mut string = input(Kind::Boolean, &prompt, flags, result_buf, 0, 0)?;
        string.action = action_desc.opt().map(CStr::to_owned);
        string.choices = Some((yes.to_owned(), no.to_owned()));
        Ok(ui.get()?.add(string))
    })
}

/// Adds words to show. The words are copied, as all are.
///
/// Returns: how many strings there are; -1 on an error.
#[unsafe(no_mangle)]
pub extern "C" fn UI_dup_info_string(ui: Mut<UI>, text: Str) -> c_int {
    entry(-1, || Ok(ui.get()?.add(words(Kind::Info, &text)?)))
}

/// Adds the words of an error. The words are copied, as all are.
///
/// Returns: how many strings there are; -1 on an error.
#[unsafe(no_mangle)]
pub extern "C" fn UI_dup_error_string(ui: Mut<UI>, text: Str) -> c_int {
    entry(-1, || Ok(ui.get()?.add(words(Kind::Error, &text)?)))
}

#[track_caller]
fn words(kind: Kind, text: &Str) -> Result<UI_STRING> {
    let text = text.opt().ok_or_else(|| Error::new(Lib::Ui, err::R_PASSED_NULL_PARAMETER))?;
    Ok(UI_STRING::new(kind, text, 0, std::ptr::null_mut()))
}

#[track_caller]
fn input(
    kind: Kind,
    prompt: &Str,
    flags: c_int,
    buffer: *mut c_char,
    min: c_int,
    max: c_int,
) -> Result<UI_STRING> {
    let prompt = prompt.opt().ok_or_else(|| Error::new(Lib::Ui, err::R_PASSED_NULL_PARAMETER))?;
    if buffer.is_null() {
        return Err(Error::new(Lib::Ui, err::ui::R_NO_RESULT_BUFFER));
    }
    let mut string = UI_STRING::new(kind, prompt, flags, buffer);
    (string.min, string.max) = (min, max);
    Ok(string)
}

/// The words of a prompt for `phrase_desc`, and for `object_name` if that is
/// not NULL.
///
/// Ownership: C frees it.
#[unsafe(no_mangle)]
pub extern "C" fn UI_construct_prompt(
    ui_method: Mut<UI>,
    phrase_desc: In<c_char>,
    object_name: In<c_char>,
) -> *mut c_char {
    entry(std::ptr::null_mut(), || ui::construct(ui_method.get()?, phrase_desc, object_name))
}

/// Sets the program's data; what it was.
#[unsafe(no_mangle)]
pub extern "C" fn UI_add_user_data(ui: Mut<UI>, user_data: *mut c_void) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(ui.get()?.set_data(user_data)))
}

/// Sets a copy, made by the method, of the program's data.
///
/// Returns: 0; -1 if the method cannot copy.
#[unsafe(no_mangle)]
pub extern "C" fn UI_dup_user_data(ui: Mut<UI>, user_data: *mut c_void) -> c_int {
    entry(-1, || ui.get()?.duplicate_data(user_data).map(|()| 0))
}

/// The program's data.
#[unsafe(no_mangle)]
pub extern "C" fn UI_get0_user_data(ui: Mut<UI>) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(ui.get()?.data()))
}

/// The answer to question `i`.
#[unsafe(no_mangle)]
pub extern "C" fn UI_get0_result(ui: Mut<UI>, i: c_int) -> LendConst<c_char> {
    entry(LendConst::null(), || Ok(result(&*ui.get()?.string(i)?)))
}

/// The length of the answer to question `i`; -1 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn UI_get_result_length(ui: Mut<UI>, i: c_int) -> c_int {
    entry(-1, || Ok(length(&*ui.get()?.string(i)?)))
}

fn is_question(string: &UI_STRING) -> bool {
    matches!(string.kind, Kind::Prompt | Kind::Verify)
}

fn result(string: &UI_STRING) -> LendConst<c_char> {
    match is_question(string) {
        true => LendConst::from_ptr(string.buffer.0.cast_const().cast()),
        false => LendConst::null(),
    }
}

fn length(string: &UI_STRING) -> c_int {
    match is_question(string) {
        true => string.result_len().unwrap_or(0).try_into().unwrap_or(-1),
        false => -1,
    }
}

/// Shows and asks everything.
///
/// Returns: 0; -1 on an error, -2 if the person gave up.
#[unsafe(no_mangle)]
pub extern "C" fn UI_process(ui: Mut<UI>) -> c_int {
    entry(-1, || Ok(ui.get()?.process()))
}

/// `UI_CTRL_PRINT_ERRORS` and `UI_CTRL_IS_REDOABLE`.
///
/// Returns: what the command gives; -1 for another.
#[unsafe(no_mangle)]
pub extern "C" fn UI_ctrl(
    ui: Mut<UI>,
    cmd: c_int,
    i: c_long,
    _p: *mut c_void,
    _f: Option<extern "C" fn()>,
) -> c_int {
    entry(-1, || {
        let ui = ui.opt().ok_or_else(|| Error::new(Lib::Ui, err::R_PASSED_NULL_PARAMETER))?;
        ui.control(cmd, i)
    })
}

/// Sets the program's value at `idx`.
#[unsafe(no_mangle)]
pub extern "C" fn UI_set_ex_data(r: Mut<UI>, idx: c_int, arg: *mut c_void) -> c_int {
    entry(0, || r.get()?.ex_data.set(idx, arg).map(|()| 1))
}

/// The program's value at `idx`.
#[unsafe(no_mangle)]
pub extern "C" fn UI_get_ex_data(r: In<UI>, idx: c_int) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(r.get()?.ex_data.get(idx)))
}

/// Sets the method that new conversations have; NULL is the terminal.
#[unsafe(no_mangle)]
pub extern "C" fn UI_set_default_method(meth: In<UI_METHOD>) {
    quiet((), || {
        ui::set_default_method(meth.share_opt());
        Ok(())
    });
}

/// The method that new conversations have.
#[unsafe(no_mangle)]
pub extern "C" fn UI_get_default_method() -> LendConst<UI_METHOD> {
    quiet(LendConst::null(), || Ok(LendConst::new(&*ui::default_method())))
}

/// A conversation's method.
#[unsafe(no_mangle)]
pub extern "C" fn UI_get_method(ui: Mut<UI>) -> LendConst<UI_METHOD> {
    quiet(LendConst::null(), || Ok(LendConst::new(&*ui.get()?.method())))
}

/// Sets a conversation's method; what it is then.
#[unsafe(no_mangle)]
pub extern "C" fn UI_set_method(ui: Mut<UI>, meth: In<UI_METHOD>) -> LendConst<UI_METHOD> {
    quiet(LendConst::null(), || {
        ui.get()?.set_method(meth.share()?);
        Ok(LendConst::from_ptr(meth.as_ptr()))
    })
}

/// The method that asks at the terminal.
#[unsafe(no_mangle)]
pub extern "C" fn UI_OpenSSL() -> Lend<UI_METHOD> {
    quiet(Lend::null(), || Ok(Lend::new(&**ui::terminal())))
}

/// The method that asks nobody.
#[unsafe(no_mangle)]
pub extern "C" fn UI_null() -> LendConst<UI_METHOD> {
    quiet(LendConst::null(), || Ok(LendConst::new(&**ui::silent())))
}

/// A method without functions.
#[unsafe(no_mangle)]
pub extern "C" fn UI_create_method(name: Str) -> Give<UI_METHOD> {
    entry(Give::null(), || Ok(Give::new(UI_METHOD::new(name.get()?))))
}

/// Frees a method.
#[unsafe(no_mangle)]
pub extern "C" fn UI_destroy_method(ui_method: Take<UI_METHOD>) {
    quiet((), || {
        drop(ui_method.opt());
        Ok(())
    });
}

/// Sets the function that begins.
///
/// Returns: 0; -1 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn UI_method_set_opener(method: Mut<UI_METHOD>, opener: Option<Session>) -> c_int {
    quiet(-1, || {
        method.get()?.open.set(opener);
        Ok(0)
    })
}

/// The function that begins.
#[unsafe(no_mangle)]
pub extern "C" fn UI_method_get_opener(method: In<UI_METHOD>) -> Option<Session> {
    quiet(None, || Ok(method.get()?.open.get()))
}

/// Sets the function that shows a string.
///
/// Returns: 0; -1 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn UI_method_set_writer(method: Mut<UI_METHOD>, writer: Option<Handle>) -> c_int {
    quiet(-1, || {
        method.get()?.write.set(writer);
        Ok(0)
    })
}

/// The function that shows a string.
#[unsafe(no_mangle)]
pub extern "C" fn UI_method_get_writer(method: In<UI_METHOD>) -> Option<Handle> {
    quiet(None, || Ok(method.get()?.write.get()))
}

/// Sets the function that ends showing.
///
/// Returns: 0; -1 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn UI_method_set_flusher(method: Mut<UI_METHOD>, flusher: Option<Session>) -> c_int {
    quiet(-1, || {
        method.get()?.flush.set(flusher);
        Ok(0)
    })
}

/// The function that ends showing.
#[unsafe(no_mangle)]
pub extern "C" fn UI_method_get_flusher(method: In<UI_METHOD>) -> Option<Session> {
    quiet(None, || Ok(method.get()?.flush.get()))
}

/// Sets the function that asks.
///
/// Returns: 0; -1 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn UI_method_set_reader(method: Mut<UI_METHOD>, reader: Option<Handle>) -> c_int {
    quiet(-1, || {
        method.get()?.read.set(reader);
        Ok(0)
    })
}

/// The function that asks.
#[unsafe(no_mangle)]
pub extern "C" fn UI_method_get_reader(method: In<UI_METHOD>) -> Option<Handle> {
    quiet(None, || Ok(method.get()?.read.get()))
}

/// Sets the function that ends.
///
/// Returns: 0; -1 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn UI_method_set_closer(method: Mut<UI_METHOD>, closer: Option<Session>) -> c_int {
    quiet(-1, || {
        method.get()?.close.set(closer);
        Ok(0)
    })
}

/// The function that ends.
#[unsafe(no_mangle)]
pub extern "C" fn UI_method_get_closer(method: In<UI_METHOD>) -> Option<Session> {
    quiet(None, || Ok(method.get()?.close.get()))
}

/// Sets the function that words a prompt.
///
/// Returns: 0; -1 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn UI_method_set_prompt_constructor(
    method: Mut<UI_METHOD>,
    prompt_constructor: Option<Construct>,
) -> c_int {
    quiet(-1, || {
        method.get()?.construct.set(prompt_constructor);
        Ok(0)
    })
}

/// The function that words a prompt.
#[unsafe(no_mangle)]
pub extern "C" fn UI_method_get_prompt_constructor(method: In<UI_METHOD>) -> Option<Construct> {
    quiet(None, || Ok(method.get()?.construct.get()))
}

/// Sets the functions that copy and free the program's data.
///
/// Returns: 0; -1 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn UI_method_set_data_duplicator(
    method: Mut<UI_METHOD>,
    duplicator: Option<Duplicate>,
    destructor: Option<Destroy>,
) -> c_int {
    quiet(-1, || {
        let method = method.get()?;
        method.duplicate.set(duplicator);
        method.destroy.set(destructor);
        Ok(0)
    })
}

/// The function that copies the program's data.
#[unsafe(no_mangle)]
pub extern "C" fn UI_method_get_data_duplicator(method: In<UI_METHOD>) -> Option<Duplicate> {
    quiet(None, || Ok(method.get()?.duplicate.get()))
}

/// The function that frees the program's data.
#[unsafe(no_mangle)]
pub extern "C" fn UI_method_get_data_destructor(method: In<UI_METHOD>) -> Option<Destroy> {
    quiet(None, || Ok(method.get()?.destroy.get()))
}

/// Sets the program's value at `idx` on a method.
#[unsafe(no_mangle)]
pub extern "C" fn UI_method_set_ex_data(
    method: Mut<UI_METHOD>,
    idx: c_int,
    data: *mut c_void,
) -> c_int {
    entry(0, || method.get()?.ex_data.set(idx, data).map(|()| 1))
}

/// The program's value at `idx` on a method.
#[unsafe(no_mangle)]
pub extern "C" fn UI_method_get_ex_data(method: In<UI_METHOD>, idx: c_int) -> *const c_void {
    quiet(std::ptr::null(), || Ok(method.get()?.ex_data.get(idx).cast_const()))
}

/// What a string is for; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn UI_get_string_type(uis: Mut<UI_STRING>) -> c_int {
    quiet(0, || Ok(uis.get()?.kind as c_int))
}

/// `UI_INPUT_FLAG_…` of a string.
#[unsafe(no_mangle)]
pub extern "C" fn UI_get_input_flags(uis: Mut<UI_STRING>) -> c_int {
    quiet(0, || Ok(uis.get()?.flags))
}

/// The words of a string.
#[unsafe(no_mangle)]
pub extern "C" fn UI_get0_output_string(uis: Mut<UI_STRING>) -> LendConst<c_char> {
    quiet(LendConst::null(), || Ok(LendConst::cstr(&uis.get()?.out)))
}

/// What to do, of a question with two answers.
#[unsafe(no_mangle)]
pub extern "C" fn UI_get0_action_string(uis: Mut<UI_STRING>) -> LendConst<c_char> {
    quiet(LendConst::null(), || {
        Ok(uis.get()?.action.as_deref().map_or(LendConst::null(), LendConst::cstr))
    })
}

/// The answer.
#[unsafe(no_mangle)]
pub extern "C" fn UI_get0_result_string(uis: Mut<UI_STRING>) -> LendConst<c_char> {
    quiet(LendConst::null(), || Ok(result(uis.get()?)))
}

/// The length of the answer; -1 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn UI_get_result_string_length(uis: Mut<UI_STRING>) -> c_int {
    quiet(-1, || Ok(length(uis.get()?)))
}

/// What the answer must be.
#[unsafe(no_mangle)]
pub extern "C" fn UI_get0_test_string(uis: Mut<UI_STRING>) -> LendConst<c_char> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(uis.get()?.test.0.cast_const().cast())))
}

/// The shortest answer; -1 if it is no question.
#[unsafe(no_mangle)]
pub extern "C" fn UI_get_result_minsize(uis: Mut<UI_STRING>) -> c_int {
    quiet(-1, || Ok(if is_question(uis.get()?) { uis.get()?.min } else { -1 }))
}

/// The longest answer; -1 if it is no question.
#[unsafe(no_mangle)]
pub extern "C" fn UI_get_result_maxsize(uis: Mut<UI_STRING>) -> c_int {
    quiet(-1, || Ok(if is_question(uis.get()?) { uis.get()?.max } else { -1 }))
}

/// Takes the string `result` as the answer.
///
/// Returns: 0; -1 if it is too short or too long.
#[unsafe(no_mangle)]
pub extern "C" fn UI_set_result(ui: Mut<UI>, uis: Mut<UI_STRING>, result: Str) -> c_int {
    entry(-1, || ui.get()?.set_result(uis.get()?, result.bytes()?).map(|()| 0))
}

/// Takes `len` bytes as the answer.
///
/// Returns: 0; -1 if they are too few or too many.
#[unsafe(no_mangle)]
pub extern "C" fn UI_set_result_ex(
    ui: Mut<UI>,
    uis: Mut<UI_STRING>,
    result: crate::abi::InBuf<c_char>,
    len: c_int,
) -> c_int {
    entry(-1, || ui.get()?.set_result(uis.get()?, result.slice(len)?).map(|()| 0))
}

/// Asks at the terminal for a passphrase, twice if `verify`, into `buf`.
///
/// Returns: 0; less on an error.
#[unsafe(no_mangle)]
pub extern "C" fn UI_UTIL_read_pw_string(
    buf: *mut c_char,
    length: c_int,
    prompt: Str,
    verify: c_int,
) -> c_int {
    entry(-1, || {
        const LONGEST: c_int = 8192;
        let max = length.min(LONGEST) - 1;
        let again = mem::zalloc_at(8192, mem::Place(c"tlsrs".as_ptr(), 0));
        let ui = UI::new(ui::default_method());
        ui.add(input(Kind::Prompt, &prompt, 0, buf, 0, max)?);
        if verify != 0 {
            let mut string = input(Kind::Verify, &prompt, 0, again.cast(), 0, max)?;
            string.test = crate::abi::Opaque(buf.cast());
            ui.add(string);
        }
        let outcome = ui.process();
        mem::free_clearing(again, 8192, mem::Place(c"tlsrs".as_ptr(), 0));
        Ok(outcome)
    })
}
