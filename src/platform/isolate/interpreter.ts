import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
  RELEASE_SYNC,
} from 'quickjs-emscripten';
import { type CodeForm, codeFile, formsOf, framesOf } from './code-forms.ts';
import { hostText, levelsOf, randomText } from './host-text.ts';
import { prelude, preludeFile } from './prelude.ts';
import { bounds, type CallAnswered, type CodeFailure, type CodeTask, type FromThread } from './protocol.ts';
import { interpreterWasm } from './wasm.ts';

// Of the 4 MB that V8 gives a thread; the interpreter's frames are several times as large on V8's stack as on its own.
const stackBytes = 192 * 1024;
/** A wait that is shorter than this is not worth another thread. */
const longWaitMs = 20;
const jobsAtOnce = 1_000;
const late: CodeFailure = { reason: 'time', message: '' };

type Entries = Readonly<Record<'start' | 'settle' | 'fire' | 'fail', QuickJSHandle>>;

/**
 * Code in an interpreter of its own: fresh memory for each, so nothing of one caller's is left for the next.
 * It is never taken down piece by piece; what nobody holds any more is collected whole.
 */
export class Interpreter {
  readonly #runtime: QuickJSRuntime;
  readonly #context: QuickJSContext;
  readonly #post: (message: FromThread) => void;
  readonly #memoryBytes: number;
  readonly #deadline: number;
  readonly #overdue: NodeJS.Timeout;
  readonly #timers = new Map<number, NodeJS.Timeout>();
  readonly #queued: { readonly id: number; readonly json: string }[] = [];
  readonly #atApp = new Set<number>();
  #entries: Entries | undefined;
  #logLines = 0;
  #offset = 0;
  #isWaiting = false;
  #hasEnded = false;
  #hasLongTimer = false;

  private constructor(runtime: QuickJSRuntime, task: CodeTask, post: (message: FromThread) => void) {
    this.#runtime = runtime;
    this.#post = post;
    this.#deadline = performance.now() + task.timeoutMs;
    this.#memoryBytes = task.memoryMb * 1024 * 1024;
    runtime.setMemoryLimit(this.#memoryBytes);
    runtime.setMaxStackSize(stackBytes);
    runtime.setInterruptHandler(() => this.#isOverdue());
    this.#context = runtime.newContext();
    this.#overdue = setTimeout(() => this.#fail(late), task.timeoutMs);
  }

  /** Starts the code; what comes of it is posted. */
  static async start(task: CodeTask, post: (message: FromThread) => void): Promise<Interpreter> {
    const variant = newVariant(RELEASE_SYNC, { wasmModule: await interpreterWasm() });
    const module = await newQuickJSWASMModuleFromVariant(variant);
    const interpreter = new Interpreter(module.newRuntime(), task, post);
    interpreter.#guarded(() => interpreter.#begin(task));
    return interpreter;
  }

  /** The answer to a request of the code. */
  answer({ id, isServed, json }: CallAnswered): void {
    if (!this.#atApp.delete(id)) return;
    this.#guarded(() => {
      this.#sendQueued();
      this.#enter('settle', [this.#context.newNumber(id), this.#flag(isServed), this.#context.newString(json)]);
    });
  }

  /** Enters the interpreter, and stays until everything in it waits. */
  #guarded(action: () => void): void {
    if (this.#hasEnded) return;
    this.#tell(false);
    try {
      action();
      this.#drain();
    } catch (error) {
      // V8's own stack ended before the interpreter's, or its memory did; the interpreter cannot be entered again.
      this.#fail({ reason: error instanceof RangeError ? 'recursion' : 'memory', message: '' });
    }
  }

  #drain(): void {
    while (!this.#hasEnded && this.#runtime.hasPendingJob()) {
      const { error } = this.#runtime.executePendingJobs(jobsAtOnce);
      if (error) this.#refuse(error);
      if (this.#isOverdue()) this.#fail(late);
    }
    if (this.#hasEnded) return;
    this.#sendQueued();
    if (this.#atApp.size === 0 && this.#timers.size === 0)
      this.#fail({ reason: this.#isFull() ? 'memory' : 'stuck', message: '' });
    else this.#tell(this.#atApp.size > 0 || this.#hasLongTimer);
  }

  #enter(name: keyof Entries, values: readonly QuickJSHandle[]): void {
    const entry = this.#entries?.[name];
    if (!entry || this.#hasEnded) return;
    const { error } = this.#context.callFunction(entry, this.#context.undefined, ...values);
    if (!error) return;
    if (name !== 'fail') this.#refuse(error);
    // What cannot even be described is an interpreter without memory, or one that was interrupted.
    else this.#fail({ reason: 'memory', message: '' });
  }

  #refuse(error: QuickJSHandle): void {
    if (this.#isOverdue()) this.#fail(late);
    else this.#enter('fail', [error]);
  }

  #isFull(): boolean {
    const used = this.#context.dump(this.#runtime.computeMemoryUsage())?.memory_used_size;
    return typeof used !== 'number' || used > this.#memoryBytes * 0.9;
  }

  #tell(isWaiting: boolean): void {
    if (this.#isWaiting === isWaiting || this.#hasEnded) return;
    this.#isWaiting = isWaiting;
    this.#post({ kind: 'waiting', isWaiting });
  }

  #begin(task: CodeTask): void {
    this.#entries = this.#installPrelude(task.data);
    const found = this.#compile(task.code, task.isCheck === true);
    if (found === undefined) return;
    if (task.isCheck) {
      this.#done(this.#context.undefined);
      return;
    }
    this.#enter('start', [found.subject, this.#flag(found.form.isModule)]);
  }

  #installPrelude(data: string): Entries {
    const context = this.#context;
    const make = context.unwrapResult(context.evalCode(prelude, preludeFile));
    const limits = context.newObject();
    for (const name of ['logLines', 'logLineChars', 'timers', 'calls', 'outputLevels'] as const)
      context.setProp(limits, name, context.newNumber(bounds[name]));
    const made = context.unwrapResult(
      context.callFunction(make, context.undefined, this.#host(), context.newString(data), limits),
    );
    const entry = (name: string) => context.getProp(made, name);
    return { start: entry('start'), settle: entry('settle'), fire: entry('fire'), fail: entry('fail') };
  }

  /** The first reading that the interpreter understands; the failure of the last one is posted. */
  #compile(
    code: string,
    compileOnly: boolean,
  ): { readonly subject: QuickJSHandle; readonly form: CodeForm } | undefined {
    let refusal: QuickJSHandle | undefined;
    for (const form of formsOf(code)) {
      this.#offset = form.offset;
      const result = this.#context.evalCode(form.text, codeFile, {
        type: form.isModule ? 'module' : 'global',
        compileOnly,
      });
      if (!result.error) return { subject: result.value, form };
      refusal = result.error;
    }
    if (refusal) this.#enter('fail', [refusal]);
    return undefined;
  }

  #host(): QuickJSHandle {
    const context = this.#context;
    const host = context.newObject();
    const offer = (name: string, serve: (...handles: QuickJSHandle[]) => QuickJSHandle | undefined) =>
      context.setProp(host, name, context.newFunction(name, serve));
    const number = (handle: QuickJSHandle) => context.getNumber(handle);
    const text = (handle: QuickJSHandle) => this.#text(handle);
    for (const [name, serve] of Object.entries(hostText)) {
      offer(name, (...handles) => {
        const made = serve(...handles.map(text));
        return made === undefined ? context.undefined : context.newString(made);
      });
    }
    offer('levels', (json) => context.newNumber(levelsOf(text(json ?? context.undefined))));
    offer('random', (size) => context.newString(randomText(number(size ?? context.undefined))));
    offer('log', (line) => this.#log(text(line ?? context.undefined)));
    offer('timer', (id, ms) => this.#setTimer(number(id ?? context.undefined), number(ms ?? context.undefined)));
    offer('cancel', (id) => this.#cancel(number(id ?? context.undefined)));
    offer('call', (id, json) => this.#call(number(id ?? context.undefined), text(json ?? context.undefined)));
    offer('done', (json) => this.#done(json ?? context.undefined));
    offer('failed', (json) => this.#failed(text(json ?? context.undefined)));
    return host;
  }

  /** Text of the interpreter, if it is not so long that copying it out would be a fault of its own. */
  #text(handle: QuickJSHandle): string {
    if (this.#context.typeof(handle) !== 'string') return '';
    const length = this.#context.getNumber(this.#context.getProp(handle, 'length'));
    if (length <= bounds.outputChars) return this.#context.getString(handle);
    this.#fail({ reason: 'output', message: `It handed over a text of ${length} characters` });
    return '';
  }

  #flag(value: boolean): QuickJSHandle {
    return value ? this.#context.true : this.#context.false;
  }

  #log(line: string): undefined {
    this.#logLines++;
    if (this.#logLines > bounds.logLines || this.#hasEnded) return;
    this.#post({ kind: 'log', line });
    if (this.#logLines === bounds.logLines) this.#post({ kind: 'log', line: '… further lines are not kept' });
  }

  #setTimer(id: number, ms: number): undefined {
    const fire = () => {
      this.#timers.delete(id);
      this.#guarded(() => this.#enter('fire', [this.#context.newNumber(id)]));
    };
    this.#hasLongTimer = ms >= longWaitMs;
    if (!this.#hasEnded) this.#timers.set(id, setTimeout(fire, ms));
  }

  #cancel(id: number): undefined {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  #call(id: number, json: string): undefined {
    if (!this.#hasEnded) this.#queued.push({ id, json });
  }

  #sendQueued(): void {
    while (this.#atApp.size < bounds.callsAtOnce) {
      const call = this.#queued.shift();
      if (call === undefined) return;
      this.#atApp.add(call.id);
      this.#post({ kind: 'call', ...call });
    }
  }

  #done(json: QuickJSHandle): undefined {
    const isNothing = this.#context.typeof(json) !== 'string';
    const output = isNothing ? undefined : this.#text(json);
    if (this.#hasEnded) return;
    this.#end();
    this.#post(output === undefined ? { kind: 'output' } : { kind: 'output', json: output });
  }

  #failed(json: string): undefined {
    if (this.#hasEnded) return;
    // Written by the prelude's own JSON.stringify a moment ago.
    const { stack = '', ...failure } = JSON.parse(json) as CodeFailure;
    // Without memory for an error, the interpreter throws null in its place.
    if (failure.message === 'null' && this.#isFull()) this.#fail({ reason: 'memory', message: '' });
    this.#fail({ ...failure, ...framesOf(stack, this.#offset) });
  }

  #fail(failure: CodeFailure): void {
    if (this.#hasEnded) return;
    this.#end();
    this.#post({ kind: 'failure', failure: this.#isOverdue() ? late : failure });
  }

  #end(): void {
    this.#hasEnded = true;
    clearTimeout(this.#overdue);
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#queued.length = 0;
  }

  #isOverdue(): boolean {
    return performance.now() >= this.#deadline;
  }
}
