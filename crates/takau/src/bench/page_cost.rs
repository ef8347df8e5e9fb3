//! What one certificate costs in CPU time: drawn by our press, sealed, and drawn by WeasyPrint from HTML.
//!
//! Measured while no house runs, since the CPU time is that of the whole process.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use desk::access::{Action, Who};
use desk::issuing::Frozen;
use gateways::seal::Seal;
use lexicon::case_number::CaseNumber;
use papers::press_protocol::{PressFile, Request};
use press::fonts::{FontConfig, FontShelf};
use press::render::{Typesetter, use_one_thread};
use worker::sealing::SealDesk;

use super::page_html;
use super::stage::Stage;
use crate::site::now;

/// The kernel counts CPU time in hundredths of a second (`USER_HZ`).
const MS_PER_TICK: f64 = 10.0;
/// The program that draws the same page with WeasyPrint.
const SCRIPT: &str = "tests/weasyprint/page.py";

/// A certificate that was really issued: its frozen facts and the template it was drawn with.
pub struct Sample {
    frozen: Frozen,
    template: String,
}

impl Sample {
    /// The paper of a case.
    pub async fn of(stage: &Stage, number: &str) -> Result<Sample> {
        let desk = &stage.desk;
        let case = desk.case_for(&Who::System, &CaseNumber::parse(number)?, Action::SeeCase).await?;
        let paper = case.valid_paper().context("the case has no paper")?.id;
        let facts = desk.store().paper_facts(paper).await?.context("the paper has no facts")?;
        let frozen: Frozen = serde_json::from_value(facts)?;
        let pinned = desk.definition(&frozen.definition).await?;
        let template = pinned.compiled.files.get(&frozen.template).context("the template is missing")?;
        let template = String::from_utf8_lossy(template).into_owned();
        Ok(Sample { frozen, template })
    }

    /// A paper like it with a number of its own, so that the typesetter cannot reuse a finished page.
    fn request(&self, n: u32) -> Result<Request> {
        let mut record = self.frozen.record.clone();
        let code = format!("{n:026}");
        let url = self.frozen.verify_url.replace(&self.frozen.verify_code, &code);
        record["paper_number"] = format!("高市都發證字第{n:011}號").into();
        record["case_number"] = format!("TK-115-{n:06}").into();
        record["verification"]["code"] = code.clone().into();
        record["verification"]["url"] = url.clone().into();
        let mut files = vec![PressFile { name: "/qr.svg".to_owned(), bytes: papers::qr::svg(&url)?.into_bytes() }];
        let map = self.frozen.sketch.clone();
        files.extend(map.map(|svg| PressFile { name: "/map.svg".to_owned(), bytes: svg.into_bytes() }));
        Ok(Request {
            id: code,
            issued_on: self.frozen.issued_on,
            template: self.template.clone(),
            data: serde_json::to_vec(&record)?,
            files,
        })
    }

    fn html(&self) -> Result<String> {
        let qr = papers::qr::svg(&self.frozen.verify_url)?;
        Ok(page_html::page(&self.frozen.record, &qr, self.frozen.sketch.as_deref()))
    }
}

/// CPU milliseconds of one drawing and of one seal without its time-stamp.
pub struct Cost {
    pub page_ms: f64,
    pub sign_ms: f64,
    /// Bytes of one drawn paper, and its pages.
    pub bytes: usize,
    pub pages: u32,
}

/// Draws and seals `count` papers in this process, on one thread as a press does. The first drawing, which loads the fonts, is not counted.
pub async fn ours(sample: &Sample, seal: Seal, count: u32) -> Result<Cost> {
    use_one_thread()?;
    let mut typesetter = Typesetter::new(FontShelf::open(&FontConfig::debian())?);
    let mut drawn = typesetter.render(&sample.request(0)?)?;
    let requests: Vec<Request> = (1..=count).map(|n| sample.request(n)).collect::<Result<_>>()?;
    let start = cpu_ms()?;
    for request in &requests {
        drawn = typesetter.render(request)?;
    }
    let page_ms = (cpu_ms()? - start) / f64::from(count);
    let sealing = SealDesk { seal, timestamps: None, name: "bench".to_owned() };
    let start = cpu_ms()?;
    for request in &requests {
        sealing.seal(&drawn.pdf, &request.id, now()).await?;
    }
    let sign_ms = (cpu_ms()? - start) / f64::from(count);
    Ok(Cost { page_ms, sign_ms, bytes: drawn.pdf.len(), pages: drawn.pages })
}

/// CPU milliseconds WeasyPrint takes for the same page; an error says what is missing.
pub fn weasyprint(sample: &Sample, python: &Path, count: u32) -> Result<f64> {
    if !python.is_file() {
        bail!("{} is not there; setup/install makes it", python.display());
    }
    let mut child = Command::new(python)
        .args([SCRIPT, &count.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    // A child that ends before it has read everything says why on its standard error.
    let sent = child.stdin.take().context("the child has no input")?.write_all(sample.html()?.as_bytes());
    let output = child.wait_with_output()?;
    if !output.status.success() {
        let says = String::from_utf8_lossy(&output.stderr);
        bail!("{}", says.lines().last().unwrap_or("no answer"));
    }
    sent?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().with_context(|| format!("{text:?} is no number"))
}

/// CPU time of this process so far, all threads, user and system.
pub fn cpu_ms() -> Result<f64> {
    cpu_ms_of("self")
}

/// CPU time of a process so far, by its id.
pub fn cpu_ms_of(process: impl std::fmt::Display) -> Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    ticks(&stat).map(|ticks| ticks as f64 * MS_PER_TICK).context("/proc/…/stat cannot be read")
}

/// Fields 14 and 15 of proc_pid_stat(5); the second field, a name, may hold anything in its parentheses.
fn ticks(stat: &str) -> Option<u64> {
    let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace().skip(11);
    let mut next = || fields.next()?.parse::<u64>().ok();
    Some(next()? + next()?)
}

#[cfg(test)]
mod tests {
    use super::ticks;

    #[test]
    fn cpu_time_is_read_behind_a_name_with_spaces() {
        let stat = "7 (a ) b) S 1 2 3 4 5 6 7 8 9 10 140 15 16 17";
        assert_eq!(ticks(stat), Some(155));
        assert_eq!(ticks("7 (a) S 1"), None);
    }
}
