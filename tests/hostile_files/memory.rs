//! Counts what a thread holds in memory.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The system's allocator, with a count for each thread.
pub struct Counting;

thread_local! {
    /// Bytes held now, and the most since they were last asked for.
    static HELD: Cell<[usize; 2]> = const { Cell::new([0; 2]) };
}

// SAFETY: all work is the system allocator's; the count allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let [now, most] = HELD.get();
        let now = now + layout.size();
        HELD.set([now, most.max(now)]);
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        let [now, most] = HELD.get();
        // What another thread has allocated may be freed here.
        HELD.set([now.saturating_sub(layout.size()), most]);
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// What `work` returns, and the most bytes that this thread held during it beyond those of before.
pub fn held_by<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let [before, _] = HELD.get();
    HELD.set([before; 2]);
    let value = work();
    (value, HELD.get()[1] - before)
}
