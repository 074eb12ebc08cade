import { describe, expect, test } from 'vitest';
import { fileAction } from '../../kernel/action.ts';
import { connectors } from '../../registry.gen.ts';
import { createRanking } from './ranking.ts';

const modules = await Promise.all(Object.values(connectors).map((load) => load()));
const sources = modules.map(({ default: { app, definition, actions } }) => ({
  app,
  definition,
  actions: new Map(Object.entries(actions).map(([key, action]) => [key, fileAction(key, action)])),
}));
const { rank, explain } = createRanking(async () => sources);
const keys = async (app: string, intent: string) =>
  [...(await rank({ intent, saved: [], apps: [app] })).keys()].map((id) => id.slice(app.length + 1));

describe('an intent finds its action first', () => {
  test.each([
    ['clickmeeting', 'schedule a webinar', 'create-conference'],
    ['clickmeeting', 'I want to schedule webinars please', 'create-conference'],
    ['clickmeeting', 'shedule a webinar', 'create-conference'],
    ['clickmeeting', 'schedule a webniar', 'create-conference'],
    ['clickmeeting', 'delete a room', 'delete-conference'],
    ['clickmeeting', 'download the chat', 'download-chat'],
    ['clickmeeting', 'invite people by e-mail', 'send-invitation'],
    ['clickmeeting', 'create-conference', 'create-conference'],
    ['clickmeeting', 'list timezones', 'list-timezones'],
    ['clickmeeting', 'upload a presentation', 'upload-file'],
    ['clicksend', 'cancel scheduled message', 'cancel-scheduled-sms'],
    ['clicksend', 'post a letter', 'send-letter'],
    ['clicksend', 'text somebody a picture', 'send-mms'],
    ['clicksend', 'give them a call', 'send-voice'],
    ['clicksend', 'was my message delivered', 'get-delivery-receipts'],
    ['clevertap', 'how many people bought something last week', 'get-profile-count'],
    ['clevertap', 'how many users did Charged', 'get-profile-count'],
    ['clevertap', 'schedule a campaign for tomorrow', 'create-campaign'],
  ])('of %s: %s', async (app, intent, key) => {
    expect((await keys(app, intent))[0]).toBe(key);
  });

  test('or among the first three', async () => {
    expect((await keys('clicksend', 'schedule sms')).slice(0, 3)).toContain('send-sms');
    expect((await keys('clickmeeting', 'registar a participant')).slice(0, 3)).toContain('register-participant');
  });
});

test('an action’s own name and phrases lead to it', async () => {
  const askings = sources.flatMap(({ app, actions }) =>
    [...actions.values()].flatMap(({ key, name, phrases }) =>
      [name, key, ...phrases].map((asking) => ({ app, asking, key })),
    ),
  );
  const missed: string[] = [];
  for (const { app, asking, key } of askings) {
    const [first, second] = await keys(app, asking);
    if (first !== key) missed.push(`${app}: ${asking} → ${first}, not ${key}`);
    // Two actions may be asked for in the same words; nobody can tell them apart.
    expect([first, second]).toContain(key);
  }
  expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(Math.ceil(askings.length / 100));
});

test('what destroys is never first unless somebody asks to destroy', async () => {
  const effectOf = new Map(
    sources.flatMap(({ app, actions }) => [...actions].map(([key, one]) => [`${app} ${key}`, one.effect])),
  );
  for (const [app, intent] of [
    ['clicksend', 'who unsubscribed'],
    ['clicksend', 'contacts'],
    ['clicksend', 'contact list'],
    ['clickmeeting', 'recordings'],
    ['clickmeeting', 'rooms of last week'],
    ['clevertap', 'user profile'],
  ] as const) {
    const [first = 'none'] = await keys(app, intent);
    expect([intent, effectOf.get(`${app} ${first}`)]).not.toEqual([intent, 'destroy']);
  }
  expect((await keys('clicksend', 'delete a contact'))[0]).toBe('delete-contact');
  expect((await keys('clicksend', 'how do I delete a contact')).slice(0, 3)).toContain('delete-contact');
});

describe('why an action ranks where it does', () => {
  const why = async (intent: string, id: string) =>
    ((await explain({ intent, saved: [], apps: [id.split('.')[0] ?? ''] }, [id])).get(id) ?? []).join('\n');

  test('is told by its verb and by its words', async () => {
    const lines = await why('delete the webinar tomorrow', 'clickmeeting.delete-conference');
    expect(lines).toContain('verb: wanted delete');
    expect(lines).toMatch(/'webinar' is '\w+' in its (?:name|text): (?:the same word|another name for it)/);
    expect(lines).toMatch(/of the query is in it/);
  });

  test('tells a name from a word that points to it', async () => {
    const lines = await why('what remains to spend', 'clicksend.get-account-usage');
    expect(lines).toContain("'remain' is 'usage' in its name: it points to that");
    expect(lines).toContain("'spend' is 'spend' in its text: the same word");
  });

  test('names what is not in it, and what would help', async () => {
    const lines = await why('create a spaceship', 'clickmeeting.create-conference');
    expect(lines).toMatch(/nothing in it for 'spaceship'/);
    expect(lines).toMatch(/add a phrase to the action/);
  });
});
