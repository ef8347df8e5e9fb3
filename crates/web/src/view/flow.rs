//! The flow chart of a service: its steps, and where each box and line stands.
//!
//! One column goes down the middle, side ways stand to its right; a way back runs along the left edge.
//! The same steps are told as a list for those who do not see the drawing. Pure: same steps, same chart.

use serde::{Deserialize, Serialize};

const BOX_WIDTH: f32 = 164.0;
/// From one column to the next; the room between holds the words of a way aside.
const COLUMN: f32 = 226.0;
const LEFT: f32 = 20.0;
/// Room at the right edge for lines that pass a box by.
const LANES: f32 = 30.0;
const LINE: f32 = 19.0;
const GAP: f32 = 34.0;
/// Ems of text that fit in one line of a box.
const EMS: f32 = 10.0;

/// A flow chart. Made by [`Flow::new`], which lays it out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "Told")]
pub struct Flow {
    pub title: String,
    pub steps: Vec<FlowStep>,
    pub drawing: Drawing,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    title: String,
    steps: Vec<FlowStep>,
}

impl From<Told> for Flow {
    fn from(told: Told) -> Flow {
        Flow::new(told.title, told.steps)
    }
}

/// One step of the service, in the public's words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlowStep {
    pub id: String,
    pub title: String,
    pub by: By,
    /// Who does it, in words.
    pub who: String,
    #[serde(default)]
    pub next: Vec<FlowWay>,
}

/// Who does a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    Citizen,
    Machine,
    Officer,
    /// Nothing follows.
    End,
}

/// Where a step leads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlowWay {
    pub to: String,
    /// When, if there are several ways.
    #[serde(default)]
    pub when: String,
    /// The title of the step it leads to; filled by the layout for the list.
    #[serde(default)]
    pub title: String,
}

/// Boxes and lines in user units.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Drawing {
    pub width: f32,
    pub height: f32,
    pub boxes: Vec<Boxed>,
    pub lines: Vec<Line>,
}

/// A box with its words, broken into lines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Boxed {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
    pub by: By,
    pub words: Vec<Word>,
}

/// One line of words and where it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Word {
    pub x: f32,
    pub y: f32,
    pub text: String,
    /// Whether it says who, in smaller letters.
    pub small: bool,
}

/// A line from box to box, with the condition written beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub path: String,
    pub words: Option<Word>,
    /// `text-anchor` of the words.
    pub anchor: String,
}

impl Flow {
    /// Lays the steps out. A way to a step that does not exist is left out.
    #[must_use]
    pub fn new(title: String, mut steps: Vec<FlowStep>) -> Flow {
        let titles: Vec<(String, String)> = steps.iter().map(|step| (step.id.clone(), step.title.clone())).collect();
        for way in steps.iter_mut().flat_map(|step| &mut step.next) {
            let known = titles.iter().find(|(id, _)| *id == way.to);
            way.title = known.map(|(_, title)| title.clone()).unwrap_or_default();
        }
        let drawing = draw(&steps);
        Flow { title, steps, drawing }
    }
}

/// The column of each step: the first way of the step above keeps the middle, others stand aside.
fn columns(steps: &[FlowStep]) -> Vec<usize> {
    let mut columns = vec![1; steps.len()];
    let mut at = Some(0);
    while let Some(index) = at {
        columns[index] = 0;
        let first = steps[index].next.first().and_then(|way| place(steps, &way.to));
        at = first.filter(|next| *next > index);
    }
    columns
}

fn place(steps: &[FlowStep], id: &str) -> Option<usize> {
    steps.iter().position(|step| step.id == id)
}

fn draw(steps: &[FlowStep]) -> Drawing {
    let columns = columns(steps);
    let mut boxes: Vec<Boxed> = Vec::with_capacity(steps.len());
    let mut bottoms = [6.0_f32, 6.0];
    for (step, column) in steps.iter().zip(&columns) {
        let boxed = boxed(step, *column, bottoms);
        bottoms[*column] = boxed.y + boxed.height + GAP;
        if *column == 0 {
            bottoms[1] = bottoms[1].max(boxed.y);
        }
        boxes.push(boxed);
    }
    let lines = steps
        .iter()
        .enumerate()
        .flat_map(|(index, step)| step.next.iter().filter_map(move |way| Some((index, place(steps, &way.to)?, way))));
    let lines = lines.map(|(from, to, way)| line(&boxes, (from, to), way)).collect();
    let height = boxes.iter().map(|boxed| boxed.y + boxed.height).fold(0.0, f32::max) + 6.0;
    let width = LEFT + BOX_WIDTH + if columns.contains(&1) { COLUMN + LANES } else { 6.0 };
    Drawing { width, height, boxes, lines }
}

fn boxed(step: &FlowStep, column: usize, bottoms: [f32; 2]) -> Boxed {
    let title = broken(&step.title);
    let (x, y) = if column == 0 { (LEFT, bottoms[0]) } else { (LEFT + COLUMN, bottoms[1]) };
    let centre = x + BOX_WIDTH / 2.0;
    let count = title.len();
    let mut words: Vec<Word> = Vec::new();
    for (index, text) in title.into_iter().enumerate() {
        words.push(Word { x: centre, y: y + 24.0 + LINE * index_f(index), text, small: false });
    }
    words.push(Word { x: centre, y: y + 22.0 + LINE * index_f(count), text: step.who.clone(), small: true });
    let height = 34.0 + LINE * index_f(count);
    Boxed { x, y, width: BOX_WIDTH, height, by: step.by, words }
}

fn line(boxes: &[Boxed], (from, to): (usize, usize), way: &FlowWay) -> Line {
    let (from, to) = (&boxes[from], &boxes[to]);
    let (bottom, middle, right) = (from.y + from.height, from.x + from.width / 2.0, from.x + from.width);
    let (half, target) = (from.y + from.height / 2.0, to.y + to.height / 2.0);
    let gutter = LEFT + (BOX_WIDTH + COLUMN) / 2.0;
    let passes = |other: &Boxed| {
        let between = other.y > from.y.min(to.y) && other.y < from.y.max(to.y);
        between && (other.x - from.x).abs() < 1.0
    };
    let (path, at, anchor) = if (from.x - to.x).abs() < 1.0 {
        if to.y > from.y && !boxes.iter().any(passes) {
            (format!("M{middle} {bottom}V{}", to.y - 5.0), (middle + 7.0, bottom + 20.0), "start")
        } else if from.x > LEFT {
            // Down by the outer lane, back up by the inner one.
            let (lane, leave) = if to.y > from.y { (right + 24.0, half - 6.0) } else { (right + 12.0, half) };
            let enter = if to.y > from.y { target } else { target + 8.0 };
            (format!("M{right} {leave}H{lane}V{enter}H{}", right + 5.0), (right - 8.0, to.y - 9.0), "end")
        } else {
            (format!("M{} {half}H8V{target}H{}", from.x, to.x - 5.0), (12.0, half - 6.0), "start")
        }
    } else if from.x < to.x {
        if half > to.y && half < to.y + to.height {
            (format!("M{right} {half}H{}", to.x - 5.0), (gutter, half - 7.0), "middle")
        } else {
            (format!("M{right} {half}H{gutter}V{target}H{}", to.x - 5.0), (gutter, half - 7.0), "middle")
        }
    } else {
        let leave = bottom - 9.0;
        let path = format!("M{} {leave}H{gutter}V{target}H{}", from.x, to.x + to.width + 5.0);
        (path, (gutter + 4.0, target + 17.0), "middle")
    };
    let small = true;
    let words = (!way.when.is_empty()).then(|| Word { x: at.0, y: at.1, text: way.when.clone(), small });
    Line { path, words, anchor: anchor.to_owned() }
}

/// Breaks words into lines of a box; Chinese anywhere, Latin between words.
fn broken(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0.0;
    for piece in pieces(text) {
        let ems: f32 = piece.chars().map(|c| if c.is_ascii() { 0.56 } else { 1.0 }).sum();
        if used + ems > EMS && used > 0.0 {
            lines.push(String::new());
            used = 0.0;
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(&piece);
        }
        used += ems;
    }
    lines.iter().map(|line| line.trim().to_owned()).collect()
}

fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for c in text.chars() {
        let joins = c.is_ascii() && c != ' ' || "，。、）」".contains(c);
        match pieces.last_mut() {
            Some(last) if joins && (!c.is_ascii() || last.is_ascii()) && !last.ends_with(' ') => {
                last.push(c);
            }
            Some(last) if c == ' ' => last.push(c),
            _ => pieces.push(c.to_string()),
        }
    }
    pieces
}

/// A count as user units; boxes have a handful of lines.
fn index_f(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(id: &str, next: &[&str]) -> FlowStep {
        let way = |to: &&str| FlowWay { to: (*to).to_owned(), when: String::new(), title: String::new() };
        let next = next.iter().map(way).collect();
        FlowStep { id: id.to_owned(), title: id.to_owned(), by: By::Machine, who: "x".to_owned(), next }
    }

    #[test]
    fn no_two_boxes_stand_on_each_other() {
        let steps = vec![
            step("apply", &["pay"]),
            step("pay", &["check"]),
            step("check", &["issue", "officer"]),
            step("officer", &["issue", "correct", "refuse"]),
            step("correct", &["check"]),
            step("issue", &[]),
            step("refuse", &[]),
        ];
        let flow = Flow::new("t".to_owned(), steps);
        let boxes = &flow.drawing.boxes;
        for (at, one) in boxes.iter().enumerate() {
            for two in &boxes[at + 1..] {
                let apart = one.x + one.width <= two.x
                    || two.x + two.width <= one.x
                    || one.y + one.height <= two.y
                    || two.y + two.height <= one.y;
                assert!(apart, "{one:?} {two:?}");
            }
        }
        assert_eq!(flow.drawing.lines.len(), 8);
        assert_eq!(flow.steps[2].next[1].title, "officer");
    }

    #[test]
    fn words_break_between_latin_words_and_anywhere_in_chinese() {
        assert_eq!(broken("An officer looks at it by hand"), ["An officer looks", "at it by hand"]);
        assert_eq!(broken("承辦人員就疑義逐項查對說明"), ["承辦人員就疑義逐項查", "對說明"]);
    }
}
