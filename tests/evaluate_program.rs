//! The `evaluate` program as a user meets it: every command on a small model, its JSON, refusals.

#![cfg(not(target_arch = "wasm32"))]

#[path = "common/program.rs"]
mod program;

use ndarray::{Array1, Array2};
use program::{Running, failure};
use rand::{RngExt, SeedableRng};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use targetprop::data::files::{mixture_beside, restorer_beside};
use targetprop::data::idx;
use targetprop::model::{Model, ModelCard};
use targetprop::net::{Latents, Network};
use targetprop::params::{Architecture, MixtureParams, RestorerTrainParams, TrainParams};
use targetprop::restoration::{Restorer, RestorerCard};
use targetprop::storage::tensor_file::Precision;
use targetprop::top::{ReadOut, TopPrior, learn_mixture, logit};

/// Enough training images for `parzen`, which sets 10,000 aside to choose σ.
const TRAINING: u32 = 10_030;
/// As few test images as every command of `all` takes.
const TEST: u32 = 12;

/// A folder with images made by a formula and a small random model for them.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, count) in [("train", TRAINING), ("t10k", TEST)] {
        let mut bytes = vec![0, 0, 8, 3];
        bytes.extend([count, 28, 28].iter().flat_map(|size| size.to_be_bytes()));
        bytes.extend((0..count * 784).map(|i| ((i / 784) * 37 + (i % 784) * (i / 784 % 13)) as u8));
        std::fs::write(folder.path().join(format!("{name}-images-idx3-ubyte")), bytes).unwrap();
        let mut labels = vec![0, 0, 8, 1];
        labels.extend(count.to_be_bytes());
        labels.extend((0..count).map(|i| (i % 10) as u8));
        std::fs::write(folder.path().join(format!("{name}-labels-idx1-ubyte")), labels).unwrap();
    }
    write_model(&folder.path().join("model.safetensors"), 784);
    folder
}

fn write_model(file: &Path, x: usize) {
    write_model_of(file, Architecture { x, hidden: vec![6, 3] });
}

/// A random model with three units in its top layer.
fn write_model_of(file: &Path, architecture: Architecture) {
    let rng = &mut rand_pcg::Pcg64::seed_from_u64(60);
    let net = Network::random(&architecture, 3.0, rng);
    let layer = |&units: &usize| Array2::from_shape_simple_fn((50, units), || rng.random::<f32>());
    let latents = Latents::new(architecture.hidden.iter().map(layer).collect());
    let labels: Vec<u8> = (0..50).map(|i| i % 10).collect();
    let mut card = ModelCard::new(architecture, TrainParams::default(), 60, 0);
    card.mixture = MixtureParams { components: 4, rank: 1, ..MixtureParams::default() };
    let model = Model {
        net,
        prior: TopPrior { mean: Array1::from_elem(3, 0.5), variance: Array1::from_elem(3, 0.05) },
        mixture: Some(
            learn_mixture(logit(latents.top().view(), 0.01).view(), &card.mixture, rng, |_, _| ()).unwrap(),
        ),
        read_out: ReadOut::learn(&latents, &labels, &card.read_out, rng).unwrap(),
        card,
    };
    std::fs::write(file, model.to_bytes(Precision::F32)).unwrap();
    std::fs::write(mixture_beside(file), model.mixture_to_bytes(Precision::F32).unwrap()).unwrap();
    let params = RestorerTrainParams { codes: 2, ..RestorerTrainParams::default() };
    let card = RestorerCard::new(&model, params, 0, 60);
    std::fs::write(restorer_beside(file), Restorer::random(2, rng).to_bytes(&card, Precision::I8)).unwrap();
}

/// Runs `evaluate COMMAND` with the folder's data and model; `line` is the command and further flags.
fn evaluate(folder: &Path, line: &str) -> Output {
    program::run(&mut command(folder, line))
}

fn command(folder: &Path, line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_evaluate"));
    command.args(line.split_whitespace()).arg("--data").arg(folder);
    command.arg("--model").arg(folder.join("model.safetensors"));
    command
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Checks that `rows` are objects with exactly these keys, of which all but texts are finite numbers or null.
fn assert_schema(rows: &Value, texts: &[&str], numbers: &[&str]) {
    let rows = rows.as_array().expect("a list");
    assert!(!rows.is_empty());
    for row in rows {
        let row = row.as_object().expect("of objects");
        let mut keys: Vec<_> = row.keys().map(String::as_str).collect();
        let mut expected = [texts, numbers].concat();
        keys.sort_unstable();
        expected.sort_unstable();
        assert_eq!(keys, expected);
        assert!(texts.iter().all(|key| row[*key].is_string() || row[*key].is_null()), "{row:?}");
        assert!(numbers.iter().all(|key| row[*key].is_number() || row[*key].is_null()), "{row:?}");
    }
}

#[test]
fn all_gives_every_table_as_json_with_named_keys() {
    let folder = folder();
    let file = folder.path().join("all.json");
    let output = evaluate(folder.path(), &format!("all --count {TEST} --json {}", file.display()));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let all: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let (parzen, settings) = (&all["parzen"], ["variance_scale", "n_rounds"]);
    let numbers = [&["sigma", "mean", "stderr", "mean_at_sigma_0_2"][..], &settings].concat();
    assert_schema(parzen, &["sampler", "prior"], &numbers);
    let rows: Vec<_> =
        parzen.as_array().unwrap().iter().map(|row| (&row["sampler"], &row["prior"])).collect();
    for sampler in ["directed", "generate", "latent-chain", "joint-chain"] {
        for prior in ["gaussian", "mixture"] {
            assert!(rows.contains(&(&sampler.into(), &prior.into())), "{sampler} {prior}");
        }
    }
    assert_eq!((rows[8].0, rows.len()), (&"training digits".into(), 9));
    let distances = [
        "precision",
        "recall",
        "precision_pca",
        "recall_pca",
        "nearest_training_digit",
        "nearest_stderr",
        "confidence",
    ];
    assert_schema(&all["quality"], &["images", "prior", "class_counts"], &distances);
    let terms =
        ["log_joint", "x_given_h1", "h1_given_h2"].map(|term| [term.to_owned(), format!("{term}_stderr")]);
    let numbers: Vec<_> =
        terms.iter().flatten().map(String::as_str).chain(["iteration", "share_risen"]).collect();
    assert_schema(&all["inference"], &[], &numbers);
    assert_eq!(all["inference"].as_array().unwrap().len(), 21, "iterations 0 to 20");
    let errors = ["mean_squared_error", "stderr"];
    assert_schema(&all["inpaint"], &["missing", "method"], &errors);
    let numbers = [&errors[..], &["n_rounds", "n_steps", "top_down"]].concat();
    assert_schema(&all["denoise"], &["noise", "method"], &numbers);
    let numbers = ["iteration", "cosine", "cosine_stderr", "relative_length"];
    assert_schema(&all["gradient"], &["network", "direction"], &numbers);
    assert_schema(&all["read-out"], &["digit"], &["count", "accuracy", "stderr", "confidence"]);
    assert_eq!(all["read-out"].as_array().unwrap().len(), 11, "ten digits and all of them");
    assert_eq!(all.as_object().unwrap().len(), 8);
}

#[test]
fn synthetic_digits_are_measured_beside_those_of_mnist() {
    let folder = folder();
    let rows = json(&evaluate(folder.path(), &format!("synthetic --count {TEST} --json")));
    assert_schema(&rows, &["digits", "measure"], &["value", "stderr"]);
    assert_eq!(rows.as_array().unwrap().len(), 10, "five measures of two kinds of digits");
}

#[test]
fn a_deeper_model_is_measured_layer_by_layer() {
    let folder = folder();
    let file = folder.path().join("model.safetensors");
    write_model_of(&file, Architecture { x: 784, hidden: vec![6, 5, 3] });
    let rows = json(&evaluate(folder.path(), "inference --count 4 --n-steps 2 --json"));
    let row = &rows[2];
    let terms = [&row["x_given_h1"], &row["h1_given_h2"], &row["layers_above"][0]];
    let sum: f64 = terms.iter().map(|term| term.as_f64().unwrap()).sum();
    assert!((sum - row["log_joint"].as_f64().unwrap()).abs() < 1e-4, "{row}");
    let rows = json(&evaluate(folder.path(), "gradient --count 4 --json"));
    let directions: Vec<_> =
        rows.as_array().unwrap().iter().map(|row| row["direction"].as_str().unwrap()).collect();
    assert_eq!(directions[..5], ["h1 from x", "h1", "h2 from h1", "h2", "h3"]);
    for line in ["denoise --count 4", "inpaint --count 2 --n-rounds 1", "parzen --count 12"] {
        let output = evaluate(folder.path(), line);
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn restorations_are_measured_by_iteration_for_every_noise() {
    let folder = folder();
    let rows = json(&evaluate(folder.path(), "restore --count 3 --json"));
    assert_schema(&rows, &["noise", "method"], &["iteration", "mean_squared_error", "stderr"]);
    let rows = rows.as_array().unwrap();
    let noises = [
        "Gaussian 0.3",
        "Gaussian 0.6",
        "salt and pepper 25 %",
        "random pixels 50 %",
        "block 10x10",
        "lower half",
        "none",
    ];
    for noise in noises {
        let iterations = |method: &str| -> Vec<_> {
            let rows = rows.iter().filter(|row| row["noise"] == noise && row["method"] == method);
            rows.map(|row| row["iteration"].as_u64().unwrap()).collect()
        };
        assert_eq!(iterations("spoilt"), [0], "{noise}");
        assert_eq!(iterations("back-propagation"), [0], "{noise}");
        assert_eq!(
            (iterations("blind"), iterations("told")),
            (vec![0, 1, 2, 3], vec![0, 1, 2, 3]),
            "{noise}"
        );
    }
    let unspoilt = rows.iter().filter(|row| row["noise"] == "none" && row["method"] == "told");
    assert!(unspoilt.into_iter().all(|row| row["mean_squared_error"] == 0.0), "told that all is clean");
    std::fs::remove_file(restorer_beside(&folder.path().join("model.safetensors"))).unwrap();
    let message = failure(&evaluate(folder.path(), "restore --count 3"));
    assert!(
        message.contains("model.restorer.safetensors") && message.contains("train restorer"),
        "{message}"
    );
}

#[test]
fn tables_have_the_columns_of_the_json() {
    let folder = folder();
    let table = evaluate(folder.path(), "inpaint --count 2 --n-rounds 1");
    let table = String::from_utf8(table.stdout).unwrap();
    assert!(table.starts_with("missing"), "{table}");
    assert!(table.lines().next().unwrap().contains("mean_squared_error"), "{table}");
    let rows = json(&evaluate(folder.path(), "inpaint --count 2 --n-rounds 1 --json"));
    assert_eq!(rows.as_array().unwrap().len(), table.lines().count() - 1);
}

#[test]
fn figures_come_with_their_data() {
    let folder = folder();
    let out = folder.path().join("figures");
    let output = evaluate(folder.path(), &format!("figures --count {TEST} --out {}", out.display()));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read = |file: &str| std::fs::read(out.join(file)).unwrap();
    let text = |file: &str| String::from_utf8(read(file)).unwrap();
    for file in ["fig3-generate-gaussian", "fig3-directed-mixture", "fig5", "failures-samples"] {
        assert!(read(&format!("{file}.png")).starts_with(b"\x89PNG"), "{file}");
        assert!(text(&format!("{file}.csv")).lines().all(|line| line.split(',').count() == 784), "{file}");
    }
    assert!(text("fig1.svg").contains("t_pre, ms") && text("fig1.csv").lines().count() == 41);
    let chart = text("fig4.svg");
    assert!(chart.contains("iteration of inference") && chart.contains("nats"), "axes carry units");
    // A header and iterations 0 to 20; a header and rounds 0 to 20.
    assert_eq!((text("fig4.csv").lines().count(), text("fig5-errors.csv").lines().count()), (22, 22));
}

#[test]
fn precisions_are_compared_by_size_and_results() {
    let folder = folder();
    let rows = json(&evaluate(folder.path(), &format!("precision --count {TEST} --json")));
    let numbers = ["bytes", "gzipped_bytes", "parzen", "parzen_stderr", "inpainting", "inpainting_stderr"];
    assert_schema(&rows, &["bits"], &numbers);
    let bytes: Vec<_> = rows.as_array().unwrap().iter().map(|row| row["bytes"].as_u64().unwrap()).collect();
    assert!(bytes[0] > bytes[1] && bytes[1] > bytes[2], "{bytes:?}");
}

#[test]
fn images_of_other_programs_are_measured_beside_ours() {
    let folder = folder();
    let foreign = folder.path().join("t10k-images-idx3-ubyte");
    let flags = format!("--sampler directed --prior gaussian --images {}", foreign.display());
    for command in ["parzen --count 10", "quality --count 12"] {
        let rows = json(&evaluate(folder.path(), &format!("{command} {flags} --json")));
        let names = ["sampler", "images"].map(|key| rows[1][key].as_str().unwrap_or("").to_owned());
        assert!(names.contains(&foreign.display().to_string()), "{rows}");
    }
    let labels = folder.path().join("t10k-labels-idx1-ubyte");
    let output = evaluate(folder.path(), &format!("parzen --count 10 --images {}", labels.display()));
    assert!(String::from_utf8_lossy(&output.stderr).contains("t10k-labels-idx1-ubyte: IDX file"));
}

#[test]
fn samples_are_idx_files_that_follow_the_seed() {
    let folder = folder();
    let draw = |more: &str| {
        let (out, png) = (folder.path().join("samples"), folder.path().join("samples.png"));
        let files = format!("--out {} --png {}", out.display(), png.display());
        let output = evaluate(folder.path(), &format!("samples --count 7 {files} {more}"));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(std::fs::read(png).unwrap().starts_with(b"\x89PNG"));
        idx::read_images(&std::fs::read(out).unwrap()).unwrap()
    };
    // A tiny random network: only a wide prior moves pixels by more than 1/255.
    let wide = "--sampler directed --variance-scale 100";
    let images = draw(wide);
    assert_eq!((images.bytes.dim(), images.rows), ((7, 784), 28));
    assert_eq!(draw(&format!("{wide} --seed 1")), images);
    assert_ne!(draw(&format!("{wide} --seed 2")), images);
    let directed = draw("--sampler directed");
    for sampler in ["generate", "latent-chain", "joint-chain"] {
        assert_eq!(draw(&format!("--sampler {sampler} --n-rounds 0")), directed, "{sampler}");
    }
    let still = "--sampler latent-chain --n-rounds 3 --noise-h1 0 --spikes 0";
    assert_eq!(draw(still), draw("--sampler generate --n-rounds 3"));
}

#[test]
fn unusable_input_is_refused_in_one_line() {
    let folder = folder();
    write_model(&folder.path().join("small.safetensors"), 9);
    let empty = tempfile::tempdir().unwrap();
    write_model(&empty.path().join("model.safetensors"), 784);
    let run = |folder: &Path, line: &str, reason: &str| {
        let message = failure(&evaluate(folder, line));
        assert!(message.starts_with("evaluate: ") && message.contains(reason), "{line}: {message}");
    };
    for (line, reason) in [
        ("parzen --count 0", "'0' for '--count <N>'"),
        ("parzen --sigma 0", "sigma must lie between 0.001 and 10"),
        ("parzen --sigma 1e9", "found 1000000000"),
        ("parzen --sigma NaN", "sigma must lie"),
        ("parzen --count 31", "expected 10031 training digits, found 10030"),
        ("inference --count 13", "expected 13 test digits, found 12"),
        ("denoise --count many", "invalid digit"),
        ("samples --count 5", "not provided: --out <FILE>"),
        ("samples --count 5 --out none/x", "cannot write none/x"),
        ("samples --count 5 --out x --variance-scale -1", "unexpected argument"),
        ("everything", "unrecognized subcommand"),
    ] {
        run(folder.path(), line, reason);
    }
    let mixture = mixture_beside(&folder.path().join("model.safetensors"));
    let line = format!("samples --count 5 --prior mixture --out {}", folder.path().join("x").display());
    std::fs::write(&mixture, "foreign").unwrap();
    run(folder.path(), &line, "model.mixture.safetensors: model file: expected a whole safetensors file");
    std::fs::remove_file(mixture).unwrap();
    run(folder.path(), &line, "expected the mixture of this model");
    assert!(evaluate(folder.path(), &line.replace("--prior mixture", "")).status.success());
    run(empty.path(), "inference", "t10k-images-idx3-ubyte");
    std::fs::copy(folder.path().join("small.safetensors"), folder.path().join("model.safetensors")).unwrap();
    run(folder.path(), "inference", "expected a network of 784 pixels, found 9-6-3");
    std::fs::write(folder.path().join("model.safetensors"), "foreign").unwrap();
    run(folder.path(), "inference", "expected a whole safetensors file");
    std::fs::remove_file(folder.path().join("model.safetensors")).unwrap();
    run(folder.path(), "inference", "cannot read");
}

/// There is neither a model nor data: what is refused before they are looked for is refused at once.
#[test]
fn outputs_that_could_not_be_written_are_refused_first() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(at("file"), "").unwrap();
    std::fs::create_dir_all(at("figures/fig5.png")).unwrap();
    let [x, none, model, figures] = ["x", "none/x", "model.safetensors", "figures"].map(at);
    let digits = at("t10k-images-idx3-ubyte.gz");
    for (line, reason) in [
        (format!("samples --out {none}"), "none: No such file"),
        (format!("samples --out {x} --png {none}"), "none: No such file"),
        (format!("samples --out {x} --png {x}"), "the samples and the grid would be one file"),
        (format!("samples --out {model}"), "the samples would replace the model"),
        (format!("samples --out {digits}"), "the samples would replace MNIST"),
        (format!("samples --out {}", folder.path().display()), "it is a folder"),
        (format!("parzen --json {none}"), "none: No such file"),
        (format!("quality --images {x} --json {x}"), "the JSON would replace the images"),
        (format!("figures --out {figures}"), "fig5.png: it is a folder"),
        (format!("all --json {none}"), "none: No such file"),
    ] {
        let message = failure(&evaluate(folder.path(), &line));
        assert!(
            message.starts_with("evaluate: cannot write ") && message.contains(reason),
            "{line}: {message}"
        );
    }
    // Where not even the superuser can make a file.
    #[cfg(target_os = "linux")]
    for line in ["samples --out /proc/x", "stdp --out /proc/x", "figures --out /proc/x"] {
        let message = failure(&evaluate(folder.path(), line));
        assert!(message.starts_with("evaluate: cannot") && message.contains("/proc/x"), "{line}: {message}");
    }
    let message = failure(&evaluate(folder.path(), &format!("stdp --out {}", at("file"))));
    assert!(message.contains("cannot make"), "{message}");
}

#[cfg(target_os = "linux")]
#[test]
fn results_are_written_before_they_are_printed() {
    let folder = folder();
    let file = folder.path().join("rows.json");
    let line = format!("inpaint --count 2 --n-rounds 1 --json {}", file.display());
    let (reader, closed) = std::io::pipe().unwrap();
    drop(reader);
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    for (stdout, code, reason) in
        [(Stdio::from(closed), 141, "Broken pipe"), (full.into(), 1, "No space left")]
    {
        let output = Running::start(&mut command(folder.path(), &line), stdout).finish();
        assert_eq!(output.status.code(), Some(code));
        let message = failure(&output);
        assert!(
            message.starts_with(&format!("evaluate: cannot write to standard output: {reason}")),
            "{message}"
        );
        let rows: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        assert!(!rows.as_array().unwrap().is_empty());
        std::fs::remove_file(&file).unwrap();
    }
}

#[test]
fn stdp_reaches_its_numbers_and_draws_figure_1() {
    let folder = folder();
    let out = folder.path().join("stdp");
    let line = format!("stdp --json --pairings 60000 --digits 200 --out {}", out.display());
    let report = json(&evaluate(folder.path(), &line));
    let number = |key: &str| report[key].as_f64().unwrap_or_else(|| panic!("{key}: {report}"));
    assert!(number("r2_positive") >= 0.95 && number("r2_negative") >= 0.95);
    assert!((5.0..60.0).contains(&number("tau_plus_ms")) && (5.0..60.0).contains(&number("tau_minus_ms")));
    assert!(number("gradient_cosine") >= 0.95 && number("gradient_seconds_to_0_95") <= 10.0);
    assert_eq!(number("full_bins"), number("right_signs"));
    assert_schema(&report["gradient"], &[], &["rate_hz", "seconds", "cosine"]);
    assert_schema(&report["learning"], &[], &["seconds", "eq_1", "delta_rule", "reversed"]);
    let numbers = ["spikes", "error", "error_stderr", "ratio", "error_sent", "ratio_sent"];
    assert_eq!(report["spikes"].as_array().unwrap().len(), 12);
    assert!(report["spikes"].as_array().unwrap().iter().all(|row| row["dale"].is_boolean()));
    assert!(numbers.iter().all(|key| report["spikes"][1][key].is_number()));
    let signs: Vec<_> =
        report["reward_curve"].as_array().unwrap().iter().map(|row| row["sign"].as_i64()).collect();
    assert_eq!(signs, [Some(1), Some(-1), Some(0), Some(0)]);
    let after = number("reward_probability_after");
    assert!(after - 0.5 > 8.0 * number("reward_probability_after_stderr") && number("reward_cosine") > 0.9);
    assert_eq!(report["reward"][4]["rewarded"], report["reward_probability_after"]);
    assert!(
        (0..5).all(
            |i| report["reward"][i]["trials"].is_number() && report["reward"][i]["by_chance"].is_number()
        )
    );
    assert!(report["reward_gradient"][2]["cosine_stderr"].is_number());
    let chart = std::fs::read_to_string(out.join("fig1.svg")).unwrap();
    assert!(chart.contains("t_pre, ms") && chart.contains("mV/ms"), "axes carry units");
    assert_eq!(std::fs::read_to_string(out.join("fig1.csv")).unwrap().lines().count(), 41);
    for (line, reason) in [
        ("stdp --threshold-mv 0 --drift-spread 0.01", "never crossed the threshold"),
        ("stdp --hold-ms 0", "hold_ms must lie between 1 and 10000"),
        ("stdp --drift-spread 0 --noise-mv 3 --pairings 1000", "a curve that is not flat"),
    ] {
        let output = evaluate(folder.path(), &format!("{line} --out {}", out.display()));
        assert!(!output.status.success(), "{line}");
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(message.contains(reason), "{line}: {message}");
    }
}
