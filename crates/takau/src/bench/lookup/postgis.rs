//! The answer about one parcel from PostGIS: the city loaded into it, and the same rules over what it measures.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{BufWriter, Write};
use std::process::{Command, Stdio};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use atlas::area::Area;
use atlas::day::AsOf;
use atlas::finding::Thickness;
use atlas::integral::CONTACT_UNITS2;
use atlas::layer::Layer;
use atlas::pieces::shares_ppm;
use atlas::plan::{Level, Validity};
use atlas::point::UNITS2_PER_M2;
use atlas::release::Release;
use atlas::tolerance::Tolerance;
use desk::fault::DeskFault;
use desk::office::Office;
use desk_atlas::told::{ParcelTold, PieceTold, PlanTold, ZoneTold};
use lexicon::date::Date;
use lexicon::parcel::ParcelId;
use tokio_postgres::{Client, NoTls, Row, Statement};
use web::api::land::Source;

const TABLES: &str = include_str!("../../../../../tests/peers/lookup_tables.sql");
const INDEXES: &str = include_str!("../../../../../tests/peers/lookup_indexes.sql");
const PARCEL: &str = include_str!("../../../../../tests/peers/lookup.sql");

/// Fills the tables through `psql`.
pub fn load(url: &str, release: &Release) -> Result<()> {
    let mut psql = Command::new("psql")
        .args([url, "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .context("psql cannot be run; setup/peers postgis brings it")?;
    let mut to = BufWriter::with_capacity(1 << 20, psql.stdin.take().context("psql has no input")?);
    to.write_all(TABLES.as_bytes())?;
    plans(&mut to, release)?;
    zones(&mut to, release)?;
    parcels(&mut to, release)?;
    to.write_all(INDEXES.as_bytes())?;
    drop(to);
    let status = psql.wait()?;
    if !status.success() {
        bail!("psql ended with {status}");
    }
    Ok(())
}

fn plans(to: &mut impl Write, release: &Release) -> Result<()> {
    writeln!(to, "COPY plans FROM STDIN;")?;
    for plan in release.plans() {
        let level = if plan.level == Level::Main { "main" } else { "detailed" };
        let texts = [&plan.id, &plan.area_code, &plan.name].map(|text| plain(text));
        let known = days(&plan.known);
        writeln!(
            to,
            "{}\t{level}\t{}\t{}\t{}\t{known}",
            texts.join("\t"),
            plan.announced_on,
            plain(&plan.number),
            plan.scale
        )?;
    }
    Ok(writeln!(to, "\\.")?)
}

fn zones(to: &mut impl Write, release: &Release) -> Result<()> {
    writeln!(to, "COPY zones FROM STDIN;")?;
    let layer = release.zone_layer();
    for row in 0..layer.shapes.len() as u32 {
        let zone = release.zone(row);
        let maybe = |text: &Option<String>| text.as_deref().map_or_else(|| "\\N".to_owned(), plain);
        let texts = [&zone.id, &zone.plan_id, &zone.class, &zone.name].map(|text| plain(text)).join("\t");
        let limits = [maybe(&zone.coverage), maybe(&zone.floor_area)].join("\t");
        let shape = multi_polygon(release, &layer, row);
        writeln!(to, "{texts}\t{limits}\t{}\t{}\t{shape}", days(&zone.in_force), days(&zone.known))?;
    }
    Ok(writeln!(to, "\\.")?)
}

fn parcels(to: &mut impl Write, release: &Release) -> Result<()> {
    writeln!(to, "COPY parcels FROM STDIN;")?;
    let layer = release.parcel_layer();
    for row in 0..layer.shapes.len() as u32 {
        let facts = release.parcel_facts(row);
        let spans = layer.shapes[row as usize].days;
        let mut shape = String::from("0103000020F20E0000");
        rings(&mut shape, (release, &layer), &layer.rings_of(row).collect::<Vec<_>>());
        let (in_force, known) = (days(&spans.in_force()), days(&spans.known()));
        writeln!(to, "{}\t{}\t{in_force}\t{known}\t{shape}", facts.number, facts.registered)?;
    }
    Ok(writeln!(to, "\\.")?)
}

fn plain(text: &str) -> String {
    text.replace('\\', "\\\\").replace(['\t', '\n', '\r'], " ")
}

fn days(days: &Validity) -> String {
    days.until.map_or_else(|| format!("{}\t\\N", days.from), |until| format!("{}\t{until}", days.from))
}

/// EWKB in hexadecimal, little endian, EPSG:3826 (0x0EF2).
fn multi_polygon(release: &Release, layer: &Layer<'_>, row: u32) -> String {
    let mut parts: Vec<Vec<u32>> = Vec::new();
    for ring in layer.rings_of(row) {
        match parts.last_mut() {
            Some(part) if !layer.is_shell(ring) => part.push(ring),
            _ => parts.push(vec![ring]),
        }
    }
    let mut out = String::from("0106000020F20E0000");
    word(&mut out, parts.len());
    for part in &parts {
        out.push_str("0103000000");
        rings(&mut out, (release, layer), part);
    }
    out
}

fn rings(out: &mut String, (release, layer): (&Release, &Layer<'_>), rings: &[u32]) {
    word(out, rings.len());
    for &ring in rings {
        let points = layer.ring(ring);
        word(out, points.len());
        for &point in points {
            let (x, y) = release.origin().metres(point);
            for byte in x.to_le_bytes().into_iter().chain(y.to_le_bytes()) {
                let _ = write!(out, "{byte:02X}");
            }
        }
    }
}

fn word(out: &mut String, count: usize) {
    for byte in (count as u32).to_le_bytes() {
        let _ = write!(out, "{byte:02X}");
    }
}

/// A source of answers that asks PostGIS on one connection by a prepared query.
pub async fn source(url: &str, (office, release): (Arc<Office>, String)) -> Result<Source> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    let statement = client.prepare(PARCEL).await?;
    let asker = Arc::new(Asker { client, statement, office, release });
    Ok(Arc::new(move |id, at| {
        let asker = Arc::clone(&asker);
        Box::pin(async move { asker.ask(id, at).await.map_err(|fault| DeskFault::Definition(format!("{fault:#}"))) })
    }))
}

struct Asker {
    client: Client,
    statement: Statement,
    office: Arc<Office>,
    release: String,
}

/// A piece as PostGIS measured it.
struct Measured<'a> {
    zone: Option<ZoneTold<'a>>,
    scale: Option<u32>,
    units2: f64,
    perimeter_m: f64,
}

impl Measured<'_> {
    fn name(&self) -> Option<&str> {
        self.zone.as_ref().map(|zone| &*zone.id)
    }
}

impl Asker {
    async fn ask(&self, id: ParcelId, at: AsOf) -> Result<Option<Vec<u8>>> {
        let Some(section) = self.office.sections.get(id.section) else { return Ok(None) };
        let number = i64::try_from(id.number())?;
        let rows = self.client.query(&self.statement, &[&number, &at.on.to_string()]).await?;
        let Some(last) = rows.iter().find(|row| row.get::<_, Option<i64>>(14).is_some()) else { return Ok(None) };
        let whole = last.get::<_, f64>(12) * UNITS2_PER_M2;
        let mut pieces = rows.iter().filter_map(measured).collect::<Vec<_>>();
        pieces.retain(|piece| piece.units2 > CONTACT_UNITS2);
        prefer_detailed(&mut pieces, whole);
        let rest = whole - pieces.iter().map(|piece| piece.units2).sum::<f64>();
        if rest > CONTACT_UNITS2 {
            let perimeter_m = last.get::<_, Option<f64>>(13).unwrap_or(0.0);
            pieces.push(Measured { zone: None, scale: None, units2: rest, perimeter_m });
        }
        pieces.sort_by(|a, b| b.units2.total_cmp(&a.units2).then_with(|| a.name().cmp(&b.name())));
        let told = ParcelTold {
            parcel: Cow::Owned(id.key()),
            district: Cow::Borrowed(&section.district),
            section: Cow::Borrowed(&section.section),
            subsection: Cow::Borrowed(&section.subsection),
            land: Cow::Owned(id.land.to_string()),
            on: at.on,
            known: at.known,
            registered_m2: Some(Area::hundredths(last.get(14))),
            computed_m2: Area::round(whole, || (whole, 0.0)),
            pieces: self.told(pieces, at.on),
            release: Cow::Borrowed(&self.release),
            tolerances: Cow::Borrowed(self.office.tolerances.version()),
            evidence: false,
        };
        Ok(Some(serde_json::to_vec(&told)?))
    }

    fn told<'a>(&self, pieces: Vec<Measured<'a>>, on: Date) -> Vec<PieceTold<'a>> {
        let shares = shares_ppm(&pieces.iter().map(|piece| piece.units2).collect::<Vec<_>>());
        let (several, beside) = (pieces.len() > 1, pieces.iter().filter_map(|piece| piece.scale).max());
        let piece = |(piece, share_ppm): (Measured<'a>, u32)| PieceTold {
            area_m2: Area::round(piece.units2, || (piece.units2, 0.0)),
            share_ppm,
            reading: match several {
                true => reading(&piece, piece.scale.or(beside).and_then(|s| self.office.tolerances.row(s, on))),
                false => Thickness::Zone,
            },
            zone: piece.zone,
        };
        pieces.into_iter().zip(shares).map(piece).collect()
    }
}

fn reading(piece: &Measured<'_>, row: Option<&Tolerance>) -> Thickness {
    let thickness = 2.0 * piece.units2 / (piece.perimeter_m * 10_000.0);
    match row {
        Some(row) if thickness >= f64::from(row.zone) => Thickness::Zone,
        Some(row) if thickness < f64::from(row.border) => Thickness::WithinTolerance,
        _ => Thickness::BorderToBeChecked,
    }
}

fn prefer_detailed(pieces: &mut Vec<Measured<'_>>, whole: f64) {
    let is_detailed = |piece: &Measured<'_>| piece.zone.as_ref().is_some_and(|zone| zone.plan.level == Level::Detailed);
    let covered: f64 = pieces.iter().filter(|piece| is_detailed(piece)).map(|piece| piece.units2).sum();
    if whole - covered <= CONTACT_UNITS2 && pieces.iter().any(is_detailed) {
        pieces.retain(is_detailed);
    }
}

fn measured(row: &Row) -> Option<Measured<'_>> {
    let text = |at: usize| row.get::<_, Option<&str>>(at).map(Cow::Borrowed);
    Some(Measured {
        zone: Some(ZoneTold {
            id: text(0)?,
            class: text(1)?,
            name: text(2)?,
            coverage: text(3),
            floor_area: text(4),
            plan: PlanTold {
                id: text(5)?,
                area: text(6)?,
                name: text(7)?,
                level: if row.get::<_, &str>(8) == "main" { Level::Main } else { Level::Detailed },
                announced_on: row.get::<_, &str>(9).parse().ok()?,
                number: text(10)?,
            },
        }),
        scale: row.get::<_, Option<i64>>(11).and_then(|scale| u32::try_from(scale).ok()),
        units2: row.get::<_, f64>(12) * UNITS2_PER_M2,
        perimeter_m: row.get(13),
    })
}
