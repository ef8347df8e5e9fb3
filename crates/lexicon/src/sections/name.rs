//! Names of sections, comparable although some of their characters are lost.

use crate::fold;

/// A folded name in which a lost character stands for any one character.
#[derive(Debug, Clone)]
pub(super) struct NamePattern {
    /// `None` is a lost character.
    glyphs: Vec<Option<char>>,
}

impl NamePattern {
    pub fn new(name: &str) -> NamePattern {
        let mut characters: Vec<char> = fold::compact(name).to_ascii_lowercase().chars().collect();
        complete(&mut characters);
        let mut glyphs = Vec::with_capacity(characters.len());
        let mut place = 0;
        while place < characters.len() {
            let run = characters[place..].iter().take_while(|c| c.is_ascii_hexdigit()).count();
            if run == 4 {
                glyphs.push(None);
                place += 4;
                continue;
            }
            let c = characters[place];
            glyphs.push(if is_lost(c) { None } else { Some(c) });
            place += 1;
        }
        NamePattern { glyphs }
    }

    /// The same name, no character of it lost.
    pub fn is_exactly(&self, listed: &NamePattern) -> bool {
        self.glyphs == listed.glyphs && !self.glyphs.contains(&None)
    }

    /// The same name as far as its characters are known.
    pub fn is(&self, listed: &NamePattern) -> bool {
        alike(&self.glyphs, &listed.glyphs)
    }

    /// The same name when 段 is not minded: 瑞崗四小段 for 瑞崗段四小段.
    pub fn is_loosely(&self, listed: &NamePattern) -> bool {
        alike(&self.bare(), &listed.bare())
    }

    /// The section of which `listed` is a subsection.
    pub fn is_part_of(&self, listed: &NamePattern) -> bool {
        let end = listed.glyphs.iter().position(|glyph| *glyph == Some('段'));
        end.is_some_and(|end| alike(&self.bare(), &listed.glyphs[..end]))
    }

    /// How many characters differ, or `None` when the names are not alike at all.
    pub fn distance(&self, listed: &NamePattern) -> Option<usize> {
        let (ours, theirs) = (self.bare(), listed.bare());
        let allowed = if ours.len() <= 3 { 1 } else { 2 };
        if ours.len().abs_diff(theirs.len()) > allowed {
            return None;
        }
        Some(edits(&ours, &theirs)).filter(|edits| *edits <= allowed && *edits < ours.len())
    }

    fn bare(&self) -> Vec<Option<char>> {
        self.glyphs.iter().copied().filter(|glyph| *glyph != Some('段')).collect()
    }
}

/// Names the old lists cut off: 經貿段金陵小 lacks 段, 東大邱園段一 lacks 小段.
fn complete(characters: &mut Vec<char>) {
    let after_section = characters.iter().position(|c| *c == '段');
    let Some(at) = after_section.filter(|at| at + 1 < characters.len()) else {
        return;
    };
    match characters.last() {
        Some('小') => characters.push('段'),
        Some(last) if crate::han::is_numeral(*last) && characters.len() - at <= 4 => {
            characters.extend(['小', '段']);
        }
        _ => {}
    }
}

fn is_lost(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}' | '\u{FFFD}' | '?' | '□' | '〓')
}

fn same(one: Option<char>, other: Option<char>) -> bool {
    one.is_none() || other.is_none() || one == other
}

fn alike(one: &[Option<char>], other: &[Option<char>]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(a, b)| same(*a, *b))
}

/// Levenshtein distance.
fn edits(one: &[Option<char>], other: &[Option<char>]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, ours) in one.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (place, theirs) in other.iter().enumerate() {
            let changed = diagonal + usize::from(!same(*ours, *theirs));
            diagonal = row[place + 1];
            row[place + 1] = changed.min(diagonal + 1).min(row[place] + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}
