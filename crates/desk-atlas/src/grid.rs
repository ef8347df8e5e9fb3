//! From degrees to the metres of TWD97 / TM2 zone 121 (EPSG:3826).
//!
//! Krüger's series for the transverse Mercator projection of the ellipsoid GRS80 to the fourth power of the
//! third flattening, exact to a fraction of a millimetre in Taiwan. WGS84 and TWD97 are taken to be one, as PROJ does.

const AXIS_M: f64 = 6_378_137.0;
const FLATTENING: f64 = 1.0 / 298.257_222_101;
const CENTRAL_MERIDIAN_DEG: f64 = 121.0;
const SCALE: f64 = 0.999_9;
const FALSE_EAST_M: f64 = 250_000.0;

/// East and north in metres of a place in degrees.
#[must_use]
pub fn from_degrees(longitude: f64, latitude: f64) -> (f64, f64) {
    let n = FLATTENING / (2.0 - FLATTENING);
    let (n2, n3, n4) = (n * n, n * n * n, n * n * n * n);
    let radius = AXIS_M / (1.0 + n) * (1.0 + n2 / 4.0 + n4 / 64.0);
    let series = [
        n / 2.0 - 2.0 / 3.0 * n2 + 5.0 / 16.0 * n3 + 41.0 / 180.0 * n4,
        13.0 / 48.0 * n2 - 3.0 / 5.0 * n3 + 557.0 / 1_440.0 * n4,
        61.0 / 240.0 * n3 - 103.0 / 140.0 * n4,
        49_561.0 / 161_280.0 * n4,
    ];
    let eccentricity = 2.0 * n.sqrt() / (1.0 + n);
    let (phi, lambda) = (latitude.to_radians(), (longitude - CENTRAL_MERIDIAN_DEG).to_radians());
    let tangent = (phi.sin().atanh() - eccentricity * (eccentricity * phi.sin()).atanh()).sinh();
    let xi = tangent.atan2(lambda.cos());
    let eta = (lambda.sin() / (1.0 + tangent * tangent).sqrt()).atanh();
    let (mut north, mut east) = (xi, eta);
    for (j, alpha) in (1..).zip(series) {
        let twice = 2.0 * f64::from(j);
        north += alpha * (twice * xi).sin() * (twice * eta).cosh();
        east += alpha * (twice * xi).cos() * (twice * eta).sinh();
    }
    (FALSE_EAST_M + SCALE * radius * east, SCALE * radius * north)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lie_where_proj_puts_them() {
        // pyproj 3.7, EPSG:4326 to EPSG:3826.
        for (longitude, latitude, x_m, y_m) in [
            (120.3014, 22.6273, 178_188.553_3, 2_503_182.366_9),
            (120.6667, 22.8833, 215_803.218_8, 2_531_399.363_9),
            (121.0, 23.5, 250_000.0, 2_599_651.348_8),
            (119.9, 21.9, 136_338.464_1, 2_422_892.236_2),
        ] {
            let (x, y) = from_degrees(longitude, latitude);
            assert!((x - x_m).abs() < 2e-4 && (y - y_m).abs() < 2e-4, "{longitude} {latitude}: {x} {y}");
        }
    }
}
