import { fill } from '../words/fill.ts';
import { ask } from './dialog.ts';
import { el } from './dom.ts';
import type { Stage } from './page.ts';

const maxParts = 20;
let serial = 0;

/** A question in the making. */
interface Draft {
  readonly root: HTMLElement;
  read(): { question: string; answers: string[]; multiple: boolean };
}

/** Asks for a new poll: its name, and one question or more with two answers or more. */
export function pollEditor({ words, send }: Stage): void {
  const drafts = new Set<Draft>();
  const list = el('div', {});
  const add = (): Draft => {
    const draft = questionDraft(words, () => {
      if (drafts.size === 1) return;
      drafts.delete(draft);
      draft.root.remove();
    });
    drafts.add(draft);
    list.append(draft.root);
    return draft;
  };
  add();
  const name = el('input', {
    id: 'poll-name',
    required: true,
    maxlength: 200,
    pattern: '.*\\S.*',
    autocomplete: 'off',
  });
  const another = (): void => {
    if (drafts.size < maxParts) add().root.querySelector('input')?.focus();
  };
  ask({
    title: words.newPoll,
    content: [
      el('label', { for: 'poll-name' }, words.pollName),
      name,
      list,
      el('button', { type: 'button', class: 'quiet', onclick: another }, words.addQuestion),
    ],
    submit: {
      label: words.save,
      run: () => {
        const questions = [...drafts].map((draft) => draft.read());
        return send({ do: 'poll-create', name: name.value.trim(), questions });
      },
    },
    choices: [{ label: words.cancel, kind: 'quiet' }],
  });
}

function questionDraft(words: Stage['words'], drop: () => void): Draft {
  serial += 1;
  const id = `draft-${serial}`;
  const question = el('input', { id, required: true, maxlength: 500, pattern: '.*\\S.*', autocomplete: 'off' });
  const multiple = el('input', { id: `${id}-multiple`, type: 'checkbox' });
  const answers: HTMLInputElement[] = [];
  const list = el('div', {});
  const add = (): HTMLInputElement => {
    const label = fill(words.answer, { number: answers.length + 1 });
    // The first two are needed; an empty one further down is left out.
    const answer = el('input', {
      required: answers.length < 2,
      maxlength: 200,
      pattern: '.*\\S.*',
      'aria-label': label,
      placeholder: label,
      autocomplete: 'off',
    });
    answers.push(answer);
    list.append(answer);
    return answer;
  };
  add();
  add();
  const another = (): void => {
    if (answers.length < maxParts) add().focus();
  };
  return {
    root: el(
      'fieldset',
      { class: 'draft' },
      el('label', { for: id }, words.question),
      question,
      list,
      el('div', { class: 'option' }, multiple, el('label', { for: multiple.id }, words.multiple)),
      el(
        'div',
        { class: 'choices' },
        el('button', { type: 'button', class: 'quiet', onclick: another }, words.addAnswer),
        el('button', { type: 'button', class: 'quiet drop', onclick: drop }, words.dropQuestion),
      ),
    ),
    read: () => ({
      question: question.value.trim(),
      answers: answers.map(({ value }) => value.trim()).filter((value) => value !== ''),
      multiple: multiple.checked,
    }),
  };
}
