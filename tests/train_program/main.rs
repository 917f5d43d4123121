//! The `train` program as a user meets it: a small training from beginning to end, going on, stopping, refusals.

#![cfg(not(target_arch = "wasm32"))]

#[path = "../common/program.rs"]
mod program;
mod refused;
#[cfg(target_os = "linux")]
mod stopped;

use program::failure;
use std::path::Path;
use std::process::{Command, Output};
use targetprop::data::files::{mixture_beside, restorer_beside};
use targetprop::learning::Trainer;
use targetprop::model::Model;
use targetprop::restoration::Restorer;

/// A folder with 60 training images and labels: enough for the program, made by a formula.
fn data_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = vec![0, 0, 8, 3, 0, 0, 0, 60, 0, 0, 0, 28, 0, 0, 0, 28];
    bytes.extend((0..60 * 784).map(|i| if (i / 784 + i % 28) % 5 == 0 { 250_u8 } else { 0 }));
    std::fs::write(folder.path().join("train-images-idx3-ubyte"), bytes).unwrap();
    let mut labels = vec![0, 0, 8, 1, 0, 0, 0, 60];
    labels.extend((0..60_u8).map(|i| i % 10));
    std::fs::write(folder.path().join("train-labels-idx1-ubyte"), labels).unwrap();
    folder
}

/// Runs `train` on a small network; `more` is a line of further flags.
fn train(data: &Path, out: &Path, more: &str) -> Output {
    program::run(&mut command(data, out, more))
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

/// The flag to go on with the checkpoint beside `out`.
fn resume(out: &Path) -> String {
    format!("--resume {}", out.with_extension("checkpoint").display())
}

fn checkpoint(out: &Path) -> Trainer {
    Trainer::from_bytes(&std::fs::read(out.with_extension("checkpoint")).unwrap()).unwrap()
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
    assert_eq!(checkpoint(&out).net, model.net);
    let results: Vec<_> = model.card.results.iter().collect();
    assert!(results.len() == 3 && results.iter().all(|(_, nats)| **nats < 0.0), "{results:?}");
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
    let more = "--epochs 2 --force --images 60 --mixture-components 5";
    assert!(train(Path::new("synthetic"), &out, &format!("{} {more}", resume(&out))).status.success());
    assert_eq!(checkpoint(&out), checkpoint(&whole));
}

#[test]
fn a_resumed_training_ends_where_an_unbroken_one_does() {
    let data = data_folder();
    let (whole, parts) = (data.path().join("whole.safetensors"), data.path().join("parts.safetensors"));
    assert!(train(data.path(), &whole, &small("--epochs 3")).status.success());
    assert!(train(data.path(), &parts, &small("--epochs 1")).status.success());
    let more = "--epochs 3 --force --mixture-components 5";
    assert!(train(data.path(), &parts, &format!("{} {more}", resume(&parts))).status.success());
    assert_eq!(checkpoint(&whole), checkpoint(&parts));
}

#[test]
fn a_network_of_three_hidden_layers_learns_and_goes_on() {
    const MODEL: &str = "--precision f32 --mixture-components 5 --mixture-rank 2";
    let deep = format!("{MODEL} --hidden 12,8,4 --batch-size 20 --n-steps 3");
    let data = data_folder();
    let file = |name: &str| data.path().join(name);
    let succeed = |out: &Path, more: &str| {
        let output = train(data.path(), out, more);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let log = succeed(&file("whole.safetensors"), &format!("{deep} --epochs 2"));
    assert!(log.contains("784-12-8-4 network") && log.contains("h2|h3 "), "{log}");
    succeed(&file("parts.safetensors"), &format!("{deep} --epochs 1"));
    let again = format!("{MODEL} {} --epochs 2 --force", resume(&file("parts.safetensors")));
    succeed(&file("parts.safetensors"), &again);
    let [whole, parts] = ["whole", "parts"].map(|name| {
        let out = file(name).with_extension("safetensors");
        let mut model = Model::from_bytes(&std::fs::read(&out).unwrap()).unwrap();
        model.add_mixture(&std::fs::read(mixture_beside(&out)).unwrap()).unwrap();
        model
    });
    assert_eq!(whole.card.architecture.to_string(), "784-12-8-4");
    assert!(whole.card.results.contains_key("training log p(h2|h3), nats"), "{:?}", whole.card.results);
    assert_eq!((parts.net, parts.mixture), (whole.net, whole.mixture));
}

#[test]
fn a_restorer_is_learned_for_a_model_that_is_done() {
    let data = data_folder();
    let out = data.path().join("model.safetensors");
    let restorer = |flags: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_train"));
        command.arg("restorer").arg("--data").arg(data.path()).arg("--model").arg(&out);
        program::run(command.args(flags.split_whitespace()))
    };
    const FEW: &str = "--steps 2 --codes 3 --clustered-patches 500";
    assert!(failure(&restorer(FEW)).contains("cannot read"), "there is no model yet");
    assert!(train(data.path(), &out, &small("--epochs 1")).status.success());
    let learn = |flags: &str| {
        let output = restorer(&format!("{FEW} {flags}"));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let model = Model::from_bytes(&std::fs::read(&out).unwrap()).unwrap();
        Restorer::from_bytes(&std::fs::read(restorer_beside(&out)).unwrap(), &model).unwrap()
    };
    let (first, card) = learn("");
    assert_eq!((card.steps_done, card.training.codes), (2, 3));
    assert!(card.command.starts_with("train restorer --data"), "{}", card.command);
    assert_eq!(card.data, "MNIST, the first 60 training digits");
    let message = failure(&restorer(FEW));
    assert!(message.contains("exists; give --force"), "{message}");
    assert_eq!(learn("--force").0, first, "the seed decides");
    assert_ne!(learn("--force --seed 2").0, first);
    assert!(failure(&restorer("--codes 1")).contains("codes must lie between 2 and 256"));
}

#[test]
fn labels_and_reward_go_on_from_a_model_that_is_done() {
    let data = data_folder();
    let (out, told) = (data.path().join("model.safetensors"), data.path().join("told.safetensors"));
    let go_on = |words: &str, out: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_train"));
        let mut words = words.split_whitespace();
        command
            .args(words.next())
            .arg("--data")
            .arg(data.path())
            .arg("--model")
            .arg(data.path().join("model.safetensors"));
        program::run(command.arg("--out").arg(out).args(words))
    };
    const FEW: &str = "--epochs 2 --batch-size 20 --settle-epochs 2 --precision f32";
    let message = failure(&go_on(&format!("labels {FEW}"), &told));
    assert!(message.contains("cannot read"), "there is no model yet: {message}");
    assert!(train(data.path(), &out, &small("--epochs 1")).status.success());
    let before = Model::from_bytes(&std::fs::read(&out).unwrap()).unwrap();
    let learn = |words: &str| {
        let output = go_on(&format!("{words} {FEW} --force"), &told);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut model = Model::from_bytes(&std::fs::read(&told).unwrap()).unwrap();
        model.add_mixture(&std::fs::read(mixture_beside(&told)).unwrap()).unwrap();
        model
    };
    let labels = learn("labels");
    assert_ne!(labels.net, before.net);
    assert!(labels.card.command.starts_with("train labels --data"), "{}", labels.card.command);
    assert_eq!((labels.card.epochs_done, labels.card.labelled), (2, true));
    assert_eq!(learn("labels").net, labels.net, "the seed decides");
    for other in ["labels --seed 2", "labels --labelled 20", "labels --feedback exact", "reward"] {
        assert_ne!(learn(other).net, labels.net, "{other}");
    }
    assert!(failure(&go_on("labels", &told)).contains("exists; give another --out, or --force"));
    assert!(failure(&go_on("labels --labelled 100 --force", &told)).contains("at least 10, for 100 labels"));
    assert!(failure(&go_on("labels --force", &out)).contains("the model to go on from"));
}

#[test]
fn digits_that_lie_on_their_side_are_noted() {
    let data = data_folder();
    let out = data.path().join("model.safetensors");
    let noted = |more: &str| {
        let output = train(data.path(), &out, &small(&format!("--epochs 1 --force {more}")));
        assert!(output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    assert_eq!(noted(""), "");
    let note = noted("--transpose");
    assert!(note.starts_with("train: note: most digits are wider than high"), "{note}");
    let refused = failure(&train(Path::new("synthetic"), &data.path().join("other"), "--transpose"));
    assert!(refused.contains("synthetic digits stand upright"), "{refused}");
}

#[test]
fn a_runaway_is_named_and_stops() {
    let data = data_folder();
    let out = data.path().join("model.safetensors");
    let message =
        failure(&train(data.path(), &out, &small("--epochs 300 --rate-f1 1 --rate-g1 1 --rate-decay 1")));
    assert!(message.contains("training diverged in epoch"), "{message}");
    assert!(!out.exists());
}
