//! What both programs do at the terminal: flags, one line for each failure, exit codes, a clean end when a pipe is closed.
//!
//! Exit codes: 0 done, 1 failed, 2 wrong flags, 128 + its number for a signal, and 141 where standard output is a closed
//! pipe, which is 128 + the number of SIGPIPE.

use clap::Parser;
use clap::error::ErrorKind;
use std::error::Error;
use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

/// A result of a program; the error is shown as one line.
pub type Outcome<T> = Result<T, Box<dyn Error>>;

/// Standard output could not be written to.
#[derive(Debug)]
pub struct Unprinted(pub io::Error);

impl Display for Unprinted {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "cannot write to standard output: {}", self.0)
    }
}

impl Error for Unprinted {}

/// Prints a line at once. Programs write a file before they say so: after a closed pipe nothing else would run.
pub fn say(line: impl Display) -> Result<(), Unprinted> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).map_err(Unprinted)
}

/// Prints a line to standard error, where there is one.
pub fn note(line: impl Display) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Runs `program` with the flags of the command line.
pub fn run<C: Parser>(name: &str, program: impl FnOnce(C) -> Outcome<ExitCode>) -> ExitCode {
    match C::try_parse() {
        Ok(cli) => program(cli).unwrap_or_else(|error| failed(name, error.as_ref())),
        Err(message) => refused(name, &message),
    }
}

/// Shows help, or what is wrong with the flags.
fn refused(name: &str, message: &clap::Error) -> ExitCode {
    if message.use_stderr() && message.kind() != ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        note(format_args!("{name}: {}", one_line(&message.to_string())));
        return ExitCode::from(2);
    }
    match message.print().and_then(|()| io::stdout().flush()) {
        Ok(()) => ExitCode::from(message.exit_code() as u8),
        Err(error) => failed(name, &Unprinted(error)),
    }
}

/// Prints the error; returns the exit code that stands for it.
fn failed(name: &str, error: &(dyn Error + 'static)) -> ExitCode {
    let is_unread = |Unprinted(error): &Unprinted| error.kind() == io::ErrorKind::BrokenPipe;
    note(format_args!("{name}: {error}"));
    ExitCode::from(if error.downcast_ref().is_some_and(is_unread) { 141 } else { 1 })
}

/// The first paragraph of clap's message, which says what is wrong; the rest is usage.
fn one_line(message: &str) -> String {
    let paragraph = message.trim_start_matches("error: ").lines().take_while(|line| !line.trim().is_empty());
    paragraph.map(str::trim).collect::<Vec<_>>().join(" ")
}
