//! Many executions of a reader, each with a file of its own, told by its number: a run is the same on every machine.

use crate::readers::Reader;
use rand::SeedableRng;
use rand_pcg::Pcg64;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;

/// Where files go that a reader did not withstand; the tests read them ever after.
pub const FOUND: &str = "tests/fixtures/found";
/// Files at a time that a thread takes.
const SHARE: u64 = 256;
/// Findings after which a reader is given up.
const ENOUGH: u64 = 8;

/// What has come of a reader's executions.
#[derive(Default)]
pub struct Tally {
    pub executions: u64,
    pub accepted: u64,
    /// Panics, assertions about what was read among them.
    pub panics: u64,
    /// Files for which more memory was held than the bound.
    pub over: u64,
    /// Most bytes held, and the largest part of its bound that a file took.
    peak: usize,
    of_bound: f64,
}

impl Tally {
    pub const HEAD: &str =
        "reader          executions   accepted    refused  panics  over bound  peak bytes  of bound";

    pub fn findings(&self) -> u64 {
        self.panics + self.over
    }

    pub fn line(&self, name: &str) -> String {
        let Self { executions, accepted, panics, over, peak, of_bound } = self;
        let refused = executions - accepted - panics;
        let of_bound = 100.0 * of_bound;
        format!(
            "{name:<14}{executions:>12}{accepted:>11}{refused:>11}{panics:>8}{over:>12}{peak:>12}{of_bound:>8.1} %"
        )
    }

    fn merge(self, other: Self) -> Self {
        Self {
            executions: self.executions + other.executions,
            accepted: self.accepted + other.accepted,
            panics: self.panics + other.panics,
            over: self.over + other.over,
            peak: self.peak.max(other.peak),
            of_bound: self.of_bound.max(other.of_bound),
        }
    }

    /// Reads `file`; whether that went well.
    pub fn execute(&mut self, reader: &Reader, file: &[u8], wanted: bool) -> bool {
        self.executions += 1;
        let Ok((accepted, held)) = catch_unwind(AssertUnwindSafe(|| (reader.read)(file, wanted))) else {
            self.panics += 1;
            return false;
        };
        let bound = reader.bound(file.len());
        self.accepted += u64::from(accepted);
        self.over += u64::from(held > bound);
        self.peak = self.peak.max(held);
        self.of_bound = self.of_bound.max(held as f64 / bound as f64);
        held <= bound
    }
}

/// So many executions on every core; what a reader does not withstand is put into [`FOUND`].
pub fn fuzz(reader: &Reader, executions: u64) -> Tally {
    let (next, findings) = (AtomicU64::new(0), AtomicU64::new(0));
    let work = || {
        let mut tally = Tally::default();
        loop {
            let start = next.fetch_add(SHARE, Relaxed);
            if start >= executions || findings.load(Relaxed) >= ENOUGH {
                return tally;
            }
            for case in start..executions.min(start + SHARE) {
                let file = (reader.mutate)(&reader.files, &mut Pcg64::seed_from_u64(case));
                if !tally.execute(reader, &file, case % reader.every == 0) {
                    findings.fetch_add(1, Relaxed);
                    let place = format!("{FOUND}/{}-{case}", reader.name);
                    eprintln!("{}, case {case}: see {place}", reader.name);
                    std::fs::create_dir_all(FOUND).and_then(|()| std::fs::write(place, &file)).unwrap();
                }
            }
        }
    };
    // A pool of one for each thread: what a core function shares out stays in the thread whose memory is counted.
    let alone = || rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap().install(work);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(alone)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).fold(Tally::default(), Tally::merge)
    })
}
