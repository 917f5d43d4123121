//! What numbers are known by.

/// FNV-1a over the bits of `values`, in hexadecimal.
pub(crate) fn fingerprint(values: impl Iterator<Item = f32>) -> String {
    let hash = values.fold(0xcbf2_9ce4_8422_2325_u64, |hash, value| {
        (hash ^ u64::from(value.to_bits())).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}
