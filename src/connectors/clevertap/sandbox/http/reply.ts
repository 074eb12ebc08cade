/** What an endpoint answers; without a body the answer is empty. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

export function success(fields: Readonly<Record<string, unknown>> = {}): Reply {
  return { status: 200, body: { status: 'success', ...fields } };
}

/** A refusal; most of them come with HTTP 200. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: number;

  constructor(error: string, { code = 400, status = 200 }: { readonly code?: number; readonly status?: number } = {}) {
    super(error);
    this.status = status;
    this.code = code;
  }

  get reply(): Reply {
    return { status: this.status, body: { status: 'fail', error: this.message, code: this.code } };
  }
}
