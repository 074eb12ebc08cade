import { createContext, Script } from 'node:vm';
import { parentPort } from 'node:worker_threads';
import { isPorinError } from '../../kernel/errors.ts';
import type { Interpreter } from './interpreter.ts';
import { type CodeTask, type FromThread, shortTimeoutMs, type TaskError, type ToThread } from './protocol.ts';

let running: Interpreter | undefined;

function post(message: FromThread): void {
  if (parentPort) parentPort.postMessage(message);
  else process.send?.(message);
}

const script = new Script('value = task()');

/** The gateway ends what takes too long; this does when the gateway itself is gone, which a busy process never hears. */
function bounded(task: () => unknown): unknown {
  const context = createContext({ task, value: undefined });
  script.runInContext(context, { timeout: 2 * shortTimeoutMs });
  return context['value'];
}

async function runCode(task: CodeTask): Promise<void> {
  running = undefined;
  const { Interpreter } = await import('./interpreter.ts');
  post({ kind: 'begun' });
  running = await Interpreter.start(task, post);
}

async function serve(message: ToThread): Promise<void> {
  switch (message.kind) {
    case 'code':
      return runCode(message);
    case 'answer':
      return running?.answer(message);
    case 'resolve': {
      const [{ buildData }, { evaluateJsonata }] = await Promise.all([
        import('../mapping/build.ts'),
        import('../mapping/jsonata.ts'),
      ]);
      post({ kind: 'begun' });
      const jsonata = evaluateJsonata;
      return post({ kind: 'value', value: bounded(() => buildData(message.value, message.variables, { jsonata })) });
    }
    case 'validate': {
      const { issuesIn } = await import('./schema-validator.ts');
      post({ kind: 'begun' });
      return post({ kind: 'value', value: bounded(() => issuesIn(message.schema, message.value)) });
    }
  }
}

function described(error: unknown): TaskError {
  if (isPorinError(error)) {
    const { code, message, hint, details } = error;
    return { code, message, hint, ...(details === undefined ? {} : { details }) };
  }
  return { message: error instanceof Error ? error.message : String(error) };
}

(parentPort ?? process).on('message', (message: ToThread) => {
  serve(message).catch((error: unknown) => post({ kind: 'error', error: described(error) }));
});
