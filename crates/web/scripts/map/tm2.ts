// EPSG:3826 (TWD97 / TM2 zone 121) and degrees, by Krüger's series to the fourth power: below a millimetre in Taiwan.
// TWD97 is taken as WGS 84. And the scale of a screen: four pixels a millimetre, as still pictures are drawn.
const A = 6_378_137;
const F = 1 / 298.257222101;
const K0 = 0.9999;
const EAST = 250_000;
const MIDDLE = (121 * Math.PI) / 180;
const n = F / (2 - F);
const E = (2 * Math.sqrt(n)) / (1 + n);
const R = (A / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64);
const ALPHA = [
  n / 2 - (2 * n ** 2) / 3 + (5 * n ** 3) / 16 + (41 * n ** 4) / 180,
  (13 * n ** 2) / 48 - (3 * n ** 3) / 5 + (557 * n ** 4) / 1440,
  (61 * n ** 3) / 240 - (103 * n ** 4) / 140,
  (49561 * n ** 4) / 161280,
];
const BETA = [
  n / 2 - (2 * n ** 2) / 3 + (37 * n ** 3) / 96 - n ** 4 / 360,
  n ** 2 / 48 + n ** 3 / 15 - (437 * n ** 4) / 1440,
  (17 * n ** 3) / 480 - (37 * n ** 4) / 840,
  (4397 * n ** 4) / 161280,
];
const DELTA = [
  2 * n - (2 * n ** 2) / 3 - 2 * n ** 3 + (116 * n ** 4) / 45,
  (7 * n ** 2) / 3 - (8 * n ** 3) / 5 - (227 * n ** 4) / 45,
  (56 * n ** 3) / 15 - (136 * n ** 4) / 35,
  (4279 * n ** 4) / 630,
];
const PIXEL_M = 0.00025;

/** East and north in metres. */
export type Metres = [number, number];
/** Longitude and latitude in degrees. */
export type Degrees = [number, number];

export function toMetres([lon, lat]: Degrees): Metres {
  const [phi, lambda] = [(lat * Math.PI) / 180, (lon * Math.PI) / 180 - MIDDLE];
  const t = Math.sinh(Math.atanh(Math.sin(phi)) - E * Math.atanh(E * Math.sin(phi)));
  const xi = Math.atan2(t, Math.cos(lambda));
  const eta = Math.atanh(Math.sin(lambda) / Math.hypot(1, t));
  let [north, east] = [xi, eta];
  ALPHA.forEach((a, k) => {
    north += a * Math.sin(2 * (k + 1) * xi) * Math.cosh(2 * (k + 1) * eta);
    east += a * Math.cos(2 * (k + 1) * xi) * Math.sinh(2 * (k + 1) * eta);
  });
  return [EAST + K0 * R * east, K0 * R * north];
}

export function toDegrees([east, north]: Metres): Degrees {
  const [xi, eta] = [north / (K0 * R), (east - EAST) / (K0 * R)];
  let [x, y] = [xi, eta];
  BETA.forEach((b, k) => {
    x -= b * Math.sin(2 * (k + 1) * xi) * Math.cosh(2 * (k + 1) * eta);
    y -= b * Math.cos(2 * (k + 1) * xi) * Math.sinh(2 * (k + 1) * eta);
  });
  const chi = Math.asin(Math.sin(x) / Math.cosh(y));
  const phi = DELTA.reduce((sum, d, k) => sum + d * Math.sin(2 * (k + 1) * chi), chi);
  return [((MIDDLE + Math.atan2(Math.sinh(y), Math.cos(x))) * 180) / Math.PI, (phi * 180) / Math.PI];
}

/** Metres on the ground a pixel shows at a zoom of 512-pixel tiles. */
function metresAPixel(zoom: number, lat: number): number {
  return (2 * Math.PI * A * Math.cos((lat * Math.PI) / 180)) / (512 * 2 ** zoom);
}

export function scaleOf(zoom: number, lat: number): number {
  return Math.max(100, Math.round(metresAPixel(zoom, lat) / PIXEL_M));
}

export function zoomOf(scale: number, lat: number): number {
  return Math.log2(metresAPixel(0, lat) / (scale * PIXEL_M));
}
