//! The one entry to all formats: named bytes in, features out.
//!
//! Recognises what was handed over, gathers the files of a Shapefile, opens an archive once, and
//! says clearly what a file is that cannot be imported. A file with remarks is read; a file
//! that is refused leaves nothing.

use crate::archive;
use crate::format::{Format, NotThis, Side, Sort, sort};
use crate::intake::{How, Intake, Out};
use crate::limits::Limit;
use crate::problem::{Problem, What};
use crate::shapefile::ShapefileBytes;
use crate::{flatgeobuf, geojson, geopackage, shapefile};

/// A file by name, with or without folders before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named<'a> {
    /// The name.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// What became of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The format, when it was recognised.
    pub format: Option<Format>,
    /// Features seen, taken or not.
    pub features: u64,
    /// The remarks; the last of the file's own says why it was refused.
    pub problems: Vec<Problem>,
    /// Whether the file as a whole was refused: whatever was handed on is to be dropped.
    pub refused: bool,
}

/// Reads one source: a file, the files of a Shapefile, or an archive with one of these in it.
pub fn read(files: &[Named<'_>], how: &How, out: Out<'_>) -> Outcome {
    let mut intake = Intake::new(how, out);
    let mut format = None;
    let read = all(files, &mut intake, &mut format);
    let refused = read.is_err();
    if let Err(what) = read {
        intake.remark(what);
    }
    let (features, problems) = intake.finish();
    Outcome { format, features, problems, refused }
}

fn all(files: &[Named<'_>], intake: &mut Intake<'_>, format: &mut Option<Format>) -> Result<(), What> {
    let found = files.iter().map(|file| file.bytes.len() as u64).fold(0, u64::saturating_add);
    let allowed = intake.how.limits.bytes;
    if found > allowed {
        return Err(What::TooMuch { limit: Limit::Bytes, allowed, found });
    }
    let (file, kind) = choose(files, intake)?;
    *format = Some(kind);
    if kind != Format::Zip {
        return one(file, kind, (files, intake));
    }
    let unpacked = archive::unpack(file.bytes, intake)?;
    let inside: Vec<Named<'_>> = unpacked.iter().map(|u| Named { name: &u.name, bytes: &u.bytes }).collect();
    let (file, kind) = choose(&inside, intake)?;
    *format = Some(kind);
    match kind {
        Format::Zip => Err(What::NotAPlanFile(NotThis::ZipInZip)),
        kind => one(file, kind, (&inside, intake)),
    }
}

/// The one file with features among those given.
fn choose<'a>(files: &[Named<'a>], intake: &mut Intake<'_>) -> Result<(Named<'a>, Format), What> {
    let sorts: Vec<(Named<'a>, Sort)> = files.iter().map(|file| (*file, sort(file.name, file.bytes))).collect();
    let of = |(file, sort): &(Named<'a>, Sort)| match sort {
        Sort::Of(format) => Some((*file, *format)),
        _ => None,
    };
    let mut sources: Vec<(Named<'a>, Format)> = sorts.iter().filter_map(of).collect();
    if sources.len() > 1
        && let Some(layer) = &intake.how.layer
    {
        let names = sources.iter().map(|(file, _)| stem(file.name)).collect();
        sources.retain(|(file, _)| stem(file.name) == *layer);
        if sources.is_empty() {
            return Err(What::NoSuchLayer(names));
        }
    }
    match sources[..] {
        [] => Err(What::NotAPlanFile(nothing(&sorts))),
        [(file, format)] => {
            if !format.may_be_named(file.name) {
                intake.remark(What::NamedOtherwise { name: file.name.to_owned(), is: format.ending().to_owned() });
            }
            Ok((file, format))
        }
        _ => Err(What::Several(sources.iter().map(|(file, _)| stem(file.name)).collect())),
    }
}

/// What the files are when none of them holds features.
fn nothing(sorts: &[(Named<'_>, Sort)]) -> NotThis {
    let not = sorts.iter().find_map(|(_, sort)| match sort {
        Sort::Not(not) => Some(*not),
        _ => None,
    });
    let side = sorts.iter().any(|(_, sort)| matches!(sort, Sort::Side(_)));
    not.unwrap_or(if side { NotThis::ShapefileWithoutShp } else { NotThis::Empty })
}

/// The name of a file without folders and ending, in small letters: what the files of a Shapefile share.
fn stem(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_lowercase()
}

fn one(file: Named<'_>, format: Format, (files, intake): (&[Named<'_>], &mut Intake<'_>)) -> Result<(), What> {
    match format {
        Format::GeoJson => geojson::read(file.bytes, intake),
        Format::GeoPackage => geopackage::read(file.bytes, intake),
        Format::FlatGeobuf => flatgeobuf::read(file.bytes, intake),
        Format::Zip => Err(What::NotAPlanFile(NotThis::ZipInZip)),
        Format::Shapefile => {
            let beside = |side: Side| {
                let belongs =
                    |f: &&Named<'_>| stem(f.name) == stem(file.name) && sort(f.name, f.bytes) == Sort::Side(side);
                files.iter().find(belongs).map(|f| f.bytes)
            };
            let dbf = beside(Side::Dbf).ok_or_else(|| What::MissingFile("dbf".to_owned()))?;
            let (prj, cpg) = (beside(Side::Prj), beside(Side::Cpg));
            shapefile::read(ShapefileBytes { shp: file.bytes, dbf, prj, cpg }, intake)
        }
    }
}
