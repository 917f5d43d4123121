//! Ctrl-C, SIGTERM and SIGHUP.
//!
//! While there is something to save, the first signal is kept until the training has saved it. A second one, and any
//! at another time, ends the program at once. Where the system knows no such signals it ends the program itself.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use targetprop::data::files::OutputLock;

/// Signals since the program began.
#[derive(Clone, Default)]
pub struct Interrupts(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// Whether the first signal is kept.
    held: bool,
    /// Exit code of the signal that was kept.
    received: Option<u8>,
}

impl Interrupts {
    /// Begins to listen; before a signal ends the program `at_once` runs and `lock` is given back.
    pub fn watch(lock: &OutputLock, at_once: impl Fn() + Send + 'static) -> io::Result<Self> {
        let interrupts = Self::default();
        let lock_file = lock.path().to_owned();
        #[cfg(unix)]
        {
            use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
            let mut watched = vec![SIGINT, SIGTERM];
            // nohup has SIGHUP ignored; then it stays ignored.
            watched.extend((!is_ignored(SIGHUP)).then_some(SIGHUP));
            let mut signals = signal_hook::iterator::Signals::new(watched)?;
            let listener = interrupts.clone();
            std::thread::spawn(move || {
                for signal in signals.forever() {
                    let code = 128 + signal;
                    let mut state = listener.state();
                    if !state.held || state.received.is_some() {
                        at_once();
                        // The program exits without running destructors, which would have removed the lock.
                        let _ = std::fs::remove_file(&lock_file);
                        std::process::exit(code);
                    }
                    state.received = Some(code as u8);
                }
            });
        }
        Ok(interrupts)
    }

    /// From here on the first signal is kept.
    pub fn hold(&self) {
        self.state().held = true;
    }

    /// From here on a signal ends the program at once; gives the exit code of one that was kept.
    pub fn release(&self) -> Option<u8> {
        let mut state = self.state();
        state.held = false;
        state.received
    }

    /// Whether a signal was kept.
    pub fn received(&self) -> bool {
        self.state().received.is_some()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether whoever started the program wants it to live through `signal`, where the system tells.
#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|signals| u64::from_str_radix(signals.trim(), 16).ok());
    ignored.is_some_and(|signals| signals >> (signal - 1) & 1 == 1)
}
