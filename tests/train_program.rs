//! The `train` program as a user meets it: a small training from beginning to end, interruption, refusals.

#![cfg(not(target_arch = "wasm32"))]

use std::path::Path;
use std::process::{Command, Output};
use targetprop::data::files::mixture_beside;
use targetprop::learning::Trainer;
use targetprop::net::checkpoint::Model;

/// A folder with 60 training images and labels: enough for the program, made by a formula.
fn data_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = vec![0, 0, 8, 3, 0, 0, 0, 60, 0, 0, 0, 28, 0, 0, 0, 28];
    bytes.extend((0..60 * 784).map(|i| if (i / 784 + i / 28) % 5 == 0 { 250_u8 } else { 0 }));
    std::fs::write(folder.path().join("train-images-idx3-ubyte"), bytes).unwrap();
    let mut labels = vec![0, 0, 8, 1, 0, 0, 0, 60];
    labels.extend((0..60_u8).map(|i| i % 10));
    std::fs::write(folder.path().join("train-labels-idx1-ubyte"), labels).unwrap();
    folder
}

/// Runs `train` on a small network; `more` is a line of further flags.
fn train(data: &Path, out: &Path, more: &str) -> Output {
    command(data, out, more).output().unwrap()
}

fn command(data: &Path, out: &Path, more: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_train"));
    command.arg("--data").arg(data).arg("--out").arg(out).args(more.split_whitespace());
    command
}

const SMALL: &str = "--h1-units 12 --h2-units 4 --batch-size 20 --n-steps 3 --precision f32 --mixture-components 5 --mixture-rank 2";

fn small(more: &str) -> String {
    format!("{SMALL} {more}")
}

/// The one line of the refusal, after checking that it is one and that the exit code says so.
fn refusal(output: &Output) -> String {
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(!output.status.success(), "expected a refusal, found success");
    assert_eq!(text.trim_end().lines().count(), 1, "expected one line, found:\n{text}");
    text
}

#[test]
fn a_training_leaves_a_model_a_checkpoint_and_grids() {
    let data = data_folder();
    let out = data.path().join("model.safetensors");
    let grids = data.path().display().to_string();
    let output = train(data.path(), &out, &small(&format!("--epochs 2 --grid {grids}")));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let log = String::from_utf8(output.stdout).unwrap();
    assert!(log.contains("epoch 1: log p(x,h) ") && log.contains("epoch 2: log p(x,h) "), "{log}");

    let mut model = Model::from_bytes(&std::fs::read(&out).unwrap()).unwrap();
    model.add_mixture(&std::fs::read(mixture_beside(&out)).unwrap()).unwrap();
    assert_eq!(model.card.epochs_done, 2);
    assert_eq!(model.card.architecture.to_string(), "784-12-4");
    assert!(model.card.command.contains("--epochs 2"));
    let mixture = model.need_mixture().unwrap();
    assert_eq!((mixture.n_components(), mixture.rank()), (5, 2));
    let checkpoint = Trainer::from_bytes(&std::fs::read(out.with_extension("checkpoint")).unwrap()).unwrap();
    assert_eq!(checkpoint.net, model.net);
    for epoch in ["01", "02"] {
        let png = std::fs::read(data.path().join(format!("epoch-{epoch}.png"))).unwrap();
        assert!(png.starts_with(b"\x89PNG"));
    }
}

#[test]
fn synthetic_digits_need_no_files_and_follow_the_seed() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("model.safetensors");
    let few = small("--epochs 1 --images 60 --seed 7");
    let output = train(Path::new("synthetic"), &out, &few);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let model = Model::from_bytes(&std::fs::read(&out).unwrap()).unwrap();
    assert_eq!(model.card.data, "synthetic digits, seed 7, the first 60 training digits");
    // A resumed training takes the seed of its digits from the checkpoint.
    let whole = folder.path().join("whole.safetensors");
    assert!(train(Path::new("synthetic"), &whole, &few.replace("--epochs 1", "--epochs 2")).status.success());
    let checkpoint = out.with_extension("checkpoint");
    let resume =
        format!("--resume {} --epochs 2 --force --images 60 --mixture-components 5", checkpoint.display());
    assert!(train(Path::new("synthetic"), &out, &resume).status.success());
    let read = |file: &Path| Trainer::from_bytes(&std::fs::read(file).unwrap()).unwrap();
    assert_eq!(read(&checkpoint), read(&whole.with_extension("checkpoint")));
}

#[test]
fn a_resumed_training_ends_where_an_unbroken_one_does() {
    let data = data_folder();
    let (whole, parts) = (data.path().join("whole.safetensors"), data.path().join("parts.safetensors"));
    assert!(train(data.path(), &whole, &small("--epochs 3")).status.success());
    assert!(train(data.path(), &parts, &small("--epochs 1")).status.success());
    let resume = format!(
        "--resume {} --epochs 3 --force --mixture-components 5",
        parts.with_extension("checkpoint").display()
    );
    assert!(train(data.path(), &parts, &resume).status.success());
    let read = |file: &Path| {
        Trainer::from_bytes(&std::fs::read(file.with_extension("checkpoint")).unwrap()).unwrap()
    };
    assert_eq!(read(&whole), read(&parts));
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_a_checkpoint_to_resume() {
    let data = data_folder();
    let out = data.path().join("model.safetensors");
    let checkpoint = out.with_extension("checkpoint");
    let mut child = command(data.path(), &out, &small("--epochs 1000"))
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    while !checkpoint.exists() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(!out.exists(), "an unfinished training writes no model");
    let trainer = Trainer::from_bytes(&std::fs::read(&checkpoint).unwrap()).unwrap();
    assert!(trainer.progress().steps > 0);
}

#[test]
fn existing_files_are_not_replaced_unasked() {
    let data = data_folder();
    let out = data.path().join("model.safetensors");
    std::fs::write(&out, "precious").unwrap();
    let message = refusal(&train(data.path(), &out, &small("--epochs 1")));
    assert!(message.contains("exists") && message.contains("--force"), "{message}");
    assert_eq!(std::fs::read(&out).unwrap(), b"precious");
}

#[test]
fn missing_data_and_folders_are_named() {
    let data = data_folder();
    let empty = tempfile::tempdir().unwrap();
    let message = refusal(&train(empty.path(), &data.path().join("m.safetensors"), SMALL));
    assert!(message.contains("train-images-idx3-ubyte") && message.contains("build.sh mnist"), "{message}");
    let message = refusal(&train(data.path(), &data.path().join("m.safetensors"), "--h1-units 12"));
    assert!(message.contains("more than 300 images, found 60"), "{message}");
    let message = refusal(&train(data.path(), &data.path().join("none/m.safetensors"), SMALL));
    assert!(message.contains("cannot write to the folder"), "{message}");
}

#[test]
fn bad_flags_say_their_range() {
    let data = data_folder();
    let out = data.path().join("m.safetensors");
    for (flag, reason) in [
        ("--rate-g1 nonsense", "expected a number"),
        ("--rate-g1 2", "rate_g1 must lie between 0 and 1, found 2"),
        ("--n-steps 1.5", "whole number"),
        ("--step NaN", "step must lie"),
        ("--images 0", "--images"),
        ("--mixture-rank 101", "rank must lie between 0 and 100"),
        ("--read-out-rate 11", "rate must lie between 0 and 10"),
        ("--unknown 1", "unexpected argument"),
    ] {
        let output = train(data.path(), &out, flag);
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(2) && message.contains(reason), "{flag}: {message}");
    }
    assert!(!out.exists());
}

#[test]
fn unfit_checkpoints_are_refused() {
    let data = data_folder();
    let out = data.path().join("model.safetensors");
    assert!(train(data.path(), &out, &small("--epochs 1")).status.success());
    let (checkpoint, other) = (out.with_extension("checkpoint"), data.path().join("other.safetensors"));
    let foreign = data.path().join("foreign");
    std::fs::write(&foreign, "not a checkpoint").unwrap();
    let cut = data.path().join("cut");
    let bytes = std::fs::read(&checkpoint).unwrap();
    std::fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    for (file, flags, reason) in [
        (&foreign, "", "expected a whole safetensors file"),
        (&cut, "", "expected a whole safetensors file"),
        (&out, "", "a card that this version can read"),
        (&checkpoint, "--h1-units 13", "expected a 784-13-100 network, found 784-12-4"),
        (&checkpoint, "--rate-g1 0.01", "--rate-g1 cannot be changed by --resume"),
    ] {
        let message = refusal(&train(data.path(), &other, &format!("--resume {} {flags}", file.display())));
        assert!(message.contains(reason), "{message}");
    }
    assert_eq!(std::fs::read(&checkpoint).unwrap(), bytes);
    assert!(!other.exists());
}

#[test]
fn a_runaway_is_named_and_stops() {
    let data = data_folder();
    let out = data.path().join("model.safetensors");
    let message =
        refusal(&train(data.path(), &out, &small("--epochs 300 --rate-f1 1 --rate-g1 1 --rate-decay 1")));
    assert!(message.contains("training diverged in epoch"), "{message}");
    assert!(!out.exists());
}

/// A file-size limit stands in for a full disk: the write fails halfway.
#[cfg(unix)]
#[test]
fn a_failed_write_is_reported_and_keeps_the_old_file() {
    let data = data_folder();
    let out = data.path().join("model.safetensors");
    let checkpoint = out.with_extension("checkpoint");
    assert!(train(data.path(), &out, &small("--epochs 1")).status.success());
    let before = std::fs::read(&checkpoint).unwrap();
    let program = env!("CARGO_BIN_EXE_train");
    let (data_path, out_path) = (data.path().display(), out.display());
    let line = format!("--data {data_path} --out {out_path} --force {}", small("--epochs 2"));
    let script = format!("trap '' XFSZ; ulimit -f 8; exec {program} {line}");
    let output = Command::new("bash").args(["-c", &script]).output().unwrap();
    let message = refusal(&output);
    assert!(message.contains("cannot write") && message.contains(".checkpoint"), "{message}");
    assert_eq!(std::fs::read(&checkpoint).unwrap(), before);
}
