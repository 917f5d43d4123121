//! Signals, closed pipes, full disks and kills: what was learned stays, and training goes on from it.

use super::*;
use crate::program::Running;
use std::ffi::OsString;
use std::fs::File;
use std::io::{BufRead, BufReader, PipeReader};
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;
use std::sync::mpsc::channel;
use std::thread::spawn;

/// Longer than any test lasts.
const LONG: &str = "--epochs 1000";

fn start(command: &mut Command) -> Running {
    Running::start(command, Stdio::piped())
}

/// `command` with default answers to signals, whatever those of the test runner are, changed by `flag` of `env`.
fn with_signals(flag: &str, command: &Command) -> Command {
    let mut env = Command::new("env");
    env.args(["--default-signal", flag]).arg(command.get_program()).args(command.get_args());
    env
}

/// Reads lines until one contains `part`.
fn wait_for(running: &Running, part: &str) {
    while !running.line().unwrap_or_else(|| panic!("it ended before {part}")).contains(part) {}
}

/// Reads the other end of a pipe that the program prints to, up to a line with `part`, and closes it, as `head` does.
fn close_after(running: &Running, pipe: PipeReader, part: &'static str) {
    let (closed, was_closed) = channel();
    spawn(move || {
        let mut lines = BufReader::new(pipe).lines().map_while(Result::ok);
        let found = lines.any(|line| line.contains(part));
        drop(lines);
        closed.send(found)
    });
    assert_eq!(running.received(&was_closed), Some(true), "it ended before {part}");
}

fn send(running: &Running, signal: &str) {
    let id = running.child.id().to_string();
    assert!(Command::new("kill").args(["-s", signal, &id]).status().unwrap().success());
}

/// Names in a folder that are not shown.
fn hidden(folder: &Path) -> Vec<OsString> {
    let names = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name());
    names.filter(|name| name.to_string_lossy().starts_with('.')).collect()
}

#[test]
fn a_signal_leaves_a_checkpoint_from_which_training_goes_on() {
    for (signal, code) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
        let data = data_folder();
        let out = data.path().join("model.safetensors");
        let running = start(&mut with_signals("--default-signal", &command(data.path(), &out, &small(LONG))));
        wait_for(&running, "epoch 1:");
        send(&running, signal);
        let output = running.finish();
        assert_eq!(output.status.code(), Some(code));
        let message = failure(&output);
        assert!(message.starts_with("train: stopped; go on with --resume "), "{message}");
        assert!(!out.exists(), "an unfinished training writes no model");
        assert!(hidden(data.path()).is_empty(), "{:?}", hidden(data.path()));
        let epoch = checkpoint(&out).progress().epoch;
        let more = format!("{} --epochs {} --mixture-components 5", resume(&out), epoch + 1);
        assert!(train(data.path(), &out, &more).status.success());
        assert_eq!(checkpoint(&out).progress().epoch, epoch + 1);
    }
}

#[test]
fn a_hangup_that_is_to_be_ignored_is() {
    let data = data_folder();
    let out = data.path().join("model.safetensors");
    // As nohup does.
    let running = start(&mut with_signals("--ignore-signal=HUP", &command(data.path(), &out, &small(LONG))));
    wait_for(&running, "epoch 1:");
    send(&running, "HUP");
    // Far beyond the epoch that a signal would let come to its end.
    wait_for(&running, &format!("epoch {}:", checkpoint(&out).progress().epoch + 30));
    send(&running, "INT");
    assert_eq!(running.finish().status.code(), Some(130));
}

#[test]
fn a_second_signal_ends_the_program_at_once() {
    let data = data_folder();
    let out = data.path().join("model.safetensors");
    // A single batch that takes far longer than two signals.
    let slow = "--batch-size 1000 --n-steps 200 --images 1000";
    let running = start(&mut with_signals("--default-signal", &command(Path::new("synthetic"), &out, slow)));
    wait_for(&running, "network");
    send(&running, "INT");
    send(&running, "TERM");
    let output = running.finish();
    // Signals that come together may be seen in either order.
    assert!([130, 143].map(Some).contains(&output.status.code()), "{:?}", output.status);
    assert_eq!(failure(&output), "train: stopped\n");
    assert_eq!(std::fs::read_dir(data.path()).unwrap().count(), 2, "only the data are left");
}

#[test]
fn what_is_learned_after_the_epochs_can_be_stopped_and_taken_up() {
    for (phase, slow) in [
        ("inferring the latents", "--mixture-components 5 --h1-units 1000 --read-out-epochs 1000"),
        ("round 1 of EM", "--h2-units 100 --mixture-components 50 --mixture-iterations 1000"),
    ] {
        let data = data_folder();
        let out = data.path().join("model.safetensors");
        let more = format!("--epochs 1 --n-steps 0 --batch-size 60 {slow}");
        let running = start(&mut with_signals("--default-signal", &command(data.path(), &out, &more)));
        wait_for(&running, phase);
        send(&running, "INT");
        let output = running.finish();
        assert_eq!(output.status.code(), Some(130), "{phase}");
        assert!(failure(&output).contains("go on with --resume"));
        assert!(!out.exists() && hidden(data.path()).is_empty());

        let more = format!("{} --mixture-components 5", resume(&out));
        assert!(train(data.path(), &out, &more).status.success());
        let card = Model::from_bytes(&std::fs::read(&out).unwrap()).unwrap().card;
        assert_eq!(card.epochs_done, 1);
        // The means over the epoch went with the run that learned it.
        assert!(card.results.is_empty(), "{:?}", card.results);
    }
}

#[test]
fn what_was_learned_is_written_before_a_closed_pipe_is_noticed() {
    let data = data_folder();
    let out = data.path().join("model.safetensors");
    let (reader, writer) = std::io::pipe().unwrap();
    let running = Running::start(&mut command(data.path(), &out, &small(LONG)), writer.into());
    close_after(&running, reader, "");
    let output = running.finish();
    assert_eq!(output.status.code(), Some(141));
    let message = failure(&output);
    assert!(message.contains("Broken pipe") && message.contains("go on with --resume"), "{message}");
    assert!(checkpoint(&out).progress().epoch >= 1);
}

#[test]
fn a_closed_pipe_after_the_epochs_does_not_cost_the_model() {
    let data = data_folder();
    let out = data.path().join("model.safetensors");
    assert!(train(data.path(), &out, &small("--epochs 1")).status.success());
    std::fs::remove_file(&out).unwrap();
    let (reader, writer) = std::io::pipe().unwrap();
    let more = format!("{} --force --mixture-components 50 --mixture-iterations 1000", resume(&out));
    let running = Running::start(&mut command(data.path(), &out, &more), writer.into());
    close_after(&running, reader, "round 1 of EM");
    let output = running.finish();
    assert_eq!(output.status.code(), Some(141));
    failure(&output);
    Model::from_bytes(&std::fs::read(&out).unwrap()).unwrap();
}

#[test]
fn a_full_disk_under_standard_output_is_named_before_the_first_epoch() {
    let data = data_folder();
    let out = data.path().join("model.safetensors");
    let full = File::options().write(true).open("/dev/full").unwrap();
    let output = Running::start(&mut command(data.path(), &out, &small(LONG)), full.into()).finish();
    assert_eq!(output.status.code(), Some(1));
    let message = failure(&output);
    assert!(message.starts_with("train: cannot write to standard output: No space left"), "{message}");
    assert!(hidden(data.path()).is_empty());
}

#[test]
fn kills_tear_no_file() {
    let data = data_folder();
    let out = data.path().join("model.safetensors");
    for epoch in 1..=8 {
        let more = if epoch == 1 { small(LONG) } else { resume(&out) + " --mixture-components 5" };
        let mut running = start(&mut command(data.path(), &out, &more));
        wait_for(&running, "epoch ");
        running.child.kill().unwrap();
        drop(running);
        assert!(checkpoint(&out).progress().epoch >= epoch);
    }
}

/// Runs `train` in a shell after `limits`: a limit to the size of files stands in for a full disk.
fn limited(limits: &str, data: &Path, out: &Path) -> Output {
    let train = command(data, out, &small("--epochs 2 --force"));
    let mut shell = Command::new("bash");
    shell
        .args(["-c", &format!("{limits}; exec \"$@\""), "bash"])
        .arg(train.get_program())
        .args(train.get_args());
    program::run(&mut shell)
}

#[test]
fn what_is_left_of_a_write_cut_short_goes_with_the_next_run() {
    let data = data_folder();
    let out = data.path().join("model.safetensors");
    assert!(train(data.path(), &out, &small("--epochs 1")).status.success());
    let before = checkpoint(&out);
    // The signal ends the program in the midst of the file.
    let output = limited("ulimit -c 0 -f 8", data.path(), &out);
    assert!(output.status.signal().is_some(), "{output:?}");
    let left = hidden(data.path());
    assert!(left.iter().any(|name| name.to_string_lossy().ends_with(".tmp")), "{left:?}");
    assert_eq!(checkpoint(&out), before);
    assert!(train(data.path(), &out, &small("--epochs 1 --force")).status.success());
    assert!(hidden(data.path()).is_empty(), "{:?}", hidden(data.path()));
}

#[test]
fn a_failed_write_is_reported_and_keeps_the_old_file() {
    let data = data_folder();
    let out = data.path().join("model.safetensors");
    assert!(train(data.path(), &out, &small("--epochs 1")).status.success());
    let before = checkpoint(&out);
    let message = failure(&limited("trap '' XFSZ; ulimit -f 8", data.path(), &out));
    assert!(message.contains("cannot write") && message.contains(".checkpoint"), "{message}");
    assert_eq!(checkpoint(&out), before);
    assert!(hidden(data.path()).is_empty(), "{:?}", hidden(data.path()));
}

#[test]
fn of_two_trainings_on_one_output_the_second_is_refused() {
    let data = data_folder();
    let out = data.path().join("model.safetensors");
    let running = start(&mut command(data.path(), &out, &small(LONG)));
    wait_for(&running, "epoch 1:");
    let message = failure(&train(data.path(), &out, &small("--epochs 1 --force")));
    assert!(message.contains("cannot write") && message.contains("another process does"), "{message}");
    // The first goes on, and its end frees the files.
    wait_for(&running, "epoch ");
    drop(running);
    assert!(train(data.path(), &out, &small("--epochs 1 --force")).status.success());
}
