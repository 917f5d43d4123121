//! Programs that tests start: each has a deadline, and none outlives its test.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{sleep, spawn};
use std::time::{Duration, Instant};

/// Far more than any of them takes.
const DEADLINE: Duration = Duration::from_secs(240);
/// Between two looks whether a program that has closed its output has ended.
const LOOK: Duration = Duration::from_millis(5);

/// A program that runs; killed when dropped.
pub struct Running {
    pub child: Child,
    command: String,
    deadline: Instant,
    /// Lines of standard output as they come, where it is a pipe of ours.
    lines: Receiver<String>,
    /// All of standard error, once it has ended.
    errors: Receiver<Vec<u8>>,
}

impl Running {
    /// Starts `command`.
    pub fn start(command: &mut Command, stdout: Stdio) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(stdout).stderr(Stdio::piped()).spawn().unwrap();
        let (line, lines) = channel();
        if let Some(stdout) = child.stdout.take() {
            spawn(move || {
                BufReader::new(stdout).lines().map_while(Result::ok).try_for_each(|l| line.send(l))
            });
        }
        let (end, errors) = channel();
        let mut stderr = child.stderr.take().unwrap();
        spawn(move || {
            let mut bytes = Vec::new();
            let _ = stderr.read_to_end(&mut bytes);
            end.send(bytes)
        });
        Self { child, command: format!("{command:?}"), deadline: Instant::now() + DEADLINE, lines, errors }
    }

    /// The next line of standard output, if there is one.
    pub fn line(&self) -> Option<String> {
        self.received(&self.lines)
    }

    /// What it printed since the last line that was read, and how it ended.
    pub fn finish(mut self) -> Output {
        let lines = std::iter::from_fn(|| self.line()).map(|line| line + "\n").collect::<String>();
        let stderr = self.received(&self.errors).unwrap();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return Output { status, stdout: lines.into_bytes(), stderr };
            }
            sleep(LOOK.min(self.time_left()));
        }
    }

    /// The next of what a thread sends that reads from the program; none, where it has ended.
    pub fn received<T>(&self, channel: &Receiver<T>) -> Option<T> {
        match channel.recv_timeout(self.time_left()) {
            Ok(value) => Some(value),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => self.late(),
        }
    }

    /// Checked before every wait: a program that prints for ever never lets a wait time out.
    fn time_left(&self) -> Duration {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() { self.late() } else { left }
    }

    fn late(&self) -> ! {
        panic!("{}: not over after {DEADLINE:?}", self.command)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only for one that is over.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs `command` to its end.
pub fn run(command: &mut Command) -> Output {
    Running::start(command, Stdio::piped()).finish()
}

/// The one line that a program fails with; it starts with the program's name.
pub fn failure(output: &Output) -> String {
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(!output.status.success(), "expected a failure, found success");
    assert_eq!(text.trim_end().lines().count(), 1, "expected one line, found:\n{text}");
    text
}
