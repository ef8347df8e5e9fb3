//! The real folder of the zoning certificate, compiled; and copies of it with one mistake each.
#![allow(clippy::unwrap_used)]

mod mistakes;
mod rules;

use std::path::Path;

use catalogue::compile::Folder;

/// The folder as it stands in `services/`.
fn folder() -> Folder {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../services/zoning-certificate");
    let mut folder = Folder::new();
    walk(&root, &root, &mut folder);
    folder
}

fn walk(root: &Path, at: &Path, folder: &mut Folder) {
    for entry in std::fs::read_dir(at).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(root, &path, folder);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            folder.insert(name, std::fs::read(&path).unwrap());
        }
    }
}
