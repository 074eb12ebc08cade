import { expect, test } from 'vitest';
import connector from './index.gen.ts';
import { bootActions } from './on-sandbox.fixture.ts';

// Every endpoint of the app that is known, {} for an id.
const endpoints = `
GET /conferences
GET /conferences/active
POST /conferences
GET /conferences/{}
PUT /conferences/{}
DELETE /conferences/{}
GET /conferences/skins
POST /conferences/{}/tokens
GET /conferences/{}/tokens
POST /conferences/{}/token
DELETE /conferences/{}/tokens
POST /conferences/{}/room/autologin_hash
POST /conferences/{}/invitation/email/en
GET /conferences/{}/sessions
GET /conferences/{}/sessions/{}
GET /conferences/{}/sessions/{}/attendees
GET /conferences/{}/sessions/{}/generate-pdf/en
GET /conferences/{}/sessions/{}/registrations
POST /conferences/{}/registration
GET /conferences/{}/registrations/all
POST /contacts
GET /time_zone_list
GET /time_zone_list/PL
GET /phone_gateways
GET /file-library
POST /file-library
GET /file-library/conferences/{}
POST /file-library/conferences/{}
GET /file-library/{}
DELETE /file-library/{}
GET /file-library/{}/download
GET /conferences/{}/recordings
GET /conferences/recordings
DELETE /conferences/{}/recordings
DELETE /conferences/{}/recordings/{}
GET /chats
GET /chats/{}
GET /ping
POST /conference/availability
`;

const reached = new Set<string>();

test.each(Object.entries(connector.actions))(
  'the example of %s works, and its schema knows all of the answer',
  async (key, { example }) => {
    const { run, made } = await bootActions();
    await run(key, example.input);
    for (const { line } of made) reached.add(line.replace('/v1', '').replace(/\?.*/, '').replace(/\/\d+/g, '/{}'));
  },
);

test('the examples reach every endpoint, but the deletion of all recordings, which the example only previews', () => {
  const missed = endpoints
    .trim()
    .split('\n')
    .filter((line) => !reached.has(line));
  expect(missed).toEqual(['DELETE /conferences/{}/recordings']);
});
