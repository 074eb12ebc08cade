import { parentPort } from 'node:worker_threads';
import { isPorinError } from '../../kernel/errors.ts';
import type { Interpreter } from './interpreter.ts';
import type { CodeTask, FromThread, TaskError, ToThread } from './protocol.ts';

let running: Interpreter | undefined;

function post(message: FromThread): void {
  parentPort?.postMessage(message);
}

async function runCode(task: CodeTask): Promise<void> {
  running = undefined;
  const { Interpreter } = await import('./interpreter.ts');
  running = await Interpreter.start(task, post);
}

async function serve(message: ToThread): Promise<void> {
  switch (message.kind) {
    case 'code':
      return runCode(message);
    case 'answer':
      return running?.answer(message);
    case 'resolve': {
      return;
    }
    case 'validate': {
      const { issuesIn } = await import('./schema-validator.ts');
      return post({ kind: 'value', value: issuesIn(message.schema, message.value) });
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

parentPort?.on('message', (message: ToThread) => {
  serve(message).catch((error: unknown) => post({ kind: 'error', error: described(error) }));
});
post({ kind: 'ready' });
