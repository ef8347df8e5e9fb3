//! The length of a bar in a chart. A chart is always followed by the table of the same numbers.

/// The width of a bar for `value` when `most` is `full` wide; at least a hair for what is not nothing.
pub(super) fn width(value: f64, most: f64, full: f64) -> f64 {
    if most <= 0.0 || value <= 0.0 {
        return 0.0;
    }
    ((value / most * full).clamp(2.0, full) * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::width;

    #[test]
    fn the_longest_bar_fills_the_chart_and_a_little_is_still_seen() {
        for (value, expected) in [(10.0, 300.0), (5.0, 150.0), (0.001, 2.0), (0.0, 0.0)] {
            assert!((width(value, 10.0, 300.0) - expected).abs() < 0.05, "{value}");
        }
    }
}
