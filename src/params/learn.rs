//! Settings of learning in the browser: workers, what is measured on the way, and the rules it is compared with.

use super::Param;

param!(
    /// Workers that share every batch.
    WORKERS, "workers", "", 2.0, 1.0, 8.0, true,
    "workers that share every batch; the result has the same bits for any number",
    "the page takes as many as the processor has cores, less one for the page from three on"
);
