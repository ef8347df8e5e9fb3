//! The public's pages: no account needed; a case belongs to whoever holds its link.

pub mod applying;
pub mod case;
pub mod demo;
pub mod finding;
pub mod home;
pub mod land;
pub mod map;
pub mod screening;
pub mod service;
pub mod statistics;
pub mod verifying;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::door::Door;

/// The largest file that may be uploaded for verifying, in bytes.
const MOST_UPLOAD: usize = 20 << 20;

/// The largest list with its form, in bytes.
const MOST_LIST: usize = (land::list::MOST_MIB as usize + 1) << 20;

/// The routes of the public, without language.
pub fn routes() -> Router<Door> {
    Router::new()
        .route("/", get(home::show))
        .route("/services", get(home::services))
        .route("/search", get(home::search))
        .route("/land", get(land::show))
        .route("/land/list", get(land::list::show).post(land::list::send).layer(DefaultBodyLimit::max(MOST_LIST)))
        .route("/land/watch", get(land::watch::show).post(land::watch::send))
        .route("/land/watch/{secret}", get(land::watch::open).post(land::watch::settle))
        .route("/land/list/{name}", get(land::list::answers))
        .route("/land/list/{name}/poll", get(land::list::poll))
        .route("/land/list/{name}/{file}", get(land::list::file))
        .route("/statistics", get(statistics::show))
        .route("/statistics.ods", get(statistics::ods))
        .route("/statistics.csv", get(statistics::csv))
        .route("/sitemap", get(home::sitemap))
        .route("/accessibility", get(home::accessibility))
        .route("/privacy", get(home::privacy))
        .route("/feedback", post(home::feedback))
        .route("/services/{service}", get(service::show))
        .route("/services/{service}/screen", get(screening::show).post(screening::judge))
        .route("/apply/{service}", get(applying::begin).post(applying::begin))
        .route("/apply/{service}/check", get(applying::check).post(applying::confirm))
        .route("/apply/{service}/code", get(applying::code).post(applying::submit))
        .route(
            "/apply/{service}/{topic}",
            get(applying::show).post(applying::send).layer(crate::attaching::with_files()),
        )
        .route("/apply/{service}/{topic}/keep", post(applying::keep))
        .route("/apply/{service}/{topic}/later", get(applying::later))
        .route("/resume/{token}", get(applying::resume).post(applying::resumed))
        .route("/case", get(case::last))
        .route("/case/{number}", get(case::show))
        .route("/case/{number}/poll", get(case::poll))
        .route("/case/{number}/receipt", get(case::receipt))
        .route("/case/{number}/pay", get(case::pay))
        .route("/case/{number}/paid", get(case::paid).post(case::paid))
        .route("/case/{number}/paper", get(case::paper))
        .route("/case/{number}/withdraw", get(case::withdraw).post(case::withdrawn))
        .route("/case/{number}/correct", get(case::correct).post(case::corrected).layer(crate::attaching::with_files()))
        .route("/case/{number}/files/{id}", get(case::attachment))
        .route("/find", get(finding::show).post(finding::send))
        .route("/verify", get(verifying::show).post(verifying::file).layer(DefaultBodyLimit::max(MOST_UPLOAD)))
        .route("/verify/{code}", get(verifying::code))
        .merge(map::routes())
        .route("/demo", get(demo::start))
        .route("/demo/poll", get(demo::poll))
        .route("/demo/mail", get(demo::mailbox))
        .route("/demo/mail/{index}", get(demo::mail))
        .route("/demo/components", get(demo::components))
}
