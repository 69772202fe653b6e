/** Landscapes drawn in code: the hero and the three looks are one place at different hours. */
export interface Hour {
  sky: readonly [top: string, bottom: string];
  /** Far to near. */
  ridges: readonly string[];
  light: { x: number; y: number; r: number; colour: string; halo: string };
  water: string;
  glint: string;
  reeds: string;
  stars: number;
  rain: number;
  /** Whether somebody camps by the tarn. */
  tent: boolean;
}

export const HOURS = {
  hero: {
    sky: ["#bcd0d4", "#f3e6c4"],
    ridges: ["#a3b8bb", "#86a0a3", "#6f8a7c", "#56725c", "#3d5745"],
    light: { x: 1160, y: 330, r: 74, colour: "#f4c94e", halo: "#f7dd94" },
    water: "#a9c1c1",
    glint: "#f1e3b6",
    reeds: "#22362b",
    stars: 0,
    rain: 0,
    tent: true,
  },
  dawn: {
    sky: ["#d8c8dc", "#f6dcb4"],
    ridges: ["#b8a6bf", "#99879f", "#7d7087", "#5f5a6b", "#3f4550"],
    light: { x: 1210, y: 372, r: 88, colour: "#f5b95c", halo: "#f9dba0" },
    water: "#c4b3c0",
    glint: "#f8dfae",
    reeds: "#2a2d38",
    stars: 0,
    rain: 0,
    tent: false,
  },
  noon: {
    sky: ["#93a7ab", "#c9d2cb"],
    ridges: ["#8a9da0", "#74898a", "#5f776f", "#4b6455", "#36503f"],
    light: { x: 1120, y: 240, r: 70, colour: "#d7ddd5", halo: "#c7d0ca" },
    water: "#90a5a5",
    glint: "#c5d0cb",
    reeds: "#1f3328",
    stars: 0,
    rain: 110,
    tent: false,
  },
  dusk: {
    sky: ["#1f2b45", "#8a6683"],
    ridges: ["#5c5573", "#474665", "#363a55", "#283047", "#1c2637"],
    light: { x: 1130, y: 210, r: 52, colour: "#f3e7c6", halo: "#6a6183" },
    water: "#5a5474",
    glint: "#e9cf9a",
    reeds: "#121a27",
    stars: 60,
    rain: 0,
    tent: true,
  },
} as const satisfies Record<string, Hour>;

const WIDTH = 1600;
const HEIGHT = 1000;
const SHORE_Y = 760;

/** The same place for the same index, between 0 and 1: a scene must not change between two requests. */
const scatter = (index: number, salt: number): number => {
  const wave = Math.sin(index * 12.9898 + salt * 78.233) * 43_758.5453;
  return wave - Math.floor(wave);
};

/** Height of a ridge: a few summed waves, steeper the further away. */
const ridgeY = (x: number, layer: number): number => {
  const base = 430 + layer * 78;
  const steep = 120 - layer * 17;
  const t = x / WIDTH;
  const slow = Math.sin(t * (4.2 + layer * 1.3) + layer * 2.1);
  const quick = Math.sin(t * (13 + layer * 2.7) + layer * 4.4) * 0.34;
  const rough = Math.sin(t * (41 - layer * 3) + layer) * 0.09;
  return base - steep * (slow + quick + rough);
};

const ridge = (colour: string, layer: number): string => {
  const points = Array.from({ length: 81 }, (_, step) => {
    const x = step * 20;
    return `${x} ${ridgeY(x, layer).toFixed(1)}`;
  });
  return `<path d="M${points.join("L")}V${HEIGHT}H0Z" fill="${colour}"/>`;
};

/** Contour lines on the nearest slopes, as on a map. */
const contours = (layer: number): string =>
  Array.from({ length: 5 }, (_, line) => {
    const points = Array.from({ length: 41 }, (__, step) => {
      const x = step * 40;
      return `${x} ${(ridgeY(x, layer) + 16 + line * 17 + line * line * 2).toFixed(1)}`;
    });
    return `<path d="M${points.join("L")}" stroke="#fff" stroke-opacity=".13" stroke-width="1.6" fill="none"/>`;
  }).join("");

const stars = (count: number): string =>
  Array.from({ length: count }, (_, index) => {
    const x = (scatter(index, 1) * WIDTH).toFixed(0);
    const y = (scatter(index, 2) * 330).toFixed(0);
    return `<circle cx="${x}" cy="${y}" r="${(0.8 + scatter(index, 3) * 1.6).toFixed(1)}" fill="#fff" opacity=".8"/>`;
  }).join("");

const rain = (count: number): string =>
  Array.from({ length: count }, (_, index) => {
    const x = (scatter(index, 4) * (WIDTH + 200)).toFixed(0);
    const y = (scatter(index, 5) * HEIGHT).toFixed(0);
    return `<path d="M${x} ${y}l-14 44" stroke="#fff" stroke-opacity=".34" stroke-width="2.4" stroke-linecap="round"/>`;
  }).join("");

const glints = (colour: string, lightX: number): string =>
  Array.from({ length: 12 }, (_, index) => {
    const y = SHORE_Y + 22 + index * 13;
    const half = 34 + scatter(index, 6) * 80;
    const x = lightX + (scatter(index, 7) - 0.5) * 60;
    return `<path d="M${(x - half).toFixed(0)} ${y}h${(half * 2).toFixed(0)}" stroke="${colour}" stroke-opacity="${(0.85 - index * 0.055).toFixed(2)}" stroke-width="4" stroke-linecap="round"/>`;
  }).join("");

const reeds = (colour: string): string =>
  Array.from({ length: 64 }, (_, index) => {
    const isLeft = index % 2 === 0;
    const reach = scatter(index, 8) ** 1.6 * 520;
    const x = isLeft ? reach : WIDTH - reach;
    const height = 70 + scatter(index, 9) * 190 * (1 - reach / 760);
    const lean = (scatter(index, 10) - 0.5) * 60;
    const tip = `${(x + lean).toFixed(0)} ${(HEIGHT - height).toFixed(0)}`;
    const stem = `<path d="M${x.toFixed(0)} ${HEIGHT}Q${x.toFixed(0)} ${(HEIGHT - height * 0.6).toFixed(0)} ${tip}" stroke="${colour}" stroke-width="4" fill="none" stroke-linecap="round"/>`;
    const head =
      index % 3 === 0
        ? `<path d="M${tip}v34" stroke="${colour}" stroke-width="11" stroke-linecap="round"/>`
        : "";
    return stem + head;
  }).join("");

const TENT = `<g transform="translate(1010 684)">
<path d="M-14 66c60-10 150-10 214 0l-8 14H-8z" fill="#000" opacity=".2"/>
<path d="M62 0 0 72h108z" fill="#c96d40"/><path d="M62 0 130-4 196 66l-88 6z" fill="#8c3d1d"/>
<path d="M62 0 36 72h44z" fill="#f6cf6b"/><path d="M62 0v-14" stroke="#24342e" stroke-width="4" stroke-linecap="round"/></g>`;

const BIRDS = `<g stroke="#24342e" stroke-opacity=".55" stroke-width="4" stroke-linecap="round" fill="none">
<path d="M930 330q14-16 26 0 12-16 26 0M1004 300q11-12 20 0 10-12 20 0M884 368q9-10 17 0 8-10 17 0"/></g>`;

/** The whole picture as an SVG document, 1600 by 1000. */
export const drawScene = (hour: Hour): string => {
  const { light } = hour;
  const nearest = hour.ridges.length - 1;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="xMidYMax slice">
<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${hour.sky[0]}"/><stop offset=".62" stop-color="${hour.sky[1]}"/></linearGradient></defs>
<path d="M0 0h${WIDTH}v${HEIGHT}H0z" fill="url(#sky)"/>${stars(hour.stars)}
<circle cx="${light.x}" cy="${light.y}" r="${light.r * 1.9}" fill="${light.halo}" opacity=".4"/><circle cx="${light.x}" cy="${light.y}" r="${light.r}" fill="${light.colour}"/>
${hour.stars === 0 && hour.rain === 0 ? BIRDS : ""}${hour.ridges.map(ridge).join("")}${contours(nearest - 1)}${contours(nearest)}
<path d="M0 ${SHORE_Y + 8}c300-26 560 14 830-2s520-20 770 4v${HEIGHT - SHORE_Y}H0z" fill="${hour.water}"/>${glints(hour.glint, light.x)}
${hour.tent ? TENT : ""}${reeds(hour.reeds)}${rain(hour.rain)}</svg>`;
};
