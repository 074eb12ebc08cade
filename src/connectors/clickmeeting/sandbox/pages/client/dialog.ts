import { el } from './dom.ts';

interface Choice {
  readonly label: string;
  readonly kind?: 'danger' | 'quiet';
  /** Absent for the button that only closes. */
  readonly run?: () => void;
}

interface Question {
  readonly title: string;
  readonly text?: string;
  readonly content?: readonly HTMLElement[];
  readonly choices: readonly Choice[];
  /** What the form's main button does; without a connection it gives false, and the dialog with what was written stays. */
  readonly submit?: { readonly label: string; readonly run: () => boolean };
}

/** Asks in a dialog of the browser: it holds the focus, Escape closes it, and the focus goes back afterwards. */
export function ask({ title, text, content = [], choices, submit }: Question): HTMLDialogElement {
  const heading = el('h2', { id: 'dialog-title' }, title);
  const button = ({ label, kind, run }: Choice): HTMLElement =>
    el(
      'button',
      {
        type: 'button',
        class: kind ?? '',
        onclick: () => {
          dialog.close();
          run?.();
        },
      },
      label,
    );
  const main = submit === undefined ? undefined : el('button', { type: 'submit' }, submit.label);
  const form = el(
    'form',
    {
      method: 'dialog',
      onsubmit: (event) => {
        event.preventDefault();
        if (submit?.run() !== false) dialog.close();
      },
    },
    heading,
    text === undefined ? undefined : el('p', {}, text),
    ...content,
    el('div', { class: 'choices' }, main, ...choices.map(button)),
  );
  const dialog = el('dialog', { 'aria-labelledby': 'dialog-title', onclose: () => dialog.remove() }, form);
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
