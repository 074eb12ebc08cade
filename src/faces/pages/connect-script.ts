/**
 * The script of the connect pages that another page opened: in a window of its own it tells the opener what came of it; in a frame it
 * speaks the frame protocol of the SDK (Penpal 6). All it knows stands in `data-` attributes. Without it the event stream tells the same.
 */
export const connectScript = `'use strict';
const page = document.querySelector('[data-connect]');
const { framed, origin, events } = page.dataset;
let result = page.dataset.result === undefined ? undefined : JSON.parse(page.dataset.result);
let parentOrigin;
const send = (message, target) => window.parent.postMessage(message, target);
const call = (methodName, ...args) => {
  if (parentOrigin !== undefined) send({ penpal: 'call', id: String(Math.random()), methodName, args }, parentOrigin);
};
const tell = () => {
  if (result === undefined) return;
  if (framed === undefined) {
    const asker = window.opener ?? (window.parent === window ? null : window.parent);
    // Who asked without saying from where hears it over the event stream: a window may show another site by now.
    if (origin !== undefined) asker?.postMessage(result, origin);
    // Only a window that a script opened can be closed; long enough for its person to see what happened.
    if (window.opener) setTimeout(() => window.close(), result.type === 'newConnectionCreated' ? 1500 : 300);
    return;
  }
  if (result.type === 'newConnectionCreated') {
    call('onSuccess', result.connection);
    setTimeout(() => call('close'), 1500);
  } else call('close');
};
if (framed !== undefined && window.parent !== window) {
  window.addEventListener('message', (event) => {
    if (event.source !== window.parent || event.data?.penpal !== 'synAck' || parentOrigin !== undefined) return;
    if (origin !== undefined && event.origin !== origin) return;
    parentOrigin = event.origin === 'null' ? '*' : event.origin;
    send({ penpal: 'ack', methodNames: [] }, parentOrigin);
    call('handshake');
    document.querySelector('[data-focus]')?.focus();
    tell();
  });
  send({ penpal: 'syn' }, origin ?? '*');
} else tell();
if (events !== undefined && result === undefined) {
  const stream = new EventSource(events);
  stream.onmessage = (event) => {
    stream.close();
    result = JSON.parse(event.data);
    page.querySelector('[data-done]')?.removeAttribute('hidden');
    tell();
  };
}
for (const button of document.querySelectorAll('[data-close]')) {
  button.hidden = false;
  button.addEventListener('click', () => (framed === undefined ? window.close() : call('close')));
}
`;
