//! Makes the page's JavaScript from the WebAssembly core, as `wasm-bindgen --target web` does.
//!
//! That program comes with a test runner and an HTTP client, which take minutes to compile; this one does not.

use anyhow::{Result, bail};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [core, folder] = arguments.as_slice() else {
        bail!("bindgen: expected CORE.wasm FOLDER, found {} arguments", arguments.len());
    };
    Bindgen::new()
        .web(true)?
        .typescript(true)
        .omit_default_module_path(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .input_path(core)
        .generate(folder)
}
