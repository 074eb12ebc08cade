import { fill } from '../words/fill.ts';
import { ask } from './dialog.ts';
import { el } from './dom.ts';
import type { Stage } from './page.ts';

/** Asks for stars and a comment on the way out; both may stay empty. */
export function leaveDialog({ words, send }: Stage): void {
  const radios = [1, 2, 3, 4, 5].map((count) =>
    el('input', { type: 'radio', name: 'stars', value: count, id: `star-${count}` }),
  );
  const labels = radios.map((radio, index) => {
    const text = fill(words.stars, { count: index + 1 });
    return el(
      'label',
      { for: radio.id, title: text },
      el('span', { class: 'hidden' }, text),
      el('span', { 'aria-hidden': 'true' }, '★'),
    );
  });
  const comment = el('textarea', {
    id: 'leave-comment',
    rows: 2,
    maxlength: 500,
    // A comment goes with stars; the service has no place for one alone.
    oninput: () => {
      for (const radio of radios) radio.required = comment.value.trim() !== '';
    },
  });
  ask({
    title: words.leaveTitle,
    text: words.leaveText,
    content: [
      el(
        'fieldset',
        { class: 'stars', role: 'radiogroup', 'aria-label': words.leaveTitle },
        ...radios.flatMap((radio, index) => [radio, labels[index]]),
      ),
      el('label', { for: 'leave-comment' }, words.comment),
      comment,
    ],
    submit: {
      label: words.leave,
      run: () => {
        const stars = Number(radios.find(({ checked }) => checked)?.value ?? 0);
        const text = comment.value.trim();
        if (stars > 0) send({ do: 'rate', stars, ...(text === '' ? {} : { comment: text }) });
        return send({ do: 'leave' });
      },
    },
    choices: [{ label: words.stay, kind: 'quiet' }],
  });
}
