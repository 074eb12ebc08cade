import { find } from './dom.ts';

/** Says when the event starts in the visitor's own zone, where that is another one than the room's. */
export function showLocalTimes(): void {
  const element = find('[data-local]');
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (element === undefined || element.dataset['zone'] === own) return;
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'full', timeStyle: 'short' });
  element.append(`${format.format(Number(element.dataset['local']))} (${own})`);
  element.hidden = false;
}
