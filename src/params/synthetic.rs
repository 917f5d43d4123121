//! How the handwriting of the synthetic digits varies.

use super::Param;

/// Why most defaults are what they are.
const MEASURED: &str = "chosen so that slant, width, ink and edges vary as MNIST's do";

params![
    /// Every setting of the generator of digits, in the order of the fields of [`SyntheticParams`].
    SYNTHETIC,
    /// Settings of the generator of digits. Field names are the names of [`SYNTHETIC`]'s entries.
    SyntheticParams,
    (slant: f32, "", 0.12, -1.0, 1.0, "mean slant to the right, in heights", MEASURED),
    (slant_spread: f32, "", 0.26, 0.0, 1.0, "standard deviation of the slant, in heights", MEASURED),
    (width: f32, "", 1.14, 0.5, 2.5, "mean width, in widths of the forms", MEASURED),
    (width_spread: f32, "", 0.2, 0.0, 1.0, "standard deviation of the width, in widths of the forms", MEASURED),
    (rotation: f32, "", 0.08, 0.0, 0.5, "standard deviation of the rotation, in radians", MEASURED),
    (curvature: f32, "", 0.12, 0.0, 0.5, "standard deviation of the bow of straight lines, in canvas sides", MEASURED),
    (jitter: f32, "", 0.016, 0.0, 0.125, "standard deviation of the place of each knot, in canvas sides", MEASURED),
    (elastic: f32, "", 0.04, 0.0, 0.25, "standard deviation of the elastic distortion, in canvas sides", MEASURED),
    (thickness: f32, "", 2.5, 1.0, 8.0, "mean width of the pen, in pixels of the image", MEASURED),
    (thickness_spread: f32, "", 0.6, 0.0, 4.0, "standard deviation of the width of the pen, in pixels", MEASURED),
];

/// How much of what varies between drawings varies between those of one writer. Chosen: a hand is steadier than all hands are alike.
pub const WITHIN_A_WRITER: f32 = 0.5;
