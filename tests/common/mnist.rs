//! MNIST for tests that need it.

use std::io::Write;
use std::path::PathBuf;
use targetprop::data::mnist::{DIR_VARIABLE, find_dir};

/// The folder with MNIST; where there is none, says that `test` was skipped, past the capture of the test runner.
pub fn mnist_dir(test: &str) -> Option<PathBuf> {
    let dir = find_dir();
    if dir.is_none() {
        let _ = writeln!(
            std::io::stderr(),
            "{test}: SKIPPED, needs MNIST (set {DIR_VARIABLE} or run ./build.sh mnist)"
        );
    }
    dir
}
