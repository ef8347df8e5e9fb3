//! Writes a piece of a condition back as text, for reasons a person reads.
//!
//! The CEL parser keeps no spans of whole pieces, so the text is made from the tree; it may differ
//! from what was typed in spaces and quotes, never in meaning.

use cel::common::ast::{CallExpr, Expr, LiteralValue, operators};
use cel::parser::Expression;

/// The expression as CEL text.
pub(crate) fn spell(expression: &Expression) -> String {
    match &expression.expr {
        Expr::Ident(name) => name.clone(),
        Expr::Literal(literal) => literal_text(literal),
        Expr::Select(select) if select.test => format!("has({}.{})", spell(&select.operand), select.field),
        Expr::Select(select) => format!("{}.{}", spell(&select.operand), select.field),
        Expr::List(list) => format!("[{}]", list_text(&list.elements)),
        Expr::Call(call) => call_text(call),
        Expr::Comprehension(over) => format!("{}.…({}, …)", spell(&over.iter_range), over.iter_var),
        Expr::Map(_) | Expr::Struct(_) => "{…}".to_owned(),
        Expr::Unspecified => String::new(),
    }
}

fn list_text(items: &[Expression]) -> String {
    items.iter().map(spell).collect::<Vec<_>>().join(", ")
}

fn literal_text(literal: &LiteralValue) -> String {
    match literal {
        LiteralValue::Boolean(flag) => flag.inner().to_string(),
        LiteralValue::Int(whole) => whole.inner().to_string(),
        LiteralValue::UInt(whole) => format!("{}u", whole.inner()),
        LiteralValue::Double(number) => number.inner().to_string(),
        LiteralValue::String(text) => format!("{:?}", text.inner()),
        LiteralValue::Bytes(_) => "b\"…\"".to_owned(),
        LiteralValue::Null => "null".to_owned(),
    }
}

fn call_text(call: &CallExpr) -> String {
    let binary = |sign: &str| format!("{} {sign} {}", grouped(&call.args[0]), grouped(&call.args[1]));
    match (call.func_name.as_str(), call.args.len()) {
        (operators::LOGICAL_AND, 2) => binary("&&"),
        (operators::LOGICAL_OR, 2) => binary("||"),
        (operators::LOGICAL_NOT, 1) => format!("!{}", grouped(&call.args[0])),
        (operators::NEGATE, 1) => format!("-{}", grouped(&call.args[0])),
        (operators::CONDITIONAL, 3) => {
            format!("{} ? {} : {}", grouped(&call.args[0]), grouped(&call.args[1]), grouped(&call.args[2]))
        }
        (operators::INDEX, 2) => format!("{}[{}]", spell(&call.args[0]), spell(&call.args[1])),
        (name, 2) if operators::find_operator(sign_of(name)).is_some() => binary(sign_of(name)),
        (name, _) => match &call.target {
            Some(target) => format!("{}.{name}({})", grouped(target), list_text(&call.args)),
            None => format!("{name}({})", list_text(&call.args)),
        },
    }
}

fn sign_of(name: &str) -> &str {
    if name == operators::IN { "in" } else { name.trim_matches('_') }
}

/// Brackets around a piece that is itself made of two.
fn grouped(expression: &Expression) -> String {
    match &expression.expr {
        Expr::Call(call) if call.args.len() > 1 && call.target.is_none() && call.func_name.contains('_') => {
            format!("({})", spell(expression))
        }
        _ => spell(expression),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::Condition;
    use crate::facts::Facts;

    #[test]
    fn a_piece_is_spelled_as_it_means() {
        for (written, spelled) in [
            ("answers.a=='x'", "answers.a == \"x\""),
            ("answers.a in [1,2]", "answers.a in [1, 2]"),
            ("(answers.a+1)*2 > 3", "((answers.a + 1) * 2) > 3"),
            ("size(answers.a) <= -1", "size(answers.a) <= -1"),
            ("answers.a.startsWith('x')", "answers.a.startsWith(\"x\")"),
        ] {
            let empty = Facts(serde_json::json!({}));
            assert_eq!(Condition::new(written).unwrap().judge(&empty).reasons.says, spelled);
        }
        let _ = spell;
    }
}
