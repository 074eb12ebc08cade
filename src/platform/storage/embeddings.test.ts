import { expect, test } from 'vitest';
import { onEveryEngine } from '../../../test/durability/engines.ts';

const dayMs = 24 * 3_600_000;

onEveryEngine((storage) => {
  test('vectors come back under the model and digest that they were stored with, and no others', async () => {
    const { embeddings } = storage();
    const vector = Int8Array.from([-127, 0, 1, 127]);
    await embeddings.put('small', [{ digest: 'a', vector }], 1);
    expect(await embeddings.get('small', ['a', 'b'], 1)).toEqual(new Map([['a', vector]]));
    expect(await embeddings.get('large', ['a'], 1)).toEqual(new Map());
    expect(await embeddings.get('small', [], 1)).toEqual(new Map());
  });

  test('a vector that is stored again replaces the first', async () => {
    const { embeddings } = storage();
    await embeddings.put('again', [{ digest: 'a', vector: Int8Array.of(1) }], 1);
    await embeddings.put('again', [{ digest: 'a', vector: Int8Array.of(2, 3) }], 1);
    expect((await embeddings.get('again', ['a'], 1)).get('a')).toEqual(Int8Array.of(2, 3));
  });

  test('more than one statement takes are stored and found', async () => {
    const { embeddings } = storage();
    const rows = Array.from({ length: 450 }, (_, index) => ({
      digest: `d${index}`,
      vector: Int8Array.of(index % 100),
    }));
    await embeddings.put('many', rows, 1);
    const found = await embeddings.get(
      'many',
      rows.map(({ digest }) => digest),
      1,
    );
    expect(found.size).toBe(450);
    expect(found.get('d449')).toEqual(Int8Array.of(49));
  });

  test('what was used stays, what nobody used goes', async () => {
    const { embeddings } = storage();
    const vector = Int8Array.of(1);
    await embeddings.put(
      'old',
      [
        { digest: 'used', vector },
        { digest: 'unused', vector },
      ],
      10 * dayMs,
    );
    await embeddings.get('old', ['used'], 20 * dayMs);
    // Those of the other tests are older.
    expect(await embeddings.deleteUnseen(15 * dayMs, 10_000)).toBeGreaterThan(0);
    expect([...(await embeddings.get('old', ['used', 'unused'], 20 * dayMs)).keys()]).toEqual(['used']);
  });
});
