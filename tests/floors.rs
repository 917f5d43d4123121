//! The floors of the core: no import runs upwards, and no two files of a floor import each other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Bottom to top, as `src/lib.rs` lists them.
const FLOORS: [&str; 17] = [
    "error",
    "params",
    "math",
    "storage",
    "net",
    "inference",
    "learning",
    "top",
    "objective",
    "model",
    "sampling",
    "data",
    "restoration",
    "evaluation",
    "inspection",
    "stdp",
    "wasm",
];

/// Every Rust file below `folder`.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// The code of a file without its comments and without its tests, which may look upwards.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The names that follow `prefix` in the code: `b` and `c` of `a::b::x` and `a::{b::x, c}` for the prefix `a::`.
fn names_after(prefix: &str, code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices(prefix) {
        let rest = &code[at + prefix.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            found.insert(first_name(rest));
            continue;
        };
        let mut depth = 0;
        let mut item = String::new();
        for letter in group.chars() {
            match letter {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    found.insert(first_name(item.trim()));
                    item.clear();
                    continue;
                }
                _ => (),
            }
            item.push(letter);
        }
        found.insert(first_name(item.trim()));
    }
    found.remove("");
    found
}

fn first_name(path: &str) -> String {
    path.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

/// The floor of a file: the first part of its path below `src`.
fn floor_of(path: &Path) -> String {
    let inside = path.strip_prefix(src()).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn core_files() -> impl Iterator<Item = PathBuf> {
    rust_files(&src()).into_iter().filter(|path| !["lib", "bin"].contains(&floor_of(path).as_str()))
}

fn level(floor: &str) -> Option<usize> {
    FLOORS.iter().position(|&name| name == floor)
}

#[test]
fn no_import_runs_upwards() {
    for path in core_files() {
        let floor = floor_of(&path);
        let own = level(&floor).unwrap_or_else(|| panic!("{} is on no floor", path.display()));
        for name in names_after("crate::", &code(&path)) {
            // `crate::Error` and `crate::Result` are the floor `error`; macros stand at the root too.
            if name.chars().next().is_some_and(char::is_uppercase) {
                continue;
            }
            let below = level(&name).unwrap_or_else(|| panic!("{}: no floor `{name}`", path.display()));
            assert!(below <= own, "{}: `{floor}` imports `{name}`, which stands above it", path.display());
        }
    }
}

#[test]
fn no_two_files_of_a_floor_import_each_other() {
    let mut imports: BTreeMap<(PathBuf, String), BTreeSet<String>> = BTreeMap::new();
    for path in core_files() {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if name != "mod" {
            let folder = path.parent().unwrap().to_owned();
            imports.insert((folder, name), names_after("super::", &code(&path)));
        }
    }
    for ((folder, name), wanted) in &imports {
        for other in wanted {
            let back =
                imports.get(&(folder.clone(), other.clone())).is_some_and(|names| names.contains(name));
            assert!(!back, "{}: `{name}` and `{other}` import each other", folder.display());
        }
    }
}

#[test]
fn the_crate_documentation_lists_the_floors_in_this_order() {
    let documentation = fs::read_to_string(src().join("lib.rs")).unwrap();
    let mut from = 0;
    for floor in FLOORS {
        let at = documentation[from..].find(&format!("| `{floor}`"));
        from += at.unwrap_or_else(|| panic!("src/lib.rs lists `{floor}` nowhere, or out of order"));
    }
}

#[test]
fn names_are_read_from_single_and_grouped_imports() {
    let code = "use a::b::x; use a::{c::{d, e}, f}; a::g(); use b::h;";
    let expected = ["b", "c", "f", "g"].map(str::to_owned);
    assert_eq!(names_after("a::", code), BTreeSet::from(expected));
}
