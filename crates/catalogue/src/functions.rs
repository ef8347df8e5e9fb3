//! The functions conditions may call beside CEL's own: sums of lists, ratios of whole numbers, ages.
//!
//! Whole numbers only, so that money never becomes a fraction: `ratio` rounds half up to the whole, as the
//! published limits of the subsidies do (3.5 × 14,419 = 50,466.5 is printed as 50,467). A list that holds
//! something else than the function needs makes the condition impossible to tell, never zero.

use std::sync::Arc;

use cel::{ExecutionError, Value};
use lexicon::date::Date;

type Found = Result<Value, ExecutionError>;
type List = Arc<Vec<Value>>;

/// CEL with our functions.
pub(crate) fn context() -> cel::Context<'static, 'static> {
    let mut context = cel::Context::default();
    // None of these names is CEL's own, which is all `add_function` refuses.
    let added = [
        context.add_function("sum", |list: List| sum(&list)),
        context.add_function("least", |list: List| least(&list)),
        context.add_function("distinct", |list: List| distinct(&list)),
        context.add_function("ratio", ratio),
        context.add_function("years", |from: Arc<String>, to: Arc<String>| years(&from, &to)),
    ];
    debug_assert!(added.iter().all(Result::is_ok), "a function has a name of CEL's own");
    context
}

fn numbers(name: &str, list: &[Value]) -> Result<Vec<i64>, ExecutionError> {
    let whole = |value: &Value| match value {
        Value::Int(number) => Ok(*number),
        other => Err(ExecutionError::function_error(name, format!("not a whole number: {:?}", other.type_of()))),
    };
    list.iter().map(whole).collect()
}

fn sum(list: &[Value]) -> Found {
    let sum = numbers("sum", list)?.into_iter().try_fold(0_i64, i64::checked_add);
    sum.map(Value::Int).ok_or_else(|| ExecutionError::function_error("sum", "the sum is too large"))
}

/// The least of a list of numbers; there is none of an empty one.
fn least(list: &[Value]) -> Found {
    let least = numbers("least", list)?.into_iter().min();
    least.map(Value::Int).ok_or_else(|| ExecutionError::function_error("least", "the list is empty"))
}

/// Every value once, in the order of its first time.
fn distinct(list: &[Value]) -> Found {
    let mut once: Vec<Value> = Vec::new();
    for value in list {
        if !once.contains(value) {
            once.push(value.clone());
        }
    }
    Ok(Value::List(Arc::new(once)))
}

/// `above ÷ below`, rounded half up (away from zero for what is owed).
fn ratio(above: i64, below: i64) -> Found {
    if below <= 0 {
        return Err(ExecutionError::function_error("ratio", "the divisor must be more than 0"));
    }
    let (above, below) = (i128::from(above), i128::from(below));
    let half_up = (2 * above.abs() + below) / (2 * below) * above.signum();
    i64::try_from(half_up).map(Value::Int).map_err(|_| ExecutionError::function_error("ratio", "too large"))
}

/// Whole years between two days: the age on the second of who was born on the first. A year that begins on
/// 29 February is complete at the end of 28 February where there is no such day (民法 §121).
fn years(from: &str, to: &str) -> Found {
    let day = |text: &str| {
        text.parse::<Date>()
            .map_err(|_| ExecutionError::function_error("years", format!("not a date: {} letters", text.len())))
    };
    let (from, to) = (day(from)?, day(to)?);
    let whole = i64::from(to.year()) - i64::from(from.year());
    let before = (to.month(), to.day()) < (from.month(), from.day());
    Ok(Value::Int(whole - i64::from(before)))
}

#[cfg(test)]
mod tests {
    use crate::condition::{Amounts, Condition};
    use crate::facts::Facts;
    use serde_json::{Value, json};

    fn check(source: &str, expected: Option<Value>) {
        let facts = Facts(json!({"answers": {
            "members": [{"income": 300, "born": "2000-02-29"}, {"income": 200, "born": "1990-05-01"}],
            "rent": 12_000, "texts": ["a", "b", "a"], "mixed": [1, "x"],
        }}));
        let found = match Condition::new(source).unwrap().value(&facts) {
            Amounts::To(value) => Some(value),
            Amounts::Missing(_) | Amounts::Broken(_) => None,
        };
        assert_eq!(found, expected, "{source}");
    }

    #[test]
    fn lists_are_added_up_and_compared() {
        check("sum(answers.members.map(m, m.income))", Some(json!(500)));
        check("sum([])", Some(json!(0)));
        check("sum(answers.mixed)", None);
        check("sum([9223372036854775807, 1])", None);
        check("least(answers.members.map(m, m.income))", Some(json!(200)));
        check("distinct(answers.texts)", Some(json!(["a", "b"])));
        check("least([])", None);
        check("sum(answers.members.filter(m, has(m.died)).map(m, m.income))", Some(json!(0)));
    }

    /// The published figures of 111: 3.5 × and 2.5 × the minimum living cost, and the sums of the city's programme.
    #[test]
    fn a_ratio_is_rounded_half_up_to_the_dollar() {
        check("ratio(14419 * 35, 10)", Some(json!(50_467)));
        check("ratio(14419 * 25, 10)", Some(json!(36_048)));
        check("ratio(16040 * 35, 10)", Some(json!(56_140)));
        check("ratio(14419 * 30, 10)", Some(json!(43_257)));
        check("ratio(2400 * 120, 100)", Some(json!(2_880)));
        check("ratio(1700 * 120, 100)", Some(json!(2_040)));
        check("ratio(4200 * 140, 100)", Some(json!(5_880)));
        check("ratio(1, 2)", Some(json!(1)));
        check("ratio(-1, 2)", Some(json!(-1)));
        check("ratio(1, 0)", None);
    }

    #[test]
    fn an_age_is_counted_in_whole_years() {
        check("years('2000-05-01', '2020-04-30')", Some(json!(19)));
        check("years('2000-05-01', '2020-05-01')", Some(json!(20)));
        check("years('2000-02-29', '2018-02-28')", Some(json!(17)));
        check("years('2000-02-29', '2018-03-01')", Some(json!(18)));
        check("years('2000-13-01', '2018-03-01')", None);
    }
}
