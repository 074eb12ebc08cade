/** What the connect pages have beyond the other pages. Fields that depend on a choice are hidden by the choice itself, without script. */
export const connectStyle = `
.app{display:flex;gap:.9rem;align-items:flex-start}.app>div{min-width:0}.app p{margin:0}.app h1{margin-top:.25rem}
.mark{flex:none;display:flex;align-items:center;justify-content:center;width:2.75rem;height:2.75rem;border-radius:10px;border:1px solid var(--line);color:var(--accent);font-size:1.3rem;font-weight:700}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1rem;margin:1.5rem 0;padding:1rem 1.1rem;border:1px solid var(--line);border-radius:10px;font-size:.9375rem}
.facts dt,.facts dd{margin:0;font-size:inherit;min-width:0;overflow-wrap:anywhere}
.note{margin:1.25rem 0;padding:.75rem 1rem;border:1px solid var(--line);border-left:3px solid var(--accent);border-radius:6px}.bad{border-radius:0}.note.warning{border-color:var(--bad)}
figure{margin:1.25rem 0}figcaption{color:var(--soft)}blockquote{margin:.35rem 0 0;padding:.25rem 0 .25rem 1rem;border-left:3px solid var(--line);white-space:pre-wrap;overflow-wrap:anywhere}
.wrong{color:var(--bad);font-weight:600}[aria-invalid=true]{border-color:var(--bad);border-width:2px}
label .soft{font-weight:400}
details{margin-top:.75rem;border:1px solid var(--line);border-radius:10px}details>*{margin-left:1.1rem;margin-right:1.1rem}
summary{margin:0;padding:.85rem 1.1rem;font-weight:600;cursor:pointer;border-radius:10px}summary h2,summary h3{display:inline;margin:0;font-size:1rem}
summary:focus-visible,textarea:focus{outline:3px solid var(--accent);outline-offset:2px}
details form{margin-top:0;padding:0 0 1.1rem;border-top:0}details form>label:first-of-type{margin-top:.25rem}
textarea{display:block;width:100%;min-height:8rem;margin:.25rem 0;padding:.6rem .7rem;font:.875rem/1.4 ui-monospace,monospace;color:inherit;background:transparent;border:1px solid var(--edge);border-radius:6px;resize:vertical}
ul.scopes{margin:.5rem 0 0;padding-left:1.2rem}.scopes li{margin:.15rem 0}
input[type=radio]{display:inline-block;flex:none;width:1.15rem;height:1.15rem;margin:.2rem 0 0;padding:0;accent-color:var(--accent)}
form.plain{margin-top:1rem;padding-top:0;border-top:0}form.plain button{margin-left:0}
a.button{display:inline-block;margin-top:1rem;padding:.65rem 1.2rem;font-weight:600;color:var(--on-accent);background:var(--accent);border-radius:6px;text-decoration:none}
iframe.status{display:block;width:100%;height:7.5rem;margin-top:1.25rem;border:0}main:has(>.small){padding:0}
@supports selector(:has(*)){.when{display:none}${['bearer', 'api_key_header', 'api_key_query', 'basic', 'oauth2']
  .map((kind) => `form:has([name=auth][value=${kind}]:checked) .when-${kind}`)
  .join(',')}{display:block}}
@media (max-width:26rem){main{padding-top:1.75rem}.facts{grid-template-columns:1fr;gap:0}.facts dd{margin-bottom:.5rem}button,a.button{width:100%;text-align:center}button.quiet,button+button.quiet{margin-left:0}}
@media (forced-colors:active){button,a.button,.good,.mark{border:1px solid}}[hidden]{display:none!important}`;
