/**
 * The only script of the pages: it brings buttons for passkeys to life. Where it does not run, they stay hidden and passwords work.
 * Written for browsers as they are, without a build.
 */
export const passkeyScript = `'use strict';
(() => {
  const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
  const toText = (bytes) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=+$/, '');
  const idsIn = (list) => (list || []).map((one) => ({ ...one, id: toBytes(one.id) }));

  const ask = {
    create: (options) =>
      navigator.credentials.create({
        publicKey: {
          ...options,
          challenge: toBytes(options.challenge),
          user: { ...options.user, id: toBytes(options.user.id) },
          excludeCredentials: idsIn(options.excludeCredentials),
        },
      }),
    get: (options) =>
      navigator.credentials.get({
        publicKey: {
          ...options,
          challenge: toBytes(options.challenge),
          allowCredentials: idsIn(options.allowCredentials),
        },
      }),
  };

  const asText = ({ id, rawId, type, response }) => {
    const members = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'];
    const given = members.filter((name) => response[name]).map((name) => [name, toText(response[name])]);
    const transports = response.getTransports ? { transports: response.getTransports() } : {};
    return { id, rawId: toText(rawId), type, response: { ...Object.fromEntries(given), ...transports } };
  };

  const post = async (path, body) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
    const content = await answer.json();
    if (!answer.ok) throw new Error(content.message || 'The gateway refused');
    return content;
  };

  const fieldsOf = (form) => [...form.elements].filter((field) => field.name && field.type !== 'password');

  const run = async (button) => {
    const { passkey, action } = button.dataset;
    const fields = fieldsOf(button.form);
    if (!fields.every((field) => field.reportValidity())) return;
    const given = Object.fromEntries(fields.map((field) => [field.name, field.value]));
    const credential = await ask[passkey](await post(action + '/options', given));
    const { next } = await post(action, { ...given, credential: asText(credential) });
    location.assign(next);
  };

  for (const button of document.querySelectorAll('button[data-passkey]')) {
    if (!window.PublicKeyCredential) continue;
    const alert = button.nextElementSibling;
    button.hidden = false;
    button.addEventListener('click', async () => {
      alert.hidden = true;
      button.disabled = true;
      try {
        await run(button);
      } catch (error) {
        const isCancelled = error.name === 'NotAllowedError';
        alert.textContent = isCancelled ? 'No passkey was used: it was cancelled or took too long.' : error.message;
        alert.hidden = false;
      } finally {
        button.disabled = false;
      }
    });
  }
})();
`;
