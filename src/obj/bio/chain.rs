//! Chains of BIOs.
//!
//! A link holds a share of the next one, so that nothing dangles; the shares
//! that C holds are counted without those, as OpenSSL counts references.

use super::BIO;
use super::command::*;
use crate::abi::Arg;
use crate::abi::handle::drop_share_of_c;
use crate::err::bio::R_UNINITIALIZED;
use crate::err::{Error, Lib, Result};
use std::ffi::c_int;
use std::sync::Arc;
use std::sync::atomic::Ordering;

impl BIO {
    /// The next link.
    pub fn next(&self) -> Option<Arc<BIO>> {
        self.next.get()
    }

    /// Sets the next link, and nothing else.
    pub fn set_next(&self, next: Option<Arc<BIO>>) {
        if let Some(next) = &next {
            next.links.fetch_add(1, Ordering::AcqRel);
        }
        let old = self.next.with(|place| std::mem::replace(place, next));
        if let Some(old) = old {
            old.links.fetch_sub(1, Ordering::AcqRel);
        }
    }

    pub(super) fn unlink_next(&self) {
        self.set_next(None);
    }

    /// Every link from this one on.
    pub fn chain(self: &Arc<Self>) -> impl Iterator<Item = Arc<BIO>> + use<> {
        std::iter::successors(Some(self.clone()), |bio| bio.next())
    }

    /// Puts `tail` at the end of this chain.
    pub fn push(self: &Arc<Self>, tail: Option<&Arc<BIO>>) {
        let Some(last) = self.chain().last() else { return };
        last.set_next(tail.cloned());
        if let Some(tail) = tail {
            tail.prev.set(Arc::downgrade(&last));
        }
        self.ctrl(CTRL_PUSH, 0, Arg::object_of(&*last));
    }

    /// Takes this link out of its chain; the next one.
    pub fn pop(self: &Arc<Self>) -> Option<Arc<BIO>> {
        let next = self.next();
        self.ctrl(CTRL_POP, 0, Arg::object_of(&**self));
        let prev = self.prev.with(std::mem::take);
        if let Some(prev) = prev.upgrade() {
            prev.set_next(self.next());
        }
        if let Some(next) = self.next() {
            next.prev.set(prev);
        }
        self.set_next(None);
        next
    }

    /// The first link of a type: a whole one, or only a class such as
    /// `BIO_TYPE_DESCRIPTOR`.
    pub fn find_type(self: &Arc<Self>, kind: c_int) -> Option<Arc<BIO>> {
        let class_only = kind & 0xff == 0;
        self.chain().find(|bio| match class_only {
            true => bio.kind() & kind != 0,
            false => bio.kind() == kind,
        })
    }

    /// The last link of those that are to be tried again.
    pub fn retry_link(self: &Arc<Self>) -> Arc<BIO> {
        self.chain().take_while(|bio| bio.should_retry()).last().unwrap_or_else(|| self.clone())
    }

    /// Takes over the next link's retry flags and reason.
    pub fn copy_next_retry(&self) {
        if let Some(next) = self.next() {
            self.set_flags(next.flags() & (FLAGS_RWS | FLAGS_SHOULD_RETRY));
            self.set_retry_reason(next.retry_reason());
        }
    }

    /// A copy of the whole chain.
    pub fn duplicate_chain(self: &Arc<Self>) -> Result<Arc<BIO>> {
        let mut copies: Vec<Arc<BIO>> = Vec::new();
        for bio in self.chain() {
            let copy = BIO::new(bio.method.clone())?;
            copy.callback.set(bio.callback.get());
            copy.callback_ex.set(bio.callback_ex.get());
            copy.set_callback_arg(bio.callback_arg());
            copy.set_init(bio.init());
            copy.set_shutdown(bio.shutdown());
            copy.flags.store(bio.flags(), Ordering::Release);
            copy.set_num(bio.num());
            if bio.ctrl(CTRL_DUP, 0, Arg::object_of(&*copy)) <= 0 {
                return Err(Error::quiet());
            }
            copy.ex_data.copy_from(crate::obj::ex_data::Class::Bio, &bio.ex_data)?;
            copies.push(copy);
        }
        let mut copies = copies.into_iter();
        let first = copies.next().ok_or_else(|| Error::new(Lib::Bio, R_UNINITIALIZED))?;
        let mut last = first.clone();
        for copy in copies {
            last.push(Some(&copy));
            // C owns every link of the copy.
            last = copy.clone();
            std::mem::forget(copy);
        }
        Ok(first)
    }

    /// Gives C the first of `links`, each of which it owns from now on.
    pub fn owned_by_c(links: Vec<Arc<BIO>>) -> Option<Arc<BIO>> {
        let mut links = links.into_iter();
        let first = links.next();
        links.for_each(std::mem::forget);
        first
    }

    /// The shares that C, or an object of ours, holds.
    fn references(self: &Arc<Self>) -> usize {
        Arc::strong_count(self).saturating_sub(self.links.load(Ordering::Acquire))
    }

    /// Gives up a share; with the last one the BIO is closed, even if a link
    /// before it is still there. False if its callback forbids.
    pub fn free(self: Arc<Self>) -> bool {
        self.references() > 1 || self.finish()
    }

    /// Gives up a share of this and of every following link, up to one that
    /// others hold too.
    pub fn free_all(self: Arc<Self>) {
        let shared = self.references() > 1;
        let mut next = self.next();
        self.free();
        if shared {
            return;
        }
        while let Some(bio) = next {
            // Besides the share we hold now: C's.
            let others = bio.references().saturating_sub(1);
            if others == 0 {
                return;
            }
            next = bio.next();
            drop_share_of_c(&bio);
            if others > 1 {
                return;
            }
            bio.finish();
        }
    }
}
