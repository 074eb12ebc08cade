import { Refusal, type Reply, success } from './http/reply.ts';
import type { Call, Route } from './http/route.ts';
import { eventsOf } from './log/event-log.ts';
import { peopleOf } from './people/people.ts';

/** What the project knows of: events with their properties, or properties of people; and blocks of content. */
export const schemaRoutes: readonly Route[] = [
  { path: 'getSchema', methods: { GET: schema } },
  { path: 'contentBlock/list', methods: { GET: contentBlocks } },
];

function schema({ world, query }: Call): Reply {
  const type = query.get('type');
  if (type === 'events') {
    const schema = eventsOf(world)
      .kinds()
      .map(({ name, properties }) => ({
        name,
        properties: Object.entries(properties).map(([property, kind]) => ({ name: property, type: kind })),
      }));
    return success({ schema });
  }
  if (type !== 'userProperties') throw new Refusal('Invalid type : expected events or userProperties');
  const types = new Map<string, string>();
  for (const { properties } of peopleOf(world).profiles.find({ limit: 1000, orderBy: '-id' })) {
    for (const [name, value] of Object.entries(properties))
      types.set(name, Array.isArray(value) ? 'array' : typeof value);
  }
  return success({ schema: [...types].map(([name, kind]) => ({ name, type: kind })) });
}

const blocks = [
  { id: 501, name: 'Header', description: 'Logo and a line below it' },
  { id: 502, name: 'Footer', description: 'Address and a link to unsubscribe' },
  { id: 503, name: 'Offer of the week', description: 'One product with its price' },
];
const largestPage = 100;

function contentBlocks({ query }: Call): Reply {
  const [page, size] = ['pageNumber', 'pageSize'].map((name, index) => Number(query.get(name) ?? [1, 10][index]));
  if (!isCount(page) || !isCount(size) || size > largestPage) throw new Refusal('Invalid pageNumber or pageSize');
  return success({ contentBlocks: blocks.slice((page - 1) * size, page * size), totalCount: blocks.length });
}

function isCount(value: number | undefined): value is number {
  return Number.isInteger(value) && Number(value) >= 1;
}
