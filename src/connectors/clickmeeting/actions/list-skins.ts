import { defineAction } from '../../../kernel/action.ts';
import { itemsOf, itemsSchema } from '../answers.ts';
import { nothing } from '../schemas/ids.ts';
import { skin } from '../schemas/library.ts';

export default defineAction({
  name: 'List Skins',
  description:
    'Lists the skins (looks) a room can have. The id goes into skin_id of create-conference and update-conference.',
  effect: 'read',
  phrases: ['room themes', 'available skins', 'change the look of a room', 'list designs', 'room appearance'],
  input: nothing,
  output: itemsSchema(skin, 'The skins'),
  example: { input: {} },
  request: () => ({ method: 'GET', path: '/conferences/skins' }),
  result: ({ body }) => ({ items: itemsOf(skin, 'skins', body) }),
});
