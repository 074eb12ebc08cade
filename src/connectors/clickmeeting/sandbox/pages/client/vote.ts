import type { PollView } from '../../live/protocol.ts';
import { el } from './dom.ts';
import type { Stage } from './page.ts';

/** The questions of a poll to be answered; built once. `sent` runs when the vote went out. */
export function voteForm({ words, send }: Stage, { id, questions }: PollView, sent: () => void): HTMLElement {
  const fields = questions.map(({ question, multiple, answers }, place) => {
    const inputs = answers.map((_, index) =>
      el('input', {
        type: multiple ? 'checkbox' : 'radio',
        name: `poll-${id}-${place}`,
        id: `poll-${id}-${place}-${index}`,
      }),
    );
    const rows = answers.map(({ value }, index) => {
      const input = inputs[index];
      return el('div', { class: 'option' }, input, el('label', { for: input?.id }, value));
    });
    return { inputs, root: el('fieldset', {}, el('legend', {}, question), ...rows) };
  });
  const missing = el('p', { class: 'bad', role: 'alert' });
  return el(
    'form',
    {
      class: 'vote',
      onsubmit: (event) => {
        event.preventDefault();
        const choices = fields.map(({ inputs }) => inputs.flatMap((input, index) => (input.checked ? [index] : [])));
        const isComplete = choices.every((chosen) => chosen.length > 0);
        missing.textContent = isComplete ? '' : words.chooseFirst;
        if (isComplete && send({ do: 'vote', poll: id, choices })) sent();
      },
    },
    ...fields.map((field) => field.root),
    missing,
    el('button', {}, words.vote),
  );
}
