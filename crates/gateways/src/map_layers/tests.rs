use super::layers::LayersError;
use super::picture::PictureError;
use super::*;
use crate::breaker::State;
use crate::independent::free_port;
use crate::outbound::{Forbidden, Status, TooLarge};
use crate::stand_in::Running;
use crate::stand_in::faults::{Due, Faults, Order};
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Router, routing::get};
use std::sync::Arc;

const HEAD: &str = "id,title_zh,title_en,kind,url,formats,zoom_from,zoom_to,attribution_zh,attribution_en,\
                    max_age_h,probe,place,offered,from,until,confidence,source\n";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR and so on";
const AT: TileAt = TileAt { z: 10, x: 854, y: 445 };

/// What a server of tiles may do wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
enum Wrong {
    #[default]
    Nothing,
    Slow,
    Error,
    Empty,
    Page,
    Disguised,
    Large,
    Redirect,
    Refuse,
}

/// A server of one tile; its picture ends with the row and column that were asked for.
async fn server() -> (Running, Faults<Wrong>) {
    let faults = Faults::default();
    let order = faults.clone();
    let tile = move |Path((z, y, x)): Path<(u8, u32, u32)>| async move {
        let Due { mode, delay, count } = order.next();
        let picture = [PNG, format!(" {z}/{y}/{x}").as_bytes()].concat();
        let image = |body: Vec<u8>| ([(header::CONTENT_TYPE, "image/png")], body).into_response();
        match mode {
            Wrong::Nothing => image(picture),
            Wrong::Slow => {
                tokio::time::sleep(delay).await;
                image(picture)
            }
            Wrong::Error => StatusCode::BAD_GATEWAY.into_response(),
            Wrong::Empty => StatusCode::NOT_FOUND.into_response(),
            Wrong::Page => axum::response::Html("<script>1</script>").into_response(),
            Wrong::Disguised => image(b"<script>1</script>".to_vec()),
            Wrong::Large => image([PNG, &vec![0; count as usize * 1_024]].concat()),
            Wrong::Redirect => Redirect::temporary("http://127.0.0.1:1/elsewhere").into_response(),
            Wrong::Refuse => StatusCode::FORBIDDEN.into_response(),
        }
    };
    let router: Router = Router::new().route("/tiles/{z}/{y}/{x}", get(tile)).fallback(lost);
    (crate::stand_in::serve(free_port().await, router).unwrap(), faults)
}

async fn lost() -> Response {
    StatusCode::IM_A_TEAPOT.into_response()
}

fn table(server: &Running) -> Layers {
    let url = server.url("/tiles/{z}/{y}/{x}");
    let row = |id: &str, rest: &str| {
        format!("{id},圖,Map,wmts,{url},png,5,12,某機關,Some agency,24,10/854/445,this-machine,{rest},,H,test\n")
    };
    let rows = [row("open", "yes,2026-01-01"), row("closed", "no,2026-01-01"), row("coming", "yes,2027-01-01")];
    Layers::from_csv((HEAD.to_owned() + &rows.concat()).as_bytes()).unwrap()
}

fn settings() -> Settings {
    let limits = Limits { connect_ms: 1_000, whole_ms: 1_500, most_bytes: 50_000 };
    Settings { limits, breaker: breaker::Settings { failures: 3, rest_s: 60 }, ..Settings::default() }
}

fn proxy(server: &Running) -> MapLayers {
    MapLayers::new(table(server), settings()).unwrap()
}

fn now() -> At {
    At::parse("2026-11-23T01:00:00Z").unwrap()
}

fn hours_later(hours: i64) -> At {
    now().minutes_later(hours * 60)
}

#[tokio::test]
async fn a_tile_is_fetched_once_while_it_is_new() {
    let (server, faults) = server().await;
    let proxy = proxy(&server);
    let first = proxy.tile("open", AT, now()).await.unwrap();
    assert!(first.bytes.ends_with(b" 10/445/854"));
    assert_eq!((first.content_type, first.age_s, first.fresh_s), ("image/png", 0, 86_400));
    let again = proxy.tile("open", AT, hours_later(23)).await.unwrap();
    assert_eq!((again.bytes, again.age_s, again.fresh_s), (first.bytes, 82_800, 3_600));
    assert_eq!(faults.seen(), 1);
    assert_eq!(proxy.tile("open", AT, hours_later(24)).await.unwrap().age_s, 0);
    assert_eq!(faults.seen(), 2);
    let health = &proxy.health(hours_later(24))[0];
    assert_eq!((health.breaker.worked, health.from_memory, health.stood_in), (2, 1, 0));
}

#[tokio::test]
async fn only_what_is_in_the_table_today_is_asked_for() {
    let (server, faults) = server().await;
    let proxy = proxy(&server);
    for layer in ["closed", "coming", "other", "", "../open", "http://127.0.0.1/"] {
        assert!(matches!(proxy.tile(layer, AT, now()).await, Err(MapLayerFault::NoLayer)), "{layer}");
        assert!(matches!(proxy.probe(layer, now()).await, Err(MapLayerFault::NoLayer)), "{layer}");
    }
    for (z, x, y) in [(4, 0, 0), (13, 0, 0), (10, 1_024, 0), (10, 0, 1_024), (255, 0, 0), (5, u32::MAX, 0)] {
        let fault = proxy.tile("open", TileAt { z, x, y }, now()).await;
        assert!(matches!(fault, Err(MapLayerFault::OutOfRange)), "{z}/{x}/{y}");
    }
    assert_eq!(faults.seen(), 0);
    let names = |on: At| proxy.offered(on.taipei_date()).map(|layer| layer.id.clone()).collect::<Vec<_>>();
    assert_eq!(names(now()), ["open"]);
    assert_eq!(names(At::parse("2027-01-01T00:00:00Z").unwrap()), ["open", "coming"]);
}

#[tokio::test]
async fn what_is_no_tile_is_never_passed_on() {
    let (server, faults) = server().await;
    let check = async |wrong: Order<Wrong>| {
        faults.set(wrong);
        match proxy(&server).tile("open", AT, now()).await {
            Err(MapLayerFault::Gateway(error)) => error,
            other => panic!("{wrong:?}: {other:?}"),
        }
    };
    let cause = |error: &GatewayError| error.cause::<PictureError>().copied();
    assert_eq!(cause(&check(Order::always(Wrong::Page)).await), Some(PictureError::Declared));
    assert_eq!(cause(&check(Order::always(Wrong::Disguised)).await), Some(PictureError::Bytes));
    let large = check(Order { count: 50, ..Order::always(Wrong::Large) }).await;
    assert_eq!(large.cause(), Some(&TooLarge(50_000)));
    let redirected = check(Order::always(Wrong::Redirect)).await;
    assert_eq!((redirected.may_pass(), redirected.cause()), (false, Some(&Status(307))));
    assert_eq!(check(Order::always(Wrong::Refuse)).await.cause(), Some(&Status(403)));
    assert!(check(Order::always(Wrong::Error)).await.may_pass());
    assert!(check(Order::late(Wrong::Slow, 5_000)).await.may_pass());
}

#[tokio::test]
async fn nothing_there_is_an_answer_and_kept() {
    let (server, faults) = server().await;
    let proxy = proxy(&server);
    faults.set(Order::always(Wrong::Empty));
    for _ in 0..3 {
        assert!(matches!(proxy.tile("open", AT, now()).await, Err(MapLayerFault::Nothing)));
    }
    assert_eq!((faults.seen(), proxy.health(now())[0].breaker.state), (1, State::Closed));
}

#[tokio::test]
async fn an_old_tile_stands_in_and_the_server_is_left_alone() {
    let (server, faults) = server().await;
    let proxy = proxy(&server);
    let first = proxy.tile("open", AT, now()).await.unwrap();
    faults.set(Order::always(Wrong::Error));
    for _ in 0..5 {
        let old = proxy.tile("open", AT, hours_later(48)).await.unwrap();
        assert_eq!((&old.bytes, old.age_s, old.fresh_s), (&first.bytes, 48 * 3_600, 0));
    }
    assert_eq!(faults.seen(), 3);
    let health = &proxy.health(hours_later(48))[0];
    assert_eq!((health.breaker.state, health.breaker.turned_away, health.stood_in), (State::Open, 2, 5));
    let other = TileAt { x: 855, ..AT };
    assert!(matches!(proxy.tile("open", other, hours_later(48)).await, Err(MapLayerFault::Gateway(_))));
    assert!(proxy.tile("open", AT, hours_later(719)).await.is_ok());
    assert!(proxy.tile("open", AT, hours_later(721)).await.is_err());
    assert!(proxy.probe("open", now()).await.unwrap().answer.is_err());
    faults.set(Order::always(Wrong::Nothing));
    let probe = proxy.probe("open", hours_later(722)).await.unwrap();
    assert!(probe.answer.is_ok() && probe.breaker.state == State::HalfOpen);
    assert_eq!(proxy.tile("open", AT, hours_later(722)).await.unwrap().age_s, 0);
    assert_eq!(proxy.health(hours_later(722))[0].breaker.state, State::Closed);
}

#[tokio::test]
async fn a_crowd_asking_for_one_tile_fetches_it_once() {
    let (server, faults) = server().await;
    faults.set(Order::late(Wrong::Slow, 50));
    let proxy = Arc::new(proxy(&server));
    let mut crowd = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let proxy = Arc::clone(&proxy);
        crowd.spawn(async move { proxy.tile("open", AT, now()).await.is_ok() });
    }
    assert!(crowd.join_all().await.into_iter().all(|served| served));
    assert_eq!(faults.seen(), 1);
}

#[tokio::test]
async fn memory_for_tiles_is_bounded() {
    let (server, faults) = server().await;
    faults.set(Order { count: 40, ..Order::always(Wrong::Large) });
    let proxy = MapLayers::new(table(&server), Settings { kept_mib: 1, ..settings() }).unwrap();
    for x in 0..60 {
        proxy.tile("open", TileAt { x, ..AT }, now()).await.unwrap();
    }
    proxy.cache.run_pending_tasks().await;
    assert!((500_000..=1 << 20).contains(&proxy.cache.weighted_size()), "{}", proxy.cache.weighted_size());
}

#[tokio::test]
async fn a_name_that_leads_to_this_network_is_not_followed() {
    let (server, faults) = server().await;
    // `localhost` resolves to a loopback address, as a name somebody else controls might.
    let url = format!("https://localhost:{}/{{z}}/{{y}}/{{x}}", server.at().port());
    let row = format!("a,圖,Map,wmts,{url},png,5,12,某機關,Some agency,24,10/854/445,outside,yes,2026-01-01,,H,test\n");
    let layers: Result<Layers, LayersError> = Layers::from_csv((HEAD.to_owned() + &row).as_bytes());
    let proxy = MapLayers::new(layers.unwrap(), settings()).unwrap();
    let Err(MapLayerFault::Gateway(error)) = proxy.tile("a", AT, now()).await else { panic!("a tile came") };
    assert_eq!((error.cause(), faults.seen()), (Some(&Forbidden), 0));
}
