//! The parcels of a spreadsheet or of pasted text, one a line.
//!
//! A sheet with heads may keep district, section and number in columns of their own; one without is read a row
//! at a time. A cell may name several parcels. A number that the spreadsheet program made a date of (10-5) is
//! said to be one, since nobody can tell what it was.

use desk::parcels;
use lexicon::fold;
use lexicon::parcel_text;
use sheets::read::Cell;

/// One line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    Parcel(String),
    /// The cell of the number holds a date.
    Date(String),
}

/// Which columns hold what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Columns {
    /// District, section, subsection: what is written before the number.
    before: Vec<usize>,
    land: Option<usize>,
    /// Main and sub-number, where they stand apart.
    main: Option<usize>,
    sub: Option<usize>,
}

/// The lines of a sheet.
#[must_use]
pub fn of_sheet(rows: &[Vec<Cell>]) -> Vec<Written> {
    let Some(first) = rows.first() else { return Vec::new() };
    match Columns::of(first) {
        Some(columns) => rows[1..].iter().flat_map(|row| columns.lines(row)).collect(),
        None => {
            // A head nobody knows has no digit, and what it heads has.
            let is_head = rows.len() > 1 && !has_digit(first) && rows[1..].iter().any(|row| has_digit(row));
            rows.iter().skip(usize::from(is_head)).flat_map(|row| plain(row)).collect()
        }
    }
}

/// The lines of pasted text. What one line says of a section holds for the next, as people write lists.
#[must_use]
pub fn of_text(text: &str) -> Vec<Written> {
    if let Ok(mentions) = parcel_text::parse(text) {
        return parcels::said_all(&mentions).into_iter().map(Written::Parcel).collect();
    }
    text.lines().map(str::trim).filter(|line| !line.is_empty()).flat_map(each).collect()
}

/// Every parcel of a line; a line nobody can read stays as it is.
fn each(line: &str) -> Vec<Written> {
    match parcel_text::parse(line) {
        Ok(mentions) => parcels::said_all(&mentions).into_iter().map(Written::Parcel).collect(),
        Err(_) => vec![Written::Parcel(line.to_owned())],
    }
}

impl Columns {
    fn of(heads: &[Cell]) -> Option<Columns> {
        let mut columns = Columns::default();
        for (at, cell) in heads.iter().enumerate() {
            let Cell::Text(text) = cell else { continue };
            match &*fold::compact(text) {
                "行政區" | "鄉鎮市區" | "區" | "地區" | "段" | "地段" | "段名" | "段小段" | "地段名稱" | "小段"
                | "小段名" => {
                    columns.before.push(at);
                }
                "地號" | "土地" | "土地標示" | "地號清單" | "地段地號" | "代碼" | "地號代碼" => {
                    columns.land = Some(at)
                }
                "母號" => columns.main = Some(at),
                "子號" => columns.sub = Some(at),
                _ => {}
            }
        }
        (columns.land.is_some() || columns.main.is_some()).then_some(columns)
    }

    fn lines(&self, row: &[Cell]) -> Vec<Written> {
        let at = |at: usize| row.get(at).unwrap_or(&Cell::Empty);
        let before: String = self.before.iter().map(|&column| said(at(column))).collect();
        let number = match (self.land, self.main) {
            (Some(land), _) => at(land),
            (None, Some(main)) => at(main),
            (None, None) => &Cell::Empty,
        };
        let sub = self.sub.filter(|_| self.land.is_none()).map(|sub| said(at(sub))).unwrap_or_default();
        match number {
            Cell::Date => vec![Written::Date(before)],
            Cell::Empty => Vec::new(),
            number if sub.is_empty() || sub.bytes().all(|digit| digit == b'0') => {
                each(&format!("{before}{}", said(number)))
            }
            number => each(&format!("{before}{}-{sub}", said(number))),
        }
    }
}

/// A row without heads: its cells in one, or the first that names a parcel by itself.
fn plain(row: &[Cell]) -> Vec<Written> {
    let whole: String = row.iter().map(said).collect();
    if whole.is_empty() {
        let is_date = row.contains(&Cell::Date);
        return if is_date { vec![Written::Date(String::new())] } else { Vec::new() };
    }
    if row.contains(&Cell::Date) {
        return vec![Written::Date(whole)];
    }
    let alone = row.iter().map(said).find(|cell| parcel_text::parse(cell).is_ok());
    match parcel_text::parse(&whole) {
        Ok(_) => each(&whole),
        Err(_) => each(&alone.unwrap_or(whole)),
    }
}

fn said(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) | Cell::Number(text) => text.clone(),
        Cell::Empty | Cell::Date => String::new(),
    }
}

fn has_digit(row: &[Cell]) -> bool {
    row.iter().any(|cell| said(cell).chars().any(|c| fold::fold_char(c).is_some_and(|c| c.is_ascii_digit())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> Cell {
        match text {
            "" => Cell::Empty,
            "⌛" => Cell::Date,
            number if number.bytes().all(|b| b.is_ascii_digit()) => Cell::Number(number.to_owned()),
            text => Cell::Text(text.to_owned()),
        }
    }

    fn check(rows: &[&[&str]], expected: &[&str]) {
        let rows: Vec<Vec<Cell>> = rows.iter().map(|row| row.iter().map(|text| cell(text)).collect()).collect();
        let lines: Vec<String> = of_sheet(&rows)
            .into_iter()
            .map(|line| match line {
                Written::Parcel(text) => text,
                Written::Date(before) => format!("⌛{before}"),
            })
            .collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn columns_are_known_by_their_heads_and_rows_without_heads_by_what_they_say() {
        check(
            &[
                &["編號", "行政區", "地段", "小段", "地號"],
                &["1", "前鎮區", "獅甲段", "", "540-4"],
                &["2", "三民區", "中華段", "一小段", "12"],
            ],
            &["前鎮區獅甲段540-4", "三民區中華段一小段12"],
        );
        check(
            &[&["段", "母號", "子號"], &["獅甲段", "0540", "0004"], &["獅甲段", "541", "0000"]],
            &["獅甲段540-4", "獅甲段541"],
        );
        check(
            &[&["土地清單"], &["前鎮區獅甲段540、541-1"], &["看不懂"]],
            &["前鎮區獅甲段540", "前鎮區獅甲段541-1", "看不懂"],
        );
        check(&[&["前鎮區", "獅甲段", "540"], &["050005630000", "備註文字"]], &["前鎮區獅甲段540", "0500 563"]);
        check(&[&["地段", "地號"], &["獅甲段", "⌛"], &["獅甲段", ""]], &["⌛獅甲段"]);
    }

    #[test]
    fn pasted_lines_inherit_their_section_and_one_bad_line_spoils_no_other() {
        let lines = |text: &str| of_text(text);
        let parcel = |text: &str| Written::Parcel(text.to_owned());
        assert_eq!(lines("前鎮區獅甲段540\n541\n"), [parcel("前鎮區獅甲段540"), parcel("前鎮區獅甲段541")]);
        assert_eq!(lines("前鎮區獅甲段540\n???\n"), [parcel("前鎮區獅甲段540"), parcel("???")]);
    }
}
