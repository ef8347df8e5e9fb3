//! Horizontal bars of areas by class, painted as the class is on every map.
//!
//! A name and a figure stand over each bar and a pattern in it, so that colour is never the only sign. Drawn for
//! the width of a phone. Bars of a class wear its pale colour in both themes; what has no class is an empty frame.

use atlas::colour::{Pattern, of_class};
use maps::hatch::{Ground, hex, name, write_svg};
use std::collections::BTreeSet;
use std::fmt::Write;

/// One bar.
pub(super) struct Bar {
    pub label: String,
    /// The figure as people read it.
    pub shown: String,
    pub value: i64,
    /// A class code; `None` for what has no class.
    pub class: Option<String>,
}

const WIDTH: i64 = 352;
const ROW: i64 = 46;

/// The bars as SVG, without styles of its own.
pub(super) fn svg(bars: &[Bar], alt: &str) -> String {
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
    let high = ROW * i64::try_from(bars.len()).unwrap_or(0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {high}\" width=\"{WIDTH}\" height=\"{high}\" \
         role=\"img\" aria-label=\"{}\" focusable=\"false\"><defs>",
        escaped(alt)
    );
    let patterns = bars.iter().filter_map(|bar| bar.class.as_deref()).map(|class| of_class(class).pattern);
    let mut written = BTreeSet::new();
    for pattern in patterns.filter(|pattern| *pattern != Pattern::Plain) {
        if written.insert(name(pattern)) {
            write_svg(&mut svg, pattern, (Ground::Light, 9.0));
        }
    }
    svg.push_str("</defs>");
    for (row, bar) in (0..).zip(bars) {
        let top = row * ROW;
        let _ = write!(
            svg,
            "<text class=\"stat-label\" x=\"0\" y=\"{0}\">{1}</text>\
             <text class=\"stat-figure\" x=\"{WIDTH}\" y=\"{0}\" text-anchor=\"end\">{2}</text>",
            top + 16,
            escaped(&bar.label),
            escaped(&bar.shown),
        );
        let width = (bar.value.max(0) * (WIDTH - 2) / most).max(1);
        let frame = format!("x=\"1\" y=\"{}\" width=\"{width}\" height=\"16\"", top + 22);
        if let Some(class) = bar.class.as_deref() {
            let _ = write!(svg, "<rect {frame} fill=\"{}\"/>", hex(Ground::Light.tint(of_class(class).rgb)));
        }
        if let Some(class) = bar.class.as_deref().map(of_class).filter(|paint| paint.pattern != Pattern::Plain) {
            let _ = write!(svg, "<rect {frame} fill=\"url(#{})\"/>", name(class.pattern));
        }
        let dashes = if bar.class.is_none() { " stroke-dasharray=\"4 3\"" } else { "" };
        let _ = write!(svg, "<rect class=\"stat-bar\" {frame} fill=\"none\"{dashes}/>");
    }
    svg.push_str("</svg>");
    svg
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bar_has_its_name_its_figure_and_a_pattern_that_is_there() {
        let bar = |label: &str, value: i64, class: Option<&str>| Bar {
            label: label.to_owned(),
            shown: value.to_string(),
            value,
            class: class.map(str::to_owned),
        };
        let drawn =
            svg(&[bar("農業<區>", 400, Some("A08")), bar("公園", 100, Some("C01")), bar("無", 0, None)], "面積");
        assert!(drawn.contains("農業&lt;區&gt;") && drawn.contains("width=\"350\"") && drawn.contains("dasharray"));
        for used in drawn.split("url(#").skip(1) {
            let id = used.split(')').next().unwrap();
            assert!(drawn.contains(&format!("<pattern id=\"{id}\"")), "{id}");
        }
    }
}
