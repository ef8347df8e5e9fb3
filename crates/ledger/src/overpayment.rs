//! Overpayments of a monthly subsidy (溢領): what was paid for days on which nobody was entitled any more, by the
//! days of each calendar month, and how it is paid back: within a year, without interest (辦法 §22).
//!
//! It refuses more instalments than the year has months, and a plan whose sums are not the claim.

use lexicon::date::Date;
use lexicon::money::Twd;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Instalments of a plan, and of one extension of it, at most.
pub const MOST_INSTALMENTS: u32 = 12;

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Month {
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
}

impl Month {
    /// The month a day is in.
    #[must_use]
    pub fn of(day: Date) -> Month {
        Month { year: day.year(), month: day.month() }
    }

    /// Its first day; the last month of the range of dates has none after it.
    #[must_use]
    pub fn first_day(self) -> Date {
        Date::new(self.year, self.month, 1).unwrap_or(Date::MAX)
    }

    /// How many days it has.
    #[must_use]
    pub fn days(self) -> u32 {
        u32::from(self.first_day().days_in_month().unsigned_abs())
    }

    /// The next month.
    #[must_use]
    pub fn next(self) -> Month {
        if self.month == 12 {
            Month { year: self.year.saturating_add(1), month: 1 }
        } else {
            Month { month: self.month + 1, ..self }
        }
    }
}

/// What was paid for one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    pub month: Month,
    pub amount: Twd,
}

/// What of one month is to be given back, with its derivation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub month: Month,
    pub paid: Twd,
    /// Days of the month on which nobody was entitled.
    pub days: u32,
    /// Days of the month.
    pub of: u32,
    pub amount: Twd,
}

/// Why there is no plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PlanFault {
    #[error("an overpayment is paid back in 1 to {MOST_INSTALMENTS} instalments")]
    Instalments,
    #[error("there is nothing to pay back")]
    Nothing,
}

/// One instalment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instalment {
    pub month: Month,
    pub amount: Twd,
}

/// What was paid for days from `stopped_on` on, month by month; months before it owe nothing. A share of a month is
/// rounded half up to whole dollars.
#[must_use]
pub fn overpaid(paid: &[Paid], stopped_on: Date) -> Vec<Claim> {
    let claim = |paid: &Paid| {
        let of = paid.month.days();
        let days = match paid.month.cmp(&Month::of(stopped_on)) {
            std::cmp::Ordering::Less => return None,
            std::cmp::Ordering::Equal => of + 1 - u32::from(stopped_on.day().unsigned_abs()),
            std::cmp::Ordering::Greater => of,
        };
        Some(Claim { month: paid.month, paid: paid.amount, days, of, amount: share(paid.amount, days, of) })
    };
    paid.iter().filter_map(claim).filter(|claim| !claim.amount.is_zero()).collect()
}

/// `days` of `of` of an amount, half up.
fn share(amount: Twd, days: u32, of: u32) -> Twd {
    let (whole, of) = (i128::from(amount.dollars()) * i128::from(days) * 2, i128::from(of) * 2);
    let rounded = (whole + of / 2).div_euclid(of);
    Twd::new(i64::try_from(rounded).unwrap_or(i64::MAX))
}

/// Equal instalments from a month on; what does not divide stands in the first, so that they always add up.
///
/// # Errors
/// [`PlanFault`].
pub fn plan(claim: Twd, instalments: u32, from: Month) -> Result<Vec<Instalment>, PlanFault> {
    if !(1..=MOST_INSTALMENTS).contains(&instalments) {
        return Err(PlanFault::Instalments);
    }
    if claim <= Twd::ZERO {
        return Err(PlanFault::Nothing);
    }
    let each = claim.dollars() / i64::from(instalments);
    let rest = claim.dollars() % i64::from(instalments);
    let months = std::iter::successors(Some(from), |month| Some(month.next())).zip(0..instalments);
    let instalment = |(month, n)| Instalment { month, amount: Twd::new(if n == 0 { each + rest } else { each }) };
    Ok(months.map(instalment).filter(|instalment| !instalment.amount.is_zero()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn month(year: i16, month: i8) -> Month {
        Month { year, month }
    }

    fn paid(months: &[(Month, i64)]) -> Vec<Paid> {
        months.iter().map(|(month, amount)| Paid { month: *month, amount: Twd::new(*amount) }).collect()
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// services.md §1.8 (9): pro rata by days of the month.
    #[test]
    fn four_thousand_a_month_stopped_in_the_middle_of_february_owes_half_of_it() {
        let months = paid(&[(month(2026, 1), 4_000), (month(2026, 2), 4_000)]);
        let claims = overpaid(&months, day("2026-02-15"));
        assert_eq!(claims.len(), 1);
        assert_eq!((claims[0].days, claims[0].of, claims[0].amount), (14, 28, Twd::new(2_000)));
    }

    #[test]
    fn months_after_the_stop_are_owed_whole_and_leap_years_are_counted() {
        let months = paid(&[(month(2028, 2), 2_900), (month(2028, 3), 2_900)]);
        let amounts: Vec<i64> =
            overpaid(&months, day("2028-02-29")).iter().map(|claim| claim.amount.dollars()).collect();
        assert_eq!(amounts, [100, 2_900]);
        let whole: Twd = overpaid(&months, day("2028-02-01")).iter().map(|claim| claim.amount).sum();
        assert_eq!(whole, Twd::new(5_800));
        assert!(overpaid(&months, day("2028-04-01")).is_empty());
    }

    #[test]
    fn half_a_dollar_is_rounded_up() {
        // 3,205 × 15 / 30 = 1,602.5
        let claims = overpaid(&paid(&[(month(2026, 4), 3_205)]), day("2026-04-16"));
        assert_eq!(claims[0].amount, Twd::new(1_603));
    }

    #[test]
    fn instalments_stay_within_the_year_and_the_first_bears_the_rest() {
        let plan = plan(Twd::new(2_003), 4, month(2026, 11)).unwrap();
        let amounts: Vec<i64> = plan.iter().map(|instalment| instalment.amount.dollars()).collect();
        assert_eq!(amounts, [503, 500, 500, 500]);
        assert_eq!(plan[3].month, month(2027, 2));
        for (claim, instalments, fault) in
            [(10, 0, PlanFault::Instalments), (10, 13, PlanFault::Instalments), (0, 3, PlanFault::Nothing)]
        {
            assert_eq!(super::plan(Twd::new(claim), instalments, month(2026, 1)), Err(fault));
        }
    }

    proptest! {
        #[test]
        fn what_was_due_and_what_is_owed_add_up_to_what_was_paid(
            amount in 1_i64..20_000, months in 1_usize..13, stop in 0_u32..500,
        ) {
            let months: Vec<(Month, i64)> = std::iter::successors(Some(month(2026, 1)), |month| Some(month.next()))
                .take(months).map(|month| (month, amount)).collect();
            let months = paid(&months);
            let stopped_on = lexicon::date::days_later(day("2026-01-01"), stop);
            let claims = overpaid(&months, stopped_on);
            let earlier = overpaid(&months, lexicon::date::days_before(stopped_on, 1));
            let total = |claims: &[Claim]| claims.iter().map(|claim| claim.amount).sum::<Twd>();
            prop_assert!(claims.iter().all(|claim| claim.amount <= claim.paid && claim.days <= claim.of));
            prop_assert!(total(&earlier) >= total(&claims), "a day earlier is never owed less");
        }

        #[test]
        fn a_plan_always_adds_up_to_the_claim(claim in 1_i64..1_000_000, instalments in 1_u32..13) {
            let plan = plan(Twd::new(claim), instalments, month(2026, 6)).unwrap();
            prop_assert_eq!(plan.iter().map(|part| part.amount).sum::<Twd>(), Twd::new(claim));
            prop_assert!(plan.len() <= MOST_INSTALMENTS as usize);
        }
    }
}
