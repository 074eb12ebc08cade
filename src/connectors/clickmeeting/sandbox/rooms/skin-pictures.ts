import { Hono } from 'hono';
import { encodePng } from '../files/png.ts';
import { skinNames, skinPicturePath } from './skins.ts';

type Color = readonly [red: number, green: number, blue: number];

const [ground, card, line]: readonly [Color, Color, Color] = [
  [243, 245, 249],
  [255, 255, 255],
  [213, 220, 230],
];

/** The colours that the rooms' pages have, by the first word of the skin's name. */
const accents: Readonly<Record<string, Color>> = {
  Business: [29, 78, 180],
  Education: [6, 111, 97],
  Elegance: [129, 29, 180],
  Christmas: [180, 29, 49],
};

/** A small picture of a room's page: a bar on top, the stage, the people and the chat. */
function pictureOf(accent: Color): Uint8Array {
  const [width, height] = [240, 150];
  const boxes: readonly (readonly [color: Color, x: number, y: number, width: number, height: number])[] = [
    [ground, 0, 0, width, height],
    [accent, 0, 0, width, 22],
    [card, 10, 32, 150, 108],
    [accent, 60, 74, 50, 24],
    [card, 170, 32, 60, 108],
    ...[42, 58, 74, 90].map((y) => [line, 178, y, 44, 6] as const),
  ];
  const pixels = new Uint8Array(width * height * 3);
  for (const [color, left, top, across, down] of boxes) {
    for (let y = top; y < top + down; y += 1) {
      for (let x = left; x < left + across; x += 1) pixels.set(color, (y * width + x) * 3);
    }
  }
  return encodePng({ width, height, channels: 3, pixels });
}

/** Serves what the `thumbnail_url` of a skin leads to. */
export function skinPictures(): Hono {
  const app = new Hono();
  for (const [, name] of skinNames) {
    app.get(skinPicturePath(name), (context) => {
      const accent = accents[name.split(' ')[0] ?? ''] ?? line;
      return context.body(Buffer.from(pictureOf(accent)), 200, { 'content-type': 'image/png' });
    });
  }
  return app;
}
