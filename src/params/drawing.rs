//! Settings of the pen and of the ways to spoil a digit.

use super::Param;

params![
    (pen_width as PEN_WIDTH: f32, "", 0.095, 0.01, 0.4, "diameter of the pen, in canvas sides", "a digit over most of the canvas gets lines as thick as MNIST's"),
    (strength as GAUSSIAN_STD: f32, "σ", 0.4, 0.0, 1.0, "standard deviation of the noise on every pixel", "chosen because the digit can just be read"),
    (strength as SALT_AND_PEPPER_FRACTION: f32, "", 0.3, 0.0, 1.0, "fraction of the pixels set to 0 or 1", "chosen because the digit can just be read"),
    (strength as RANDOM_PIXELS_FRACTION: f32, "", 0.5, 0.0, 1.0, "fraction of the pixels replaced by noise", "half of the pixels, Bengio et al. 2015, Fig. 5"),
    (strength as BLOCK_SIDE: f32, "", 0.35, 0.0, 1.0, "side of the erased square, in image sides", "chosen because it hides one part of a digit"),
    (strength as LOWER_HALF_HEIGHT: f32, "", 0.5, 0.0, 1.0, "height of the erased rows, in image heights", "chosen because it hides half of the image, as Fig. 5 does"),
];
