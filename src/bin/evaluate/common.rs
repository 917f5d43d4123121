//! What every command shares: flags, files, progress, blocks of images on all cores.

use crate::console::{Outcome, say};
use crate::model_file::read_model;
use indicatif::{ProgressBar, ProgressStyle};
use ndarray::{Array2, Axis, concatenate, s};
use rand::SeedableRng;
use rand_pcg::Pcg64;
use rayon::prelude::*;
use std::ffi::OsString;
use std::ops::Range;
use std::path::{Path, PathBuf};
use targetprop::data::files::{Named, check_outputs, mixture_beside, restorer_beside, write_atomically};
use targetprop::data::idx;
use targetprop::data::mnist::{self, Split};
use targetprop::model::Model;
use targetprop::params::IMAGE_PIXELS;
use targetprop::restoration::Restorer;

/// Digits of MNIST's test set.
pub const TEST_DIGITS: u64 = 10_000;
/// Images that go through the network together on one core.
const BLOCK: usize = 96;

/// Flags of every command.
#[derive(Clone, clap::Args)]
pub struct Common {
    /// Folder with the four IDX files of MNIST [default: $MNIST_DIR, or data/mnist]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Model to measure; its mixture is read from NAME.mixture.safetensors beside it, where that is
    #[arg(long, value_name = "FILE", default_value = "www/model/default.safetensors")]
    model: PathBuf,
    /// Seed of samples and noise
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Print JSON instead of tables, or write it to FILE beside them
    #[arg(long, value_name = "FILE")]
    json: Option<Option<PathBuf>>,
}

impl Common {
    /// Reads the model, as [`read_model`] does.
    pub fn model(&self) -> Outcome<Model> {
        read_model(&self.model)
    }

    /// Reads the restorer of `model`.
    pub fn restorer(&self, model: &Model) -> Outcome<Restorer> {
        let file = restorer_beside(&self.model);
        let bytes = std::fs::read(&file).map_err(|e| {
            let remedy = "train it with `cargo run --release --bin train restorer`";
            format!("cannot read {}: {e}; {remedy}", file.display())
        })?;
        let (restorer, _) =
            Restorer::from_bytes(&bytes, model).map_err(|e| format!("{}: {e}", file.display()))?;
        Ok(restorer)
    }

    /// The images `(n, 784)` of one split.
    pub fn images(&self, split: Split) -> Outcome<Array2<f32>> {
        Ok(mnist::load_images(&self.dir()?, split)?)
    }

    fn dir(&self) -> Outcome<PathBuf> {
        let dir = self.data.clone().or_else(mnist::find_dir);
        Ok(dir.ok_or("no folder with MNIST: give --data DIR, and get the files with ./build.sh mnist")?)
    }

    /// The first `count` test digits `(count, 784)`.
    pub fn test_digits(&self, count: u64) -> Outcome<Array2<f32>> {
        let images = self.images(Split::Test)?;
        let (count, found) = (count as usize, images.nrows());
        if found < count {
            return Err(
                format!("expected {count} test digits, found {found}; ask for fewer with --count").into()
            );
        }
        Ok(images.slice(s![..count, ..]).to_owned())
    }

    /// The labels of the first `count` test digits.
    pub fn test_labels(&self, count: u64) -> Outcome<Vec<u8>> {
        let mut labels = mnist::load_labels(&self.dir()?, Split::Test)?;
        if labels.len() < count as usize {
            return Err(format!("expected {count} test labels, found {}", labels.len()).into());
        }
        labels.truncate(count as usize);
        Ok(labels)
    }

    /// The images `(n, 784)` of an IDX file, as other programs may have made them.
    pub fn foreign_images(&self, file: &Path) -> Outcome<Array2<f32>> {
        let name = file.display();
        let bytes = std::fs::read(file).map_err(|e| format!("cannot read {name}: {e}"))?;
        let images = idx::read_images(&bytes).map_err(|e| format!("{name}: {e}"))?;
        if images.bytes.ncols() != IMAGE_PIXELS {
            let (rows, columns) = (images.rows, images.columns);
            return Err(format!("{name}: expected images of 28×28 pixels, found {rows}×{columns}").into());
        }
        Ok(images.pixels())
    }

    /// The seed of samples and noise.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Random numbers of one row of a table; each row starts anew, so that none depends on the others.
    pub fn rng(&self) -> Pcg64 {
        Pcg64::seed_from_u64(self.seed)
    }

    /// Refuses, before any work, `files` and that of --json if they could not be written after it, or would replace
    /// what is measured: the model, MNIST, `foreign` images.
    pub fn check_outputs(&self, mut files: Vec<Named>, foreign: Option<&Path>) -> Outcome<()> {
        files.extend(self.json.iter().flatten().map(|file| ("the JSON", file.clone())));
        let mut inputs = vec![
            ("the model", self.model.clone()),
            ("its mixture", mixture_beside(&self.model)),
            ("its restorer", restorer_beside(&self.model)),
        ];
        inputs.extend(foreign.map(|file| ("the images", file.to_owned())));
        let data = self.data.clone().or_else(mnist::find_dir);
        inputs.extend(data.iter().flat_map(|dir| mnist::files(dir)).map(|file| ("MNIST", file)));
        Ok(check_outputs(&files, &inputs)?)
    }

    /// Prints `text`; with `--json` prints `json` instead; with `--json FILE` prints `text` and writes `json` to the file.
    pub fn print(&self, text: &str, json: &str) -> Outcome<()> {
        if let Some(Some(file)) = &self.json {
            write_atomically(file, (json.to_owned() + "\n").as_bytes())?;
        }
        say(if let Some(None) = self.json { json } else { text }.trim_end())?;
        if let Some(Some(file)) = &self.json {
            say(format_args!("wrote {}", file.display()))?;
        }
        Ok(())
    }

    /// These flags as words of a command line, for `all`.
    pub fn words(&self) -> Vec<OsString> {
        let mut words =
            vec!["--model".into(), self.model.clone().into(), "--seed".into(), self.seed.to_string().into()];
        if let Some(data) = &self.data {
            words.extend(["--data".into(), data.clone().into()]);
        }
        words
    }
}

/// Makes a folder to write to, unless it is there.
pub fn make_folder(folder: &Path) -> Outcome<()> {
    Ok(std::fs::create_dir_all(folder).map_err(|e| format!("cannot make {}: {e}", folder.display()))?)
}

/// A progress bar on standard error, hidden where that is no terminal.
pub fn progress(what: &str, steps: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:32} {wide_bar} {pos}/{len}  {eta} left");
    let bar = ProgressBar::new(steps as u64).with_style(style.expect("a valid template"));
    bar.set_message(what.to_owned());
    bar
}

/// Runs `work` on blocks of the rows `0..n` on all cores; returns the results in order.
pub fn map_blocks<T: Send>(n: usize, bar: &ProgressBar, work: impl Fn(Range<usize>) -> T + Sync) -> Vec<T> {
    let blocks: Vec<_> = (0..n).step_by(BLOCK).map(|start| start..(start + BLOCK).min(n)).collect();
    let run = |rows: Range<usize>| {
        let count = rows.len();
        let result = work(rows);
        bar.inc(count as u64);
        result
    };
    blocks.into_par_iter().map(run).collect()
}

/// As [`map_blocks`], with images `(rows, X)` as results, joined.
pub fn image_blocks(
    n: usize,
    bar: &ProgressBar,
    work: impl Fn(Range<usize>) -> Array2<f32> + Sync,
) -> Array2<f32> {
    let blocks = map_blocks(n, bar, work);
    let views: Vec<_> = blocks.iter().map(|block| block.view()).collect();
    concatenate(Axis(0), &views).expect("every command asks for at least one image")
}
