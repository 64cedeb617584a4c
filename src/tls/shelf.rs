//! Idle things that cost to make, kept for whoever needs one next.

#![forbid(unsafe_code)]

use std::sync::Mutex;

/// How many places there are: threads that work at the same time mostly use
/// different ones.
const PLACES: usize = 8;

thread_local! {
    /// Its address tells threads apart.
    static MARK: u8 = const { 0 };
}

/// Idle things for all threads.
pub(super) struct Shelf<T> {
    places: [Mutex<Vec<T>>; PLACES],
    most: usize,
}

/// The places, this thread's first.
fn order() -> impl Iterator<Item = usize> {
    // Fibonacci hashing: threads' addresses differ in any of their bits.
    const SPREAD: usize = 0x9e37_79b9_7f4a_7c15_u64 as usize;
    let address = MARK.try_with(|mark| std::ptr::from_ref(mark).addr()).unwrap_or(0);
    let first = address.wrapping_mul(SPREAD) >> (usize::BITS - PLACES.ilog2());
    (0..PLACES).map(move |at| (first + at) % PLACES)
}

impl<T> Shelf<T> {
    /// An empty one, where every place holds `most` at the most.
    pub(super) const fn new(most: usize) -> Self {
        Shelf { places: [const { Mutex::new(Vec::new()) }; PLACES], most }
    }

    /// One of them, if any is idle.
    pub(super) fn take(&self) -> Option<T> {
        // Never waits: a place may have been locked in the moment of a fork.
        let mut places = order().filter_map(|at| self.places.get(at)?.try_lock().ok());
        places.find_map(|mut place| place.pop())
    }

    /// Keeps one, if there is room.
    pub(super) fn give(&self, thing: T) {
        let places = order().filter_map(|at| self.places.get(at)?.try_lock().ok());
        let free = places.into_iter().find(|place| place.len() < self.most);
        if let Some(mut place) = free {
            place.push(thing);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_shelf_drops_what_it_is_given() {
        let shelf = Shelf::new(2);
        for number in 0..3 * PLACES {
            shelf.give(number);
        }
        let held: Vec<_> = std::iter::from_fn(|| shelf.take()).collect();
        assert_eq!(held.len(), 2 * PLACES);
    }
}
