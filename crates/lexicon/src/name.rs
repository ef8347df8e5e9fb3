//! Personal names as they may be shown: 王○明.
//!
//! The pattern of public petition tables and minutes (黃○霞): the first and the
//! last character stay, all between become ○; of two characters the last is
//! hidden. Nothing is corrected or folded: names keep their rare characters.

/// The shown form of a name.
///
/// Chinese names are masked by character; names in Latin letters by word, each
/// keeping its first letter (`John Smith` → `J○ S○`). Empty stays empty.
pub fn masked(name: &str) -> String {
    let name = name.trim();
    if name.chars().any(|c| c.is_ascii_alphabetic()) {
        let words: Vec<String> =
            name.split_whitespace().filter_map(|word| word.chars().next()).map(|first| format!("{first}○")).collect();
        return words.join(" ");
    }
    let characters: Vec<char> = name.chars().filter(|c| !c.is_whitespace()).collect();
    match characters.as_slice() {
        [] => String::new(),
        [_] => "○".to_owned(),
        [first, _] => format!("{first}○"),
        [first, middle @ .., last] => format!("{first}{}{last}", "○".repeat(middle.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_ends_of_a_name_are_shown() {
        for (name, shown) in [
            ("王小明", "王○明"),
            ("黃霞", "黃○"),
            ("王", "○"),
            ("歐陽小明", "歐○○明"),
            ("王　小明", "王○明"),
            ("John Smith", "J○ S○"),
            ("", ""),
        ] {
            assert_eq!(masked(name), shown);
        }
    }
}
