//! TWD97 / TM2 zone 121 (EPSG:3826) to longitude and latitude and back.
//!
//! The transverse Mercator of the GRS80 ellipsoid by Krüger's series to the fourth power of the third
//! flattening: below a micrometre everywhere in Taiwan. Longitude and latitude are those of TWD97; WGS 84 is
//! taken as the same, as the national mapping centre and PROJ do.

use std::sync::LazyLock;

const AXIS_M: f64 = 6_378_137.0;
const FLATTENING: f64 = 1.0 / 298.257_222_101;
const MERIDIAN_DEG: f64 = 121.0;
const FALSE_EAST_M: f64 = 250_000.0;
const SCALE: f64 = 0.9999;

/// The series of this ellipsoid.
struct Series {
    /// Radius of the rectifying sphere times the scale, metres.
    radius_m: f64,
    /// `2 √n / (1 + n)`: the eccentricity.
    eccentricity: f64,
    forward: [f64; 4],
    inverse: [f64; 4],
    latitude: [f64; 4],
}

static SERIES: LazyLock<Series> = LazyLock::new(|| {
    let n = FLATTENING / (2.0 - FLATTENING);
    let (n2, n3, n4) = (n * n, n * n * n, n * n * n * n);
    Series {
        radius_m: SCALE * AXIS_M / (1.0 + n) * (1.0 + n2 / 4.0 + n4 / 64.0),
        eccentricity: 2.0 * n.sqrt() / (1.0 + n),
        forward: [
            n / 2.0 - 2.0 / 3.0 * n2 + 5.0 / 16.0 * n3 + 41.0 / 180.0 * n4,
            13.0 / 48.0 * n2 - 3.0 / 5.0 * n3 + 557.0 / 1_440.0 * n4,
            61.0 / 240.0 * n3 - 103.0 / 140.0 * n4,
            49_561.0 / 161_280.0 * n4,
        ],
        inverse: [
            n / 2.0 - 2.0 / 3.0 * n2 + 37.0 / 96.0 * n3 - n4 / 360.0,
            n2 / 48.0 + n3 / 15.0 - 437.0 / 1_440.0 * n4,
            17.0 / 480.0 * n3 - 37.0 / 840.0 * n4,
            4_397.0 / 161_280.0 * n4,
        ],
        latitude: [
            2.0 * n - 2.0 / 3.0 * n2 - 2.0 * n3 + 116.0 / 45.0 * n4,
            7.0 / 3.0 * n2 - 8.0 / 5.0 * n3 - 227.0 / 45.0 * n4,
            56.0 / 15.0 * n3 - 136.0 / 35.0 * n4,
            4_279.0 / 630.0 * n4,
        ],
    }
});

/// Longitude and latitude in degrees of a place in metres of EPSG:3826.
#[must_use]
pub fn degrees((x_m, y_m): (f64, f64)) -> (f64, f64) {
    let s = &*SERIES;
    let (xi, eta) = (y_m / s.radius_m, (x_m - FALSE_EAST_M) / s.radius_m);
    let (mut north, mut east) = (xi, eta);
    for (k, b) in s.inverse.iter().enumerate() {
        let times = 2.0 * (k as f64 + 1.0);
        north -= b * (times * xi).sin() * (times * eta).cosh();
        east -= b * (times * xi).cos() * (times * eta).sinh();
    }
    let chi = (north.sin() / east.cosh()).clamp(-1.0, 1.0).asin();
    let series = s.latitude.iter().enumerate().map(|(k, d)| d * (2.0 * (k as f64 + 1.0) * chi).sin());
    let latitude = chi + series.sum::<f64>();
    let longitude = east.sinh().atan2(north.cos());
    (MERIDIAN_DEG + longitude.to_degrees(), latitude.to_degrees())
}

/// Metres of EPSG:3826 of a longitude and latitude in degrees.
#[must_use]
pub fn metres((longitude, latitude): (f64, f64)) -> (f64, f64) {
    let s = &*SERIES;
    let (off, sine) = ((longitude - MERIDIAN_DEG).to_radians(), latitude.to_radians().sin());
    let t = (sine.atanh() - s.eccentricity * (s.eccentricity * sine).atanh()).sinh();
    let (north, east) = (t.atan2(off.cos()), (off.sin() / (1.0 + t * t).sqrt()).atanh());
    let (mut xi, mut eta) = (north, east);
    for (k, a) in s.forward.iter().enumerate() {
        let times = 2.0 * (k as f64 + 1.0);
        xi += a * (times * north).sin() * (times * east).cosh();
        eta += a * (times * north).cos() * (times * east).sinh();
    }
    (FALSE_EAST_M + s.radius_m * eta, s.radius_m * xi)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_agree_with_proj_and_come_back() {
        // PROJ's answers, by gdaltransform -s_srs EPSG:3826 -t_srs OGC:CRS84.
        for ((x, y), (lon, lat)) in PROJ {
            let (l, b) = degrees((x, y));
            assert!((l - lon).abs() < 2e-11 && (b - lat).abs() < 2e-11, "{l} {b}");
            let (u, v) = metres((l, b));
            assert!((u - x).abs() < 1e-6 && (v - y).abs() < 1e-6, "{u} {v}");
        }
    }

    const PROJ: [((f64, f64), (f64, f64)); 4] = [
        ((178_188.612_3, 2_503_182.400_1), (120.301_400_572_529, 22.627_300_302_308_5)),
        ((250_000.0, 2_600_000.0), (121.0, 23.503_148_376_698_8)),
        ((166_000.0, 2_493_000.0), (120.183_377_364_561, 22.534_790_115_937_8)),
        ((221_500.5, 2_570_000.25), (120.721_511_970_819, 23.231_994_461_169_9)),
    ];
}
