//! What `train` refuses before any work, in one line.

use super::*;

#[test]
fn sizes_that_no_network_has_are_named() {
    let data = data_folder();
    let out = data.path().join("model.safetensors");
    for (flags, reason) in [
        ("--hidden 12", "number of hidden layers must lie between 2 and 6, found 1"),
        ("--hidden 12,0,4", "h2_units must lie between 1 and 2000, found 0"),
        ("--hidden 12,8,9999", "deeper_units must lie between 1 and 2000, found 9999"),
        ("--hidden 12,eight", "expected numbers of units, as in 1000,300,100, found 'eight'"),
        ("--hidden 12,8 --h1-units 12", "cannot be used with"),
    ] {
        let message = failure(&train(data.path(), &out, flags));
        assert!(message.contains(reason), "{flags}: {message}");
    }
}

#[test]
fn existing_files_are_not_replaced_unasked() {
    let data = data_folder();
    let out = data.path().join("model.safetensors");
    std::fs::write(&out, "precious").unwrap();
    let message = failure(&train(data.path(), &out, &small("--epochs 1")));
    assert!(message.contains("exists") && message.contains("--force"), "{message}");
    assert_eq!(std::fs::read(&out).unwrap(), b"precious");
}

#[test]
fn missing_data_and_folders_are_named() {
    let data = data_folder();
    let empty = tempfile::tempdir().unwrap();
    let message = failure(&train(empty.path(), &data.path().join("m.safetensors"), SMALL));
    assert!(message.contains("train-images-idx3-ubyte") && message.contains("build.sh mnist"), "{message}");
    let message = failure(&train(data.path(), &data.path().join("m.safetensors"), "--h1-units 12"));
    assert!(message.contains("more than 300 images, found 60"), "{message}");
}

/// The folder of the data is not there: what is refused before it is looked for is refused at once.
#[test]
fn outputs_that_could_not_be_written_are_refused_first() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let refused = |out: &str, flags: &str, reason: &str| {
        let message = failure(&train(&at("no data"), &at(out), flags));
        assert!(message.starts_with("train: cannot write ") && message.contains(reason), "{message}");
    };
    std::fs::create_dir(at("folder")).unwrap();
    std::fs::create_dir(at("y.mixture.safetensors")).unwrap();
    refused("folder", "--force", "folder: it is a folder");
    refused("none/m.safetensors", "", "none: No such file");
    refused("y.safetensors", "--force", "y.mixture.safetensors: it is a folder");
    refused("x.checkpoint", "", "the model and its checkpoint would be one file");
    refused("m.safetensors", &format!("--grid {}", at("none").display()), "none/epoch-01.png");
    // Where not even the superuser can make a file.
    #[cfg(target_os = "linux")]
    refused("/proc/m.safetensors", "", "/proc/m.safetensors: folder /proc");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left behind");
}

#[test]
fn no_output_replaces_the_checkpoint_to_go_on_from() {
    let data = data_folder();
    let out = data.path().join("model.safetensors");
    assert!(train(data.path(), &out, &small("--epochs 1")).status.success());
    let file = out.with_extension("checkpoint");
    let before = std::fs::read(&file).unwrap();
    let link = data.path().join("link.safetensors");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&file, &link).unwrap();
    for (out, reason) in [
        (&file, "the model and its checkpoint would be one file"),
        (&link, "the model would replace the checkpoint to go on from"),
    ] {
        let message = failure(&train(data.path(), out, &format!("{} --force", resume(&file))));
        assert!(message.contains(reason), "{message}");
        assert_eq!(std::fs::read(&file).unwrap(), before);
    }
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
        (&out, "", "expected a checkpoint of a training, found a trained model"),
        (&checkpoint, "--h1-units 13", "expected a 784-13-100 network, found 784-12-4"),
        (&checkpoint, "--rate-g1 0.01", "--rate-g1 cannot be changed by --resume"),
    ] {
        let message = failure(&train(data.path(), &other, &format!("--resume {} {flags}", file.display())));
        assert!(message.contains(reason), "{message}");
    }
    assert_eq!(std::fs::read(&checkpoint).unwrap(), bytes);
    assert!(!other.exists());
}
