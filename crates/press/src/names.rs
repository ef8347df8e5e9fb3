//! The file names templates may use. Typst interns every path for the life of
//! the process in a table of 65 535 places and panics beyond it, so names are
//! short, plain and few: they belong to templates and never carry data.

use std::collections::BTreeSet;

use papers::press_protocol::PressFault;
use typst::syntax::{FileId, RootedPath, VirtualPath, VirtualRoot};

/// Name of the template itself.
pub(crate) const MAIN: &str = "/main.typ";
/// Name under which the data is read.
pub(crate) const DATA: &str = "/data.json";

/// Different names one process takes.
const MOST_NAMES: usize = 256;

/// The names seen so far by this process.
#[derive(Debug, Default)]
pub(crate) struct Names(BTreeSet<String>);

impl Names {
    /// The identifier of a name, or a refusal before anything is interned.
    pub(crate) fn admit(&mut self, name: &str) -> Result<FileId, PressFault> {
        let refused = || PressFault::FileName { name: name.chars().take(64).collect() };
        let plain = name.strip_prefix('/').is_some_and(|rest| {
            let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.';
            (1..=32).contains(&rest.len())
                && rest.bytes().all(allowed)
                && !rest.starts_with('.')
                && !rest.contains("..")
        });
        if !plain || (!self.0.contains(name) && self.0.len() >= MOST_NAMES) {
            return Err(refused());
        }
        let path = VirtualPath::new(name).map_err(|_| refused())?;
        self.0.insert(name.to_owned());
        Ok(RootedPath::new(VirtualRoot::Project, path).intern())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_fixed_names_are_admitted() {
        let mut names = Names::default();
        for good in [MAIN, DATA, "/qr.svg", "/map-2.svg"] {
            assert!(names.admit(good).is_ok(), "{good}");
        }
        for bad in ["qr.svg", "/", "/../etc", "/a/b.svg", "/王.svg", "/.x", "/averyveryveryverylongfilename-1.svg"] {
            assert!(names.admit(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn names_made_from_data_run_out_before_the_process_does() {
        let mut names = Names::default();
        let admitted = (0..1_000).filter(|n| names.admit(&format!("/case-{n}.svg")).is_ok()).count();
        assert_eq!(admitted, MOST_NAMES);
        assert!(names.admit("/case-3.svg").is_ok());
    }
}
