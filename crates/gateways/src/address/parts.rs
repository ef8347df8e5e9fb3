//! The parts of an address as people in Taiwan write it: 高雄市前金區河東里3鄰河東路二段12巷3弄45之6號7樓.
//!
//! Reads full width and 台 like half width and 臺, Chinese numerals like digits, `-` like 之, and
//! the sub-number on either side of 號 (27之1號, 27號之1). What stands behind the door number
//! (floor, room) is left out: no coordinate depends on it.
//! Refuses to guess: a part that is not there is absent, and a text without any part is none.

use lexicon::{fold, han};

/// The parts that are there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    /// City or county, 臺 written 台.
    pub county: Option<String>,
    /// District or township.
    pub town: Option<String>,
    /// Village.
    pub village: Option<String>,
    /// Neighbourhood (鄰).
    pub neighbourhood: Option<u32>,
    /// Street in the town.
    pub street: Street,
    /// Door number.
    pub number: Option<DoorNumber>,
}

/// A street down to its alley: what one row of door numbers belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Street {
    /// Road, street or boulevard, numbers in it as Chinese numerals; or a place name.
    pub name: String,
    /// Section (段), 0 for none.
    pub section: u32,
    /// Lane (巷), 0 for none.
    pub lane: u32,
    /// Alley (弄), 0 for none.
    pub alley: u32,
    /// Sub-alley (衖), 0 for none.
    pub sub_alley: u32,
}

/// A door number: 45之6號.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct DoorNumber {
    /// The number.
    pub main: u32,
    /// The part after 之, 0 for none.
    pub sub: u32,
}

/// Longest name of a town or village with its last sign.
const LONGEST_PLACE: usize = 5;

impl Parts {
    /// Reads an address.
    pub(super) fn read(text: &str) -> Parts {
        let folded: Vec<char> = fold::compact(text).chars().map(|c| if c == '之' { '-' } else { c }).collect();
        let mut rest = folded.as_slice();
        let mut parts = Parts {
            county: take_place(&mut rest, &['市', '縣'], 3),
            town: take_place(&mut rest, &['區'], LONGEST_PLACE)
                .or_else(|| take_place(&mut rest, &['鄉', '鎮', '市'], LONGEST_PLACE)),
            ..Parts::default()
        };
        parts.village = take_place(&mut rest, &['里', '村'], LONGEST_PLACE);
        parts.neighbourhood = take_counted(&mut rest, '鄰');
        parts.street.name = take_road(&mut rest);
        parts.street.section = take_counted(&mut rest, '段').unwrap_or(0);
        parts.street.lane = take_counted(&mut rest, '巷').unwrap_or(0);
        parts.street.alley = take_counted(&mut rest, '弄').unwrap_or(0);
        parts.street.sub_alley = take_counted(&mut rest, '衖').unwrap_or(0);
        parts.number = take_number(&mut rest);
        parts
    }

    /// Whether it names neither a place nor a street.
    pub(super) fn is_empty(&self) -> bool {
        self.street.name.is_empty() && self.town.is_none() && self.village.is_none()
    }
}

/// A place name that ends with one of `signs` within `longest` characters and is not the beginning
/// of a road's name (前鎮街, 萬里路).
fn take_place(rest: &mut &[char], signs: &[char], longest: usize) -> Option<String> {
    let end = rest.iter().take(longest).position(|c| signs.contains(c)).filter(|end| *end > 0)?;
    if is_road_end(&rest[end + 1..]) {
        return None;
    }
    let (name, after) = rest.split_at(end + 1);
    *rest = after;
    Some(name.iter().collect())
}

/// Whether a road's name ends here, so that what came before is a part of it: 路5號, 二路, 大道.
/// 路科一路 is no end: a name goes on.
fn is_road_end(rest: &[char]) -> bool {
    let rest = match rest {
        [numeral, after @ ..] if han::is_numeral(*numeral) => after,
        other => other,
    };
    match rest {
        ['大', '道', ..] => true,
        ['路' | '街' | '巷' | '段', after @ ..] => {
            after.first().is_none_or(|c| c.is_ascii_digit() || han::is_numeral(*c))
        }
        _ => false,
    }
}

/// A number and the sign it counts: `12巷`, `二段`.
fn take_counted(rest: &mut &[char], sign: char) -> Option<u32> {
    let (number, after) = leading_number(rest)?;
    let (next, after) = after.split_first()?;
    if *next != sign {
        return None;
    }
    *rest = after;
    Some(number)
}

fn leading_number(rest: &[char]) -> Option<(u32, &[char])> {
    let digits = rest.iter().take_while(|c| c.is_ascii_digit()).count();
    let length = if digits > 0 { digits } else { rest.iter().take_while(|c| han::is_numeral(**c)).count() };
    let (numeral, after) = rest.split_at(length);
    let numeral: String = numeral.iter().collect();
    let number = numeral.parse().ok().or_else(|| han::parse(&numeral).and_then(|n| u32::try_from(n).ok()))?;
    Some((number, after))
}

/// The road's name; where there is none, the place name before the first number.
fn take_road(rest: &mut &[char]) -> String {
    let is_end = |at: usize| match rest[at] {
        '路' | '街' => !matches!(rest.get(at + 1), Some('路' | '街')),
        '道' => at > 0 && rest[at - 1] == '大',
        _ => false,
    };
    let road = (1..rest.len()).find(|at| is_end(*at)).map(|at| at + 1);
    let length = road.unwrap_or_else(|| place_before_number(rest));
    let (name, after) = rest.split_at(length);
    *rest = after;
    with_numerals(name)
}

/// Where the first number begins that a lane, an alley or a door counts, or that ends the text.
fn place_before_number(rest: &[char]) -> usize {
    let counted = |at: usize| match leading_number(&rest[at..]) {
        Some((_, [])) => rest[at].is_ascii_digit(),
        Some((_, [sign, ..])) => matches!(sign, '段' | '巷' | '弄' | '號' | '-'),
        None => false,
    };
    (0..rest.len()).find(|at| counted(*at)).unwrap_or(rest.len())
}

/// 中華5路 as 中華五路: registers write the numbers of roads as Chinese numerals.
fn with_numerals(name: &[char]) -> String {
    let mut text = String::new();
    let mut rest = name;
    while let Some((first, after)) = rest.split_first() {
        match leading_number(rest).filter(|_| first.is_ascii_digit()) {
            Some((number, after)) => {
                text.push_str(&han::everyday(number).unwrap_or_else(|| number.to_string()));
                rest = after;
            }
            None => {
                text.push(*first);
                rest = after;
            }
        }
    }
    text
}

fn take_number(rest: &mut &[char]) -> Option<DoorNumber> {
    let after_mark = match rest.first() {
        // Temporary (臨) and attached (附) numbers count like plain ones.
        Some('臨' | '附') => &rest[1..],
        _ => rest,
    };
    let (main, mut after) = leading_number(after_mark)?;
    let mut sub = take_sub(&mut after);
    match after.split_first() {
        Some(('號', behind)) => after = behind,
        // A number at the very end needs no sign: 河東路12.
        None => {}
        Some(_) => return None,
    }
    if sub == 0 {
        sub = take_sub(&mut after);
    }
    *rest = after;
    Some(DoorNumber { main, sub })
}

fn take_sub(rest: &mut &[char]) -> u32 {
    let Some(('-', after)) = rest.split_first() else { return 0 };
    let Some((sub, after)) = leading_number(after) else { return 0 };
    *rest = after;
    sub
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An address in one line: parts with bars between, absent ones empty.
    fn check(text: &str, expected: &str) {
        let Parts { county, town, village, neighbourhood, street, number } = Parts::read(text);
        let shown = |count: u32| if count == 0 { String::new() } else { count.to_string() };
        let said = [
            county.unwrap_or_default(),
            town.unwrap_or_default(),
            village.unwrap_or_default(),
            neighbourhood.map(|n| n.to_string()).unwrap_or_default(),
            street.name,
            shown(street.section),
            shown(street.lane),
            shown(street.alley),
            shown(street.sub_alley),
            number.map(|n| format!("{}-{}", n.main, n.sub)).unwrap_or_default(),
        ];
        assert_eq!(said.join("|"), expected, "{text}");
    }

    #[test]
    fn an_address_is_read_in_its_parts() {
        check("高雄市前金區河東里3鄰河東路二段12巷3弄45之6號7樓", "高雄市|前金區|河東里|3|河東路|2|12|3||45-6");
        check("高雄市　前鎮區中華５路１２３－４號", "高雄市|前鎮區|||中華五路|||||123-4");
        check("臺北市中正區建國里4鄰重慶南路一段122號", "台北市|中正區|建國里|4|重慶南路|1||||122-0");
        check("桃園市桃園區國際路二段27號之1", "桃園市|桃園區|||國際路|2||||27-1");
        check("路竹區路科一路二十八號", "|路竹區|||路科一路|||||28-0");
        check("左營區博愛二路757號", "|左營區|||博愛二路|||||757-0");
        check("中山路12", "||||中山路|||||12-0");
        check("前鎮街5號", "||||前鎮街|||||5-0");
        check("萬里路5號", "||||萬里路|||||5-0");
        check("鳳山區大東一路", "|鳳山區|||大東一路|||||");
        check("鼓山區中華大道12號", "|鼓山區|||中華大道|||||12-0");
        check("田寮區崇德里崇德路臨3號", "|田寮區|崇德里||崇德路|||||3-0");
        check("旗津區中洲巷120號", "|旗津區|||中洲巷|||||120-0");
        check("茂林區萬山里1鄰10之2號", "|茂林區|萬山里|1||||||10-2");
        check("前金區", "|前金區||||||||");
        check("獅甲段540-4", "||||獅甲段|||||540-4");
        check("楠梓區園區路3號", "|楠梓區|||園區路|||||3-0");
        check("前鎮區一心一路12號", "|前鎮區|||一心一路|||||12-0");
        check("12", "|||||||||12-0");
        check("", "|||||||||");
    }

    #[test]
    fn the_same_address_spelled_differently_reads_alike() {
        let plain = Parts::read("臺北市大安區復興南路一段390號之2");
        for text in [
            "台北市大安區復興南路1段390-2號",
            "台北市 大安區 復興南路 1段 390之2號 3樓之1",
            "臺北市大安區復興南路一段三百九十號之二",
        ] {
            assert_eq!(Parts::read(text), plain, "{text}");
        }
    }
}
