//! What a file is that is none of ours, by its first bytes: so that a refusal can name it.

/// First bytes, and what begins so.
const KINDS: &[(&[u8], &str)] = &[
    (b"\x1f\x8b", "a gzip archive (.gz): unpack it first"),
    (b"BZh", "a bzip2 archive (.bz2): unpack it first"),
    (b"\xfd7zXZ\0", "an xz archive (.xz): unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive (.zst): unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it first"),
    (b"\x93NUMPY", NPY),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file (.h5)"),
    (b"GGUF", "a GGUF file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"<!", HTML),
    (b"<html", HTML),
    (b"\0\0\x08\x03", "an IDX file of images"),
    (b"\0\0\x08\x01", "an IDX file of labels"),
];
const NPY: &str = "an array of NumPy (.npy)";
const NPZ: &str = "an archive of NumPy's arrays (.npz)";
const HTML: &str = "a web page: the download gave a page instead of the file";
const ZIP: &[u8] = b"PK\x03\x04";
/// Where the length of the name of the first file of a zip archive stands.
const ZIP_NAME_LENGTH: usize = 26;
/// Where that name begins.
const ZIP_NAME: usize = 30;

/// What `bytes` begin like, and what to do with that; none where that is not known.
pub(crate) fn kind(bytes: &[u8]) -> Option<&'static str> {
    if bytes.is_empty() {
        return Some("an empty file");
    }
    if bytes.starts_with(ZIP) {
        let length = bytes.get(ZIP_NAME_LENGTH..).and_then(<[u8]>::first_chunk);
        let length = length.map_or(0, |&length| usize::from(u16::from_le_bytes(length)));
        let name = bytes.get(ZIP_NAME..).and_then(|rest| rest.get(..length)).unwrap_or_default();
        return Some(if name.ends_with(b".npy") { NPZ } else { "a zip archive (.zip): unpack it first" });
    }
    KINDS.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|&(_, kind)| kind)
}

/// Whether that kind is one of NumPy's.
pub(crate) fn is_numpy(kind: &str) -> bool {
    [NPY, NPZ].contains(&kind)
}
