use super::*;
use crate::parcel_text;

fn city() -> SectionTable {
    let bytes = include_bytes!("../../tests/data/kaohsiung-sections-2018.csv");
    SectionTable::from_csv(bytes).unwrap().of_cities(&["高雄市", "高雄縣"])
}

fn resolve(text: &str) -> Resolution {
    city().resolve(&parcel_text::parse(text).unwrap()[0])
}

fn codes(sections: &[Section]) -> Vec<String> {
    sections.iter().map(|section| section.code.to_string()).collect()
}

fn check_one(text: &str, code: &str) {
    match resolve(text) {
        Resolution::One(section) => assert_eq!(section.code.to_string(), code, "{text}"),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn every_section_is_found_by_its_district_and_name() {
    let table = city();
    assert_eq!(table.len(), 1_400);
    for section in table.iter() {
        let text = format!("{}{}18-1地號", section.district, section.full_name());
        let mention = &parcel_text::parse(&text).unwrap()[0];
        let found = match table.resolve(mention) {
            Resolution::One(found) => vec![found],
            // 甲仙區東阿里關段 is listed under two codes.
            Resolution::Ambiguous(found) => found,
            Resolution::Unknown { .. } => Vec::new(),
        };
        assert!(found.contains(section), "{text} → {mention:?}");
        assert!(found.len() == 1 || section.full_name() == "東阿里關段", "{text}: {found:?}");
    }
}

#[test]
fn every_section_is_found_by_its_code_in_every_length() {
    let table = city();
    for section in table.iter() {
        for text in [
            format!("{}00180001", section.code),
            format!("{}{}00180001", section.office, section.code),
            format!("{}{}00180001", section.district_code, section.code),
            format!("E-{}-00180001", section.code),
            format!("{}段18-1", section.code),
        ] {
            let mention = &parcel_text::parse(&text).unwrap()[0];
            assert_eq!(table.resolve(mention), Resolution::One(section.clone()), "{text}");
        }
    }
}

#[test]
fn names_are_found_as_people_write_them() {
    let code = |district: &str, name: &str| {
        let table = city();
        let section = table.iter().find(|s| s.district == district && s.full_name() == name).unwrap();
        section.code.to_string()
    };
    let subsection = code("鹽埕區", "府北段五小段");
    for text in
        ["鹽埕區府北段五小段1", "高雄市鹽埕區府北段5小段1", "鹽埕府北段五小段1", "鹽埕區府北五小段1", "府北段五小段1"]
    {
        check_one(text, &subsection);
    }
    let lost = city().iter().find(|s| s.section.starts_with("半fb70")).unwrap().clone();
    check_one(&format!("{}半屏段1", lost.district), &lost.code.to_string());
    check_one(&format!("{}半\u{E123}段1", lost.district), &lost.code.to_string());
}

#[test]
fn a_name_of_several_districts_is_left_to_the_reader() {
    let Resolution::Ambiguous(sections) = resolve("中興段1") else {
        panic!("中興段 is listed in several districts")
    };
    let mut districts: Vec<&str> = sections.iter().map(|section| section.district.as_str()).collect();
    districts.dedup();
    assert!(districts.len() >= 4, "{districts:?}");
}

#[test]
fn a_section_named_without_its_subsection_offers_them() {
    for (text, section, count) in [("鹽埕區府北段1", "府北段", 1), ("左營區新庄段1", "新庄段", 2)] {
        let Resolution::Ambiguous(sections) = resolve(text) else { panic!("{section} has subsections only") };
        assert!(sections.len() >= count && sections.iter().all(|found| found.section == section));
    }
}

#[test]
fn an_unknown_name_offers_what_reads_alike() {
    let Resolution::Unknown { near } = resolve("鹽埕區興仁仁段1") else { panic!("no such section") };
    assert_eq!(codes(&near)[0], "0029");
    let Resolution::Unknown { near } = resolve("旗津區府北段五小段1") else { panic!("in another district") };
    assert_eq!(codes(&near)[0], "0005");
    let Resolution::Unknown { near } = resolve("E02000500180001") else { panic!("code of another district") };
    assert_eq!(codes(&near), ["0005"]);
}

#[test]
fn another_city_is_not_looked_up_here() {
    assert_eq!(resolve("臺南市中西區中興段1"), Resolution::Unknown { near: Vec::new() });
    assert!(matches!(resolve("AD060900180001"), Resolution::Unknown { .. }));
}

#[test]
fn names_cut_off_in_the_list_are_completed() {
    let rows = "district_code,district,office,section_code,section,subsection\n\
        E09,前鎮區,EC,1052,經貿段,金陵小\nE33,甲仙區,EH,3703,東大邱園段,一\n";
    let table = SectionTable::from_csv(rows.as_bytes()).unwrap();
    for (text, code) in [("前鎮區經貿段金陵小段1", "1052"), ("甲仙區東大邱園段一小段1", "3703")] {
        let Resolution::One(section) = table.resolve(&parcel_text::parse(text).unwrap()[0]) else { panic!("{text}") };
        assert_eq!(section.code.to_string(), code);
    }
}

#[test]
fn a_damaged_list_is_refused_with_its_line() {
    let header = "district_code,district,office,section_code,section,subsection\n";
    for (rows, error) in [
        ("E01,鹽埕區,EA,005,府北段,\n", SectionTableError::Code { line: 2 }),
        ("E01,鹽埕區,EA,0005,,\n", SectionTableError::Row { line: 2 }),
        ("E01,鹽埕區\n", SectionTableError::Row { line: 2 }),
        ("E01,鹽埕區,EA,0005,甲段,\nE01,鹽埕區,EA,0005,乙段,\n", SectionTableError::Repeated { line: 3 }),
    ] {
        assert_eq!(SectionTable::from_csv(format!("{header}{rows}").as_bytes()).err(), Some(error), "{rows}");
    }
    assert_eq!(SectionTable::from_csv(b"a,b\n").err(), Some(SectionTableError::Header));
}
