//! A stack of its own for rustls, so that a question can leave it.
//!
//! rustls asks its verifier, resolver, signer and stores by plain calls. The
//! answers come from callbacks of the program, which may want to be asked
//! again later, or longjmp. So rustls runs on a stack of its own; where it
//! asks, [`ask`] switches back to the caller's stack with the question, and
//! the answer is handed in whenever it is known, from whatever thread.

use super::capture::{Answer, Question};
use super::shelf::Shelf;
use corosensei::stack::DefaultStack;
use corosensei::{Coroutine, CoroutineResult, Yielder};
use std::cell::Cell;
use std::ptr;

/// The size of a fiber's stack. A handshake in release needs less than 64
/// KiB; unoptimised code several times that. Pages that are not touched cost
/// nothing.
const STACK_SIZE: usize = if cfg!(debug_assertions) { 1 << 20 } else { 128 << 10 };

/// How many idle stacks each place of the shelf keeps.
const IDLE: usize = 4;

/// What a fiber does next.
pub(super) enum Turn<R> {
    /// It waits for the answer to this.
    Asks(Question),
    /// It is finished.
    Ends(R),
}

type Switch = Yielder<Option<Answer>, Question>;

/// A computation on a stack of its own, which ends in `R` and asks questions
/// on the way.
pub(super) struct Fiber<R: 'static>(Option<Coroutine<Option<Answer>, Question, R, DefaultStack>>);

// SAFETY: what is on the stack while it is suspended is rustls's state
// machine, which is Send, and frames of this module; `start` asks for a Send
// closure, and the thread-local pointer is set anew after each switch.
unsafe impl<R: Send> Send for Fiber<R> {}
// SAFETY: a shared reference to a fiber allows nothing.
unsafe impl<R: Send> Sync for Fiber<R> {}

thread_local! {
    /// The yielder of the fiber that runs on this thread now, or null.
    static CURRENT: Cell<*const Switch> = const { Cell::new(ptr::null()) };
}

static STACKS: Shelf<SendStack> = Shelf::new(IDLE);

struct SendStack(DefaultStack);
// SAFETY: an idle stack is only a mapping of memory.
unsafe impl Send for SendStack {}

fn take_stack() -> Option<DefaultStack> {
    STACKS.take().map(|stack| stack.0).or_else(|| DefaultStack::new(STACK_SIZE).ok())
}

/// Forgets the yielder however the fiber's body ends.
struct Forget;

impl Drop for Forget {
    fn drop(&mut self) {
        CURRENT.set(ptr::null());
    }
}

impl<R: 'static> Fiber<R> {
    /// A fiber that will run `body`; `None` without memory for its stack.
    pub(super) fn start(body: impl FnOnce() -> R + Send + 'static) -> Option<Self> {
        let run = move |yielder: &Switch, _: Option<Answer>| {
            CURRENT.set(yielder);
            let _forget = Forget;
            body()
        };
        Some(Fiber(Some(Coroutine::with_stack(take_stack()?, run))))
    }

    /// Runs it until it asks or ends; `answer` is for the question it asked
    /// last. A panic in the fiber goes on here. `None` if it has ended.
    pub(super) fn resume(&mut self, answer: Option<Answer>) -> Option<Turn<R>> {
        let mut coroutine = self.0.take()?;
        match coroutine.resume(answer) {
            CoroutineResult::Yield(question) => {
                self.0 = Some(coroutine);
                Some(Turn::Asks(question))
            }
            CoroutineResult::Return(result) => {
                STACKS.give(SendStack(coroutine.into_stack()));
                Some(Turn::Ends(result))
            }
        }
    }
}

/// Asks the owner of the fiber that this runs on; `None` outside one, or if
/// there is no answer.
#[inline(never)]
pub(super) fn ask(question: Question) -> Option<Answer> {
    let current = CURRENT.replace(ptr::null());
    // SAFETY: a pointer that is not null was set by `start`'s closure or
    // below, on this very stack, and the yielder lives as long as the stack's
    // bottom frame.
    let yielder = unsafe { current.as_ref() }?;
    let answer = yielder.suspend(question);
    // Maybe another thread than before: this one now runs the fiber.
    CURRENT.set(current);
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(byte: u8) -> Option<Vec<u8>> {
        match ask(Question::Open(vec![byte])) {
            Some(Answer::Bytes(found)) => found,
            _ => None,
        }
    }

    fn is(turn: Option<Turn<Vec<u8>>>, byte: u8) -> bool {
        matches!(turn, Some(Turn::Asks(Question::Open(bytes))) if bytes == [byte])
    }

    #[test]
    fn questions_and_answers_cross_threads() {
        let mut fiber = Fiber::start(|| [get(1).unwrap(), get(2).unwrap()].concat()).unwrap();
        assert!(is(fiber.resume(None), 1));
        let mut fiber = std::thread::spawn(move || {
            assert!(is(fiber.resume(Some(Answer::Bytes(Some(vec![3])))), 2));
            fiber
        })
        .join()
        .unwrap();
        let end = fiber.resume(Some(Answer::Bytes(Some(vec![4]))));
        assert!(matches!(end, Some(Turn::Ends(bytes)) if bytes == [3, 4]));
        assert!(fiber.resume(None).is_none());
    }

    #[test]
    fn a_suspended_fiber_drops_what_it_holds() {
        let held = std::sync::Arc::new(());
        let inside = held.clone();
        let mut fiber = Fiber::start(move || {
            let _ = get(1);
            drop(inside);
            Vec::new()
        })
        .unwrap();
        assert!(is(fiber.resume(None), 1));
        drop(fiber);
        assert_eq!(std::sync::Arc::strong_count(&held), 1);
    }

    #[test]
    fn outside_a_fiber_there_is_no_answer() {
        assert!(get(1).is_none());
    }
}
