//! Sample pages: one file a template under `samples/`, with one or more cases in both languages.
//!
//! They are examples for those who fill a view, the material of the tests, and the gallery of the
//! demonstration city. Any text may be written `{zh: …, en: …}`. Everything in them is made up.

use lexicon::language::Lang;
use rust_embed::Embed;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::render::component_examples;
use crate::view::demo::{Example, Gallery, Shown};
use crate::view::frame::Frame;
use crate::view::{
    Page, about, application, case, demo, difference, fault, home, land, map, officer, parcels, payment, release,
    screening, service, statistics, verify,
};

#[derive(Embed)]
#[folder = "samples"]
struct Files;

/// Why a sample cannot be used. Found by the tests.
#[derive(Debug, thiserror::Error)]
pub enum SampleFault {
    #[error("there is no sample {0}")]
    Missing(String),
    #[error("the sample {0} does not fit its view: {1}")]
    Unfit(String, String),
}

/// One sample page, ready to render.
pub struct Sample {
    pub template: &'static str,
    /// The name of the case, for file names.
    pub name: String,
    pub frame: Frame,
    pub page: Value,
}

type Fit = fn(Value) -> Result<Value, serde_json::Error>;

fn fits<P: Page>(value: Value) -> Result<Value, serde_json::Error> {
    serde_json::to_value(serde_json::from_value::<P>(value)?)
}

fn kinds() -> Vec<(&'static str, Fit)> {
    macro_rules! table {
        ($($view:ty),+ $(,)?) => { vec![$((<$view as Page>::TEMPLATE, fits::<$view> as Fit)),+] };
    }
    table![
        home::Home,
        home::Search,
        home::Message,
        land::Land,
        land::LandList,
        land::LandAnswers,
        land::LandWatch,
        land::LandWatched,
        screening::Screening,
        service::ServicePage,
        service::Services,
        application::FormPage,
        application::TaskList,
        application::CheckAnswers,
        application::EmailCode,
        application::Resume,
        parcels::ParcelPage,
        payment::Pay,
        payment::PayReturn,
        payment::Receipt,
        case::Progress,
        case::Correction,
        case::Withdraw,
        case::FindCase,
        map::MapPage,
        map::MapTable,
        map::Offline,
        statistics::StatisticsPage,
        verify::Verify,
        verify::Verified,
        officer::SignIn,
        officer::WorkList,
        officer::OfficerCase,
        officer::CounterEntry,
        officer::Money,
        difference::Differences,
        difference::DifferencePage,
        release::Releases,
        release::Proposal,
        release::Findings,
        release::Propose,
        release::GoBack,
        demo::DemoStart,
        demo::Mailbox,
        about::SiteMap,
        about::Accessibility,
        about::Privacy,
        fault::FaultPage,
    ]
}

/// The names of all templates that have a view.
#[must_use]
pub fn templates() -> Vec<&'static str> {
    let mut names: Vec<_> = kinds().into_iter().map(|(template, _)| template).collect();
    names.push(Gallery::TEMPLATE);
    names
}

/// Every sample page of a language, the gallery of components last.
///
/// # Errors
/// [`SampleFault`] naming the sample that does not fit its view.
pub fn all(lang: Lang) -> Result<Vec<Sample>, SampleFault> {
    let mut samples = Vec::new();
    for (template, fit) in kinds() {
        samples.extend(of(template, fit, lang)?);
    }
    let page = serde_json::to_value(gallery(lang)?).map_err(|cause| unfit(Gallery::TEMPLATE, cause))?;
    let mut frame = frame(lang);
    frame.path = "/demo/components".to_owned();
    samples.push(Sample { template: Gallery::TEMPLATE, name: Gallery::TEMPLATE.to_owned(), frame, page });
    Ok(samples)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SampleFile {
    #[serde(default)]
    frame: Map<String, Value>,
    cases: Map<String, Value>,
}

fn of(template: &'static str, fit: Fit, lang: Lang) -> Result<Vec<Sample>, SampleFault> {
    let bytes = Files::get(&format!("{template}.yaml")).ok_or_else(|| SampleFault::Missing(template.to_owned()))?;
    let file: SampleFile = read(template, &bytes.data)?;
    let mut samples = Vec::new();
    for (case, value) in file.cases {
        let name = if case == "plain" { template.to_owned() } else { format!("{template}-{case}") };
        let page = fit(said(value, lang)).map_err(|cause| unfit(&name, cause))?;
        let frame = framed(&file.frame, lang).map_err(|cause| unfit(&name, cause))?;
        samples.push(Sample { template, name, frame, page });
    }
    Ok(samples)
}

/// The sample frame of a language.
///
/// # Panics
/// Never: the frame is checked by the tests.
#[must_use]
pub fn frame(lang: Lang) -> Frame {
    match framed(&Map::new(), lang) {
        Ok(frame) => frame,
        Err(cause) => unreachable!("the sample frame is checked by a test: {cause}"),
    }
}

fn framed(own: &Map<String, Value>, lang: Lang) -> Result<Frame, serde_json::Error> {
    let base = Files::get("frame.yaml").map(|file| file.data).unwrap_or_default();
    let mut frame: Map<String, Value> = read("frame", &base).unwrap_or_default();
    frame.extend(own.clone());
    frame.insert("lang".to_owned(), Value::from(lang.tag()));
    serde_json::from_value(said(Value::Object(frame), lang))
}

/// All components with their examples.
///
/// # Errors
/// [`SampleFault`] naming the component whose examples cannot be read.
pub fn gallery(lang: Lang) -> Result<Gallery, SampleFault> {
    let mut components = Vec::new();
    for (name, bytes) in component_examples() {
        let told: Map<String, Value> = read(&name, &bytes)?;
        let example = |(title, with): (String, Value)| Example { title, with: said(with, lang) };
        components.push(Shown { name, examples: told.into_iter().map(example).collect() });
    }
    Ok(Gallery { components })
}

fn read<T: serde::de::DeserializeOwned>(name: &str, bytes: &[u8]) -> Result<T, SampleFault> {
    let text = std::str::from_utf8(bytes).map_err(|cause| unfit(name, cause))?;
    serde_saphyr::from_str(text).map_err(|cause| unfit(name, cause))
}

fn unfit(name: &str, cause: impl ToString) -> SampleFault {
    SampleFault::Unfit(name.to_owned(), cause.to_string())
}

/// Takes the language's side of every `{zh: …, en: …}`.
fn said(value: Value, lang: Lang) -> Value {
    match value {
        Value::Object(mut map) if map.len() == 2 && map.contains_key("zh") && map.contains_key("en") => {
            let side = match lang {
                Lang::ZhHant => "zh",
                Lang::En => "en",
            };
            said(map.remove(side).unwrap_or_default(), lang)
        }
        Value::Object(map) => {
            map.into_iter().map(|(key, value)| (key, said(value, lang))).collect::<Map<_, _>>().into()
        }
        Value::Array(list) => list.into_iter().map(|value| said(value, lang)).collect::<Vec<_>>().into(),
        other => other,
    }
}
