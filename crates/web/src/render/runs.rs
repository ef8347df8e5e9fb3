//! Chinese inside English pages, marked as Chinese, so that readers pronounce it and fonts draw it right.
//!
//! Parcels, names and document numbers stay as the register writes them. Chinese pages need no marks.

use lexicon::language::Lang;
use minijinja::{HtmlEscape, Value};

/// The text, escaped, with every Chinese run of an English page inside `<span lang="zh-Hant">`.
pub(super) fn marked(lang: Lang, text: &str) -> Value {
    if lang == Lang::ZhHant || !text.chars().any(is_han) {
        return Value::from(text);
    }
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while !rest.is_empty() {
        let is_inside = rest.starts_with(joins);
        let end = rest.find(|c| joins(c) != is_inside).unwrap_or(rest.len());
        let (run, more) = rest.split_at(end);
        if is_inside && run.chars().any(is_han) {
            out.push_str(&format!("<span lang=\"zh-Hant\">{}</span>", HtmlEscape(run)));
        } else {
            out.push_str(&HtmlEscape(run).to_string());
        }
        rest = more;
    }
    Value::from_safe_string(out)
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Chinese characters, full-width marks, and the digits and hyphens of numbers between them.
fn joins(c: char) -> bool {
    is_han(c) || c.is_ascii_digit() || matches!(c, '-' | '○' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let env = minijinja::Environment::new();
        let shown =
            env.render_named_str("a.html", "{{ text }}", minijinja::context! { text => marked(Lang::En, text) });
        assert_eq!(shown.unwrap(), expected);
    }

    #[test]
    fn only_what_is_chinese_is_marked() {
        check("plain & simple", "plain &amp; simple");
        check("no. 高市都發字第1150004217號!", "no. <span lang=\"zh-Hant\">高市都發字第1150004217號</span>!");
        check("林○𠮷 <b>", "<span lang=\"zh-Hant\">林○𠮷</span> &lt;b&gt;");
        check("07-3368333", "07-3368333");
    }
}
