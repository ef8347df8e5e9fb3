use super::*;
use proptest::prelude::*;

/// Each mention as `district|section|subsection or code|land`.
fn shown(text: &str) -> Result<Vec<String>, ParcelTextError> {
    let show = |mention: ParcelMention| {
        let district = mention.district.unwrap_or_default();
        let section = match mention.section {
            SectionRef::Code(code) => code.to_string(),
            SectionRef::Name { section, subsection } => section + &subsection.unwrap_or_default(),
        };
        format!("{district}|{section}|{}", mention.land)
    };
    parse(text).map(|mentions| mentions.into_iter().map(show).collect())
}

fn check(text: &str, expected: &[&str]) {
    let expected: Vec<String> = expected.iter().map(|mention| (*mention).to_owned()).collect();
    assert_eq!(shown(text), Ok(expected), "{text}");
}

#[test]
fn one_parcel_is_read_in_every_spelling() {
    for text in [
        "鳳山區瑞崗段四小段254-43地號",
        "高雄市鳳山區瑞崗段四小段254-43號",
        "鳳山區 瑞崗段 四小段 254-43",
        "鳳山區瑞崗段４小段２５４－４３地號",
        "鳳山區瑞崗段四小段254之43",
        "鳳山區瑞崗段四小段254地號之43",
        "鳳山區瑞崗段四小段254～43",
        "鳳山區瑞崗段四小段254——43",
        "鳳山區瑞崗段四小段二五四之四十三地號",
        "鳳山區瑞崗段四小段二百五十四之四三地號",
        "鳳山區瑞崗段四小段02540043",
        "鳳山區瑞崗段四小段0254-0043",
        "鳳山區瑞崗段四小段第254-43號土地",
        "坐落鳳山區瑞崗段四小段地號：254-43",
        "鳳 山 區 瑞 崗 段 四 小 段 0 2 5 4 - 0 0 4 3",
        "鳳山區瑞崗段（四小段）254-43地號",
        "鳳山區瑞崗段四小段254-43地號等1筆土地",
        "鳳山區瑞崗段四小段254-43地號。",
    ] {
        check(text, &["鳳山區|瑞崗段四小段|254-43"]);
    }
}

#[test]
fn lists_inherit_district_and_section() {
    for (text, expected) in [
        ("港子頭段540,540-4", &["|港子頭段|540", "|港子頭段|540-4"][..]),
        ("港子頭段540、540-4及541地號", &["|港子頭段|540", "|港子頭段|540-4", "|港子頭段|541"]),
        ("港子頭段540 541　542", &["|港子頭段|540", "|港子頭段|541", "|港子頭段|542"]),
        ("港子頭段540地號541地號", &["|港子頭段|540", "|港子頭段|541"]),
        ("港子頭段540地號等2筆、541", &["Count"]),
        ("港子頭段540、541、542地號等3筆土地", &["|港子頭段|540", "|港子頭段|541", "|港子頭段|542"]),
        ("港子頭段540、541等二筆地號", &["|港子頭段|540", "|港子頭段|541"]),
        (
            "左營區新庄段一小段254、255地號，二小段3、4地號",
            &["左營區|新庄段一小段|254", "左營區|新庄段一小段|255", "左營區|新庄段二小段|3", "左營區|新庄段二小段|4"],
        ),
        ("三民區大港段1與大裕段2、鳳山區瑞崗段3", &["三民區|大港段|1", "三民區|大裕段|2", "鳳山區|瑞崗段|3"]),
        ("大港段二五四及二五五", &["|大港段|254", "|大港段|255"]),
        ("大港段二五四和二五五", &["|大港段|254", "|大港段|255"]),
        ("A段1、2地號等2筆，B段3地號等1筆", &["|A段|1", "|A段|2", "|B段|3"]),
        ("大港段1\n大裕段2", &["|大港段|1", "|大裕段|2"]),
        ("鳳山區：瑞崗段1", &["鳳山區|瑞崗段|1"]),
    ] {
        if expected == ["Count"] {
            assert!(matches!(shown(text), Err(ParcelTextError::Count { .. })), "{text}");
        } else {
            check(text, expected);
        }
    }
}

#[test]
fn words_inside_names_are_not_read_as_lists() {
    for (text, expected) in [
        ("三和段12", "|三和段|12"),
        ("和平段一小段12", "|和平段一小段|12"),
        ("前鎮區鎮昌段一小段12", "前鎮區|鎮昌段一小段|12"),
        ("店鎮段二小段12", "|店鎮段二小段|12"),
        ("筆秀段12", "|筆秀段|12"),
        ("吧杜地巴利段12", "|吧杜地巴利段|12"),
        ("90b1碡坑段一小段12", "|90b1碡坑段一小段|12"),
        ("十張fbf5段一小段12", "|十張fbf5段一小段|12"),
        ("大智段協和小段12", "|大智段協和小段|12"),
        ("那瑪夏區阿里外段12", "那瑪夏區|阿里外段|12"),
        ("旗山鎮旗山段12", "旗山鎮|旗山段|12"),
    ] {
        check(text, &[expected]);
    }
    check("大港段1、和平段2", &["|大港段|1", "|和平段|2"]);
}

#[test]
fn a_missing_mark_is_forgiven() {
    check("瑞崗四小段0063", &["|瑞崗四小段|63"]);
    check("瑞 崗 段 四 小 段 0 0 6 3", &["|瑞崗段四小段|63"]);
    check("港子頭540-4", &["|港子頭|540-4"]);
}

#[test]
fn machine_codes_of_every_length_are_read() {
    for (text, expected) in [
        ("EA000500180001", "EA|0005|18-1"),
        ("E01000500180001", "E01|0005|18-1"),
        ("AD060900180001", "AD|0609|18-1"),
        ("A01060900180001", "A01|0609|18-1"),
        ("000500180001", "|0005|18-1"),
        ("0005-00180001", "|0005|18-1"),
        ("0005-0018-0001", "|0005|18-1"),
        ("E-0005-00180001", "E|0005|18-1"),
        ("0005段18-1地號", "|0005|18-1"),
        ("府北段(0005)18-1", "|0005|18-1"),
    ] {
        check(text, &[expected]);
    }
    check("E01000500180001、E01000500190000", &["E01|0005|18-1", "E01|0005|19"]);
}

#[test]
fn the_city_is_kept_apart() {
    let mention = &parse("臺南市中西區大港段1").unwrap()[0];
    assert_eq!(mention.city.as_deref(), Some("台南市"));
    assert_eq!(mention.district.as_deref(), Some("中西區"));
}

#[test]
fn the_original_spelling_is_kept() {
    let mentions = parse("鳳山區瑞崗段２５４－４３地號、 二五五之一號").unwrap();
    assert_eq!(mentions[0].original, "鳳山區瑞崗段２５４－４３地號");
    assert_eq!(mentions[1].original, "二五五之一號");
    let json = serde_json::to_string(&mentions).unwrap();
    assert_eq!(serde_json::from_str::<Vec<ParcelMention>>(&json).unwrap(), mentions);
}

#[test]
fn what_cannot_be_read_is_named() {
    let land = |original: &str, cause| ParcelTextError::Land { original: original.to_owned(), cause };
    for (text, error) in [
        ("", ParcelTextError::Empty),
        ("鳳山區瑞崗段", ParcelTextError::Empty),
        ("540-4", ParcelTextError::NoSection { original: "540-4".to_owned() }),
        ("大港段12345", land("大港段12345", ParcelError::FiveDigitOriginal)),
        ("大港段1、12345-1", land("12345-1", ParcelError::FiveDigitOriginal)),
        ("大港段一萬二千三百四十五", land("大港段一萬二千三百四十五", ParcelError::FiveDigitOriginal)),
        ("大港段0", land("大港段0", ParcelError::MainZero)),
        ("大港段540-", land("大港段540-", ParcelError::LandShape)),
        ("大港段540-1-2", land("大港段540-1-2", ParcelError::LandShape)),
        ("大港段540至545", land("大港段540至545", ParcelError::LandShape)),
        ("大港段540、541等3筆", ParcelTextError::Count { stated: 3, found: 2 }),
    ] {
        assert_eq!(parse(text), Err(error), "{text}");
    }
    assert_eq!(parse(&"一".repeat(20_001)), Err(ParcelTextError::TooLong));
}

fn han_by_place(number: u16) -> String {
    const DIGITS: [char; 10] = ['○', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    number.to_string().bytes().map(|digit| DIGITS[usize::from(digit - b'0')]).collect()
}

fn full_width(text: &str) -> String {
    let widen = |c: char| match c {
        '!'..='~' => char::from_u32(c as u32 + 0xFEE0).unwrap(),
        c => c,
    };
    text.chars().map(widen).collect()
}

fn torn(text: &str) -> String {
    text.chars().map(String::from).collect::<Vec<_>>().join(" ")
}

proptest! {
    #[test]
    fn every_spelling_of_a_land_number_means_the_same(main in 1..=9_999u16, sub in 0..=9_999u16) {
        let land = LandNumber::new(main, sub).unwrap();
        let mut spellings = vec![land.to_string(), land.register_form(), land.code()];
        if sub > 0 {
            spellings.push(format!("{main}之{sub}"));
            spellings.push(format!("{main}地號之{sub}"));
            spellings.push(format!("{}之{}", han_by_place(main), han_by_place(sub)));
            spellings.push(format!("{main}～{sub}"));
        } else {
            spellings.push(han_by_place(main));
        }
        for number in spellings {
            let plain = format!("左營區新庄段一小段{number}地號");
            for text in [plain.clone(), full_width(&plain), torn(&plain), plain.replace("地號", "")] {
                let mentions = parse(&text).map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
                prop_assert_eq!(mentions.len(), 1, "{}", text);
                prop_assert_eq!(mentions[0].land, land, "{}", text);
                prop_assert_eq!(mentions[0].district.as_deref(), Some("左營區"));
            }
        }
    }

    #[test]
    fn lists_keep_their_order(numbers in prop::collection::vec((1..=9_999u16, 0..=9_999u16), 1..12), joint in "[、,，;及與和]") {
        let lands: Vec<LandNumber> = numbers.iter().map(|(main, sub)| LandNumber::new(*main, *sub).unwrap()).collect();
        let listed = lands.iter().map(LandNumber::to_string).collect::<Vec<_>>().join(&joint);
        let text = format!("港子頭段{listed}地號等{}筆", lands.len());
        let read: Vec<LandNumber> = parse(&text).unwrap().into_iter().map(|mention| mention.land).collect();
        prop_assert_eq!(read, lands);
    }

    #[test]
    fn no_text_makes_the_reader_stumble(text in "[0-9A-Ea-f段小區市鎮號地之及和與等筆第一二十百萬（）()、,~\\- 　\u{E000}臺]{0,40}") {
        let _ = parse(&text);
    }

    #[test]
    fn no_characters_at_all_make_the_reader_stumble(text in "\\PC{0,60}") {
        let _ = parse(&text);
    }
}
