//! WMS and WMTS over a small city: pictures lie where the land lies, in either order of axes, on any day.
#![allow(clippy::unwrap_used)]

mod land;

use axum::http::StatusCode;
use land::{Answer, Land};
use maps::reference::Reference;

/// West, south, east, north of 400 m around the first zone in force, in a reference system.
async fn frame(land: &Land, reference: Reference) -> [f64; 4] {
    let page = land.features("/ogc/collections/zones/items?limit=1&crs=EPSG:3826").await;
    let place = &page["features"][0]["geometry"]["coordinates"][0][0][0];
    let (x, y) = (place[0].as_f64().unwrap(), place[1].as_f64().unwrap());
    let low = reference.of_metres((x - 200.0, y - 200.0)).unwrap();
    let high = reference.of_metres((x + 200.0, y + 200.0)).unwrap();
    [low.0, low.1, high.0, high.1]
}

/// Width, height and how many pixels are not see-through.
fn drawn(answer: &Answer) -> (u32, u32, usize) {
    assert_eq!((answer.status, answer.media_type()), (StatusCode::OK, "image/png"), "{}", answer.text_if_any());
    let mut reader = png::Decoder::new(std::io::Cursor::new(&answer.body)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    (info.width, info.height, pixels.chunks_exact(4).filter(|pixel| pixel[3] > 0).count())
}

fn map(version: &str, (system, code): (&str, &str), [a, b, c, d]: [f64; 4]) -> String {
    format!(
        "/wms?SERVICE=WMS&VERSION={version}&REQUEST=GetMap&LAYERS=zones,parcels&STYLES=&{system}={code}\
         &BBOX={a},{b},{c},{d}&WIDTH=300&HEIGHT=300&FORMAT=image/png&TRANSPARENT=TRUE"
    )
}

#[tokio::test]
async fn the_same_land_is_drawn_in_every_system_and_order_of_axes() {
    let land = Land::open().await;
    let mut counts = Vec::new();
    for (version, system, reference, is_turned) in [
        ("1.3.0", "CRS", Reference::Epsg3826, false),
        ("1.3.0", "CRS", Reference::Epsg3857, false),
        ("1.3.0", "CRS", Reference::Epsg4326, true),
        ("1.3.0", "CRS", Reference::Crs84, false),
        ("1.1.1", "SRS", Reference::Epsg4326, false),
        ("1.1.1", "SRS", Reference::Epsg3826, false),
    ] {
        let [west, south, east, north] = frame(&land, reference).await;
        let frame = if is_turned { [south, west, north, east] } else { [west, south, east, north] };
        let (width, height, count) = drawn(&land.get(&map(version, (system, reference.code()), frame)).await);
        assert_eq!((width, height), (300, 300));
        assert!(count > 20_000, "{version} {reference:?}: {count}");
        counts.push(count as f64);
    }
    let (low, high) = counts.iter().fold((f64::MAX, 0f64), |(low, high), c| (low.min(*c), high.max(*c)));
    assert!(high / low < 1.03, "{counts:?}");
}

#[tokio::test]
async fn a_ground_fills_the_picture_and_a_day_before_all_plans_draws_nothing() {
    let land = Land::open().await;
    let path = map("1.3.0", ("CRS", "EPSG:3826"), frame(&land, Reference::Epsg3826).await);
    let filled = path.replace("TRANSPARENT=TRUE", "TRANSPARENT=FALSE&BGCOLOR=0x102030");
    assert_eq!(drawn(&land.get(&filled).await).2, 300 * 300);
    assert_eq!(drawn(&land.get(&format!("{path}&TIME=1901-01-01")).await).2, 0);
    assert_eq!(drawn(&land.get(&format!("{path}&TIME=current")).await), drawn(&land.get(&path).await));
}

#[tokio::test]
async fn tiles_are_the_same_by_key_and_by_path_and_empty_far_away() {
    let land = Land::open().await;
    let [west, _, _, north] = frame(&land, Reference::Epsg3857).await;
    let half = maps::projection::HALF_WORLD_M;
    let wide = 2.0 * half / f64::from(1 << 17);
    let (column, row) = (((west + half) / wide) as u32 + 1, ((half - north) / wide) as u32 + 1);
    let by_path = land.get(&format!("/wmts/1.0.0/zones/default/GoogleMapsCompatible/17/{row}/{column}.png")).await;
    let (width, height, count) = drawn(&by_path);
    assert!((width, height) == (256, 256) && count > 10_000, "{count}");
    let keys = format!(
        "/wmts?SERVICE=WMTS&VERSION=1.0.0&REQUEST=GetTile&LAYER=zones&STYLE=default&FORMAT=image/png\
         &TILEMATRIXSET=GoogleMapsCompatible&TILEMATRIX=17&TILEROW={row}&TILECOL={column}"
    );
    assert_eq!(land.get(&keys).await.body, by_path.body);
    assert_eq!(drawn(&land.get("/wmts/1.0.0/zones/default/GoogleMapsCompatible/5/0/0.png").await).2, 0);
    let info = keys.replace("GetTile", "GetFeatureInfo") + "&I=128&J=128&INFOFORMAT=application/json";
    assert!(land.features(&info).await["features"].is_array());
}

#[tokio::test]
async fn a_pixel_tells_what_lies_under_it() {
    let land = Land::open().await;
    let base = map("1.3.0", ("CRS", "EPSG:3826"), frame(&land, Reference::Epsg3826).await);
    let asked = base.replace("GetMap", "GetFeatureInfo") + "&QUERY_LAYERS=zones,parcels&FEATURE_COUNT=50";
    let mut seen = 0;
    for pixel in (10..300).step_by(40) {
        let answer = land.features(&format!("{asked}&I={pixel}&J=150&INFO_FORMAT=application/json")).await;
        let count = answer["features"].as_array().unwrap().len();
        let text = land.get(&format!("{asked}&I={pixel}&J=150&INFO_FORMAT=text/plain")).await.text();
        let page = land.get(&format!("{asked}&I={pixel}&J=150&INFO_FORMAT=text/html")).await.text();
        assert_eq!(page.matches("<table>").count(), count);
        assert_eq!(text.lines().filter(|line| !line.starts_with(' ')).count(), count.max(1));
        seen += count;
    }
    assert!(seen > 4, "{seen}");
}

#[tokio::test]
async fn capabilities_are_sound_and_name_every_layer() {
    let land = Land::open().await;
    for (path, root) in [
        ("/wms?SERVICE=WMS&REQUEST=GetCapabilities", "WMS_Capabilities"),
        ("/wms?SERVICE=WMS&REQUEST=GetCapabilities&VERSION=1.1.1", "WMT_MS_Capabilities"),
        ("/wmts?SERVICE=WMTS&REQUEST=GetCapabilities", "Capabilities"),
        ("/wmts/1.0.0/WMTSCapabilities.xml", "Capabilities"),
    ] {
        let answer = land.get(path).await;
        assert_eq!(answer.status, StatusCode::OK);
        let text = answer.text();
        assert!(text.contains(&format!("<{root} ")) && !text.contains("ogc-"), "{path}");
        for layer in ["zones", "parcels", "plan-areas", "exhibitions", "restrictions"] {
            assert!(
                text.contains(&format!("Name>{layer}</")) || text.contains(&format!("Identifier>{layer}</")),
                "{path}"
            );
        }
        let mut reader = quick_xml::Reader::from_str(&text);
        while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
    }
}

#[tokio::test]
async fn what_cannot_be_drawn_is_told_as_an_exception() {
    let land = Land::open().await;
    let base = map("1.3.0", ("CRS", "EPSG:3826"), frame(&land, Reference::Epsg3826).await);
    for (wrong, right) in [
        ("LAYERS=owners", "LAYERS=zones,parcels"),
        ("LAYERS=zones,zones,zones,zones,zones,zones", "LAYERS=zones,parcels"),
        ("LAYERS=", "LAYERS=zones,parcels"),
        ("STYLES=pink", "STYLES="),
        ("STYLES=default", "STYLES="),
        ("CRS=EPSG:3825", "CRS=EPSG:3826"),
        ("SRS=EPSG:3826", "CRS=EPSG:3826"),
        ("WIDTH=0", "WIDTH=300"),
        ("WIDTH=4097", "WIDTH=300"),
        ("WIDTH=99999999999", "WIDTH=300"),
        ("HEIGHT=-5", "HEIGHT=300"),
        ("HEIGHT=x", "HEIGHT=300"),
        ("FORMAT=image/gif", "FORMAT=image/png"),
        ("FORMAT=", "FORMAT=image/png"),
        ("REQUEST=GetPony", "REQUEST=GetMap"),
        ("SERVICE=WFS", "SERVICE=WMS"),
        ("BGCOLOR=red", "TRANSPARENT=TRUE"),
        ("TIME=someday", "TRANSPARENT=TRUE"),
        ("TIME=2026-01-01/2026-02-01", "TRANSPARENT=TRUE"),
        ("WIDTH=300&width=200", "WIDTH=300"),
        ("WIDTH=%FF", "WIDTH=300"),
    ] {
        assert!(base.contains(right));
        let answer = land.get(&base.replace(right, wrong)).await;
        assert!(answer.status.is_client_error(), "{wrong}: {}", answer.status);
        let text = answer.text();
        assert!(text.contains("<ServiceException") && !text.contains("ogc-"), "{wrong}: {text}");
    }
    for frame in ["1,2,3", "3,3,1,1", "NaN,0,1,1", "0,0,0,0", "a,b,c,d", ""] {
        let start = base.find("&BBOX=").unwrap();
        let end = base.find("&WIDTH").unwrap();
        let path = format!("{}&BBOX={frame}{}", &base[..start], &base[end..]);
        assert!(land.get(&path).await.status.is_client_error(), "{frame}");
    }
    for path in [
        "/wms",
        "/wmts",
        "/wmts?SERVICE=WMTS",
        "/wmts?SERVICE=WMTS&REQUEST=GetTile",
        "/wmts?SERVICE=WMTS&REQUEST=GetPony",
        "/wmts/1.0.0/owners/default/GoogleMapsCompatible/17/1/1.png",
        "/wmts/1.0.0/zones/pink/GoogleMapsCompatible/17/1/1.png",
        "/wmts/1.0.0/zones/default/Nothing/17/1/1.png",
        "/wmts/1.0.0/zones/default/GoogleMapsCompatible/21/1/1.png",
        "/wmts/1.0.0/zones/default/GoogleMapsCompatible/1/2/0.png",
        "/wmts/1.0.0/zones/default/GoogleMapsCompatible/1/0/0.jpg",
        "/wmts/1.0.0/zones/default/GoogleMapsCompatible/-1/0/0.png",
        "/wmts/1.0.0/zones/default/GoogleMapsCompatible/17/99999999999/1.png",
    ] {
        let answer = land.get(path).await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
        assert!(answer.text().contains("Exception"), "{path}");
    }
}
