//! What two languages do not have alike.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use lexicon::language::Lang;

/// Keys with the variables their messages use.
pub(crate) type Keys = BTreeMap<String, BTreeSet<String>>;

/// One thing both languages should have alike.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// A key this language lacks.
    Missing { lang: Lang, key: String },
    /// A key whose messages use other variables.
    Variables { key: String, zh_hant: BTreeSet<String>, en: BTreeSet<String> },
}

/// Every difference, in order of key.
pub(crate) fn differences(zh_hant: &Keys, en: &Keys) -> Vec<Difference> {
    let mut found = Vec::new();
    for key in zh_hant.keys().chain(en.keys()).collect::<BTreeSet<_>>() {
        match (zh_hant.get(key), en.get(key)) {
            (Some(zh_hant), Some(en)) if zh_hant != en => {
                found.push(Difference::Variables { key: key.clone(), zh_hant: zh_hant.clone(), en: en.clone() })
            }
            (Some(_), Some(_)) => {}
            (Some(_), None) => found.push(Difference::Missing { lang: Lang::En, key: key.clone() }),
            (None, _) => found.push(Difference::Missing { lang: Lang::ZhHant, key: key.clone() }),
        }
    }
    found
}

/// The keys of a file; a key that stands twice is named again in the list.
pub(crate) fn keys_of(resource: &FluentResource) -> Vec<(String, BTreeSet<String>)> {
    let mut keys = Vec::new();
    for entry in resource.entries() {
        let Entry::Message(message) = entry else { continue };
        let mut variables = BTreeSet::new();
        message.value.iter().for_each(|pattern| in_pattern(pattern, &mut variables));
        keys.push((message.id.name.to_owned(), variables));
    }
    keys
}

fn in_pattern(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        in_expression(expression, found);
    }
}

fn in_expression(expression: &Expression<&str>, found: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => in_inline(inline, found),
        Expression::Select { selector, variants } => {
            in_inline(selector, found);
            variants.iter().for_each(|variant| in_pattern(&variant.value, found));
        }
    }
}

fn in_inline(inline: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            found.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference { arguments, .. } => {
            arguments.positional.iter().for_each(|argument| in_inline(argument, found));
        }
        InlineExpression::Placeable { expression } => in_expression(expression, found),
        _ => {}
    }
}
