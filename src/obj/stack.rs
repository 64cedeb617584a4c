//! Stacks of pointers: `STACK_OF(T)` in C.

use super::cell::{Guarded, lend_again};
use crate::abi::stack::{self, Compare};
use crate::abi::{Handle, Opaque, Shared};
use std::ffi::c_int;
use std::sync::Arc;

/// A growing array of pointers with an optional order. It owns its elements
/// only where the function that hands it over says so.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
#[derive(Debug, Default)]
pub struct OPENSSL_STACK(Guarded<State>);

#[derive(Debug, Default, Clone)]
struct State {
    items: Vec<Opaque>,
    compare: Option<Compare>,
    sorted: bool,
}

/// What a search returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Find {
    /// The first equal element.
    First,
    /// An equal element, or a neighbour of where it would stand.
    Near,
}

impl OPENSSL_STACK {
    /// An empty stack ordered by `compare`.
    pub fn new(compare: Option<Compare>) -> Box<Self> {
        Box::new(OPENSSL_STACK(Guarded::new(State { compare, ..State::default() })))
    }

    /// A stack of `items`.
    pub fn of(items: Vec<Opaque>) -> Box<Self> {
        Box::new(OPENSSL_STACK(Guarded::new(State { items, ..State::default() })))
    }

    /// A stack that owns its elements: C frees them with `sk_T_pop_free`.
    pub fn owning<T: Handle>(items: impl IntoIterator<Item = T::Owner>) -> Box<Self> {
        Self::of(items.into_iter().map(stack::give::<T>).collect())
    }

    /// A stack that lends its elements: C frees it with `sk_T_free`, and the
    /// caller keeps the elements alive.
    pub fn lending<'a, T: 'a>(items: impl IntoIterator<Item = &'a T>) -> Box<Self> {
        let lend = |item: &T| Opaque(std::ptr::from_ref(item).cast_mut().cast());
        Self::of(items.into_iter().map(lend).collect())
    }

    /// A share of each element, NULLs left out.
    pub fn shares<T: Shared>(&self) -> Vec<Arc<T>> {
        self.items().into_iter().filter_map(stack::share).collect()
    }

    /// Each element, NULLs left out; they live as long as C lends the stack.
    pub fn objects<T>(&self) -> Vec<&T> {
        self.items().into_iter().filter_map(stack::look).collect()
    }

    /// The elements themselves, the stack given up with them; NULLs left out.
    #[allow(clippy::boxed_local, reason = "the stack is given up with its elements")]
    pub fn into_owners<T: Handle>(self: Box<Self>) -> Vec<T::Owner> {
        self.drain_owners::<T>()
    }

    /// The elements themselves, of which the stack is then empty; NULLs left out.
    pub fn drain_owners<T: Handle>(&self) -> Vec<T::Owner> {
        let items = self.0.with(|s| std::mem::take(&mut s.items));
        items.into_iter().filter_map(stack::take::<T>).collect()
    }

    /// Lends elements to C, in the stack that has lent them before.
    pub fn lend_again<'a, T: 'a>(
        place: &mut Option<Arc<Self>>,
        items: impl IntoIterator<Item = &'a T>,
    ) -> Arc<Self> {
        lend_again(place, *Self::lending(items), |a, b| a.items() == b.items())
    }

    /// A copy of the pointers.
    pub fn items(&self) -> Vec<Opaque> {
        self.0.with(|s| s.items.clone())
    }

    /// Sets the element at `index`, filling up with NULL before it.
    pub fn set_growing(&self, index: c_int, item: Opaque) {
        self.0.with(|s| {
            let Ok(at) = usize::try_from(index) else { return };
            if s.items.len() <= at {
                s.items.resize(at + 1, Opaque::NULL);
            }
            if let Some(place) = s.items.get_mut(at) {
                *place = item;
            }
        });
    }

    /// Puts copies of the elements, in the same order, in their places.
    pub fn refill(&self, copies: Vec<Opaque>) {
        self.0.with(|s| s.items = copies);
    }

    /// How many elements there are.
    pub fn len(&self) -> usize {
        self.0.with(|s| s.items.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The element at `index`; NULL outside.
    pub fn value(&self, index: c_int) -> Opaque {
        let at = |s: &mut State| s.items.get(usize::try_from(index).ok()?).copied();
        self.0.with(at).unwrap_or(Opaque::NULL)
    }

    /// Puts `item` before `index`, or at the end if that is outside. Returns
    /// the number of elements; 0 if it cannot grow.
    pub fn insert(&self, item: Opaque, index: c_int) -> c_int {
        self.0.with(|s| {
            if c_int::try_from(s.items.len() + 1).is_err() || s.items.try_reserve(1).is_err() {
                return 0;
            }
            let at = usize::try_from(index).map_or(s.items.len(), |i| i.min(s.items.len()));
            s.items.insert(at, item);
            s.sorted = false;
            c_int::try_from(s.items.len()).unwrap_or(0)
        })
    }

    /// Puts `item` at the end. Returns the number of elements.
    pub fn push(&self, item: Opaque) -> c_int {
        self.insert(item, c_int::MAX)
    }

    /// Gives `owner` to the stack as its last element.
    pub fn push_owner<T: Handle>(&self, owner: T::Owner) -> c_int {
        self.push(stack::give::<T>(owner))
    }

    /// Removes the element at `index`; NULL if there is none.
    pub fn delete(&self, index: c_int) -> Opaque {
        self.0.with(|s| match usize::try_from(index) {
            Ok(i) if i < s.items.len() => s.items.remove(i),
            _ => Opaque::NULL,
        })
    }

    /// Removes the first element that is this very pointer.
    pub fn delete_ptr(&self, item: Opaque) -> Opaque {
        self.0.with(|s| match s.items.iter().position(|i| *i == item) {
            Some(i) => s.items.remove(i),
            None => Opaque::NULL,
        })
    }

    /// Removes the last element; NULL if there is none.
    pub fn pop(&self) -> Opaque {
        self.0.with(|s| s.items.pop()).unwrap_or(Opaque::NULL)
    }

    /// Replaces the element at `index`; NULL if there is none.
    pub fn set(&self, index: c_int, item: Opaque) -> Opaque {
        self.0.with(|s| {
            let place = usize::try_from(index).ok().and_then(|i| s.items.get_mut(i));
            let Some(place) = place else { return Opaque::NULL };
            *place = item;
            s.sorted = false;
            item
        })
    }

    /// Forgets all elements.
    pub fn clear(&self) {
        self.0.with(|s| s.items.clear());
    }

    /// Makes room for `more` elements.
    pub fn reserve(&self, more: usize) -> bool {
        self.0.with(|s| s.items.try_reserve_exact(more).is_ok())
    }

    /// A stack of the same pointers.
    pub fn duplicate(&self) -> Box<Self> {
        Box::new(OPENSSL_STACK(Guarded::new(self.0.get())))
    }

    /// Replaces the order; returns the old one.
    pub fn set_compare(&self, compare: Option<Compare>) -> Option<Compare> {
        self.0.with(|s| {
            let address = |f: Option<Compare>| f.map(|f| f as usize);
            if address(s.compare) != address(compare) {
                s.sorted = false;
            }
            std::mem::replace(&mut s.compare, compare)
        })
    }

    /// Whether the elements are known to be in order.
    pub fn is_sorted(&self) -> bool {
        self.0.with(|s| s.sorted)
    }

    /// Puts the elements in order, if there is one.
    pub fn sort(&self) {
        let State { mut items, compare, sorted } = self.0.get();
        let Some(compare) = compare else { return };
        if !sorted {
            if items.len() > 1 {
                stack::sort(&mut items, compare);
            }
            self.0.with(|s| (s.items, s.sorted) = (items, true));
        }
    }

    /// The index of an element equal to `key` and how many there are; without
    /// an order equal means the same pointer. With an order, sorts first.
    pub fn find(&self, key: Opaque, what: Find) -> Option<(usize, usize)> {
        self.0.with(|s| s.items.first().copied())?;
        let Some(compare) = self.0.with(|s| s.compare) else {
            return self.0.with(|s| s.items.iter().position(|i| *i == key)).map(|at| (at, 1));
        };
        self.sort();
        if key.is_null() {
            return None;
        }
        let items = self.items();
        let order = |at: usize| items.get(at).map(|item| stack::compare(compare, &key, item));
        let (mut low, mut high, mut at) = (0, items.len(), 0);
        let mut equal = false;
        while low < high && !equal {
            at = low.midpoint(high);
            match order(at)? {
                ..0 => high = at,
                0 => equal = true,
                1.. => low = at + 1,
            }
        }
        match (equal, what) {
            (false, Find::First) => None,
            (_, Find::Near) => Some((at, 1)),
            (true, Find::First) => {
                while at > 0 && order(at - 1) == Some(0) {
                    at -= 1;
                }
                let count = (at..items.len()).take_while(|i| order(*i) == Some(0)).count();
                Some((at, count))
            }
        }
    }
}
