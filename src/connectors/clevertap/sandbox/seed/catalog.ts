import type { Random } from '../../../../sandbox/random.ts';

/** What the demo shop sells. */
export const products = [
  ['Casio Chronograph Watch', 'Watches', 59.99],
  ['Field Watch', 'Watches', 120],
  ['Trail Running Shoes', 'Shoes', 89.5],
  ['Canvas Sneakers', 'Shoes', 45],
  ['Rain Jacket', 'Clothes', 110],
  ['Merino Jumper', 'Clothes', 75],
  ['Paperback Novel', 'Books', 12.5],
  ['Cookbook', 'Books', 29],
] as const;

const keywords = ['watch', 'shoes', 'jacket', 'novel', 'sale', 'gift', 'red sneakers'];
const foods = ['sushi', 'pizza', 'ramen', 'tacos', 'salad'];
const sources = ['google', 'newsletter', 'instagram', 'direct'];
const payments = ['Credit Card', 'PayPal', 'Gift Card'];

type Maker = (random: Random) => Record<string, unknown>;

function product(random: Random): Record<string, unknown> {
  const [name, category, price] = random.pick(products);
  return { 'Product name': name, Category: category, Price: price, Currency: 'USD' };
}

/** Events of the demo shop with how often each happens, and how their properties are made. */
export const kinds: readonly (readonly [name: string, weight: number, properties: Maker])[] = [
  ['App Launched', 34, (random) => ({ Source: random.pick(sources), 'Session length': random.int(5, 900) })],
  ['Product Viewed', 30, product],
  ['Searched', 12, (random) => ({ Keyword: random.pick(keywords), Results: random.int(0, 40) })],
  ['Added To Cart', 12, (random) => ({ ...product(random), Quantity: random.int(1, 3) })],
  ['Charged', 7, charged],
  ['choseNewFavoriteFood', 5, (random) => ({ value: random.pick(foods) })],
];

function charged(random: Random): Record<string, unknown> {
  const bought = Array.from({ length: random.int(1, 3) }, () => random.pick(products));
  const amount = bought.reduce((sum, [, , price]) => sum + price, 0);
  return {
    Amount: Math.round(amount * 100) / 100,
    Currency: 'USD',
    'Payment mode': random.pick(payments),
    'Charged ID': random.int(10_000, 99_999),
    Items: bought.map(([name, category, price]) => ({ name, category, price, quantity: 1 })),
  };
}

const weights = kinds.reduce((sum, [, weight]) => sum + weight, 0);

/** One of the kinds, the frequent ones more often. */
export function pickKind(random: Random): (typeof kinds)[number] {
  let left = random.int(1, weights);
  for (const kind of kinds) {
    left -= kind[1];
    if (left <= 0) return kind;
  }
  throw new RangeError('The weights do not add up');
}
