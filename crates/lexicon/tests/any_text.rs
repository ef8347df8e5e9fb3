//! Whatever is typed, a reader answers; and what it took, it takes again.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use std::fmt::Debug;
use std::str::FromStr;

/// A text is refused, or its JSON form reads back as the same value.
fn check<T>(text: &str) -> Result<(), TestCaseError>
where
    T: FromStr + serde::Serialize + serde::de::DeserializeOwned + PartialEq + Debug,
{
    let Ok(value) = T::from_str(text) else {
        return Ok(());
    };
    let json = serde_json::to_string(&value).unwrap();
    prop_assert_eq!(serde_json::from_str::<T>(&json).unwrap(), value);
    Ok(())
}

fn check_all(text: &str) -> Result<(), TestCaseError> {
    check::<lexicon::business::UnifiedBusinessNumber>(text)?;
    check::<lexicon::case_number::CaseNumber>(text)?;
    check::<lexicon::document_number::DocumentNumber>(text)?;
    check::<lexicon::email::Email>(text)?;
    check::<lexicon::ids::CaseId>(text)?;
    check::<lexicon::instant::At>(text)?;
    check::<lexicon::language::Lang>(text)?;
    check::<lexicon::parcel::LandNumber>(text)?;
    check::<lexicon::parcel::ParcelId>(text)?;
    check::<lexicon::parcel::SectionCode>(text)?;
    check::<lexicon::person::PersonId>(text)?;
    check::<lexicon::phone::Phone>(text)?;
    check::<lexicon::roc::RocDate>(text)?;
    let folded = lexicon::fold::normalise(text);
    prop_assert_eq!(lexicon::fold::normalise(&folded), folded.clone());
    let _ = lexicon::name::masked(text);
    Ok(())
}

proptest! {
    #[test]
    fn any_characters(text in "\\PC{0,20}") {
        check_all(&text)?;
    }

    #[test]
    fn digits_and_marks(text in "[0-9+#().-]{0,16}") {
        check_all(&text)?;
    }

    #[test]
    fn telephone_numbers(text in "(\\+886|0|00886)[2-9][0-9]{6,10}(#[0-9]{1,4})?") {
        check_all(&text)?;
    }

    #[test]
    fn case_numbers_and_persons(text in "[A-Z]{1,3}[0-9]{3}-?[0-9]{5,8}-?[0-9A-Z]") {
        check_all(&text)?;
    }

    #[test]
    fn addresses(text in "[a-zA-Z.+]{1,8}@[a-zA-Z0-9-]{1,6}(\\.[a-zA-Z0-9]{1,4}){0,3}") {
        check_all(&text)?;
    }
}
