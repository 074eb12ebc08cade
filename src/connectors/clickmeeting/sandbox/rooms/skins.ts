import { ok, type Route } from '../http/route.ts';

/** Room skins with the ids that the service had in a recorded reply; in its order, which is none. */
export const skinNames: readonly (readonly [id: number, name: string])[] = [
  [7, 'Education 1'],
  [4, 'Business 1'],
  [5, 'Business 2'],
  [6, 'Business 3'],
  [8, 'Education 2'],
  [9, 'Education 3'],
  [10, 'Elegance 1'],
  [12, 'Christmas 1'],
  [13, 'Christmas 2'],
  [14, 'Christmas 3'],
  [15, 'Christmas 4'],
];

export const defaultSkinId = 4;

/** Where the picture of a skin is. */
export function skinPicturePath(name: string): string {
  return `/images/conferences/skin_templates/${name.toLowerCase().replace(' ', '_')}/preview.png`;
}

/** Whether a room can have this skin. */
export function isSkin(id: number): boolean {
  return skinNames.some(([skinId]) => skinId === id);
}

export const skinRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/conferences/skins',
    handle: ({ world }) =>
      ok(
        skinNames.map(([id, name]) => ({
          id: String(id),
          name,
          thumbnail_url: world.origin + skinPicturePath(name),
        })),
      ),
  },
];
