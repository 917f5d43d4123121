//! Names of files, and writing them whole, for programs.
//!
//! A file is written beside its place and renamed, so that the old one stays until the new one is whole. What a killed
//! program leaves, `.NAME.XXXXXX.tmp`, goes when NAME is to be written again.

use crate::error::{Error, Result};
use std::error::Error as _;
use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Ending of the files that are not whole yet.
const TEMPORARY: &str = ".tmp";
/// Random letters and digits in the name of such a file.
const RANDOM: usize = 6;

/// A file in words, and its name: what an error calls it.
pub type Named<'a> = (&'a str, PathBuf);

/// Where the mixture of a model file stands: `NAME.mixture.safetensors` beside `NAME.safetensors`.
pub fn mixture_beside(model: &Path) -> PathBuf {
    model.with_extension("mixture.safetensors")
}

/// Where the restorer of a model file stands: `NAME.restorer.safetensors` beside `NAME.safetensors`.
pub fn restorer_beside(model: &Path) -> PathBuf {
    model.with_extension("restorer.safetensors")
}

/// Writes the file whole or not at all, also if the machine stops.
///
/// # Errors
/// [`Error::Write`]; the old file is then as it was.
pub fn write_atomically(file: &Path, bytes: &[u8]) -> Result<()> {
    let attempt = || -> io::Result<()> {
        let place = place_of(file)?;
        let mut temporary = temporary_for(&place)?;
        temporary.write_all(bytes)?;
        temporary.as_file().sync_all()?;
        temporary.persist(&place)?;
        // The name lasts, too, where folders can be opened and synchronised.
        let _ = File::open(folder_of(&place)).and_then(|folder| folder.sync_all());
        Ok(())
    };
    attempt().map_err(|error| refusal(file, &words(&error)))
}

/// Refuses, before any work, `outputs` that could not be written after it, would be one file, or would replace one of
/// the `inputs`, whatever links and dots their names have. Removes what killed programs have left of them.
///
/// # Errors
/// [`Error::Write`] with the name of the first such output.
pub fn check_outputs(outputs: &[Named], inputs: &[Named]) -> Result<()> {
    let mut places: Vec<(&str, PathBuf)> = Vec::new();
    for (what, file) in outputs {
        let place = place_of(file).map_err(|error| refusal(file, &words(&error)))?;
        if place.is_dir() {
            return Err(refusal(file, &"it is a folder"));
        }
        if place.exists() && !place.is_file() {
            return Err(refusal(file, &"it is not an ordinary file"));
        }
        if let Some((other, _)) = places.iter().find(|(_, other)| *other == place) {
            return Err(refusal(file, &format!("{other} and {what} would be one file; choose another name")));
        }
        if let Some((input, _)) = inputs.iter().find(|(_, input)| is_same(input, &place)) {
            return Err(refusal(file, &format!("{what} would replace {input}; choose another name")));
        }
        temporary_for(&place).map_err(|error| refusal(file, &in_folder(&place, &error)))?;
        remove_left(&place);
        places.push((what, place));
    }
    Ok(())
}

/// Whether both names lead to one file, there or yet to be written.
pub fn is_same(a: &Path, b: &Path) -> bool {
    matches!((place_of(a), place_of(b)), (Ok(a), Ok(b)) if a == b)
}

/// Holds a file against other processes that would write it, until dropped or the process ends: `.NAME.lock` beside it.
#[derive(Debug)]
pub struct OutputLock {
    path: PathBuf,
    /// Closed, and so unlocked, after the file's name is gone.
    _file: File,
}

impl OutputLock {
    /// Takes the lock of `file`.
    ///
    /// # Errors
    /// [`Error::Write`] if another process holds it, or its folder cannot be written to.
    pub fn take(file: &Path) -> Result<Self> {
        let attempt = || -> io::Result<Option<Self>> {
            let place = place_of(file)?;
            let path = folder_of(&place).join(hidden(&place, "lock"));
            loop {
                let lock = File::options().create(true).append(true).open(&path)?;
                // Where the file system knows no locks there is none to respect.
                if let Err(TryLockError::WouldBlock) = lock.try_lock() {
                    return Ok(None);
                }
                // Its last holder may have removed it between the two calls: then another may hold its successor.
                #[cfg(unix)]
                if std::os::unix::fs::MetadataExt::nlink(&lock.metadata()?) == 0 {
                    continue;
                }
                return Ok(Some(Self { path, _file: lock }));
            }
        };
        let taken = attempt().map_err(|error| refusal(file, &words(&error)))?;
        taken.ok_or_else(|| {
            refusal(file, &"another process does; wait until it has ended, or choose another name")
        })
    }

    /// The file that stands for the lock.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for OutputLock {
    fn drop(&mut self) {
        // If it stays, the next process takes it.
        let _ = fs::remove_file(&self.path);
    }
}

/// Path of `file` without links and dots, whether or not it is there.
fn place_of(file: &Path) -> io::Result<PathBuf> {
    match file.canonicalize() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let name = file.file_name().ok_or_else(|| io::Error::other("it names no file"))?;
            let folder = folder_of(file).canonicalize().map_err(|error| in_folder(file, &error))?;
            Ok(folder.join(name))
        }
        place => place,
    }
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn in_folder(file: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("folder {}: {}", folder_of(file).display(), words(error)))
}

/// What the system says, without the name of a temporary file.
fn words(error: &io::Error) -> String {
    error.source().map_or_else(|| error.to_string(), ToString::to_string)
}

fn refusal(file: &Path, problem: &dyn std::fmt::Display) -> Error {
    Error::Write { path: file.display().to_string(), problem: problem.to_string() }
}

/// `.NAME.` and what follows.
fn hidden(place: &Path, end: &str) -> OsString {
    let mut name = OsString::from(".");
    name.push(place.file_name().unwrap_or_default());
    name.push(".");
    name.push(end);
    name
}

/// A new file beside `place`, locked as long as it is open.
fn temporary_for(place: &Path) -> io::Result<NamedTempFile> {
    let prefix = hidden(place, "");
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(TEMPORARY).rand_bytes(RANDOM);
    #[cfg(unix)] // Temporary files are private; this one is to have the rights of any new file.
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let temporary = builder.tempfile_in(folder_of(place))?;
    // Where the file system knows no locks, nothing that is left is removed either.
    let _ = temporary.as_file().try_lock();
    Ok(temporary)
}

/// Removes the files beside `place` that no process is writing any more.
fn remove_left(place: &Path) {
    let prefix = hidden(place, "");
    let is_left = |name: &OsString| {
        let name = name.as_encoded_bytes();
        name.len() == prefix.len() + RANDOM + TEMPORARY.len()
            && name.starts_with(prefix.as_encoded_bytes())
            && name.ends_with(TEMPORARY.as_bytes())
    };
    let files = fs::read_dir(folder_of(place)).into_iter().flatten().flatten();
    for file in files.filter(|file| is_left(&file.file_name())) {
        if File::open(file.path()).is_ok_and(|open| open.try_lock().is_ok()) {
            // If it stays, the next program tries again.
            let _ = fs::remove_file(file.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(outputs: &[Named], inputs: &[Named]) -> String {
        check_outputs(outputs, inputs).unwrap_err().to_string()
    }

    fn names(folder: &Path) -> Vec<OsString> {
        let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name()).collect();
        names.sort();
        names
    }

    #[test]
    fn outputs_that_could_not_be_written_are_refused_and_leave_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("file"), "").unwrap();
        for (name, reason) in [
            ("", "it is a folder"),
            ("none/x", "none: No such file"),
            ("file/x", "Not a directory"),
            (&"x".repeat(255), "name too long"),
        ] {
            let message = problem(&[("the model", at(name))], &[]);
            assert!(message.starts_with("cannot write") && message.contains(reason), "{name}: {message}");
        }
        assert!(problem(&[("the model", PathBuf::new())], &[]).contains("it names no file"));
        check_outputs(&[("the model", at("new")), ("the grid", at("file"))], &[]).unwrap();
        assert_eq!(names(folder.path()), ["file"]);
    }

    #[cfg(unix)]
    #[test]
    fn devices_are_no_outputs() {
        let message = problem(&[("the model", "/dev/null".into())], &[]);
        assert!(message.contains("it is not an ordinary file"), "{message}");
    }

    #[test]
    fn one_file_has_one_use_however_it_is_spelt() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("sub")).unwrap();
        fs::write(at("input"), "precious").unwrap();
        let message = problem(&[("the model", at("x")), ("the grid", at("sub/../x"))], &[]);
        assert!(message.contains("the model and the grid would be one file"), "{message}");
        let message = problem(&[("the model", at("sub/../input"))], &[("the data", at("input"))]);
        assert!(message.contains("the model would replace the data"), "{message}");
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(at("input"), at("link")).unwrap();
            let message = problem(&[("the model", at("link"))], &[("the data", at("input"))]);
            assert!(message.contains("the model would replace the data"), "{message}");
            // What is written goes where the link leads.
            write_atomically(&at("link"), b"new").unwrap();
            assert!(at("link").is_symlink() && fs::read(at("input")).unwrap() == b"new");
        }
    }

    #[test]
    fn what_a_killed_program_left_goes_and_what_is_being_written_stays() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let place = at("x").parent().unwrap().canonicalize().unwrap().join("x");
        for name in [".x.AbCd12.tmp", ".x.AbCd123.tmp", ".y.AbCd12.tmp", "x"] {
            fs::write(at(name), "").unwrap();
        }
        let alive = temporary_for(&place).unwrap();
        check_outputs(&[("the model", at("x"))], &[]).unwrap();
        assert!(!at(".x.AbCd12.tmp").exists() && alive.path().exists());
        drop(alive);
        assert_eq!(names(folder.path()), [".x.AbCd123.tmp", ".y.AbCd12.tmp", "x"]);
    }

    #[test]
    fn an_output_has_one_writer() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x");
        let lock = OutputLock::take(&file).unwrap();
        let message = OutputLock::take(&file).unwrap_err().to_string();
        assert!(message.contains("another process"), "{message}");
        drop(lock);
        // The file of a killed process is still there, but holds no lock.
        fs::write(folder.path().join(".x.lock"), "").unwrap();
        drop(OutputLock::take(&file).unwrap());
        assert!(names(folder.path()).is_empty());
    }
}
