//! A map sheet as the press draws it, measured on paper: what is a hundred metres apart on the ground is ten
//! centimetres apart at 1/1000, to 0.2 %.
#![allow(clippy::unwrap_used)]

use std::process::Command;

use atlas::day::AsOf;
use atlas::release::Release;
use city::generate::{CityPlan, generate};
use city::survey::SurveyError;
use lexicon::date::Date;
use lexicon::parcel::ParcelId;
use lexicon::sections::SectionTable;
use maps::drawing::{Scene, Theme};
use maps::furniture::FurnitureWords;
use maps::hatch::{Ground, swatch};
use maps::paper::Paper;
use maps::sheet::{self, ClassKey, Lie, SheetFacts, SheetWords, Size};
use papers::press_protocol::{PressFile, Request};
use press::fonts::{FontConfig, FontShelf};
use press::render::Typesetter;

/// Dots an inch at which the sheets are measured: 0.042 mm a dot.
const DPI: i64 = 600;
const DAY: Date = jiff::civil::date(2026, 11, 23);

fn land() -> Release {
    let table = SectionTable::from_csv(include_bytes!("../../../office/sections.csv")).unwrap();
    let plan = CityPlan { parcels: 3_000, ..CityPlan::demo(SurveyError::On) };
    Release::build(generate(&plan, &table).unwrap().parts).unwrap()
}

/// A window in the first plan area, and the themes and the parcel to be drawn in it.
#[derive(Clone, Copy)]
struct Asked<'a> {
    size: Size,
    lie: Lie,
    scale: i64,
    themes: &'a [Theme],
    chosen: Option<ParcelId>,
}

fn paper(land: &Release, asked: Asked<'_>) -> Paper {
    let bounds = land.areas()[0].boundary.bounds().unwrap();
    let (x, y) = land.origin().metres(bounds.min);
    let (far_x, far_y) = land.origin().metres(bounds.max);
    let centre = (((x + far_x) / 2.0) as i64, ((y + far_y) / 2.0) as i64);
    Paper::around(centre, land.origin(), (sheet::map_mm(asked.size, asked.lie), asked.scale))
}

fn request(land: &Release, asked: Asked<'_>) -> Request {
    let paper = paper(land, asked);
    let fonts = "Noto Sans CJK TC";
    let scene = Scene {
        release: land,
        at: AsOf::from(DAY),
        paper,
        ground: Ground::Light,
        themes: asked.themes,
        chosen: asked.chosen,
        kept: &[],
        fonts,
    };
    let words = FurnitureWords { north: "N".into(), fonts: fonts.into() };
    let (map, drawn) = sheet::map(&scene, land.origin(), &words).unwrap();
    let legend: Vec<ClassKey> = drawn
        .classes
        .keys()
        .map(|class| ClassKey { file: class.to_lowercase(), name: format!("分區{class}"), code: (*class).into() })
        .collect();
    let (first, columns) = sheet::legend_room(asked.size, asked.lie, legend.len());
    let word = |text: &str| text.to_owned();
    let facts = SheetFacts {
        lang: "zh",
        paper: if asked.size == Size::A3 { "a3" } else { "a4" },
        flipped: asked.lie == Lie::Landscape,
        made: DAY,
        title: word("都市計畫土地使用分區圖"),
        agency: word("示範市政府都市發展局"),
        scale: format!("1:{}", asked.scale),
        map: paper.size_mm,
        alt: word("示範圖"),
        facts: vec![
            (word("計畫日期"), word("民國115年11月23日")),
            (word("當時所知"), word("民國115年6月30日")),
            (word("圖資版本"), land.hash()[..16].to_owned()),
            (word("坐標系統"), word("TWD97 二度分帶（121）")),
            (word("製圖日期"), word("民國115年11月23日")),
        ],
        legend,
        lines: Vec::new(),
        first,
        columns,
        url: word("http://127.0.0.1:8080/map"),
        mark: Some(word("示範資料　不具效力")),
        words: SheetWords {
            legend: word("圖例"),
            swatch: word("圖例色塊"),
            more: word("續次頁"),
            reference: word("僅供參考"),
            reference_says: word("本圖不得作為證明文件；正式用途請申請使用分區證明書。"),
            code: word("掃描條碼，在線上開啟同一畫面與同一天。"),
        },
    };
    let file = |name: String, bytes: String| PressFile { name, bytes: bytes.into_bytes() };
    let mut files = vec![file("/map.svg".into(), map), file("/qr.svg".into(), papers::qr::svg(&facts.url).unwrap())];
    let paint = |code: &str| swatch(atlas::colour::of_class(code), Ground::Light);
    files.extend(facts.legend.iter().map(|key| file(format!("/swatch-{}.svg", key.file), paint(&key.code))));
    let data = serde_json::to_vec(&facts).unwrap();
    Request { id: "sheet".into(), issued_on: DAY, template: sheet::TEMPLATE.into(), data, files }
}

/// A page in grey, as a printer would put it on paper.
struct Printed {
    width: usize,
    grey: Vec<u8>,
}

impl Printed {
    fn of(land: &Release, asked: Asked<'_>) -> Printed {
        let shelf = FontShelf::open(&FontConfig::debian_maps()).unwrap();
        let paper = Typesetter::new(shelf).render(&request(land, asked)).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (pdf, out) = (folder.path().join("sheet.pdf"), folder.path().join("page"));
        std::fs::write(&pdf, &paper.pdf).unwrap();
        if let Some(kept) = std::env::var_os("PRESS_TEST_OUT") {
            let name = format!("sheet-{:?}-{:?}-{}.pdf", asked.size, asked.lie, asked.scale).to_lowercase();
            std::fs::write(std::path::Path::new(&kept).join(name), &paper.pdf).unwrap();
        }
        let dpi = DPI.to_string();
        let done = Command::new("pdftoppm").args(["-gray", "-r", &dpi, "-singlefile"]).arg(&pdf).arg(&out).status();
        assert!(done.unwrap().success());
        let bytes = std::fs::read(folder.path().join("page.pgm")).unwrap();
        let head =
            bytes.splitn(4, |b| b.is_ascii_whitespace()).take(3).map(|part| String::from_utf8(part.to_vec()).unwrap());
        let head: Vec<String> = head.collect();
        let width: usize = head[1].parse().unwrap();
        let height: usize = head[2].parse().unwrap();
        Printed { width, grey: bytes[bytes.len() - width * height..].to_vec() }
    }

    fn is_dark(&self, x: usize, y: usize) -> bool {
        self.grey[y * self.width + x] < 110
    }

    fn height(&self) -> usize {
        self.grey.len() / self.width
    }

    /// The box of everything that is not the same on another print: left, top, right, bottom in dots.
    fn differs(&self, other: &Printed) -> (usize, usize, usize, usize) {
        let pairs = self.grey.iter().zip(&other.grey).enumerate();
        let spots = pairs.filter(|(_, (a, b))| a.abs_diff(**b) > 120).map(|(at, _)| (at % self.width, at / self.width));
        spots.fold((usize::MAX, usize::MAX, 0, 0), |b, (x, y)| (b.0.min(x), b.1.min(y), b.2.max(x), b.3.max(y)))
    }
}

fn mm(dots: f64) -> f64 {
    dots * 25.4 / DPI as f64
}

/// The middles of runs of dark dots.
fn runs(dark: impl Iterator<Item = bool>) -> Vec<f64> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, is_dark) in dark.chain([false]).enumerate() {
        match (is_dark, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push((from + at - 1) as f64 / 2.0);
                start = None;
            }
            _ => {}
        }
    }
    found
}

#[test]
fn the_ticks_of_a_sheet_stand_where_a_ruler_says_they_should() {
    let land = land();
    for (size, lie, scale) in [
        (Size::A4, Lie::Portrait, 1_000),
        (Size::A4, Lie::Landscape, 500),
        (Size::A3, Lie::Landscape, 1_000),
        (Size::A3, Lie::Portrait, 5_000),
    ] {
        let asked = Asked { size, lie, scale, themes: &[], chosen: None };
        let page = Printed::of(&land, asked);
        let paper = paper(&land, asked);
        let (east, north) = paper.grid(land.origin(), sheet::grid_step_m(scale));
        // The neat line is the longest dark row; two millimetres above the lower one only ticks are dark.
        let whole = |y: usize| (0..page.width).filter(|&x| page.is_dark(x, y)).count();
        let bottom = (0..page.height()).rev().find(|&y| mm(whole(y) as f64) > paper.size_mm.0 as f64 * 0.98).unwrap();
        let row = bottom - (2.0 / mm(1.0)) as usize;
        let found = runs((0..page.width).map(|x| page.is_dark(x, row)));
        let expected = (east.last().unwrap().0 - east[0].0) as f64 * 1_000.0 / scale as f64;
        let left = found[0];
        let ticks: Vec<f64> = found.iter().map(|x| mm(x - left)).filter(|d| *d > 0.5).collect();
        let first = east[0].1 as f64 / 100.0;
        let last = ticks.iter().min_by_key(|d| ((*d - first - expected).abs() * 1_000.0) as i64).unwrap();
        let begin = ticks.iter().min_by_key(|d| ((*d - first).abs() * 1_000.0) as i64).unwrap();
        let measured = last - begin;
        println!("{size:?} {lie:?} 1:{scale}: {} ticks, {measured:.3} mm for {expected:.3} mm", ticks.len());
        assert!((measured / expected - 1.0).abs() < 0.002, "{measured} mm instead of {expected} mm");
        assert!(north.len() > 1);
    }
}

#[test]
fn two_parcels_lie_as_far_apart_on_paper_as_on_the_ground() {
    let land = land();
    let asked = Asked { size: Size::A4, lie: Lie::Portrait, scale: 1_000, themes: &[], chosen: None };
    let window = paper(&land, asked).window();
    let inside = |b: &atlas::point::Bounds| {
        let far = 80_000 * 2;
        b.min.x > window.min.x + far
            && b.max.x < window.max.x - far
            && b.min.y > window.min.y + far
            && b.max.y < window.max.y - far
    };
    let parcels = land.parcels_near(&window, DAY);
    let whole: Vec<_> = parcels.iter().filter(|p| inside(&p.shape.bounds())).collect();
    let west = whole.iter().min_by_key(|p| p.shape.bounds().min.x).unwrap();
    let east = whole.iter().max_by_key(|p| p.shape.bounds().max.x).unwrap();
    let bare = Printed::of(&land, asked);
    let drawn = |p: &atlas::parcel::Parcel| Printed::of(&land, Asked { chosen: Some(p.id), ..asked }).differs(&bare);
    let (west_box, east_box) = (drawn(west), drawn(east));
    // Both outlines are of one width, so left edge to left edge is corner to corner.
    let on_paper = mm(east_box.0 as f64 - west_box.0 as f64);
    let on_ground = f64::from(east.shape.bounds().min.x - west.shape.bounds().min.x) / 10.0 / 1_000.0;
    println!("{on_paper:.3} mm on paper for {on_ground:.3} mm ({} to {})", west.id, east.id);
    assert!(on_ground > 100.0);
    assert!((on_paper / on_ground - 1.0).abs() < 0.002);
}

#[test]
fn a_sheet_of_the_city_is_one_page_and_small() {
    let land = land();
    let themes = [Theme::Zones, Theme::Parcels, Theme::PlanAreas, Theme::Exhibitions, Theme::Restrictions];
    let shelf = FontShelf::open(&FontConfig::debian_maps()).unwrap();
    let mut typesetter = Typesetter::new(shelf);
    for (size, lie, scale) in [
        (Size::A4, Lie::Portrait, 1_000),
        (Size::A4, Lie::Landscape, 1_000),
        (Size::A3, Lie::Portrait, 2_000),
        (Size::A3, Lie::Landscape, 1_000),
    ] {
        let asked = Asked { size, lie, scale, themes: &themes, chosen: None };
        let paper = typesetter.render(&request(&land, asked)).unwrap();
        if let Some(kept) = std::env::var_os("PRESS_TEST_OUT") {
            let name = format!("city-{size:?}-{lie:?}-{scale}.pdf").to_lowercase();
            std::fs::write(std::path::Path::new(&kept).join(name), &paper.pdf).unwrap();
        }
        assert_eq!(paper.pages, 1, "{size:?} {lie:?}");
        assert!(paper.pdf.len() < 2 << 20, "{} bytes", paper.pdf.len());
    }
}
