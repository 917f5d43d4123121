//! Names of files, and writing them whole, for programs.

use crate::error::{Error, Result};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Where the mixture of a model file stands: `NAME.mixture.safetensors` beside `NAME.safetensors`.
pub fn mixture_beside(model: &Path) -> PathBuf {
    model.with_extension("mixture.safetensors")
}

/// Writes beside the target and renames, so that the old file stays until the new one is whole.
///
/// # Errors
/// [`Error::Write`]; the old file is then as it was.
pub fn write_atomically(file: &Path, bytes: &[u8]) -> Result<()> {
    let attempt = || -> std::io::Result<()> {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)] // Temporary files are private; this one is to have the rights of any new file.
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut temporary = builder.tempfile_in(folder)?;
        temporary.write_all(bytes)?;
        temporary.as_file().sync_all()?;
        temporary.persist(file)?;
        Ok(())
    };
    attempt().map_err(|error| Error::Write { path: file.display().to_string(), problem: error.to_string() })
}
