//! Faults of a service folder: where, what, and what to do.
//!
//! For staff and developers on a terminal; the words are English and name the remedy. Nothing here is
//! shown to the public.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::compile::Folder;
use crate::source::Place;

/// One fault in one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fault {
    /// Path inside the folder.
    pub file: String,
    /// From 1; 1 when a whole file is meant.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// The text that is wrong, as it stands in the file.
    pub offending: String,
    pub code: FaultCode,
    /// What to do about it.
    pub remedy: String,
}

/// The kinds of faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultCode {
    // The file as such.
    FileMissing,
    NotUtf8,
    YamlSyntax,
    KeyUnknown,
    KeyMissing,
    KeyTwice,
    ValueWrong,
    FormatUnknown,
    // Steps.
    NameWrong,
    NameTwice,
    StepMissing,
    StepUnreachable,
    NoWayOut,
    ChoiceMissing,
    NextWrong,
    RetentionMissing,
    LawMissing,
    AbilityUnknown,
    AbilityVersion,
    EvidenceUnknown,
    PaperUnknown,
    TableUnknown,
    ColumnUnknown,
    // Tables.
    CsvSyntax,
    CellOutsideDomain,
    CellGrammar,
    AmountNotInteger,
    OutputWrong,
    DateWrong,
    DateGap,
    SourceMissing,
    DefaultMissing,
    TableHole,
    TableOverlap,
    RowNeverHit,
    TableTooLarge,
    // Conditions.
    CelSyntax,
    FactUnknown,
    FunctionUnknown,
    // Form.
    QuestionUnknown,
    QuestionWrong,
    // Words.
    TextSyntax,
    TextMissing,
    TextTwice,
    TextVariables,
    // Stories.
    StoryWrong,
    StoriesTooHappy,
}

impl FaultCode {
    /// The kebab-case name shown in brackets.
    #[must_use]
    pub fn name(self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(name)) => name,
            _ => String::new(),
        }
    }
}

impl Fault {
    /// A fault at a place, with its kind and what to do.
    pub(crate) fn at(file: &str, place: Place, offending: &str, (code, remedy): (FaultCode, String)) -> Fault {
        let (file, offending) = (file.to_owned(), offending.to_owned());
        Fault { file, line: place.line, column: place.column, offending, code, remedy }
    }

    /// The fault as shown by `takau service check`: place, the line itself, a mark under the offending
    /// text, and the remedy.
    #[must_use]
    pub fn render(&self, folder: &Folder) -> String {
        let mut shown = format!("error[{}]: {}\n", self.code.name(), self.offending);
        let _ = writeln!(shown, "  --> {}:{}:{}", self.file, self.line, self.column);
        let text = folder.get(&self.file).and_then(|bytes| std::str::from_utf8(bytes).ok());
        if let Some(line) = text.and_then(|text| text.lines().nth(self.line.saturating_sub(1))) {
            let number = self.line.to_string();
            let margin = " ".repeat(number.len());
            let before: usize = line.chars().take(self.column.saturating_sub(1)).map(columns).sum();
            let rest: String = line.chars().skip(self.column.saturating_sub(1)).collect();
            let marked = if rest.starts_with(&self.offending) { self.offending.as_str() } else { "" };
            let width = marked.chars().map(columns).sum::<usize>().max(1);
            let _ = writeln!(shown, "{margin} |\n{number} | {line}");
            let _ = writeln!(shown, "{margin} | {}{}", " ".repeat(before), "^".repeat(width));
        }
        let _ = writeln!(shown, "  = help: {}", self.remedy);
        shown
    }
}

/// Terminal columns of a character: Chinese characters and full-width signs take two.
fn columns(letter: char) -> usize {
    match letter as u32 {
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE4F => 2,
        0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_shown_with_its_line_and_its_mark() {
        let folder = Folder::from([("service.yaml".to_owned(), "id: x\n名稱: oops\n".as_bytes().to_vec())]);
        let fault = Fault {
            file: "service.yaml".to_owned(),
            line: 2,
            column: 5,
            offending: "oops".to_owned(),
            code: FaultCode::ValueWrong,
            remedy: "write something else".to_owned(),
        };
        let expected = "error[value-wrong]: oops\n  --> service.yaml:2:5\n  |\n2 | 名稱: oops\n  |       ^^^^\n  \
                        = help: write something else\n";
        assert_eq!(fault.render(&folder), expected);
    }
}
