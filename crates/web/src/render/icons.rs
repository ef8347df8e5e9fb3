//! Icons drawn inline from the set the asset build writes to `dist/icons.json`.
//!
//! An icon never speaks alone: it stands beside the words that say the same, is hidden from readers,
//! and a page without any icon (no asset build yet) loses nothing.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use minijinja::Value;

static ICONS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let file = crate::assets::file("icons.json");
    file.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
});

/// The icon of a name, hidden from assistive technology; nothing when there is none.
pub(super) fn icon(name: &str) -> Value {
    let Some(shape) = ICONS.get(name) else { return Value::from_safe_string(String::new()) };
    Value::from_safe_string(format!(
        "<svg class=\"icon\" viewBox=\"0 0 24 24\" width=\"24\" height=\"24\" fill=\"none\" \
         stroke=\"currentColor\" stroke-width=\"2\" stroke-linecap=\"round\" stroke-linejoin=\"round\" \
         aria-hidden=\"true\" focusable=\"false\">{shape}</svg>"
    ))
}
